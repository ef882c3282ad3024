//! The switch for OAuth and the settings that belong to it: these without the switch, and the switch without these.

use crate::model::{Client, Resource, any};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

pub(super) fn inert_oauth_settings<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let is_on = client.is_oauth_on()?;
    if *is_on {
        return Ok(());
    }
    let settings = client.oauth_settings();
    let Some(((name, first), others)) = settings.split_first() else { return Ok(()) };
    let pages = pages_for_nobody(client);
    let mut report = match (is_on.is_written(), &pages) {
        // Who wrote `false`, or a switch for it, knows that it is off; but pages that let nobody in are no use to anybody.
        (true, Ok(Some(domain))) => out
            .report(&is_on, format!("OAuth is off, so {name} has no effect"))
            .related(domain.place(), "the hosted pages, which no client of the pool can use"),
        (true, _) => out
            .report(&is_on, format!("OAuth is off, so {name} has no effect"))
            .related(*first, "has no effect")
            .title("the OAuth settings of this client have no effect")
            .case("off"),
        (false, _) => out.report(*first, format!("{name} has no effect, since AllowedOAuthFlowsUserPoolClient is not set")),
    };
    for (_, place) in others {
        report = report.related(*place, "nor has this");
    }
    Ok(())
}

/// The hosted pages of a pool where none of its clients has OAuth on.
fn pages_for_nobody(client: Client<'_>) -> Known<Option<Resource<'_>>> {
    let Some(pool) = client.pool()?.filter(|_| client.0.world().stack.open.is_none()) else { return Ok(None) };
    for other in pool.clients() {
        if *other.is_oauth_on()? {
            return Ok(None);
        }
    }
    Ok(pool.attached("AWS::Cognito::UserPoolDomain").next())
}

pub(super) fn incomplete_oauth_settings<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let is_on = client.is_oauth_on()?;
    if !*is_on {
        return Ok(());
    }
    let mut missing = Vec::new();
    if client.oauth_flows().map(|flows| flows.is_empty()) == Ok(true) {
        missing.push("AllowedOAuthFlows");
    }
    if client.oauth_scopes().map(|scopes| scopes.is_empty()) == Ok(true) {
        missing.push("AllowedOAuthScopes");
    }
    if lacks_callbacks(client) == Ok(true) {
        missing.push("CallbackURLs");
    }
    if !missing.is_empty() {
        out.report(&is_on, format!("OAuth is on without {}", missing.join(" and ")))
            .help(format!("write {}, or leave AllowedOAuthFlowsUserPoolClient out", missing.join(" and ")));
    }
    Ok(())
}

/// Machines are sent back nowhere; people must be.
fn lacks_callbacks(client: Client<'_>) -> Known<bool> {
    let flows = client.oauth_flows()?;
    let is_for_people = any(&flows, |flow| Ok(matches!(flow.literal()?.as_str(), "code" | "implicit")))?;
    Ok(is_for_people && client.callback_urls()?.is_empty())
}
