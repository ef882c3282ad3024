//! People in templates.

use crate::model::Resource;
use crate::rules::{Checked, Findings};

pub(super) fn user_in_template<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let name = resource.property("Username");
    let report = out.report(resource.place(), "this account belongs to the stack");
    // What a parameter gives is not in the file.
    match &name {
        Ok(Some(name)) if name.scalar().is_some_and(|(text, _)| text.contains('@') && !text.contains("${")) => {
            report.related(name, "and the address is in the repository");
        }
        _ => {}
    }
    Ok(())
}
