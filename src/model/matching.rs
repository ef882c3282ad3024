//! Matching: come in what a policy says and what a request says, goes out whether the one fits the other. Of what is not known only
//! this is known: it is equal to itself.

use super::{Verdict, Why};
use crate::resolve::{Piece, Text, Unknown};

/// A sign of a pattern or of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    /// A letter that stands for itself.
    Letter(char),
    /// `*`.
    Any,
    /// `?`.
    One,
    /// A text that is not known.
    Atom(Piece),
}

/// Longer texts are not compared letter by letter where something in them is not known.
const CELL_LIMIT: usize = 4_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Maybe,
    Yes,
}

impl From<Fit> for Verdict {
    fn from(fit: Fit) -> Self {
        match fit {
            Fit::No => Self::No,
            Fit::Maybe => Self::maybe(Why::Written(Unknown::Deployed)),
            Fit::Yes => Self::Yes,
        }
    }
}

/// The signs of a value: each letter stands for itself.
pub(super) fn signs(text: &Text) -> Vec<Sign> {
    let mut signs = Vec::new();
    for piece in &text.pieces {
        match piece {
            Piece::Literal(text) => signs.extend(text.chars().map(Sign::Letter)),
            other => signs.push(Sign::Atom(other.clone())),
        }
    }
    signs
}

/// Whether a pattern fits a whole value.
pub(super) fn fits(pattern: &[Sign], value: &[Sign], any_case: bool) -> Verdict {
    if are_different_things(pattern, value) {
        return Verdict::No;
    }
    fit(pattern, value, any_case).into()
}

/// Whether the pattern of an ARN fits one: six parts, each by itself.
pub(super) fn fits_arn(pattern: &[Sign], value: &[Sign]) -> Verdict {
    if are_different_things(pattern, value) {
        return Verdict::No;
    }
    let (patterns, values) = (arn_parts(pattern), arn_parts(value));
    if patterns.len() == 6 && values.len() == 6 {
        return patterns.iter().zip(values).map(|(pattern, value)| fit(pattern, value, false)).min().unwrap_or(Fit::No).into();
    }
    if pattern == value {
        return Verdict::Yes;
    }
    // One that is not known may be a whole ARN. Whether a lone star is every ARN is written nowhere.
    let is_open = |signs: &[Sign]| signs.iter().any(|sign| matches!(sign, Sign::Atom(_)));
    if is_open(pattern) || is_open(value) {
        fit(pattern, value, false).min(Fit::Maybe).into()
    } else if pattern == [Sign::Any] {
        Fit::Maybe.into()
    } else {
        Verdict::No
    }
}

fn arn_parts(signs: &[Sign]) -> Vec<&[Sign]> {
    signs.splitn(6, |sign| *sign == Sign::Letter(':')).collect()
}

/// The names or ARNs of two resources of one stack are never the same.
fn are_different_things(one: &[Sign], other: &[Sign]) -> bool {
    let thing = |signs: &[Sign]| match signs {
        [Sign::Atom(Piece::Attribute { resource, name })] if matches!(name.as_str(), "Ref" | "Arn" | "Id") => {
            Some((*resource, name.clone()))
        }
        _ => None,
    };
    matches!((thing(one), thing(other)), (Some((one, by)), Some((other, also))) if one != other && by == also)
}

/// From the end to the begin: `below[at]` is whether the rest of the pattern fits the rest of the value.
fn fit(pattern: &[Sign], value: &[Sign], any_case: bool) -> Fit {
    if pattern.len().saturating_mul(value.len()) > CELL_LIMIT {
        return if pattern == value { Fit::Yes } else { Fit::Maybe };
    }
    // What is left of a value is nothing only if nothing is what the unknown in it is.
    let mut below = vec![Fit::Yes; value.len() + 1];
    for at in (0..value.len()).rev() {
        below[at] = if matches!(value[at], Sign::Atom(_)) { below[at + 1].min(Fit::Maybe) } else { Fit::No };
    }
    for sign in pattern.iter().rev() {
        let mut row = vec![Fit::No; value.len() + 1];
        for at in (0..=value.len()).rev() {
            row[at] = step(sign, value.get(at), at, &below, &row, any_case);
        }
        below = row;
    }
    below[0]
}

fn step(sign: &Sign, next: Option<&Sign>, at: usize, below: &[Fit], row: &[Fit], any_case: bool) -> Fit {
    // What is left of the value after one more sign of it, with this sign of the pattern still open.
    let more = || if next.is_some() { row[at + 1] } else { Fit::No };
    match (sign, next) {
        (Sign::Any, _) => below[at].max(more()),
        (Sign::Atom(one), Some(Sign::Atom(other))) if one == other => below[at + 1].max(below[at].max(more()).min(Fit::Maybe)),
        (Sign::Atom(_), _) => below[at].max(more()).min(Fit::Maybe),
        (_, None) => Fit::No,
        (Sign::Letter(one), Some(Sign::Letter(other))) if is_same(*one, *other, any_case) => below[at + 1],
        (Sign::One, Some(Sign::Letter(_))) => below[at + 1],
        // The unknown may be nothing, begin with what is asked for, or be exactly that.
        (_, Some(Sign::Atom(_))) => below[at].max(more()).max(below[at + 1]).min(Fit::Maybe),
        (_, Some(_)) => Fit::No,
    }
}

fn is_same(one: char, other: char, any_case: bool) -> bool {
    one == other || any_case && one.to_lowercase().eq(other.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hole(name: &str) -> Sign {
        Sign::Atom(Piece::Hole(name.to_owned()))
    }

    fn pattern(text: &str) -> Vec<Sign> {
        let sign = |letter| match letter {
            '*' => Sign::Any,
            '?' => Sign::One,
            '<' => hole("x"),
            letter => Sign::Letter(letter),
        };
        text.chars().map(sign).collect()
    }

    fn value(text: &str) -> Vec<Sign> {
        text.chars().map(|letter| if letter == '<' { hole("x") } else { Sign::Letter(letter) }).collect()
    }

    fn answer(text: &str, against: &str) -> &'static str {
        match fits(&pattern(text), &value(against), false) {
            Verdict::Yes => "yes",
            Verdict::No => "no",
            Verdict::Maybe(_) => "maybe",
        }
    }

    #[test]
    fn wildcards() {
        for (one, other, expected) in [
            ("a*c", "abc", "yes"),
            ("a*c", "ac", "yes"),
            ("a*c", "acd", "no"),
            ("a?c", "ac", "no"),
            ("a?c", "abc", "yes"),
            ("*", "", "yes"),
            ("?*", "", "no"),
            ("*a*b*", "xxaxxbxx", "yes"),
        ] {
            assert_eq!(answer(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn what_is_not_known_is_equal_to_itself() {
        for (one, other, expected) in [
            ("<", "<", "yes"),
            ("a<*", "a<b", "yes"),
            ("<", "abc", "maybe"),
            ("abc", "<", "maybe"),
            ("a<c", "b<c", "no"),
            ("a<", "abc", "maybe"),
            ("a<d", "abc", "no"),
            ("*", "<", "yes"),
            ("?", "<", "maybe"),
            ("a<", "", "no"),
        ] {
            assert_eq!(answer(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn arns_part_by_part() {
        for (one, other, expected) in [
            ("arn:*:s3:::b", "arn:aws:s3:::b", Verdict::Yes),
            ("arn:aws:s3*", "arn:aws:s3:::b", Verdict::No),
            ("arn:aws:sns:*:*:t", "arn:aws:sns:r:1:t", Verdict::Yes),
            ("arn:aws:*:t", "arn:aws:sns:r:1:t", Verdict::No),
            ("arn:aws:lambda:r:1:function:*", "arn:aws:lambda:r:1:function:f:live", Verdict::Yes),
        ] {
            assert_eq!(fits_arn(&pattern(one), &value(other)), expected, "{one} {other}");
        }
        assert!(matches!(fits_arn(&pattern("<"), &value("arn:aws:s3:::b")), Verdict::Maybe(_)));
        assert_eq!(fits_arn(&pattern("<"), &value("<")), Verdict::Yes);
    }

    #[test]
    fn two_resources_are_two() {
        let one = |resource| vec![Sign::Atom(Piece::Attribute { resource, name: "Ref".to_owned() })];
        assert_eq!(fits(&one(1), &one(2), false), Verdict::No);
        assert_eq!(fits(&one(1), &one(1), false), Verdict::Yes);
    }
}
