//! Flows of the generation before `ALLOW_`: alone they are old, beside new ones they are refused.

use crate::model::{Client, FlowKind, flow_kind};
use crate::rules::{Checked, Findings};

pub(super) fn legacy_auth_flow<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(flows) = client.explicit_auth_flows()? else { return Ok(()) };
    out.each(flows.clone(), |flow, out| {
        if flow_kind(&flow.literal()?) != FlowKind::Legacy {
            return Ok(());
        }
        // Beside a new value the list is refused as a whole, which `mixed-auth-flows` says.
        for other in &flows {
            if flow_kind(&other.literal()?) == FlowKind::Allow {
                return Ok(());
            }
        }
        out.report(&flow, "a legacy value").help(help(&flow.literal()?));
        Ok(())
    });
    Ok(())
}

/// The values that keep what the old one allows: sign-in by SRP, custom challenges and refresh stay on beside it.
fn help(flow: &str) -> String {
    let kept = match flow {
        "ADMIN_NO_SRP_AUTH" => "ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_USER_SRP_AUTH, ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH",
        "USER_PASSWORD_AUTH" => "ALLOW_USER_PASSWORD_AUTH, ALLOW_USER_SRP_AUTH, ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH",
        _ => "ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH",
    };
    format!("write `ExplicitAuthFlows: [{kept}]`, without those that the application does not use")
}

pub(super) fn mixed_auth_flows<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(flows) = client.explicit_auth_flows()? else { return Ok(()) };
    let (mut legacy, mut allow) = (None, None);
    for flow in &flows {
        match flow_kind(&flow.literal()?) {
            FlowKind::Legacy => legacy = legacy.or(Some(flow)),
            FlowKind::Allow => allow = allow.or(Some(flow)),
            FlowKind::Other => {}
        }
    }
    if let (Some(legacy), Some(allow)) = (legacy, allow) {
        out.report(legacy, "a legacy value").related(allow, "an ALLOW_ value");
    }
    Ok(())
}
