//! Policy documents that are written as JSON inside a text: comes in a stack, go in nodes for what stands in those texts.

use std::sync::Arc;

use super::Stack;
use crate::data::policies::policy_places;
use crate::source::{FileId, SourceFile};
use crate::syntax::{Content, Inside, NodeId, Tree, parse_inside};

/// Choices inside choices are followed so deep.
const DEPTH: usize = 16;

/// A text in which a document is expected.
struct Text {
    /// The node whose value it is: the scalar itself, or a call of `Fn::Sub`.
    node: NodeId,
    scalar: NodeId,
    /// Whether `Fn::Sub` fills it in, and with which values.
    filled: Option<Option<NodeId>>,
}

/// Reads the texts that stand where documents belong.
pub(super) fn read_texts(stack: &mut Stack, file: impl Fn(FileId) -> Arc<SourceFile>) {
    let mut search = Search { tree: &stack.tree, texts: Vec::new(), maps: Vec::new() };
    for resource in &stack.resources {
        // In lists of SAM a text is the name of a policy.
        if let Some(properties) = resource.properties.filter(|_| !resource.kind.starts_with("AWS::Serverless::")) {
            for place in policy_places(&resource.kind) {
                search.at(properties, &place.steps().collect::<Vec<_>>(), 0);
            }
        }
    }
    let Search { texts, maps, .. } = search;
    for (node, map) in maps {
        let first = stack.tree.len();
        stack.tree.set_inside(node, Inside { root: Some(map), problems: Vec::new() }, first);
    }
    for text in texts {
        if stack.tree.inside(text.node).is_some() || !is_document(&stack.tree, &text) {
            continue;
        }
        let span = stack.tree.span(stack.tree.target(text.scalar));
        let source = file(span.file);
        let written = source.text().get(span.start as usize..span.end as usize).unwrap_or_default();
        parse_inside(&mut stack.tree, text.node, text.scalar, written, text.filled);
    }
}

/// Whether a text is all there is of a document. What is put in when deploying may be anything where the rest is no JSON.
fn is_document(tree: &Tree, text: &Text) -> bool {
    let Some(content) = tree.text(text.scalar) else { return false };
    let is_filled = content.contains("{{resolve:") || text.filled.is_some() && content.contains("${");
    !is_filled || serde_json::from_str::<serde::de::IgnoredAny>(content).is_ok()
}

struct Search<'t> {
    tree: &'t Tree,
    texts: Vec<Text>,
    /// Calls that make a text of a map, and that map.
    maps: Vec<(NodeId, NodeId)>,
}

impl Search<'_> {
    fn at(&mut self, node: NodeId, steps: &[&str], depth: usize) {
        let tree = self.tree;
        if depth > DEPTH {
            return;
        }
        if let Some(("Fn::If", argument)) = tree.call(node) {
            tree.items(argument).iter().skip(1).for_each(|branch| self.at(*branch, steps, depth + 1));
            return;
        }
        match (steps, tree.content(node)) {
            ([], _) => self.document(tree.target(node)),
            (["*", rest @ ..], Content::List(items)) => items.iter().for_each(|item| self.at(*item, rest, depth + 1)),
            (["*", rest @ ..], Content::Map(_)) => self.at(node, rest, depth + 1),
            ([name, rest @ ..], Content::Map(_)) => {
                if let Some(value) = tree.get(node, name) {
                    self.at(value, rest, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn document(&mut self, node: NodeId) {
        let tree = self.tree;
        match (tree.call(node), tree.content(node)) {
            (Some(("Fn::ToJsonString", argument)), _) => self.maps.push((node, argument)),
            (Some(("Fn::Sub", argument)), _) => {
                let (scalar, values) = match tree.content(argument) {
                    Content::List([scalar, values]) => (*scalar, Some(*values)),
                    Content::List([scalar]) => (*scalar, None),
                    _ => (argument, None),
                };
                self.texts.push(Text { node, scalar, filled: Some(values) });
            }
            (None, Content::Scalar(..)) if !tree.is_null(node) => self.texts.push(Text { node, scalar: node, filled: None }),
            _ => {}
        }
    }
}
