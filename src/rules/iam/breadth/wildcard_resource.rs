//! Actions that change things, on every resource, although they could be limited.

use crate::data::iam::{self, Action};
use crate::model::{Role, Statement};
use crate::rules::{Checked, Findings};

/// What every function's or agent's role holds: logs, interfaces in a VPC, metrics, traces, the agents' own calls, and what a function
/// asks about itself, whose name its own role can't hold.
const ROUTINE: [(&str, &str); 15] = [
    ("logs", "createlog"),
    ("logs", "putlogevents"),
    ("ec2", "networkinterface"),
    ("cloudwatch", "putmetricdata"),
    ("xray", "put"),
    ("ssm", "updateinstance"),
    ("ssmmessages", ""),
    ("ec2messages", ""),
    ("ecs", "submit"),
    ("ecs", "createcluster"),
    ("ecs", "registercontainerinstance"),
    ("ecs", "starttelemetrysession"),
    ("ecs", "updatecontainerinstancesstate"),
    ("lambda", "durableexecution"),
    ("s3-object-lambda", "writegetobjectresponse"),
];

pub(super) fn wildcard_resource<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.grants() || !statement.allows()? {
        return Ok(());
    }
    let Some(star) = statement.every_resource()? else { return Ok(()) };
    if statement.has_condition()? {
        return Ok(());
    }
    let mut reached: Vec<Action> = Vec::new();
    for action in statement.actions()? {
        // An unknown action beside known ones takes nothing from what those do.
        let Ok(name) = action.literal() else { continue };
        let found = name.split_once(':').and_then(|(service, name)| iam::service(service)?.action(name));
        reached.extend(found.filter(|action| action.levels().writes() && action.limitable() && !is_routine(*action)));
    }
    reached.sort_by_key(|action| (action.service().prefix(), action.name()));
    reached.dedup();
    let only_sends = reached.iter().all(|action| action.service().prefix() == "sns" && action.name() == "Publish");
    let sms_role = statement.owner.filter(|owner| owner.kind() == "AWS::IAM::Role").is_some_and(|owner| Role(owner).sends_messages());
    if reached.is_empty() || only_sends && sms_role {
        return Ok(());
    }
    let report = out.report(&star, format!("`*` lets {} reach every resource", worst_first(&reached)));
    if only_sends {
        report.case("sms");
    }
    Ok(())
}

/// The two worst by name, the rest by number.
fn worst_first(actions: &[Action]) -> String {
    let mut left = actions.to_vec();
    let mut named = Vec::new();
    while named.len() < 2
        && let Some(worst) = iam::reach(left.iter().copied()).worst
    {
        named.push(format!("{}:{}", worst.service().prefix(), worst.name()));
        left.retain(|action| *action != worst);
    }
    match left.len() {
        0 => named.join(" and "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn is_routine(action: Action) -> bool {
    let name = action.name().to_ascii_lowercase();
    ROUTINE.iter().any(|(service, part)| action.service().prefix() == *service && name.contains(part))
}
