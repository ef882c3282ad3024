//! Statements that give more than their author meant.

mod allow_not;
mod any_device;
mod any_role;
mod cognito_administration;
mod full_admin;
mod listed;
mod lists;
mod scope;
mod wildcard_action;
mod wildcard_resource;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        meta: &table::IAM_FULL_ADMIN,
        checks: &[
            Check::Statement(full_admin::full_admin),
            Check::Resource(full_admin::managed_admin),
            Check::Stack(full_admin::service_admin),
        ],
    },
    Rule { meta: &table::IAM_WILDCARD_ACTION, checks: &[Check::Statement(wildcard_action::wildcard_action)] },
    Rule {
        meta: &table::IAM_WILDCARD_RESOURCE,
        checks: &[Check::Statement(wildcard_resource::wildcard_resource), Check::Document(any_device::any_device)],
    },
    Rule { meta: &table::IAM_ALLOW_NOT_ACTION, checks: &[Check::Statement(allow_not::allow_not_action)] },
    Rule { meta: &table::IAM_ALLOW_NOT_RESOURCE, checks: &[Check::Statement(allow_not::allow_not_resource)] },
    Rule { meta: &table::IAM_UNRESTRICTED_PASS_ROLE, checks: &[Check::Document(any_role::unrestricted_pass_role)] },
    Rule { meta: &table::IAM_UNRESTRICTED_SERVICE_LINKED_ROLE, checks: &[Check::Document(any_role::unrestricted_service_linked_role)] },
    Rule { meta: &table::IAM_ASSUME_ANY_ROLE, checks: &[Check::Document(any_role::assume_any_role)] },
    Rule { meta: &table::IAM_COGNITO_ADMINISTRATION, checks: &[Check::Statement(cognito_administration::cognito_administration)] },
    Rule { meta: &table::IAM_CREDENTIALS_EXPOSURE, checks: &[Check::Statement(listed::credentials_exposure)] },
    Rule { meta: &table::IAM_DATA_EXFILTRATION, checks: &[Check::Statement(listed::data_exfiltration)] },
    Rule { meta: &table::IAM_PERMISSIONS_MANAGEMENT, checks: &[Check::Statement(listed::permissions_management)] },
];
