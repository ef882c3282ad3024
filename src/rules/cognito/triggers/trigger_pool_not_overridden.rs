//! Pools that an event of a function makes, beside the one that was meant.

use std::collections::BTreeSet;

use crate::model::{PoolTrigger, Service, Written, alphanumeric};
use crate::rules::{Checked, Findings};
use crate::template::Open;

pub(super) fn trigger_pool_not_overridden<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    // Elsewhere the pool may be overridden.
    if service.world().stack.open.is_some_and(|open| open != Open::Generated) {
        return Ok(());
    }
    let written = service.resources()?;
    let mut seen = BTreeSet::new();
    for function in service.functions()? {
        for PoolTrigger { pool, name, is_elsewhere } in function.pool_triggers() {
            let id = format!("CognitoUserPool{}", alphanumeric(&name));
            if is_elsewhere || !seen.insert(name.clone()) || written.iter().any(|resource| resource.id == id) {
                continue;
            }
            let near = written.iter().find(|resource| resource.is("AWS::Cognito::UserPool") == Ok(true) && is_meant(resource, &name, &id));
            let text = format!("makes a pool with the service's defaults, since nothing is written for {id}");
            match near {
                Some(near) => {
                    let help = format!("name the resource {id}, so that it is laid over the pool of the trigger");
                    out.report(&pool, text).related(near.place, "another pool, without the trigger").help(help);
                }
                None => {
                    out.report(&pool, text)
                        .title("a user pool with the service's defaults, such as open sign-up, is made for this trigger")
                        .help(format!("write a resource {id} with the settings that the pool is to have"))
                        .case("alone");
                }
            }
        }
    }
    Ok(())
}

/// True for a pool of which the author thought that it is the one of the event.
fn is_meant(resource: &Written<'_>, name: &str, id: &str) -> bool {
    let (mine, wanted, short) = (resource.id.to_lowercase(), id.to_lowercase(), alphanumeric(name).to_lowercase());
    let is_near = mine.len() > 3 && (mine == wanted || wanted.ends_with(&mine) || mine.contains(&short) && short.len() > 3);
    resource.text("UserPoolName").as_deref() == Some(name) || is_near || differ_by_a_slip(&mine, &wanted)
}

/// One letter added, dropped, replaced or swapped with its neighbour.
fn differ_by_a_slip(one: &str, other: &str) -> bool {
    let start = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let end = one.bytes().rev().zip(other.bytes().rev()).take_while(|(one, other)| one == other).count();
    let rest = |text: &str| text.len().saturating_sub(start + end);
    one.len().abs_diff(other.len()) <= 1 && rest(one) <= 2 && rest(other) <= 2
}
