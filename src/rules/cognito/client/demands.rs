//! Settings of a client that demand another one.

use crate::model::Client;
use crate::rules::{Checked, Findings};

pub(super) fn incomplete_token_rotation<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(rotation) = client.0.property("RefreshTokenRotation")? else { return Ok(()) };
    let Some(grace) = rotation.object()?.get("RetryGracePeriodSeconds")? else { return Ok(()) };
    // One that is known only at deployment may be `AWS::NoValue` in the end.
    grace.integer()?;
    if rotation.object()?.get("Feature")?.is_none() {
        out.report(&grace, "there is no Feature beside it");
    }
    Ok(())
}

pub(super) fn context_without_secret<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let takes = client.0.boolean("EnablePropagateAdditionalUserContextData", false)?;
    let secret = client.0.boolean("GenerateSecret", false)?;
    // A secret of one's own may come with a later schema.
    if !*takes || *secret || client.0.property("ClientSecret")?.is_some() {
        return Ok(());
    }
    let report = out.report(&takes, "the client has no secret");
    if secret.is_written() {
        report.related(&secret, "no secret is generated");
    }
    Ok(())
}
