//! Functions that a pool calls, messages that it sends, and what it needs to send them.

mod trigger_pool_not_overridden;

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[Rule {
    meta: &table::COGNITO_TRIGGER_POOL_NOT_OVERRIDDEN,
    checks: &[Check::Service(trigger_pool_not_overridden::trigger_pool_not_overridden)],
}];
