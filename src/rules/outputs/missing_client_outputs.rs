//! Pools and clients whose ids no output gives to the front end.

use crate::model::{Output, Resource};
use crate::resolve::Piece;
use crate::rules::{Checked, Findings};
use crate::template::Open;

pub(super) fn missing_client_outputs<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let attributes = match resource.kind() {
        "AWS::Cognito::UserPool" => ["Ref", "UserPoolId"],
        "AWS::Cognito::UserPoolClient" => ["Ref", "ClientId"],
        "AWS::Cognito::IdentityPool" => ["Ref", "Id"],
        _ => return Ok(()),
    };
    let stack = resource.world().stack;
    // Elsewhere there may be more outputs; what the framework generates gives none of these ids.
    if stack.open.is_some_and(|open| open != Open::Generated) {
        return Ok(());
    }
    for (index, output) in stack.outputs.iter().enumerate() {
        if stack.tree.is_generated(output.key) {
            continue;
        }
        let Some(value) = Output::new(resource.world(), index).value()? else { continue };
        let gives_it = |piece: &Piece| matches!(piece, Piece::Attribute { resource: of, name } if *of == resource.index() && attributes.contains(&name.as_str()));
        if value.text()?.pieces.iter().any(gives_it) {
            return Ok(());
        }
    }
    out.report(resource.place(), format!("no output gives the id of {}", resource.id()));
    Ok(())
}
