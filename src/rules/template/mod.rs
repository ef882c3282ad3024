//! What will not parse, resolve or deploy.

mod cycles;
mod includes;
mod list_in_text;
mod merged_by_index;
mod path_lost;
mod properties;
mod references;
mod secrets;
mod stage_from_provider;
mod texts;
mod types;
mod unresolvable_variable;
mod values;

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
    Rule { meta: &table::TEMPLATE_UNDEFINED_REFERENCE, checks: &[Check::Stack(references::undefined_reference)] },
    Rule { meta: &table::TEMPLATE_INVALID_ATTRIBUTE, checks: &[Check::Stack(references::invalid_attribute)] },
    Rule { meta: &table::TEMPLATE_PATH_LOST_IN_REFERENCE, checks: &[Check::Resource(path_lost::path_lost_in_reference)] },
    Rule { meta: &table::TEMPLATE_CIRCULAR_DEPENDENCY, checks: &[Check::Stack(cycles::circular_dependency)] },
    Rule { meta: &table::TEMPLATE_UNKNOWN_RESOURCE_TYPE, checks: &[Check::Resource(types::unknown_resource_type)] },
    Rule {
        meta: &table::TEMPLATE_UNKNOWN_PROPERTY,
        checks: &[Check::Map(properties::unknown_property), Check::Resource(properties::misplaced_property)],
    },
    Rule {
        meta: &table::TEMPLATE_MISSING_PROPERTY,
        checks: &[Check::Map(properties::missing_property), Check::Resource(properties::missing_properties)],
    },
    Rule { meta: &table::TEMPLATE_INVALID_TYPE, checks: &[Check::Value(values::invalid_type)] },
    Rule { meta: &table::TEMPLATE_INVALID_VALUE, checks: &[Check::Value(values::invalid_value)] },
    Rule { meta: &table::TEMPLATE_READ_ONLY_PROPERTY, checks: &[Check::Map(properties::read_only_property)] },
    Rule { meta: &table::TEMPLATE_DEPRECATED_PROPERTY, checks: &[Check::Map(properties::deprecated_property)] },
    Rule { meta: &table::TEMPLATE_QUOTED_NUMBER, checks: &[Check::Value(values::quoted_number)] },
    Rule { meta: &table::TEMPLATE_QUOTED_BOOLEAN, checks: &[Check::Value(values::quoted_boolean)] },
    Rule { meta: &table::TEMPLATE_HARD_CODED_SECRET, checks: &[Check::Text(secrets::hard_coded_secret)] },
    Rule { meta: &table::TEMPLATE_PARAMETER_DEFAULT_SECRET, checks: &[Check::Text(secrets::parameter_default_secret)] },
];
