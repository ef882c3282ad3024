//! The facts of a user pool and of what hangs on it but clients.

use super::Datum;
use super::reading::{Read, Shown, Spec, amount, default, list_at, list_or, listed, number_at, shown, text_at, value, yes};
use crate::model::{Names, Place, Resource, Retention, Setting, Tier, UserPool};

/// A function that the pool calls, by its key in `LambdaConfig`.
macro_rules! trigger {
    ($key:literal, $name:literal) => {
        Spec { key: $key, name: concat!("trigger ", $name), path: &["LambdaConfig", $name], read: |at| trigger(at, $name) }
    };
}

pub(super) const POOL: &[Spec] = &[
    Spec { key: "sign-in", name: "sign-in names", path: &["UsernameAttributes"], read: sign_in },
    Spec {
        key: "case",
        name: "case of names",
        path: &["UsernameConfiguration", "CaseSensitive"],
        read: |at| {
            let exact = UserPool(at).user_names()?.map(|names| names == Names::Exact);
            yes(exact, "matters: A@x.org and a@x.org are two users", "does not matter")
        },
    },
    Spec {
        key: "sign-up",
        name: "sign-up",
        path: &["AdminCreateUserConfig", "AllowAdminCreateUserOnly"],
        read: |at| yes(UserPool(at).is_open_for_sign_up()?, "open to anybody", "by administrators only"),
    },
    Spec {
        key: "verified",
        name: "verified",
        path: &["AutoVerifiedAttributes"],
        read: |at| {
            let verified = list_or(at, &["AutoVerifiedAttributes"], &[])?;
            Ok(verified.map(|setting| setting.map(|shown| shown.said(|text| if text.is_empty() { "nothing".to_owned() } else { text }))))
        },
    },
    Spec {
        key: "password-length",
        name: "password length",
        path: &["Policies", "PasswordPolicy", "MinimumLength"],
        read: |at| {
            let length = amount(UserPool(at).password_length()?, "characters")?;
            Ok(length.map(|setting| setting.map(|shown| shown.said(|text| format!("at least {text}")))))
        },
    },
    Spec {
        key: "password-characters",
        name: "password must have",
        path: &["Policies", "PasswordPolicy"],
        read: |at| {
            let classes = UserPool(at).password_classes()?.map(|classes| Shown::names(&classes));
            let say = |text: String| if text.is_empty() { "no kind of character".to_owned() } else { text.replace(" letters", "") };
            Ok(Some(classes.map(|shown| shown.said(say))))
        },
    },
    Spec {
        key: "temporary-password",
        name: "temporary password",
        path: &["Policies", "PasswordPolicy", "TemporaryPasswordValidityDays"],
        read: |at| amount(UserPool(at).temporary_password_days()?, "days"),
    },
    Spec {
        key: "first-factors",
        name: "first factors",
        path: &["Policies", "SignInPolicy", "AllowedFirstAuthFactors"],
        read: |at| list_or(at, &["Policies", "SignInPolicy", "AllowedFirstAuthFactors"], &UserPool::DEFAULT_FIRST_FACTORS),
    },
    Spec {
        key: "mfa",
        name: "MFA",
        path: &["MfaConfiguration"],
        read: |at| Ok(Some(UserPool(at).mfa()?.map(|mfa| Shown::name(mfa.name())))),
    },
    Spec { key: "mfa-factors", name: "MFA factors", path: &["EnabledMfas"], read: |at| list_at(at, &["EnabledMfas"]) },
    Spec { key: "recovery", name: "account recovery", path: &["AccountRecoverySetting", "RecoveryMechanisms"], read: recovery },
    Spec { key: "mail", name: "mail", path: &["EmailConfiguration", "EmailSendingAccount"], read: mail },
    Spec { key: "texts", name: "text messages", path: &["SmsConfiguration", "SnsCallerArn"], read: texts },
    trigger!("trigger-create-auth-challenge", "CreateAuthChallenge"),
    trigger!("trigger-custom-email-sender", "CustomEmailSender"),
    trigger!("trigger-custom-message", "CustomMessage"),
    trigger!("trigger-custom-sms-sender", "CustomSMSSender"),
    trigger!("trigger-define-auth-challenge", "DefineAuthChallenge"),
    trigger!("trigger-inbound-federation", "InboundFederation"),
    trigger!("trigger-post-authentication", "PostAuthentication"),
    trigger!("trigger-post-confirmation", "PostConfirmation"),
    trigger!("trigger-pre-authentication", "PreAuthentication"),
    trigger!("trigger-pre-sign-up", "PreSignUp"),
    trigger!("trigger-pre-token-generation", "PreTokenGeneration"),
    trigger!("trigger-pre-token-generation-config", "PreTokenGenerationConfig"),
    trigger!("trigger-user-migration", "UserMigration"),
    trigger!("trigger-verify-auth-challenge-response", "VerifyAuthChallengeResponse"),
    Spec {
        key: "deletion-protection",
        name: "deletion protection",
        path: &["DeletionProtection"],
        read: |at| yes(UserPool(at).deletion_protection()?, "ACTIVE", "INACTIVE"),
    },
    Spec { key: "deletion-policy", name: "when removed", path: &[], read: |at| retention(at, "DeletionPolicy") },
    Spec { key: "replace-policy", name: "when replaced", path: &[], read: |at| retention(at, "UpdateReplacePolicy") },
    Spec {
        key: "tier",
        name: "tier",
        path: &["UserPoolTier"],
        read: |at| Ok(Some(UserPool(at).tier()?.map(|tier| Shown::name(tier.name()).said(|name| format!("{name}: {}", limits(tier)))))),
    },
    Spec {
        key: "threat-protection",
        name: "threat protection",
        path: &["UserPoolAddOns", "AdvancedSecurityMode"],
        read: |at| Ok(Some(UserPool(at).threat_protection()?.map(|mode| Shown::name(mode.name())))),
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
        read: |at| {
            let version = number_at(at, &["ManagedLoginVersion"])?;
            Ok(version.map(|setting| setting.map(|shown| shown.said(|number| format!("version {number}")))))
        },
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
            Ok(Some(Setting::written(Shown::names(&names), &mapping)))
        },
    },
];

pub(super) const GROUP: &[Spec] = &[
    Spec { key: "name", name: "name", path: &["GroupName"], read: |at| text_at(at, &["GroupName"]) },
    Spec { key: "precedence", name: "precedence", path: &["Precedence"], read: |at| number_at(at, &["Precedence"]) },
    Spec { key: "role", name: "role", path: &["RoleArn"], read: |at| text_at(at, &["RoleArn"]) },
];

fn sign_in(at: Resource<'_>) -> Read {
    if let Some(names) = list_at(at, &["UsernameAttributes"])? {
        return Ok(Some(names));
    }
    let aliases = list_at(at, &["AliasAttributes"])?;
    Ok(Some(match aliases {
        Some(aliases) => aliases.map(|aliases| {
            let datum = match aliases.datum {
                Some(Datum::List(names)) => Some(Datum::List([vec![user_name()], names].concat())),
                _ => None,
            };
            Shown { text: format!("a user name, or {} as alias", aliases.text), datum }
        }),
        None => default(at, Shown::new("a user name", Datum::List(vec![user_name()]))),
    }))
}

/// Of a name that people choose.
fn user_name() -> Datum {
    Datum::Text("username".to_owned())
}

fn recovery(at: Resource<'_>) -> Read {
    let in_turn = |names: &[String]| Shown::names(names).said(|_| names.join(", then "));
    let Some(list) = at.list_at(&["AccountRecoverySetting", "RecoveryMechanisms"])? else {
        return Ok(Some(default(at, in_turn(&UserPool::DEFAULT_RECOVERY.map(str::to_owned)))));
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
    Ok(Some(list.map(|_| in_turn(&names))))
}

fn mail(at: Resource<'_>) -> Read {
    let own = UserPool(at).sends_own_mail()?;
    let source = text_at(at, &["EmailConfiguration", "SourceArn"])?;
    Ok(Some(own.map(|own| {
        let account = Shown::name(if own { "DEVELOPER" } else { "COGNITO_DEFAULT" });
        account.said(|account| match source {
            Some(source) => format!("{account}, from {}", source.text),
            None if own => account,
            None => format!("{account}: by the service itself, few a day"),
        })
    })))
}

fn texts(at: Resource<'_>) -> Read {
    match text_at(at, &["SmsConfiguration", "SnsCallerArn"])? {
        Some(role) => Ok(Some(role.map(|role| role.said(|role| format!("by SNS, with role {role}"))))),
        None if UserPool(at).sends_texts()? => Ok(None),
        None => Ok(Some(default(at, Shown::words("none can be sent")))),
    }
}

fn trigger(at: Resource<'_>, name: &'static str) -> Read {
    let Some(trigger) = UserPool(at).trigger(name)? else { return Ok(None) };
    Ok(Some(Setting::written_at(value(at.world(), &trigger.arn)?, trigger.place)))
}

pub(super) fn retention(at: Resource<'_>, name: &str) -> Read {
    let word = |kept| match kept {
        Retention::Delete => "deleted",
        Retention::Retain => "kept",
        Retention::Snapshot => "a snapshot is kept",
    };
    let kept = Retention::of(at, name)?;
    Ok(Some(kept.map(|kept| Shown::name(kept.name()).said(|_| word(kept).to_owned()))))
}

/// What a tier excludes (<https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html>).
fn limits(tier: Tier) -> &'static str {
    match tier {
        Tier::Lite => {
            "no passkeys, one-time codes, MFA by mail, password history, changed access tokens, managed login or threat protection"
        }
        Tier::Essentials => "no threat protection, no export of sign-in events",
        Tier::Plus => "excludes nothing",
    }
}

/// A text that several entries make, written where the first of them is.
pub(super) fn entries(texts: Vec<String>, place: Option<Place>, at: Resource<'_>, none: &str) -> Setting<Shown> {
    match place {
        Some(place) => Setting::written_at(Shown::words(texts.join(", ")), place),
        None => default(at, Shown::words(none)),
    }
}
