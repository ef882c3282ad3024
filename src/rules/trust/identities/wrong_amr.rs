//! Roles that ask for the opposite of whom they are attached for.

use crate::model::Role;
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
