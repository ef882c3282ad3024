//! Roles that ask for the opposite of whom they are attached for.

use super::claims::{GUEST, USER, admitted_pools, names_values};
use crate::model::{Comparison, Role, Statement};
use crate::rules::{Checked, Findings};

pub(super) fn wrong_amr<'w>(role: Role<'w>, out: &mut Findings<'w>) -> Checked {
    let attached = role.attached()?;
    let mut names: Vec<&str> = attached.iter().map(|(_, name, _, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    // Attached for both, one of them is right.
    let [name @ ("authenticated" | "unauthenticated")] = names.as_slice() else { return Ok(()) };
    let guests = *name == "unauthenticated";
    let Some((_, _, _, attachment)) = attached.first() else { return Ok(()) };
    out.each(role.trust()?.statements()?, |statement, out| {
        let statement = statement?;
        let Some(federation) = statement.identity_federation()? else { return Ok(()) };
        if !statement.allows()? {
            return Ok(());
        }
        for test in statement.tests_of(federation, "amr")? {
            if test.operator.is_negated() || test.operator.name == "Null" {
                continue;
            }
            let values = test.values.one_or_many()?;
            let mut asked = Vec::new();
            for value in &values {
                asked.push(value.literal()?);
            }
            let (wrong, text) = if guests {
                ("authenticated", "asks for `authenticated`, which guests never are")
            } else {
                ("unauthenticated", "asks for `unauthenticated`, which signed-in users never are")
            };
            let (Some(first), true) = (values.first(), !asked.is_empty() && asked.iter().all(|value| value == wrong)) else { continue };
            let label = if guests { "attached for guests here" } else { "attached for signed-in users here" };
            out.report(first, text)
                .related(attachment, label)
                .help(format!("write `{}`, or attach the role under `{wrong}`", if guests { "unauthenticated" } else { "authenticated" }));
        }
        Ok(())
    });
    Ok(())
}

/// Words of the claim in other letters than tokens have them.
pub(super) fn in_other_letters<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((federation, _)) = admitted_pools(&statement)? else { return Ok(()) };
    out.each(statement.tests_of(federation, "amr")?, |test, out| {
        if !names_values(&test) || !matches!(test.operator.comparison, Some(Comparison::Text { any_case: false, .. })) {
            return Ok(());
        }
        for (value, text) in test.literals()? {
            let meant = [USER, GUEST].into_iter().find(|word| text.eq_ignore_ascii_case(word) && text != *word);
            if let Some(meant) = meant {
                out.report(&value, format!("`{text}`, and tokens say `{meant}`"))
                    .title("nobody gets credentials: letters count, and no token says it in these")
                    .help(format!("write `{meant}`"));
            }
        }
        Ok(())
    });
    Ok(())
}
