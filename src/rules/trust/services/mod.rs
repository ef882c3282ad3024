//! Services and accounts in trusts, and in the policies of resources.

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
