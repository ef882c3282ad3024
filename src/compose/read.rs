//! Reading texts of a service: comes in a scalar with variables in it, goes out the text with what is known of them.

use super::DEPTH_LIMIT;
use super::variables::{Piece, Source, Variable, literal_text, split};
use crate::syntax::{Content, NodeId, Style, Tree};

/// A text of which some pieces may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameworkText {
    /// Literal pieces, and for each unknown one its source text.
    pub pieces: Vec<FrameworkPiece>,
    /// The text depends on the stage, or on what may depend on it.
    pub scoped: bool,
    /// It leans on a fallback that a command-line option replaces.
    pub assumed: bool,
}

/// A piece of a [`FrameworkText`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrameworkPiece {
    /// Known.
    Literal(String),
    /// Unknown: the source text of the variable.
    Unknown(String),
}

/// Reads the variables inside a text of a service, where all of them are known.
///
/// # Errors
/// The text as it stands, where one is not.
pub fn plain(tree: &Tree, root: Option<NodeId>, written: &str) -> Result<String, String> {
    if !written.contains("${") {
        return Ok(written.to_owned());
    }
    match text(tree, root, written).pieces.as_slice() {
        [FrameworkPiece::Literal(text)] => Ok(text.clone()),
        _ => Err(written.to_owned()),
    }
}

/// Reads the variables inside a text of a service.
#[must_use]
pub fn text(tree: &Tree, root: Option<NodeId>, text: &str) -> FrameworkText {
    let mut reader = Reader { tree, root, steps: 0, out: FrameworkText::default() };
    reader.text(text, 0);
    reader.out
}

/// Variables that one text may ask for: far beyond any that people write.
const STEP_LIMIT: usize = 2_000;

struct Reader<'t> {
    tree: &'t Tree,
    root: Option<NodeId>,
    steps: usize,
    out: FrameworkText,
}

impl Reader<'_> {
    fn text(&mut self, text: &str, depth: usize) {
        if !text.contains("${") {
            self.push(text);
            return;
        }
        for piece in split(text) {
            match piece {
                Piece::Text(text) => self.push(&text),
                Piece::Variable(variable) => {
                    self.steps += 1;
                    let known = depth < DEPTH_LIMIT && self.steps < STEP_LIMIT && self.variable(&variable, depth);
                    if !known {
                        // The framework's own words for what it can't read would be a guess: nothing is known of it.
                        self.out.scoped = true;
                        self.out.pieces.push(FrameworkPiece::Unknown(variable.source.to_owned()));
                    }
                }
            }
        }
    }

    fn push(&mut self, text: &str) {
        match self.out.pieces.last_mut() {
            Some(FrameworkPiece::Literal(last)) => last.push_str(text),
            _ => self.out.pieces.push(FrameworkPiece::Literal(text.to_owned())),
        }
    }

    /// Reads one variable; false where it is unknown.
    fn variable(&mut self, variable: &Variable<'_>, depth: usize) -> bool {
        for source in &variable.sources {
            match source {
                Source::Literal(literal) => {
                    let Some(text) = literal_text(literal) else { return false };
                    self.push(text);
                    return true;
                }
                // Options are given when deploying: without them the next source counts.
                Source::Look { kind: "opt", params: None, address: Some(_) } => {
                    self.out.scoped = true;
                    self.out.assumed = true;
                }
                Source::Look { kind: "sls", params: None, address: Some("stage") } => {
                    self.out.scoped = true;
                    self.out.assumed = true;
                    let tree = self.tree;
                    let stage = self.root.and_then(|root| tree.at(root, &["provider", "stage"])).and_then(|node| tree.text(node));
                    self.text(stage.unwrap_or("dev"), depth + 1);
                    return true;
                }
                Source::Look { kind: "self", params: None, address: Some(address) } => match self.own(address, depth) {
                    Some(true) => return true,
                    Some(false) => {}
                    None => return false,
                },
                _ => return false,
            }
        }
        false
    }

    /// Reads a property of the service: true when it was read, false when it is absent, `None` when it is unknown.
    fn own(&mut self, address: &str, depth: usize) -> Option<bool> {
        let mut nested = Reader { tree: self.tree, root: self.root, steps: self.steps, out: FrameworkText::default() };
        nested.text(address, depth + 1);
        self.steps = nested.steps;
        let nested = nested.out;
        let [FrameworkPiece::Literal(address)] = nested.pieces.as_slice() else { return None };
        self.out.scoped |= nested.scoped;
        self.out.assumed |= nested.assumed;
        let tree = self.tree;
        let mut node = self.root?;
        for key in address.split('.') {
            let next = match tree.content(node) {
                Content::Map(_) => tree.get(node, key),
                Content::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index).copied()),
                Content::Hole(_) => return None,
                Content::Scalar(..) => None,
            };
            match next {
                Some(next) => node = next,
                None => return Some(false),
            }
        }
        if tree.is_null(node) {
            return Some(false);
        }
        // Whatever it holds today, a name with such a variable in it means to differ by stage.
        let lower = address.to_ascii_lowercase();
        self.out.scoped |= lower.contains("stage") || lower.contains("env");
        match tree.content(node) {
            Content::Scalar(text, style) => {
                self.text(text, depth + 1);
                (style != Style::Absent).then_some(true)
            }
            _ => None,
        }
    }
}
