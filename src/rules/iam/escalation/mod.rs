//! What the policies of a principal amount to together.

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
