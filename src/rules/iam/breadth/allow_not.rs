//! Statements that allow whatever they do not list.

use crate::data::iam;
use crate::model::{Statement, any};
use crate::rules::{Checked, Findings};

pub(super) fn allow_not_action<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.grants() || !statement.allows()? {
        return Ok(());
    }
    let (Some(key), Some(left)) = (statement.key("NotAction"), statement.left_by_not_action()?) else { return Ok(()) };
    let Some(worst) = iam::reach(statement.reachable(&left).iter()).worst else { return Ok(()) };
    let label = format!("`NotAction` allows every action that is not listed, such as {}:{}", worst.service().prefix(), worst.name());
    out.report(key, label);
    Ok(())
}

pub(super) fn allow_not_resource<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.grants() || !statement.allows()? {
        return Ok(());
    }
    let (Some(key), Some(list)) = (statement.key("NotResource"), statement.element("NotResource")?) else { return Ok(()) };
    // Nothing is left, or one kind of what the actions need is left to another statement.
    if statement.not_resource_leaves_out_kinds()? || any(&list.one_or_many()?, |value| Ok(value.text()?.known() == Ok("*")))? {
        return Ok(());
    }
    let entries = statement.known_actions()?;
    let named: Vec<String> = entries.iter().take(2).map(|entry| format!("`{}`", entry.pattern)).collect();
    let what = match (named.as_slice(), entries.len()) {
        ([], _) => "what the statement allows".to_owned(),
        (_, 1 | 2) => named.join(" and "),
        (_, all) => format!("{} and {} more", named.join(", "), all - 2),
    };
    out.report(key, format!("`NotResource` lets {what} reach everything that is not listed"));
    Ok(())
}
