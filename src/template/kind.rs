//! What a file is, told by its content: comes in a parsed tree, goes out its kind.

use super::Dialect;
use crate::syntax::{Content, NodeId, Tree};

/// The kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A service of the Serverless Framework.
    Serverless,
    /// A CloudFormation template.
    CloudFormation,
    /// A CloudFormation template with the SAM transform.
    Sam,
    /// `Resources:` or `Outputs:` and nothing else of a template.
    Sections,
    /// A map of logical ids to bodies.
    Bodies,
    /// One body: `Type` on top.
    Body,
    /// A bare IAM policy document.
    Policy,
    /// Not ours.
    Other,
}

/// Tells what a file is.
#[must_use]
pub fn classify(tree: &Tree, root: NodeId, name: &str) -> Kind {
    let Content::Map(entries) = tree.content(root) else { return Kind::Other };
    let has = |key: &str| tree.get(root, key).is_some();
    let base = name.rsplit('/').next().unwrap_or(name);
    let service_name = base.starts_with("serverless.") || base.starts_with("serverless-");
    // A chart's values have maps of the same names; a service's have a name in them.
    let named = |key: &str| {
        tree.get(root, key).is_some_and(|node| match tree.content(node) {
            Content::Map(_) => tree.get(node, "name").is_some(),
            Content::Scalar(..) | Content::Hole(_) => true,
            Content::List(_) => false,
        })
    };
    if named("provider") && (named("service") || service_name && (has("functions") || has("resources"))) {
        return Kind::Serverless;
    }
    if has("Statement") && (has("Version") || has("Id")) || has("Statement") && entries.len() == 1 {
        return Kind::Policy;
    }
    let is_map = |key: &str| tree.get(root, key).is_some_and(|node| matches!(tree.content(node), Content::Map(_)));
    let is_template = has("AWSTemplateFormatVersion") || has("Transform");
    if is_template && (has("Resources") || has("AWSTemplateFormatVersion")) {
        return if has_sam_transform(tree, root) { Kind::Sam } else { Kind::CloudFormation };
    }
    // Kubernetes and OpenAPI documents have maps of the same names, but no typed bodies in them.
    if is_map("Resources") && has_bodies(tree, tree.get(root, "Resources")) {
        return if has("Parameters") || has("Mappings") || has("Conditions") { Kind::CloudFormation } else { Kind::Sections };
    }
    if is_map("Outputs") && entries.iter().all(|entry| matches!(tree.text(entry.key), Some("Outputs" | "Description" | "Resources"))) {
        return Kind::Sections;
    }
    if is_body(tree, root) {
        return Kind::Body;
    }
    if has_bodies(tree, Some(root)) { Kind::Bodies } else { Kind::Other }
}

/// The dialect in which a kind of file is read.
#[must_use]
pub fn dialect_of(kind: Kind) -> Dialect {
    match kind {
        Kind::Serverless => Dialect::Serverless,
        Kind::CloudFormation => Dialect::CloudFormation,
        Kind::Sam => Dialect::Sam,
        Kind::Policy => Dialect::Policy,
        Kind::Sections | Kind::Bodies | Kind::Body | Kind::Other => Dialect::Unknown,
    }
}

fn has_sam_transform(tree: &Tree, root: NodeId) -> bool {
    let Some(transform) = tree.get(root, "Transform") else { return false };
    let is_sam = |node: NodeId| tree.text(node).is_some_and(|name| name.starts_with("AWS::Serverless"));
    is_sam(transform) || tree.items(transform).iter().any(|item| is_sam(*item))
}

/// A map with a `Type` of the form `A::B`.
fn is_body(tree: &Tree, node: NodeId) -> bool {
    tree.get(node, "Type").and_then(|kind| tree.text(kind)).is_some_and(|kind| kind.contains("::"))
}

fn has_bodies(tree: &Tree, map: Option<NodeId>) -> bool {
    map.is_some_and(|map| tree.entries(map).iter().any(|entry| is_body(tree, entry.value)))
}
