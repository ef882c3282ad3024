//! Texts of which parts are known: literals, references to resources, and holes.

use super::{Known, Unknown};

/// So begins a reference in whose place something is put when deploying.
const BEGIN: &str = "{{resolve:";

/// A piece of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Known.
    Literal(String),
    /// An attribute of a resource of this stack; `Ref` is the name of what `Ref` returns.
    Attribute {
        /// The index of the resource.
        resource: usize,
        /// The attribute.
        name: String,
    },
    /// A parameter with `NoEcho`, by its index: its value is a secret, whatever its default.
    Secret(usize),
    /// `AWS::Region` and its like.
    Pseudo(String),
    /// Not known; the text as it is written.
    Hole(String),
}

/// A text in one world.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The pieces; neighbouring literals are joined.
    pub pieces: Vec<Piece>,
    /// Written without quotes, so that it may be a number or a boolean.
    pub plain: bool,
    /// It differs by stage, stack or parameter, or may.
    pub scoped: bool,
    /// It leans on a default that a deployment may replace.
    pub assumed: bool,
}

impl Text {
    /// A known text.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self { pieces: vec![Piece::Literal(text.into())], ..Self::default() }
    }

    /// A text that is not known.
    #[must_use]
    pub fn hole(written: impl Into<String>) -> Self {
        Self { pieces: vec![Piece::Hole(written.into())], scoped: true, ..Self::default() }
    }

    /// Adds a piece.
    pub fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (Some(Piece::Literal(last)), Piece::Literal(more)) => last.push_str(&more),
            (_, Piece::Literal(more)) if more.is_empty() => {}
            (_, piece) => self.pieces.push(piece),
        }
    }

    /// Adds another text.
    pub fn append(&mut self, other: Self) {
        self.scoped |= other.scoped;
        self.assumed |= other.assumed;
        other.pieces.into_iter().for_each(|piece| self.push(piece));
    }

    /// The same text of which nothing can be told but that it is made of these secrets.
    pub(super) fn clouded(&self, written: &str) -> Self {
        let secrets = self.pieces.iter().filter(|piece| matches!(piece, Piece::Secret(_))).cloned();
        let pieces = secrets.chain([Piece::Hole(written.to_owned())]).collect();
        Self { pieces, scoped: true, assumed: self.assumed, plain: false }
    }

    /// True when a piece is a secret.
    pub(super) fn has_secret(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Secret(_)))
    }

    /// True where something may be put in when deploying.
    pub(super) fn is_open(literal: &str) -> bool {
        literal.contains(BEGIN)
    }

    /// The text with a hole for each `{{resolve:…}}`, in whose place something is put when deploying.
    pub(super) fn opened(self) -> Self {
        if !self.literals().any(Self::is_open) {
            return self;
        }
        let mut out = Self { scoped: true, assumed: self.assumed, ..Self::default() };
        // The pieces of the reference that is open.
        let mut open: Option<Self> = None;
        for piece in self.pieces {
            let Piece::Literal(literal) = &piece else {
                open.as_mut().unwrap_or(&mut out).push(piece);
                continue;
            };
            let mut rest = literal.as_str();
            while !rest.is_empty() {
                let Some(reference) = &mut open else {
                    let at = rest.find(BEGIN).unwrap_or(rest.len());
                    out.push(Piece::Literal(rest[..at].to_owned()));
                    rest = &rest[at..];
                    open = (!rest.is_empty()).then(Self::default);
                    continue;
                };
                let end = rest.find("}}").map(|at| at + 2);
                let (within, behind) = rest.split_at(end.unwrap_or(rest.len()));
                reference.push(Piece::Literal(within.to_owned()));
                rest = behind;
                if end.is_some() {
                    let written = reference.pieces.iter().map(|piece| match piece {
                        Piece::Literal(text) | Piece::Hole(text) => text.as_str(),
                        Piece::Attribute { .. } | Piece::Secret(_) | Piece::Pseudo(_) => "?",
                    });
                    out.push(Piece::Hole(written.collect()));
                    open = None;
                }
            }
        }
        // One that nothing closes is none.
        open.unwrap_or_default().pieces.into_iter().for_each(|piece| out.push(piece));
        out
    }

    /// How many bytes are known of it.
    pub(super) fn len(&self) -> usize {
        self.literals().map(str::len).sum()
    }

    /// The whole text.
    ///
    /// # Errors
    /// Unknown where a piece is.
    pub fn known(&self) -> Known<&str> {
        match self.pieces.as_slice() {
            [] => Ok(""),
            [Piece::Literal(text)] => Ok(text),
            _ => Err(Unknown::Deployed),
        }
    }

    /// The one reference that it is.
    #[must_use]
    pub fn reference(&self) -> Option<(usize, &str)> {
        match self.pieces.as_slice() {
            [Piece::Attribute { resource, name }] => Some((*resource, name)),
            _ => None,
        }
    }

    /// True when some piece is a hole, of which nothing at all is known.
    #[must_use]
    pub fn has_hole(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Hole(_)))
    }

    /// The literal pieces.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_str()),
            _ => None,
        })
    }
}
