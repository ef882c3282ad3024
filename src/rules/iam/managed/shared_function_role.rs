//! One role for several functions, which can change something.

use crate::data::iam;
use crate::model::{Place, Resource, Role, documents, link};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

/// Services in which every function writes by itself: its logs, traces, metrics and network interfaces.
const ROUTINE: [&str; 4] = ["logs", "xray", "cloudwatch", "ec2"];

pub(super) fn shared_function_role<'w>(role: Role<'w>, out: &mut Findings<'w>) -> Checked {
    let mut functions: Vec<Resource<'w>> = Vec::new();
    for function in role.0.mentioned_by("AWS::Lambda::Function").chain(role.0.mentioned_by("AWS::Serverless::Function")) {
        // A function whose role can't be told is another one's, as far as this role is concerned.
        let Ok(Some(named)) = function.property("Role") else { continue };
        let Ok(found) = link(role.0.world(), &named, "AWS::IAM::Role", &["Arn"]) else { continue };
        if found.is_some_and(|found| found.index() == role.0.index()) {
            functions.push(function);
        }
    }
    let writing = first_write(role)?;
    let (Some((action, place)), true) = (writing, functions.len() > 1) else { return Ok(()) };
    let written: Vec<String> =
        functions.iter().filter(|function| !function.is_generated()).map(|function| function.id()).map(|id| format!("`{id}`")).collect();
    let label = match (written.len() == functions.len(), functions.len()) {
        (true, 1..=3) => format!("the role of {}", written.join(", ")),
        (true, all) => format!("the role of {} and {} more", written[..3].join(", "), all - 3),
        // The names of those that a framework makes are nobody's own.
        (false, all) => format!("the role of {all} functions"),
    };
    out.report(role.0.place(), label).related(place, format!("all of them may {action}"));
    Ok(())
}

/// The first action in the role's own policies that changes something.
fn first_write(role: Role<'_>) -> Known<Option<(String, Place)>> {
    for document in documents(role.0) {
        for statement in document.statements()?.into_iter().flatten().filter(|statement| statement.grants()) {
            if statement.allows() != Ok(true) {
                continue;
            }
            for action in statement.actions()? {
                let Ok(text) = action.literal() else { continue };
                if writes(&text) {
                    return Ok(Some((text, Place::from(&action))));
                }
            }
        }
    }
    Ok(None)
}

fn writes(pattern: &str) -> bool {
    let Some((prefix, name)) = pattern.split_once(':') else { return pattern == "*" };
    let service = iam::service(prefix).filter(|service| !ROUTINE.contains(&service.prefix()));
    service.is_some_and(|service| service.matching(name).any(|action| action.levels().writes()))
}
