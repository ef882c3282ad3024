//! How a pool lets people in: passwords, factors, recovery, and what keeps it from being lost.

mod account_recovery;
mod attribute_update;
mod feature_needs_tier;
mod incomplete_threat_protection;
mod mfa_factors;
mod no_deletion_protection;
mod no_retain_policy;
mod open_doors;
mod passwords;
mod senders;

use super::prelude::*;
use crate::model::{Resource, Setting};
use crate::resolve::Known;
use crate::rules::{Edit, Report, Written};

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule { meta: &table::COGNITO_OPEN_SIGN_UP, checks: &[Check::Pool(open_doors::open_sign_up)] },
    Rule { meta: &table::COGNITO_WEAK_PASSWORD_POLICY, checks: &[Check::Pool(passwords::weak_password_policy)] },
    Rule {
        meta: &table::COGNITO_CONFLICTING_TEMPORARY_PASSWORD_VALIDITY,
        checks: &[Check::Pool(passwords::conflicting_temporary_password_validity)],
    },
    Rule { meta: &table::COGNITO_MFA_OFF, checks: &[Check::Pool(open_doors::mfa_off)] },
    Rule { meta: &table::COGNITO_MFA_OPTIONAL, checks: &[Check::Pool(open_doors::mfa_optional)] },
    Rule { meta: &table::COGNITO_SMS_ONLY_MFA, checks: &[Check::Pool(mfa_factors::sms_only_mfa)] },
    Rule { meta: &table::COGNITO_MFA_WITHOUT_FACTOR, checks: &[Check::Pool(mfa_factors::mfa_without_factor)] },
    Rule { meta: &table::COGNITO_INERT_MFA_FACTORS, checks: &[Check::Pool(mfa_factors::inert_mfa_factors)] },
    Rule { meta: &table::COGNITO_MISSING_SMS_CONFIGURATION, checks: &[Check::Pool(senders::missing_sms_configuration)] },
    Rule { meta: &table::COGNITO_CONFLICTING_SMS_CONFIGURATION, checks: &[Check::Pool(senders::conflicting_sms_configuration)] },
    Rule { meta: &table::COGNITO_INCOMPLETE_EMAIL_CONFIGURATION, checks: &[Check::Pool(senders::incomplete_email_configuration)] },
    Rule { meta: &table::COGNITO_CASE_SENSITIVE_USERNAMES, checks: &[Check::Pool(open_doors::case_sensitive_usernames)] },
    Rule { meta: &table::COGNITO_UNVERIFIED_ATTRIBUTE_UPDATE, checks: &[Check::Pool(attribute_update::unverified_attribute_update)] },
    Rule { meta: &table::COGNITO_UNREACHABLE_ACCOUNT_RECOVERY, checks: &[Check::Pool(account_recovery::unreachable_account_recovery)] },
    Rule { meta: &table::COGNITO_THREAT_PROTECTION_OFF, checks: &[Check::Pool(open_doors::threat_protection_off)] },
    Rule {
        meta: &table::COGNITO_INCOMPLETE_THREAT_PROTECTION,
        checks: &[Check::Pool(incomplete_threat_protection::incomplete_threat_protection)],
    },
    Rule { meta: &table::COGNITO_FEATURE_NEEDS_TIER, checks: feature_needs_tier::CHECKS },
    Rule { meta: &table::COGNITO_NO_DELETION_PROTECTION, checks: &[Check::Pool(no_deletion_protection::no_deletion_protection)] },
    Rule { meta: &table::COGNITO_NO_RETAIN_POLICY, checks: &[Check::Resource(no_retain_policy::no_retain_policy)] },
];

/// Lets a finding be mended by writing a property: in place of the value where one is written, so that another branch of an `Fn::If`
/// keeps its own; as a new key only where no branch has that key.
fn written_as<'f, 'w, T>(
    report: Report<'f, 'w>,
    resource: Resource<'w>,
    name: &str,
    setting: &Setting<T>,
    value: impl Into<Written>,
) -> Known<Report<'f, 'w>> {
    if setting.is_written() {
        return Ok(report.fix(Edit::replace(setting, value)));
    }
    Ok(match resource.properties()? {
        Some(properties) if properties.key(name).is_none() => report.fix(Edit::set_key(properties.node(), name, value)),
        None if resource.value().is_none() => report.fix(Edit::set(resource, &[name], value)),
        // The key or the map is there, and comes to nothing in this branch alone.
        _ => report,
    })
}
