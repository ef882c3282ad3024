//! Trusts of an identity pool without any condition.

use super::claims::admitted_pools;
use crate::model::Statement;
use crate::rules::{Checked, Findings};

pub(super) fn missing_condition<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if let Some((_, principal)) = admitted_pools(&statement)?
        && !statement.has_condition()?
    {
        out.report(&principal, "no `Condition` beside this principal");
    }
    Ok(())
}
