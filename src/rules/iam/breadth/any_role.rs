//! One action on every role: handing roles to services, and taking them.

use super::scope::{Scope, worst_first};
use crate::data::iam::{self, Action};
use crate::model::{ActionEntry, Document, Place, Statement, is_everything, stands_for};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

/// `iam:PassRole` on every role.
pub(super) fn unrestricted_pass_role<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    each_grant(&document, "iam", "PassRole", "every role, for every service", out)
}

/// `sts:AssumeRole` on every role.
pub(super) fn assume_any_role<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    each_grant(&document, "sts", "AssumeRole", "every role that lets it", out)
}

fn each_grant<'w>(document: &Document<'w>, service: &str, name: &str, reached: &str, out: &mut Findings<'w>) -> Checked {
    let Some(action) = iam::service(service).and_then(|service| service.action(name)) else { return Ok(()) };
    out.each(document.statements()?, |statement, out| {
        let statement = statement?;
        if !statement.grants() || !statement.allows()? {
            return Ok(());
        }
        let names = |value: &Val<'w>| value.literal().is_ok_and(|pattern| stands_for(&pattern, action));
        if statement.key("NotAction").is_none() && !statement.actions()?.iter().any(names) {
            return Ok(());
        }
        let Some(everything) = reaches_all(&statement, action)? else { return Ok(()) };
        if statement.narrows()? || document.may_deny(action)? || statement.are_taken_away(&[action]) {
            return Ok(());
        }
        if let (Some(key), Some(left)) = (statement.key("NotAction"), statement.left_by_not_action()?) {
            // The other one is meant: who leaves all but IAM to somebody leaves them the roles that trust them.
            if name == "PassRole" && left.contains(action) {
                out.report(key, format!("`NotAction` leaves iam:PassRole on {reached}"))
                    .covers_rule("iam/allow-not-action", key)
                    .covers_rule("iam/allow-not-resource", statement.place());
            }
            return Ok(());
        }
        let holding = statement.known_actions()?.into_iter().filter(|entry| entry.set.contains(action) && !is_everything(&entry.pattern));
        if let Some(entry) = widest(holding) {
            grant(&statement, &entry, reached, everything, out)?;
        }
        Ok(())
    });
    Ok(())
}

/// Of several entries for the same action one is enough.
fn widest<'w>(entries: impl Iterator<Item = ActionEntry<'w>>) -> Option<ActionEntry<'w>> {
    entries.max_by_key(|entry| entry.set.len())
}

/// Where it is written that an action reaches all that it can be about.
fn reaches_all(statement: &Statement<'_>, action: Action) -> Known<Option<Place>> {
    if let Some(wide) = statement.wide_resources()?.iter().find(|wide| wide.is_wide_for(action)) {
        return Ok(Some(Place::from(&wide.value)));
    }
    let leaves = statement.not_resource_leaves(action)?;
    Ok(statement.key("NotResource").filter(|_| leaves))
}

fn grant<'w>(statement: &Statement<'w>, entry: &ActionEntry<'w>, reached: &str, everything: Place, out: &mut Findings<'w>) -> Checked {
    let pattern = &entry.pattern;
    let label = match entry.set.len() {
        1 => format!("`{pattern}` on {reached}"),
        _ => format!("`{pattern}` holds {} on {reached}", worst_first(&entry.set.iter().collect::<Vec<_>>())),
    };
    let report = out
        .report(&entry.value, label)
        .covers_rule("iam/wildcard-action", &entry.value)
        .covers_rule("iam/allow-not-resource", statement.place());
    // The star may be another mistake for other actions.
    if let Some(scope) = Scope::of(*statement)?
        && scope.untold().is_empty()
    {
        report.covers_rule("iam/wildcard-resource", everything);
    }
    Ok(())
}
