//! What the list of a family needs.

pub(super) use super::{Check, Rule, table};
