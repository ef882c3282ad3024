//! Actions written as patterns that reach more than reading.

use super::scope::is_held_by_people;
use crate::data::iam::{self, Reach};
use crate::model::{ActionEntry, ActionSet, Statement, all, is_everything};
use crate::resolve::{Known, Piece, Val};
use crate::rules::{Checked, Findings};

/// Patterns of what every function's or agent's role holds, as far as a name begins so.
const ROUTINE: [(&str, &str); 8] = [
    ("logs", "createlog"),
    ("logs", "putlog"),
    ("xray", "put"),
    ("cloudwatch", "putmetric"),
    ("ec2", "*networkinterface"),
    ("ecs", "submit"),
    ("ssmmessages", ""),
    ("ec2messages", ""),
];

/// Services whose writes decide who gets what, also on a resource of one's own.
const GIVES_ACCESS: [&str; 4] = ["cognito-identity", "cognito-idp", "iam", "sts"];

/// Names that begin so read, whatever level the table gives to single ones of them.
const READING: [&str; 4] = ["get", "list", "describe", "batchget"];

/// The patterns by which AWS's own examples let somebody use one key.
const KEY_USE: [&str; 4] = ["reencrypt*", "generatedatakey*", "encrypt*", "decrypt*"];

pub(super) fn wildcard_action<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.grants() || !statement.allows()? {
        return Ok(());
    }
    out.each(statement.actions()?, |action, out| {
        let pattern = action.literal()?;
        if is_everything(&pattern) {
            out.report(&action, format!("`{pattern}` stands for every action of every service")).case("star");
            return Ok(());
        }
        let set = ActionSet::of_pattern(&pattern);
        let entry = ActionEntry { value: action, pattern, set };
        let Some(reach) = reach(&statement, &entry) else { return Ok(()) };
        let Some((service, _)) = entry.parts() else { return Ok(()) };
        let Some(label) = label(&entry, &reach) else { return Ok(()) };
        let help = format!("name the actions of {} that are needed instead of `{}`", service.prefix(), entry.pattern);
        let mut report = out.report(&entry.value, label).help(help);
        // What these would say of the entry is said with it.
        for rule in ["iam/credentials-exposure", "iam/data-exfiltration", "iam/permissions-management"] {
            report = report.covers_rule(rule, &entry.value);
        }
        if !is_held_by_people(&statement) {
            report = report.covers_rule("iam/cognito-administration", &entry.value);
        }
        // What is not known of the resources leaves it a warning.
        if service.prefix() == "logs" && names_only(&statement, is_log_group) {
            report.case("logs");
        } else if reach.permissions == 0
            && !GIVES_ACCESS.contains(&service.prefix())
            && names_only(&statement, |resource| is_own(&statement, resource))
        {
            report.case("own");
        }
        Ok(())
    });
    Ok(())
}

/// What an entry of an `Allow` can do; `None` where there is nothing to warn about.
pub(super) fn reach(statement: &Statement<'_>, entry: &ActionEntry<'_>) -> Option<Reach> {
    let (service, name) = entry.parts()?;
    if !name.contains(['*', '?']) || is_routine(service.prefix(), name) {
        return None;
    }
    let uses_a_key = service.prefix() == "kms" && KEY_USE.contains(&name.to_ascii_lowercase().as_str());
    if uses_a_key && !matches!(statement.every_resource(), Ok(Some(_))) {
        return None;
    }
    let reach = iam::reach(statement.reachable(&entry.set).iter());
    let writes = reach.permissions + reach.write + reach.tagging;
    (reach.total > 1 && writes > 0).then_some(reach)
}

/// True where the statement lists resources, and a test holds for all of them.
fn names_only(statement: &Statement<'_>, test: impl Fn(&Val<'_>) -> Known<bool>) -> bool {
    statement.key("Resource").is_some() && statement.resources().and_then(|resources| all(&resources, test)) == Ok(true)
}

/// The actions that it stands for where it is written; those that the resources beside it never match are counted apart.
fn label(entry: &ActionEntry<'_>, reach: &Reach) -> Option<String> {
    let worst = reach.worst?;
    let (count, one, many) = match reach.permissions {
        0 => (reach.write + reach.tagging, "writes", "write"),
        permissions => (permissions, "changes permissions", "change permissions"),
    };
    let example = format!("{}:{}", worst.service().prefix(), worst.name());
    let total = reach.total as usize;
    let others = entry.set.len() - total;
    let pattern = &entry.pattern;
    let stands = match others {
        0 => format!("`{pattern}` stands for {total} actions"),
        _ => format!("`{pattern}` stands for {total} actions on these resources"),
    };
    let label = match count as usize {
        0 => return None,
        count if count == total => format!("{stands}, all of them {many}, such as {example}"),
        1 => format!("{stands}, 1 of them {one}: {example}"),
        count => format!("{stands}, {count} of them {many}, such as {example}"),
    };
    Some(if others == 0 { label } else { format!("{label} (and for {others} that these resources never match)") })
}

/// Nothing to warn about: it reads, or every such role holds it.
fn is_routine(service: &str, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let reads = READING.iter().any(|prefix| name.starts_with(prefix));
    reads || ROUTINE.iter().any(|(known, prefix)| *known == service && name.starts_with(prefix))
}

fn is_log_group(resource: &Val<'_>) -> Known<bool> {
    // No other kind of resource has anything in it that such a role should not see.
    let text = resource.text()?;
    Ok(text.literals().any(|literal| literal.contains(":logs:")))
}

/// A resource of this stack, or a part of it.
fn is_own(statement: &Statement<'_>, resource: &Val<'_>) -> Known<bool> {
    let text = resource.text()?;
    let stack = statement.world().stack;
    let own =
        |piece: &Piece| matches!(piece, Piece::Attribute { resource, .. } if !stack.resources[*resource].kind.starts_with("Custom::"));
    Ok(text.pieces.iter().any(own))
}
