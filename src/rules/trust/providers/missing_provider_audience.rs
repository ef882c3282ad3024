//! Trusts in a provider that do not ask for whom a token was made.

use super::wrong_federated_principal::asks_another_issuer;
use crate::model::{ConditionTest, Resource, SharedIssuer, Statement, Trusted};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

pub(super) fn missing_provider_audience<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.lets_assume()? {
        return Ok(());
    }
    out.each(statement.federated()?, |value, out| {
        let trusted = Trusted::read(statement.world(), &value)?;
        judge(&statement, &trusted, &value, out)
    });
    Ok(())
}

fn judge<'w>(statement: &Statement<'w>, trusted: &Trusted<'w>, value: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(prefix) = trusted.key_prefix() else { return Ok(()) };
    if asks_another_issuer(statement, prefix)? {
        return Ok(());
    }
    let claim = match trusted {
        // Those have a rule of their own.
        Trusted::Pools(_) | Trusted::Resource(_) | Trusted::Other(_) => return Ok(()),
        Trusted::Site("accounts.google.com") | Trusted::Saml => "aud",
        Trusted::Site(_) => "app_id",
        Trusted::OpenId { issuer: Some(issuer), resource } => {
            let demands_it = SharedIssuer::of(issuer).is_some_and(|shared| shared.demanded.contains(&"aud"));
            if demands_it || issuer.contains("://") || resource.map_or(Ok(false), has_one_client)? {
                return Ok(());
            }
            "aud"
        }
        Trusted::OpenId { issuer: None, .. } => return Ok(()),
    };
    let key = format!("{prefix}:{claim}");
    let google_too = format!("{prefix}:oaud");
    let is_of = |key: &str| key.eq_ignore_ascii_case(&google_too);
    if statement.tests()?.iter().any(|test| (test.is_of(&key) || is_of(&test.key)) && !test.operator.is_null()) {
        return Ok(());
    }
    // Who names people of the site names who may come; desktops of AWS ask for the kind of the subject alone.
    let names_caller = |test: &ConditionTest<'_>| match trusted {
        Trusted::Site(_) => {
            ["sub", "id", "user_id"].iter().any(|claim| test.is_of(&format!("{prefix}:{claim}"))) && !test.operator.has_wildcards()
        }
        Trusted::Saml => test.is_of("saml:sub_type"),
        _ => false,
    };
    if statement.tests()?.iter().any(|test| names_caller(test) && test.asks_for_key() && !test.operator.is_negated()) {
        return Ok(());
    }
    let report = out.report(value, format!("no test of {key}"));
    match trusted {
        Trusted::Site(_) => {
            report
                .title("whoever runs any application with this sign-in can act as its users here")
                .help(format!("add `StringEquals` with `{key}` and the id of your application"))
                .case("site");
        }
        Trusted::Saml => {
            report.help("add `StringEquals` with `SAML:aud` and `https://signin.aws.amazon.com/saml`");
        }
        _ => {
            report.help(format!(
                "add `StringEquals` with `{key}` and the client id that the tokens are made for, such as `sts.amazonaws.com`"
            ));
        }
    }
    Ok(())
}

/// A provider that takes tokens for one client only.
fn has_one_client(provider: Resource<'_>) -> Known<bool> {
    Ok(match provider.property("ClientIdList")? {
        Some(list) => list.one_or_many()?.len() <= 1,
        None => true,
    })
}
