//! Clients that hand out tokens in the address bar.

use crate::model::{Client, any};
use crate::rules::{Checked, Edit, Findings};

pub(super) fn implicit_flow<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    // Without OAuth the list has no effect, which `inert-oauth-settings` says.
    if !*client.is_oauth_on()? {
        return Ok(());
    }
    let flows = client.oauth_flows()?;
    out.each(flows.clone(), |flow, out| {
        if !flow.is("implicit")? {
            return Ok(());
        }
        let shown = flow.name().map_or("implicit".to_owned(), |name| name);
        let report = out.report(&flow, format!("{shown} puts tokens into the address of the page"));
        // Whichever stays is the flow that the application must use from then on.
        let has_code = any(&flows, |flow| flow.is("code"));
        if has_code == Ok(true) {
            report.fix(Edit::remove_item(&flow)).help("remove `implicit`; `code` is allowed already");
        } else if has_code == Ok(false) {
            report.fix(Edit::replace(&flow, "code"));
        }
        Ok(())
    });
    Ok(())
}
