//! User pools and app clients.

mod access_token_outlives_refresh;
mod legacy_auth_flow;
mod no_deletion_protection;
mod no_retain_policy;
mod token_validity;
mod trigger_pool_not_overridden;
mod user_existence_errors;

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[
    Rule { meta: &table::COGNITO_TOKEN_VALIDITY_OUT_OF_RANGE, checks: &[Check::Client(token_validity::token_validity_out_of_range)] },
    Rule { meta: &table::COGNITO_TOKEN_VALIDITY_UNIT_MISTAKE, checks: &[Check::Client(token_validity::token_validity_unit_mistake)] },
    Rule {
        meta: &table::COGNITO_ACCESS_TOKEN_OUTLIVES_REFRESH,
        checks: &[Check::Client(access_token_outlives_refresh::access_token_outlives_refresh)],
    },
    Rule { meta: &table::COGNITO_LEGACY_AUTH_FLOW, checks: &[Check::Client(legacy_auth_flow::legacy_auth_flow)] },
    Rule { meta: &table::COGNITO_MIXED_AUTH_FLOWS, checks: &[Check::Client(legacy_auth_flow::mixed_auth_flows)] },
    Rule { meta: &table::COGNITO_USER_EXISTENCE_ERRORS, checks: &[Check::Client(user_existence_errors::user_existence_errors)] },
    Rule {
        meta: &table::COGNITO_TRIGGER_POOL_NOT_OVERRIDDEN,
        checks: &[Check::Service(trigger_pool_not_overridden::trigger_pool_not_overridden)],
    },
    Rule { meta: &table::COGNITO_NO_DELETION_PROTECTION, checks: &[Check::Pool(no_deletion_protection::no_deletion_protection)] },
    Rule { meta: &table::COGNITO_NO_RETAIN_POLICY, checks: &[Check::Resource(no_retain_policy::no_retain_policy)] },
];
