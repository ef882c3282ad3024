//! Keys of role attachments that the service does not know.

use crate::model::RoleAttachment;
use crate::rules::{Checked, Findings};

pub(super) fn invalid_role_key<'w>(attachment: RoleAttachment<'w>, out: &mut Findings<'w>) -> Checked {
    let roles = attachment.roles()?;
    for (name, key, _) in &roles {
        if name == "authenticated" || name == "unauthenticated" {
            continue;
        }
        let lower = name.to_ascii_lowercase();
        let guests = lower.starts_with("un") || lower.contains("guest");
        let meant = if guests { "unauthenticated" } else { "authenticated" };
        let help = if roles.iter().any(|(name, _, _)| name == meant) {
            format!("remove it: `{meant}` is there already")
        } else {
            format!("write `{meant}`")
        };
        out.report(*key, format!("{name} is not a role key")).help(help);
    }
    Ok(())
}
