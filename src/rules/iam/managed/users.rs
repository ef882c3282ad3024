//! Users of IAM: permissions of their own, and keys that never expire.

use crate::model::{Place, Resource};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

pub(super) fn user_attached_policy<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    match resource.kind() {
        "AWS::IAM::User" => {
            for property in ["Policies", "ManagedPolicyArns"] {
                if let Some(place) = filled(resource, property)? {
                    out.report(place, format!("permissions of the user `{}` alone", resource.id()));
                }
            }
        }
        "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" => {
            if let Some(place) = filled(resource, "Users")? {
                out.report(place, format!("`{}` is attached to users", resource.id()));
            }
        }
        "AWS::IAM::UserPolicy" => {
            out.report(resource.place(), format!("`{}` is the policy of one user", resource.id()));
        }
        _ => {}
    }
    Ok(())
}

/// The key of a list with something in it.
fn filled(resource: Resource<'_>, property: &str) -> Known<Option<Place>> {
    let Some(list) = resource.property(property)? else { return Ok(None) };
    if list.one_or_many()?.is_empty() {
        return Ok(None);
    }
    Ok(resource.properties()?.and_then(|properties| properties.key(property)).map(Place::of))
}

pub(super) fn access_key_in_template<'w>(key: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if let Some(status) = key.property("Status")?
        && status.literal()? == "Inactive"
    {
        return Ok(());
    }
    let report = out.report(key.place(), "a key that is good until somebody deletes it");
    if let Some(user) = key.property("UserName")? {
        report.related(&user, "whoever has the key is this user");
    }
    Ok(())
}
