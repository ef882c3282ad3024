//! Syntax: comes in the text of a file, goes out a tree whose every key and value knows its bytes, the comments, and what is wrong.
//!
//! YAML and JSON become the same nodes in one parse. A broken file still gives what could be read of it.

mod error;
mod glue;
mod inside;
mod json;
mod keys;
mod parts;
mod scalar;
mod tags;
mod tree;
mod yaml;

use crate::source::{FileId, Span};

pub use parts::{Part, Parts};
pub use scalar::{Schema, Typed, typed};
pub use tree::{Content, Entry, Hole, Inside, NodeId, Style, Tree, Via, completes};

/// Collections are followed to this depth; what is nested deeper is a [`ProblemKind::TooDeep`].
pub const DEPTH_LIMIT: usize = 250;

/// Files over this size (in bytes) are not parsed: a template may have 1 MB at most, so this leaves room for generated ones.
pub const SIZE_LIMIT: u64 = 64 << 20;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML 1.1 or 1.2; the difference is one of typing, which is the dialect's business.
    Yaml,
    /// JSON.
    Json,
}

/// One comment of a YAML file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// From `#` to the end of the line.
    pub span: Span,
    /// Nothing else stands on its line.
    pub own_line: bool,
}

/// What is wrong with a text, beside what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
}

/// The kinds of [`Problem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// Not YAML or not JSON; the text says what was expected.
    Syntax(String),
    /// A key that a map already has.
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it stands first.
        first: Span,
        /// Both have the same text as their value.
        same: bool,
    },
    /// `Key:value`: a key glued to its value.
    GluedKey {
        /// The key.
        key: String,
        /// The text after the colon.
        value: String,
    },
    /// The file holds more than one document; the later ones are not read.
    SecondDocument,
    /// An alias without an anchor before it.
    UnknownAnchor(String),
    /// An alias inside the node that its anchor names.
    EndlessAlias,
    /// Aliases that would expand to more nodes than any template has.
    AliasBudget,
    /// Nested deeper than [`DEPTH_LIMIT`].
    TooDeep,
    /// A tag that whoever reads the file does not know; with the tag as it is written.
    UnknownTag(String),
    /// A byte that is not UTF-8.
    NotUtf8,
    /// Over [`SIZE_LIMIT`].
    TooLarge,
}

/// What one file holds.
#[derive(Debug)]
pub struct Document {
    /// How it is written.
    pub format: Format,
    /// The topmost node; `None` for an empty file and for one of which nothing could be read.
    pub root: Option<NodeId>,
    /// The comments, in order.
    pub comments: Vec<Comment>,
    /// What is wrong, in order of discovery.
    pub problems: Vec<Problem>,
}

impl Document {
    /// True when the text could not be read to its end.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.problems.iter().any(|problem| {
            matches!(problem.kind, ProblemKind::Syntax(_) | ProblemKind::NotUtf8 | ProblemKind::TooLarge | ProblemKind::TooDeep)
        })
    }
}

/// Parses a text into `tree`. The name decides only where the text leaves it open: `.json` is JSON, and what opens with a brace
/// is JSON where it can be, else YAML.
pub fn parse(tree: &mut Tree, file: FileId, name: &str, text: &str) -> Document {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let opens = body.trim_start().starts_with(['{', '[']);
    let extension = name.rsplit('.').next().unwrap_or_default();
    if extension.eq_ignore_ascii_case("json") {
        return json::parse(tree, file, text);
    }
    if opens && !extension.eq_ignore_ascii_case("yml") && !extension.eq_ignore_ascii_case("yaml") || opens && body.len() > 1 << 16 {
        let document = json::parse(tree, file, text);
        if document.problems.is_empty() {
            return document;
        }
    }
    yaml::parse(tree, file, text)
}

/// Parses the JSON that a scalar holds as its text, and keeps it beside `node`. `written` is the scalar as it stands in its file, so that
/// what is inside knows its own bytes; `filled` tells that `Fn::Sub` fills it in, with the values that it is given.
pub(crate) fn parse_inside(tree: &mut Tree, node: NodeId, scalar: NodeId, written: &str, filled: Option<Option<NodeId>>) {
    let Content::Scalar(text, style) = tree.content(scalar) else { return };
    let text = text.to_owned();
    let bytes = inside::Bytes::new(tree.span(tree.target(scalar)), written, style, &text);
    let before = tree.len();
    tree.set_generating(tree.is_generated(scalar));
    let document = json::parse_inside(tree, bytes, &text, filled);
    tree.set_generating(false);
    tree.set_inside(node, Inside { root: document.root, problems: document.problems }, before);
}
