//! Trusts of an identity pool without any condition.

use crate::model::Role;
use crate::rules::{Checked, Findings};

pub(super) fn missing_condition<'w>(role: Role<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(role.trust()?.statements()?, |statement, out| {
        let statement = statement?;
        if let Some((_, principal)) = statement.identity_principal()?
            && statement.allows()?
            && !statement.has_condition()?
        {
            out.report(&principal, "no `Condition` beside this principal");
        }
        Ok(())
    });
    Ok(())
}
