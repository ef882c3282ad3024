//! `ScheduleV2`: comes in an event, go out a schedule and the role in which it calls the function.

use super::Event;
use super::push::dead_letters;
use crate::template::sam::expansion::Expansion;
use crate::template::sam::policies::{Grants, allows, trust};

/// The schedule and its role.
pub(super) fn expand(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    expansion.add_open(event.written, &event.id, "AWS::Scheduler::Schedule", &[]);
    let queue = event.property(expansion, "DeadLetterConfig");
    let queue = queue.and_then(|queue| dead_letters(expansion, event, queue, false));
    if event.property(expansion, "RoleArn").is_some() {
        return;
    }
    let mut grants = Grants::default();
    let function = event.target.arn(expansion);
    let document = allows(expansion, "lambda:InvokeFunction", function);
    grants.inline(expansion, &format!("{}LambdaPolicy", event.id), document);
    if let Some(queue) = queue {
        let document = allows(expansion, "sqs:SendMessage", queue);
        grants.inline(expansion, &format!("{}SQSPolicy", event.id), document);
    }
    let trust = trust(expansion, "scheduler.amazonaws.com");
    let boundary = event.property(expansion, "PermissionsBoundary");
    let properties = grants.role(expansion, trust, None, boundary);
    expansion.add(event.written, &format!("{}Role", event.id), "AWS::IAM::Role", properties);
}
