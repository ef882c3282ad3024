//! Audiences of assertions and of `OpenID` tokens that are never theirs.

use super::claims::{compares_texts, names_values};
use crate::model::{ConditionTest, Statement, Trusted};
use crate::rules::{Checked, Findings, edit_distance};

/// Audiences of assertions: where they are handed in, which is never the name of a party.
pub(super) fn of_assertions<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    const MEANT: &str = "https://signin.aws.amazon.com/saml";
    if !statement.lets_assume()? || !statement.providers()?.iter().any(|(trusted, _)| matches!(trusted, Trusted::Saml)) {
        return Ok(());
    }
    let is_audience = |test: &&ConditionTest<'w>| test.is_of("saml:aud") && names_values(test) && compares_texts(test);
    out.each(statement.tests()?.iter().filter(is_audience), |test, out| {
        let values = test.literals()?;
        // Other services take assertions at addresses of their own.
        let is_of_console = |text: &str| text.starts_with("urn:amazon:webservices") || text.contains("signin.a");
        let is_wrong =
            |text: &str| is_of_console(text) && !text.ends_with("/saml") && !text.contains("/saml/") && !text.contains(['*', '$']);
        if values.iter().all(|(_, text)| is_wrong(text)) {
            for (value, text) in &values {
                out.report(value, format!("`{text}` is not where an assertion is handed in, and the audience is that address"))
                    .help(format!("write `{MEANT}`, or the address of a region, which ends in `/saml` too"));
            }
        }
        Ok(())
    });
    Ok(())
}

/// Audiences of `OpenID` tokens that are nearly the usual one.
pub(super) fn of_tokens<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    const USUAL: &str = "sts.amazonaws.com";
    if !statement.lets_assume()? {
        return Ok(());
    }
    let issuers: Vec<String> = statement
        .providers()?
        .into_iter()
        .filter_map(|(trusted, _)| if let Trusted::OpenId { issuer, .. } = trusted { issuer } else { None })
        .collect();
    let tests = statement.tests()?;
    let is_audience = |test: &&ConditionTest<'w>| {
        names_values(test) && compares_texts(test) && issuers.iter().any(|issuer| test.is_of(&format!("{issuer}:aud")))
    };
    out.each(tests.iter().filter(is_audience), |test, out| {
        let values = test.literals()?;
        // The one for China is another one.
        let is_slip = |text: &str| text != USUAL && !text.ends_with(".cn") && edit_distance(text, USUAL) <= 3 && !text.contains(['*', '?']);
        if values.iter().all(|(_, text)| is_slip(text)) {
            for (value, text) in &values {
                out.report(value, format!("`{text}` is nearly `{USUAL}`, and not the same")).help(format!("write `{USUAL}`"));
            }
        }
        Ok(())
    });
    Ok(())
}
