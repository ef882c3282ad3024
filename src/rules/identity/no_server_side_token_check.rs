//! Identity pools that never ask the user pool whether a token still counts.

use crate::model::IdentityPool;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn no_server_side_token_check<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(pool.providers()?, |provider, out| {
        let provider = provider?;
        let check = provider.server_side_token_check()?;
        if !*check {
            let (text, edit) = if check.is_written() {
                ("the user pool is not asked", Edit::replace(&check, true))
            } else {
                ("ServerSideTokenCheck is not set", Edit::set_key(provider.object.node(), "ServerSideTokenCheck", true))
            };
            out.report(&check, text).fix(edit);
        }
        Ok(())
    });
    Ok(())
}
