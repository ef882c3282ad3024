//! Users of identity pools: whom a trust lets in, and whom it lets in too.

mod claims;
mod guests_share_user_role;
mod missing_amr_condition;
mod missing_audience_condition;
mod missing_condition;
mod missing_tag_session;
mod optional_condition;
mod other_audience;
mod unsafe_set_operator;
mod wildcard_audience;
mod wrong_amr;
mod wrong_audience;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::TRUST_MISSING_CONDITION, checks: &[Check::Statement(missing_condition::missing_condition)] },
    Rule {
        meta: &table::TRUST_MISSING_AUDIENCE_CONDITION,
        checks: &[Check::Statement(missing_audience_condition::missing_audience_condition)],
    },
    Rule { meta: &table::TRUST_MISSING_AMR_CONDITION, checks: &[Check::Statement(missing_amr_condition::missing_amr_condition)] },
    Rule { meta: &table::TRUST_WILDCARD_AUDIENCE, checks: &[Check::Statement(wildcard_audience::wildcard_audience)] },
    Rule {
        meta: &table::TRUST_WRONG_AUDIENCE,
        checks: &[
            Check::Statement(wrong_audience::wrong_audience),
            Check::Statement(other_audience::of_assertions),
            Check::Statement(other_audience::of_tokens),
        ],
    },
    Rule { meta: &table::TRUST_WRONG_AMR, checks: &[Check::Role(wrong_amr::wrong_amr), Check::Statement(wrong_amr::in_other_letters)] },
    Rule {
        meta: &table::TRUST_GUESTS_SHARE_USER_ROLE,
        checks: &[
            Check::RoleAttachment(guests_share_user_role::one_role_attached),
            Check::Statement(guests_share_user_role::both_admitted),
        ],
    },
    Rule {
        meta: &table::TRUST_UNSAFE_SET_OPERATOR,
        checks: &[Check::Statement(unsafe_set_operator::on_audience), Check::Statement(unsafe_set_operator::on_methods)],
    },
    Rule {
        meta: &table::TRUST_OPTIONAL_CONDITION,
        checks: &[Check::Statement(optional_condition::if_exists), Check::Statement(optional_condition::excluding)],
    },
    Rule {
        meta: &table::TRUST_MISSING_TAG_SESSION,
        checks: &[Check::Document(missing_tag_session::of_services), Check::Role(missing_tag_session::of_pools)],
    },
];
