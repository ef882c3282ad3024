//! Clients whose errors tell which users exist.

use crate::model::Client;
use crate::resolve::Known;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn user_existence_errors<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let hides = client.hides_unknown_users()?;
    if *hides || client.is_for_machines()? {
        return Ok(());
    }
    let text = if hides.is_written() {
        "LEGACY tells callers which users exist"
    } else {
        "PreventUserExistenceErrors is not set, so LEGACY applies"
    };
    let fix =
        if hides.is_written() { Edit::replace(&hides, "ENABLED") } else { Edit::set(client.0, &["PreventUserExistenceErrors"], "ENABLED") };
    let report = out.report(&hides, text).fix(fix);
    // What can't be told may be a secret.
    if is_for_servers(client) != Ok(false) {
        report.title("callers of this client can find out which people have an account").case("server");
    }
    Ok(())
}

/// True where only who knows the client's secret can ask: these calls need it, and no hosted page makes them for everybody.
fn is_for_servers(client: Client<'_>) -> Known<bool> {
    if !*client.is_confidential()? {
        return Ok(false);
    }
    let has_domain = match client.pool()? {
        Some(pool) if client.0.world().stack.open.is_none() => pool.attached("AWS::Cognito::UserPoolDomain").next().is_some(),
        _ => true,
    };
    Ok(!has_domain || !*client.is_oauth_on()?)
}
