//! What an app client allows: flows, tokens, what it tells strangers.

mod access_token_outlives_refresh;
mod demands;
mod fit;
mod legacy_auth_flow;
mod refresh;
mod token_settings;
mod token_validity;
mod user_existence_errors;

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::COGNITO_TOKEN_VALIDITY_OUT_OF_RANGE, checks: &[Check::Client(token_validity::token_validity_out_of_range)] },
    Rule { meta: &table::COGNITO_TOKEN_VALIDITY_UNIT_MISTAKE, checks: &[Check::Client(token_validity::token_validity_unit_mistake)] },
    Rule {
        meta: &table::COGNITO_ACCESS_TOKEN_OUTLIVES_REFRESH,
        checks: &[Check::Client(access_token_outlives_refresh::access_token_outlives_refresh)],
    },
    Rule { meta: &table::COGNITO_TOKEN_REVOCATION_OFF, checks: &[Check::Client(token_settings::token_revocation_off)] },
    Rule { meta: &table::COGNITO_UNUSED_TOKEN_UNIT, checks: &[Check::Client(token_settings::unused_token_unit)] },
    Rule { meta: &table::COGNITO_LEGACY_AUTH_FLOW, checks: &[Check::Client(legacy_auth_flow::legacy_auth_flow)] },
    Rule { meta: &table::COGNITO_MIXED_AUTH_FLOWS, checks: &[Check::Client(legacy_auth_flow::mixed_auth_flows)] },
    Rule { meta: &table::COGNITO_NO_REFRESH_FLOW, checks: &[Check::Client(refresh::no_refresh_flow)] },
    Rule { meta: &table::COGNITO_ROTATION_WITH_REFRESH_FLOW, checks: &[Check::Client(refresh::rotation_with_refresh_flow)] },
    Rule { meta: &table::COGNITO_USER_EXISTENCE_ERRORS, checks: &[Check::Client(user_existence_errors::user_existence_errors)] },
    Rule { meta: &table::COGNITO_PLAIN_PASSWORD_FLOW, checks: &[Check::Client(fit::plain_password_flow)] },
    Rule { meta: &table::COGNITO_CUSTOM_FLOW_WITHOUT_TRIGGERS, checks: &[Check::Client(fit::custom_flow_without_triggers)] },
    Rule { meta: &table::COGNITO_SECRET_ON_PUBLIC_CLIENT, checks: &[Check::Client(fit::secret_on_public_client)] },
    Rule { meta: &table::COGNITO_SERVER_FLOW_ON_PUBLIC_CLIENT, checks: &[Check::Client(fit::server_flow_on_public_client)] },
    Rule { meta: &table::COGNITO_INCOMPLETE_TOKEN_ROTATION, checks: &[Check::Client(demands::incomplete_token_rotation)] },
    Rule { meta: &table::COGNITO_CONTEXT_WITHOUT_SECRET, checks: &[Check::Client(demands::context_without_secret)] },
    Rule { meta: &table::COGNITO_LONG_LIVED_TOKEN, checks: &[Check::Client(token_validity::long_lived_token)] },
];
