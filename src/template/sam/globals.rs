//! Globals: come in the section of a template and a resource's own properties, go out the properties that count.

use super::shape::{fields, is_function};
use crate::syntax::{Content, Entry, Hole, NodeId, Tree};
use std::collections::HashMap;

/// How many entries all merging together may copy. A real template is far below.
const LIMIT: usize = 300_000;

/// The `Globals` section.
#[derive(Debug)]
pub(super) struct Globals {
    section: Option<NodeId>,
    left: usize,
}

impl Globals {
    pub(super) fn read(tree: &Tree, root: NodeId) -> Self {
        Self { section: tree.get(root, "Globals").filter(|section| !tree.is_null(*section)), left: LIMIT }
    }

    /// Lays the properties of a resource over the globals of its type. `ignored` is the resource's `IgnoreGlobals`.
    pub(super) fn merge(&mut self, tree: &mut Tree, kind: &str, properties: NodeId, ignored: Option<NodeId>) -> NodeId {
        // A map stays what somebody wrote, with more in it.
        tree.set_generating(false);
        let merged = self.merge_kind(tree, kind, properties, ignored);
        tree.set_generating(true);
        merged
    }

    fn merge_kind(&mut self, tree: &mut Tree, kind: &str, properties: NodeId, ignored: Option<NodeId>) -> NodeId {
        let Some(section) = self.section else { return properties };
        if let Content::Hole(_) = tree.content(section) {
            return opened(tree, properties);
        }
        let Some(global) = tree.get(section, kind).filter(|global| !tree.is_null(*global)) else { return properties };
        if ignored.is_some_and(|ignored| tree.text(ignored) == Some("*")) {
            return properties;
        }
        let Some(ignored) = ignored.filter(|ignored| !tree.items(*ignored).is_empty()) else {
            return self.merge_values(tree, global, properties, "");
        };
        let names: Vec<&str> = tree.items(ignored).iter().filter_map(|name| tree.text(*name)).collect();
        let mut kept = fields(tree, global);
        kept.retain(|entry| !tree.text(entry.key).is_some_and(|key| names.contains(&key)));
        let span = tree.span(global);
        let global = tree.add_map(span, &kept);
        self.merge_values(tree, global, properties, "")
    }

    fn merge_values(&mut self, tree: &mut Tree, global: NodeId, local: NodeId, path: &str) -> NodeId {
        if is_function(tree, global) || is_function(tree, local) {
            return local;
        }
        match (tree.content(global), tree.content(local)) {
            (Content::Map(globals), Content::Map(locals)) => {
                let (size, own) = (globals.len() + locals.len(), locals.len());
                let open = tree.is_open(global) || tree.is_open(local);
                if own == 0 && !open {
                    return global;
                }
                let Some(left) = self.left.checked_sub(size) else { return opened(tree, local) };
                self.left = left;
                let mut merged = fields(tree, global);
                let places: HashMap<String, usize> =
                    merged.iter().enumerate().filter_map(|(at, entry)| Some((tree.text(entry.key)?.to_owned(), at))).collect();
                for entry in fields(tree, local) {
                    let Some(key) = tree.text(entry.key).map(str::to_owned) else { continue };
                    match places.get(&key) {
                        Some(at) => {
                            let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                            let value = self.merge_values(tree, merged[*at].value, entry.value, &path);
                            merged[*at] = Entry { value, ..entry };
                        }
                        None => merged.push(entry),
                    }
                }
                let span = tree.span(local);
                let map = tree.add_map(span, &merged);
                if open {
                    tree.set_open(map);
                }
                map
            }
            (Content::List(_), Content::List(_)) if path == "Architectures" => local,
            (Content::List(globals), Content::List(locals)) => {
                let Some(left) = self.left.checked_sub(globals.len() + locals.len()) else { return local };
                self.left = left;
                let all: Vec<NodeId> = globals.iter().chain(locals).copied().collect();
                let open = tree.is_open(global) || tree.is_open(local);
                let span = tree.span(local);
                let list = tree.add_list(span, &all);
                if open {
                    tree.set_open(list);
                }
                list
            }
            // Nobody knows what would be merged into it.
            (Content::Hole(_), Content::Map(_)) => opened(tree, local),
            (Content::Hole(_), Content::List(_)) => {
                let span = tree.span(local);
                let hole = tree.add_hole(span, Hole::Variable);
                tree.set_hole_because(hole, Hole::Variable, "globals that could not be read");
                hole
            }
            _ => local,
        }
    }
}

/// The same map, to which more may belong.
fn opened(tree: &mut Tree, map: NodeId) -> NodeId {
    let entries = fields(tree, map);
    let span = tree.span(map);
    let open = tree.add_map(span, &entries);
    tree.set_open(open);
    open
}
