//! Notifications of buckets: comes in an event, goes out a permission. The bucket itself gets a notification, which nothing here reads.

use super::{Event, permit};
use crate::template::sam::expansion::Expansion;
use crate::template::sam::shape::reference;

/// Lets the bucket call the function.
pub(super) fn expand(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let bucket = event.property(expansion, "Bucket").and_then(|bucket| reference(expansion.tree(), bucket));
    // SAM refuses a bucket that stands elsewhere.
    if bucket.is_none_or(|bucket| expansion.body_of(bucket).is_none()) {
        return;
    }
    let account = expansion.builder.reference("AWS::AccountId");
    permit(expansion, event, &format!("{}Permission", event.id), "s3.amazonaws.com", &[("SourceAccount", account)]);
}
