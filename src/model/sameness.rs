//! Whether two texts are the same: come in texts with holes, goes out yes, no, or that it can't be told.

use crate::resolve::{Known, Piece, Text, Unknown};

/// Whether two texts are the same, whatever the deployment will put into them. Differing beginnings or ends are enough for no.
///
/// # Errors
/// Unknown where it can't be told.
pub fn is_same(one: &Text, other: &Text) -> Known<bool> {
    if one.pieces == other.pieces {
        return Ok(true);
    }
    if one.known().is_ok() && other.known().is_ok() {
        return Ok(false);
    }
    let literal = |piece: Option<&Piece>| match piece {
        Some(Piece::Literal(text)) => text.clone(),
        _ => String::new(),
    };
    let (starts, ends) =
        ((literal(one.pieces.first()), literal(other.pieces.first())), (literal(one.pieces.last()), literal(other.pieces.last())));
    let differ_at_start = starts.0.chars().zip(starts.1.chars()).any(|(one, other)| one != other);
    let differ_at_end = ends.0.chars().rev().zip(ends.1.chars().rev()).any(|(one, other)| one != other);
    if differ_at_start || differ_at_end { Ok(false) } else { Err(Unknown::Deployed) }
}

/// The whole text, where all of it is known.
#[must_use]
pub fn whole(text: &Text) -> Option<&str> {
    text.known().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_differ_where_their_ends_do() {
        let with = |start: &str, end: &str| {
            let mut text = Text::literal(start);
            text.push(Piece::Hole("${Host}".to_owned()));
            text.push(Piece::Literal(end.to_owned()));
            text
        };
        assert_eq!(is_same(&with("https://", "/a"), &with("https://", "/a")), Ok(true));
        assert_eq!(is_same(&with("https://", "/a"), &with("https://", "/b")), Ok(false));
        assert_eq!(is_same(&with("https://", "/a"), &Text::literal("myapp://a")), Ok(false));
        assert_eq!(is_same(&with("https://", "/a"), &Text::literal("https://x/a")), Err(Unknown::Deployed));
        assert_eq!(is_same(&Text::literal("a"), &Text::literal("a/")), Ok(false));
    }
}
