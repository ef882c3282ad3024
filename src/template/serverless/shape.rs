//! Shapes: comes in what the framework will make, as plain values, go out nodes of the tree.

use crate::source::Span;
use crate::syntax::{Entry, Hole, NodeId, Parts};

use super::super::builder::Builder;

/// Something that the framework makes. What somebody wrote stands in it as the node that it is.
#[derive(Debug, Clone)]
pub(super) enum Made {
    Text(String),
    /// A number or boolean.
    Plain(&'static str),
    Parts(Parts),
    Node(NodeId),
    List(Vec<Made>),
    /// A list to which more may belong.
    OpenList(Vec<Made>),
    Map(Vec<(String, Made)>),
    /// A map of which only what matters is given.
    OpenMap(Vec<(String, Made)>),
    /// A map of entries that somebody wrote; true where more may belong to it.
    Entries(Vec<Entry>, bool),
    Ref(String),
    Attribute(String, &'static str),
    Sub(Parts),
    Join(&'static str, Vec<Made>),
    /// Not known; with the reason.
    Unknown(&'static str),
    /// Made because of another text than what surrounds it.
    Because(Span, Box<Made>),
}

impl Made {
    /// Adds it to the tree.
    pub(super) fn build(self, builder: &mut Builder<'_>, cause: Span) -> NodeId {
        let mut all = |items: Vec<Self>| -> Vec<NodeId> { items.into_iter().map(|item| item.build(builder, cause)).collect() };
        match self {
            Self::Node(node) => node,
            Self::Because(cause, made) => made.build(builder, cause),
            Self::List(items) => {
                let items = all(items);
                builder.because_of(cause).list(&items)
            }
            Self::OpenList(items) => {
                let items = all(items);
                let list = builder.because_of(cause).list(&items);
                builder.tree.set_open(list);
                list
            }
            Self::Map(entries) => Self::map(entries, builder, cause),
            Self::OpenMap(entries) => {
                let map = Self::map(entries, builder, cause);
                builder.tree.set_open(map);
                map
            }
            Self::Entries(entries, open) => {
                let map = builder.because_of(cause).map_of(&entries);
                if open {
                    builder.tree.set_open(map);
                }
                map
            }
            Self::Join("", pieces) => {
                let pieces = all(pieces);
                builder.because_of(cause).join(&pieces)
            }
            Self::Join(separator, pieces) => {
                let pieces = all(pieces);
                let separator = builder.because_of(cause).text(separator);
                let pieces = builder.list(&pieces);
                let argument = builder.list(&[separator, pieces]);
                builder.map(&[("Fn::Join", argument)])
            }
            Self::Text(text) => builder.because_of(cause).text(&text),
            Self::Plain(text) => builder.because_of(cause).plain(text),
            Self::Parts(parts) => builder.because_of(cause).parts(parts),
            Self::Ref(id) => builder.because_of(cause).reference(&id),
            Self::Attribute(id, attribute) => builder.because_of(cause).attribute(&id, attribute),
            Self::Sub(parts) => match parts.whole().filter(|_| parts.secret.is_none()) {
                Some(text) => builder.because_of(cause).sub(text),
                None => {
                    let text = builder.because_of(cause).parts(parts);
                    builder.map(&[("Fn::Sub", text)])
                }
            },
            Self::Unknown(reason) => {
                let hole = builder.tree.add_hole(cause, Hole::Variable);
                builder.tree.set_hole_because(hole, Hole::Variable, reason);
                hole
            }
        }
    }

    fn map(entries: Vec<(String, Self)>, builder: &mut Builder<'_>, cause: Span) -> NodeId {
        let mut built = Vec::with_capacity(entries.len());
        for (key, made) in entries {
            let value = made.build(builder, cause);
            built.push(builder.because_of(cause).entry(&key, value));
        }
        builder.map_of(&built)
    }
}

/// A text.
pub(super) fn text(text: impl Into<String>) -> Made {
    Made::Text(text.into())
}

/// A list of texts.
pub(super) fn texts<const N: usize>(texts: [&str; N]) -> Made {
    Made::List(texts.into_iter().map(text).collect())
}

/// `Ref`.
pub(super) fn reference(id: impl Into<String>) -> Made {
    Made::Ref(id.into())
}

/// `Fn::GetAtt` of `Arn`.
pub(super) fn arn(id: impl Into<String>) -> Made {
    Made::Attribute(id.into(), "Arn")
}

/// `Fn::Sub` of a known text.
pub(super) fn sub(text: impl Into<String>) -> Made {
    Made::Sub(Parts::known(text))
}

/// The entries of a map.
pub(super) fn entries<const N: usize>(entries: [(&str, Made); N]) -> Vec<(String, Made)> {
    entries.into_iter().map(|(key, made)| (key.to_owned(), made)).collect()
}

/// A map.
pub(super) fn map<const N: usize>(all: [(&str, Made); N]) -> Made {
    Made::Map(entries(all))
}

/// A map of which only what matters is given.
pub(super) fn open_map<const N: usize>(all: [(&str, Made); N]) -> Made {
    Made::OpenMap(entries(all))
}

/// A resource of which only the properties that matter are given.
pub(super) fn sketch<const N: usize>(kind: &str, properties: [(&str, Made); N]) -> Vec<(String, Made)> {
    entries([("Type", text(kind)), ("Properties", open_map(properties))])
}

/// A statement that allows.
pub(super) fn allow<const N: usize>(actions: [&str; N], resource: Made) -> Made {
    map([("Effect", text("Allow")), ("Action", texts(actions)), ("Resource", resource)])
}

/// Joins texts.
pub(super) fn joined<const N: usize>(pieces: [&Parts; N]) -> Parts {
    let mut whole = Parts::default();
    pieces.into_iter().for_each(|piece| whole.append(piece.clone()));
    whole
}

/// A known piece of a text.
pub(super) fn piece(text: impl Into<String>) -> Parts {
    Parts::known(text)
}
