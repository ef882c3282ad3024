//! Identity pools and role attachments.

mod attachments;
mod classic_flow;
mod invalid_role_key;
mod mappings;
mod no_server_side_token_check;
mod providers;
mod role_not_an_arn;
mod trusted;
mod unauthenticated_identities;

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[
    Rule {
        meta: &table::IDENTITY_UNAUTHENTICATED_IDENTITIES,
        checks: &[Check::IdentityPool(unauthenticated_identities::unauthenticated_identities)],
    },
    Rule { meta: &table::IDENTITY_CLASSIC_FLOW, checks: &[Check::IdentityPool(classic_flow::classic_flow)] },
    Rule {
        meta: &table::IDENTITY_NO_SERVER_SIDE_TOKEN_CHECK,
        checks: &[Check::IdentityPool(no_server_side_token_check::no_server_side_token_check)],
    },
    Rule { meta: &table::IDENTITY_ROLE_NOT_AN_ARN, checks: &[Check::Resource(role_not_an_arn::role_not_an_arn)] },
    Rule { meta: &table::IDENTITY_INVALID_ROLE_KEY, checks: &[Check::RoleAttachment(invalid_role_key::invalid_role_key)] },
    Rule { meta: &table::IDENTITY_INVALID_PROVIDER_NAME, checks: &[Check::IdentityPool(providers::invalid_provider_name)] },
    Rule { meta: &table::IDENTITY_NO_IDENTITY_PROVIDERS, checks: &[Check::IdentityPool(providers::no_identity_providers)] },
    Rule { meta: &table::IDENTITY_DEAD_LOGIN_PROVIDER, checks: &[Check::IdentityPool(providers::dead_login_provider)] },
    Rule { meta: &table::IDENTITY_WRONG_CLIENT, checks: &[Check::IdentityPool(trusted::wrong_client)] },
    Rule { meta: &table::IDENTITY_WRONG_PROVIDER_ARN, checks: &[Check::IdentityPool(trusted::wrong_provider_arn)] },
    Rule { meta: &table::IDENTITY_NO_ROLE_ATTACHMENT, checks: &[Check::IdentityPool(attachments::no_role_attachment)] },
    Rule { meta: &table::IDENTITY_MISSING_AUTHENTICATED_ROLE, checks: &[Check::IdentityPool(attachments::missing_authenticated_role)] },
    Rule { meta: &table::IDENTITY_MISSING_GUEST_ROLE, checks: &[Check::IdentityPool(attachments::missing_guest_role)] },
    Rule { meta: &table::IDENTITY_UNUSED_GUEST_ROLE, checks: &[Check::IdentityPool(attachments::unused_guest_role)] },
    Rule { meta: &table::IDENTITY_DUPLICATE_ROLE_ATTACHMENT, checks: &[Check::IdentityPool(attachments::duplicate_role_attachment)] },
    Rule { meta: &table::IDENTITY_INVALID_ROLE_MAPPING, checks: &[Check::RoleAttachment(mappings::invalid_role_mapping)] },
    Rule { meta: &table::IDENTITY_AMBIGUOUS_ROLE_FALLBACK, checks: &[Check::RoleAttachment(mappings::ambiguous_role_fallback)] },
    Rule { meta: &table::IDENTITY_LOOSE_CLAIM_MATCH, checks: &[Check::Stack(mappings::loose_claim_match)] },
    Rule { meta: &table::IDENTITY_USER_CONTROLLED_ROLE, checks: &[Check::Stack(mappings::user_controlled_role)] },
];
