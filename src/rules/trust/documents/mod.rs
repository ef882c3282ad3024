//! Trusts as a whole: their actions, and what their statements amount to together.

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
