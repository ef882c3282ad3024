//! authlint's own comments. The engine, which knows what was suppressed, reports these itself.

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[
    Rule { meta: &table::SUPPRESSIONS_UNUSED_SUPPRESSION, checks: &[] },
    Rule { meta: &table::SUPPRESSIONS_UNKNOWN_RULE_IN_SUPPRESSION, checks: &[] },
    Rule { meta: &table::SUPPRESSIONS_SUPPRESSION_WITHOUT_REASON, checks: &[] },
];
