//! Actions written as patterns that reach more than reading.

use crate::data::iam::{self, Reach};
use crate::model::{Statement, all};
use crate::resolve::{Known, Piece, Val};
use crate::rules::{Checked, Findings};

/// Patterns of what every function's role holds, as far as a name begins so.
const ROUTINE: [(&str, &str); 5] =
    [("logs", "createlog"), ("logs", "putlog"), ("xray", "put"), ("cloudwatch", "putmetric"), ("ec2", "*networkinterface")];

pub(super) fn wildcard_action<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.grants() || !statement.allows()? {
        return Ok(());
    }
    out.each(statement.actions()?, |action, out| {
        let pattern = action.literal()?;
        if matches!(pattern.as_str(), "*" | "*:*") {
            out.report(&action, format!("`{pattern}` allows every action of every service")).case("star");
            return Ok(());
        }
        let Some((prefix, name)) = pattern.split_once(':') else { return Ok(()) };
        let Some(service) = iam::service(prefix) else { return Ok(()) };
        if !name.contains(['*', '?']) || is_routine(service.prefix(), name) {
            return Ok(());
        }
        let reach = iam::reach(service.matching(name));
        let Some(label) = label(&pattern, &reach) else { return Ok(()) };
        let report = out.report(&action, label);
        // What is not known of the resources leaves it a warning.
        if service.prefix() == "logs" && statement.resources().and_then(|resources| all(&resources, is_log_group)) == Ok(true) {
            report.case("logs");
        } else if reach.permissions == 0
            && statement.resources().and_then(|resources| all(&resources, |resource| is_own(&statement, resource))) == Ok(true)
        {
            report.case("own");
        }
        Ok(())
    });
    Ok(())
}

fn label(pattern: &str, reach: &Reach) -> Option<String> {
    let worst = reach.worst?;
    let (count, what) = match reach.permissions {
        0 => (reach.write + reach.tagging, "write"),
        permissions => (permissions, "change permissions"),
    };
    let example = format!("{}:{}", worst.service().prefix(), worst.name());
    let actions = if reach.total == 1 { "action" } else { "actions" };
    (count > 0).then(|| format!("`{pattern}` allows {} {actions}, {count} of them {what}, such as {example}", reach.total))
}

fn is_routine(service: &str, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ROUTINE.iter().any(|(known, prefix)| *known == service && name.starts_with(prefix))
}

fn is_log_group(resource: &Val<'_>) -> Known<bool> {
    let text = resource.text()?;
    let names_one = text.literals().any(|literal| literal.contains(":log-group:"));
    Ok(names_one)
}

/// A resource of this stack, or a part of it.
fn is_own(statement: &Statement<'_>, resource: &Val<'_>) -> Known<bool> {
    let text = resource.text()?;
    let stack = statement.world().stack;
    // A name in the middle of an ARN may match what others own: only an ARN that begins with the resource's own counts.
    Ok(matches!(text.pieces.first(), Some(Piece::Attribute { resource, .. }) if !stack.resources[*resource].kind.starts_with("Custom::")))
}
