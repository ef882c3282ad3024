//! Passwords that are easy to guess, and two periods for one temporary password.

use crate::model::{Setting, UserPool};
use crate::rules::{Checked, Edit, Findings};

/// The service's own minimum where no policy is written.
const SHORTEST: i64 = 8;

/// From here on length does more than classes of characters.
const LONG: i64 = 14;

pub(super) fn weak_password_policy<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(policy) = pool.password_policy()? else { return Ok(()) };
    let length = policy.minimum_length()?;
    let mut dropped = policy.dropped()?;
    dropped.sort_by_key(Setting::place);
    // Below six the service refuses it, which the schema says.
    let is_short = length.as_ref().is_some_and(|length| (6..SHORTEST).contains(&**length));
    let is_plain = !dropped.is_empty() && length.as_ref().is_none_or(|length| (6..LONG).contains(&**length));
    let mut report = match (&length, dropped.as_slice()) {
        (Some(length), _) if is_short => {
            let report = out.report(length, format!("{} characters are enough", **length));
            dropped.iter().rev().fold(report, |report, class| report.related(class, format!("no {} are demanded", **class)))
        }
        (_, [first, rest @ ..]) if is_plain => {
            let report = out.report(first, format!("no {} are demanded", **first));
            rest.iter().rev().fold(report, |report, class| report.related(class, format!("and no {}", **class)))
        }
        _ => return Ok(()),
    };
    if let Some(length) = length.filter(|_| is_short) {
        report = report.fix(Edit::replace(&length, SHORTEST));
    } else if let [class] = dropped.as_slice() {
        report = report
            .title(format!("passwords without {} are accepted", **class))
            .help(format!("demand {}, or set `MinimumLength` to 14 or more, where length does the work", **class))
            .case("one");
    } else {
        report = report.help("demand all classes of characters, or set `MinimumLength` to 14 or more, where length does the work");
    }
    for class in &dropped {
        report = report.fix(Edit::replace(class, true));
    }
    Ok(())
}

pub(super) fn conflicting_temporary_password_validity<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    const OLD: &str = "UnusedAccountValidityDays";
    let Some((config, old)) = pool.unused_account_days()? else { return Ok(()) };
    let Some(policy) = pool.password_policy()? else { return Ok(()) };
    if let (Some(new), Some(key)) = (policy.temporary_days()?, config.key(OLD)) {
        let days = |days: &Setting<i64>| if **days == 1 { "1 day".to_owned() } else { format!("{} days", **days) };
        out.report(key, format!("{} here", days(&old)))
            .related(&new, format!("{} here", days(&new)))
            .covers(key)
            .fix(Edit::remove_key(config.node(), OLD));
    }
    Ok(())
}
