//! Policy documents, wherever they stand, by topic.

pub(super) mod actions;
pub(super) mod breadth;
pub(super) mod conditions;
pub(super) mod documents;
pub(super) mod escalation;
mod function_statements;
pub(super) mod managed;
pub(super) mod resources;

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::IAM_IGNORED_FUNCTION_STATEMENTS, checks: &[Check::Service(function_statements::ignored_function_statements)] },
    Rule { meta: &table::IAM_DROPPED_MANAGED_POLICIES, checks: &[Check::Service(function_statements::dropped_managed_policies)] },
];

/// A name in backticks; `None` for what is no name, by its length or its letters.
fn quoted(name: &str) -> Option<String> {
    (name.chars().count() <= 100 && !name.contains(|letter: char| letter.is_control() || letter == '`')).then(|| format!("`{name}`"))
}

/// False for what looks like a region and is written otherwise. Only that is judged: some ARNs have other words in its place.
fn is_region(region: &str) -> bool {
    let Some((words, number)) = region.rsplit_once('-') else { return true };
    let looks_like_one =
        region.starts_with(|letter: char| letter.is_ascii_alphabetic()) && region.chars().any(|letter| letter.is_ascii_digit());
    let is_one = number.len() <= 2
        && number.chars().all(|letter| letter.is_ascii_digit())
        && words.contains('-')
        && words.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
    is_one || !looks_like_one
}
