//! What other stacks and the front end read.

mod missing_client_outputs;
mod secret_in_output;
mod unscoped_export_name;

use super::prelude::*;

pub(super) static RULES: &[Rule] = &[
    Rule { meta: &table::OUTPUTS_UNSCOPED_EXPORT_NAME, checks: &[Check::Output(unscoped_export_name::unscoped_export_name)] },
    Rule {
        meta: &table::OUTPUTS_SECRET_IN_OUTPUT,
        checks: &[
            Check::Output(secret_in_output::secret_in_output),
            Check::Resource(secret_in_output::secret_in_resource),
            Check::Stack(secret_in_output::secret_in_service),
        ],
    },
    Rule { meta: &table::OUTPUTS_MISSING_CLIENT_OUTPUTS, checks: &[Check::Resource(missing_client_outputs::missing_client_outputs)] },
];
