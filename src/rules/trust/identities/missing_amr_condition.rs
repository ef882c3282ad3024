//! Trusts that do not ask whether somebody signed in.

use super::missing_audience_condition::asks_another_host;
use crate::model::Role;
use crate::rules::{Checked, Findings};

pub(super) fn missing_amr_condition<'w>(role: Role<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(role.trust()?.statements()?, |statement, out| {
        let statement = statement?;
        let Some((federation, principal)) = statement.identity_principal()? else { return Ok(()) };
        if !statement.allows()? || !statement.has_condition()? || asks_another_host(&statement, federation)? {
            return Ok(());
        }
        let asks = !statement.tests_of(federation, "amr")?.is_empty();
        // Who names identities names who may come.
        let names_users =
            statement.tests_of(federation, "sub")?.iter().any(|test| test.operator.name != "Null" && !test.operator.is_negated());
        // A role that only guests are attached to asks nothing of guests.
        let attached = role.attached();
        let only_guests =
            attached.as_ref().map(|attached| !attached.is_empty() && attached.iter().all(|(_, name, _, _)| name == "unauthenticated"));
        if asks || names_users || only_guests == Ok(true) {
            return Ok(());
        }
        let report = out.report(&principal, format!("no test of {}:amr", federation.key_prefix));
        // What is not known of the pool may soften the finding, never silence it.
        if role.serves_guests() == Ok(true) {
            report.case("guests");
        }
        Ok(())
    });
    Ok(())
}
