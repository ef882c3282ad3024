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
