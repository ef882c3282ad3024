//! What an organization may ask of all roles: a boundary, and no door to the roles of services.

use crate::model::{Resource, Statement};
use crate::rules::{Checked, Findings};

pub(super) fn no_permissions_boundary<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if !matches!(resource.kind(), "AWS::IAM::Role" | "AWS::IAM::User") || resource.property("PermissionsBoundary")?.is_some() {
        return Ok(());
    }
    out.report(resource.place(), format!("`{}` has no `PermissionsBoundary`", resource.id()));
    Ok(())
}

pub(super) fn unrestricted_service_linked_role<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.grants() || !statement.allows()? || statement.every_resource()?.is_none() {
        return Ok(());
    }
    if statement.tests()?.iter().any(|test| test.key.eq_ignore_ascii_case("iam:AWSServiceName")) {
        return Ok(());
    }
    out.each(statement.actions()?, |action, out| {
        if action.literal()?.eq_ignore_ascii_case("iam:CreateServiceLinkedRole") {
            out.report(&action, "for every service, as no condition names one");
        }
        Ok(())
    });
    Ok(())
}
