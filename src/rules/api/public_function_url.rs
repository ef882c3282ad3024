//! URLs of functions that ask nobody for a signature.

use crate::model::{FunctionUrl, Resource, Service};
use crate::rules::{Checked, Findings};

pub(super) fn public_function_url<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(kind) = FunctionUrl(resource).unsigned()? else { return Ok(()) };
    let is_event = resource.is_generated() && Service::of(resource.world()).is_some();
    let report = out.report(&kind, "asks nobody for a signature");
    if is_event {
        report.help("write `authorizer: aws_iam` below `url`, or check the caller in the function and ignore this rule here");
    }
    Ok(())
}
