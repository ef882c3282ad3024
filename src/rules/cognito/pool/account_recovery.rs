//! Ways to recover an account that the service refuses, or that end nowhere.

use std::collections::HashMap;

use crate::model::{Mechanism, Mfa, UserPool};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

pub(super) fn unreachable_account_recovery<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let mechanisms = pool.recovery()?;
    if refused(&mechanisms, out) {
        return Ok(());
    }
    let attributes: Vec<&str> = mechanisms.iter().filter_map(Mechanism::attribute).collect();
    let ([first, ..], false) = (mechanisms.as_slice(), attributes.is_empty() || pool.is_for_machines()?) else { return Ok(()) };
    if attributes == ["phone_number"] {
        if !pool.sends_texts()? {
            out.report(&first.name_at, "the pool has no SmsConfiguration to send a code with")
                .title("nobody who forgets a password can get back in by themselves")
                .help("write `SmsConfiguration`, or recover by verified_email")
                .case("silent");
            return Ok(());
        }
        let mfa = pool.mfa()?;
        if *mfa == Mfa::On && only_texts(pool)? {
            out.report(&first.name_at, "a phone that is the second factor can't recover the account")
                .related(&mfa, "everybody needs SMS to sign in")
                .title("nobody who forgets a password can get back in by themselves")
                .help("add verified_email, or SOFTWARE_TOKEN_MFA to `EnabledMfas`")
                .case("silent");
            return Ok(());
        }
    }
    // One that can be reached is enough.
    let verified = pool.auto_verified()?;
    if !attributes.iter().any(|attribute| verified.iter().any(|known| known == attribute)) {
        out.report(&first.name_at, format!("{} is not in AutoVerifiedAttributes", attributes.join(" or ")))
            .title("people whose address nobody has verified can't recover their account")
            .help(format!("write {} into `AutoVerifiedAttributes`, unless administrators verify it", attributes.join(" and ")))
            .case("unverified");
    }
    Ok(())
}

fn only_texts(pool: UserPool<'_>) -> Known<bool> {
    let words = pool.second_factors()?.iter().map(Val::literal).collect::<Known<Vec<_>>>()?;
    Ok(words.iter().all(|factor| factor == "SMS_MFA"))
}

/// Reports what the service does not take; true if there was any.
fn refused<'w>(mechanisms: &[Mechanism<'w>], out: &mut Findings<'w>) -> bool {
    let before = out.count();
    if let (Some(alone), Some(other)) =
        (mechanisms.iter().find(|one| one.name == "admin_only"), mechanisms.iter().find(|one| one.name != "admin_only"))
    {
        out.report(&alone.name_at, "admin_only excludes every other mechanism")
            .related(&other.name_at, "another one")
            .help("keep admin_only alone, or take it out");
    }
    let mut names: HashMap<&str, &Mechanism<'w>> = HashMap::new();
    let mut priorities: HashMap<i64, &Mechanism<'w>> = HashMap::new();
    for one in mechanisms {
        if let Some(first) = names.insert(&one.name, one) {
            out.report(&one.name_at, format!("{} a second time", one.name)).related(&first.name_at, "the first time").help("list it once");
        } else if let Some(priority) = &one.priority
            && let Some(first) = priorities.insert(**priority, one)
        {
            let report = out.report(priority, format!("another mechanism has priority {} too", **priority));
            report.related(&first.name_at, format!("{} comes at the same time", first.name)).help("give each mechanism its own `Priority`");
        }
    }
    out.count() > before
}
