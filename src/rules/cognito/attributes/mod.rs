//! Sign-in names and the attributes of users.

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
