//! How long policies are, as IAM counts them: without blanks.

use super::{Document, DocumentKind, Resource, policies_of};
use crate::resolve::{Object, Piece, Text, Val, Value};

/// How many characters a policy has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PolicySize {
    /// Those that are known; it has at least so many.
    pub known: usize,
    /// Nothing of it is unknown.
    pub is_complete: bool,
}

impl std::iter::Sum for PolicySize {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self { known: 0, is_complete: true }, |sum, size| Self {
            known: sum.known + size.known,
            is_complete: sum.is_complete && size.is_complete,
        })
    }
}

/// How long a document is. What is not known counts as nothing, and so does a blank inside a text: whether IAM counts those is not said.
#[must_use]
pub fn policy_size(document: &Document<'_>) -> PolicySize {
    let mut counter = Counter { known: 0, is_complete: true };
    match (document.object(), document.statement_value()) {
        (Some(object), _) => counter.object(object, 0),
        (None, Ok(Some(statements))) => {
            counter.known += r#"{"Version":"2012-10-17","Statement":}"#.len();
            counter.value(&statements, 0);
        }
        (None, _) => counter.is_complete = false,
    }
    PolicySize { known: counter.known, is_complete: counter.is_complete }
}

/// How long all inline policies of a principal may be together; `None` for what has none.
#[must_use]
pub fn inline_limit(kind: &str) -> Option<usize> {
    match kind {
        "AWS::IAM::User" => Some(2048),
        "AWS::IAM::Group" => Some(5120),
        "AWS::IAM::Role" => Some(10_240),
        _ => None,
    }
}

/// The inline policies of a role, user or group: its own, and those of this stack that are put into it.
#[must_use]
pub fn inline_policies_of(principal: Resource<'_>) -> Vec<Document<'_>> {
    let is_inline = |document: &Document<'_>| document.owner.is_none_or(|owner| owner.kind() != "AWS::IAM::ManagedPolicy");
    policies_of(principal).into_iter().filter(|document| document.kind == DocumentKind::Identity && is_inline(document)).collect()
}

/// Nothing in a policy is nested so deep.
const DEPTH: usize = 16;

struct Counter {
    known: usize,
    is_complete: bool,
}

impl Counter {
    fn value(&mut self, value: &Val<'_>, depth: usize) {
        match value.value() {
            Ok(Value::Text(text)) => self.text(&text),
            Ok(Value::List(items)) if depth < DEPTH => {
                self.known += 2 + items.len().saturating_sub(1);
                items.iter().for_each(|item| self.value(item, depth + 1));
            }
            Ok(Value::Map(_)) if depth < DEPTH => match value.object() {
                Ok(object) => self.object(object, depth + 1),
                Err(_) => self.is_complete = false,
            },
            Ok(Value::Nothing) => {}
            _ => self.is_complete = false,
        }
    }

    fn object(&mut self, object: Object<'_>, depth: usize) {
        let entries = object.written();
        self.is_complete &= !object.is_open();
        let mut count = 0;
        for (name, entry) in entries {
            match object.value_of(entry) {
                Ok(Some(value)) => {
                    self.literal(name);
                    // Quotes and the colon.
                    self.known += 3;
                    count += 1;
                    self.value(&value, depth);
                }
                Ok(None) => {}
                Err(_) => self.is_complete = false,
            }
        }
        self.known += 2 + usize::saturating_sub(count, 1);
    }

    fn text(&mut self, text: &Text) {
        let is_bare = text.plain && text.known().is_ok_and(|text| matches!(text, "true" | "false") || text.parse::<f64>().is_ok());
        self.known += if is_bare { 0 } else { 2 };
        for piece in &text.pieces {
            match piece {
                Piece::Literal(literal) => self.literal(literal),
                Piece::Pseudo(name) => {
                    let (least, is_all) = shortest(name);
                    self.known += least;
                    self.is_complete &= is_all;
                }
                _ => self.is_complete = false,
            }
        }
    }

    fn literal(&mut self, text: &str) {
        self.known += text.chars().filter(|letter| !letter.is_whitespace()).count();
    }
}

/// How long a value that the deployment knows is at least, and whether it is never longer.
fn shortest(pseudo: &str) -> (usize, bool) {
    match pseudo {
        "AWS::AccountId" => (12, true),
        "AWS::Region" => (9, false),
        "AWS::Partition" => (3, false),
        "AWS::URLSuffix" => (13, false),
        _ => (0, false),
    }
}
