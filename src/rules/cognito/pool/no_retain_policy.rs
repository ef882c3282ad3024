//! Pools that go with their stack, or with their logical id.

use crate::model::{Resource, Retention, UserPool};
use crate::rules::{Checked, Edit, Findings};

pub(super) fn no_retain_policy<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if !matches!(resource.kind(), "AWS::Cognito::UserPool" | "AWS::Cognito::IdentityPool") {
        return Ok(());
    }
    if resource.kind() == "AWS::Cognito::UserPool" && UserPool(resource).is_for_machines()? {
        return Ok(());
    }
    let policies = [
        ("DeletionPolicy", Retention::of(resource, "DeletionPolicy")?),
        ("UpdateReplacePolicy", Retention::of(resource, "UpdateReplacePolicy")?),
    ];
    let [deleted, replaced] = [0, 1].map(|index: usize| *policies[index].1 != Retention::Retain);
    let is_written = policies.iter().any(|(_, policy)| policy.is_written());
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
    let mut report = out.report(resource.place(), text).help(help);
    // A key that comes to nothing in this world alone is another one's, and nothing is written over it.
    if policies.iter().all(|(name, policy)| policy.is_written() || resource.body().key(name).is_none()) {
        for (name, policy) in policies.iter().filter(|(_, policy)| **policy != Retention::Retain) {
            let edit = if policy.is_written() { Edit::replace(policy, "Retain") } else { Edit::set_attribute(resource, name, "Retain") };
            report = report.fix(edit);
        }
    }
    if resource.kind() == "AWS::Cognito::UserPool" {
        report.title("removing or renaming this pool in the template loses every user in it");
    }
    Ok(())
}
