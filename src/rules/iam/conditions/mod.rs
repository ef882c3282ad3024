//! Conditions and policy variables: when a statement holds.

mod absent_key;
mod condition_key;
mod ineffective_condition;
mod ineffective_value;
mod loose_condition;
mod policy_variable;
mod single_valued_set_operator;
mod type_mismatch;
mod unknown_condition_operator;
mod unknown_policy_variable;

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        meta: &table::IAM_UNKNOWN_CONDITION_OPERATOR,
        checks: &[Check::Statement(unknown_condition_operator::unknown_condition_operator)],
    },
    Rule {
        meta: &table::IAM_SINGLE_VALUED_SET_OPERATOR,
        checks: &[Check::Statement(single_valued_set_operator::single_valued_set_operator)],
    },
    Rule {
        meta: &table::IAM_INEFFECTIVE_CONDITION,
        checks: &[
            Check::Statement(ineffective_condition::plain_star),
            Check::Statement(ineffective_condition::addresses),
            Check::Statement(ineffective_condition::no_value),
            Check::Statement(ineffective_condition::session_as_principal),
            Check::Statement(ineffective_condition::short_arn),
            Check::Statement(ineffective_condition::federated_with_device),
            Check::Statement(ineffective_condition::contradiction),
            Check::Statement(ineffective_condition::covered_value),
            Check::Statement(ineffective_value::one_limit_decides),
            Check::Statement(ineffective_value::address_within_range),
        ],
    },
    Rule {
        meta: &table::IAM_LOOSE_CONDITION,
        checks: &[
            Check::Statement(loose_condition::wide_pattern),
            Check::Statement(loose_condition::spoofable_key),
            Check::Statement(loose_condition::device),
            Check::Statement(loose_condition::prefix_of_list),
            Check::Statement(loose_condition::attributes_of_items),
            Check::Statement(loose_condition::scan_without_keys),
            Check::Statement(loose_condition::address_without_network),
        ],
    },
    Rule {
        meta: &table::IAM_UNKNOWN_CONDITION_KEY,
        checks: &[Check::Statement(condition_key::unknown_condition_key), Check::Statement(absent_key::key_that_nothing_fills)],
    },
    Rule {
        meta: &table::IAM_INAPPLICABLE_CONDITION_KEY,
        checks: &[
            Check::Statement(condition_key::inapplicable_condition_key),
            Check::Statement(absent_key::key_of_no_service),
            Check::Statement(absent_key::tag_of_no_resource),
        ],
    },
    Rule {
        meta: &table::IAM_CONDITION_TYPE_MISMATCH,
        checks: &[
            Check::Statement(type_mismatch::operator_of_another_type),
            Check::Statement(type_mismatch::malformed_value),
            Check::Statement(type_mismatch::variable),
            Check::Statement(type_mismatch::no_key_arn),
            Check::Statement(type_mismatch::id_of_a_network),
            Check::Statement(type_mismatch::no_region),
            Check::Statement(type_mismatch::no_service),
        ],
    },
    Rule {
        meta: &table::IAM_UNKNOWN_POLICY_VARIABLE,
        checks: &[
            Check::Service(unknown_policy_variable::read_by_the_framework),
            Check::Stack(unknown_policy_variable::read_by_sub),
            Check::Statement(policy_variable::in_a_statement),
        ],
    },
];
