//! What an organization may ask of all roles: a boundary.

use crate::model::Resource;
use crate::rules::{Checked, Findings};

pub(super) fn no_permissions_boundary<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if !matches!(resource.kind(), "AWS::IAM::Role" | "AWS::IAM::User") || resource.property("PermissionsBoundary")?.is_some() {
        return Ok(());
    }
    out.report(resource.place(), format!("`{}` has no `PermissionsBoundary`", resource.id()));
    Ok(())
}
