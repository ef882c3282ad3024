//! What is attached to a pool: domains, identity providers, groups, users, risk settings, and which attributes clients may write.

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
