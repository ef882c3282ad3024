//! What stands where the id of a pool belongs.

use crate::model::{Resource, link};
use crate::resolve::Piece;
use crate::rules::{Checked, Edit, Findings, Written};

pub(super) fn wrong_pool_id<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if !resource.kind().starts_with("AWS::Cognito::") {
        return Ok(());
    }
    let Some(id) = resource.property("UserPoolId")? else { return Ok(()) };
    if let Some(Piece::Literal(start)) = id.text()?.pieces.first()
        && start.starts_with("arn:")
    {
        out.report(&id, "an ARN").covers(&id);
        return Ok(());
    }
    if let Some(pool) = link(resource.world(), &id, "AWS::Cognito::UserPool", &["Arn"])? {
        let help = format!("write {}", out.call(&id, "Ref", pool.id()));
        out.report(&id, format!("the ARN of {}", pool.id())).help(help).fix(Edit::replace(&id, Written::Call("Ref", pool.id().to_owned())));
    }
    Ok(())
}
