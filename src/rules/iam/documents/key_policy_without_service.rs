//! Encrypted queues and topics whose senders may not use the key.

use crate::model::{Resource, Sender, key_admits, link, senders_to};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

/// Encrypts a queue or a topic.
enum Key<'w> {
    /// One that AWS keeps, whose policy nobody can change.
    OfAws,
    /// One of this stack.
    Here(Resource<'w>),
}

pub(super) fn queue<'w>(queue: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    check(queue, "queue", out)
}

pub(super) fn topic<'w>(topic: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    check(topic, "topic", out)
}

fn check<'w>(target: Resource<'w>, what: &str, out: &mut Findings<'w>) -> Checked {
    let Some(value) = target.property("KmsMasterKeyId")? else { return Ok(()) };
    let Some(key) = key_of(target, &value)? else { return Ok(()) };
    for Sender { service, place } in senders_to(target) {
        match &key {
            Key::OfAws => {
                let mut help = format!("use an `AWS::KMS::Key` whose policy lets {service} use it");
                if what == "queue" {
                    help = format!("{help}; or `SqsManagedSseEnabled: true` instead of a key");
                }
                out.report(&value, format!("AWS's own key, which {service} may not use"))
                    .related(place, format!("makes {service} send to this {what}"))
                    .help(help);
            }
            Key::Here(key) if !key_admits(*key, service)? => {
                out.report(&value, format!("a key whose policy does not name {service}"))
                    .related(place, format!("makes {service} send to this {what}"))
                    .related(key.place(), "the key");
            }
            Key::Here(_) => {}
        }
    }
    Ok(())
}

/// The key; `None` for one that is elsewhere.
fn key_of<'w>(target: Resource<'w>, value: &Val<'w>) -> Known<Option<Key<'w>>> {
    if value.literal().is_ok_and(|name| name.contains("alias/aws/")) {
        return Ok(Some(Key::OfAws));
    }
    let world = target.world();
    if let Some(alias) = link(world, value, "AWS::KMS::Alias", &["Ref"])? {
        let Some(named) = alias.property("TargetKeyId")? else { return Ok(None) };
        return Ok(link(world, &named, "AWS::KMS::Key", &["Ref", "Arn", "KeyId"])?.map(Key::Here));
    }
    Ok(link(world, value, "AWS::KMS::Key", &["Ref", "Arn", "KeyId"])?.map(Key::Here))
}
