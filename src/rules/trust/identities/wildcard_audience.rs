//! Audiences that are patterns, or were meant to be.

use super::claims::{admitted_pools, audience_to_write, compares_texts, names_identities, names_values};
use crate::model::{ConditionTest, Statement};
use crate::resolve::{Known, Piece, Text, Val};
use crate::rules::{Checked, Findings};

/// How many pools a pattern fits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Every,
    OfRegion,
    Several,
}

impl Reach {
    fn label(self) -> &'static str {
        match self {
            Self::Every => "every identity pool fits this",
            Self::OfRegion => "every identity pool of the region fits this",
            Self::Several => "other identity pools fit this too",
        }
    }
}

pub(super) fn wildcard_audience<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((federation, _)) = admitted_pools(&statement)? else { return Ok(()) };
    let mut tests = statement.tests_of(federation, "aud")?;
    tests.retain(|test| names_values(test) && compares_texts(test));
    let names_identities = names_identities(&statement, federation)?;
    for test in &tests {
        let values = test.values.one_or_many()?;
        if !test.operator.has_wildcards() {
            plain_wildcard(&statement, test, &values, out)?;
        } else if !names_identities && !is_narrowed(&tests, test)? {
            for value in &values {
                if let Some(reach) = reach(&value.text()?) {
                    let written = audience_to_write(&statement, value, out);
                    out.report(value, reach.label()).help(format!("write {written}, with `StringEquals`")).covers(&test.values);
                }
            }
        }
    }
    Ok(())
}

/// Another test of the audience that is no pattern says which pools may come.
fn is_narrowed(tests: &[ConditionTest<'_>], test: &ConditionTest<'_>) -> Known<bool> {
    for other in tests.iter().filter(|other| other.key_node != test.key_node) {
        let mut is_wide = false;
        for value in other.values.one_or_many()? {
            is_wide |= other.operator.has_wildcards() && reach(&value.text()?).is_some();
        }
        if !is_wide {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Values that no audience is equal to, all of them.
fn plain_wildcard<'w>(statement: &Statement<'w>, test: &ConditionTest<'w>, values: &[Val<'w>], out: &mut Findings<'w>) -> Checked {
    let mut found = Vec::new();
    for value in values {
        let text = value.text()?;
        match text.literals().find_map(|literal| literal.chars().find(|letter| matches!(letter, '*' | '?'))) {
            Some(letter) => found.push((value, letter)),
            None => return Ok(()),
        }
    }
    for (value, letter) in found {
        let written = audience_to_write(statement, value, out);
        out.report(value, format!("the `{letter}` is a plain character for `{}`", test.operator.name))
            .title("nobody can take the role: no audience has a wildcard in it")
            .help(format!("write {written}"))
            .case("plain")
            .covers(&test.values);
    }
    Ok(())
}

/// How many pools a pattern fits; `None` where it fits one, and where that can't be told.
fn reach(text: &Text) -> Option<Reach> {
    let (region, rest) = halves(text)?;
    let is_wild = |part: &str| part.contains(['*', '?']);
    if !is_wild(&region) && !is_wild(&rest) || holds_id(&rest) || region.contains('_') || rest.contains(['_', '$']) {
        return None;
    }
    Some(match rest.chars().all(|letter| letter == '*') {
        true if region.chars().all(|letter| letter == '*') => Reach::Every,
        true => Reach::OfRegion,
        false => Reach::Several,
    })
}

/// The region of a pool's id and what follows it, as far as the text is made of letters and of what all pools of a stack share.
fn halves(text: &Text) -> Option<(String, String)> {
    let mut whole = String::new();
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => whole.push_str(literal),
            Piece::Pseudo(name) if name == "AWS::Region" => whole.push_str("region"),
            _ => return None,
        }
    }
    Some(whole.split_once(':').map_or_else(|| (String::new(), whole.clone()), |(region, rest)| (region.to_owned(), rest.to_owned())))
}

/// True where all letters of a pool's number are written.
fn holds_id(text: &str) -> bool {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text.split(['*', '?']).filter(|part| part.len() >= 36).flat_map(|part| part.split('-')).collect();
    groups.len() == GROUPS.len()
        && groups.iter().zip(GROUPS).all(|(group, length)| group.len() == length && group.chars().all(|letter| letter.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_patterns_from_ids() {
        let of = |text: &str| reach(&Text::literal(text));
        assert!(of("*") == Some(Reach::Every) && of("*:*") == Some(Reach::Every));
        assert!(of("us-east-1:*") == Some(Reach::OfRegion) && of("us-*:*") == Some(Reach::OfRegion));
        assert!(of("us-east-1*") == Some(Reach::Several) && of("us-east-1:01234567-*") == Some(Reach::Several));
        let id = "01234567-89ab-cdef-0123-456789abcdef";
        for narrow in [format!("us-east-1:{id}"), format!("*:{id}"), format!("*{id}"), format!("us-east-1:{id}*"), "us-east-1_*".to_owned()]
        {
            assert!(of(&narrow).is_none(), "{narrow}");
        }
    }
}
