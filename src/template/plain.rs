//! Plain CloudFormation: comes in a stack, goes out its template as JSON, with everything of the framework worked out and
//! CloudFormation's own functions in their long form.

use std::collections::HashSet;

use serde_json::{Map, Number, Value, json};

use super::{Dialect, Open, Stack};
use crate::source::{SourceMap, Span};
use crate::syntax::{Content, Format, Hole, NodeId, Schema, Style, Tree, Typed, typed};

/// The key of the map that stands for a value that is not known.
pub const UNKNOWN: &str = "authlint::Unknown";

/// What links and aliases may make of a stack, in values.
const SIZE_LIMIT: usize = 4_000_000;

/// The stack as `{"name", "file", "template", "origins"}`.
#[must_use]
pub fn plain(stack: &Stack, sources: &SourceMap) -> Value {
    let mut writer = Writer::new(stack);
    let mut template = stack.template.map_or_else(|| json!({}), |root| writer.template(root));
    // What may be there beside the resources that are known must not look like absence.
    if let (Some(open), Some(resources)) = (stack.open, template.get_mut("Resources").and_then(Value::as_object_mut)) {
        let reason = match open {
            Open::Include => "more resources, from an include that could not be read",
            Open::Transform => "more resources, from a transform that is not followed",
            Open::Fragment => "more resources, from the template that it belongs to",
            Open::Generated => "more resources, from a plugin or from the framework",
            Open::Broken => "more resources, below where reading stopped",
        };
        resources.insert(UNKNOWN.to_owned(), json!(reason));
    }
    let mut origins = Map::new();
    for resource in &stack.resources {
        let span = stack.tree.span(resource.key);
        let file = sources.file(span.file);
        let line = file.position(span.start).line;
        origins.insert(format!("Resources.{}", resource.id), json!(format!("{}:{line}", file.name())));
    }
    json!({ "name": stack.stack_name(), "file": stack.name, "template": template, "origins": origins })
}

/// One value of a stack.
#[must_use]
pub fn value(stack: &Stack, node: NodeId) -> Value {
    Writer::new(stack).value(node)
}

struct Writer<'s> {
    stack: &'s Stack,
    left: usize,
    /// Places of what must not be shown.
    secrets: HashSet<Span>,
}

impl<'s> Writer<'s> {
    fn new(stack: &'s Stack) -> Self {
        Self { stack, left: SIZE_LIMIT, secrets: stack.secrets().collect() }
    }

    fn template(&mut self, root: NodeId) -> Value {
        let stack = self.stack;
        if !matches!(stack.tree.content(root), Content::Map(_)) {
            return self.value(root);
        }
        let mut template = Map::new();
        for (key, value) in entries(&stack.tree, root) {
            // Those of the Serverless Framework that are no sections of a template.
            if key != "extensions" {
                template.insert(key.to_owned(), self.value(value));
            }
        }
        Value::Object(template)
    }

    fn value(&mut self, node: NodeId) -> Value {
        let Some(left) = self.left.checked_sub(1) else { return unknown("more than is followed") };
        self.left = left;
        let stack = self.stack;
        let tree = &stack.tree;
        if let Some((name, argument)) = tree.call(node) {
            return self.call(name, argument);
        }
        match tree.content(node) {
            Content::Scalar(text, style) => self.scalar(node, text, style),
            Content::List(items) => items.iter().map(|item| self.value(*item)).collect(),
            // A list as a key becomes a text that depends on who reads it.
            Content::Map(all) if all.iter().any(|entry| !matches!(tree.content(entry.key), Content::Scalar(..))) => {
                unknown("a key that is no text")
            }
            Content::Map(_) => entries(tree, node).into_iter().map(|(key, value)| (key.to_owned(), self.value(value))).collect(),
            Content::Hole(hole) => unknown(stack.tree.reason(node).unwrap_or(match hole {
                Hole::Include => "an include that could not be read",
                Hole::Variable => "a variable that is known when deploying",
                Hole::Alias | Hole::Depth | Hole::Broken => "could not be read",
            })),
        }
    }

    fn call(&mut self, name: &str, argument: NodeId) -> Value {
        let tree = &self.stack.tree;
        let argument = match (name, tree.content(argument)) {
            ("Fn::GetAtt", Content::Scalar(text, _)) => {
                let (id, attribute) = text.split_once('.').unwrap_or((text, ""));
                json!([id, attribute])
            }
            _ => self.value(argument),
        };
        // A text with an unknown part is unknown as a whole, as it would be outside of the function.
        let text = if name == "Fn::Sub" { argument.get(0).unwrap_or(&argument) } else { &Value::Null };
        if text.get(UNKNOWN).is_some() {
            return text.clone();
        }
        json!({ name: argument })
    }

    fn scalar(&self, node: NodeId, text: &str, style: Style) -> Value {
        if self.secrets.contains(&self.stack.tree.span(self.stack.tree.target(node))) {
            return unknown("a secret that is not shown");
        }
        if let Some(parts) = self.stack.tree.parts(node) {
            if let Some(name) = &parts.secret {
                return unknown(&format!("the value of the environment variable {name} is not shown"));
            }
            if let Some(reason) = parts.reason() {
                return unknown(reason);
            }
        }
        let file = self.stack.tree.span(self.stack.tree.target(node)).file;
        let json = self.stack.files.iter().any(|unit| unit.id == file && unit.document.format == Format::Json);
        let schema = match self.stack.dialect {
            _ if json => Schema::Json,
            Dialect::CloudFormation | Dialect::Sam => Schema::Old,
            Dialect::Serverless | Dialect::Unknown | Dialect::Policy => Schema::Core,
        };
        match typed(text, style, schema) {
            Typed::Null => Value::Null,
            Typed::Bool(value) => Value::Bool(value),
            Typed::Integer(value) => json!(value),
            Typed::Float(value) => Number::from_f64(value).map_or(Value::Null, Value::Number),
            Typed::Text => Value::String(text.to_owned()),
        }
    }
}

/// The entries that count: of a key that is written twice the last one, and own ones before those of merge keys.
fn entries(tree: &Tree, map: NodeId) -> Vec<(&str, NodeId)> {
    let mut all: Vec<(&str, NodeId)> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    for entry in tree.entries(map) {
        let Content::Scalar(key, _) = tree.content(entry.key) else { continue };
        // JavaScript swallows it, and CloudFormation has no use for it.
        if key == "__proto__" {
            continue;
        }
        match seen.get(key) {
            Some(index) if !entry.merged => all[*index] = (key, entry.value),
            Some(_) => {}
            None => {
                seen.insert(key, all.len());
                all.push((key, entry.value));
            }
        }
    }
    all
}

fn unknown(reason: &str) -> Value {
    json!({ UNKNOWN: reason })
}
