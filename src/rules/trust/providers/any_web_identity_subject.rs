//! Trusts in an issuer that many share, without the claim that says whose a token is.

use super::is_to_be_filled;
use super::wrong_federated_principal::asks_another_issuer;
use crate::model::{ConditionTest, SharedIssuer, Statement, Trusted};
use crate::resolve::{Known, Piece, Val};
use crate::rules::{Checked, Findings};

const GITHUB: &str = "token.actions.githubusercontent.com";

/// Clusters: their tokens are all of one customer, and of all of its pods.
const CLUSTER: &str = "oidc.eks.";

pub(super) fn any_web_identity_subject<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind != crate::model::DocumentKind::Trust {
        return Ok(());
    }
    out.each(statement.federated()?, |value, out| {
        let Trusted::OpenId { issuer: Some(issuer), .. } = Trusted::read(statement.world(), &value)? else { return Ok(()) };
        if !statement.lets_assume()? || asks_another_issuer(&statement, &issuer)? {
            return Ok(());
        }
        if let Some(shared) = SharedIssuer::of(&issuer) {
            of_shared(&statement, shared, &value, out)
        } else if issuer.starts_with(CLUSTER) {
            of_cluster(&statement, &issuer, &value, out)
        } else {
            Ok(())
        }
    });
    Ok(())
}

fn of_shared<'w>(statement: &Statement<'w>, shared: &SharedIssuer, principal: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    let tests = positive_tests(statement, shared.name)?;
    let of = |claims: &[&str]| -> Vec<&ConditionTest<'w>> {
        tests.iter().filter(|test| claims.iter().any(|claim| test.is_of(&format!("{}:{claim}", shared.name)))).collect()
    };
    let (demanded, telling) = (of(shared.demanded), of(shared.telling));
    if demanded.is_empty() {
        // A negated test is spoken about where it stands.
        if is_negated(statement, shared)? {
            return Ok(());
        }
        let names = shared.demanded.iter().map(|claim| format!("{}:{claim}", shared.name)).collect::<Vec<_>>().join(" or ");
        let report = out.report(principal, format!("no test of {names}"));
        if !telling.is_empty() {
            report.title("IAM refuses this role: its trust does not test the claim that IAM demands of this issuer");
        }
        return Ok(());
    }
    let (mut open, mut values) = (Vec::new(), Vec::new());
    for test in &demanded {
        let found = open_values(test, shared)?;
        // All tests have to pass: one that names a customer is enough.
        if found.is_empty() {
            open.clear();
            break;
        }
        values.extend(test.values.one_or_many()?);
        open.extend(found);
    }
    let names_customer = telling.iter().any(|test| !test.operator.has_wildcards());
    match open.first() {
        Some((value, text)) if !names_customer => {
            let begins = text.starts_with(shared.before_tenant) && text.find(['*', '?']).is_some_and(|at| at > shared.before_tenant.len());
            let whose = if begins { "customers that nobody meant, of" } else { "every customer of" };
            let fits = format!("`{text}` fits tokens of {whose} {}", shared.name);
            let label = if values.len() > open.len() { format!("{fits}, and one value that fits is enough") } else { fits };
            let mut report = out.report(value, label);
            if shared.name == GITHUB && begins {
                let end = text.find(['*', '?']).map_or(text.len(), |end| end);
                let owner = &text["repo:".len()..end];
                report = report.help(format!("write `repo:{owner}/…`, and `repo:{owner}@<owner id>/…` for the form with numbers"));
            }
            // That it makes the others void is said by this.
            values.iter().fold(report.related(principal, "the provider"), |report, value| report.covers(value));
        }
        _ => {
            for test in demanded.iter().filter(|test| test.is_of(&format!("{GITHUB}:sub"))) {
                wide_repositories(statement, test, principal, out)?;
            }
        }
    }
    Ok(())
}

/// The tests of an issuer's claims that let pass what fits, and nothing without the claim.
fn positive_tests<'w>(statement: &Statement<'w>, issuer: &str) -> Known<Vec<ConditionTest<'w>>> {
    let prefix = format!("{issuer}:");
    let is_of = |test: &ConditionTest<'_>| test.key.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix));
    Ok(statement.tests()?.into_iter().filter(|test| is_of(test) && !test.operator.is_negated() && !test.operator.is_null()).collect())
}

fn is_negated(statement: &Statement<'_>, shared: &SharedIssuer) -> Known<bool> {
    let of_claim = |test: &ConditionTest<'_>| shared.demanded.iter().any(|claim| test.is_of(&format!("{}:{claim}", shared.name)));
    Ok(statement.tests()?.iter().any(|test| of_claim(test) && test.operator.is_negated()))
}

/// The values of a test that fit tokens of any customer.
fn open_values<'w>(test: &ConditionTest<'w>, shared: &SharedIssuer) -> Known<Vec<(Val<'w>, String)>> {
    if !test.operator.has_wildcards() {
        return Ok(Vec::new());
    }
    let is_subject = test.is_of(&format!("{}:sub", shared.name));
    let is_open = |text: &str| if is_subject { shared.leaves_tenant_open(text) } else { text.starts_with('*') };
    let mut open = Vec::new();
    for value in test.values.one_or_many()? {
        let text = value.text()?;
        if text.known().is_ok_and(|known| is_to_be_filled(&value, known)) {
            continue;
        }
        // Of a pattern with a hole only what stands before the hole is known; a wildcard there is enough.
        let start = match text.pieces.as_slice() {
            [Piece::Literal(whole)] => Some(whole),
            [Piece::Literal(start), ..] if start.contains(['*', '?']) => Some(start),
            _ => None,
        };
        if let Some(start) = start.filter(|start| is_open(start)) {
            open.push((value, start.clone()));
        }
    }
    Ok(open)
}

/// GitHub's subjects that name an owner and leave the repository open, or name a repository and leave open what runs in it.
fn wide_repositories<'w>(statement: &Statement<'w>, test: &ConditionTest<'w>, principal: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    const NARROWING: [&str; 4] = ["environment", "ref", "job_workflow_ref", "workflow"];
    if !test.operator.has_wildcards() {
        return Ok(());
    }
    let tests = statement.tests()?;
    let narrows = |claim: &&str| tests.iter().any(|test| test.is_of(&format!("{GITHUB}:{claim}")) && test.asks_for_key());
    if NARROWING.iter().any(narrows) {
        return Ok(());
    }
    out.each(test.values.one_or_many()?, |value, out| {
        let text = value.literal()?;
        if is_to_be_filled(&value, &text) {
            return Ok(());
        }
        // Another claim names the owner where the subject leaves it open.
        let Some((owner, rest)) =
            text.strip_prefix("repo:").and_then(|subject| subject.split_once('/')).filter(|(owner, _)| !owner.contains('*'))
        else {
            return Ok(());
        };
        let (repository, what) = match rest.split_once(':') {
            Some(parts) => parts,
            None if rest.ends_with('*') => (rest, "*"),
            None => return Ok(()),
        };
        let (label, help, case) = if repository.contains('*') {
            let which = if repository == "*" { "every repository" } else { "more than one repository" };
            let label = match what {
                "*" => format!("{which} of `{owner}`, and every branch and pull request in them"),
                what => format!("{which} of `{owner}`, by `{what}`"),
            };
            (label, format!("name the repository and what runs in it, such as `repo:{owner}/<repository>:ref:refs/heads/main`"), "owner")
        } else if what == "*" {
            let label = format!("every branch, tag and pull request of `{owner}/{repository}`");
            (label, format!("name what may deploy, such as `repo:{owner}/{repository}:environment:production`"), "repository")
        } else {
            return Ok(());
        };
        let title = "more workflows than the one that deploys can take this role";
        out.report(&value, label).title(title).help(help).case(case).related(principal, "the provider");
        Ok(())
    });
    Ok(())
}

/// A trust in a cluster of one's own that asks for no service account.
fn of_cluster<'w>(statement: &Statement<'w>, issuer: &str, principal: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    const TITLE: &str = "every pod of the cluster can take this role";
    const HELP: &str = "add `StringEquals` with the cluster's `:sub` and `system:serviceaccount:<namespace>:<name>`";
    let subject = format!("{issuer}:sub");
    let tests: Vec<ConditionTest<'w>> = statement.tests()?.into_iter().filter(|test| test.is_of(&subject)).collect();
    if tests.iter().all(|test| test.operator.is_null()) {
        out.report(principal, format!("no test of {subject}")).title(TITLE).help(HELP).case("cluster");
        return Ok(());
    }
    for test in tests.iter().filter(|test| test.operator.has_wildcards() && !test.operator.is_negated()) {
        for (value, text) in test.literals()? {
            let rest = text.trim_start_matches("system:serviceaccount:");
            if rest.chars().all(|letter| matches!(letter, '*' | ':')) && rest.contains('*') {
                let label = format!("`{text}` fits every service account");
                out.report(&value, label).title(TITLE).help(HELP).case("cluster").related(principal, "the provider");
            }
        }
    }
    Ok(())
}
