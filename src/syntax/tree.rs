//! The tree: one arena of nodes for all files of a unit, read through small accessors.
//!
//! A node is a scalar, a list, a map, a link to another node (an alias, a variable, an include) or a hole. A short-form tag
//! such as `!Sub x` becomes the map `{Fn::Sub: x}` while parsing, so that nothing later has to know both forms.

use std::collections::{HashMap, HashSet};

use super::Problem;
use super::parts::Parts;
use crate::source::Span;

/// A node of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// Its place among the nodes of its tree.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a scalar was written. It decides what the text means: only plain ones can be numbers, booleans or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes; in JSON a number, `true`, `false` or `null`.
    Plain,
    /// `'text'`.
    SingleQuoted,
    /// `"text"`.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
    /// Nothing was written where a value belongs: null.
    Absent,
    /// The name of a short-form tag, which stands as the key of the long form.
    Tag,
}

/// Why a node links to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// `*name`.
    Alias,
    /// A value that is one framework variable and nothing else.
    Variable,
    /// `${file(...)}`.
    Include,
}

/// Why a node has no content that could be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// An alias whose anchor is missing, contains the alias, or would expand beyond the budget.
    Alias,
    /// An include that is missing, loops, lies outside the project or can't be read as data.
    Include,
    /// A framework variable that can't be followed.
    Variable,
    /// Nested deeper than is followed.
    Depth,
    /// Reading stopped here.
    Broken,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    start: u32,
    len: u32,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Scalar {
        text: Range,
        style: Style,
    },
    List(Range),
    Map(Range),
    /// A variable keeps the text by which it was written.
    Link {
        target: NodeId,
        via: Via,
        text: Range,
    },
    Hole(Hole),
}

#[derive(Debug, Clone, Copy)]
struct Node {
    span: Span,
    kind: Kind,
    generated: bool,
}

/// One key of a map with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The key: mostly a scalar.
    pub key: NodeId,
    /// The value.
    pub value: NodeId,
    /// The entry was written in another map and came in by a merge key (`<<`).
    pub merged: bool,
}

/// What a node holds, links followed.
#[derive(Debug, Clone, Copy)]
pub enum Content<'t> {
    /// A text and how it was written.
    Scalar(&'t str, Style),
    /// The items in order.
    List(&'t [NodeId]),
    /// The entries in order, merged ones last.
    Map(&'t [Entry]),
    /// Nothing that could be known.
    Hole(Hole),
}

/// The JSON that stands as a text in a scalar.
#[derive(Debug, Clone, Default)]
pub struct Inside {
    /// Its topmost node; `None` where nothing of it could be read.
    pub root: Option<NodeId>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// True for a key in whose place others will stand: of a transform, of a loop that could not be followed, of a merge.
#[must_use]
pub fn completes(key: &str) -> bool {
    key == "<<" || key.strip_prefix("Fn::").is_some_and(|name| name == "Transform" || name.starts_with("ForEach"))
}

/// An arena of nodes.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    entries: Vec<Entry>,
    items: Vec<NodeId>,
    texts: String,
    open: HashSet<NodeId>,
    generating: bool,
    parts: HashMap<NodeId, Parts>,
    reasons: HashMap<NodeId, String>,
    sources: HashMap<NodeId, Vec<(String, NodeId)>>,
    layered: Vec<(NodeId, NodeId)>,
    inside: HashMap<NodeId, Inside>,
    /// The first and the last node of each text that was read as JSON.
    insides: Vec<(NodeId, NodeId)>,
}

/// Links are followed this far: a chain of variables that is longer is a loop.
const LINK_LIMIT: usize = 64;

impl Tree {
    fn push(&mut self, span: Span, kind: Kind) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).expect("internal error: a file over the size limit was parsed"));
        self.nodes.push(Node { span, kind, generated: self.generating });
        id
    }

    pub(crate) fn add_scalar(&mut self, span: Span, text: &str, style: Style) -> NodeId {
        let range = Range { start: self.texts.len() as u32, len: text.len() as u32 };
        self.texts.push_str(text);
        self.push(span, Kind::Scalar { text: range, style })
    }

    pub(crate) fn add_list(&mut self, span: Span, items: &[NodeId]) -> NodeId {
        let range = Range { start: self.items.len() as u32, len: items.len() as u32 };
        self.items.extend_from_slice(items);
        self.push(span, Kind::List(range))
    }

    pub(crate) fn add_map(&mut self, span: Span, entries: &[Entry]) -> NodeId {
        let range = Range { start: self.entries.len() as u32, len: entries.len() as u32 };
        self.entries.extend_from_slice(entries);
        self.push(span, Kind::Map(range))
    }

    pub(crate) fn add_link(&mut self, span: Span, target: NodeId, via: Via) -> NodeId {
        self.push(span, Kind::Link { target, via, text: Range { start: 0, len: 0 } })
    }

    pub(crate) fn add_hole(&mut self, span: Span, hole: Hole) -> NodeId {
        self.push(span, Kind::Hole(hole))
    }

    /// Marks a list or map that was still open where reading stopped.
    pub(crate) fn set_open(&mut self, node: NodeId) {
        self.open.insert(node);
    }

    /// True for a list or map that was still open where reading stopped: more may stand in it than was read.
    #[must_use]
    #[inline]
    pub fn is_open(&self, node: NodeId) -> bool {
        !self.open.is_empty() && self.open.contains(&self.target(node))
    }

    /// Nodes added from here on are (or are not) those that a framework makes of what somebody wrote; their span is its cause.
    pub(crate) fn set_generating(&mut self, generating: bool) {
        self.generating = generating;
    }

    /// True for a node that nobody wrote: a framework makes it when deploying.
    #[must_use]
    pub fn is_generated(&self, node: NodeId) -> bool {
        self.nodes[node.0 as usize].generated
    }

    /// Gives a map other entries.
    pub(crate) fn set_entries(&mut self, map: NodeId, entries: &[Entry]) {
        let range = Range { start: self.entries.len() as u32, len: entries.len() as u32 };
        self.entries.extend_from_slice(entries);
        self.nodes[map.0 as usize].kind = Kind::Map(range);
    }

    /// Turns a node into a link, when composing finds out what a variable or include stands for.
    pub(crate) fn set_link(&mut self, node: NodeId, target: NodeId, via: Via) {
        let node = &mut self.nodes[node.0 as usize];
        let text = match node.kind {
            Kind::Scalar { text, .. } => text,
            _ => Range { start: 0, len: 0 },
        };
        node.kind = Kind::Link { target, via, text };
    }

    /// Turns a node into a hole.
    pub(crate) fn set_hole(&mut self, node: NodeId, hole: Hole) {
        self.nodes[node.0 as usize].kind = Kind::Hole(hole);
    }

    /// Turns a node into a hole, and keeps why.
    pub(crate) fn set_hole_because(&mut self, node: NodeId, hole: Hole, reason: impl Into<String>) {
        self.set_hole(node, hole);
        self.reasons.insert(node, reason.into());
    }

    /// Why a node is a hole, where that is known.
    #[must_use]
    pub fn reason(&self, node: NodeId) -> Option<&str> {
        if self.reasons.is_empty() { None } else { self.reasons.get(&self.target(node)).map(String::as_str) }
    }

    /// Says what is known of the text of a scalar. Of one that is known altogether the parts hold where it comes from.
    pub(crate) fn set_parts(&mut self, node: NodeId, parts: Parts) {
        self.parts.insert(node, parts);
    }

    /// What is known of the text of a scalar, where that is not simply what is written.
    #[must_use]
    #[inline]
    pub fn parts(&self, node: NodeId) -> Option<&Parts> {
        if self.parts.is_empty() { None } else { self.parts.get(&self.target(node)) }
    }

    /// Adds to where the value of a node comes from: the path of a property, and its node.
    pub(crate) fn add_source(&mut self, node: NodeId, path: &str, source: NodeId) {
        let sources = self.sources.entry(node).or_default();
        if !sources.iter().any(|(known, _)| known == path) {
            sources.push((path.to_owned(), source));
        }
    }

    /// Where the value of a node comes from, as variables name it. Links are not followed.
    #[must_use]
    pub fn sources(&self, node: NodeId) -> &[(String, NodeId)] {
        if self.sources.is_empty() { &[] } else { self.sources.get(&node).map_or(&[], Vec::as_slice) }
    }

    /// Keeps what stands as JSON in the text of a node, in the nodes from `first` on.
    pub(crate) fn set_inside(&mut self, node: NodeId, inside: Inside, first: usize) {
        self.insides.push((NodeId(first as u32), NodeId(self.nodes.len() as u32)));
        self.inside.insert(node, inside);
    }

    /// What stands as JSON in the text of a node, where that was read: of a scalar, or of the call of a function that makes a text.
    #[must_use]
    pub fn inside(&self, node: NodeId) -> Option<&Inside> {
        if self.inside.is_empty() { None } else { self.inside.get(&self.target(node)) }
    }

    /// True for a node that stands as JSON in the text of another one.
    #[must_use]
    pub fn is_inside(&self, node: NodeId) -> bool {
        let after = self.insides.partition_point(|(first, _)| *first <= node);
        after.checked_sub(1).is_some_and(|at| node < self.insides[at].1)
    }

    /// Notes that a list was laid over an earlier one, item by item.
    pub(crate) fn add_layered(&mut self, earlier: NodeId, later: NodeId) {
        self.layered.push((earlier, later));
    }

    /// The lists that were laid over earlier ones: the earlier one first.
    #[must_use]
    pub fn layered(&self) -> &[(NodeId, NodeId)] {
        &self.layered
    }

    /// Where the node stands: for a link the place of the alias or variable, not of what it leads to.
    #[must_use]
    pub fn span(&self, node: NodeId) -> Span {
        self.nodes[node.0 as usize].span
    }

    /// The node that this one leads to through aliases, variables and includes; itself where it is no link.
    #[must_use]
    #[inline]
    pub fn target(&self, mut node: NodeId) -> NodeId {
        for _ in 0..LINK_LIMIT {
            match self.nodes[node.0 as usize].kind {
                Kind::Link { target, .. } => node = target,
                _ => break,
            }
        }
        node
    }

    /// The next step of a link: where it leads and why.
    #[must_use]
    #[inline]
    pub fn link(&self, node: NodeId) -> Option<(NodeId, Via)> {
        match self.nodes[node.0 as usize].kind {
            Kind::Link { target, via, .. } => Some((target, via)),
            _ => None,
        }
    }

    #[inline]
    fn slice(&self, text: Range) -> &str {
        &self.texts[text.start as usize..][..text.len as usize]
    }

    /// The text of the node itself, links not followed: that of a scalar, or the variable that a link was written as.
    #[must_use]
    pub fn own_text(&self, node: NodeId) -> Option<&str> {
        match self.nodes[node.0 as usize].kind {
            Kind::Scalar { text, .. } | Kind::Link { text, .. } => Some(self.slice(text)),
            _ => None,
        }
    }

    /// What the node holds, links followed.
    #[must_use]
    #[inline]
    pub fn content(&self, node: NodeId) -> Content<'_> {
        match self.nodes[self.target(node).0 as usize].kind {
            Kind::Scalar { text, style } => Content::Scalar(self.slice(text), style),
            Kind::List(range) => Content::List(&self.items[range.start as usize..][..range.len as usize]),
            Kind::Map(range) => Content::Map(&self.entries[range.start as usize..][..range.len as usize]),
            // A chain over the limit is a loop: nothing can be known of it.
            Kind::Link { .. } => Content::Hole(Hole::Variable),
            Kind::Hole(hole) => Content::Hole(hole),
        }
    }

    /// The text of a scalar; `None` for everything else, and for a text that is known in part only.
    #[must_use]
    #[inline]
    pub fn text(&self, node: NodeId) -> Option<&str> {
        match self.content(node) {
            Content::Scalar(text, style) if style != Style::Absent => {
                if self.is_in_part(node, text) {
                    None
                } else {
                    Some(text)
                }
            }
            _ => None,
        }
    }

    /// What is known in part keeps its variables as its text.
    fn is_in_part(&self, node: NodeId, text: &str) -> bool {
        !self.parts.is_empty() && text.contains("${") && self.parts(node).is_some_and(|parts| parts.whole().is_none())
    }

    /// True for a scalar of this text, known altogether.
    #[inline]
    fn is_text(&self, node: NodeId, wanted: &str) -> bool {
        match self.nodes[self.target(node).0 as usize].kind {
            // Most keys have another length.
            Kind::Scalar { text, style } if text.len as usize == wanted.len() && style != Style::Absent => {
                let text = self.slice(text);
                text == wanted && !self.is_in_part(node, text)
            }
            _ => false,
        }
    }

    /// The entries of a map; none for everything else.
    #[must_use]
    pub fn entries(&self, node: NodeId) -> &[Entry] {
        match self.content(node) {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// True for a map to whose keys others may come: a transform or an unresolved merge stands in it, or it was not read to its end.
    #[must_use]
    pub fn is_completed(&self, map: NodeId) -> bool {
        self.is_open(map) || self.entries(map).iter().any(|entry| self.text(entry.key).is_none_or(completes))
    }

    /// The items of a list; none for everything else.
    #[must_use]
    pub fn items(&self, node: NodeId) -> &[NodeId] {
        match self.content(node) {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The entry of a key. Of a key that is written twice the last one counts, as in CloudFormation; own keys win over merged ones.
    #[must_use]
    pub fn entry(&self, map: NodeId, key: &str) -> Option<Entry> {
        let entries = self.entries(map);
        let own = entries.iter().rev().find(|entry| !entry.merged && self.is_text(entry.key, key));
        own.or_else(|| entries.iter().find(|entry| entry.merged && self.is_text(entry.key, key))).copied()
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, map: NodeId, key: &str) -> Option<NodeId> {
        self.entry(map, key).map(|entry| entry.value)
    }

    /// The value at the end of a path of keys.
    #[must_use]
    pub fn at(&self, node: NodeId, path: &[&str]) -> Option<NodeId> {
        path.iter().try_fold(node, |node, key| self.get(node, key))
    }

    /// The name and argument of a function call, written long (`Fn::Sub: x`) or short (`!Sub x`): a map with that one key.
    #[must_use]
    pub fn call(&self, node: NodeId) -> Option<(&str, NodeId)> {
        match self.content(node) {
            Content::Map([entry]) => {
                let name = self.text(entry.key)?;
                let known = name == "Ref" || name == "Condition" || name.starts_with("Fn::") || self.is_tag(entry.key);
                known.then_some((name, entry.value))
            }
            _ => None,
        }
    }

    /// True for a map that is written at the node itself, and calls no function.
    #[must_use]
    pub fn is_plain_map(&self, node: NodeId) -> bool {
        match self.nodes[node.0 as usize].kind {
            Kind::Map(range) => range.len != 1 || self.call(node).is_none(),
            _ => false,
        }
    }

    /// True for the key that stands for a short-form tag.
    #[must_use]
    pub fn is_tag(&self, key: NodeId) -> bool {
        matches!(self.content(key), Content::Scalar(_, Style::Tag))
    }

    /// True for a scalar that stands for nothing: an absent value, or a plain `null` or `~`.
    #[must_use]
    pub fn is_null(&self, node: NodeId) -> bool {
        match self.content(node) {
            Content::Scalar(_, Style::Absent) => true,
            Content::Scalar(text, Style::Plain) => matches!(text, "~" | "null" | "Null" | "NULL" | ""),
            _ => false,
        }
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True while nothing was parsed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All nodes, in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> {
        (0..self.nodes.len() as u32).map(NodeId)
    }
}
