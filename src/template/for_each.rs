//! Loops: comes in a map with `Fn::ForEach` in it, goes out the same map with a copy of the loop's body for each item.
//!
//! Copies are new nodes that keep the places of what they were written as; what an item changes nothing in is shared.

use super::{Parameter, Stack};
use crate::source::Span;
use crate::syntax::{Content, Entry, NodeId, Style, Tree};

/// The bodies that all loops of a template may give.
const COPY_LIMIT: usize = 2_000;

/// The nodes that they may have in all.
const NODE_LIMIT: usize = 500_000;

/// A text with names filled in is no longer than a template may be.
const TEXT_LIMIT: usize = 1 << 20;

/// How deep maps and lists are followed: a file is parsed to less.
const DEPTH_LIMIT: usize = 300;

/// What a loop's name begins with.
pub(super) const LOOP: &str = "Fn::ForEach::";

/// What came of the loops of a section.
pub(super) struct Expanded {
    /// The section, the same node where there was no loop.
    pub(super) node: NodeId,
    /// Loops that could not be followed: their names and places.
    pub(super) left: Vec<(String, Span)>,
}

/// How many copies a template has so far.
#[derive(Debug, Default)]
pub(super) struct Spent {
    copies: usize,
    nodes: usize,
}

/// Expands the loops of a section.
pub(super) fn expand(stack: &mut Stack, section: NodeId, spent: &mut Spent) -> Expanded {
    let mut tree = std::mem::take(&mut stack.tree);
    let mut loops = Loops { tree: &mut tree, parameters: &stack.parameters, mappings: stack.mappings, spent, left: Vec::new() };
    let node = loops.copy(section, &mut Vec::new(), 0);
    if loops.spent.nodes > NODE_LIMIT && loops.left.is_empty() {
        let span = loops.tree.span(section);
        loops.left.push(("Fn::ForEach".to_owned(), span));
    }
    let left = loops.left;
    stack.tree = tree;
    Expanded { node, left }
}

/// What the variables of the loops around a node stand for, the innermost last.
type Names = Vec<(String, String)>;

struct Loops<'s> {
    tree: &'s mut Tree,
    parameters: &'s [Parameter],
    mappings: Option<NodeId>,
    spent: &'s mut Spent,
    left: Vec<(String, Span)>,
}

impl Loops<'_> {
    /// The node with its loops expanded and names filled in: itself where that changes nothing.
    fn copy(&mut self, node: NodeId, names: &mut Names, depth: usize) -> NodeId {
        self.spent.nodes += 1;
        if depth > DEPTH_LIMIT || self.spent.nodes > NODE_LIMIT {
            return node;
        }
        let span = self.tree.span(node);
        if let Some(("Ref", argument)) = self.tree.call(node)
            && let Some(value) = self.tree.text(argument).and_then(|name| value_of(names, name)).map(str::to_owned)
        {
            return self.tree.add_scalar(span, &value, Style::DoubleQuoted);
        }
        match self.tree.content(node) {
            Content::Scalar(text, style) => match filled(text, names) {
                Some(text) => {
                    self.spent.nodes += if text.len() > TEXT_LIMIT { NODE_LIMIT } else { text.len() / 64 };
                    self.tree.add_scalar(span, &text, style)
                }
                None => node,
            },
            Content::List(items) => {
                let items = items.to_vec();
                let copied: Vec<NodeId> = items.iter().map(|item| self.copy(*item, names, depth + 1)).collect();
                if copied == items {
                    return node;
                }
                let list = self.tree.add_list(span, &copied);
                self.keep_open(node, list)
            }
            Content::Map(entries) => {
                let entries = entries.to_vec();
                let copied = self.entries(&entries, names, depth);
                if copied == entries {
                    return node;
                }
                let map = self.tree.add_map(span, &copied);
                self.keep_open(node, map)
            }
            Content::Hole(_) => node,
        }
    }

    /// What was not read to its end is not complete as a copy either.
    fn keep_open(&mut self, node: NodeId, copy: NodeId) -> NodeId {
        if self.tree.is_open(node) {
            self.tree.set_open(copy);
        }
        copy
    }

    fn entries(&mut self, entries: &[Entry], names: &mut Names, depth: usize) -> Vec<Entry> {
        let mut copied = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = self.tree.text(entry.key).filter(|key| key.starts_with(LOOP)).map(str::to_owned);
            match name {
                Some(name) => {
                    let (before, said) = (copied.len(), self.left.len());
                    if self.iterate(entry.value, names, depth, &mut copied).is_none() {
                        copied.truncate(before);
                        // What stands in a loop that is left is left with it.
                        self.left.truncate(said);
                        copied.push(*entry);
                        let left = (name, self.tree.span(entry.key));
                        if !self.left.contains(&left) {
                            self.left.push(left);
                        }
                    }
                }
                None => {
                    let key = self.copy(entry.key, names, depth + 1);
                    let value = self.copy(entry.value, names, depth + 1);
                    copied.push(Entry { key, value, merged: entry.merged });
                }
            }
        }
        copied
    }

    /// Adds what a loop gives; `None` where its items are not known, or there are too many.
    fn iterate(&mut self, argument: NodeId, names: &mut Names, depth: usize, out: &mut Vec<Entry>) -> Option<()> {
        let [variable, collection, body] = self.tree.items(argument) else { return None };
        let (variable, collection, body) = (self.tree.text(*variable)?.to_owned(), *collection, *body);
        let Content::Map(body) = self.tree.content(body) else { return None };
        let body = body.to_vec();
        for value in self.items(collection, names, depth)? {
            self.spent.copies += 1;
            if self.spent.copies > COPY_LIMIT || self.spent.nodes > NODE_LIMIT {
                return None;
            }
            names.push((variable.clone(), value));
            let copies = self.entries(&body, names, depth + 1);
            names.pop();
            out.extend(copies);
        }
        // What was cut short is no copy.
        (self.spent.nodes <= NODE_LIMIT).then_some(())
    }

    /// The items over which a loop runs.
    fn items(&mut self, collection: NodeId, names: &mut Names, depth: usize) -> Option<Vec<String>> {
        let collection = self.copy(collection, names, depth + 1);
        let tree = &*self.tree;
        let items = match tree.call(collection) {
            None => collection,
            Some(("Ref", argument)) => {
                let parameter = self.parameter(argument).filter(|parameter| parameter.is_list())?;
                let text = tree.text(parameter.given.or(parameter.default)?)?;
                return Some(text.split(',').map(|item| item.trim().to_owned()).collect());
            }
            Some(("Fn::FindInMap", argument)) => {
                let [map, first, second] = tree.items(argument) else { return None };
                let keys: Option<Vec<String>> = [map, first, second].into_iter().map(|key| self.text(*key)).collect();
                let keys = keys?;
                tree.at(self.mappings?, &[&keys[0], &keys[1], &keys[2]])?
            }
            Some(_) => return None,
        };
        match tree.content(items) {
            Content::List(items) => items.iter().map(|item| self.text(*item)).collect(),
            _ => None,
        }
    }

    /// A parameter whose value may become a name.
    fn parameter(&self, name: NodeId) -> Option<&Parameter> {
        let name = self.tree.text(name)?;
        self.parameters.iter().find(|parameter| parameter.name == name).filter(|parameter| !parameter.is_secret(self.tree))
    }

    /// A text that is known whatever is chosen.
    fn text(&self, node: NodeId) -> Option<String> {
        if let Some(("Ref", argument)) = self.tree.call(node) {
            let parameter = self.parameter(argument).filter(|parameter| !parameter.is_list() && !parameter.is_stored())?;
            let value = match parameter.allowed.as_slice() {
                [] => parameter.default?,
                [only] => *only,
                _ => return None,
            };
            return self.tree.text(value).map(str::to_owned);
        }
        // A variable of the framework, or what is put in when deploying.
        self.tree.text(node).filter(|text| !text.contains("${") && !text.contains("{{")).map(str::to_owned)
    }
}

fn value_of<'n>(names: &'n Names, name: &str) -> Option<&'n str> {
    names.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// A text with the names of loops filled in: `${Name}` as it is, `&{Name}` with letters and digits only. `None` where there are none.
fn filled(text: &str, names: &Names) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find(['$', '&'])
        && out.len() <= TEXT_LIMIT
    {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].strip_prefix('{').and_then(|inner| inner.split_once('}')).map(|(name, _)| name);
        match name.and_then(|name| Some((name, value_of(names, name)?))) {
            Some((name, value)) => {
                let strict = rest.starts_with('&');
                out.extend(value.chars().filter(|letter| !strict || letter.is_ascii_alphanumeric()));
                rest = &rest[name.len() + 3..];
                changed = true;
            }
            None => {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in() {
        let names = vec![("A".to_owned(), "x.y".to_owned()), ("B".to_owned(), "1".to_owned())];
        let shown = |text| filled(text, &names).unwrap_or_else(|| "same".to_owned());
        assert_eq!(shown("a${A}b&{A}${B}"), "ax.ybxy1");
        assert_eq!(shown("${C}$${A"), "same");
        assert_eq!(shown("$&${B}é${C}"), "$&1é${C}");
    }
}
