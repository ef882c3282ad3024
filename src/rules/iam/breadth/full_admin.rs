//! Everything on everything: by a statement, or by AWS's own administrator policy.

use crate::model::{Resource, Statement};
use crate::resolve::{Known, Piece, Val, World};
use crate::rules::{Checked, Findings};

const LABEL: &str = "every action on every resource";

pub(super) fn full_admin<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.grants() || !statement.allows()? || statement.every_resource()?.is_none() || statement.has_condition()? {
        return Ok(());
    }
    out.each(statement.actions()?, |action, out| {
        if matches!(action.literal()?.as_str(), "*" | "*:*") {
            out.report(&action, LABEL).covers(statement.place());
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn managed_admin<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let property = match resource.kind() {
        "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => "ManagedPolicyArns",
        "AWS::SSO::PermissionSet" => "ManagedPolicies",
        // SAM takes the names of AWS's policies too.
        "AWS::Serverless::Function" | "AWS::Serverless::StateMachine" => "Policies",
        _ => return Ok(()),
    };
    let Some(list) = resource.property(property)? else { return Ok(()) };
    let by_name = property == "Policies";
    out.each(list.one_or_many()?, |policy, out| judge(&policy, by_name, out));
    Ok(())
}

pub(super) fn service_admin<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    for list in &world.stack.service_managed_policies {
        let list = Val::new(world, *list, None);
        out.each(list.one_or_many()?, |policy, out| judge(&policy, false, out));
    }
    Ok(())
}

fn judge<'w>(policy: &Val<'w>, by_name: bool, out: &mut Findings<'w>) -> Checked {
    if is_administrator(policy, by_name)? {
        out.report(policy, LABEL).help("name a policy with the actions that are needed instead of `AdministratorAccess`");
    }
    Ok(())
}

/// The partition before it may be a pseudo parameter.
fn is_administrator(policy: &Val<'_>, by_name: bool) -> Known<bool> {
    let text = policy.text()?;
    let named = by_name && text.known() == Ok("AdministratorAccess");
    let by_arn = matches!(text.pieces.last(), Some(Piece::Literal(last)) if last.ends_with(":iam::aws:policy/AdministratorAccess"));
    Ok(named || by_arn)
}
