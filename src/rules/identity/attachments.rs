//! Which roles an identity pool hands out: none, one too few, one too many.

use crate::model::{IdentityPool, Output, Role, RoleAttachment};
use crate::resolve::{Known, Piece};
use crate::rules::{Checked, Edit, Findings, Report};
use crate::template::Open;

/// True where all of the stack is known, but for what a framework generates.
fn is_closed(pool: IdentityPool<'_>) -> bool {
    pool.0.world().stack.open.is_none_or(|open| open == Open::Generated)
}

/// The one attachment of a pool; `None` where there is none, several, or one whose pool or existence is not known.
fn only_attachment<'w>(pool: IdentityPool<'w>) -> Known<Option<RoleAttachment<'w>>> {
    let mut found = None;
    for attachment in pool.attachments() {
        let is_ours = attachment.pool()?.is_some_and(|of| of.0.index() == pool.0.index());
        if is_ours && attachment.0.exists()? {
            if found.is_some() {
                return Ok(None);
            }
            found = Some(attachment);
        }
    }
    Ok(found)
}

pub(super) fn no_role_attachment<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    let world = pool.0.world();
    // In the classic flow applications name the role themselves.
    let is_classic = chooses_roles(pool)?;
    if !is_closed(pool) || is_classic || pool.attachments().next().is_some() || pool.0.mentioned_by("AWS::SSM::Parameter").next().is_some()
    {
        return Ok(());
    }
    // Whoever is told of the pool may attach roles to it: other stacks by an output, functions and resources by a property.
    for index in 0..world.stack.outputs.len() {
        let Some(value) = Output::new(world, index).value()? else { continue };
        let is_pool = |piece: &Piece| matches!(piece, Piece::Attribute { resource, .. } if *resource == pool.0.index());
        if Output::new(world, index).export_name()?.is_some() && value.text()?.pieces.iter().any(is_pool) {
            return Ok(());
        }
    }
    let is_custom =
        |kind: &str| kind.starts_with("Custom::") || matches!(kind, "AWS::CloudFormation::CustomResource" | "AWS::CloudFormation::Stack");
    if world.stack.kinds().any(is_custom) {
        return Ok(());
    }
    out.report(pool.0.place(), "no attachment gives it roles");
    Ok(())
}

pub(super) fn missing_authenticated_role<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    missing(pool, "authenticated", "people who sign in", out)
}

pub(super) fn missing_guest_role<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    missing(pool, "unauthenticated", "guests", out)
}

fn missing<'w>(pool: IdentityPool<'w>, key: &str, who: &str, out: &mut Findings<'w>) -> Checked {
    let for_guests = key == "unauthenticated";
    let guests = pool.allows_guests()?;
    if for_guests && !*guests || !for_guests && !pool.has_providers()? {
        return Ok(());
    }
    let Some(attachment) = lacking(pool, key)? else { return Ok(()) };
    // A mapping may give everybody a role.
    if !for_guests && !attachment.role_mappings()?.is_empty() {
        return Ok(());
    }
    let is_classic = chooses_roles(pool)?;
    let report = out.report(attachment.0.place(), format!("no role for {who}")).resource(attachment.0.id());
    let report = if for_guests {
        meant_for_guests(pool, report.related(&guests, "guests are let in here"))
    } else {
        report.related(pool.0.place(), "users can sign in here")
    };
    if is_classic {
        report.case("classic");
    }
    Ok(())
}

/// The attachment of the pool, where it has roles and none under a key.
fn lacking<'w>(pool: IdentityPool<'w>, key: &str) -> Known<Option<RoleAttachment<'w>>> {
    let Some(attachment) = only_attachment(pool)?.filter(|_| is_closed(pool)) else { return Ok(None) };
    // Without any roles it is not settled what the service does; a key that is none is said by itself.
    let roles = attachment.roles()?;
    let is_there = |(name, _, _): &(String, _, _)| name == key || !matches!(name.as_str(), "authenticated" | "unauthenticated");
    Ok((!roles.is_empty() && !roles.iter().any(is_there)).then_some(attachment))
}

/// In the classic flow applications may use tokens alone, and choose the role themselves.
fn chooses_roles(pool: IdentityPool<'_>) -> Known<bool> {
    Ok(pool.allows_classic_flow()?.is_some_and(|classic| *classic))
}

/// True where guests get no credentials because they get no role, which `missing-guest-role` says.
pub(super) fn refuses_guests(pool: IdentityPool<'_>) -> Known<bool> {
    Ok(lacking(pool, "unauthenticated")?.is_some() && !chooses_roles(pool)?)
}

/// Names the role that somebody made for guests of the pool and then forgot.
fn meant_for_guests<'f, 'w>(pool: IdentityPool<'w>, report: Report<'f, 'w>) -> Report<'f, 'w> {
    let names_pool = |role: &Role<'w>| {
        let audiences = role.audiences();
        audiences.map(|all| all.iter().any(|audience| audience.pool.is_some_and(|of| of.0.index() == pool.0.index()))) == Ok(true)
    };
    let mut roles = pool.0.mentioned_by("AWS::IAM::Role").map(Role);
    match roles.find(|role| role.trusts_guests() == Ok(true) && names_pool(role)) {
        Some(role) => report
            .related(role.0.place(), "a role for guests, which is not attached")
            .help(format!("turn guests off, or write the ARN of {} under `Roles.unauthenticated`", role.0.id())),
        None => report,
    }
}

pub(super) fn unused_guest_role<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    let guests = pool.allows_guests()?;
    // A switch that lets guests in elsewhere needs the role there.
    let is_fixed = pool.0.property("AllowUnauthenticatedIdentities")?.is_some_and(|value| value.scalar().is_some());
    if *guests || !is_fixed {
        return Ok(());
    }
    let Some(attachment) = only_attachment(pool)? else { return Ok(()) };
    let roles = attachment.roles()?;
    for (name, key, _) in &roles {
        if name == "unauthenticated" {
            let report = out.report(*key, "a role for guests, who are not let in");
            let report = report.resource(attachment.0.id()).related(&guests, "guests are off here");
            // Without any role it would be another attachment.
            if roles.len() > 1 {
                report.fix(Edit::remove(attachment.0, &["Roles", "unauthenticated"]));
            }
        }
    }
    Ok(())
}

pub(super) fn duplicate_role_attachment<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    let mut there = Vec::new();
    for attachment in pool.attachments() {
        if attachment.pool()?.is_some_and(|of| of.0.index() == pool.0.index()) && attachment.0.exists()? {
            there.push(attachment);
        }
    }
    if let [first, rest @ ..] = there.as_slice() {
        for attachment in rest {
            out.report(attachment.0.place(), format!("a second attachment for {}", pool.0.id()))
                .resource(attachment.0.id())
                .related(first.0.place(), "the first one");
        }
    }
    Ok(())
}
