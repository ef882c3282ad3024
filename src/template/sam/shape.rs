//! Shapes: comes in a node, goes out what the transform would take it for.

use crate::syntax::{Content, Entry, NodeId, Style, Tree};
use std::collections::HashMap;

/// The entries of a map that count: of a key that is written twice the last one, and own ones before those of merge keys.
pub(super) fn fields(tree: &Tree, map: NodeId) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for entry in tree.entries(map) {
        let Some(key) = tree.text(entry.key) else { continue };
        match seen.get(key) {
            Some(index) if !entry.merged => all[*index] = *entry,
            Some(_) => {}
            None => {
                seen.insert(key, all.len());
                all.push(*entry);
            }
        }
    }
    all
}

/// A value that counts as given: neither null nor empty.
pub(super) fn is_given(tree: &Tree, node: NodeId) -> bool {
    match tree.content(node) {
        Content::Scalar(text, style) => !(tree.is_null(node) || text.is_empty() || style == Style::Plain && is_false(text)),
        Content::List(items) => !items.is_empty() || tree.is_open(node),
        Content::Map(entries) => !entries.is_empty() || tree.is_open(node),
        Content::Hole(_) => true,
    }
}

fn is_false(text: &str) -> bool {
    text.eq_ignore_ascii_case("false") || text.eq_ignore_ascii_case("no") || text.eq_ignore_ascii_case("off") || text == "0"
}

/// A scalar that switches something on, as YAML 1.1 and JSON write it.
pub(super) fn is_true(tree: &Tree, node: NodeId) -> bool {
    tree.text(node).is_some_and(|text| ["true", "yes", "on"].iter().any(|on| text.eq_ignore_ascii_case(on)))
}

/// A function of CloudFormation.
pub(super) fn is_function(tree: &Tree, node: NodeId) -> bool {
    tree.call(node).is_some()
}

/// `Ref: AWS::NoValue`.
pub(super) fn is_no_value(tree: &Tree, node: NodeId) -> bool {
    reference(tree, node) == Some("AWS::NoValue")
}

/// The name in `Ref: name`.
pub(super) fn reference(tree: &Tree, node: NodeId) -> Option<&str> {
    match tree.call(node) {
        Some(("Ref", name)) => tree.text(name),
        _ => None,
    }
}

/// The condition and the two values of `Fn::If`.
pub(super) fn choice(tree: &Tree, node: NodeId) -> Option<[NodeId; 3]> {
    match tree.call(node) {
        Some(("Fn::If", argument)) => <[NodeId; 3]>::try_from(tree.items(argument)).ok(),
        _ => None,
    }
}

/// A text that is the same for values that mean the same, to tell repetitions. Bounded, as links may make much of little.
pub(super) fn fingerprint(tree: &Tree, node: NodeId) -> String {
    const LIMIT: usize = 4_096;
    let mut text = String::new();
    write(tree, node, &mut text, LIMIT);
    if text.len() > LIMIT {
        // Only its beginning is known, so it is like no other.
        text.push_str(&format!("{node:?}"));
    }
    text
}

fn write(tree: &Tree, node: NodeId, out: &mut String, limit: usize) {
    if out.len() > limit {
        return;
    }
    match tree.content(node) {
        Content::Scalar(text, _) => {
            out.push('"');
            out.push_str(text);
            out.push('"');
        }
        Content::List(items) => {
            out.push('[');
            items.iter().for_each(|item| write(tree, *item, out, limit));
            out.push(']');
        }
        Content::Map(entries) => {
            let mut entries: Vec<Entry> = entries.to_vec();
            entries.sort_by_key(|entry| tree.text(entry.key).unwrap_or_default());
            out.push('{');
            for entry in entries {
                write(tree, entry.key, out, limit);
                write(tree, entry.value, out, limit);
            }
            out.push('}');
        }
        // One hole is not another.
        Content::Hole(_) => out.push_str(&format!("?{node:?}")),
    }
}
