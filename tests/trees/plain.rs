//! The common form to which every reader's answer is brought.

use authlint::syntax::{Content, NodeId, Style};

use crate::Parsed;

/// A tree without spans, aliases and merge keys.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plain {
    /// The text, and whether it may be anything but a text, where the reader knows.
    Scalar(String, Option<bool>),
    /// A number of a reader that keeps no text.
    Float(f64),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    /// `!Name` and what it stands before. The core tags (`!!str`) and `!` are left out.
    Tagged(String, Box<Self>),
    /// What we could not follow.
    Hole,
}

impl Plain {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Scalar(text.into(), None)
    }

    /// Wraps a node in its tag; `!!` and verbatim tags of YAML itself say a type and are left to the scalar.
    pub(crate) fn tagged(self, tag: &str) -> Self {
        let of_yaml = tag.is_empty() || tag == "!" || tag.starts_with("!!");
        if of_yaml { self } else { Self::Tagged(tag.to_owned(), Box::new(self)) }
    }

    fn is_merge_key(&self) -> bool {
        matches!(self, Self::Scalar(text, plain) if text == "<<" && *plain != Some(false))
    }

    /// A map with its merge keys followed: own keys in order, then what comes in, the first of a name counting.
    pub(crate) fn merged(entries: Vec<(Self, Self)>) -> Self {
        let (merges, mut entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key.is_merge_key());
        for (_, source) in merges {
            let sources = match source {
                Self::List(items) => items,
                other => vec![other],
            };
            for source in sources {
                let Self::Map(incoming) = source else { continue };
                for (key, value) in incoming {
                    if !entries.iter().any(|(known, _)| known.same(&key)) {
                        entries.push((key, value));
                    }
                }
            }
        }
        Self::Map(entries)
    }

    fn same(&self, other: &Self) -> bool {
        difference(self, other).is_none()
    }
}

/// Our tree in that form.
pub(crate) fn ours(parsed: &Parsed) -> Option<Plain> {
    parsed.document.root.map(|root| of_node(parsed, root))
}

fn of_node(parsed: &Parsed, node: NodeId) -> Plain {
    let tree = &parsed.tree;
    match tree.content(node) {
        Content::Scalar(text, style) => Plain::Scalar(text.to_owned(), Some(matches!(style, Style::Plain | Style::Absent))),
        Content::List(items) => Plain::List(items.iter().map(|item| of_node(parsed, *item)).collect()),
        Content::Map([entry]) if tree.is_tag(entry.key) => {
            Plain::Tagged(parsed.source(entry.key).to_owned(), Box::new(of_node(parsed, entry.value)))
        }
        Content::Map(entries) => {
            Plain::Map(entries.iter().map(|entry| (of_node(parsed, entry.key), of_node(parsed, entry.value))).collect())
        }
        Content::Hole(_) => Plain::Hole,
    }
}

/// The first difference of two trees, with the path to it.
pub(crate) fn difference(ours: &Plain, theirs: &Plain) -> Option<String> {
    let mut path = Vec::new();
    walk(ours, theirs, &mut path).map(|what| format!("at {}: {what}", path.join(".")))
}

fn walk(ours: &Plain, theirs: &Plain, path: &mut Vec<String>) -> Option<String> {
    match (ours, theirs) {
        (Plain::Scalar(text, plain), Plain::Scalar(other, other_plain)) => {
            let styles_agree = plain.is_none() || other_plain.is_none() || plain == other_plain;
            (text != other || !styles_agree).then(|| format!("{text:?} (plain: {plain:?}) is {other:?} (plain: {other_plain:?}) there"))
        }
        (Plain::Scalar(text, _), Plain::Float(number)) => {
            (text.parse::<f64>().ok().map(f64::to_bits) != Some(number.to_bits())).then(|| format!("{text:?} is {number} there"))
        }
        (Plain::List(items), Plain::List(others)) => {
            if items.len() != others.len() {
                return Some(format!("{} items, {} there", items.len(), others.len()));
            }
            items.iter().zip(others).enumerate().find_map(|(index, (item, other))| step(item, other, index.to_string(), path))
        }
        (Plain::Map(entries), Plain::Map(others)) => {
            if entries.len() != others.len() {
                return Some(format!("{} entries, {} there", entries.len(), others.len()));
            }
            entries.iter().zip(others).find_map(|((key, value), (other_key, other_value))| {
                let name = if let Plain::Scalar(text, _) = key { text.clone() } else { "?".to_owned() };
                step(key, other_key, name.clone(), path).or_else(|| step(value, other_value, name, path))
            })
        }
        (Plain::Tagged(tag, inner), Plain::Tagged(other, other_inner)) => {
            if tag == other {
                walk(inner, other_inner, path)
            } else {
                Some(format!("{tag} is {other} there"))
            }
        }
        _ => Some(format!("{} is {} there", kind(ours), kind(theirs))),
    }
}

fn step(ours: &Plain, theirs: &Plain, name: String, path: &mut Vec<String>) -> Option<String> {
    path.push(name);
    let found = walk(ours, theirs, path);
    if found.is_none() {
        path.pop();
    }
    found
}

fn kind(plain: &Plain) -> String {
    match plain {
        Plain::Scalar(text, _) => format!("the scalar {text:?}"),
        Plain::Float(number) => format!("the number {number}"),
        Plain::List(items) => format!("a list of {}", items.len()),
        Plain::Map(entries) => format!("a map of {}", entries.len()),
        Plain::Tagged(tag, _) => format!("a node tagged {tag}"),
        Plain::Hole => "a hole".to_owned(),
    }
}
