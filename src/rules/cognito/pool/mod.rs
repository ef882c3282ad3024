//! How a pool lets people in: passwords, factors, recovery, and what keeps it from being lost.

mod no_deletion_protection;
mod no_retain_policy;

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::COGNITO_NO_DELETION_PROTECTION, checks: &[Check::Pool(no_deletion_protection::no_deletion_protection)] },
    Rule { meta: &table::COGNITO_NO_RETAIN_POLICY, checks: &[Check::Resource(no_retain_policy::no_retain_policy)] },
];
