//! What an app client allows on the hosted sign-in pages: grants, scopes, addresses.

use super::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[];
