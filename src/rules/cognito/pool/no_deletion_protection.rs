//! Pools that can be deleted with all their users.

use super::written_as;
use crate::model::UserPool;
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
    written_as(out.report(&protection, text), pool.0, "DeletionProtection", &protection, "ACTIVE")?;
    Ok(())
}
