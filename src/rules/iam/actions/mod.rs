//! What an action names: known ones, patterns that match nothing, entries that another one covers.

mod unknown_action;

pub(crate) use unknown_action::near_actions;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::IAM_UNKNOWN_ACTION, checks: &[Check::Statement(unknown_action::unknown_action)] },
    Rule { meta: &table::IAM_DEAD_WILDCARD, checks: &[Check::Statement(unknown_action::dead_wildcard)] },
];
