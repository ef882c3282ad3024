//! Managed policies that give more than whoever attaches them means to.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::iam::{self, Action};
use crate::data::managed::{Class, ManagedPolicy, Pattern};
use crate::model::{Attached, Holder, Resource, attached, attached_to_service};
use crate::resolve::World;
use crate::rules::{Checked, Findings};

pub(super) fn of_resource<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attached(resource)?, judge);
    Ok(())
}

pub(super) fn of_service<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attached_to_service(world)?, judge);
    Ok(())
}

fn judge<'w>(policy: Attached<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(found) = policy.policy()?.filter(|_| !policy.is_boundary) else { return Ok(()) };
    let Some(class) = found.class() else { return Ok(()) };
    let holder = policy.holder();
    let title = match class {
        Class::Escalation => "a managed policy lets its holder get stronger permissions",
        Class::BroadData => "a managed policy reaches every resource of a service",
        // An auditor is meant to read everything.
        Class::ReadsEverything if matches!(holder, Holder::Function | Holder::EndUsers) => {
            "a managed policy reads settings and data of the whole account"
        }
        Class::WideServiceRole if holder == Holder::Role => "a managed policy for a service reaches far more than one workload",
        _ => return Ok(()),
    };
    let report = out.report(&policy.value, label(found)).title(title);
    match (class, holder) {
        (Class::Escalation, Holder::EndUsers) => report.case("users"),
        (Class::WideServiceRole, _) => report.case("service"),
        (_, Holder::People) => report.case("people"),
        _ => report,
    };
    Ok(())
}

/// What reading gives away, the worst first.
const TELLING: [(&str, &str); 6] = [
    ("secretsmanager", "GetSecretValue"),
    ("s3", "GetObject"),
    ("cognito-idp", "ListUsers"),
    ("ssm", "GetParameters"),
    ("lambda", "GetFunctionConfiguration"),
    ("dynamodb", "Scan"),
];

/// What it allows, by number and by its worst action.
pub(in crate::rules::iam) fn label(policy: ManagedPolicy) -> String {
    let name = policy.name();
    let actions = allowed(policy);
    let reach = iam::reach(actions.iter().copied());
    let named = |action: Action| format!("{}:{}", action.service().prefix(), action.name());
    let has = |service: &str, name: &str| iam::service(service)?.action(name).filter(|action| actions.contains(action));
    if policy.class() == Some(Class::ReadsEverything) || reach.permissions + reach.write + reach.tagging == 0 {
        let telling = TELLING.iter().find_map(|(service, name)| has(service, name)).or(reach.worst);
        let reads = format!("`{name}` allows {} actions that read", reach.total);
        return telling.map_or(reads.clone(), |action| format!("{reads}, such as {}", named(action)));
    }
    let worst = reach.worst.map_or(String::new(), named);
    if reach.total == 1 {
        return format!("`{name}` allows {worst} on every resource");
    }
    let (count, one, many) = match reach.permissions {
        0 => (reach.write + reach.tagging, "writes", "write"),
        permissions => (permissions, "changes permissions", "change permissions"),
    };
    let what = match count {
        1 => format!("1 of them {one}: {worst}"),
        _ if count == reach.total => format!("all of them {many}, such as {worst}"),
        _ => format!("{count} of them {many}, such as {worst}"),
    };
    let passes = policy.class() == Some(Class::Escalation) && has("iam", "PassRole").is_some();
    let allows = format!("`{name}` allows {} actions, {what}", reach.total);
    if passes { format!("{allows}, and passes roles on by iam:PassRole") } else { allows }
}

/// The actions of all statements that allow, each once.
fn allowed(policy: ManagedPolicy) -> Vec<Action> {
    let mut actions = BTreeMap::new();
    for statement in policy.statements().filter(|statement| statement.allows()) {
        if statement.is_not_action() {
            let but: BTreeSet<usize> = statement.actions().flat_map(Pattern::matching).map(Action::index).collect();
            let rest = iam::services().flat_map(iam::Service::actions).filter(|action| !but.contains(&action.index()));
            actions.extend(rest.map(|action| (action.index(), action)));
        } else {
            actions.extend(statement.actions().flat_map(Pattern::matching).map(|action| (action.index(), action)));
        }
    }
    actions.into_values().collect()
}
