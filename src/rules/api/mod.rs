//! APIs: who may call them.

mod ignored_default_authorizer;
mod pool_arn_without_type;

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[
    Rule { meta: &table::API_POOL_ARN_WITHOUT_TYPE, checks: &[Check::Service(pool_arn_without_type::pool_arn_without_type)] },
    Rule { meta: &table::API_IGNORED_DEFAULT_AUTHORIZER, checks: &[Check::Stack(ignored_default_authorizer::ignored_default_authorizer)] },
];
