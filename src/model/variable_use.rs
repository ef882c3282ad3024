//! Policy variables as IAM reads them: comes in a text of a document, go out its variables and what is wrong with them.

use crate::resolve::{Piece, Text};

/// A policy variable in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVariable {
    /// What stands between the braces; up to the end of the text where none closes.
    pub inside: String,
    /// What is wrong with its form.
    pub fault: Option<VariableFault>,
}

/// What IAM can't read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableFault {
    /// `${}`.
    Empty,
    /// A blank beside the name.
    Blank,
    /// No `}`.
    Open,
    /// A default without both of its quotes.
    Quote,
}

impl PolicyVariable {
    /// The name of the key; the default of the variable is no part of it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.inside.split(',').next().unwrap_or_default()
    }
}

/// The variables of a text; one with a hole in its name is none that can be judged.
#[must_use]
pub fn policy_variables(text: &Text) -> Vec<PolicyVariable> {
    let mut all = Vec::new();
    for (index, piece) in text.pieces.iter().enumerate() {
        let Piece::Literal(literal) = piece else { continue };
        let is_last = index + 1 == text.pieces.len();
        let mut rest = literal.as_str();
        while let Some(at) = rest.find("${") {
            let behind = &rest[at + 2..];
            let Some((inside, after)) = behind.split_once('}') else {
                // What follows in another piece may close it.
                if is_last {
                    all.push(PolicyVariable { inside: behind.to_owned(), fault: Some(VariableFault::Open) });
                }
                break;
            };
            all.push(PolicyVariable { inside: inside.to_owned(), fault: fault(inside) });
            rest = after;
        }
    }
    all
}

fn fault(inside: &str) -> Option<VariableFault> {
    let (name, default) = match inside.split_once(',') {
        Some((name, default)) => (name, Some(default.trim())),
        None => (inside, None),
    };
    if name.trim().is_empty() {
        return Some(VariableFault::Empty);
    }
    // The name of a tag may have blanks in it.
    let key = name.split('/').next().unwrap_or_default();
    if name.trim() != name || key.contains(char::is_whitespace) {
        return Some(VariableFault::Blank);
    }
    let is_quoted = |text: &str| text.len() > 1 && text.starts_with('\'') && text.ends_with('\'');
    default.is_some_and(|default| !is_quoted(default)).then_some(VariableFault::Quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(String, Option<VariableFault>)> {
        policy_variables(&Text::literal(text)).into_iter().map(|variable| (variable.inside, variable.fault)).collect()
    }

    #[test]
    fn finds_variables_and_faults() {
        let one = |inside: &str, fault| vec![(inside.to_owned(), fault)];
        assert_eq!(faults("a/${aws:username}/*"), one("aws:username", None));
        assert_eq!(faults("${aws:PrincipalTag/team, 'none'}"), one("aws:PrincipalTag/team, 'none'", None));
        assert_eq!(faults("${aws:PrincipalTag/my team}"), one("aws:PrincipalTag/my team", None));
        assert_eq!(faults("${}"), one("", Some(VariableFault::Empty)));
        assert_eq!(faults("${ aws:username }"), one(" aws:username ", Some(VariableFault::Blank)));
        assert_eq!(faults("a/${aws:username/*"), one("aws:username/*", Some(VariableFault::Open)));
        assert_eq!(faults("${aws:PrincipalTag/team, none}"), one("aws:PrincipalTag/team, none", Some(VariableFault::Quote)));
        assert_eq!(faults("$ {x} $x"), []);
    }

    #[test]
    fn a_hole_may_close_what_is_open() {
        let mut text = Text::literal("a/${aws:PrincipalTag/");
        text.push(Piece::Hole("x".to_owned()));
        text.push(Piece::Literal("}".to_owned()));
        assert_eq!(policy_variables(&text), []);
    }
}
