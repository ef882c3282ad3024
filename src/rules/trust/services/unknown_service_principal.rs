//! Services in `Principal` that AWS does not have.

use super::host_of;
use crate::data::service_principals::{DATE, SERVICE_PRINCIPALS, is_known, service_of};
use crate::data::{distance::edit_distance, iam};
use crate::model::{DocumentKind, Resource, Statement, whole};
use crate::resolve::Val;
use crate::rules::{Checked, Edit, Findings};

/// Names that people expect, with those that the services have.
const EXPECTED: [(&str, &str); 33] = [
    ("alb", "elasticloadbalancing"),
    ("api-gateway", "apigateway"),
    ("bedrock-agent", "bedrock"),
    ("bedrock-runtime", "bedrock"),
    ("cloudwatch-alarms", "cloudwatch"),
    ("cloudwatch-events", "events"),
    ("cloudwatch-logs", "logs"),
    ("cloudwatchevents", "events"),
    ("cloudwatchlogs", "logs"),
    ("dynamo", "dynamodb"),
    ("ecs-task", "ecs-tasks"),
    ("ecs.tasks", "ecs-tasks"),
    ("ecstask", "ecs-tasks"),
    ("efs", "elasticfilesystem"),
    ("elb", "elasticloadbalancing"),
    ("emr", "elasticmapreduce"),
    ("event", "events"),
    ("eventbridge", "events"),
    ("eventbridge-pipes", "pipes"),
    ("eventbridge-scheduler", "scheduler"),
    ("fargate", "ecs-tasks"),
    ("kinesis-firehose", "firehose"),
    ("kinesisfirehose", "firehose"),
    ("lambda-edge", "edgelambda"),
    ("lambdaedge", "edgelambda"),
    ("log", "logs"),
    ("schedulers", "scheduler"),
    ("sfn", "states"),
    ("step-functions", "states"),
    ("stepfunction", "states"),
    ("stepfunctions", "states"),
    ("systems-manager", "ssm"),
    ("vpcflowlogs", "vpc-flow-logs"),
];

/// Resources that take no policy with a service that is not there.
const CHECKED: [&str; 6] = [
    "AWS::KMS::Key",
    "AWS::KMS::ReplicaKey",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicInlinePolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
];

pub(super) fn unknown_service_principal<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !matches!(statement.kind, DocumentKind::Trust | DocumentKind::Resource) {
        return Ok(());
    }
    let is_checked = statement.kind == DocumentKind::Trust || statement.owner.is_some_and(|owner| CHECKED.contains(&owner.kind()));
    out.each(statement.services()?, |value, out| judge(&value, is_checked, out));
    Ok(())
}

/// Who may call a function.
pub(super) fn of_permission<'w>(permission: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(principal) = permission.property("Principal")? else { return Ok(()) };
    let text = principal.text()?;
    // Accounts, users and everybody may stand here too.
    let is_host = text.literals().any(|literal| literal.contains('.')) && !text.literals().any(|literal| literal.contains(':'));
    if is_host { judge(&principal, true, out) } else { Ok(()) }
}

fn judge<'w>(value: &Val<'w>, is_checked: bool, out: &mut Findings<'w>) -> Checked {
    let host = host_of(&value.text()?)?;
    // A lone `*` and its like are no names.
    if host.is_empty() || host.contains(['*', '?', '$', '{']) || host.chars().count() > 100 {
        return Ok(());
    }
    if host.starts_with("arn:") || host.bytes().all(|letter| letter.is_ascii_digit()) {
        out.report(value, "an account, role or user is no service").help("write it as `AWS`");
        return Ok(());
    }
    let Some(name) = service_of(&host) else {
        let meant = before_suffix(&host).map(|name| format!("{name}.amazonaws.com"));
        return wrong(value, "no host of a service: they end in `.amazonaws.com`", meant, is_checked, out);
    };
    let name = name.to_ascii_lowercase();
    if is_known(&name) {
        return Ok(());
    }
    if name == "cognito" {
        out.report(value, "no service of AWS has this name")
            .help("write `cognito-idp.amazonaws.com` for user pools; an identity pool is `Federated: cognito-identity.amazonaws.com`");
    } else if let Some(meant) = meant(&name) {
        let meant = host.to_ascii_lowercase().replacen(&name, meant, 1);
        return wrong(value, "no service of AWS has this name", Some(meant), is_checked, out);
    } else if !name.bytes().all(|letter| letter.is_ascii_digit()) {
        out.report(value, format!("no service that was known on {DATE}"))
            .title("a service principal is not among those that are known")
            .help("check the name in the service's own guide")
            .case("unlisted");
    }
    Ok(())
}

fn wrong<'w>(value: &Val<'w>, label: &str, meant: Option<String>, is_checked: bool, out: &mut Findings<'w>) -> Checked {
    let text = value.text()?;
    let report = out.report(value, label);
    let Some(meant) = meant else { return Ok(()) };
    if whole(&text).is_none() {
        report.help("take the name from the service's own guide");
        return Ok(());
    }
    let report = report.help(format!("write `{meant}`")).fix(Edit::replace(value, meant));
    if !is_checked {
        report.not_safe();
    }
    Ok(())
}

/// The name of a service before an end that is nearly that of its hosts, or before none.
fn before_suffix(host: &str) -> Option<String> {
    let host = host.trim().to_ascii_lowercase();
    let is_end = |label: &str| matches!(label, "amazon" | "aws" | "com") || edit_distance(label, "amazonaws") <= 2;
    let labels: Vec<&str> = host.split('.').take_while(|label| !is_end(label)).collect();
    let name = labels.join(".");
    if is_known(&name) { Some(name) } else { meant(&name).map(str::to_owned) }
}

/// The one service that a name which is none comes near to.
fn meant(name: &str) -> Option<&'static str> {
    if let Some((_, meant)) = EXPECTED.iter().find(|(slip, _)| *slip == name) {
        return Some(meant);
    }
    // A service that is none of the list may yet be one.
    if iam::service(name).is_some() {
        return None;
    }
    let mut near = SERVICE_PRINCIPALS.iter().filter(|known| is_slip_of(name, known));
    near.next().filter(|_| near.next().is_none()).copied()
}

/// True where one of the labels is off by a slip, and the others are the same.
fn is_slip_of(name: &str, known: &str) -> bool {
    let count = |name: &str| name.split('.').count();
    let mut others = name.split('.').zip(known.split('.')).filter(|(one, other)| one != other);
    match (others.next(), others.next()) {
        (Some((one, other)), None) => count(name) == count(known) && is_near(one, other),
        _ => false,
    }
}

/// True for two words that differ by a letter or so. What differs in its version alone is another thing.
fn is_near(one: &str, other: &str) -> bool {
    let bare = |word: &str| word.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches(['v', '-']).to_owned();
    let limit = match one.len() {
        ..5 => return false,
        5..10 => 1,
        _ => 2,
    };
    bare(one) != bare(other) && (edit_distance(one, other) <= limit || is_swapped(one, other))
}

/// True where two letters beside each other have changed places.
fn is_swapped(one: &str, other: &str) -> bool {
    let differing: Vec<(usize, (u8, u8))> = one.bytes().zip(other.bytes()).enumerate().filter(|(_, (a, b))| a != b).collect();
    match differing.as_slice() {
        [(at, (a, b)), (next, (c, d))] => one.len() == other.len() && next - at == 1 && a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_services() {
        assert!(EXPECTED.is_sorted());
        assert!(EXPECTED.iter().all(|(slip, meant)| !is_known(slip) && is_known(meant)));
        for (slip, known) in
            [("lamdba", "lambda"), ("codebuilds", "codebuild"), ("vpc-flow-log", "vpc-flow-logs"), ("stepfunctions", "states")]
        {
            assert_eq!(meant(slip), Some(known), "{slip}");
        }
        // Services of the day after.
        for other in ["lexv3", "inspector3", "glacierv2", "sqs2", "aiml", "replication.rds", "macie2", "wafv3"] {
            assert_eq!(meant(other), None, "{other}");
        }
    }

    #[test]
    fn hosts_with_another_end_tell_their_service() {
        for (host, name) in [
            ("lambda.amazon.com", Some("lambda")),
            ("apigateway.amazonaws", Some("apigateway")),
            ("lambda", Some("lambda")),
            ("ecs-task.amazonws.com", Some("ecs-tasks")),
            (" sns.amazonaws.com", Some("sns")),
            ("hooks.example.org", None),
            ("com", None),
        ] {
            assert_eq!(before_suffix(host).as_deref(), name, "{host}");
        }
    }
}
