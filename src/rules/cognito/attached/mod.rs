//! What is attached to a pool: domains, identity providers, groups, users, risk settings, and which attributes clients may write.

mod client_attributes;
mod domain;
mod domain_parent;
mod empty_username_configuration;
mod group;
mod identity_provider;
mod pool_id;
mod unenforced_risk;
mod user_in_template;
mod writable_custom_attribute;

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        meta: &table::COGNITO_WRITABLE_CUSTOM_ATTRIBUTE,
        checks: &[Check::Client(writable_custom_attribute::writable_custom_attribute)],
    },
    Rule { meta: &table::COGNITO_INVALID_WRITE_ATTRIBUTES, checks: &[Check::Client(client_attributes::invalid_write_attributes)] },
    Rule { meta: &table::COGNITO_INVALID_READ_ATTRIBUTES, checks: &[Check::Client(client_attributes::invalid_read_attributes)] },
    Rule { meta: &table::COGNITO_INVALID_DOMAIN_PREFIX, checks: &[Check::Of(DOMAIN, domain::invalid_domain_prefix)] },
    Rule { meta: &table::COGNITO_UNSCOPED_DOMAIN_PREFIX, checks: &[Check::Of(DOMAIN, domain::unscoped_domain_prefix)] },
    Rule { meta: &table::COGNITO_WEAK_DOMAIN_TLS, checks: &[Check::Of(DOMAIN, domain::weak_domain_tls)] },
    Rule { meta: &table::COGNITO_DOMAIN_CERTIFICATE_REGION, checks: &[Check::Of(DOMAIN, domain::domain_certificate_region)] },
    Rule { meta: &table::COGNITO_DOMAIN_PARENT_MISSING, checks: &[Check::Of(DOMAIN, domain_parent::domain_parent_missing)] },
    Rule {
        meta: &table::COGNITO_INCOMPLETE_IDENTITY_PROVIDER,
        checks: &[Check::Of(PROVIDER, identity_provider::incomplete_identity_provider)],
    },
    Rule { meta: &table::COGNITO_IDP_INITIATED_SAML, checks: &[Check::Of(PROVIDER, identity_provider::idp_initiated_saml)] },
    Rule { meta: &table::COGNITO_GROUP_PRECEDENCE_COLLISION, checks: &[Check::Pool(group::group_precedence_collision)] },
    Rule { meta: &table::COGNITO_UNUSED_GROUP_ROLE, checks: &[Check::Of("AWS::Cognito::UserPoolGroup", group::unused_group_role)] },
    Rule {
        meta: &table::COGNITO_UNENFORCED_RISK,
        checks: &[Check::Of("AWS::Cognito::UserPoolRiskConfigurationAttachment", unenforced_risk::unenforced_risk)],
    },
    Rule { meta: &table::COGNITO_USER_IN_TEMPLATE, checks: &[Check::Of("AWS::Cognito::UserPoolUser", user_in_template::user_in_template)] },
    Rule { meta: &table::COGNITO_WRONG_POOL_ID, checks: &[Check::Resource(pool_id::wrong_pool_id)] },
    Rule {
        meta: &table::COGNITO_EMPTY_USERNAME_CONFIGURATION,
        checks: &[Check::Pool(empty_username_configuration::empty_username_configuration)],
    },
];

const DOMAIN: &str = "AWS::Cognito::UserPoolDomain";
const PROVIDER: &str = "AWS::Cognito::UserPoolIdentityProvider";
