//! Events: comes in a function with what triggers it, go out the resources that connect them and what the function's role needs.

mod bucket;
mod cognito;
mod http;
pub(super) mod machine;
mod pull;
mod push;
mod schedule;
mod topic;

use super::expansion::{Expansion, Written};
use super::function::Target;
use super::policies::Grants;
use super::shape::{fields, is_function};
use crate::syntax::{Content, NodeId};

/// One event of a function.
pub(super) struct Event<'e> {
    /// The function.
    pub(super) written: &'e Written,
    pub(super) target: &'e Target,
    /// The function's id with the event's name: most of what is made is called by it.
    pub(super) id: String,
    /// The event's name.
    pub(super) key: NodeId,
    /// Its properties; an empty map where there are none.
    pub(super) properties: NodeId,
}

impl Event<'_> {
    /// A property that is there and not null.
    pub(super) fn property(&self, expansion: &Expansion<'_>, name: &str) -> Option<NodeId> {
        expansion.field(self.properties, name)
    }
}

/// Connects a function with its events. `grants` are those of the function's role.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written, target: &Target, grants: &mut Grants) {
    let Some(events) = expansion.property(written, "Events") else { return };
    if !matches!(expansion.tree().content(events), Content::Map(_)) || is_function(expansion.tree(), events) {
        expansion.set_open();
        return;
    }
    if expansion.tree().is_open(events) {
        expansion.set_open();
    }
    let mut all = Vec::new();
    for entry in fields(expansion.tree(), events) {
        let Some(name) = expansion.tree().text(entry.key) else { continue };
        // SAM goes by paths, so that `$default` comes before what it covers.
        let path = expansion.tree().at(entry.value, &["Properties", "Path"]).and_then(|path| expansion.tree().text(path));
        let is_http = expansion.tree().get(entry.value, "Type").and_then(|kind| expansion.tree().text(kind)) == Some("HttpApi");
        let order = path.unwrap_or(if is_http { "$default" } else { name });
        all.push((order.to_owned(), entry));
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    for (_, entry) in all {
        let name = expansion.tree().text(entry.key).unwrap_or_default().to_owned();
        let kind = expansion.field(entry.value, "Type").and_then(|kind| expansion.tree().text(kind)).map(str::to_owned);
        expansion.because_of(entry.key);
        let properties = match expansion.field(entry.value, "Properties") {
            Some(properties) => properties,
            None => expansion.builder.map(&[]),
        };
        let event = Event { written, target, id: format!("{}{name}", written.id), key: entry.key, properties };
        match kind.as_deref().unwrap_or_default() {
            "Api" => http::rest(expansion, &event),
            "HttpApi" => http::http(expansion, &event),
            "S3" => bucket::expand(expansion, &event),
            "SNS" => topic::expand(expansion, &event, grants),
            "Cognito" => cognito::expand(expansion, &event),
            "Schedule" | "CloudWatchEvent" | "EventBridgeRule" => push::rule(expansion, &event),
            "ScheduleV2" => schedule::expand(expansion, &event),
            "CloudWatchLogs" => push::logs(expansion, &event),
            "IoTRule" => push::iot(expansion, &event),
            "AlexaSkill" => push::alexa(expansion, &event),
            kind if pull::is_pulled(kind) => pull::expand(expansion, &event, kind, grants),
            // A kind that is newer than what is known here, or one that can't be read.
            _ => expansion.set_open(),
        }
    }
    expansion.because_of(written.key);
}

/// Writes what events add to resources into these: triggers of pools, notifications of buckets.
pub(super) fn finish(expansion: &mut Expansion<'_>) {
    cognito::finish(expansion);
}

/// Lets a service call the function.
pub(super) fn permit(expansion: &mut Expansion<'_>, event: &Event<'_>, id: &str, service: &str, more: &[(&str, NodeId)]) {
    let action = expansion.builder.text("lambda:InvokeFunction");
    let function = event.target.name(expansion);
    let service = expansion.builder.text(service);
    let mut entries = vec![("Action", action), ("FunctionName", function), ("Principal", service)];
    entries.extend_from_slice(more);
    let properties = expansion.builder.map(&entries);
    expansion.add(event.written, id, "AWS::Lambda::Permission", properties);
}
