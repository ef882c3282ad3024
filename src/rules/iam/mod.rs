//! Policy documents, wherever they stand.

mod full_admin;
mod function_statements;
mod missing_version;
mod unknown_policy_variable;
mod unquoted_version;
mod wildcard_action;
mod wildcard_resource;

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[
    Rule {
        meta: &table::IAM_FULL_ADMIN,
        checks: &[
            Check::Statement(full_admin::full_admin),
            Check::Resource(full_admin::managed_admin),
            Check::Stack(full_admin::service_admin),
        ],
    },
    Rule { meta: &table::IAM_WILDCARD_ACTION, checks: &[Check::Statement(wildcard_action::wildcard_action)] },
    Rule { meta: &table::IAM_WILDCARD_RESOURCE, checks: &[Check::Statement(wildcard_resource::wildcard_resource)] },
    Rule { meta: &table::IAM_MISSING_VERSION, checks: &[Check::Document(missing_version::missing_version)] },
    Rule { meta: &table::IAM_UNQUOTED_VERSION, checks: &[Check::Document(unquoted_version::unquoted_version)] },
    Rule {
        meta: &table::IAM_UNKNOWN_POLICY_VARIABLE,
        checks: &[Check::Service(unknown_policy_variable::read_by_the_framework), Check::Stack(unknown_policy_variable::read_by_sub)],
    },
    Rule { meta: &table::IAM_IGNORED_FUNCTION_STATEMENTS, checks: &[Check::Service(function_statements::ignored_function_statements)] },
    Rule { meta: &table::IAM_DROPPED_MANAGED_POLICIES, checks: &[Check::Service(function_statements::dropped_managed_policies)] },
];
