//! What a document must be so that IAM takes it and reads it as its author does.

mod missing_version;
mod unquoted_version;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::IAM_MISSING_VERSION, checks: &[Check::Document(missing_version::missing_version)] },
    Rule { meta: &table::IAM_UNQUOTED_VERSION, checks: &[Check::Document(unquoted_version::unquoted_version)] },
];
