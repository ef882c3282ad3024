//! Identity pools that never ask the user pool whether a token still counts.

use crate::model::IdentityPool;
use crate::rules::{Checked, Findings};

pub(super) fn no_server_side_token_check<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(pool.providers()?, |provider, out| {
        let check = provider?.server_side_token_check()?;
        if !*check {
            out.report(&check, if check.is_written() { "the user pool is not asked" } else { "ServerSideTokenCheck is not set" });
        }
        Ok(())
    });
    Ok(())
}
