//! Policy templates: comes in a name with its parameters, go out the statements that it stands for.
//!
//! The table is SAM's own; it is read when the first one is used.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::expansion::Expansion;
use crate::syntax::{Content, NodeId};

/// Of each template the names of its parameters and its statements.
const TEMPLATES: &str = include_str!("../../data/sam_policy_templates.json");

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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        assert_eq!(templates().as_object().unwrap().len(), 81);
        for template in templates().as_object().unwrap().values() {
            assert!(template["parameters"].is_array() && template["statements"].is_array());
        }
    }
}
