//! Events that call a function: rules of EventBridge, log groups, rules of IoT, skills of Alexa.

use super::{Event, permit};
use crate::syntax::NodeId;
use crate::template::sam::expansion::Expansion;

/// A rule of EventBridge, by a schedule or a pattern.
pub(super) fn rule(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let arn = expansion.builder.attribute(&event.id, "Arn");
    expansion.add_open(event.written, &event.id, "AWS::Events::Rule", &[]);
    if let Some(queue) = event.property(expansion, "DeadLetterConfig") {
        dead_letters(expansion, event, queue, true);
    }
    permit(expansion, event, &format!("{}Permission", event.id), "events.amazonaws.com", &[("SourceArn", arn)]);
}

/// The queue for what could not be delivered, which SAM makes where none is named; gives its ARN.
pub(super) fn dead_letters(expansion: &mut Expansion<'_>, event: &Event<'_>, config: NodeId, policy: bool) -> Option<NodeId> {
    if let Some(arn) = expansion.field(config, "Arn") {
        return Some(arn);
    }
    expansion.field(config, "Type")?;
    let named = expansion.field(config, "QueueLogicalId").and_then(|id| expansion.tree().text(id)).map(str::to_owned);
    let id = named.unwrap_or_else(|| format!("{}Queue", event.id));
    let properties = expansion.builder.map(&[]);
    expansion.add(event.written, &id, "AWS::SQS::Queue", properties);
    if policy {
        expansion.add_open(event.written, &format!("{}QueuePolicy", event.id), "AWS::SQS::QueuePolicy", &[]);
    }
    Some(expansion.builder.attribute(&id, "Arn"))
}

/// A subscription to a log group.
pub(super) fn logs(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let Some(group) = event.property(expansion, "LogGroupName") else { return };
    let arn = arn(expansion, expansion.partition, "logs", "log-group:${__LogGroupName__}:*", &[("__LogGroupName__", group)]);
    permit(expansion, event, &format!("{}Permission", event.id), "logs.amazonaws.com", &[("SourceArn", arn)]);
    expansion.add_open(event.written, &event.id, "AWS::Logs::SubscriptionFilter", &[("LogGroupName", group)]);
}

/// A rule of IoT.
pub(super) fn iot(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let rule = expansion.builder.reference(&event.id);
    let arn = arn(expansion, expansion.partition, "iot", "rule/${RuleName}", &[("RuleName", rule)]);
    let account = expansion.builder.sub("${AWS::AccountId}");
    let more = [("SourceArn", arn), ("SourceAccount", account)];
    permit(expansion, event, &format!("{}Permission", event.id), "iot.amazonaws.com", &more);
    expansion.add_open(event.written, &event.id, "AWS::IoT::TopicRule", &[]);
}

/// A skill of Alexa.
pub(super) fn alexa(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let token = event.property(expansion, "SkillId");
    let more: Vec<(&str, NodeId)> = token.into_iter().map(|token| ("EventSourceToken", token)).collect();
    permit(expansion, event, &format!("{}Permission", event.id), "alexa-appkit.amazon.com", &more);
}

/// An ARN of this account, as `Fn::Sub`.
pub(super) fn arn(expansion: &mut Expansion<'_>, partition: &str, service: &str, resource: &str, values: &[(&str, NodeId)]) -> NodeId {
    let text = format!("arn:{partition}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}");
    let text = expansion.builder.text(&text);
    let values = expansion.builder.map(values);
    let argument = expansion.builder.list(&[text, values]);
    expansion.builder.map(&[("Fn::Sub", argument)])
}
