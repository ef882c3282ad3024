//! Authorizers that name a user pool and are made into functions.

use crate::model::Service;
use crate::resolve::{Known, Piece, Val};
use crate::rules::{Checked, Findings};

pub(super) fn pool_arn_without_type<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    for function in service.functions()? {
        out.each(function.events("http"), |event, out| {
            let Some(authorizer) = event.object()?.get("authorizer")? else { return Ok(()) };
            let authorizer = authorizer.object()?;
            if authorizer.get("type")?.is_some() {
                return Ok(());
            }
            let Some(arn) = authorizer.get("arn")? else { return Ok(()) };
            if is_pool(service, &arn)? {
                out.report(&arn, "the ARN of a user pool, which is taken for that of a function");
            }
            Ok(())
        });
    }
    Ok(())
}

/// An ARN that is written out is recognised by the framework, so only functions count.
fn is_pool(service: Service<'_>, arn: &Val<'_>) -> Known<bool> {
    let stack = service.world().stack;
    if stack.tree.call(arn.node()).is_none() {
        return Ok(false);
    }
    let text = arn.text()?;
    if let Some((resource, attribute)) = text.reference() {
        return Ok(attribute == "Arn" && stack.resources[resource].kind == "AWS::Cognito::UserPool");
    }
    Ok(matches!(text.pieces.first(), Some(Piece::Literal(first)) if first.starts_with("arn:"))
        && text.literals().any(|literal| literal.contains(":cognito-idp:"))
        && text.literals().any(|literal| literal.contains(":userpool/")))
}
