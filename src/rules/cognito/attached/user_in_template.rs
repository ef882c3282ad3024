//! People in templates.

use crate::model::Resource;
use crate::rules::{Checked, Findings};

pub(super) fn user_in_template<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    out.report(resource.place(), "a person as a resource");
    Ok(())
}
