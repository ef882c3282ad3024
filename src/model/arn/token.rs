//! What a resource pattern is made of.

use std::rc::Rc;

/// Which letters an unknown stretch of text may have in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// Any.
    All,
    /// No colon: one field of an ARN, or a name.
    Field,
    /// Neither colon nor slash.
    Name,
}

impl Letters {
    pub(super) fn has(self, letter: char) -> bool {
        match self {
            Self::All => true,
            Self::Field => letter != ':',
            Self::Name => letter != ':' && letter != '/',
        }
    }

    /// Whether all of these are among the others.
    pub(super) fn within(self, other: Self) -> bool {
        self as u8 >= other as u8
    }
}

/// Where an unknown text comes from, and what that says about two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// The name or id of a resource of this stack: no other resource of its type has the same, and it is not empty.
    Name,
    /// Plain text, not empty: the region, an attribute.
    Plain,
    /// Plain text of a request, which may be empty.
    Variable,
    /// Anything, wildcards too: a parameter, an import.
    Hole,
}

/// An unknown text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Atom {
    /// What it is, as text: equal keys are equal texts. Empty where nothing is known to equal it.
    pub(super) key: String,
    /// For names: the type of the resource.
    pub(super) group: String,
    pub(super) nature: Nature,
    pub(super) letters: Letters,
}

impl Atom {
    pub(super) fn may_be_empty(&self) -> bool {
        matches!(self.nature, Nature::Variable | Nature::Hole)
    }

    pub(super) fn is_hole(&self) -> bool {
        self.nature == Nature::Hole
    }

    /// Whether two texts are surely the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.key == other.key && !self.key.is_empty()
    }

    /// Whether two texts can't be the same.
    pub(super) fn differs(&self, other: &Self) -> bool {
        self.nature == Nature::Name && other.nature == Nature::Name && self.group == other.group && self.key != other.key
    }
}

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// This letter.
    Letter(char),
    /// `?`: one letter.
    One(Letters),
    /// `*`: any number of letters.
    Star(Letters),
    /// A letter that nothing else has: what a `*` may stand for.
    Fresh,
    /// A text that is not known.
    Atom(Rc<Atom>),
}

impl Token {
    pub(super) fn atom(key: impl Into<String>, nature: Nature, letters: Letters) -> Self {
        Self::Atom(Rc::new(Atom { key: key.into(), group: String::new(), nature, letters }))
    }

    pub(super) fn name(key: String, group: &str, letters: Letters) -> Self {
        Self::Atom(Rc::new(Atom { key, group: group.to_owned(), nature: Nature::Name, letters }))
    }

    /// Whether everything that this may stand for is made of the given letters.
    pub(super) fn within(&self, letters: Letters) -> bool {
        match self {
            Self::Letter(letter) => letters.has(*letter),
            Self::One(own) | Self::Star(own) => own.within(letters),
            Self::Fresh => true,
            Self::Atom(atom) => atom.letters.within(letters),
        }
    }

    pub(super) fn is_wildcard(&self) -> bool {
        matches!(self, Self::One(_) | Self::Star(_))
    }
}

/// Moves each `?` before the `*` beside it, and joins stars: `*?*` is `?*`.
pub(super) fn tidy(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match (out.last(), &token) {
            (Some(Token::Star(last)), Token::Star(next)) if last == next => {}
            (Some(Token::Star(last)), Token::One(next)) if last == next => {
                let at = out.len() - 1;
                out.insert(at, token);
            }
            _ => out.push(token),
        }
    }
    out
}
