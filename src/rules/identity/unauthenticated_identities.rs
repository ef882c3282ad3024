//! Identity pools that give guests credentials.

use super::attachments::refuses_guests;
use crate::model::IdentityPool;
use crate::rules::{Checked, Findings};

pub(super) fn unauthenticated_identities<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    let guests = pool.allows_guests()?;
    if *guests && refuses_guests(pool) != Ok(true) {
        let mut report = out.report(&guests, "guests are let in");
        if let Some(role) = pool.guest_role() {
            report = report.related(role, "with this role");
        }
        // Monitoring of visitors is made of guests: the monitor names the pool.
        if pool.0.mentioned_by("AWS::RUM::AppMonitor").next().is_some() {
            report.case("monitoring").help("leave it, and give the guest role nothing but `rum:PutRumEvents`");
        }
    }
    Ok(())
}
