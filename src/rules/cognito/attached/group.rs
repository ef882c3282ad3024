//! Groups: which of two roles counts, and whether any does.

use crate::model::{Group, Resource, UserPool, identity_pools_of};
use crate::rules::{Checked, Findings};
use crate::template::Open;

pub(super) fn group_precedence_collision<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let groups: Vec<Group<'w>> = pool.attached("AWS::Cognito::UserPoolGroup").map(Group).collect();
    let pairs = groups.iter().enumerate().flat_map(|(at, later)| groups[..at].iter().map(|earlier| (*earlier, *later)));
    // One finding a group is enough.
    let mut told: Vec<usize> = Vec::new();
    for (earlier, later) in pairs.collect::<Vec<_>>() {
        if told.contains(&later.0.index()) {
            continue;
        }
        let before = out.count();
        out.each([()], |(), out| collide(earlier, later, out));
        if out.count() > before {
            told.push(later.0.index());
        }
    }
    Ok(())
}

fn collide<'w>(earlier: Group<'w>, later: Group<'w>, out: &mut Findings<'w>) -> Checked {
    if !earlier.0.exists()? || !later.0.exists()? {
        return Ok(());
    }
    let (Some(first), Some(second)) = (earlier.precedence()?, later.precedence()?) else { return Ok(()) };
    if *first == *second && earlier.has_other_role(later)? == Some(true) {
        out.report(&second, format!("the precedence of {} too, with another role", earlier.0.id()))
            .related(&first, format!("the precedence of {}", earlier.0.id()))
            .resource(later.0.id());
    }
    Ok(())
}

pub(super) fn unused_group_role<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    // Elsewhere the role mapping may be written.
    if resource.world().stack.open.is_some_and(|open| open != Open::Generated) {
        return Ok(());
    }
    let (Some(role), Some(pool)) = (Group(resource).role()?, resource.user_pool()?) else { return Ok(()) };
    // What is unknown may turn out to be nothing.
    if role.text()?.has_hole() {
        return Ok(());
    }
    let mut without = None;
    for identity in identity_pools_of(pool) {
        match identity.takes_roles_of_tokens()? {
            Some(false) => without = Some(identity),
            Some(true) | None => return Ok(()),
        }
    }
    if let Some(identity) = without {
        out.report(&role, format!("{} does not look at the roles of groups", identity.0.id()))
            .related(identity.0.place(), "its role attachment has no mapping of type Token");
    }
    Ok(())
}
