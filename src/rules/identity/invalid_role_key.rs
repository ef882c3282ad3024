//! Keys of role attachments that the service does not know.

use crate::model::RoleAttachment;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn invalid_role_key<'w>(attachment: RoleAttachment<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(map) = attachment.0.property("Roles")? else { return Ok(()) };
    let map = map.object()?.node();
    let roles = attachment.roles()?;
    // A key that is there, or that an earlier fix makes.
    let mut taken: Vec<&str> = roles.iter().map(|(name, _, _)| name.as_str()).collect();
    for (name, key, _) in &roles {
        if name == "authenticated" || name == "unauthenticated" {
            continue;
        }
        let lower = name.to_ascii_lowercase();
        let guests = lower.starts_with("un") || lower.contains("guest");
        let meant = if guests { "unauthenticated" } else { "authenticated" };
        let is_there = roles.iter().any(|(name, _, _)| name == meant);
        let help = if is_there { format!("remove it: `{meant}` is there already") } else { format!("write `{meant}`") };
        let report = out.report(*key, format!("{name} is not a role key")).help(help);
        let report = match (is_there, taken.contains(&meant)) {
            (true, _) => report.fix(Edit::remove_key(map, name)),
            (false, false) => report.fix(Edit::rename(*key, meant)),
            (false, true) => report,
        };
        // What is not a form of the key may have been meant as something else.
        if !guests && !lower.starts_with("auth") {
            let _ = report.not_safe();
        }
        taken.push(meant);
    }
    Ok(())
}
