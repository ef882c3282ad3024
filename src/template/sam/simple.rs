//! Types that stand for one resource: `SimpleTable`, `LayerVersion`, `Application`. What is known of them is that they are there.

use super::expansion::{Expansion, Written};
use crate::syntax::Entry;

/// A table of DynamoDB.
pub(super) fn table(expansion: &mut Expansion<'_>, written: &Written) {
    replace(expansion, written, "AWS::DynamoDB::Table", &["TableName", "SSESpecification", "PointInTimeRecoverySpecification"]);
}

/// A layer. SAM makes its id of what it holds and lets every reference follow; here it keeps the id under which it is referred to.
pub(super) fn layer(expansion: &mut Expansion<'_>, written: &Written) {
    replace(expansion, written, "AWS::Lambda::LayerVersion", &["LayerName", "Description", "CompatibleRuntimes"]);
}

/// A stack of its own.
pub(super) fn application(expansion: &mut Expansion<'_>, written: &Written) {
    replace(expansion, written, "AWS::CloudFormation::Stack", &["Parameters", "NotificationARNs", "TimeoutInMinutes"]);
}

fn replace(expansion: &mut Expansion<'_>, written: &Written, kind: &str, same: &[&str]) {
    expansion.because_of(written.key);
    let mut entries: Vec<Entry> = Vec::new();
    for name in same {
        entries.extend(expansion.tree().entry(written.properties, name));
    }
    let properties = expansion.builder.map_of(&entries);
    expansion.builder.tree.set_open(properties);
    expansion.replace(written, kind, properties);
}
