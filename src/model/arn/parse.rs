//! Reading patterns: comes in a text with its pieces, goes out a [`Pattern`].

use std::ops::Range;

use super::Pattern;
use super::shape;
use super::token::{Letters, Nature, Token, tidy};
use crate::model::Resource;
use crate::resolve::{Known, Piece, Text, Val, World};

impl Pattern {
    /// The pattern that a value of a world is.
    ///
    /// # Errors
    /// Unknown where the value is no text, or none of it is known.
    pub fn of(world: &World<'_>, value: &Val<'_>) -> Known<Self> {
        Ok(Self::parse(world, &value.text()?))
    }

    /// The pattern that a text is, in a world that knows its resources.
    #[must_use]
    pub fn parse(world: &World<'_>, text: &Text) -> Self {
        let mut tokens = Vec::new();
        add(world, text, &mut tokens, 0);
        Self::from_tokens(tokens)
    }

    /// The pattern of an attribute of a resource.
    #[must_use]
    pub fn attribute(resource: Resource<'_>, name: &str) -> Self {
        let mut tokens = Vec::new();
        shape::attribute(resource.world(), resource.index(), name, &mut tokens, 0);
        Self::from_tokens(tokens)
    }

    /// The pattern that a known text is.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        let mut tokens = Vec::new();
        letters(text, &mut tokens);
        Self::from_tokens(tokens)
    }

    pub(super) fn from_tokens(mut tokens: Vec<Token>) -> Self {
        let colons: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at] == Token::Letter(':')).take(5).collect();
        let written = colons.len() + 1;
        if !begins_as_arn(&tokens) || !fields_are_sure(&tokens, &colons) {
            return Self { tokens: tidy(tokens), fields: None, written };
        }
        // Fields that are left out match everything.
        let mut colons = colons;
        while colons.len() < 5 {
            colons.push(tokens.len());
            tokens.extend([Token::Letter(':'), Token::Star(Letters::All)]);
        }
        let mut all = Vec::with_capacity(tokens.len());
        let mut fields = std::array::from_fn(|_| 0..0);
        let mut from = 0;
        for (number, range) in fields.iter_mut().enumerate() {
            let until = colons.get(number).copied().unwrap_or(tokens.len());
            *range = push_field(&tokens[from..until], number < 5, &mut all);
            from = until + 1;
        }
        Self { tokens: all, fields: Some(fields), written }
    }
}

/// Adds a field; wildcards of the first five stay inside of it.
fn push_field(tokens: &[Token], is_inner: bool, all: &mut Vec<Token>) -> Range<usize> {
    let narrowed = tokens.iter().map(|token| match token {
        Token::Star(Letters::All) if is_inner => Token::Star(Letters::Field),
        Token::One(Letters::All) if is_inner => Token::One(Letters::Field),
        token => token.clone(),
    });
    let from = all.len();
    all.extend(tidy(narrowed.collect()));
    let range = from..all.len();
    if is_inner {
        all.push(Token::Letter(':'));
    }
    range
}

fn begins_as_arn(tokens: &[Token]) -> bool {
    let begin = tokens.iter().take(4).map(|token| if let Token::Letter(letter) = token { *letter } else { '*' });
    begin.eq("arn:".chars())
}

/// An unknown text before the fifth colon may hold colons itself: `arn:aws:lambda:${Place}:function:f`. Where an account stands in the
/// account's field, none of them does.
fn fields_are_sure(tokens: &[Token], colons: &[usize]) -> bool {
    let hole = |range: &[Token]| range.iter().any(|token| matches!(token, Token::Atom(atom) if atom.letters == Letters::All));
    let head = colons.get(4).copied().unwrap_or(tokens.len());
    if !hole(&tokens[..head]) {
        return true;
    }
    let [.., region, account] = colons else { return false };
    if colons.len() < 5 {
        return false;
    }
    tokens[region + 1..*account].iter().all(|token| match token {
        Token::Letter(letter) => letter.is_ascii_digit(),
        _ => true,
    })
}

/// How deep names lead to names.
const DEPTH: usize = 4;

pub(super) fn add(world: &World<'_>, text: &Text, tokens: &mut Vec<Token>, depth: usize) {
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => letters(literal, tokens),
            Piece::Pseudo(name) => tokens.push(pseudo(name)),
            Piece::Hole(written) => {
                let key = if is_one_value(world, written) { format!("hole {written}") } else { String::new() };
                tokens.push(Token::atom(key, Nature::Hole, Letters::All));
            }
            Piece::Secret(index) => tokens.push(Token::atom(format!("secret {index}"), Nature::Hole, Letters::All)),
            Piece::Attribute { resource, name } if depth < DEPTH => shape::attribute(world, *resource, name, tokens, depth + 1),
            Piece::Attribute { resource, name } => tokens.push(shape::unknown(*resource, name)),
        }
    }
}

/// Whether a hole that is written like this has the same value wherever it stands: a variable of the framework, a parameter, a call of
/// which the whole argument is known. The name of a function alone says nothing.
fn is_one_value(world: &World<'_>, written: &str) -> bool {
    if written.contains('?') {
        return false;
    }
    match written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => name.contains([':', '.']) || world.stack.parameter(name).is_some(),
        None => written.starts_with("{{resolve:") || written.ends_with(')'),
    }
}

/// What the deployment says of itself; URLs and ids of stacks hold colons.
pub(super) fn pseudo(name: &str) -> Token {
    let letters = if matches!(name, "AWS::StackId" | "AWS::NotificationARNs") { Letters::All } else { Letters::Name };
    Token::atom(format!("pseudo {name}"), Nature::Plain, letters)
}

/// Letters, wildcards and policy variables.
pub(super) fn letters(text: &str, tokens: &mut Vec<Token>) {
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("${")
            && let Some((name, after)) = behind.split_once('}')
        {
            tokens.push(variable(name));
            rest = after;
            continue;
        }
        tokens.push(match letter {
            '*' => Token::Star(Letters::All),
            '?' => Token::One(Letters::All),
            letter => Token::Letter(letter),
        });
        rest = &rest[letter.len_utf8()..];
    }
}

/// A policy variable: three of them are letters.
fn variable(name: &str) -> Token {
    match name {
        "*" => Token::Letter('*'),
        "?" => Token::Letter('?'),
        "$" => Token::Letter('$'),
        name => Token::atom(format!("variable {}", name.to_ascii_lowercase()), Nature::Variable, Letters::All),
    }
}
