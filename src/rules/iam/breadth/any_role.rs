//! One action on every role: handing roles to services, taking them, and making those of services.

use super::scope::{Scope, worst_first};
use crate::data::iam::{self, Action};
use crate::model::{ActionEntry, Document, Place, Statement, is_everything, stands_for};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings, Report};

/// What lets an action reach all that it can be about.
enum Grant<'w> {
    /// `NotAction`, which leaves the action.
    Left(Place),
    /// An entry of `Action`, and where everything is written.
    Named(ActionEntry<'w>, Place),
}

/// `iam:PassRole` on every role.
pub(super) fn unrestricted_pass_role<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(action) = action("iam", "PassRole") else { return Ok(()) };
    let reached = "every role, for every service";
    each_grant(&document, action, out, |statement, grant, out| {
        match grant {
            // The other one is meant: who leaves all but IAM to somebody leaves them the roles that trust them.
            Grant::Left(key) => {
                out.report(key, format!("`NotAction` leaves iam:PassRole on {reached}"))
                    .covers_rule("iam/allow-not-action", key)
                    .covers_rule("iam/allow-not-resource", statement.place())
                    .covers_rule("iam/unrestricted-service-linked-role", key);
            }
            Grant::Named(entry, everything) => {
                role_grant(statement, &entry, reached, everything, out)?.covers_rule("iam/unrestricted-service-linked-role", &entry.value);
            }
        }
        Ok(())
    })
}

/// `sts:AssumeRole` on every role.
pub(super) fn assume_any_role<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(action) = action("sts", "AssumeRole") else { return Ok(()) };
    each_grant(&document, action, out, |statement, grant, out| {
        if let Grant::Named(entry, everything) = grant {
            role_grant(statement, &entry, "every role that lets it", everything, out)?;
        }
        Ok(())
    })
}

/// `iam:CreateServiceLinkedRole` for every service.
pub(super) fn unrestricted_service_linked_role<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(action) = action("iam", "CreateServiceLinkedRole") else { return Ok(()) };
    each_grant(&document, action, out, |_, grant, out| {
        match grant {
            Grant::Left(key) => out.report(key, "`NotAction` leaves iam:CreateServiceLinkedRole, for every service"),
            Grant::Named(entry, _) if entry.set.len() == 1 => out.report(&entry.value, "for every service, as no condition names one"),
            Grant::Named(entry, _) => {
                out.report(&entry.value, format!("`{}` holds iam:CreateServiceLinkedRole, for every service", entry.pattern))
            }
        };
        Ok(())
    })
}

fn action(service: &str, name: &str) -> Option<Action> {
    iam::service(service).and_then(|service| service.action(name))
}

fn each_grant<'w>(
    document: &Document<'w>,
    action: Action,
    out: &mut Findings<'w>,
    tell: impl Fn(&Statement<'w>, Grant<'w>, &mut Findings<'w>) -> Checked,
) -> Checked {
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
            return if left.contains(action) { tell(&statement, Grant::Left(key), out) } else { Ok(()) };
        }
        let holding = statement.known_actions()?.into_iter().filter(|entry| entry.set.contains(action) && !is_everything(&entry.pattern));
        match widest(holding) {
            Some(entry) => tell(&statement, Grant::Named(entry, everything), out),
            None => Ok(()),
        }
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

fn role_grant<'f, 'w>(
    statement: &Statement<'w>,
    entry: &ActionEntry<'w>,
    reached: &str,
    everything: Place,
    out: &'f mut Findings<'w>,
) -> Known<Report<'f, 'w>> {
    let pattern = &entry.pattern;
    let label = match entry.set.len() {
        1 => format!("`{pattern}` on {reached}"),
        _ => format!("`{pattern}` holds {} on {reached}", worst_first(&entry.set.iter().collect::<Vec<_>>())),
    };
    // The star may be another mistake for other actions.
    let is_only_mistake = Scope::of(*statement)?.is_some_and(|scope| scope.untold().is_empty());
    let report = out
        .report(&entry.value, label)
        .covers_rule("iam/wildcard-action", &entry.value)
        .covers_rule("iam/allow-not-resource", statement.place());
    Ok(if is_only_mistake { report.covers_rule("iam/wildcard-resource", everything) } else { report })
}
