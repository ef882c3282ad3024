//! The role with which a pool sends text messages: whom it trusts, and whether it asks for the pool's word.

use crate::model::{Place, Role, Statement, UserPool};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings, Report};

/// Keys of which one says for whom the service asks.
const NARROWING: [&str; 5] = ["sts:ExternalId", "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

pub(super) fn sms_role_confused_deputy<'w>(role: Role<'w>, out: &mut Findings<'w>) -> Checked {
    if !role.sends_messages() {
        return Ok(());
    }
    let trust = role.trust()?;
    let (mut is_trusted, mut federated) = (false, None);
    for statement in trust.statements()? {
        let statement = statement?;
        if !statement.allows()? {
            continue;
        }
        for value in statement.federated()? {
            federated = federated.or(value.literal()?.starts_with("cognito-idp.").then_some(value));
        }
        let Some(service) = user_pools(&statement)? else { continue };
        is_trusted = true;
        let tests = statement.tests()?;
        if !tests.iter().any(|test| NARROWING.iter().any(|key| key.eq_ignore_ascii_case(&test.key))) {
            narrowed(role, is_shared(&statement)?, out.report(&service, "no condition says for which pool"));
        }
    }
    if is_trusted {
        return Ok(());
    }
    const TITLE: &str = "the pool can't use the role of its text messages, so it is not deployed";
    const HELP: &str = "trust `Service: cognito-idp.amazonaws.com` with `sts:AssumeRole` and a condition on `sts:ExternalId`";
    match federated {
        Some(value) => out.report(&value, "a user pool comes as a service, not as a provider").title(TITLE).help(HELP).case("untrusted"),
        None => out.report(trust.place(), "no statement for `cognito-idp.amazonaws.com`").title(TITLE).help(HELP).case("untrusted"),
    };
    Ok(())
}

/// Says what to ask for, in words that shut nobody else out.
fn narrowed<'w>(role: Role<'w>, is_shared: bool, report: Report<'_, 'w>) {
    let text = role.sending_pools().find_map(|pool| pool.0.property_at(&["SmsConfiguration", "ExternalId"]).transpose());
    let condition = match &text {
        Some(_) => "a condition on `sts:ExternalId` with the pool's `ExternalId`",
        None => "a condition on `aws:SourceAccount`, or on `sts:ExternalId` with a text that the pool carries as `ExternalId`",
    };
    let report = match is_shared {
        true => report.help(format!("give cognito-idp.amazonaws.com a statement of its own, with {condition}")),
        false => report.help(format!("add {condition}")),
    };
    if let Some(Ok(text)) = &text {
        report.related(text, "the text that the pool carries");
    }
}

/// True where others may take the role by the same statement: they would not meet its condition.
fn is_shared(statement: &Statement<'_>) -> Known<bool> {
    let Some(principal) = statement.element("Principal")? else { return Ok(false) };
    if principal.is_text()? {
        return Ok(true);
    }
    let mut count = 0;
    for (_, _, names) in principal.object()?.entries()? {
        count += names.one_or_many()?.len();
    }
    Ok(count > 1)
}

/// The service of user pools among the principals.
fn user_pools<'w>(statement: &Statement<'w>) -> Known<Option<Val<'w>>> {
    let Some(principal) = statement.element("Principal")? else { return Ok(None) };
    if principal.is_text()? {
        return Ok(principal.is("*")?.then_some(principal));
    }
    let Some(services) = principal.object()?.get("Service")? else { return Ok(None) };
    for service in services.one_or_many()? {
        if service.literal()?.starts_with("cognito-idp.") {
            return Ok(Some(service));
        }
    }
    Ok(None)
}

pub(super) fn external_id<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((role, caller)) = pool.sms_role()? else { return Ok(()) };
    let own = pool.0.property_at(&["SmsConfiguration", "ExternalId"])?;
    for statement in Role(role).trust()?.statements()? {
        let statement = statement?;
        if !statement.allows()? || user_pools(&statement)?.is_none() {
            continue;
        }
        for test in statement.tests()? {
            if !test.key.eq_ignore_ascii_case("sts:ExternalId") || test.operator.name != "StringEquals" || test.operator.if_exists {
                continue;
            }
            let mut wanted = Vec::new();
            for value in test.values.one_or_many()? {
                wanted.push(value.literal()?);
            }
            let (place, text) = match &own {
                Some(own) if wanted.contains(&own.literal()?) => continue,
                Some(own) => (Place::from(own), "another ExternalId than the role asks for"),
                None => (caller, "no ExternalId, and the role asks for one"),
            };
            out.report(place, text)
                .related(test.key_node, "the role asks for it here")
                .title("the pool can't use the role of its text messages, so it is not deployed")
                .help("write the same text as `ExternalId` and in the role's condition")
                .case("untrusted");
        }
    }
    Ok(())
}
