//! Topics: comes in an event of SNS, go out the subscription and who may call, or the queue between.

use super::pull::map_queue;
use super::{Event, permit};
use crate::syntax::Content;
use crate::template::sam::expansion::Expansion;
use crate::template::sam::policies::Grants;
use crate::template::sam::shape::{is_given, is_true};

/// The subscription, straight or through a queue.
pub(super) fn expand(expansion: &mut Expansion<'_>, event: &Event<'_>, grants: &mut Grants) {
    let Some(topic) = event.property(expansion, "Topic") else { return };
    expansion.add_open(event.written, &event.id, "AWS::SNS::Subscription", &[("TopicArn", topic)]);
    let through = event.property(expansion, "SqsSubscription").filter(|queue| is_given(expansion.tree(), *queue));
    let Some(queue) = through else {
        permit(expansion, event, &format!("{}Permission", event.id), "sns.amazonaws.com", &[("SourceArn", topic)]);
        return;
    };
    let mut policy = format!("{}QueuePolicy", event.id);
    match expansion.tree().content(queue) {
        Content::Scalar(..) if is_true(expansion.tree(), queue) => {
            let properties = expansion.open_map(&[]);
            expansion.add(event.written, &format!("{}Queue", event.id), "AWS::SQS::Queue", properties);
        }
        Content::Map(_) => {
            let named = expansion.field(queue, "QueuePolicyLogicalId").and_then(|id| expansion.tree().text(id));
            policy = named.map_or(policy, str::to_owned);
        }
        _ => {}
    }
    expansion.add_open(event.written, &policy, "AWS::SQS::QueuePolicy", &[]);
    map_queue(expansion, event, grants);
}
