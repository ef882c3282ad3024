//! Log groups: which of their ARNs the actions of the service are judged on.

use crate::model::{Answer, Document, DocumentKind, Field, Pattern, Statement, arn_field};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Edit, Findings};

/// Actions on the streams of a group.
const ON_STREAMS: [&str; 4] = ["logs:createlogstream", "logs:putlogevents", "logs:getlogevents", "logs:deletelogstream"];

/// What a stream of a group is called.
const STREAM: &str = "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:log-stream:${LogStreamName}";

/// What the listing of all groups is judged on.
const LISTING: &str = "arn:*:logs:*:*:log-group::log-stream:";

pub(super) fn log_group_without_streams<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.grants() || !statement.allows()? {
        return Ok(());
    }
    let Some((action, name)) = named(&statement, &ON_STREAMS)? else { return Ok(()) };
    let listed = statement.resource_patterns()?;
    for (value, group) in &listed {
        if !is_log_group(group) || group.matches_type(STREAM) != Answer::No {
            continue;
        }
        let streams = group.with(":*");
        if listed.iter().any(|(_, other)| other.overlaps(&streams) != Answer::No) {
            continue;
        }
        let report = out
            .report(value, format!("`{name}` works on the streams of the group, which this does not match"))
            .related(&action, "this one needs `:*` behind the group");
        if let Ok(text) = value.literal() {
            report.fix(Edit::replace(value, format!("{text}:*")));
        }
    }
    Ok(())
}

pub(super) fn unscopable_describe<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.grants() || !statement.allows()? {
        return Ok(());
    }
    let Some((action, _)) = named(&statement, &["logs:describeloggroups"])? else { return Ok(()) };
    let listed = statement.resource_patterns()?;
    let listing = Pattern::literal(LISTING);
    let Some((first, _)) = listed.first() else { return Ok(()) };
    if listed.iter().all(|(_, group)| is_log_group(group) && group.overlaps(&listing) == Answer::No) {
        out.report(&action, "lists all groups or none, and is denied on single ones").related(first, "names groups");
    }
    Ok(())
}

pub(super) fn missing_tag_permission<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.kind != DocumentKind::Identity {
        return Ok(());
    }
    let statements: Vec<Statement<'w>> = document.statements()?.into_iter().collect::<Known<_>>()?;
    let mut old = None;
    for statement in &statements {
        if !statement.allows()? {
            continue;
        }
        for value in statement.actions()? {
            let action = value.literal()?;
            if Pattern::names_action(&action, "logs:tagresource") {
                return Ok(());
            }
            if Pattern::names_action(&action, "logs:tagloggroup") {
                old = old.or(Some(value));
            }
        }
        if statement.element("NotAction")?.is_some() {
            return Ok(());
        }
    }
    let creates = |statement: &Statement<'w>| named(statement, &["logs:createloggroup"]);
    for statement in &statements {
        if let (Some(old), Some((creates, _))) = (&old, creates(statement)?) {
            out.report(old, "creating a group with tags asks for `logs:TagResource`, which is missing").related(&creates, "creates groups");
            return Ok(());
        }
    }
    Ok(())
}

/// The first entry of `Action` that is one of some names, in small letters, and how it is written.
fn named<'w>(statement: &Statement<'w>, names: &[&str]) -> Known<Option<(Val<'w>, String)>> {
    for value in statement.actions()? {
        let Ok(text) = value.literal() else { continue };
        if names.iter().any(|name| name.eq_ignore_ascii_case(&text)) {
            return Ok(Some((value, text)));
        }
    }
    Ok(None)
}

fn is_log_group(pattern: &Pattern) -> bool {
    pattern.field(arn_field::SERVICE) == Field::Literal("logs".to_owned())
        && pattern.beginning(arn_field::RESOURCE).starts_with("log-group:")
}
