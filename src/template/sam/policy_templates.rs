//! Policy templates and names of managed policies: come in a name with its parameters, go out the statements or the ARN that it
//! stands for.
//!
//! The tables are SAM's own; they are read when the first one is used.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::expansion::Expansion;
use crate::syntax::{Content, NodeId};

/// Of each template the names of its parameters and its statements.
const TEMPLATES: &str = include_str!("../../data/sam_policy_templates.json");
/// On each line a path (`-` for none) and the names of the policies below it.
const MANAGED: &str = include_str!("../../data/managed_policies.txt");

fn templates() -> &'static Value {
    static PARSED: OnceLock<Value> = OnceLock::new();
    PARSED.get_or_init(|| serde_json::from_str(TEMPLATES).expect("internal error: the table is compiled in and a test reads it"))
}

/// True for the name of a policy template.
pub(super) fn is_template(name: &str) -> bool {
    templates().get(name).is_some()
}

/// The document of a template; `None` where a parameter is missing, which SAM refuses.
pub(super) fn document(expansion: &mut Expansion<'_>, name: &str, arguments: NodeId) -> Option<NodeId> {
    let template = templates().get(name)?;
    let tree = expansion.tree();
    let parameters = template.get("parameters").and_then(Value::as_array)?;
    let mut values = HashMap::new();
    for parameter in parameters.iter().filter_map(Value::as_str) {
        let value = match tree.content(arguments) {
            Content::Map(_) => tree.get(arguments, parameter)?,
            // All that is known is that there is a value.
            Content::Hole(_) => arguments,
            _ => return None,
        };
        values.insert(parameter, value);
    }
    let statements = filled(expansion, template.get("statements")?, &values);
    Some(expansion.builder.map(&[("Statement", statements)]))
}

fn filled(expansion: &mut Expansion<'_>, value: &'static Value, values: &HashMap<&str, NodeId>) -> NodeId {
    match value {
        Value::String(text) => expansion.builder.text(text),
        Value::Array(items) => {
            let items: Vec<NodeId> = items.iter().map(|item| filled(expansion, item, values)).collect();
            expansion.builder.list(&items)
        }
        Value::Object(map) => {
            if let Some(value) = map.get("Ref").and_then(Value::as_str).and_then(|name| values.get(name)) {
                return *value;
            }
            let entries: Vec<(&str, NodeId)> = map.iter().map(|(key, value)| (key.as_str(), filled(expansion, value, values))).collect();
            expansion.builder.map(&entries)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => expansion.builder.plain(&value.to_string()),
    }
}

/// The path of a managed policy of this name, such as `service-role/`.
pub(super) fn managed_path(name: &str) -> Option<&'static str> {
    static PATHS: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let paths = PATHS.get_or_init(|| {
        let mut paths = HashMap::new();
        for line in MANAGED.lines() {
            let mut words = line.split(' ');
            let path = words.next().filter(|path| *path != "-").unwrap_or_default();
            paths.extend(words.map(|name| (name, path)));
        }
        paths
    });
    paths.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_can_be_read() {
        assert_eq!(templates().as_object().unwrap().len(), 81);
        for template in templates().as_object().unwrap().values() {
            assert!(template["parameters"].is_array() && template["statements"].is_array());
        }
        assert_eq!(managed_path("AmazonS3ReadOnlyAccess"), Some(""));
        assert_eq!(managed_path("AWSLambdaBasicExecutionRole"), Some("service-role/"));
        assert_eq!(managed_path("NotThere"), None);
    }
}
