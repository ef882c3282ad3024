//! Documents that name the language of 2008.

use super::missing_version::uses_variables;
use crate::model::Document;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn old_version<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(version) = document.written_version()? else { return Ok(()) };
    if version.literal()? != "2008-10-17" {
        return Ok(());
    }
    let fix = Edit::replace(&version, "2012-10-17");
    if uses_variables(&document)? {
        // From then on the variables stand for something.
        out.report(&version, "by the language of 2008, the policy variables in this document are plain text")
            .fix(fix)
            .not_safe()
            .case("variables");
        return Ok(());
    }
    let report = out.report(&version, "the language of 2008").fix(fix);
    if document.owner.is_some_and(|owner| owner.kind() == "AWS::IAM::ManagedPolicy") {
        report.case("managed");
    }
    Ok(())
}
