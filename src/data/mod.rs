//! Facts compiled in: in comes what was collected elsewhere and checked in as compact binary files, out come lookups
//! that neither parse nor allocate. Every table carries the date of its facts; see the README in this folder.

pub mod confused_deputy;
pub(crate) mod distance;
pub mod global_keys;
pub mod iam;
pub mod managed;
mod notoriety;
pub mod pattern;
pub mod policies;
pub mod schemas;
pub mod service_principals;
pub mod vendors;

/// What is compiled in, for people, each with the day of its facts, or where they have none with the version of what they are from.
#[must_use]
pub fn tables() -> Vec<(&'static str, &'static str)> {
    vec![
        ("IAM actions, resource types and condition keys", iam::date()),
        ("CloudFormation resource types and properties", schemas::date()),
        ("policies that AWS manages", managed::date()),
        ("service principals", service_principals::DATE),
        ("SAM policy templates and connectors", "aws-sam-translator 1.115.0"),
    ]
}
