//! Roles that everybody may assume.

use crate::model::{Document, DocumentKind, Gate, Statement};
use crate::rules::{Checked, Findings};

pub(super) fn any_principal<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.kind != DocumentKind::Trust {
        return Ok(());
    }
    let document = &document;
    let statements: Vec<Statement<'w>> = document.statements()?.into_iter().flatten().collect();
    out.each(statements, |statement, out| judge(document, &statement, out));
    Ok(())
}

fn judge<'w>(document: &Document<'w>, statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(everybody) = statement.everybody()? else { return Ok(()) };
    let stands_alone = statement.element("Principal")?.is_some_and(|principal| principal.is_text() == Ok(true));
    if stands_alone {
        out.report(&everybody, "`*` as the whole principal of a trust")
            .title("IAM refuses this role: a trust must name who may assume it")
            .help("name the service, account or provider that may assume the role");
        return Ok(());
    }
    if !statement.allows()? {
        return Ok(());
    }
    let gate = statement.gate()?;
    // What a `Deny` that can't be read takes away is not known.
    if gate == Gate::Shut || document.denies_strangers()? {
        return Ok(());
    }
    let report = out.report(&everybody, "every account of AWS");
    if gate == Gate::Ajar {
        report
            .help("test who calls, such as `aws:PrincipalOrgID`, or name the accounts: what is tested here, strangers may meet")
            .case("conditioned");
    }
    Ok(())
}
