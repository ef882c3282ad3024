//! Building: how a framework's own work enters the tree. Comes in what it makes, go out nodes that know what caused them.

use crate::source::Span;
use crate::syntax::{Content, Entry, NodeId, Parts, Style, Tree};

/// Adds nodes that nobody wrote. Their span is that of what caused them; nodes that somebody wrote are used as they are.
pub(crate) struct Builder<'t> {
    pub(crate) tree: &'t mut Tree,
    cause: Span,
}

impl<'t> Builder<'t> {
    /// A builder for what the text at `cause` makes the framework add.
    pub(crate) fn new(tree: &'t mut Tree, cause: Span) -> Self {
        tree.set_generating(true);
        Self { tree, cause }
    }

    /// Changes the cause of what is added from here on.
    pub(crate) fn because_of(&mut self, cause: Span) -> &mut Self {
        self.cause = cause;
        self
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) -> NodeId {
        self.tree.add_scalar(self.cause, text, Style::DoubleQuoted)
    }

    /// A text of which some pieces may be unknown.
    pub(crate) fn parts(&mut self, parts: Parts) -> NodeId {
        let node = self.text(parts.whole().unwrap_or("${…}"));
        self.tree.set_parts(node, parts);
        node
    }

    /// A number or boolean by its text.
    pub(crate) fn plain(&mut self, text: &str) -> NodeId {
        self.tree.add_scalar(self.cause, text, Style::Plain)
    }

    /// A list.
    pub(crate) fn list(&mut self, items: &[NodeId]) -> NodeId {
        self.tree.add_list(self.cause, items)
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, texts: &[&str]) -> NodeId {
        let items: Vec<NodeId> = texts.iter().map(|text| self.text(text)).collect();
        self.list(&items)
    }

    /// A map.
    pub(crate) fn map(&mut self, entries: &[(&str, NodeId)]) -> NodeId {
        let entries: Vec<Entry> = entries.iter().map(|(key, value)| self.entry(key, *value)).collect();
        self.tree.add_map(self.cause, &entries)
    }

    /// A map of entries, some of which may be written by somebody.
    pub(crate) fn map_of(&mut self, entries: &[Entry]) -> NodeId {
        self.tree.add_map(self.cause, entries)
    }

    /// One entry of a map.
    pub(crate) fn entry(&mut self, key: &str, value: NodeId) -> Entry {
        Entry { key: self.tree.add_scalar(self.cause, key, Style::Plain), value, merged: false }
    }

    /// `Ref: id`.
    pub(crate) fn reference(&mut self, id: &str) -> NodeId {
        let id = self.text(id);
        self.map(&[("Ref", id)])
    }

    /// `Fn::GetAtt: [id, attribute]`.
    pub(crate) fn attribute(&mut self, id: &str, attribute: &str) -> NodeId {
        let argument = self.texts(&[id, attribute]);
        self.map(&[("Fn::GetAtt", argument)])
    }

    /// `Fn::Sub: text`.
    pub(crate) fn sub(&mut self, text: &str) -> NodeId {
        let text = self.text(text);
        self.map(&[("Fn::Sub", text)])
    }

    /// `Fn::Join: ["", pieces]`.
    pub(crate) fn join(&mut self, pieces: &[NodeId]) -> NodeId {
        let separator = self.text("");
        let pieces = self.list(pieces);
        let argument = self.list(&[separator, pieces]);
        self.map(&[("Fn::Join", argument)])
    }
}

/// What is known of a scalar's text; `None` for everything else.
pub(crate) fn parts_of(tree: &Tree, node: NodeId) -> Option<Parts> {
    if let Some(parts) = tree.parts(node) {
        return Some(parts.clone());
    }
    match tree.content(node) {
        Content::Scalar(text, _) => Some(Parts::known(text)),
        Content::Hole(_) => {
            let mut parts = Parts::default();
            parts.push_unknown("?", tree.reason(node).unwrap_or("a value that is not known"));
            Some(parts)
        }
        Content::List(_) | Content::Map(_) => None,
    }
}

impl Drop for Builder<'_> {
    fn drop(&mut self) {
        self.tree.set_generating(false);
    }
}
