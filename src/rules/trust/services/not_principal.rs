//! Statements that name whom they are not about.

use crate::model::{DocumentKind, Gate, Statement};
use crate::rules::{Checked, Findings};

pub(super) fn not_principal<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(key) = statement.key("NotPrincipal") else { return Ok(()) };
    // Beside `Principal` the statement is malformed anyway.
    if statement.element("NotPrincipal")?.is_none() || statement.element("Principal")?.is_some() {
        return Ok(());
    }
    match statement.kind {
        DocumentKind::Trust => {
            out.report(key, "`NotPrincipal` in the trust of a role")
                .title("IAM refuses the trust: it may not say who does not assume the role")
                .help("name those who may assume the role as `Principal`");
        }
        DocumentKind::Resource if statement.allows()? => {
            let is_shut = statement.gate()? == Gate::Shut;
            let report = out.report(key, "allows everybody but those who are named here");
            if is_shut {
                report
                    .title("only a condition keeps the world out of a statement")
                    .help("write `Principal`, with those whom the condition lets in")
                    .case("conditioned");
            }
        }
        _ => {}
    }
    Ok(())
}
