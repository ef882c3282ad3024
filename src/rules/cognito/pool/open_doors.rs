//! Doors that stand open by default: sign-up for everybody, a password alone, names that look the same, attacks that nobody sees.

use crate::model::{Mfa, Names, UserPool};
use crate::rules::{Checked, Findings};

pub(super) fn open_sign_up<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let open = pool.is_open_for_sign_up()?;
    // A function may turn strangers away.
    if !*open || pool.judges_sign_up()? || pool.is_for_machines()? {
        return Ok(());
    }
    let text = if open.is_written() {
        "AllowAdminCreateUserOnly is false"
    } else {
        "AllowAdminCreateUserOnly is not set, so everybody may sign up"
    };
    let report = out.report(&open, text);
    if let Some(identities) = pool.identity_pools().next() {
        report.related(identities.0.place(), "each account gets AWS credentials here");
    }
    Ok(())
}

pub(super) fn mfa_off<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let mfa = pool.mfa()?;
    // Factors without a use are said by `inert-mfa-factors`.
    if *mfa != Mfa::Off || !pool.second_factors()?.is_empty() || pool.is_passwordless()? || pool.is_for_machines()? {
        return Ok(());
    }
    out.report(&mfa, if mfa.is_written() { "MFA is OFF" } else { "MfaConfiguration is not set, so OFF applies" });
    Ok(())
}

pub(super) fn mfa_optional<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let mfa = pool.mfa()?;
    if *mfa == Mfa::Optional && !pool.is_for_machines()? {
        out.report(&mfa, "a second factor for those alone who set one up");
    }
    Ok(())
}

pub(super) fn case_sensitive_usernames<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let names = pool.user_names()?;
    let attributes = pool.username_attributes()?;
    // Digits have no case.
    let has_letters = attributes.is_empty() || attributes.iter().any(|attribute| attribute != "phone_number");
    if *names == Names::Folded || !has_letters || pool.is_for_machines()? {
        return Ok(());
    }
    let text = if names.is_written() { "CaseSensitive is true" } else { "UsernameConfiguration is not set, so case counts" };
    out.report(&names, text);
    Ok(())
}

pub(super) fn threat_protection_off<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let mode = pool.threat_protection()?;
    if mode.is_on() || pool.is_for_machines()? {
        return Ok(());
    }
    let text = if mode.is_written() { "threat protection is OFF" } else { "AdvancedSecurityMode is not set, so OFF applies" };
    out.report(&mode, text);
    Ok(())
}
