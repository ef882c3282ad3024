//! Identity pools whose callers choose the role themselves.

use crate::model::IdentityPool;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn classic_flow<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(classic) = pool.allows_classic_flow()? else { return Ok(()) };
    if !*classic {
        return Ok(());
    }
    for attachment in pool.attachments() {
        if !attachment.role_mappings()?.is_empty() {
            out.report(&classic, "the classic flow is refused while roles are mapped")
                .related(attachment.0.place(), "roles are mapped here")
                .case("mapping")
                .fix(Edit::replace(&classic, false));
            return Ok(());
        }
    }
    // What is not known of guests and roles leaves the warning as it is.
    let guests = pool.allows_guests();
    let roles = pool.roles();
    if guests.as_ref().map(|guests| **guests) == Ok(true) {
        let mut report = out.report(&classic, "the classic flow is on").fix(Edit::replace(&classic, false)).case("guests");
        if let Ok(guests) = &guests {
            report = report.related(guests, "guests are let in here");
        }
        let _ = report;
    } else if roles.as_ref().map(|roles| roles.len() > 1) == Ok(true) {
        let mut report = out.report(&classic, "the classic flow is on").fix(Edit::replace(&classic, false)).case("roles");
        for role in roles.iter().flatten().rev() {
            report = report.related(role.0.place(), "this role trusts the pool");
        }
        let _ = report;
    } else {
        out.report(&classic, "the classic flow is on").fix(Edit::replace(&classic, false));
    }
    Ok(())
}
