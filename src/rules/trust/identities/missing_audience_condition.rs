//! Trusts that admit the users of every identity pool.

use crate::model::{Federation, Role, Statement};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

pub(super) fn missing_audience_condition<'w>(role: Role<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(role.trust()?.statements()?, |statement, out| {
        let statement = statement?;
        if let Some((federation, principal)) = statement.identity_principal()?
            && statement.allows()?
            && statement.has_condition()?
            && !names_audience(&statement, federation)?
            && !asks_another_host(&statement, federation)?
        {
            let key = format!("{}:aud", federation.key_prefix);
            let pool = role.attached().and_then(|attached| attached.first().map_or(Ok(None), |(attachment, ..)| attachment.pool()));
            let value = match pool {
                Ok(Some(pool)) => out.call(&principal, "Ref", pool.0.id()),
                _ => "the id of the identity pool".to_owned(),
            };
            out.report(&principal, format!("no test of {key}")).help(format!("add `StringEquals` with `{key}` and {value}"));
        }
        Ok(())
    });
    Ok(())
}

/// A positive test; that the claim is there, or is not a certain one, says nothing about which pool it is.
fn names_audience(statement: &Statement<'_>, federation: Federation) -> Known<bool> {
    Ok(statement.tests_of(federation, "aud")?.iter().any(|test| test.operator.name != "Null" && !test.operator.is_negated()))
}

/// A test of the same claim under another host's name: nobody passes at all.
pub(super) fn asks_another_host(statement: &Statement<'_>, federation: Federation) -> Known<bool> {
    Ok(statement.tests()?.iter().any(|test| {
        let key = test.key.to_ascii_lowercase();
        let claim = key.ends_with(":aud") || key.ends_with(":amr");
        claim
            && key.starts_with("cognito-identity")
            && !key.starts_with(&format!("{}:", federation.key_prefix))
            && test.operator.name != "Null"
            && !test.operator.is_negated()
    }))
}
