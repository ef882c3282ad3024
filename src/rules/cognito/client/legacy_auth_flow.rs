//! Flows of the generation before `ALLOW_`: alone they are old, beside new ones they are refused.

use super::fit::{LEFTOVER, is_leftover};
use crate::model::{Client, FlowKind, flow_kind};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Edit, Findings};

pub(super) fn legacy_auth_flow<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(list) = client.0.property("ExplicitAuthFlows")? else { return Ok(()) };
    let flows = list.one_or_many()?;
    out.each(flows.clone(), |flow, out| {
        if flow_kind(&flow.literal()?) != FlowKind::Legacy {
            return Ok(());
        }
        // Beside a new value the list is refused as a whole, which `mixed-auth-flows` says.
        let all = literals(&flows)?;
        if all.iter().all(|flow| flow_kind(flow) != FlowKind::Allow) {
            let report = out.report(&flow, label(&flow)?);
            if is_leftover(client) == Ok(true) {
                report.help(LEFTOVER);
            } else {
                report.help(help(&all)).fix(Edit::replace(&list, kept(&all)));
            }
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn mixed_auth_flows<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(flows) = client.explicit_auth_flows()? else { return Ok(()) };
    let all = literals(&flows)?;
    let first = |kind: FlowKind| flows.iter().zip(&all).find(|(_, flow)| flow_kind(flow) == kind).map(|(value, _)| value);
    if let (Some(legacy), Some(allow)) = (first(FlowKind::Legacy), first(FlowKind::Allow)) {
        out.report(legacy, label(legacy)?).related(allow, "an ALLOW_ value").help(help(&all));
    }
    Ok(())
}

fn literals(flows: &[Val<'_>]) -> Known<Vec<String>> {
    flows.iter().map(Val::literal).collect()
}

fn label(flow: &Val<'_>) -> Known<String> {
    let shown = match flow.name() {
        Some(name) => name,
        None => flow.literal()?,
    };
    Ok(format!("{shown} is a legacy value"))
}

fn help(flows: &[String]) -> String {
    format!("write `ExplicitAuthFlows` with {}, without those that the application does not use", kept(flows).join(", "))
}

/// The list that keeps what the old one allows: sign-in by SRP, custom challenges and refresh stay on beside the older words.
fn kept(flows: &[String]) -> Vec<&'static str> {
    let has = |name: &str| flows.iter().any(|flow| flow == name);
    let only_custom = has("CUSTOM_AUTH_FLOW_ONLY") && !has("ADMIN_NO_SRP_AUTH") && !has("USER_PASSWORD_AUTH");
    let mut kept: Vec<&'static str> = Vec::new();
    let mut keep = |flow: &'static str, wanted: bool| {
        if wanted {
            kept.push(flow);
        }
    };
    keep("ALLOW_ADMIN_USER_PASSWORD_AUTH", has("ADMIN_NO_SRP_AUTH") || has("ALLOW_ADMIN_USER_PASSWORD_AUTH"));
    keep("ALLOW_USER_PASSWORD_AUTH", has("USER_PASSWORD_AUTH") || has("ALLOW_USER_PASSWORD_AUTH"));
    keep("ALLOW_USER_AUTH", has("ALLOW_USER_AUTH"));
    keep("ALLOW_USER_SRP_AUTH", !only_custom || has("ALLOW_USER_SRP_AUTH"));
    keep("ALLOW_CUSTOM_AUTH", true);
    keep("ALLOW_REFRESH_TOKEN_AUTH", true);
    kept
}
