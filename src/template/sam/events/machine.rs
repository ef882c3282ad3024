//! Events of state machines: comes in a machine with what starts it, go out rules, schedules and routes, and the roles in which they
//! start it.

use super::push::dead_letters;
use super::{Event, http};
use crate::syntax::{Content, NodeId};
use crate::template::sam::expansion::{Expansion, IMPLICIT_REST, Written};
use crate::template::sam::function::Target;
use crate::template::sam::policies::{Grants, allows, trust};
use crate::template::sam::shape::{fields, is_function};

/// Connects a machine with its events.
pub(in crate::template::sam) fn expand(expansion: &mut Expansion<'_>, written: &Written, target: &Target) {
    let Some(events) = expansion.property(written, "Events") else { return };
    if !matches!(expansion.tree().content(events), Content::Map(_)) || is_function(expansion.tree(), events) {
        expansion.set_open();
        return;
    }
    if expansion.tree().is_open(events) {
        expansion.set_open();
    }
    for entry in fields(expansion.tree(), events) {
        let name = expansion.tree().text(entry.key).unwrap_or_default().to_owned();
        let kind = expansion.field(entry.value, "Type").and_then(|kind| expansion.tree().text(kind)).map(str::to_owned);
        expansion.because_of(entry.key);
        let properties = match expansion.field(entry.value, "Properties") {
            Some(properties) => properties,
            None => expansion.builder.map(&[]),
        };
        let event = Event { written, target, id: format!("{}{name}", written.id), key: entry.key, properties };
        match kind.as_deref().unwrap_or_default() {
            "Api" => api(expansion, &event),
            "Schedule" => {
                let role = event.property(expansion, "RoleArn");
                rule(expansion, &event, role);
            }
            "CloudWatchEvent" | "EventBridgeRule" => rule(expansion, &event, None),
            "ScheduleV2" => schedule(expansion, &event),
            // A kind that is newer than what is known here, or one that can't be read.
            _ => expansion.set_open(),
        }
    }
}

fn api(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let boundary = expansion.property(event.written, "PermissionsBoundary");
    let id = format!("{}Role", event.id);
    role(expansion, event, "apigateway.amazonaws.com", &id, None, boundary);
    let named = event.property(expansion, "RestApiId");
    let api = expansion.api_of(named, IMPLICIT_REST);
    http::note(expansion, event, api, false);
}

fn rule(expansion: &mut Expansion<'_>, event: &Event<'_>, given: Option<NodeId>) {
    let role = match given {
        Some(role) => role,
        None => {
            let boundary = expansion.property(event.written, "PermissionsBoundary");
            let id = format!("{}Role", event.id);
            role(expansion, event, "events.amazonaws.com", &id, None, boundary)
        }
    };
    let machine = event.target.name(expansion);
    let target = expansion.open_map(&[("Arn", machine), ("RoleArn", role)]);
    let targets = expansion.builder.list(&[target]);
    expansion.add_open(event.written, &event.id, "AWS::Events::Rule", &[("Targets", targets)]);
    if let Some(queue) = event.property(expansion, "DeadLetterConfig") {
        dead_letters(expansion, event, queue, true);
    }
}

fn schedule(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    expansion.add_open(event.written, &event.id, "AWS::Scheduler::Schedule", &[]);
    let queue = event.property(expansion, "DeadLetterConfig");
    let queue = queue.and_then(|queue| dead_letters(expansion, event, queue, false));
    if event.property(expansion, "RoleArn").is_none() {
        let boundary = event.property(expansion, "PermissionsBoundary");
        role(expansion, event, "scheduler.amazonaws.com", &event.id, queue, boundary);
    }
}

/// Makes the role in which a service starts the machine; gives its ARN. Policies are called by `named`.
fn role(
    expansion: &mut Expansion<'_>,
    event: &Event<'_>,
    service: &str,
    named: &str,
    queue: Option<NodeId>,
    boundary: Option<NodeId>,
) -> NodeId {
    let id = format!("{}Role", event.id);
    let mut grants = Grants::default();
    let machine = event.target.name(expansion);
    let document = allows(expansion, "states:StartExecution", machine);
    grants.inline(expansion, &format!("{named}StartExecutionPolicy"), document);
    if let Some(queue) = queue {
        let document = allows(expansion, "sqs:SendMessage", queue);
        grants.inline(expansion, &format!("{named}SQSPolicy"), document);
    }
    let trust = trust(expansion, service);
    let properties = grants.role(expansion, trust, None, boundary);
    expansion.add(event.written, &id, "AWS::IAM::Role", properties);
    expansion.builder.attribute(&id, "Arn")
}
