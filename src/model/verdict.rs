//! Answers in three values: yes, no, or why it can't be told.

use super::Place;
use crate::resolve::Unknown;

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It does not.
    No,
    /// It may.
    Maybe(Doubt),
    /// It does.
    Yes,
}

/// Why something can't be told, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// Why.
    pub why: Why,
    /// The text that leaves it open.
    pub place: Option<Place>,
}

/// What leaves an answer open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// A part of what is written.
    #[error("{0}")]
    Written(Unknown),
    /// What the request carries.
    #[error("the request may carry this key, or another value of it")]
    Request,
    /// A test without a set operator of a key with several values.
    #[error("a key with several values, and no set operator")]
    SeveralValues,
    /// No such operator.
    #[error("an operator that IAM does not have")]
    Operator,
    /// A value that can't be read as what the operator compares.
    #[error("a value that the operator can't read")]
    Malformed,
    /// A test against an empty list.
    #[error("a list without values")]
    Empty,
    /// A principal that stands for something only AWS can look up.
    #[error("a principal that only AWS can look up")]
    Principal,
}

impl Verdict {
    /// One that is open for a reason.
    #[must_use]
    pub fn maybe(why: Why) -> Self {
        Self::Maybe(Doubt { why, place: None })
    }

    /// The same with a place, where it has none yet.
    #[must_use]
    pub fn at(self, at: impl Into<Place>) -> Self {
        match self {
            Self::Maybe(Doubt { why, place }) => Self::Maybe(Doubt { why, place: place.or_else(|| Some(at.into())) }),
            other => other,
        }
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Maybe(doubt), _) | (_, Self::Maybe(doubt)) => Self::Maybe(doubt),
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// One of them holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Maybe(doubt), _) | (_, Self::Maybe(doubt)) => Self::Maybe(doubt),
            (Self::No, Self::No) => Self::No,
        }
    }

    /// It does not hold.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            open @ Self::Maybe(_) => open,
        }
    }

    /// All of them hold; none at all is yes.
    #[must_use]
    pub fn all(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().fold(Self::Yes, Self::and)
    }

    /// One of them holds; none at all is no.
    #[must_use]
    pub fn any(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().fold(Self::No, Self::or)
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

impl From<Unknown> for Verdict {
    fn from(unknown: Unknown) -> Self {
        Self::maybe(Why::Written(unknown))
    }
}
