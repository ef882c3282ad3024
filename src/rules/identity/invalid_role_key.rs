//! Keys of role attachments that the service does not know.

use crate::model::RoleAttachment;
use crate::rules::{Checked, Findings};

pub(super) fn invalid_role_key<'w>(attachment: RoleAttachment<'w>, out: &mut Findings<'w>) -> Checked {
    for (name, key, _) in attachment.roles()? {
        if name == "authenticated" || name == "unauthenticated" {
            continue;
        }
        let lower = name.to_ascii_lowercase();
        let guests = lower.starts_with("un") || lower.contains("guest");
        let meant = if guests { "unauthenticated" } else { "authenticated" };
        out.report(key, format!("{name} is not a role key")).help(format!("write `{meant}`"));
    }
    Ok(())
}
