//! Services that act for many customers of AWS, and whose statement does not ask for whom.

use super::{listed, service_name};
use crate::data::confused_deputy::{answers_at_resources, answers_in_trusts, sends_external_id};
use crate::model::{ConditionTest, Document, DocumentKind, Role, Statement, all};
use crate::resolve::{Known, Piece, Text, Unknown, Val};
use crate::rules::{Checked, Findings};

/// Keys that tell for whom a service acts. The last is what topics and queues called it first.
const SOURCES: [&str; 5] = ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceOwner"];

/// Resources into which services bring what strangers may choose.
const RESOURCES: [&str; 5] = [
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicInlinePolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueueInlinePolicy",
    "AWS::SQS::QueuePolicy",
];

/// Keys about the caller that services have too.
const OF_SERVICES: [&str; 3] = ["aws:principalisawsservice", "aws:principalservicename", "aws:principalservicenameslist"];

/// What tells next to nothing about a bucket.
const LOOKS: [&str; 3] = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:ListBucket"];

pub(super) fn service_confused_deputy<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    let is_resource = match document.owner {
        Some(owner) => RESOURCES.contains(&owner.kind()),
        None => document.world().stack.policy.is_some(),
    };
    if document.kind != DocumentKind::Trust && !(is_resource && document.kind == DocumentKind::Resource) {
        return Ok(());
    }
    let mut statements = Vec::new();
    for statement in document.statements()? {
        let statement = statement?;
        // A `Deny` about the source is for all of them.
        if !statement.allows()? && statement.tests()?.iter().any(|test| SOURCES.iter().any(|key| test.is_of(key))) {
            return Ok(());
        }
        statements.push(statement);
    }
    out.each(statements, |statement, out| judge(&statement, out));
    Ok(())
}

fn judge<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let services = statement.services()?;
    if statement.owner.is_none() && statement.kind == DocumentKind::Resource && !is_of_these(statement)? {
        return Ok(());
    }
    if services.is_empty() || !statement.allows()? || only_looks(statement)? || is_for_own_logs(statement)? {
        return Ok(());
    }
    let tests = statement.tests()?;
    let asks = |key: &str| tests.iter().find(|test| test.is_of(key) && !test.operator.is_null() && !test.operator.is_negated());
    let asked: Vec<&ConditionTest<'w>> = SOURCES.iter().filter_map(|key| asks(key)).collect();
    if let [only] = asked.as_slice() {
        return account_of_a_bucket(statement, only, out);
    }
    if !asked.is_empty() {
        return Ok(());
    }
    // A service has no account and no organization: who asks for one lets none in.
    if tests.iter().any(|test| test.asks_for_key() && is_of_people(test)) {
        return Ok(());
    }
    let is_trust = statement.kind == DocumentKind::Trust;
    // The rule about text messages speaks of the role of a pool.
    let sends_messages = statement.owner.is_some_and(|owner| owner.kind() == "AWS::IAM::Role" && Role(owner).sends_messages());
    let mut silent: Vec<(&Val<'w>, String)> = Vec::new();
    for value in &services {
        let Some(name) = service_name(value)? else { continue };
        let answers = match is_trust {
            true => answers_in_trusts(&name) && !(name == "cognito-idp" && sends_messages),
            false => answers_at_resources(&name) && !is_left_alone(statement, &name) && !(name == "ses" && asks("aws:Referer").is_some()),
        };
        if answers && !(is_trust && sends_external_id(&name) && asks("sts:ExternalId").is_some()) {
            silent.push((value, name));
        }
    }
    let Some((first, _)) = silent.first() else { return Ok(()) };
    let names: Vec<String> = silent.iter().map(|(_, name)| format!("{name}.amazonaws.com")).collect();
    let is_shared = silent.len() < services.len() || !statement.accounts()?.is_empty() || !statement.federated()?.is_empty();
    let (acts, parted) = match names.len() {
        1 => ("acts", "give it a statement of its own"),
        _ => ("act", "give them a statement of their own"),
    };
    let report = out.report(*first, format!("no condition says for whom {} {acts}", listed(&names)));
    let test = if is_trust {
        "`aws:SourceAccount` with your account, or `aws:SourceArn` with the ARN of what uses the role"
    } else if names == ["s3.amazonaws.com"] {
        "`aws:SourceAccount` with your account, and `aws:SourceArn` with the ARN of the bucket"
    } else {
        "`aws:SourceArn` with the ARN of what sends, or `aws:SourceAccount` with your account"
    };
    let report = match is_shared {
        true => report.help(format!("{parted}, apart from those that send no such key, and test {test}")),
        false => report.help(format!("test {test}")),
    };
    if !is_trust {
        report.title("a service may be sent here by another customer of AWS").case("resource");
    }
    Ok(())
}

/// Of the policy of a resource in a file of its own the actions tell what it is of.
fn is_of_these(statement: &Statement<'_>) -> Known<bool> {
    let is_one = |action: &Val<'_>| {
        let action = action.literal()?.to_ascii_lowercase();
        Ok(["s3:", "sns:", "sqs:"].iter().any(|service| action.starts_with(service)))
    };
    all(&statement.actions()?, is_one)
}

fn is_of_people(test: &ConditionTest<'_>) -> bool {
    let key = test.key.to_ascii_lowercase();
    key.starts_with("aws:principal") && !OF_SERVICES.contains(&key.as_str())
}

/// The guide of `EventBridge` has for years said that topics may ask nothing of it, and samples of AWS still don't.
fn is_left_alone(statement: &Statement<'_>, service: &str) -> bool {
    let is_topic = statement.owner.map_or_else(
        || {
            statement.actions().is_ok_and(|actions| {
                actions.iter().any(|action| action.literal().is_ok_and(|text| text.to_ascii_lowercase().starts_with("sns:")))
            })
        },
        |owner| owner.kind().starts_with("AWS::SNS::"),
    );
    service == "events" && is_topic
}

/// The ARN of a bucket names no account: who makes a bucket of that name, once it is free, is let in.
fn account_of_a_bucket<'w>(statement: &Statement<'w>, test: &ConditionTest<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind == DocumentKind::Trust || !test.is_of("aws:SourceArn") {
        return Ok(());
    }
    let is_s3 = |value: &Val<'_>| Ok(service_name(value)?.as_deref() == Some("s3"));
    let is_bucket = |value: &Val<'_>| Ok(is_bucket(statement, &value.text()?));
    if all(&statement.services()?, is_s3)? && all(&test.values.one_or_many()?, is_bucket)? {
        out.report(test.key_node, "the ARN of a bucket names no account")
            .title("a later bucket of the same name in another account passes this condition")
            .help("test `aws:SourceAccount` with your account beside it")
            .case("bucket");
    }
    Ok(())
}

fn is_bucket(statement: &Statement<'_>, text: &Text) -> bool {
    match text.pieces.as_slice() {
        [Piece::Attribute { resource, name }] => name == "Arn" && statement.world().stack.resources[*resource].kind == "AWS::S3::Bucket",
        pieces => matches!(pieces.iter().find_map(|piece| match piece {
            Piece::Literal(text) if text.contains(':') && text != "arn:" => Some(text),
            _ => None,
        }), Some(text) if text.contains(":s3:::")),
    }
}

/// True for a statement that lets a service look at a bucket and no more.
fn only_looks(statement: &Statement<'_>) -> Known<bool> {
    let actions = statement.actions()?;
    let looks = |action: &Val<'_>| {
        let action = action.literal()?;
        Ok(LOOKS.iter().any(|known| known.eq_ignore_ascii_case(&action)))
    };
    Ok(!actions.is_empty() && all(&actions, looks)?)
}

/// True where all that is let in are logs under the number of an account, which the service writes into their names itself.
fn is_for_own_logs(statement: &Statement<'_>) -> Known<bool> {
    let resources = statement.resources()?;
    Ok(!resources.is_empty() && all(&resources, |resource| has_account_of_logs(&resource.text()?))?)
}

fn has_account_of_logs(text: &Text) -> Known<bool> {
    let is_number = |behind: &str| behind.len() > 12 && behind.bytes().take(12).all(|letter| letter.is_ascii_digit());
    let numbered = text.literals().filter_map(|literal| literal.split_once("AWSLogs/")).any(|(_, behind)| is_number(behind));
    if numbered
        || text.pieces.windows(2).any(|pair| follows(pair, "AWSLogs/", |piece| *piece == Piece::Pseudo("AWS::AccountId".to_owned())))
    {
        return Ok(true);
    }
    // The name of a bucket has no such part; anything else that is not known may.
    let is_hole = |piece: &Piece| matches!(piece, Piece::Hole(_));
    let holes = text.pieces.iter().skip(1).filter(|piece| is_hole(piece)).count();
    let buckets = text.pieces.windows(2).filter(|pair| follows(pair, ":::", is_hole)).count();
    let is_nothing_else = text.pieces.len() == 1 && text.has_hole();
    if is_nothing_else || holes > buckets { Err(Unknown::Deployed) } else { Ok(false) }
}

/// True for a piece of a kind behind a text with this end.
fn follows(pair: &[Piece], end: &str, is_kind: impl Fn(&Piece) -> bool) -> bool {
    matches!(pair, [Piece::Literal(before), piece] if before.ends_with(end) && is_kind(piece))
}
