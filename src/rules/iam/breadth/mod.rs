//! Statements that give more than their author meant.

mod full_admin;
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
    Rule { meta: &table::IAM_WILDCARD_RESOURCE, checks: &[Check::Statement(wildcard_resource::wildcard_resource)] },
];
