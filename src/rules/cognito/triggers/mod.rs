//! Functions that a pool calls, messages that it sends, and what it needs to send them.

mod config;
mod existing_pool_owned_here;
mod messages;
mod permissions;
mod sms_role;
mod trigger_pool_not_overridden;

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::COGNITO_TRIGGER_WITHOUT_PERMISSION, checks: &[Check::Pool(permissions::trigger_without_permission)] },
    Rule { meta: &table::COGNITO_LOST_TRIGGER_PERMISSION, checks: &[Check::Pool(permissions::lost_trigger_permission)] },
    Rule {
        meta: &table::COGNITO_UNSCOPED_TRIGGER_PERMISSION,
        checks: &[Check::Of("AWS::Lambda::Permission", permissions::unscoped_trigger_permission)],
    },
    Rule { meta: &table::COGNITO_SENDER_TRIGGER_WITHOUT_KEY, checks: &[Check::Pool(config::sender_trigger_without_key)] },
    Rule { meta: &table::COGNITO_CONFLICTING_TOKEN_TRIGGERS, checks: &[Check::Pool(config::conflicting_token_triggers)] },
    Rule { meta: &table::COGNITO_CONFLICTING_MESSAGES, checks: &[Check::Pool(messages::conflicting_messages)] },
    Rule { meta: &table::COGNITO_INVITE_WITHOUT_CODE, checks: &[Check::Pool(messages::invite_without_code)] },
    Rule { meta: &table::COGNITO_USERNAME_IN_VERIFICATION, checks: &[Check::Pool(messages::username_in_verification)] },
    Rule { meta: &table::COGNITO_LINK_WITHOUT_DOMAIN, checks: &[Check::Pool(messages::link_without_domain)] },
    Rule {
        meta: &table::COGNITO_SMS_ROLE_CONFUSED_DEPUTY,
        checks: &[Check::Role(sms_role::sms_role_confused_deputy), Check::Pool(sms_role::external_id)],
    },
    Rule { meta: &table::COGNITO_EXISTING_POOL_OWNED_HERE, checks: &[Check::Service(existing_pool_owned_here::existing_pool_owned_here)] },
    Rule {
        meta: &table::COGNITO_TRIGGER_POOL_NOT_OVERRIDDEN,
        checks: &[Check::Service(trigger_pool_not_overridden::trigger_pool_not_overridden)],
    },
];
