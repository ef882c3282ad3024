//! Settings of user names that set nothing.

use crate::model::UserPool;
use crate::rules::{Checked, Findings};

pub(super) fn empty_username_configuration<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(value) = pool.0.property("UsernameConfiguration")? else { return Ok(()) };
    if value.object()?.get("CaseSensitive")?.is_none() {
        out.report(&value, "CaseSensitive is missing");
    }
    Ok(())
}
