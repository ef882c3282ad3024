//! Permissions that can be turned into more permissions, over all policies of a principal.

use std::cmp::Reverse;

use super::ways::{Gain, WAYS, Way};
use crate::data::iam::{self, Action};
use crate::model::{Breadth, Grant, Grants, Place, Resource, is_principal};
use crate::rules::{Checked, Findings};

/// How a principal holds one action.
struct Held {
    action: Action,
    /// The entry that gives it, or the policy of AWS.
    place: Place,
    /// The statement that gives it; `None` for a policy of AWS.
    statement: Option<Place>,
}

impl Held {
    fn by(grant: &Grant<'_>, action: Action) -> Self {
        Self { action, place: grant.entry_of(action), statement: Some(grant.statement.place()) }
    }
}

/// A way that is open to a principal, with what it takes.
struct Open<'w> {
    way: &'static Way,
    held: Vec<Held>,
    /// Roles of this stack, where only those can be passed.
    roles: Vec<Resource<'w>>,
    /// The role is lent for some purpose, or only those that trust a certain service can be passed.
    is_limited: bool,
}

pub(super) fn privilege_escalation<'w>(principal: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if !is_principal(principal.kind()) {
        return Ok(());
    }
    let grants = Grants::of(principal);
    // Everything on everything is another rule's.
    if grants.is_administrator() {
        return Ok(());
    }
    let open: Vec<Open<'w>> = WAYS.iter().filter_map(|way| open(way, &grants)).collect();
    let Some(worst) = open.iter().min_by_key(|open| Reverse(rank(open))) else { return Ok(()) };
    // What is written here is told where it stands; what a policy of AWS adds is a label.
    let Some((first, statement)) = worst.held.iter().find_map(|held| Some((held, held.statement?))) else { return Ok(()) };
    let place = first.place;
    let mut others: Vec<&str> = open.iter().map(|other| other.way.id).filter(|id| *id != worst.way.id).collect();
    others.dedup();
    let kind = match principal.kind() {
        "AWS::IAM::Role" => "role",
        "AWS::IAM::User" => "user",
        _ => "group",
    };
    let does = match worst.roles.first() {
        Some(role) => worst.way.does.replace("any role", &format!("the role `{}`", role.id())),
        None => worst.way.does.to_owned(),
    };
    let mut text = format!("with {}, this {kind} can {does}", name(first.action));
    text = match others.len() {
        0 => text,
        1 => format!("{text}, and there is 1 more way"),
        count => format!("{text}, and there are {count} more ways"),
    };
    let report = out.report(place, text);
    let report = report.covers_rule("iam/wildcard-action", place);
    let report = if worst.way.gain == Gain::Borrowed {
        report.title("these permissions reach what some job, function or machine may do").case("borrowed")
    } else if worst.is_limited {
        report.case("limited")
    } else if let Some(role) = worst.roles.first() {
        if Grants::of(*role).is_administrator() {
            report.related(role.place(), "which may do everything")
        } else {
            report.case("stack").related(role.place(), "which may change permissions")
        }
    } else {
        // What may become everything is told once.
        report
            .covers_rule("iam/unrestricted-pass-role", place)
            .covers_rule("iam/credentials-exposure", statement)
            .covers_rule("iam/permissions-management", statement)
    };
    let mut report = report.help(help(worst.way, first.action));
    let mut said: Vec<Place> = vec![place];
    for part in &worst.held {
        if !said.iter().any(|other| other.node == part.place.node) {
            let half = if part.statement.is_none() { "gives the other half of it" } else { "is the other half of it" };
            let what = if part.statement.is_none() {
                format!("this policy {half}, {}", name(part.action))
            } else {
                format!("{} {half}", name(part.action))
            };
            report = report.related(part.place, what);
            said.push(part.place);
        }
    }
    Ok(())
}

/// From mild to bad.
fn rank(open: &Open<'_>) -> u8 {
    match open.way.gain {
        Gain::Borrowed => 0,
        Gain::Passed(_) | Gain::Lent(_) if !open.roles.is_empty() => 1,
        Gain::Passed(_) | Gain::Lent(_) if open.is_limited => 2,
        Gain::Passed(_) | Gain::Lent(_) => 3,
        Gain::Anything => 4,
    }
}

/// Whether a way is open, and by which grants.
fn open<'w>(way: &'static Way, grants: &Grants<'w>) -> Option<Open<'w>> {
    // Mostly something is not allowed at all.
    let is_allowed = |name: &&str| known(name).is_some_and(|action| grants.allow(action));
    if !way.needs.iter().all(|alternatives| alternatives.iter().any(is_allowed)) {
        return None;
    }
    let mut held = Vec::new();
    let mut roles = Vec::new();
    let mut is_limited = matches!(way.gain, Gain::Lent(_));
    if let Gain::Passed(service) | Gain::Lent(service) = way.gain {
        let action = known("iam:PassRole")?;
        let passing = grants.passing(service);
        match passing.iter().find(|(_, breadth)| *breadth == Breadth::Every) {
            Some((grant, _)) => {
                is_limited |= grant.statement.narrows() != Ok(false);
                held.push(Held::by(grant, action));
            }
            None if grants.by_aws(action).is_some() => {
                held.extend(grants.by_aws(action).map(|place| Held { action, place, statement: None }))
            }
            None => {
                let stronger = |grant: &&Grant<'w>| grant.named_roles().into_iter().any(|role| is_stronger(role, grants));
                let grant = passing.iter().map(|(grant, _)| *grant).find(stronger)?;
                roles = grant.named_roles().into_iter().filter(|role| is_stronger(*role, grants)).collect();
                held.push(Held::by(grant, action));
            }
        }
    }
    for alternatives in way.needs {
        let found = alternatives.iter().filter_map(|name| known(name)).find_map(|action| {
            let holding = grants.holding(action);
            // A pattern that reaches what exists is another rule's.
            let told_elsewhere = |grant: &Grant<'w>| way.gain == Gain::Borrowed && grant.is_pattern(action);
            let wide = holding.iter().find(|(grant, breadth)| suffices(way, action, *breadth) && !told_elsewhere(grant));
            match wide {
                Some((grant, _)) => Some(Held::by(grant, action)),
                None => grants.by_aws(action).map(|place| Held { action, place, statement: None }),
            }
        })?;
        held.push(found);
    }
    // What policies of AWS give alone is another rule's.
    held.iter().any(|held| held.statement.is_some()).then_some(Open { way, held, roles, is_limited })
}

/// What makes something new needs no breadth; what changes what exists must reach all of it, or the principal itself.
fn suffices(way: &Way, action: Action, breadth: Breadth) -> bool {
    match way.gain {
        Gain::Passed(_) | Gain::Lent(_) => true,
        Gain::Anything if action.name().ends_with("RolePolicy") => breadth >= Breadth::Itself,
        Gain::Anything | Gain::Borrowed => breadth == Breadth::Every,
    }
}

/// Only a role that may do everything, or change permissions, is worth passing.
fn is_stronger<'w>(role: Resource<'w>, than: &Grants<'w>) -> bool {
    if role.index() == than.principal.index() {
        return false;
    }
    let grants = Grants::of(role);
    let changes = || {
        let gained = grants.actions().difference(&than.actions());
        gained.iter().any(|action| {
            action.levels().changes_permissions() && grants.holding(action).iter().any(|(_, breadth)| *breadth == Breadth::Every)
        })
    };
    grants.is_administrator() || changes()
}

fn help(way: &Way, action: Action) -> String {
    match way.gain {
        Gain::Passed(service) | Gain::Lent(service) => format!(
            "name the roles that are passed in `Resource`, and add `StringEquals` with `iam:PassedToService: {service}`, or take iam:PassRole out"
        ),
        Gain::Borrowed => format!("name the resources that {} is needed for instead of `*`", name(action)),
        Gain::Anything => format!("take {} out, or set a `PermissionsBoundary` that denies it", name(action)),
    }
}

fn known(name: &str) -> Option<Action> {
    let (service, action) = name.split_once(':')?;
    iam::service(service)?.action(action)
}

fn name(action: Action) -> String {
    format!("{}:{}", action.service().prefix(), action.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_of_the_table_is_known() {
        for way in WAYS {
            assert!(!way.needs.is_empty(), "{}", way.id);
            for name in way.needs.iter().flat_map(|group| group.iter()) {
                assert!(known(name).is_some(), "{}: {name}", way.id);
            }
        }
    }
}
