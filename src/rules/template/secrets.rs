//! Secrets in the template, and parameters that put them there. No message repeats one.

use crate::model::Place;
use crate::rules::Findings;
use crate::template::{SecretUse, Stack};

pub(super) fn hard_coded_secret(stack: &Stack, out: &mut Findings<'_>) {
    for secret in stack.written_secrets() {
        let place = Place { node: secret.place, literal: secret.literal, assumed: false };
        let report = out.report(place, format!("{} in plain text", secret.kind.name()));
        if let Some(resource) = secret.resource {
            report.resource(&stack.resources[resource].id);
        }
    }
}

pub(super) fn parameter_default_secret(stack: &Stack, out: &mut Findings<'_>) {
    for secret in stack.secret_parameters() {
        let parameter = &stack.parameters[secret.index];
        let default = stack.secret_default(secret);
        let is_hidden = stack.is_secret(secret.index);
        let name = &parameter.name;
        let report = match (is_hidden, default) {
            (true, None) => continue,
            (true, Some(default)) => out
                .report(default, format!("the default of {name} is in the template for all to read"))
                .help("remove `Default`, so that whoever deploys must give the secret"),
            (false, Some(_)) => out.report(parameter.key, format!("{name} has a default and no `NoEcho`")),
            (false, None) => out.report(parameter.key, format!("{name} has no `NoEcho`")).help("add `NoEcho: true`"),
        };
        if let SecretUse::Property(kind, place) = secret.by {
            report.related(place, format!("used as {} here", kind.name()));
        }
    }
}
