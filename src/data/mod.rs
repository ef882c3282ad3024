//! Facts compiled in: in comes what was collected elsewhere and checked in as compact binary files, out come lookups
//! that neither parse nor allocate. Every table carries the date of its facts; see the README in this folder.

pub mod global_keys;
pub mod iam;
mod notoriety;
pub mod pattern;
pub mod schemas;
