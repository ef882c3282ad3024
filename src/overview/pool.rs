//! The facts of a user pool and of what hangs on it but clients.

use super::reading::{Spec, default, list_at, listed, shown, text_at, yes};
use crate::model::{Mfa, Place, Resource, Retention, Setting, Tier, UserPool};
use crate::resolve::Known;

type Read = Known<Option<Setting<String>>>;

pub(super) const POOL: &[Spec] = &[
    Spec { key: "sign-in", name: "sign-in names", path: &["UsernameAttributes"], read: sign_in },
    Spec {
        key: "case",
        name: "case of names",
        path: &["UsernameConfiguration", "CaseSensitive"],
        read: |at| Ok(Some(yes(UserPool(at).is_case_sensitive()?, "matters: A@x.org and a@x.org are two users", "does not matter"))),
    },
    Spec {
        key: "sign-up",
        name: "sign-up",
        path: &["AdminCreateUserConfig", "AllowAdminCreateUserOnly"],
        read: |at| Ok(Some(yes(UserPool(at).is_open_for_sign_up()?, "open to anybody", "by administrators only"))),
    },
    Spec {
        key: "verified",
        name: "verified",
        path: &["AutoVerifiedAttributes"],
        read: |at| Ok(Some(list_at(at, &["AutoVerifiedAttributes"])?.unwrap_or_else(|| default(at, "nothing")))),
    },
    Spec {
        key: "password-length",
        name: "password length",
        path: &["Policies", "PasswordPolicy", "MinimumLength"],
        read: |at| Ok(Some(UserPool(at).password_length()?.map(|length| format!("at least {length} characters")))),
    },
    Spec {
        key: "password-characters",
        name: "password must have",
        path: &["Policies", "PasswordPolicy"],
        read: |at| {
            let kinds = UserPool(at).password_characters()?;
            Ok(Some(kinds.map(|kinds| if kinds.is_empty() { "no kind of character".to_owned() } else { kinds.join(", ") })))
        },
    },
    Spec {
        key: "temporary-password",
        name: "temporary password",
        path: &["Policies", "PasswordPolicy", "TemporaryPasswordValidityDays"],
        read: |at| {
            let days = UserPool(at).temporary_password_days()?;
            Ok(Some(days.map(|days| if days == 1 { "1 day".to_owned() } else { format!("{days} days") })))
        },
    },
    Spec {
        key: "first-factors",
        name: "first factors",
        path: &["Policies", "SignInPolicy", "AllowedFirstAuthFactors"],
        read: |at| {
            Ok(Some(list_at(at, &["Policies", "SignInPolicy", "AllowedFirstAuthFactors"])?.unwrap_or_else(|| default(at, "PASSWORD"))))
        },
    },
    Spec {
        key: "mfa",
        name: "MFA",
        path: &["MfaConfiguration"],
        read: |at| {
            let word = |mfa| match mfa {
                Mfa::Off => "OFF",
                Mfa::Optional => "OPTIONAL",
                Mfa::On => "ON",
            };
            Ok(Some(UserPool(at).mfa()?.map(|mfa| word(mfa).to_owned())))
        },
    },
    Spec { key: "mfa-factors", name: "MFA factors", path: &["EnabledMfas"], read: |at| list_at(at, &["EnabledMfas"]) },
    Spec { key: "recovery", name: "account recovery", path: &["AccountRecoverySetting", "RecoveryMechanisms"], read: recovery },
    Spec { key: "mail", name: "mail", path: &["EmailConfiguration", "EmailSendingAccount"], read: mail },
    Spec { key: "texts", name: "text messages", path: &["SmsConfiguration", "SnsCallerArn"], read: texts },
    Spec { key: "triggers", name: "triggers", path: &["LambdaConfig"], read: triggers },
    Spec {
        key: "deletion-protection",
        name: "deletion protection",
        path: &["DeletionProtection"],
        read: |at| Ok(Some(yes(UserPool(at).deletion_protection()?, "ACTIVE", "INACTIVE"))),
    },
    Spec { key: "deletion-policy", name: "when removed", path: &[], read: |at| retention(at, "DeletionPolicy") },
    Spec { key: "replace-policy", name: "when replaced", path: &[], read: |at| retention(at, "UpdateReplacePolicy") },
    Spec {
        key: "tier",
        name: "tier",
        path: &["UserPoolTier"],
        read: |at| Ok(Some(UserPool(at).tier()?.map(|tier| tier_text(tier).to_owned()))),
    },
    Spec {
        key: "threat-protection",
        name: "threat protection",
        path: &["UserPoolAddOns", "AdvancedSecurityMode"],
        read: |at| Ok(Some(text_at(at, &["UserPoolAddOns", "AdvancedSecurityMode"])?.unwrap_or_else(|| default(at, "OFF")))),
    },
];

pub(super) const DOMAIN: &[Spec] = &[
    Spec { key: "domain", name: "domain", path: &["Domain"], read: |at| text_at(at, &["Domain"]) },
    Spec {
        key: "certificate",
        name: "certificate",
        path: &["CustomDomainConfig", "CertificateArn"],
        read: |at| text_at(at, &["CustomDomainConfig", "CertificateArn"]),
    },
    Spec {
        key: "pages",
        name: "sign-in pages",
        path: &["ManagedLoginVersion"],
        read: |at| Ok(text_at(at, &["ManagedLoginVersion"])?.map(|version| version.map(|version| format!("version {version}")))),
    },
];

pub(super) const SERVER: &[Spec] = &[
    Spec { key: "identifier", name: "identifier", path: &["Identifier"], read: |at| text_at(at, &["Identifier"]) },
    Spec {
        key: "scopes",
        name: "scopes",
        path: &["Scopes"],
        read: |at| {
            let Some(list) = at.list_at(&["Scopes"])? else { return Ok(None) };
            let mut names = Vec::new();
            for item in list.iter() {
                if let Some(name) = item.object()?.get("ScopeName")? {
                    names.push(name);
                }
            }
            Ok(Some(list.map(|_| listed(at.world(), &names))))
        },
    },
];

/// Nothing of `ProviderDetails` but what is public: secrets stand there too.
pub(super) const PROVIDER: &[Spec] = &[
    Spec { key: "name", name: "name", path: &["ProviderName"], read: |at| text_at(at, &["ProviderName"]) },
    Spec { key: "type", name: "type", path: &["ProviderType"], read: |at| text_at(at, &["ProviderType"]) },
    Spec {
        key: "issuer",
        name: "issuer",
        path: &["ProviderDetails", "oidc_issuer"],
        read: |at| text_at(at, &["ProviderDetails", "oidc_issuer"]),
    },
    Spec {
        key: "scopes",
        name: "scopes",
        path: &["ProviderDetails", "authorize_scopes"],
        read: |at| text_at(at, &["ProviderDetails", "authorize_scopes"]),
    },
    Spec {
        key: "mapped",
        name: "mapped attributes",
        path: &["AttributeMapping"],
        read: |at| {
            let Some(mapping) = at.property("AttributeMapping")? else { return Ok(None) };
            let names: Vec<String> = mapping.object()?.entries()?.into_iter().map(|(name, _, _)| name).collect();
            Ok(Some(Setting::written(names.join(", "), &mapping)))
        },
    },
];

pub(super) const GROUP: &[Spec] = &[
    Spec { key: "name", name: "name", path: &["GroupName"], read: |at| text_at(at, &["GroupName"]) },
    Spec { key: "precedence", name: "precedence", path: &["Precedence"], read: |at| text_at(at, &["Precedence"]) },
    Spec { key: "role", name: "role", path: &["RoleArn"], read: |at| text_at(at, &["RoleArn"]) },
];

fn sign_in(at: Resource<'_>) -> Read {
    if let Some(names) = list_at(at, &["UsernameAttributes"])? {
        return Ok(Some(names));
    }
    if let Some(aliases) = list_at(at, &["AliasAttributes"])? {
        return Ok(Some(aliases.map(|aliases| format!("a user name, or {aliases} as alias"))));
    }
    Ok(Some(default(at, "a user name")))
}

fn recovery(at: Resource<'_>) -> Read {
    let Some(list) = at.list_at(&["AccountRecoverySetting", "RecoveryMechanisms"])? else {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
        return Ok(Some(default(at, "by text message, else by mail")));
    };
    let mut ways = Vec::new();
    for item in list.iter() {
        let item = item.object()?;
        let priority = match item.get("Priority")? {
            Some(priority) => priority.integer()?,
            None => 0,
        };
        if let Some(name) = item.get("Name")? {
            ways.push((priority, shown(at.world(), &name)?));
        }
    }
    ways.sort();
    let names: Vec<String> = ways.into_iter().map(|(_, name)| name).collect();
    Ok(Some(list.map(|_| names.join(", then "))))
}

fn mail(at: Resource<'_>) -> Read {
    let account = text_at(at, &["EmailConfiguration", "EmailSendingAccount"])?;
    let source = text_at(at, &["EmailConfiguration", "SourceArn"])?;
    Ok(Some(match (account, source) {
        (Some(account), Some(source)) => account.map(|account| format!("{account}, from {}", *source)),
        (Some(account), None) => account,
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html
        (None, _) => default(at, "COGNITO_DEFAULT: by the service itself, few a day"),
    }))
}

fn texts(at: Resource<'_>) -> Read {
    match text_at(at, &["SmsConfiguration", "SnsCallerArn"])? {
        Some(role) => Ok(Some(role.map(|role| format!("by SNS, with role {role}")))),
        None if at.property("SmsConfiguration")?.is_some() => Ok(None),
        None => Ok(Some(default(at, "none can be sent"))),
    }
}

fn triggers(at: Resource<'_>) -> Read {
    let Some(config) = at.property("LambdaConfig")? else { return Ok(None) };
    let mut all = Vec::new();
    for (name, _, value) in config.object()?.entries()? {
        if name == "KMSKeyID" {
            continue;
        }
        let function = match value.object() {
            Ok(object) => object.get("LambdaArn")?,
            Err(_) => Some(value),
        };
        let function = match function {
            Some(function) => shown(at.world(), &function).unwrap_or_else(|unknown| format!("? ({unknown})")),
            None => continue,
        };
        all.push(format!("{name}: {function}"));
    }
    Ok((!all.is_empty()).then(|| Setting::written(all.join(", "), &config)))
}

pub(super) fn retention(at: Resource<'_>, name: &str) -> Read {
    let word = |kept| match kept {
        Retention::Delete => "deleted",
        Retention::Retain => "kept",
        Retention::Snapshot => "a snapshot is kept",
    };
    Ok(Some(Retention::of(at, name)?.map(|kept| word(kept).to_owned())))
}

/// What a tier excludes (<https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html>).
fn tier_text(tier: Tier) -> &'static str {
    match tier {
        Tier::Lite => {
            "LITE: no passkeys, one-time codes, MFA by mail, password history, changed access tokens, managed login or threat protection"
        }
        Tier::Essentials => "ESSENTIALS: no threat protection, no export of sign-in events",
        Tier::Plus => "PLUS: excludes nothing",
    }
}

/// A text that several entries make, written where the first of them is.
pub(super) fn entries(texts: Vec<String>, place: Option<Place>, at: Resource<'_>, none: &str) -> Setting<String> {
    match place {
        Some(place) => Setting::written_at(texts.join(", "), place),
        None => default(at, none),
    }
}
