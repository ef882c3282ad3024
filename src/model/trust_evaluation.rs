//! Trusts: come in a trust document or one of its statements and a caller, goes out whether the caller is admitted; and whether IAM
//! stores such a statement at all.

use super::matching::{Sign, fits, signs};
use super::{AwsCaller, Caller, ConditionTest, Document, Identity, SharedIssuer, Statement, Trusted, Verdict, Why};
use crate::resolve::{Known, Text, Unknown, Val};

/// Whether a document admits a caller: some statement allows, and none denies.
///
/// # Errors
/// Unknown where its list of statements is.
pub fn document_admits(document: &Document<'_>, caller: &Caller) -> Known<Verdict> {
    let (mut allowed, mut denied) = (Verdict::No, Verdict::No);
    for statement in document.statements()? {
        let (allows, applies) = match statement {
            Ok(statement) => (statement.allows(), applies(&statement, caller).at(statement.place())),
            Err(why) => (Err(why), why.into()),
        };
        // A statement whose effect is not known may do either.
        let of_effect = |wanted: bool| match allows {
            Ok(allows) if allows == wanted => applies,
            Ok(_) => Verdict::No,
            Err(why) => applies.and(why.into()),
        };
        allowed = allowed.or(of_effect(true));
        denied = denied.or(of_effect(false));
    }
    Ok(allowed.and(denied.negated()))
}

/// Whether a statement by itself admits a caller.
#[must_use]
pub fn admits(statement: &Statement<'_>, caller: &Caller) -> Verdict {
    match statement.allows() {
        Ok(true) => applies(statement, caller),
        Ok(false) => Verdict::No,
        Err(why) => applies(statement, caller).and(Verdict::from(why).at(statement.place())),
    }
}

/// Whether a statement is about a caller, whatever its effect.
#[must_use]
pub fn applies(statement: &Statement<'_>, caller: &Caller) -> Verdict {
    let who = names(statement, caller);
    if who == Verdict::No {
        return Verdict::No;
    }
    who.and(covers_action(statement, &caller.action)).and(statement.holds(&caller.request))
}

fn covers_action(statement: &Statement<'_>, action: &str) -> Verdict {
    let wanted: Vec<Sign> = action.chars().map(Sign::Letter).collect();
    let in_list = |name: &str| -> Known<Option<Verdict>> {
        let Some(list) = statement.element(name)? else { return Ok(None) };
        let fit = |pattern: &Val<'_>| match pattern.text() {
            Ok(text) => fits(&wild(&text), &wanted, true).at(pattern),
            Err(why) => Verdict::from(why).at(pattern),
        };
        Ok(Some(Verdict::any(list.one_or_many()?.iter().map(fit))))
    };
    match (in_list("Action"), in_list("NotAction")) {
        (Ok(Some(named)), _) => named,
        (Ok(None), Ok(Some(named))) => named.negated(),
        (Ok(None), Ok(None)) => Verdict::No,
        (Err(why), _) | (_, Err(why)) => why.into(),
    }
}

fn wild(text: &Text) -> Vec<Sign> {
    let read = |sign| match sign {
        Sign::Letter('*') => Sign::Any,
        Sign::Letter('?') => Sign::One,
        other => other,
    };
    signs(text).into_iter().map(read).collect()
}

/// Whether a statement names a caller as principal.
fn names(statement: &Statement<'_>, caller: &Caller) -> Verdict {
    let answer = || -> Known<Verdict> {
        let Some(principal) = statement.element("Principal")? else {
            // IAM does not store one in a trust.
            let has_opposite = statement.element("NotPrincipal")?.is_some();
            return Ok(if has_opposite { Verdict::maybe(Why::Principal) } else { Verdict::No });
        };
        if principal.is_text()? {
            return Ok(fits(&signs(&principal.text()?), &[Sign::Letter('*')], false));
        }
        let (member, matches): (_, fn(&Text, &Caller) -> Verdict) = match &caller.identity {
            Identity::Federated(_) => ("Federated", is_provider),
            Identity::Service(_) => ("Service", is_service),
            Identity::Aws(_) => ("AWS", is_account_or_principal),
        };
        let Some(list) = principal.object()?.get(member)? else { return Ok(Verdict::No) };
        let named = |value: &Val<'_>| value.text().map_or_else(Verdict::from, |text| matches(&text, caller)).at(value);
        Ok(Verdict::any(list.one_or_many()?.iter().map(named)))
    };
    answer().unwrap_or_else(Verdict::from)
}

fn is_same(one: &Text, other: &Text) -> Verdict {
    fits(&signs(one), &signs(other), false)
}

fn is_provider(written: &Text, caller: &Caller) -> Verdict {
    let Identity::Federated(provider) = &caller.identity else { return Verdict::No };
    is_same(written, provider)
}

/// Some services are known by the host of their region too.
fn is_service(written: &Text, caller: &Caller) -> Verdict {
    let Identity::Service(host) = &caller.identity else { return Verdict::No };
    let answer = is_same(written, &Text::literal(host.as_str()));
    let regional = |text: &str| text.split('.').count() > 3 || text.ends_with(".cn");
    let first = |text: &str| text.split('.').next().unwrap_or_default().to_owned();
    match written.known() {
        Ok(text) if answer == Verdict::No && (regional(text) || regional(host)) && first(text) == first(host) => {
            Verdict::maybe(Why::Principal)
        }
        _ => answer,
    }
}

fn is_account_or_principal(written: &Text, caller: &Caller) -> Verdict {
    let Identity::Aws(who) = &caller.identity else { return Verdict::No };
    match written.known() {
        Ok("*") => return Verdict::Yes,
        // What a deleted principal leaves behind, and what its ARN is stored as.
        Ok(text) if text.starts_with("AROA") || text.starts_with("AIDA") => return Verdict::maybe(Why::Principal),
        _ => {}
    }
    let account = is_account(written, who);
    let named = is_same(written, &who.arn).and((!who.is_newer).into());
    let session = who.session.as_ref().map_or(Verdict::No, |session| is_same(written, session));
    account.or(named).or(session)
}

/// An account is its number, or the ARN of its root: whoever in it may.
fn is_account(written: &Text, who: &AwsCaller) -> Verdict {
    let all = signs(written);
    let suffix: Vec<Sign> = ":root".chars().map(Sign::Letter).collect();
    let Some(bare) = all.strip_suffix(suffix.as_slice()) else { return is_same(written, &who.account) };
    let is_colon = |sign: &Sign| *sign == Sign::Letter(':');
    let from = bare.iter().rposition(is_colon).map_or(0, |at| at + 1);
    fits(&bare[from..], &signs(&who.account), false)
}

/// Why IAM does not store a statement of a trust. Ones that are stored already are not judged again until they are edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `Principal: "*"`.
    AnyPrincipal,
    /// `NotPrincipal`.
    NotPrincipal,
    /// `Resource` or `NotResource`.
    Resource,
    /// An action that is not of the service `sts`.
    ForeignAction,
    /// An identity pool's host without a condition.
    NoCondition,
    /// A provider that many share, and no test of the claim that tells its customers apart.
    NoTenant(&'static [&'static str]),
}

/// Why IAM does not store a statement in a trust; `None` where it does, as far as that is settled.
///
/// # Errors
/// Unknown where that depends on what is not known.
pub fn refusal(statement: &Statement<'_>) -> Known<Option<Refusal>> {
    if statement.element("NotPrincipal")?.is_some() {
        return Ok(Some(Refusal::NotPrincipal));
    }
    if statement.element("Resource")?.is_some() || statement.element("NotResource")?.is_some() {
        return Ok(Some(Refusal::Resource));
    }
    if let Some(principal) = statement.element("Principal")?
        && principal.is_text()?
        && principal.literal()? == "*"
    {
        return Ok(Some(Refusal::AnyPrincipal));
    }
    for name in ["Action", "NotAction"] {
        let Some(list) = statement.element(name)? else { continue };
        for action in list.one_or_many()? {
            let text = action.literal()?;
            if !text.get(..4).is_some_and(|service| service.eq_ignore_ascii_case("sts:")) {
                return Ok(Some(Refusal::ForeignAction));
            }
        }
    }
    if !statement.allows()? {
        return Ok(None);
    }
    if statement.identity_federation()?.is_some() && !statement.has_condition()? {
        return Ok(Some(Refusal::NoCondition));
    }
    for provider in statement.federated()? {
        let Trusted::OpenId { issuer, .. } = Trusted::read(statement.world(), &provider)? else { continue };
        let Some(shared) = SharedIssuer::of(&issuer.ok_or(Unknown::Deployed)?) else { continue };
        if !names_tenant(statement, shared.name, shared.demanded)? {
            return Ok(Some(Refusal::NoTenant(shared.demanded)));
        }
    }
    Ok(None)
}

/// A positive test of one of the claims by a text; of several values only the first is looked at.
fn names_tenant(statement: &Statement<'_>, issuer: &str, claims: &[&str]) -> Known<bool> {
    let is_of = |test: &ConditionTest<'_>| claims.iter().any(|claim| test.is_of(&format!("{issuer}:{claim}")));
    for test in statement.tests()?.iter().filter(|test| is_of(test)) {
        if !matches!(test.operator.name.as_str(), "StringEquals" | "StringEqualsIgnoreCase" | "StringLike") {
            continue;
        }
        match test.values.one_or_many()?.first() {
            Some(first) if first.text()?.known() != Ok("*") => return Ok(true),
            _ => {}
        }
    }
    Ok(false)
}
