//! APIs: who may call them.

mod function_url_permission_pair;
mod ignored_default_authorizer;
mod pool_arn_without_type;
mod public_function_permission;
mod public_function_url;

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[
    Rule { meta: &table::API_POOL_ARN_WITHOUT_TYPE, checks: &[Check::Service(pool_arn_without_type::pool_arn_without_type)] },
    Rule { meta: &table::API_IGNORED_DEFAULT_AUTHORIZER, checks: &[Check::Stack(ignored_default_authorizer::ignored_default_authorizer)] },
    Rule {
        meta: &table::API_PUBLIC_FUNCTION_PERMISSION,
        checks: &[
            Check::Of("AWS::Lambda::Permission", public_function_permission::public_function_permission),
            Check::Of("AWS::Lambda::LayerVersionPermission", public_function_permission::public_layer),
        ],
    },
    Rule { meta: &table::API_PUBLIC_FUNCTION_URL, checks: &[Check::Of("AWS::Lambda::Url", public_function_url::public_function_url)] },
    Rule {
        meta: &table::API_FUNCTION_URL_PERMISSION_PAIR,
        checks: &[Check::Of("AWS::Lambda::Permission", function_url_permission_pair::function_url_permission_pair)],
    },
];
