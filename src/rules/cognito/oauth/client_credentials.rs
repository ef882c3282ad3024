//! The grant for machines beside what only people can use, or without the secret that it is about.

use crate::model::{Client, STANDARD_SCOPES};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

pub(super) fn invalid_client_credentials<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    if !*client.is_oauth_on()? {
        return Ok(());
    }
    let flows = client.oauth_flows()?;
    let Some(machines) = first(&flows, |flow| flow == "client_credentials")? else { return Ok(()) };
    if let Some(other) = first(&flows, |flow| matches!(flow, "code" | "implicit"))? {
        let other_flow = other.literal()?;
        out.report(&machines, format!("`client_credentials` beside `{other_flow}`"))
            .related(&other, "a flow that people sign in by")
            .help("make one client for people and another one, with `client_credentials` alone, for machines");
        return Ok(());
    }
    out.each([()], |(), out| {
        let is_confidential = client.is_confidential()?;
        if *is_confidential {
            return Ok(());
        }
        if is_confidential.is_written() {
            out.report(&is_confidential, "`client_credentials` needs a secret").related(&machines, "asks for the secret");
        } else {
            out.report(&machines, "`client_credentials` needs a secret, and GenerateSecret is not set");
        }
        Ok(())
    });
    out.each(client.oauth_scopes()?, |scope, out| {
        let name = scope.literal()?;
        if STANDARD_SCOPES.contains(&name.as_str()) {
            out.report(&scope, format!("`{name}` is about a user, and a machine is none"))
                .related(&machines, "the only flow of the client")
                .help("list scopes of a resource server only, such as `orders/read`");
        }
        Ok(())
    });
    Ok(())
}

/// The first flow that passes a test, where that can be told.
fn first<'w>(flows: &[Val<'w>], test: impl Fn(&str) -> bool) -> Known<Option<Val<'w>>> {
    for flow in flows {
        if test(&flow.literal()?) {
            return Ok(Some(flow.clone()));
        }
    }
    Ok(None)
}
