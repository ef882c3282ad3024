//! Threat protection for custom sign-ins without a word about the others.

use crate::model::{Place, UserPool};
use crate::rules::{Checked, Findings};

const FLOWS: &str = "AdvancedSecurityAdditionalFlows";

pub(super) fn incomplete_threat_protection<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(add_ons) = pool.0.property("UserPoolAddOns")? else { return Ok(()) };
    let add_ons = add_ons.object()?;
    let Some(flows) = add_ons.get(FLOWS)? else { return Ok(()) };
    // One that is known only at deployment may be `AWS::NoValue` in the end.
    flows.object()?;
    if add_ons.get("AdvancedSecurityMode")?.is_none() {
        let place = add_ons.key(FLOWS).map_or(Place::from(&flows), Place::of);
        out.report(place, "there is no AdvancedSecurityMode beside it");
    }
    Ok(())
}
