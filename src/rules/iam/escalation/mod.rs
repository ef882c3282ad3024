//! What the policies of a principal amount to together.

mod privilege_escalation;
mod ways;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] =
    &[Rule { meta: &table::IAM_PRIVILEGE_ESCALATION, checks: &[Check::Resource(privilege_escalation::privilege_escalation)] }];
