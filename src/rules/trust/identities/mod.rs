//! Users of identity pools: whom a trust lets in, and whom it lets in too.

mod missing_amr_condition;
mod missing_audience_condition;
mod missing_condition;
mod wrong_amr;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::TRUST_MISSING_CONDITION, checks: &[Check::Role(missing_condition::missing_condition)] },
    Rule { meta: &table::TRUST_MISSING_AUDIENCE_CONDITION, checks: &[Check::Role(missing_audience_condition::missing_audience_condition)] },
    Rule { meta: &table::TRUST_MISSING_AMR_CONDITION, checks: &[Check::Role(missing_amr_condition::missing_amr_condition)] },
    Rule { meta: &table::TRUST_WRONG_AMR, checks: &[Check::Role(wrong_amr::wrong_amr)] },
];
