//! Roles of single functions, which only a plugin or the fourth version of the framework makes.

use crate::compose::Generation;
use crate::model::{Service, all};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

/// Where its name has this in it, a plugin may be the one that makes roles, whoever publishes it.
const PLUGIN: &str = "iam-roles-per-function";

/// What the plugin gives by itself.
const GIVEN: [&str; 2] = ["AWSLambdaVPCAccessExecutionRole", "AWSLambdaBasicExecutionRole"];

pub(super) fn ignored_function_statements<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    if service.generation() == Generation::Four {
        return Ok(());
    }
    // What stands in the project itself may do anything.
    if service.plugins()?.iter().any(|plugin| plugin.contains("iam") || plugin.starts_with('.') || plugin.starts_with('/')) {
        return Ok(());
    }
    let open = service.generation() == Generation::Any;
    out.each(service.functions()?, |function, out| {
        if let Some(place) = function.own_statements() {
            let report = out.report(place, format!("nobody reads the statements of `{}`", function.name));
            if open {
                report
                    .title("versions before 4 of the framework ignore these statements, so the function keeps the shared role")
                    .case("open");
            }
        } else if !open && let Some(place) = function.role_statements()? {
            out.report(place, format!("nobody reads the statements of `{}`", function.name))
                .help("name the plugin `serverless-iam-roles-per-function` and write `iamRoleStatements`, or use version 4");
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn dropped_managed_policies<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    if service.generation() == Generation::Four || !service.plugins()?.iter().any(|plugin| plugin.contains(PLUGIN)) {
        return Ok(());
    }
    let Some(policies) = service.managed_policies()? else { return Ok(()) };
    let named = policies.one_or_many()?;
    let is_given =
        |policy: &Val<'_>| -> Known<bool> { Ok(policy.text()?.literals().any(|text| GIVEN.iter().any(|given| text.ends_with(given)))) };
    if named.is_empty() || all(&named, is_given)? {
        return Ok(());
    }
    let own: Vec<_> = service.functions()?.into_iter().filter(|function| function.own_statements().is_some()).collect();
    let Some(first) = own.first() else { return Ok(()) };
    let names: Vec<String> = own.iter().take(3).map(|function| format!("`{}`", function.name)).collect();
    let more = if own.len() > 3 { format!(" and {} more", own.len() - 3) } else { String::new() };
    let report = out.report(&policies, format!("not attached to the roles of {}{more}", names.join(", ")));
    if let Some(place) = first.own_statements() {
        report.related(place, "a role of its own");
    }
    Ok(())
}
