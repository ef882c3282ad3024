//! Functions that a pool calls and may not, and permissions that let every pool in.

use crate::model::{Permission, Resource, Trigger, UserPool, of_kind};
use crate::resolve::{Known, World};
use crate::rules::{Checked, Edit, Findings, Written};

/// A trigger that nothing in the stack permits.
struct Refused<'w> {
    trigger: Trigger<'w>,
    function: Resource<'w>,
    /// A permission of the function that is for somebody else.
    near: Option<Permission<'w>>,
    /// The events of one function on several pools share a permission, and this pool lost it.
    is_lost: bool,
}

fn refused<'w>(pool: UserPool<'w>, trigger: Trigger<'w>) -> Known<Option<Refused<'w>>> {
    let world = pool.0.world();
    let Some(function) = trigger.function()? else { return Ok(None) };
    // Elsewhere there may be a permission, and a resource of somebody's own may make one.
    if world.stack.open.is_some() || world.stack.is_rewritten() || has_helper(world, function) || !function.exists()? {
        return Ok(None);
    }
    let mut near = None;
    for permission in Permission::all(world) {
        if permission.admits(pool, function) != Ok(false) {
            return Ok(None);
        }
        let whom = permission.principal().and_then(|principal| principal.literal());
        let is_close = permission.is_for(function) == Ok(true) && whom.map(|whom| whom.starts_with("cognito")) == Ok(true);
        near = near.or(is_close.then_some(permission));
    }
    let is_lost = trigger.is_generated && near.is_some_and(|near| near.0.is_generated());
    Ok(Some(Refused { trigger, function, near, is_lost }))
}

/// A resource that runs code of its own, or makes resources of its own, with the function.
fn has_helper<'w>(world: &'w World<'w>, function: Resource<'w>) -> bool {
    function.has_helper() || !world.stack.of_kind("Custom::CognitoUserPool").is_empty()
}

/// Looks at each function once, at the first trigger that names it.
fn each_refused<'w>(pool: UserPool<'w>, out: &mut Findings<'w>, report: impl Fn(Refused<'w>, &mut Findings<'w>) -> Checked) -> Checked {
    let triggers = pool.triggers()?;
    let function = |trigger: &Known<Trigger<'w>>| trigger.clone().and_then(|trigger| Ok(trigger.function()?.map(Resource::index)));
    out.each(triggers.iter().enumerate(), |(index, trigger), out| {
        let own = function(trigger)?;
        if triggers[..index].iter().any(|earlier| function(earlier) == Ok(own)) {
            return Ok(());
        }
        match refused(pool, trigger.clone()?)? {
            Some(refused) => report(refused, out),
            None => Ok(()),
        }
    });
    Ok(())
}

pub(super) fn trigger_without_permission<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    each_refused(pool, out, |Refused { trigger, function, near, is_lost }, out| {
        if is_lost {
            return Ok(());
        }
        let call = out.call(trigger.place, "Ref", function.id());
        let source = out.call(trigger.place, "GetAtt", &format!("{}.Arn", pool.0.id()));
        let text = format!("nothing lets {} call {}", pool.0.id(), function.id());
        let report = out.report(trigger.place, text).help(format!(
            "add an `AWS::Lambda::Permission` with FunctionName {call}, Action `lambda:InvokeFunction`, Principal `cognito-idp.amazonaws.com` and SourceArn {source}"
        ));
        if let Some(near) = near {
            let principal = near.principal()?;
            let whom = principal.literal()?;
            match near.is_for_user_pools()? {
                true => report.related(near.0.place(), "lets another pool call it"),
                false => report.related(&principal, format!("lets {whom} call it, which is no user pool")),
            };
        }
        Ok(())
    })
}

pub(super) fn lost_trigger_permission<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    each_refused(pool, out, |Refused { trigger, function, is_lost, .. }, out| {
        if is_lost {
            let text = format!("{} may not call {}, since an event on another pool takes its permission", pool.0.id(), function.id());
            out.report(trigger.place, text).resource(function.id());
        }
        Ok(())
    })
}

pub(super) fn unscoped_trigger_permission<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let permission = Permission(resource);
    let principal = permission.principal()?;
    if !principal.literal()?.starts_with("cognito-idp.") || !permission.is_unscoped()? {
        return Ok(());
    }
    const TEXT: &str = "any user pool, of any account, may call the function";
    match caller(permission)? {
        Some(pool) => {
            let source = format!("{}.Arn", pool.0.id());
            let help = format!("write SourceArn {}", out.call(&principal, "GetAtt", &source));
            let report = out.report(&principal, TEXT).help(help);
            // A pool that waits for the permission can't be named in it.
            if resource.world().stack.mentioned_by(resource.index()).is_empty() {
                report.fix(Edit::set(resource, &["SourceArn"], Written::Call("GetAtt", source)));
            }
        }
        None => {
            out.report(&principal, TEXT);
        }
    }
    Ok(())
}

/// The one pool of this stack that calls the function of a permission.
fn caller<'w>(permission: Permission<'w>) -> Known<Option<UserPool<'w>>> {
    let world = permission.0.world();
    let mut callers = Vec::new();
    for pool in of_kind(world, "AWS::Cognito::UserPool").map(UserPool) {
        for trigger in pool.triggers()? {
            if let Some(function) = trigger?.function()?
                && permission.is_for(function)?
            {
                callers.push(pool);
                break;
            }
        }
    }
    Ok(if callers.len() == 1 { callers.pop() } else { None })
}
