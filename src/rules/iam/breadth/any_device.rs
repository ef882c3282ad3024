//! Policies of devices that let each of them be any other.

use crate::data::iam::Action;
use crate::model::{Document, DocumentKind, Statement, WideResource};
use crate::rules::{Checked, Findings};

/// What a device does to others where its policy names none of its own clients, topics and shadows. Receiving is left out: only
/// what was subscribed to is received.
const REACHES: [(&str, &str); 4] = [
    ("Connect", "connect as any other"),
    ("Publish", "publish to every topic"),
    ("Subscribe", "listen to every topic"),
    ("UpdateThingShadow", "change every shadow"),
];

pub(super) fn any_device<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.kind != DocumentKind::Device {
        return Ok(());
    }
    let statements: Vec<Statement<'w>> = document.statements()?.into_iter().flatten().collect();
    let document = &document;
    out.each(statements, |statement, out| judge(document, &statement, out));
    Ok(())
}

fn judge<'w>(document: &Document<'w>, statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.allows()? || statement.narrows()? {
        return Ok(());
    }
    let wide = statement.wide_resources()?;
    let Some(star) = wide.iter().find(|wide| WideResource::is_star(wide)) else { return Ok(()) };
    let entries = statement.known_actions()?;
    let holds = |name: &str| {
        let is_it = |action: &Action| action.service().prefix() == "iot" && action.name() == name;
        entries.iter().find_map(|entry| entry.set.iter().find(is_it))
    };
    let mut reached: Vec<&str> = Vec::new();
    for (name, does) in REACHES {
        if let Some(action) = holds(name)
            && !document.may_deny(action)?
        {
            reached.push(does);
        }
    }
    let what = match reached.as_slice() {
        [] => return Ok(()),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    };
    out.report(&star.value, format!("`*` lets each device {what}"))
        .help("name what is the device's own, such as a client or topic with `${iot:Connection.Thing.ThingName}` in its ARN");
    Ok(())
}
