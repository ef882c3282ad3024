//! The switch for OAuth and the settings that belong to it: these without the switch, and the switch without these.

use crate::model::{Client, any};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

pub(super) fn inert_oauth_settings<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let is_on = client.is_oauth_on()?;
    if *is_on {
        return Ok(());
    }
    let settings = client.oauth_settings();
    let Some(((name, first), others)) = settings.split_first() else { return Ok(()) };
    // Who wrote `false`, or a switch for it, knows that it is off.
    let mut report = match is_on.is_written() {
        true => out
            .report(&is_on, format!("OAuth is off, so {name} has no effect"))
            .related(*first, "has no effect")
            .title("the OAuth settings of this client have no effect")
            .case("off"),
        false => out.report(*first, format!("{name} has no effect, since AllowedOAuthFlowsUserPoolClient is not set")),
    };
    for (_, place) in others {
        report = report.related(*place, "has none either");
    }
    Ok(())
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
