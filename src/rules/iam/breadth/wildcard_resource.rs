//! Actions that change things, on every resource, although they could be limited.

use super::scope::{Scope, Teller, worst_first};
use crate::data::iam::Action;
use crate::model::Statement;
use crate::rules::{Checked, Findings};

/// What every function's or agent's role holds: logs, interfaces in a VPC, metrics, traces, the agents' own calls, and what a function
/// asks about itself, whose name its own role can't hold.
const ROUTINE: [(&str, &str); 21] = [
    ("logs", "createlog"),
    ("logs", "putlogevents"),
    ("ec2", "networkinterface"),
    ("ec2", "assignprivateipaddresses"),
    ("cloudwatch", "putmetricdata"),
    ("xray", "put"),
    ("ssm", "updateinstance"),
    ("ssm", "updateassociationstatus"),
    ("ssm", "putcomplianceitems"),
    ("ssm", "putconfigurepackageresult"),
    ("ssm", "putinventory"),
    ("ssmmessages", ""),
    ("ec2messages", ""),
    ("ecs", "poll"),
    ("ecs", "submit"),
    ("ecs", "createcluster"),
    ("ecs", "registercontainerinstance"),
    ("ecs", "starttelemetrysession"),
    ("ecs", "updatecontainerinstancesstate"),
    ("lambda", "durableexecution"),
    ("s3-object-lambda", "writegetobjectresponse"),
];

pub(super) fn wildcard_resource<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(scope) = Scope::of(statement)? else { return Ok(()) };
    let Some(star) = scope.star() else { return Ok(()) };
    let untold = scope.untold();
    // Where others tell about all of them, they cover it; where these are left out of a run, it speaks.
    let reached = if untold.is_empty() { scope.writes() } else { untold };
    if scope.teller() != Teller::Resource && statement.are_taken_away(&reached) {
        return Ok(());
    }
    let only_sends = reached.iter().all(|action| action.service().prefix() == "sns" && action.name() == "Publish");
    if reached.is_empty() || only_sends && statement.roles().iter().any(|role| role.sends_messages()) {
        return Ok(());
    }
    let mut report = out.report(star, format!("`*` lets {} reach every resource", worst_first(&reached)));
    if only_sends {
        report = report.case("sms");
    }
    if scope.teller() == Teller::Resource {
        if let Some((place, text)) = scope.read_too(&reached) {
            report = report.related(place, text);
        }
        for rule in ["iam/credentials-exposure", "iam/data-exfiltration", "iam/permissions-management"] {
            report = report.covers_rule(rule, statement.place());
        }
        if !scope.is_held_by_people() {
            report.covers_rule("iam/cognito-administration", statement.place());
        }
    }
    Ok(())
}

/// It changes something, could be limited, and is not among what every role holds.
pub(super) fn minds(action: Action) -> bool {
    // The facts give the level of permissions to some that only read them.
    let reads = ["Get", "List", "Describe"].iter().any(|beginning| action.name().starts_with(beginning));
    action.levels().writes() && !reads && action.limitable() && !is_routine(action)
}

fn is_routine(action: Action) -> bool {
    let name = action.name().to_ascii_lowercase();
    ROUTINE.iter().any(|(service, part)| action.service().prefix() == *service && name.contains(part))
}
