//! What an app client allows on the hosted sign-in pages: grants, scopes, addresses, and who else may vouch for its users.

mod addresses;
mod client_credentials;
mod completeness;
mod implicit_flow;
mod order;
mod scopes;
mod unknown_identity_provider;
mod unknown_scope;

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::COGNITO_IMPLICIT_FLOW, checks: &[Check::Client(implicit_flow::implicit_flow)] },
    Rule { meta: &table::COGNITO_INVALID_CLIENT_CREDENTIALS, checks: &[Check::Client(client_credentials::invalid_client_credentials)] },
    Rule { meta: &table::COGNITO_INERT_OAUTH_SETTINGS, checks: &[Check::Client(completeness::inert_oauth_settings)] },
    Rule { meta: &table::COGNITO_INCOMPLETE_OAUTH_SETTINGS, checks: &[Check::Client(completeness::incomplete_oauth_settings)] },
    Rule { meta: &table::COGNITO_INSECURE_CALLBACK_URL, checks: &[Check::Client(addresses::insecure_callback_url)] },
    Rule { meta: &table::COGNITO_LOCALHOST_CALLBACK, checks: &[Check::Client(addresses::localhost_callback)] },
    Rule { meta: &table::COGNITO_DEFAULT_REDIRECT_NOT_LISTED, checks: &[Check::Client(addresses::default_redirect_not_listed)] },
    Rule { meta: &table::COGNITO_UNKNOWN_SCOPE, checks: &[Check::Client(unknown_scope::unknown_scope)] },
    Rule { meta: &table::COGNITO_MISSING_OPENID_SCOPE, checks: &[Check::Client(scopes::missing_openid_scope)] },
    Rule { meta: &table::COGNITO_SELF_SERVICE_SCOPE, checks: &[Check::Client(scopes::self_service_scope)] },
    Rule {
        meta: &table::COGNITO_UNKNOWN_IDENTITY_PROVIDER,
        checks: &[Check::Client(unknown_identity_provider::unknown_identity_provider)],
    },
];
