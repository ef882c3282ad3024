//! Sign-in names and the attributes of users.

mod immutable_mapped_attribute;
mod schema;
mod sign_in;

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::COGNITO_USERNAME_AND_ALIAS_ATTRIBUTES, checks: &[Check::Pool(sign_in::username_and_alias_attributes)] },
    Rule { meta: &table::COGNITO_REQUIRED_PREFERRED_USERNAME_ALIAS, checks: &[Check::Pool(sign_in::required_preferred_username_alias)] },
    Rule { meta: &table::COGNITO_ATTRIBUTE_WITHOUT_DATA_TYPE, checks: &[Check::Pool(schema::attribute_without_data_type)] },
    Rule { meta: &table::COGNITO_WRONG_STANDARD_TYPE, checks: &[Check::Pool(schema::wrong_standard_type)] },
    Rule { meta: &table::COGNITO_INVALID_CUSTOM_ATTRIBUTE, checks: &[Check::Pool(schema::invalid_custom_attribute)] },
    Rule { meta: &table::COGNITO_SHADOWED_STANDARD_ATTRIBUTE, checks: &[Check::Pool(schema::shadowed_standard_attribute)] },
    Rule {
        meta: &table::COGNITO_IMMUTABLE_MAPPED_ATTRIBUTE,
        checks: &[Check::Pool(immutable_mapped_attribute::immutable_mapped_attribute)],
    },
];
