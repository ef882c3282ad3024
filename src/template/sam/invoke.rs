//! `EventInvokeConfig`: come in the destinations of a function's results, go out the queues and topics that SAM makes for them, and what
//! the function's role needs.

use super::conditions;
use super::expansion::{Expansion, Written};
use super::function::Target;
use super::policies::{Grants, allow, allows, statements};
use super::references::Stands;
use super::shape::is_no_value;
use crate::syntax::NodeId;

/// Reads the destinations.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written, target: &Target, grants: &mut Grants) {
    let Some(config) = expansion.given(written, "EventInvokeConfig") else { return };
    let id = format!("{}EventInvokeConfig", written.id);
    expansion.because_of(config);
    let function = expansion.builder.reference(&target.id);
    expansion.add_open(written, &id, "AWS::Lambda::EventInvokeConfig", &[("FunctionName", function)]);
    if let Some(destinations) = expansion.field(config, "DestinationConfig") {
        for event in ["OnSuccess", "OnFailure"] {
            if let Some(destination) = expansion.field(destinations, event) {
                expansion.because_of(destination);
                one(expansion, written, grants, &id, event, destination);
            }
        }
    }
    expansion.because_of(written.key);
}

fn one(expansion: &mut Expansion<'_>, written: &Written, grants: &mut Grants, id: &str, event: &str, destination: NodeId) {
    let Some(kind) = expansion.field(destination, "Type") else { return };
    let kind = expansion.parameters.value(expansion.tree(), kind);
    let kind = expansion.tree().text(kind).unwrap_or_default();
    let (action, policy, made) = match kind {
        "SQS" => ("sqs:SendMessage", "SQSPolicy", Some(("AWS::SQS::Queue", "Queue"))),
        "SNS" => ("sns:publish", "SNSPolicy", Some(("AWS::SNS::Topic", "Topic"))),
        "EventBridge" => ("events:PutEvents", "EventBridgePolicy", None),
        "Lambda" => ("lambda:InvokeFunction", "LambdaPolicy", None),
        "S3Bucket" => ("s3:PutObject", "S3Policy", None),
        _ => return,
    };
    let policy = format!("{id}{event}{policy}");
    let named = expansion.field(destination, "Destination").map(|named| expansion.parameters.value(expansion.tree(), named));
    let resource = match (named, made) {
        (None, None) => return,
        (None, Some((kind, suffix))) => {
            let condition = expansion.tree().get(written.body, "Condition");
            Some(make(expansion, written, kind, &format!("{id}{event}{suffix}"), suffix, condition))
        }
        (Some(named), made) => match (conditional(expansion, named, id), made) {
            (None, _) => Some(named),
            // SAM makes no resource of this kind.
            (Some(_), None) => None,
            (Some((condition, other)), Some((kind, suffix))) => {
                let both = both(expansion, written, &condition);
                let text = expansion.builder.text(&both);
                let arn = make(expansion, written, kind, &format!("{id}{event}{suffix}"), suffix, Some(text));
                let name = expansion.builder.text(&condition);
                let argument = expansion.builder.list(&[name, arn, other]);
                Some(expansion.builder.map(&[("Fn::If", argument)]))
            }
        },
    };
    if let Some(resource) = resource {
        let document = match action {
            "s3:PutObject" => to_bucket(expansion, resource),
            _ => allows(expansion, action, resource),
        };
        grants.inline(expansion, &policy, document);
    }
}

/// A document that lets events be put into a bucket.
pub(super) fn to_bucket(expansion: &mut Expansion<'_>, bucket: NodeId) -> NodeId {
    let (separator, star) = (expansion.builder.text("/"), expansion.builder.text("*"));
    let pieces = expansion.builder.list(&[bucket, star]);
    let argument = expansion.builder.list(&[separator, pieces]);
    let objects = expansion.builder.map(&[("Fn::Join", argument)]);
    let put = expansion.builder.text("s3:PutObject");
    let put = allow(expansion, put, objects);
    let list = expansion.builder.text("s3:ListBucket");
    let list = allow(expansion, list, bucket);
    statements(expansion, &[put, list])
}

/// Makes the queue or topic; gives its ARN.
fn make(expansion: &mut Expansion<'_>, written: &Written, kind: &str, id: &str, suffix: &str, condition: Option<NodeId>) -> NodeId {
    let mut attributes = written.passed.clone();
    attributes.retain(|entry| expansion.tree().text(entry.key) != Some("Condition"));
    attributes.extend(condition.map(|condition| expansion.builder.entry("Condition", condition)));
    let properties = expansion.builder.map(&[]);
    expansion.add_with(&written.id, id, kind, &attributes, properties);
    // The last one of a kind is what the reference leads to.
    expansion.stands(&written.id, &format!("Destination{suffix}"), Stands::For(id.to_owned()));
    match suffix {
        "Queue" => expansion.builder.attribute(id, "Arn"),
        _ => expansion.builder.reference(id),
    }
}

/// A destination of which one branch is left to SAM: the condition for that, and the other branch.
fn conditional(expansion: &mut Expansion<'_>, named: NodeId, id: &str) -> Option<(String, NodeId)> {
    let [condition, then, otherwise] = expansion.parameters.choice(expansion.tree(), named)?;
    let condition = expansion.tree().text(condition)?.to_owned();
    match (is_no_value(expansion.tree(), then), is_no_value(expansion.tree(), otherwise)) {
        (true, false) => Some((condition, otherwise)),
        (false, true) => Some((conditions::not(expansion, &condition, id), then)),
        _ => None,
    }
}

/// The name of a condition that is true when the function's own and another one are.
fn both(expansion: &mut Expansion<'_>, written: &Written, condition: &str) -> String {
    let own = expansion.tree().get(written.body, "Condition").and_then(|own| expansion.tree().text(own)).map(str::to_owned);
    let Some(own) = own else { return condition.to_owned() };
    conditions::both(expansion, &own, condition, &written.id)
}
