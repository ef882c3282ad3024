//! Policies by name, and whom policies are attached to.

mod boundary;
mod broad_managed_policy;
mod deprecated_managed_policy;
mod hard_coded_partition;
mod shared_function_role;
mod unknown_managed_policy;
mod users;

use crate::rules::prelude::*;

pub(super) use broad_managed_policy::label;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        meta: &table::IAM_UNKNOWN_MANAGED_POLICY,
        checks: &[
            Check::Resource(unknown_managed_policy::of_resource),
            Check::Stack(unknown_managed_policy::of_service),
            Check::Stack(unknown_managed_policy::in_sam),
        ],
    },
    Rule {
        meta: &table::IAM_DEPRECATED_MANAGED_POLICY,
        checks: &[Check::Resource(deprecated_managed_policy::of_resource), Check::Stack(deprecated_managed_policy::of_service)],
    },
    Rule {
        meta: &table::IAM_BROAD_MANAGED_POLICY,
        checks: &[Check::Resource(broad_managed_policy::of_resource), Check::Stack(broad_managed_policy::of_service)],
    },
    Rule { meta: &table::IAM_USER_ATTACHED_POLICY, checks: &[Check::Resource(users::user_attached_policy)] },
    Rule { meta: &table::IAM_ACCESS_KEY_IN_TEMPLATE, checks: &[Check::Of("AWS::IAM::AccessKey", users::access_key_in_template)] },
    Rule { meta: &table::IAM_SHARED_FUNCTION_ROLE, checks: &[Check::Role(shared_function_role::shared_function_role)] },
    Rule { meta: &table::IAM_NO_PERMISSIONS_BOUNDARY, checks: &[Check::Resource(boundary::no_permissions_boundary)] },
    Rule { meta: &table::IAM_HARD_CODED_PARTITION, checks: &[Check::Resource(hard_coded_partition::hard_coded_partition)] },
];
