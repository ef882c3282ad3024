//! Facts compiled in: in comes what was collected elsewhere and checked in as compact binary files, out come lookups
//! that neither parse nor allocate. Every table carries the date of its facts; see the README in this folder.

pub(crate) mod distance;
pub mod iam;
pub mod managed;
mod notoriety;
pub mod pattern;
pub mod policies;
pub mod schemas;
