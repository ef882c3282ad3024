//! Clients that hand out tokens in the address bar.

use crate::model::{Client, Output, any};
use crate::resolve::{Known, Piece, Val};
use crate::rules::{Checked, Edit, Findings};

/// The outputs that hold a link to the sign-in page which asks for tokens of this client.
fn links(client: Client<'_>) -> Vec<Val<'_>> {
    let world = client.0.world();
    let asks = |index: usize| -> Known<Option<Val<'_>>> {
        let Some(value) = Output::new(world, index).value()? else { return Ok(None) };
        let text = value.text()?;
        let is_ours = |piece: &Piece| matches!(piece, Piece::Attribute { resource, .. } if *resource == client.0.index());
        let asks = text.literals().any(|literal| literal.contains("response_type=token"));
        Ok((asks && text.pieces.iter().any(is_ours)).then_some(value))
    };
    (0..world.stack.outputs.len()).map(asks).filter_map(|found| found.map_or(None, |link| link)).collect()
}

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
        let mut report = out.report(&flow, format!("{shown} puts tokens into the address of the page"));
        for link in links(client) {
            report = report.related(&link, "this link asks for it");
        }
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
