//! Features that the pool's tier lacks, of the pool and of what stands around it.

use crate::model::{Client, Mfa, Place, Resource, Tier, UserPool};
use crate::resolve::Known;
use crate::rules::{Check, Checked, Findings};

pub(super) static CHECKS: &[Check] = &[
    Check::Pool(of_pool),
    Check::Client(of_client),
    Check::Of("AWS::Cognito::UserPoolDomain", of_domain),
    Check::Of("AWS::Cognito::ManagedLoginBranding", of_branding),
    Check::Of("AWS::Cognito::LogDeliveryConfiguration", of_logs),
    Check::Of("AWS::Cognito::UserPoolRiskConfigurationAttachment", of_risk),
];

/// A feature that is used.
struct Feature {
    place: Place,
    /// As people call it.
    name: &'static str,
    /// The lowest tier that has it.
    needs: Tier,
}

type Found = Known<Option<Feature>>;

fn essentials(place: impl Into<Place>, name: &'static str) -> Option<Feature> {
    Some(Feature { place: place.into(), name, needs: Tier::Essentials })
}

fn plus(place: impl Into<Place>, name: &'static str) -> Option<Feature> {
    Some(Feature { place: place.into(), name, needs: Tier::Plus })
}

fn of_pool<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let features: [for<'p> fn(UserPool<'p>) -> Found; 7] =
        [threat_protection, custom_auth_mode, first_factor, passkeys, mail_factor, token_version, history];
    out.each(features, |feature, out| match feature(pool)? {
        Some(feature) => judge(pool, &feature, out),
        None => Ok(()),
    });
    Ok(())
}

fn threat_protection(pool: UserPool<'_>) -> Found {
    let mode = pool.threat_protection()?;
    Ok(if mode.is_on() { plus(&mode, "threat protection") } else { None })
}

fn custom_auth_mode(pool: UserPool<'_>) -> Found {
    // Where the mode itself asks for it that is enough.
    if pool.threat_protection()?.is_on() {
        return Ok(None);
    }
    let mode = pool.0.property_at(&["UserPoolAddOns", "AdvancedSecurityAdditionalFlows", "CustomAuthMode"])?;
    let Some(mode) = mode else { return Ok(None) };
    let is_on = matches!(mode.literal()?.as_str(), "AUDIT" | "ENFORCED");
    Ok(if is_on { plus(&mode, "threat protection") } else { None })
}

fn first_factor(pool: UserPool<'_>) -> Found {
    for factor in pool.first_factors()? {
        if !factor.is("PASSWORD")? {
            return Ok(essentials(&factor, "sign-in without a password"));
        }
    }
    Ok(None)
}

fn passkeys(pool: UserPool<'_>) -> Found {
    // Said at the factor where that is listed.
    if pool.is_passwordless()? {
        return Ok(None);
    }
    for name in ["WebAuthnRelyingPartyID", "WebAuthnUserVerification", "WebAuthnFactorConfiguration"] {
        if let Some(value) = pool.0.property(name)?
            && !value.literal()?.is_empty()
        {
            return Ok(essentials(&value, "the use of passkeys"));
        }
    }
    Ok(None)
}

fn mail_factor(pool: UserPool<'_>) -> Found {
    if *pool.mfa()? == Mfa::Off {
        return Ok(None);
    }
    for factor in pool.second_factors()? {
        if factor.is("EMAIL_OTP")? {
            return Ok(essentials(&factor, "MFA by e-mail"));
        }
    }
    Ok(None)
}

fn token_version(pool: UserPool<'_>) -> Found {
    let version = pool.0.property_at(&["LambdaConfig", "PreTokenGenerationConfig", "LambdaVersion"])?;
    let Some(version) = version else { return Ok(None) };
    let is_new = matches!(version.literal()?.as_str(), "V2_0" | "V3_0");
    Ok(if is_new { essentials(&version, "the change of access tokens") } else { None })
}

fn history(pool: UserPool<'_>) -> Found {
    let Some(policy) = pool.password_policy()? else { return Ok(None) };
    Ok(policy.history()?.filter(|size| **size > 0).and_then(|size| essentials(&size, "password history")))
}

fn of_client<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let (Some(pool), Some(flows)) = (client.pool()?, client.explicit_auth_flows()?) else { return Ok(()) };
    out.each(flows, |flow, out| match essentials(&flow, "choice-based sign-in (ALLOW_USER_AUTH)") {
        Some(feature) if flow.is("ALLOW_USER_AUTH")? => judge(pool, &feature, out),
        _ => Ok(()),
    });
    Ok(())
}

fn of_domain<'w>(domain: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let (Some(pool), Some(version)) = (domain.user_pool()?, domain.property("ManagedLoginVersion")?) else { return Ok(()) };
    match essentials(&version, "managed login") {
        Some(feature) if version.integer()? == 2 => judge(pool, &feature, out),
        _ => Ok(()),
    }
}

fn of_branding<'w>(branding: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    match (branding.user_pool()?, essentials(branding.place(), "the branding of managed login")) {
        (Some(pool), Some(feature)) => judge(pool, &feature, out),
        _ => Ok(()),
    }
}

fn of_logs<'w>(logs: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let (Some(pool), Some(list)) = (logs.user_pool()?, logs.property("LogConfigurations")?) else { return Ok(()) };
    out.each(list.one_or_many()?, |item, out| match item.object()?.get("EventSource")? {
        Some(source) if source.is("userAuthEvents")? => match plus(&source, "the export of sign-in events") {
            Some(feature) => judge(pool, &feature, out),
            None => Ok(()),
        },
        _ => Ok(()),
    });
    Ok(())
}

fn of_risk<'w>(risk: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    match (risk.user_pool()?, plus(risk.place(), "the handling of risky sign-ins")) {
        (Some(pool), Some(feature)) => judge(pool, &feature, out),
        _ => Ok(()),
    }
}

fn judge<'w>(pool: UserPool<'w>, feature: &Feature, out: &mut Findings<'w>) -> Checked {
    let tier = pool.tier()?;
    if *tier >= feature.needs {
        return Ok(());
    }
    let (has, needs) = (tier.name(), feature.needs.name());
    let others = if feature.needs == Tier::Plus { "PLUS, which costs more" } else { "ESSENTIALS or PLUS, which cost more" };
    let help = format!("set `UserPoolTier` to {others}, or leave {} out", feature.name);
    if !tier.is_written() {
        out.report(feature.place, format!("{} needs the tier {needs}, and none is set, so {has} applies to a new pool", feature.name))
            .title("the deployment of a new pool fails because its tier lacks a feature")
            .help(help)
            .case("old");
        return Ok(());
    }
    let report =
        out.report(feature.place, format!("{} needs the tier {needs}", feature.name)).related(&tier, format!("{has} lacks it")).help(help);
    // A pool from before the tiers may be LITE and keep what it had.
    if *tier == Tier::Lite && feature.needs == Tier::Plus {
        report.title("the deployment fails because the tier lacks a feature, unless the pool had it before the tiers came").case("old");
    }
    Ok(())
}
