//! Resources as IAM reads them: comes in the text of a `Resource`, holes and all, goes out a pattern that can be compared.
//!
//! A pattern is made of letters, `*`, `?` and unknown texts. An unknown text equals only itself: the name of a bucket of this stack is
//! the name of no other one, and what its ARN looks like is known. Each answer holds whatever the unknown texts turn out to be;
//! where it depends on them, it is [`Answer::Maybe`].

mod compare;
mod parse;
mod reach;
mod shape;
#[cfg(test)]
mod tests;
mod token;
mod types;

use std::ops::Range;

use compare::{cover, meet, surely_covers};
pub use reach::{Reached, reachable_actions, reaches};
pub use shape::arn_attribute;
use token::Token;

/// An answer that may depend on what is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Whatever the unknown texts are, no.
    No,
    /// That depends on them.
    Maybe,
    /// Whatever they are, yes.
    Yes,
}

/// A resource, or a pattern of resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    tokens: Vec<Token>,
    /// Where its six fields stand, where that is known.
    fields: Option<[Range<usize>; 6]>,
    /// How many fields somebody wrote.
    written: usize,
}

/// How a field of an ARN is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Known letters, no wildcard among them; may be empty.
    Literal(String),
    /// Letters and wildcards.
    Wild(String),
    /// Unknown texts are in it.
    Unknown,
}

impl Field {
    /// The text, where all of it is known.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Literal(text) | Self::Wild(text) => Some(text),
            Self::Unknown => None,
        }
    }
}

/// Names of the six fields, for [`Pattern::field`].
pub mod field {
    /// `aws`, `aws-cn`.
    pub const PARTITION: usize = 1;
    /// `s3`, `dynamodb`.
    pub const SERVICE: usize = 2;
    /// `eu-west-1`.
    pub const REGION: usize = 3;
    /// `111122223333`.
    pub const ACCOUNT: usize = 4;
    /// What stands behind the fifth colon.
    pub const RESOURCE: usize = 5;
}

impl Pattern {
    /// True for `*`, and what comes to the same.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        matches!(self.tokens.as_slice(), [Token::Star(token::Letters::All)])
    }

    /// True where six fields can be told apart; those that somebody left out are `*`.
    #[must_use]
    pub fn is_arn(&self) -> bool {
        self.fields.is_some()
    }

    /// How many fields somebody wrote.
    #[must_use]
    pub fn written_fields(&self) -> usize {
        self.written
    }

    /// A field of an ARN by its number; unknown where it is none.
    #[must_use]
    pub fn field(&self, number: usize) -> Field {
        let Some(range) = self.fields.as_ref().and_then(|fields| fields.get(number)) else { return Field::Unknown };
        let mut text = String::new();
        for token in &self.tokens[range.clone()] {
            match token {
                Token::Letter(letter) => text.push(*letter),
                Token::One(_) => text.push('?'),
                Token::Star(_) => text.push('*'),
                Token::Fresh | Token::Atom(_) => return Field::Unknown,
            }
        }
        let is_wild = self.tokens[range.clone()].iter().any(Token::is_wildcard);
        if is_wild { Field::Wild(text) } else { Field::Literal(text) }
    }

    /// True when nothing in it is unknown.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.tokens.iter().any(|token| matches!(token, Token::Atom(_)))
    }

    /// True when some part of it may be anything at all.
    #[must_use]
    pub fn has_hole(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Atom(atom) if atom.is_hole()))
    }

    /// True for a text that is no ARN, whatever its unknown parts are: a name, a URL. `*` is none of these.
    #[must_use]
    pub fn is_no_arn(&self) -> bool {
        self.fields.is_none() && self.overlaps(&Self::literal("arn:*")) == Answer::No
    }

    /// True for a field in which surely stands something that is no wildcard.
    #[must_use]
    pub fn is_filled(&self, number: usize) -> bool {
        let Some(range) = self.fields.as_ref().and_then(|fields| fields.get(number)) else { return false };
        let tokens = &self.tokens[range.clone()];
        !tokens.iter().any(Token::is_wildcard)
            && tokens.iter().any(|token| match token {
                Token::Letter(_) => true,
                Token::Atom(atom) => !atom.may_be_empty(),
                _ => false,
            })
    }

    /// Whether an entry of `Action` stands for a name in small letters, whatever the table knows of it.
    #[must_use]
    pub fn names_action(entry: &str, name: &str) -> bool {
        // Most entries differ in the first letter.
        let (Some(first), Some(wanted)) = (entry.bytes().next(), name.bytes().next()) else { return entry == name };
        let may_be = first.eq_ignore_ascii_case(&wanted) || matches!(first, b'*' | b'?' | b'$');
        may_be && Self::literal(&entry.to_ascii_lowercase()).covers(&Self::literal(name)) == Answer::Yes
    }

    /// How a field begins, up to the first wildcard or unknown text.
    #[must_use]
    pub fn beginning(&self, number: usize) -> String {
        let Some(range) = self.fields.as_ref().and_then(|fields| fields.get(number)) else { return String::new() };
        let letter = |token: &Token| if let Token::Letter(letter) = token { Some(*letter) } else { None };
        self.tokens[range.clone()].iter().map_while(letter).collect()
    }

    /// The pattern with more letters and wildcards behind it.
    #[must_use]
    pub fn with(&self, text: &str) -> Self {
        let mut tokens = self.tokens.clone();
        parse::letters(text, &mut tokens);
        Self::from_tokens(tokens)
    }

    /// Whether everything that the other one matches is matched by this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> Answer {
        if self.is_everything() {
            return Answer::Yes;
        }
        self.by_field(other, cover)
    }

    /// Whether that is sure, which is quicker to tell than the whole answer.
    #[must_use]
    pub fn surely_covers(&self, other: &Self) -> bool {
        let compare = |wide: &[Token], narrow: &[Token]| if surely_covers(wide, narrow) { Answer::Yes } else { Answer::No };
        self.is_everything() || self.by_field(other, compare) == Answer::Yes
    }

    /// True when a wildcard is in it.
    #[must_use]
    pub fn is_wild(&self) -> bool {
        self.tokens.iter().any(Token::is_wildcard)
    }

    /// Whether a resource can match both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> Answer {
        self.by_field(other, meet)
    }

    /// Compares field by field where both have six, which is quicker and comes to the same.
    fn by_field(&self, other: &Self, compare: impl Fn(&[Token], &[Token]) -> Answer) -> Answer {
        let (Some(own), Some(others)) = (&self.fields, &other.fields) else { return compare(&self.tokens, &other.tokens) };
        let mut least = Answer::Yes;
        // The service tells most of them apart.
        for number in [field::SERVICE, field::RESOURCE, field::REGION, field::ACCOUNT, field::PARTITION, 0] {
            least = least.min(compare(&self.tokens[own[number].clone()], &other.tokens[others[number].clone()]));
            if least == Answer::No {
                break;
            }
        }
        least
    }
}
