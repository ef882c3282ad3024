//! ARNs and patterns of them: their form, and whether they fit the actions beside them.

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
