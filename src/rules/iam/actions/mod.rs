//! What an action names: known ones, patterns that match nothing, entries that another one covers.

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
