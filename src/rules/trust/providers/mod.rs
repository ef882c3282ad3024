//! Providers of tokens and assertions: whose tokens a trust takes.

use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
