//! ARNs and patterns of them: their form, and whether they fit the actions beside them.

mod index_not_granted;
mod invalid_arn;
mod log_groups;
mod redundant;
mod resource_mismatch;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::IAM_INVALID_ARN, checks: &[Check::Statement(invalid_arn::invalid_arn)] },
    Rule { meta: &table::IAM_RESOURCE_MISMATCH, checks: &[Check::Document(resource_mismatch::resource_mismatch)] },
    Rule {
        meta: &table::IAM_REDUNDANT_ACTION,
        checks: &[Check::Statement(redundant::redundant_action), Check::Statement(redundant::redundant_resource)],
    },
    Rule { meta: &table::IAM_REDUNDANT_STATEMENT, checks: &[Check::Document(redundant::redundant_statement)] },
    Rule { meta: &table::IAM_LOG_GROUP_WITHOUT_STREAMS, checks: &[Check::Statement(log_groups::log_group_without_streams)] },
    Rule { meta: &table::IAM_UNSCOPABLE_DESCRIBE, checks: &[Check::Statement(log_groups::unscopable_describe)] },
    Rule { meta: &table::IAM_MISSING_TAG_PERMISSION, checks: &[Check::Document(log_groups::missing_tag_permission)] },
    Rule { meta: &table::IAM_INDEX_NOT_GRANTED, checks: &[Check::Stack(index_not_granted::index_not_granted)] },
];
