//! What a document must be so that IAM takes it and reads it as its author does.

mod action_not_in_resource_policy;
mod invalid_policy;
mod key_policy_without_service;
mod missing_version;
mod old_version;
mod policy_too_large;
mod public_resource_policy;
mod unquoted_version;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        meta: &table::IAM_INVALID_POLICY,
        checks: &[
            Check::Document(invalid_policy::invalid_policy),
            Check::Document(invalid_policy::refused_letters),
            Check::Resource(invalid_policy::refused_letters_in_texts),
            Check::Resource(invalid_policy::unreadable),
        ],
    },
    Rule {
        meta: &table::IAM_ACTION_NOT_IN_RESOURCE_POLICY,
        checks: &[
            Check::Statement(action_not_in_resource_policy::action_not_in_resource_policy),
            Check::Statement(action_not_in_resource_policy::foreign_resource),
        ],
    },
    Rule { meta: &table::IAM_MISSING_VERSION, checks: &[Check::Document(missing_version::missing_version)] },
    Rule { meta: &table::IAM_OLD_VERSION, checks: &[Check::Document(old_version::old_version)] },
    Rule { meta: &table::IAM_UNQUOTED_VERSION, checks: &[Check::Document(unquoted_version::unquoted_version)] },
    Rule {
        meta: &table::IAM_POLICY_TOO_LARGE,
        checks: &[
            Check::Document(policy_too_large::document),
            Check::Document(policy_too_large::queue),
            Check::Resource(policy_too_large::inline),
        ],
    },
    Rule {
        meta: &table::IAM_PUBLIC_RESOURCE_POLICY,
        checks: &[
            Check::Document(public_resource_policy::public_resource_policy),
            Check::Of("AWS::Events::EventBusPolicy", public_resource_policy::event_bus),
        ],
    },
    Rule {
        meta: &table::IAM_KEY_POLICY_WITHOUT_SERVICE,
        checks: &[
            Check::Of("AWS::SQS::Queue", key_policy_without_service::queue),
            Check::Of("AWS::SNS::Topic", key_policy_without_service::topic),
        ],
    },
];
