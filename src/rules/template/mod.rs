//! What will not parse, resolve or deploy.

mod includes;
mod list_in_text;
mod merged_by_index;
mod stage_from_provider;
mod texts;
mod unresolvable_variable;

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[
    Rule { meta: &table::TEMPLATE_PARSE_ERROR, checks: &[Check::Text(texts::parse_error)] },
    Rule { meta: &table::TEMPLATE_MISSING_SPACE_AFTER_COLON, checks: &[Check::Text(texts::missing_space_after_colon)] },
    Rule { meta: &table::TEMPLATE_DUPLICATE_KEY, checks: &[Check::Text(texts::duplicate_key)] },
    Rule { meta: &table::TEMPLATE_MISSING_INCLUDE, checks: &[Check::Text(includes::missing_include)] },
    Rule { meta: &table::TEMPLATE_INCLUDE_CYCLE, checks: &[Check::Text(includes::include_cycle)] },
    Rule { meta: &table::TEMPLATE_INCLUDE_OUTSIDE_PROJECT, checks: &[Check::Text(includes::include_outside_project)] },
    Rule { meta: &table::TEMPLATE_UNRESOLVABLE_VARIABLE, checks: &[Check::Service(unresolvable_variable::unresolvable_variable)] },
    Rule { meta: &table::TEMPLATE_LIST_IN_TEXT, checks: &[Check::Service(list_in_text::list_in_text)] },
    Rule { meta: &table::TEMPLATE_STAGE_FROM_PROVIDER, checks: &[Check::Service(stage_from_provider::stage_from_provider)] },
    Rule { meta: &table::TEMPLATE_MERGED_BY_INDEX, checks: &[Check::Service(merged_by_index::merged_by_index)] },
    Rule { meta: &table::TEMPLATE_UNSUPPORTED_INPUT, checks: &[Check::Text(texts::unsupported_input)] },
];
