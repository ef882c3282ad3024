//! Trusts that do not ask whether somebody signed in.

use super::claims::{admitted_pools, has_guests, is_for_guests, names_identities};
use super::missing_audience_condition::asks_another_host;
use crate::model::Statement;
use crate::rules::{Checked, Findings};

pub(super) fn missing_amr_condition<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((federation, principal)) = admitted_pools(&statement)? else { return Ok(()) };
    if !statement.has_condition()?
        || asks_another_host(&statement, federation)?
        || !statement.tests_of(federation, "amr")?.is_empty()
        || names_identities(&statement, federation)?
        // A role that only guests are attached to asks nothing of guests.
        || is_for_guests(&statement)
    {
        return Ok(());
    }
    let report = out.report(&principal, format!("no test of {}:amr", federation.key_prefix));
    if has_guests(&statement) {
        report.case("guests");
    }
    Ok(())
}
