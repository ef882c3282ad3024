//! Second factors: those that nobody can use, those that are weak alone, and those that are never asked for.

use crate::model::{Mfa, UserPool};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

fn words(values: &[Val<'_>]) -> Known<Vec<String>> {
    values.iter().map(Val::literal).collect()
}

pub(super) fn sms_only_mfa<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let mfa = pool.mfa()?;
    // Without a way to send texts this is `mfa-without-factor`.
    if *mfa == Mfa::Off || !pool.sends_texts()? {
        return Ok(());
    }
    let factors = pool.second_factors()?;
    let all = words(&factors)?;
    if !all.iter().all(|factor| factor == "SMS_MFA") {
        return Ok(());
    }
    match factors.first() {
        Some(factor) => out.report(factor, "the only second factor"),
        None => out.report(&mfa, "without EnabledMfas the only second factor is SMS"),
    };
    Ok(())
}

pub(super) fn mfa_without_factor<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let mfa = pool.mfa()?;
    if *mfa == Mfa::Off {
        return Ok(());
    }
    let factors = pool.second_factors()?;
    if factors.is_empty() {
        if !pool.sends_texts()? {
            out.report(&mfa, "no second factor is set up");
        }
        return Ok(());
    }
    out.each(factors.clone(), |factor, out| {
        match factor.literal()?.as_str() {
            "SMS_MFA" if !pool.sends_texts()? => {
                out.report(&factor, "the pool has no SmsConfiguration")
                    .help("write `SmsConfiguration` with a role that may send texts, or use SOFTWARE_TOKEN_MFA in place of SMS_MFA");
            }
            "EMAIL_OTP" if !*pool.sends_own_mail()? => {
                let account = pool.sends_own_mail()?;
                let report = out.report(&factor, "codes by e-mail need mail through SES").help(
                    "set `EmailConfiguration.EmailSendingAccount` to `DEVELOPER` and `SourceArn` to an SES identity, or take EMAIL_OTP out",
                );
                if account.is_written() {
                    report.related(&account, "mail goes out through Cognito's own account");
                }
            }
            _ => {}
        }
        Ok(())
    });
    let all = words(&factors)?;
    if let Some(first) = factors.first().filter(|_| all.iter().all(|factor| factor == "EMAIL_OTP"))
        && *pool.sends_own_mail()?
        && !pool.sends_texts()?
    {
        out.report(first, "EMAIL_OTP is the only second factor")
            .title("creating the pool may fail because EMAIL_OTP stands alone")
            .help("add SOFTWARE_TOKEN_MFA to `EnabledMfas`, or create the pool without MFA and switch it on afterwards")
            .case("alone");
    }
    Ok(())
}

pub(super) fn inert_mfa_factors<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let mfa = pool.mfa()?;
    let factors = pool.second_factors()?;
    let Some(first) = factors.first().filter(|_| *mfa == Mfa::Off) else { return Ok(()) };
    // One that may come to nothing is none.
    words(&factors)?;
    if mfa.is_written() {
        out.report(first, "a second factor that is never asked for")
            .related(&mfa, "MFA is OFF")
            .title("the deployment fails because MFA is off and has factors")
            .case("off");
    } else {
        out.report(first, "a second factor that is never asked for, since MfaConfiguration is not set");
    }
    Ok(())
}
