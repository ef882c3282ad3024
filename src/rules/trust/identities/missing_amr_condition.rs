//! Trusts that do not ask whether somebody signed in.

use super::claims::{admitted_pools, is_for_guests, names_identities, role_of};
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
    // What is not known of the pool may soften the finding, never silence it.
    if role_of(&statement).is_some_and(|role| role.serves_guests() == Ok(true)) {
        report.case("guests");
    }
    Ok(())
}
