//! Conditions on a token's claims that are optional in name only, or that say who may not come and never who may.

use super::claims::{compares_texts, names_values, rename_operator};
use crate::model::{ConditionTest, Refusal, Statement, Trusted, refusal};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

/// The claims that each token of a provider has.
struct Claims {
    /// For which application, or which pool.
    audience: &'static str,
    /// Who.
    subject: &'static str,
    /// Other ones.
    others: &'static [&'static str],
}

/// The claims that are in each token of a provider; `None` where nothing is known of them.
fn claims_of(trusted: &Trusted<'_>) -> Option<Claims> {
    let claims = |audience, subject, others| Some(Claims { audience, subject, others });
    match trusted {
        Trusted::Pools(_) => claims("aud", "sub", &["amr"]),
        Trusted::Site("accounts.google.com") => claims("aud", "sub", &["oaud"]),
        Trusted::Site("graph.facebook.com") => claims("app_id", "id", &[]),
        Trusted::Site("www.amazon.com") => claims("app_id", "user_id", &[]),
        Trusted::OpenId { .. } => claims("aud", "sub", &[]),
        _ => None,
    }
}

/// A statement that lets the users of one provider in, and nobody else: keys of others are never there.
struct Admitted<'w> {
    trusted: Trusted<'w>,
    principal: Val<'w>,
    prefix: String,
    claims: Claims,
}

fn admitted<'w>(statement: &Statement<'w>) -> Known<Option<Admitted<'w>>> {
    if !statement.lets_assume()? || !statement.accounts()?.is_empty() || !statement.services()?.is_empty() {
        return Ok(None);
    }
    let mut providers = statement.providers()?;
    let (Some((trusted, principal)), true) = (providers.pop(), providers.is_empty()) else { return Ok(None) };
    let Some(prefix) = trusted.key_prefix().map(str::to_owned) else { return Ok(None) };
    Ok(claims_of(&trusted).map(|claims| Admitted { trusted, principal, prefix, claims }))
}

impl Admitted<'_> {
    fn is_of(&self, test: &ConditionTest<'_>, claim: &str) -> bool {
        test.is_of(&format!("{}:{claim}", self.prefix))
    }

    fn is_always_there(&self, test: &ConditionTest<'_>) -> bool {
        [self.claims.audience, self.claims.subject].iter().chain(self.claims.others).any(|claim| self.is_of(test, claim))
    }

    /// True for a claim that says nothing of who it is: how somebody signed in, and, for most providers, for whom the token is.
    fn tells_nobody(&self, test: &ConditionTest<'_>) -> bool {
        let is_own = matches!(self.trusted, Trusted::Pools(_) | Trusted::Site(_));
        self.is_of(test, "amr") || !is_own && self.is_of(test, self.claims.audience)
    }

    /// True for a claim of the provider.
    fn is_claim(&self, test: &ConditionTest<'_>) -> bool {
        test.key
            .split_at_checked(self.prefix.len())
            .is_some_and(|(prefix, rest)| prefix.eq_ignore_ascii_case(&self.prefix) && rest.starts_with([':', '/']))
    }
}

pub(super) fn if_exists<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(admitted) = admitted(&statement)? else { return Ok(()) };
    out.each(statement.tests()?, |test, out| {
        let is_optional = test.operator.if_exists && test.operator.comparison.is_some();
        if !is_optional || !admitted.is_always_there(&test) || only_excludes(&statement, &admitted, &test)?.is_some() {
            return Ok(());
        }
        let Some(name) = test.operator.written.get(..test.operator.written.len() - "IfExists".len()) else { return Ok(()) };
        let fix = rename_operator(&statement, &test, name, |other| admitted.is_always_there(other))?;
        let report = out
            .report(test.operator_node, format!("every token has {}, so `IfExists` changes nothing", test.key))
            .title("a condition looks optional, and its claim is in every token")
            .related(test.key_node, "the key")
            .help(format!("write `{name}`"))
            .case("exists");
        if let Some(fix) = fix {
            report.fix(fix);
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn excluding<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(admitted) = admitted(&statement)? else { return Ok(()) };
    out.each(statement.tests()?, |test, out| {
        let Some(gap) = only_excludes(&statement, &admitted, &test)? else { return Ok(()) };
        let report = out
            .report(test.operator_node, format!("only says which {} may not come", test.key))
            .related(test.key_node, "the key")
            .help(format!("add `StringEquals` with `{}` and who may come", test.key))
            .covers(&admitted.principal);
        if gap == Gap::Others {
            report.case("others");
        }
        Ok(())
    });
    Ok(())
}

/// Who passes a test that only excludes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Everybody else.
    Anybody,
    /// Everybody else of a house that one provider serves.
    Others,
}

/// Whether a negated test of audience or subject is all that says who may come.
fn only_excludes(statement: &Statement<'_>, admitted: &Admitted<'_>, test: &ConditionTest<'_>) -> Known<Option<Gap>> {
    let is_who = [admitted.claims.audience, admitted.claims.subject].iter().any(|claim| admitted.is_of(test, claim));
    if !is_who || !test.operator.is_negated() || !compares_texts(test) {
        return Ok(None);
    }
    let tests = statement.tests()?;
    let named: Vec<&ConditionTest<'_>> = tests.iter().filter(|other| names_values(other) && admitted.is_claim(other)).collect();
    if named.iter().any(|other| other.is_of(&test.key) || !admitted.tells_nobody(other)) {
        return Ok(None);
    }
    // Beside an audience that is asked for, whoever a private provider knows may come; a shared one knows all of its customers.
    let is_shared = matches!(refusal(statement)?, Some(Refusal::NoTenant(_)));
    let asks_audience = named.iter().any(|other| admitted.is_of(other, admitted.claims.audience));
    Ok(Some(if asks_audience && !is_shared { Gap::Others } else { Gap::Anybody }))
}
