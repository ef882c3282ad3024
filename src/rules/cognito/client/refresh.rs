//! How a client renews its tokens: the flow for it, rotation, and what becomes of a client with neither or both.

use crate::model::{Client, FlowKind, flow_kind};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Edit, Findings};

const REFRESH: &str = "ALLOW_REFRESH_TOKEN_AUTH";

pub(super) fn no_refresh_flow<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(list) = client.0.property("ExplicitAuthFlows")? else { return Ok(()) };
    let flows: Vec<String> = list.one_or_many()?.iter().map(Val::literal).collect::<Known<_>>()?;
    // Legacy values keep refresh on; alone or beside new ones other rules speak about them.
    let is_new = !flows.is_empty() && flows.iter().all(|flow| flow_kind(flow) == FlowKind::Allow);
    if !is_new || flows.iter().any(|flow| flow == REFRESH) || *client.rotates_refresh_tokens()? || client.is_for_machines()? {
        return Ok(());
    }
    out.report(&list, format!("{REFRESH} is not in the list")).fix(Edit::append(&list, REFRESH));
    Ok(())
}

pub(super) fn rotation_with_refresh_flow<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let rotates = client.rotates_refresh_tokens()?;
    if !*rotates {
        return Ok(());
    }
    let Some(flows) = client.explicit_auth_flows()? else { return Ok(()) };
    let is_alone = flows.len() == 1;
    out.each(flows, |flow, out| {
        if flow.literal()? != REFRESH {
            return Ok(());
        }
        let shown = flow.name().map_or(REFRESH.to_owned(), |name| name);
        let report = out.report(&flow, format!("{shown} beside rotation")).related(&rotates, "rotation is switched on here");
        // An empty list would be another client.
        if !is_alone {
            report.fix(Edit::remove_item(&flow));
        }
        Ok(())
    });
    Ok(())
}
