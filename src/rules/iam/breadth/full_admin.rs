//! Everything on everything: by a statement, or by AWS's own administrator policies.

use crate::data::managed::Class;
use crate::model::{Attached, Holder, Resource, Statement, attached, attached_to_service};
use crate::resolve::World;
use crate::rules::iam::managed::label as managed_label;
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
    out.each(attached(resource)?, judge);
    Ok(())
}

pub(super) fn service_admin<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attached_to_service(world)?, judge);
    Ok(())
}

fn judge<'w>(policy: Attached<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(found) = policy.policy()?.filter(|_| !policy.is_boundary) else { return Ok(()) };
    if found.class() != Some(Class::Administrator) {
        return Ok(());
    }
    let name = found.name();
    let help = format!("name a policy with the actions that are needed instead of `{name}`");
    if name == "AdministratorAccess" {
        out.report(&policy.value, LABEL).help(help);
        return Ok(());
    }
    let label = match name {
        "IAMFullAccess" => "every action of IAM: with these its holder gives itself all others".to_owned(),
        "PowerUserAccess" => "every action on every resource, apart from those of IAM and of the account".to_owned(),
        _ => managed_label(found),
    };
    let report = out.report(&policy.value, label).help(help);
    let report = if name == "IAMFullAccess" { report } else { report.title("whoever gets these permissions runs most of the account") };
    // Some of these are made for people.
    if policy.holder() == Holder::People {
        report.case("people");
    }
    Ok(())
}
