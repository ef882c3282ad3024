//! Pools that go with their stack, or with their logical id.

use crate::model::{IdentityPool, Resource, Retention, UserPool};
use crate::resolve::Known;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn no_retain_policy<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if !may_lose_people(resource)? {
        return Ok(());
    }
    let policies = [
        ("DeletionPolicy", Retention::of(resource, "DeletionPolicy")?),
        ("UpdateReplacePolicy", Retention::of(resource, "UpdateReplacePolicy")?),
    ];
    // Who writes that it goes has decided.
    if policies[0].1.is_written() && *policies[0].1 != Retention::Retain {
        return Ok(());
    }
    let [deleted, replaced] = [0, 1].map(|index: usize| !policies[index].1.is_written());
    let (text, help) = match (deleted, replaced) {
        (true, true) => (
            "neither DeletionPolicy nor UpdateReplacePolicy is set",
            "write `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` beside `Type`",
        ),
        (true, false) => ("DeletionPolicy is not set", "write `DeletionPolicy: Retain` beside `Type`"),
        (false, true) => ("UpdateReplacePolicy is not set", "write `UpdateReplacePolicy: Retain` beside `Type`"),
        (false, false) => return Ok(()),
    };
    let mut report = out.report(resource.place(), text).help(help);
    // A key that comes to nothing in this world alone is another one's, and nothing is written over it.
    if policies.iter().all(|(name, policy)| policy.is_written() || resource.body().key(name).is_none()) {
        for (name, _) in policies.iter().filter(|(_, policy)| !policy.is_written()) {
            report = report.fix(Edit::set_attribute(resource, name, "Retain"));
        }
    }
    if resource.kind() == "AWS::Cognito::UserPool" {
        report.title("removing or renaming this pool in the template loses every user in it");
    }
    Ok(())
}

/// Whether people are lost with the pool: a user pool that the service would delete, an identity pool that somebody signs in to.
fn may_lose_people(resource: Resource<'_>) -> Known<bool> {
    match resource.kind() {
        "AWS::Cognito::UserPool" => Ok(!*UserPool(resource).deletion_protection()? && !UserPool(resource).is_for_machines()?),
        "AWS::Cognito::IdentityPool" => IdentityPool(resource).has_providers(),
        _ => Ok(false),
    }
}
