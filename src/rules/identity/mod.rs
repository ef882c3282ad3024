//! Identity pools and role attachments.

mod classic_flow;
mod invalid_role_key;
mod no_server_side_token_check;
mod role_not_an_arn;
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
];
