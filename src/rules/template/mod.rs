//! What will not parse, resolve or deploy.

mod includes;
mod texts;

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[
    Rule { meta: &table::TEMPLATE_PARSE_ERROR, checks: &[Check::Text(texts::parse_error)] },
    Rule { meta: &table::TEMPLATE_MISSING_SPACE_AFTER_COLON, checks: &[Check::Text(texts::missing_space_after_colon)] },
    Rule { meta: &table::TEMPLATE_DUPLICATE_KEY, checks: &[Check::Text(texts::duplicate_key)] },
    Rule { meta: &table::TEMPLATE_MISSING_INCLUDE, checks: &[Check::Text(includes::missing_include)] },
    Rule { meta: &table::TEMPLATE_INCLUDE_CYCLE, checks: &[Check::Text(includes::include_cycle)] },
    Rule { meta: &table::TEMPLATE_INCLUDE_OUTSIDE_PROJECT, checks: &[Check::Text(includes::include_outside_project)] },
    Rule { meta: &table::TEMPLATE_UNSUPPORTED_INPUT, checks: &[Check::Text(texts::unsupported_input)] },
];
