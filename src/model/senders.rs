//! Which services of AWS send something to a queue or a topic of this stack.

use super::documents::{documents, follow};
use super::{Place, Resource, link};
use crate::resolve::{Known, Val};

/// A service that sends, and what says so.
#[derive(Debug, Clone, Copy)]
pub struct Sender {
    /// Its principal, such as `sns.amazonaws.com`.
    pub service: &'static str,
    /// What makes it send.
    pub place: Place,
}

/// Services that send to queues and topics, by their principals.
const SERVICES: [&str; 7] = [
    "budgets.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "codestar-notifications.amazonaws.com",
    "events.amazonaws.com",
    "s3.amazonaws.com",
    "ses.amazonaws.com",
    "sns.amazonaws.com",
];

/// The services that send to a queue or topic, each once: those that its policy admits, and those that other resources make send.
#[must_use]
pub fn senders_to(target: Resource<'_>) -> Vec<Sender> {
    let mut all: Vec<Sender> = Vec::new();
    let mut add = |service: &str, place: Place| {
        let known = SERVICES.into_iter().find(|known| *known == service);
        if let Some(service) = known.filter(|known| all.iter().all(|sender| sender.service != *known)) {
            all.push(Sender { service, place });
        }
    };
    let world = target.world();
    for by in world.stack.mentioned_by(target.index()).iter().map(|index| Resource::new(world, *index)) {
        if by.exists() == Ok(false) {
            continue;
        }
        let sends = |path: &[&str]| arrives(by, path, target);
        match by.kind() {
            "AWS::SNS::Subscription" => {
                let to_queue =
                    by.property("Protocol").is_ok_and(|value| value.is_some_and(|value| value.literal() == Ok("sqs".to_owned())));
                if let Some(place) = sends(&["Endpoint"]).filter(|_| to_queue) {
                    add("sns.amazonaws.com", place);
                }
            }
            "AWS::Events::Rule" => {
                if let Some(place) = sends(&["Targets", "*", "Arn"]) {
                    add("events.amazonaws.com", place);
                }
            }
            "AWS::S3::Bucket" => {
                let queue = sends(&["NotificationConfiguration", "QueueConfigurations", "*", "Queue"]);
                if let Some(place) = queue.or_else(|| sends(&["NotificationConfiguration", "TopicConfigurations", "*", "Topic"])) {
                    add("s3.amazonaws.com", place);
                }
            }
            "AWS::CloudWatch::Alarm" => {
                if let Some(place) = sends(&["AlarmActions", "*"]) {
                    add("cloudwatch.amazonaws.com", place);
                }
            }
            "AWS::SQS::QueuePolicy" | "AWS::SNS::TopicPolicy" => {
                let list = if by.kind() == "AWS::SQS::QueuePolicy" { "Queues" } else { "Topics" };
                if arrives(by, &[list, "*"], target).is_some() {
                    for (service, place) in admitted(by) {
                        add(&service, place);
                    }
                }
            }
            _ => {}
        }
    }
    all
}

/// The value at the end of a path that names a resource; `*` stands for each item of a list.
fn arrives(by: Resource<'_>, path: &[&str], target: Resource<'_>) -> Option<Place> {
    let mut found = Vec::new();
    follow(by.value()?, path, &mut found);
    let names = |value: &&Val<'_>| {
        link(by.world(), value, target.kind(), &["Ref", "Arn", "TopicArn", "QueueUrl"])
            .is_ok_and(|named| named.is_some_and(|named| named.index() == target.index()))
    };
    found.iter().find(names).map(Place::from)
}

/// The services that a policy admits, each with its place.
fn admitted(policy: Resource<'_>) -> Vec<(String, Place)> {
    let statements = documents(policy).into_iter().filter_map(|document| document.statements().ok()).flatten().flatten();
    let named = statements.filter(|statement| statement.allows() == Ok(true)).filter_map(|statement| statement.services().ok());
    named.flatten().filter_map(|value| Some((value.literal().ok()?, Place::from(&value)))).collect()
}

/// Whether the policy of a key lets a service use it: by its name, or by a statement for everybody.
///
/// # Errors
/// Unknown where a part of the policy is that may let it.
pub fn key_admits(key: Resource<'_>, service: &str) -> Known<bool> {
    let Some(policy) = key.property("KeyPolicy")? else { return Ok(false) };
    let document = super::Document::read(key.world(), &policy, super::DocumentKind::Resource, Some(key))?;
    for statement in document.statements()? {
        let statement = statement?;
        if !statement.allows()? {
            continue;
        }
        let is_for_all = statement.everybody()?.is_some() || statement.element("NotPrincipal")?.is_some();
        if is_for_all || statement.trusts_service(service)? {
            return Ok(true);
        }
    }
    Ok(false)
}
