//! Connector profiles: come in the types of two resources, goes out what each may be granted on the other.
//!
//! The table is SAM's own; it is read when the first connector is met.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::expansion::Expansion;
use crate::syntax::NodeId;

/// Of each pair of types what is granted where, and of each type how its resources are referred to.
const TABLE: &str = include_str!("../../data/sam_connectors.json");

fn table() -> &'static Value {
    static PARSED: OnceLock<Value> = OnceLock::new();
    PARSED.get_or_init(|| serde_json::from_str(TABLE).expect("internal error: the table is compiled in and a test reads it"))
}

/// Where the grant of a connector stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A managed policy of a role.
    Role,
    /// The policy of a queue.
    Queue,
    /// The policy of a topic.
    Topic,
    /// The permission of a function.
    Function,
}

/// What a pair of types may be granted.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    pub(super) place: Place,
    /// It belongs to the source, not to the destination.
    pub(super) of_source: bool,
    /// The names of what can be granted, and the statements or the permission.
    pub(super) grants: Vec<(&'static str, &'static Value)>,
    /// The only combinations that SAM takes; none where it takes all.
    together: Vec<Vec<&'static str>>,
}

impl Profile {
    /// That of a source and a destination.
    pub(super) fn of(source: &str, destination: &str) -> Option<Self> {
        let row = table().get("profiles")?.get(format!("{source} {destination}"))?;
        let place = match row.get("on")?.as_str()? {
            "role" => Place::Role,
            "queue" => Place::Queue,
            "topic" => Place::Topic,
            _ => Place::Function,
        };
        let grants = row.get("grants")?.as_array()?.iter();
        let grants = grants.filter_map(|grant| Some((grant.get(0)?.as_str()?, grant.get(1)?))).collect();
        let together = row.get("together").and_then(Value::as_array).into_iter().flatten();
        let together = together.map(|names| names.as_array().into_iter().flatten().filter_map(Value::as_str).collect());
        Some(Self { place, of_source: row.get("source")?.as_bool()?, grants, together: together.collect() })
    }

    /// True where SAM takes these permissions.
    pub(super) fn takes(&self, permissions: &[String]) -> bool {
        let are_known = permissions.iter().all(|name| self.grants.iter().any(|(known, _)| known == name));
        let is_same = |names: &Vec<&str>| {
            names.iter().all(|name| permissions.iter().any(|given| given == name))
                && permissions.iter().all(|given| names.iter().any(|name| given == name))
        };
        !permissions.is_empty() && are_known && (self.together.is_empty() || self.together.iter().any(is_same))
    }
}

/// The property that holds the role of resources of a type.
pub(super) fn role_property(kind: &str) -> Option<&'static str> {
    table().get("resources")?.get(kind)?.get("role")?.as_str()
}

/// How a resource of a type is referred to: by its ARN, its name and so on.
pub(super) fn outputs(expansion: &mut Expansion<'_>, kind: &str, id: &str) -> HashMap<String, NodeId> {
    let mut found = HashMap::new();
    let Some(row) = table().get("resources").and_then(|resources| resources.get(kind)).and_then(Value::as_object) else { return found };
    let node = expansion.builder.text(id);
    let values = HashMap::from([("logicalId".to_owned(), node)]);
    for (name, value) in row.iter().filter(|(name, _)| *name != "role") {
        let name = match name.as_str() {
            "Id" => "ResourceId",
            "Url" => "QueueUrl",
            name => name,
        };
        found.extend(filled(expansion, value, &values).map(|node| (name.to_owned(), node)));
    }
    found
}

/// A piece of the table with these values in it; `None` where one is missing, which SAM refuses.
pub(super) fn filled(expansion: &mut Expansion<'_>, value: &'static Value, values: &HashMap<String, NodeId>) -> Option<NodeId> {
    match value {
        Value::String(text) => filled_text(expansion, text, values),
        Value::Array(items) => {
            let items: Option<Vec<NodeId>> = items.iter().map(|item| filled(expansion, item, values)).collect();
            Some(expansion.builder.list(&items?))
        }
        Value::Object(map) => {
            let mut entries = Vec::new();
            for (key, value) in map {
                entries.push((key.as_str(), filled(expansion, value, values)?));
            }
            Some(expansion.builder.map(&entries))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(expansion.builder.plain(&value.to_string())),
    }
}

fn filled_text(expansion: &mut Expansion<'_>, text: &str, values: &HashMap<String, NodeId>) -> Option<NodeId> {
    let mut out = String::new();
    let mut used: Vec<(String, NodeId)> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("%{") {
        let len = rest[at..].find('}')?;
        let name = &rest[at + 2..at + len];
        let value = *values.get(name)?;
        if at == 0 && len + 1 == text.len() {
            return Some(value);
        }
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        out.push_str(&rest[..at]);
        out.push_str(&format!("${{{plain}}}"));
        used.push((plain, value));
        rest = &rest[at + len + 1..];
    }
    out.push_str(rest);
    if !out.contains("${") {
        return Some(expansion.builder.text(&out));
    }
    if used.is_empty() {
        return Some(expansion.builder.sub(&out));
    }
    let text = expansion.builder.text(&out);
    let used: Vec<(&str, NodeId)> = used.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let values = expansion.builder.map(&used);
    let argument = expansion.builder.list(&[text, values]);
    Some(expansion.builder.map(&[("Fn::Sub", argument)]))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        let profiles = table()["profiles"].as_object().unwrap();
        assert_eq!((profiles.len(), table()["resources"].as_object().unwrap().len()), (31, 13));
        for pair in profiles.keys() {
            let (source, destination) = pair.split_once(' ').unwrap();
            let profile = Profile::of(source, destination).unwrap();
            assert!(!profile.grants.is_empty(), "{pair}");
        }
    }

    #[test]
    fn permissions_are_taken_as_they_may_be_combined() {
        let given = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        let queue = Profile::of("AWS::SQS::Queue", "AWS::Lambda::Function").unwrap();
        assert!(queue.takes(&given(&["Write", "Read"])));
        assert!(!queue.takes(&given(&["Read"])));
        let table = Profile::of("AWS::Lambda::Function", "AWS::DynamoDB::Table").unwrap();
        assert!(table.takes(&given(&["Read"])) && table.takes(&given(&["Read", "Write", "Read"])));
        assert!(!table.takes(&given(&[])) && !table.takes(&given(&["Delete"])));
    }
}
