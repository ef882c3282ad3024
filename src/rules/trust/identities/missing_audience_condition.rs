//! Trusts that admit the users of every identity pool.

use super::claims::{admitted_pools, audience_to_write, names_values};
use crate::model::{Federation, Statement};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

pub(super) fn missing_audience_condition<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if let Some((federation, principal)) = admitted_pools(&statement)?
        && statement.has_condition()?
        && !statement.tests_of(federation, "aud")?.iter().any(names_values)
        && !asks_another_host(&statement, federation)?
    {
        let key = format!("{}:aud", federation.key_prefix);
        let value = audience_to_write(&statement, &principal, out);
        out.report(&principal, format!("no test of {key}")).help(format!("add `StringEquals` with `{key}` and {value}"));
    }
    Ok(())
}

/// A test of the same claim under another host's name: nobody passes at all.
pub(super) fn asks_another_host(statement: &Statement<'_>, federation: Federation) -> Known<bool> {
    Ok(statement.tests()?.iter().any(|test| {
        let key = test.key.to_ascii_lowercase();
        let claim = key.ends_with(":aud") || key.ends_with(":amr");
        claim && key.starts_with("cognito-identity") && !key.starts_with(&format!("{}:", federation.key_prefix)) && names_values(test)
    }))
}
