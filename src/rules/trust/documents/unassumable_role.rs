//! Roles that nobody can ever assume.

use crate::model::{
    AwsCaller, Caller, Document, DocumentKind, Identity, Presence, Request, Statement, Trusted, Verdict, admits, applies, document_admits,
};
use crate::resolve::{Known, Text, Unknown, Val};
use crate::rules::{Checked, Findings};

/// Keys of a session that was opened with a device: nobody with a token of a provider has them, and no service does.
const OF_DEVICE: [&str; 2] = ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"];

pub(super) fn unassumable_role<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.kind != DocumentKind::Trust {
        return Ok(());
    }
    let statements = document.statements()?.into_iter().collect::<Known<Vec<Statement<'w>>>>()?;
    let mut allowing = Vec::new();
    for statement in &statements {
        if statement.allows()? {
            allowing.push(statement);
        }
    }
    if allowing.is_empty() {
        let mut denies = !statements.is_empty();
        for statement in &statements {
            denies &= statement.element("Effect")?.map_or(Ok(false), |effect| effect.is("Deny"))?;
        }
        if denies {
            out.report(document.place(), "no statement allows anybody").help("write a statement with `Effect: Allow`, or delete the role");
        }
        return Ok(());
    }
    let mut callers = Vec::new();
    for statement in &allowing {
        callers.extend(callers_of(statement)?);
    }
    let Some((_, principal)) = callers.first() else { return Ok(()) };
    if callers.iter().any(|(caller, _)| document_admits(&document, caller) != Ok(Verdict::No)) {
        return Ok(());
    }
    if let Some((place, label)) = failing_test(&allowing, &callers)? {
        out.report(place, label).related(principal, "who should come in").covers(place);
    } else if let Some(denying) = statements.iter().find(|statement| denies_all(statement, &callers)) {
        out.report(denying.place(), "denies everybody whom the others let in");
    }
    Ok(())
}

/// Whoever a statement is meant for, by the action that fits them and with keys of which next to nothing is known.
fn callers_of<'w>(statement: &Statement<'w>) -> Known<Vec<(Caller, Val<'w>)>> {
    let mut all = Vec::new();
    for (trusted, value) in statement.providers()? {
        // Another rule speaks of one that is no provider.
        let action = trusted.action().ok_or(Unknown::Type)?;
        let mut request = without_device();
        if let Trusted::OpenId { issuer: Some(issuer), .. } = &trusted {
            hide_claims(statement, issuer, &mut request)?;
        }
        all.push((Caller { identity: Identity::Federated(value.text()?), action: action.to_owned(), request }, value));
    }
    for value in statement.services()? {
        let identity = Identity::Service(value.literal()?);
        all.push((Caller { identity, action: "sts:AssumeRole".to_owned(), request: without_device() }, value));
    }
    for value in statement.accounts()? {
        let who = AwsCaller { arn: value.text()?, account: Text::hole("the account"), session: None, is_newer: false };
        all.push((Caller { identity: Identity::Aws(who), action: "sts:AssumeRole".to_owned(), request: Request::open() }, value));
    }
    // A statement whose action fits none of them is spoken about where that stands.
    if all.is_empty() || all.iter().any(|(caller, _)| admits(statement, &open_of(caller)) == Verdict::No) {
        return Err(Unknown::Type);
    }
    Ok(all)
}

fn without_device() -> Request {
    OF_DEVICE.iter().fold(Request::open(), |request, key| request.with(key, Presence::Absent))
}

/// Claims of GitHub's tokens that AWS makes no keys of.
fn hide_claims(statement: &Statement<'_>, issuer: &str, request: &mut Request) -> Checked {
    const SHOWN: [&str; 3] = ["aud", "sub", "amr"];
    if issuer != "token.actions.githubusercontent.com" {
        return Ok(());
    }
    for test in statement.tests()? {
        let claim =
            test.key.rsplit_once(':').filter(|(host, _)| host.eq_ignore_ascii_case(issuer)).map(|(_, claim)| claim.to_ascii_lowercase());
        if claim.is_some_and(|claim| !SHOWN.contains(&claim.as_str()) && !Caller::GITHUB_CLAIMS.contains(&claim.as_str())) {
            request.set(&test.key, Presence::Absent);
        }
    }
    // Its tokens do not say for which roles they are.
    request.set("sts:RoleAuthorizedByIdp", Presence::Absent);
    Ok(())
}

/// The first test that no caller of its statement passes.
fn failing_test(allowing: &[&Statement<'_>], callers: &[(Caller, Val<'_>)]) -> Known<Option<(crate::syntax::NodeId, String)>> {
    for statement in allowing {
        let own: Vec<&Caller> =
            callers.iter().map(|(caller, _)| caller).filter(|caller| admits(statement, &open_of(caller)) != Verdict::No).collect();
        for test in statement.tests()? {
            let fails = |caller: &&Caller| test.holds(&caller.request, statement.variables) == Verdict::No;
            if !own.is_empty() && own.iter().all(fails) {
                let who = match own.first().map(|caller| &caller.identity) {
                    Some(Identity::Service(_)) => "a service does not carry",
                    _ => "a caller with a token does not carry",
                };
                return Ok(Some((test.key_node, format!("{}, which {who}", test.key))));
            }
        }
    }
    Ok(None)
}

/// Somebody of whose keys nothing is known.
fn open_of(caller: &Caller) -> Caller {
    Caller { request: Request::open(), ..caller.clone() }
}

fn denies_all(statement: &Statement<'_>, callers: &[(Caller, Val<'_>)]) -> bool {
    statement.allows() == Ok(false) && callers.iter().all(|(caller, _)| applies(statement, caller) == Verdict::Yes)
}
