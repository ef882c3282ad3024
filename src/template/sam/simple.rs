//! Types that stand for hardly more than one resource: `SimpleTable`, `LayerVersion`, `Application`, `CapacityProvider`. Comes in one as
//! it is written, goes out that resource. What is known of it is that it is there.

use super::expansion::{Expansion, Written};
use super::policies::{Grants, trust};
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

/// Machines for functions, and the role that runs them.
pub(super) fn capacity(expansion: &mut Expansion<'_>, written: &Written) {
    expansion.because_of(written.key);
    if expansion.given(written, "OperatorRole").is_none() && !expansion.tree().is_open(written.properties) {
        let mut grants = Grants::default();
        grants.aws(expansion, "AWSLambdaManagedEC2ResourceOperator");
        let trust = trust(expansion, "lambda.amazonaws.com");
        let role = grants.role(expansion, trust, None, None);
        expansion.add(written, &format!("{}OperatorRole", written.id), "AWS::IAM::Role", role);
    }
    replace(expansion, written, "AWS::Lambda::CapacityProvider", &["CapacityProviderName", "KmsKeyArn"]);
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
