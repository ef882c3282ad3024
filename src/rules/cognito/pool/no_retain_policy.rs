//! Pools that go with their stack, or with their logical id.

use crate::model::{Resource, Retention, UserPool};
use crate::rules::{Checked, Findings};

pub(super) fn no_retain_policy<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if !matches!(resource.kind(), "AWS::Cognito::UserPool" | "AWS::Cognito::IdentityPool") {
        return Ok(());
    }
    if resource.kind() == "AWS::Cognito::UserPool" && UserPool(resource).is_for_machines()? {
        return Ok(());
    }
    let kept = |name: &str| Retention::of(resource, name).map(|policy| *policy == Retention::Retain);
    let (deleted, replaced) = (!kept("DeletionPolicy")?, !kept("UpdateReplacePolicy")?);
    let is_written = resource.attribute("DeletionPolicy")?.is_some() || resource.attribute("UpdateReplacePolicy")?.is_some();
    let text = match (deleted, replaced) {
        (true, true) if !is_written => "neither DeletionPolicy nor UpdateReplacePolicy is set",
        (true, true) => "no DeletionPolicy and no UpdateReplacePolicy of Retain",
        (true, false) => "no DeletionPolicy of Retain",
        // A user pool that may not be deleted stays on a replacement too.
        (false, true) if resource.kind() == "AWS::Cognito::UserPool" && *UserPool(resource).deletion_protection()? => return Ok(()),
        (false, true) => "no UpdateReplacePolicy of Retain",
        (false, false) => return Ok(()),
    };
    let help = match (deleted, replaced) {
        (true, true) => "write `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` beside `Type`",
        (true, false) => "write `DeletionPolicy: Retain` beside `Type`",
        (false, _) => "write `UpdateReplacePolicy: Retain` beside `Type`",
    };
    let report = out.report(resource.place(), text).help(help);
    if resource.kind() == "AWS::Cognito::UserPool" {
        report.title("removing or renaming this pool in the template loses every user in it");
    }
    Ok(())
}
