//! Pools that can be deleted with all their users.

use super::written_as;
use crate::model::{Retention, UserPool};
use crate::rules::{Checked, Findings};

pub(super) fn no_deletion_protection<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let protection = pool.deletion_protection()?;
    if *protection || pool.is_for_machines()? {
        return Ok(());
    }
    let text = if protection.is_written() {
        "INACTIVE lets the pool be deleted with all its users"
    } else {
        "DeletionProtection is not set, so INACTIVE applies"
    };
    let mut report = out.report(&protection, text);
    // Who writes that it goes with the stack has decided.
    let policy = Retention::of(pool.0, "DeletionPolicy");
    if policy.map(|policy| policy.is_written() && *policy == Retention::Delete) == Ok(true) {
        report = report.case("disposable");
    }
    written_as(report, pool.0, "DeletionProtection", &protection, "ACTIVE")?;
    Ok(())
}
