//! Conditions and policy variables: when a statement holds.

mod unknown_policy_variable;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[Rule {
    meta: &table::IAM_UNKNOWN_POLICY_VARIABLE,
    checks: &[Check::Service(unknown_policy_variable::read_by_the_framework), Check::Stack(unknown_policy_variable::read_by_sub)],
}];
