//! Trusts as a whole: their actions, and what their statements amount to together.

mod any_principal;
mod unassumable_role;
mod unconditioned_twin;
mod wrong_assume_action;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        meta: &table::TRUST_WRONG_ASSUME_ACTION,
        checks: &[Check::Statement(wrong_assume_action::foreign_action), Check::Statement(wrong_assume_action::unfit_action)],
    },
    Rule { meta: &table::TRUST_ANY_PRINCIPAL, checks: &[Check::Document(any_principal::any_principal)] },
    Rule { meta: &table::TRUST_UNCONDITIONED_TWIN, checks: &[Check::Document(unconditioned_twin::unconditioned_twin)] },
    Rule { meta: &table::TRUST_UNASSUMABLE_ROLE, checks: &[Check::Document(unassumable_role::unassumable_role)] },
];
