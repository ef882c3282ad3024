//! Actions beside resources on which they never work.

use crate::data::iam::{self, Action, ResourceType, Service};
use crate::model::{Answer, Document, DocumentKind, Field, Pattern, Reached, Statement, arn_field, reaches};
use crate::resolve::{Known, Piece, Val};
use crate::rules::{Checked, Edit, Findings, Written};
use crate::template::Stack;

/// Services whose types of resources are settled, so that what matches none of them is a mistake.
const JUDGED: [&str; 14] = [
    "cognito-identity",
    "cognito-idp",
    "dynamodb",
    "events",
    "execute-api",
    "firehose",
    "kinesis",
    "kms",
    "lambda",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "states",
];

/// Services whose resources have one form or few, so that any other form is a mistake too.
const OF_ONE_FORM: [&str; 5] = ["dynamodb", "lambda", "s3", "sns", "sqs"];

/// The kinds of resources that people have in mind, where an action works on others too.
const PLAIN: [&str; 8] = ["bucket", "function", "object", "queue", "statemachine", "stream", "table", "topic"];

/// Kinds of resources of which it is not sure how policies have to name them.
const UNSETTLED: [&str; 2] = ["durable execution", "eventSourceMapping"];

/// What the CDK writes beside the actions of a table, whether its stream is read or not.
const OF_THE_STREAM: [&str; 2] = ["dynamodb:GetRecords", "dynamodb:GetShardIterator"];

/// An entry of `Action` and the types that what it names works on, where none of the listed resources is of these.
struct Mismatch<'w> {
    value: Val<'w>,
    text: String,
    actions: Vec<Action>,
}

pub(super) fn resource_mismatch<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.kind == DocumentKind::Trust {
        return Ok(());
    }
    let statements = document.statements()?;
    out.each(statements.clone(), |statement, out| check(&statement?, &statements, out));
    Ok(())
}

fn check<'w>(statement: &Statement<'w>, all: &[Known<Statement<'w>>], out: &mut Findings<'w>) -> Checked {
    let (stack, allows) = (statement.world().stack, statement.allows()?);
    let entries = statement.actions()?;
    let is_judged = |value: &Val<'w>| value.literal().is_ok_and(|text| judged(&text).is_some());
    if !entries.iter().any(is_judged) {
        return Ok(());
    }
    let listed = statement.resource_patterns()?;
    let resources: Vec<Pattern> = listed.iter().map(|(_, pattern)| pattern.clone()).collect();
    if resources.is_empty() || resources.iter().any(|resource| resource.is_everything() || resource.is_no_arn()) {
        return Ok(());
    }
    let mut found = Vec::new();
    for value in &entries {
        let Ok(text) = value.literal() else { continue };
        if let Some(actions) = mismatched(&text, &resources) {
            found.push(Mismatch { value: value.clone(), text, actions });
        }
    }
    if found.len() == entries.len()
        && let [first, ..] = found.as_slice()
        && !found.iter().all(|mismatch| is_granted_elsewhere(allows, statement, mismatch, all))
    {
        let Some((value, _)) = listed.first() else { return Ok(()) };
        let report = out
            .report(value, format!("no action of this statement works on it: {}", need(first)))
            .related(&first.value, "this one")
            .help(help(first))
            .case("dead");
        if let [(value, pattern)] = listed.as_slice()
            && let Some(written) = counterpart(stack, value, pattern, first)
        {
            report.fix(Edit::replace(value, written));
        }
        return Ok(());
    }
    found.retain(|mismatch| !is_granted_elsewhere(allows, statement, mismatch, all));
    // One finding for what works on the same kind of resource, where that is to be added.
    let Some((place, _)) = listed.first() else { return Ok(()) };
    while let Some(kind) = found.first().map(|first| wanted(first).next()) {
        let (group, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|mismatch| wanted(mismatch).next() == kind);
        found = rest;
        let Some(first) = group.first() else { break };
        let label = match group.len() {
            1 => need(first),
            count => {
                format!("`{}` and {} more work on {}, and none is listed", first.text, count - 1, kind.map(spoken).unwrap_or_default())
            }
        };
        let mut report = out.report(place, label).related(&first.value, "this one").help(help(first));
        let is_written_by_habit = |mismatch: &Mismatch<'_>| OF_THE_STREAM.iter().any(|name| name.eq_ignore_ascii_case(&mismatch.text));
        if group.iter().all(is_written_by_habit) {
            report = report.case("stream").help("take them out, or list the ARN of the stream if it is read");
        }
        let list = statement.element("Resource")?.filter(|list| list.list().is_ok());
        let added = listed.iter().find_map(|(value, pattern)| counterpart(stack, value, pattern, first));
        if let (Some(list), Some(added)) = (list, added) {
            report.fix(Edit::append(&list, added));
        }
    }
    Ok(())
}

/// The service of an entry and the name behind it, where the types of the service's resources are settled.
fn judged(text: &str) -> Option<(Service, &str)> {
    let (prefix, name) = text.split_once(':')?;
    JUDGED.iter().find(|judged| judged.eq_ignore_ascii_case(prefix)).and_then(|judged| Some((iam::service(judged)?, name)))
}

/// The actions of an entry where none of them works on any of the resources, and that is sure.
fn mismatched(text: &str, resources: &[Pattern]) -> Option<Vec<Action>> {
    let (service, name) = judged(text)?;
    let actions: Vec<Action> = service.matching(name).collect();
    let is_settled = |action: &Action| {
        action.resource_types().next().is_some() && action.resource_types().all(|(kind, _)| !UNSETTLED.contains(&kind.name()))
    };
    let mut reached = Reached::new(resources);
    let misses = |action: &Action| is_settled(action) && reached.by(*action) == Answer::No;
    let is_sure = !actions.is_empty() && actions.iter().all(misses) && resources.iter().all(|resource| is_recognised(resource, service));
    // A pattern may be meant for what people have in mind with it, and reach something else by chance.
    let is_plain = |action: &Action| action.resource_types().any(|(kind, _)| PLAIN.contains(&kind.name()));
    (is_sure && (!name.contains(['*', '?']) || actions.iter().all(is_plain))).then_some(actions)
}

/// A resource of another service, or of a type that the service is known to have.
fn is_recognised(resource: &Pattern, service: Service) -> bool {
    if OF_ONE_FORM.contains(&service.prefix()) {
        return true;
    }
    match resource.field(arn_field::SERVICE) {
        Field::Literal(own) if own != service.prefix() => true,
        _ => service.resource_types().any(|kind| resource.is_of(kind) != Answer::No),
    }
}

/// Whether another statement of the document allows the same on a resource that fits: then nothing is missing.
fn is_granted_elsewhere(allows: bool, statement: &Statement<'_>, mismatch: &Mismatch<'_>, all: &[Known<Statement<'_>>]) -> bool {
    if !allows || statement.kind == DocumentKind::Resource {
        return false;
    }
    let own = Pattern::literal(&mismatch.text.to_ascii_lowercase());
    all.iter().any(|other| {
        // What can't be read may be the one.
        let Ok(other) = other else { return true };
        if other.place().node == statement.place().node || other.allows() == Ok(false) {
            return false;
        }
        let Ok(actions) = other.actions() else { return true };
        let grants = actions.iter().any(|action| match action.literal() {
            Ok(action) => Pattern::literal(&action.to_ascii_lowercase()).overlaps(&own) != Answer::No,
            Err(_) => true,
        });
        let fits = |resources: Vec<(Val<'_>, Pattern)>| {
            let resources: Vec<Pattern> = resources.into_iter().map(|(_, resource)| resource).collect();
            mismatch.actions.iter().any(|action| reaches(*action, &resources) != Answer::No)
        };
        grants && other.resource_patterns().map_or(true, fits)
    })
}

/// `s3:GetObject` works on `arn:aws:s3:::{BucketName}/{ObjectName}`.
fn need(mismatch: &Mismatch<'_>) -> String {
    let Some(kind) = wanted(mismatch).next() else { return format!("`{}` works on none of these", mismatch.text) };
    format!("`{}` works on {}, and none is listed", mismatch.text, spoken(kind))
}

fn help(mismatch: &Mismatch<'_>) -> String {
    let Some(kind) = wanted(mismatch).next() else { return "list resources that the actions work on".to_owned() };
    format!("such a resource is written `{}`", form(kind))
}

/// The types that the actions of an entry work on, those that they need first.
fn wanted(mismatch: &Mismatch<'_>) -> impl Iterator<Item = ResourceType> {
    let mut kinds: Vec<(bool, ResourceType)> =
        mismatch.actions.iter().take(1).flat_map(|action| action.resource_types()).map(|(kind, needed)| (!needed, kind)).collect();
    kinds.sort_by_key(|(optional, kind)| (!PLAIN.contains(&kind.name()), *optional, kind.arn().len()));
    kinds.into_iter().map(|(_, kind)| kind)
}

/// `an object`, `a log-group`.
fn spoken(kind: ResourceType) -> String {
    let name = kind.name().to_ascii_lowercase();
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) && !name.starts_with("user") { "an" } else { "a" };
    let spelled = match name.as_str() {
        "userpool" => "user pool",
        "identitypool" => "identity pool",
        "statemachine" => "state machine",
        "deliverystream" => "delivery stream",
        "rule-on-default-event-bus" | "rule-on-custom-event-bus" => "rule",
        "execute-api-general" => return "a path of an API".to_owned(),
        name => name,
    };
    format!("{article} {spelled}")
}

/// How a resource of a type is written, with words in the place of its variables.
fn form(kind: ResourceType) -> String {
    kind.arn().replace("${Partition}", "aws").replace("${", "{")
}

/// The resource that was meant, where it is clear: the objects of the bucket, the bucket of the objects.
fn counterpart(stack: &Stack, value: &Val<'_>, pattern: &Pattern, mismatch: &Mismatch<'_>) -> Option<Written> {
    const BUCKET: &str = "arn:${Partition}:s3:::${BucketName}";
    const OBJECT: &str = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
    let wants = |arn: &str| mismatch.actions.iter().all(|action| action.resource_types().any(|(kind, _)| kind.arn() == arn));
    let is = |arn: &'static str| pattern.matches_type(arn) == Answer::Yes;
    if wants(OBJECT) && is(BUCKET) {
        let text = value.text().ok()?;
        if let Some((resource, "Arn")) = text.reference() {
            return Some(Written::Call("Sub", format!("${{{}.Arn}}/*", stack.resources[resource].id)));
        }
        return Some(Written::Text(format!("{}/*", text.known().ok()?)));
    }
    if wants(BUCKET) && is(OBJECT) {
        let text = value.text().ok()?;
        if let [Piece::Attribute { resource, name }, Piece::Literal(rest)] = text.pieces.as_slice()
            && name == "Arn"
            && rest == "/*"
        {
            return Some(Written::Call("GetAtt", format!("{}.Arn", stack.resources[*resource].id)));
        }
        let known = text.known().ok()?;
        return known.strip_suffix("/*").filter(|bucket| !bucket.contains('/')).map(|bucket| Written::Text(bucket.to_owned()));
    }
    None
}
