//! What people and programs can do in the end, over everything that is wired together.

mod user_role_on_function;

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[Rule {
    meta: &table::ACCESS_USER_ROLE_ON_FUNCTION,
    checks: &[Check::Of("AWS::Lambda::Function", user_role_on_function::user_role_on_function)],
}];
