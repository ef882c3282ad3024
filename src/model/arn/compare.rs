//! Comparing rows of tokens: come in two, goes out whether a text can match both, or whether all texts of the one match the other.
//!
//! Both walk a table of all pairs of places, so the time is the product of the lengths whatever stands in them.

use super::Answer;
use super::token::{Atom, Token};

/// Pairs of places beyond which nothing is compared.
const LIMIT: usize = 1 << 22;

/// Where a walk through two rows stands, beside the two places.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Between tokens in both.
    Neither = 0,
    /// In the unknown text of the first row, of which at least a letter is left.
    First = 1,
    /// The same in the second row.
    Second = 2,
}

/// A step: how far it goes in each row, where it ends, and whether it is sure.
struct Step {
    first: bool,
    second: bool,
    within: Within,
    sure: bool,
}

/// Whether some text matches both.
pub(super) fn meet(first: &[Token], second: &[Token]) -> Answer {
    let Some((first, second)) = without_common_letters(first, second) else { return Answer::No };
    if first.is_empty() && second.is_empty() {
        return Answer::Yes;
    }
    let width = second.len() + 1;
    if (first.len() + 1).saturating_mul(width) > LIMIT {
        return Answer::Maybe;
    }
    let mut row = vec![[Answer::No; 3]; width];
    let mut below = row.clone();
    row[0][0] = Answer::Yes;
    for at in 0..=first.len() {
        for column in 0..width {
            for within in [Within::Neither, Within::First, Within::Second] {
                let value = row[column][within as usize];
                if value == Answer::No {
                    continue;
                }
                steps(first.get(at), second.get(column), within, &mut |step| {
                    let column = column + usize::from(step.second);
                    let place = if step.first { &mut below[column] } else { &mut row[column] };
                    let cell = &mut place[step.within as usize];
                    *cell = (*cell).max(if step.sure { value } else { Answer::Maybe });
                });
            }
        }
        if at == first.len() {
            return row[width - 1][0];
        }
        std::mem::swap(&mut row, &mut below);
        below.fill([Answer::No; 3]);
    }
    Answer::No
}

/// What is left of two rows behind the letters with which both begin and before those with which both end; `None` where they begin or end
/// with different ones. A letter at an end meets nothing but the same letter at that end, so that this changes no
/// answer but of rows that are too long to compare.
fn without_common_letters<'t>(mut first: &'t [Token], mut second: &'t [Token]) -> Option<(&'t [Token], &'t [Token])> {
    while let ([Token::Letter(one), first_left @ ..], [Token::Letter(other), second_left @ ..]) = (first, second) {
        if one != other {
            return None;
        }
        (first, second) = (first_left, second_left);
    }
    while let ([first_left @ .., Token::Letter(one)], [second_left @ .., Token::Letter(other)]) = (first, second) {
        if one != other {
            return None;
        }
        (first, second) = (first_left, second_left);
    }
    Some((first, second))
}

fn steps(one: Option<&Token>, other: Option<&Token>, within: Within, emit: &mut dyn FnMut(Step)) {
    match within {
        Within::Neither => {
            between(one, other, emit);
            half(one, other, emit);
            half(other, one, &mut |step| emit(turned(step)));
        }
        Within::First => {
            if let Some(Token::Atom(atom)) = one {
                inside(atom, other, emit);
            }
        }
        Within::Second => {
            if let Some(Token::Atom(atom)) = other {
                inside(atom, one, &mut |step| emit(turned(step)));
            }
        }
    }
}

fn turned(step: Step) -> Step {
    let within = match step.within {
        Within::Neither => Within::Neither,
        Within::First => Within::Second,
        Within::Second => Within::First,
    };
    Step { first: step.second, second: step.first, within, sure: step.sure }
}

fn step(first: bool, second: bool, within: Within, sure: bool) -> Step {
    Step { first, second, within, sure }
}

/// Steps that take one token of each row.
fn between(one: Option<&Token>, other: Option<&Token>, emit: &mut dyn FnMut(Step)) {
    let (Some(one), Some(other)) = (one, other) else { return };
    let same = match (one, other) {
        (Token::Letter(one), Token::Letter(other)) => one == other,
        (Token::Letter(letter), Token::One(letters)) | (Token::One(letters), Token::Letter(letter)) => letters.has(*letter),
        (Token::One(_) | Token::Fresh, Token::One(_) | Token::Fresh) => true,
        (Token::Atom(one), Token::Atom(other)) => {
            if one.is(other) {
                emit(step(true, true, Within::Neither, true));
                if !one.is_hole() {
                    return;
                }
            } else if !one.differs(other) {
                emit(step(true, true, Within::Neither, false));
            }
            // One of them is the beginning of the other.
            emit(step(true, false, Within::Second, false));
            emit(step(false, true, Within::First, false));
            false
        }
        _ => false,
    };
    if same {
        emit(step(true, true, Within::Neither, true));
    }
}

/// Steps of a star or an unknown text in the first row, whatever stands in the second.
fn half(one: Option<&Token>, other: Option<&Token>, emit: &mut dyn FnMut(Step)) {
    match one {
        Some(Token::Star(letters)) => {
            emit(step(true, false, Within::Neither, true));
            match other {
                Some(Token::Atom(atom)) => {
                    emit(step(false, true, Within::Neither, atom.letters.within(*letters)));
                    // What is left of it has to match what follows the star.
                    emit(step(true, false, Within::Second, false));
                }
                Some(Token::Letter(letter)) if !letters.has(*letter) => {}
                Some(Token::Letter(_) | Token::One(_) | Token::Fresh) => emit(step(false, true, Within::Neither, true)),
                Some(Token::Star(_)) | None => {}
            }
        }
        Some(Token::Atom(atom)) => {
            let same = matches!(other, Some(Token::Atom(other)) if other.is(atom));
            if atom.may_be_empty() && (!same || atom.is_hole()) {
                emit(step(true, false, Within::Neither, false));
            }
            if takes(atom, other) {
                emit(step(false, true, Within::First, false));
                emit(step(true, true, Within::Neither, false));
            }
        }
        _ => {}
    }
}

/// Whether an unknown text may have in it the one letter that a token stands for.
fn takes(atom: &Atom, token: Option<&Token>) -> bool {
    match token {
        Some(Token::Letter(letter)) => atom.letters.has(*letter),
        Some(Token::One(_)) => true,
        Some(Token::Fresh) => atom.is_hole(),
        _ => false,
    }
}

/// Steps from inside an unknown text of the first row.
fn inside(atom: &Atom, other: Option<&Token>, emit: &mut dyn FnMut(Step)) {
    match other {
        Some(Token::Star(_)) => {
            emit(step(false, true, Within::First, false));
            emit(step(true, false, Within::Neither, false));
        }
        Some(Token::Atom(next)) => {
            emit(step(true, true, Within::Neither, false));
            emit(step(false, true, Within::First, false));
            emit(step(true, false, Within::Second, false));
            if next.may_be_empty() {
                emit(step(false, true, Within::First, false));
            }
        }
        token if takes(atom, token) => {
            emit(step(false, true, Within::First, false));
            emit(step(true, true, Within::Neither, false));
        }
        _ => {}
    }
}

/// Whether everything that the second row matches is matched by the first.
pub(super) fn cover(wide: &[Token], narrow: &[Token]) -> Answer {
    if (wide.len() + 1).saturating_mul(narrow.len() + 1) > LIMIT {
        return Answer::Maybe;
    }
    let Some((wide, narrow)) = without_common_letters(wide, narrow) else { return Answer::No };
    if surely_covers(wide, narrow) {
        return Answer::Yes;
    }
    // Words of the second row: where one of them can't match, it is not covered.
    let many = wide.iter().filter(|token| matches!(token, Token::One(_))).count() + 1;
    let misses = [0, 1, many].into_iter().any(|length| meet(wide, &word(narrow, length)) == Answer::No);
    if misses { Answer::No } else { Answer::Maybe }
}

/// A word of a row, in which each star stands for some letters that nothing else has.
fn word(tokens: &[Token], length: usize) -> Vec<Token> {
    let mut word = Vec::with_capacity(tokens.len() + length);
    for token in tokens {
        match token {
            Token::Star(_) => word.extend(std::iter::repeat_n(Token::Fresh, length)),
            Token::One(_) => word.push(Token::Fresh),
            token => word.push(token.clone()),
        }
    }
    word
}

/// Whether that holds whatever is not known; quicker where only this matters.
pub(super) fn surely_covers(wide: &[Token], narrow: &[Token]) -> bool {
    // Letters at the beginning and at the end tell most of them apart.
    let Some((wide, narrow)) = without_common_letters(wide, narrow) else { return false };
    if wide.is_empty() || narrow.is_empty() {
        return narrow.is_empty() && wide.iter().all(|token| matches!(token, Token::Star(_)));
    }
    if (wide.len() + 1).saturating_mul(narrow.len() + 1) > LIMIT {
        return false;
    }
    let width = narrow.len() + 1;
    // What is covered by the rest of the wide row, for each place of the narrow one.
    let mut below = vec![false; width];
    let mut row = below.clone();
    below[width - 1] = true;
    for token in wide.iter().rev() {
        for column in (0..width).rev() {
            let next = narrow.get(column);
            let behind = |row: &[bool]| row.get(column + 1).copied().unwrap_or(false);
            row[column] = match (token, next) {
                (Token::Star(letters), next) => below[column] || next.is_some_and(|next| next.within(*letters)) && behind(&row),
                (Token::One(letters), Some(next @ (Token::Letter(_) | Token::One(_)))) => next.within(*letters) && behind(&below),
                // No letter, or one and the star again.
                (Token::One(letters), Some(next @ Token::Star(_))) => next.within(*letters) && behind(&row) && below[column],
                (Token::Letter(one), Some(Token::Letter(other))) => one == other && behind(&below),
                (Token::Atom(one), Some(Token::Atom(other))) => one.is(other) && behind(&below),
                _ => false,
            };
        }
        std::mem::swap(&mut row, &mut below);
    }
    below[0]
}
