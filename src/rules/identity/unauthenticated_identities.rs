//! Identity pools that give guests credentials.

use crate::model::IdentityPool;
use crate::rules::{Checked, Findings};

pub(super) fn unauthenticated_identities<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    let guests = pool.allows_guests()?;
    if *guests {
        out.report(&guests, "guests get credentials");
    }
    Ok(())
}
