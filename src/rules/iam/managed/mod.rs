//! Policies by name, and whom policies are attached to.

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
