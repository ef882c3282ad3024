//! What every rule needs.

pub(super) use super::table;
pub(super) use super::{Check, Checked, Findings, Rule};
pub(super) use crate::model;
