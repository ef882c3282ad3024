//! Parameters: come in those of a template and of a deployment, go out the values by which the transform decides.

use std::collections::HashMap;

use super::shape::{choice, reference};
use crate::compose::Deployment;
use crate::syntax::{NodeId, Style, Tree};

/// The values of the template's parameters. The tree keeps every `Ref` to one, so that its other values are still looked at; only where
/// the transform itself decides, it goes by these.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    values: HashMap<String, NodeId>,
}

impl Parameters {
    pub(super) fn read(tree: &mut Tree, root: NodeId, deployment: &Deployment) -> Self {
        let mut values = HashMap::new();
        let Some(parameters) = tree.get(root, "Parameters") else { return Self { values } };
        for entry in tree.entries(parameters).to_vec() {
            let Some(name) = tree.text(entry.key).map(str::to_owned) else { continue };
            let value = match deployment.given.iter().rev().find(|given| given.name == name) {
                Some(given) => Some(tree.add_scalar(given.span, &given.value, Style::DoubleQuoted)),
                None => tree.get(entry.value, "Default"),
            };
            values.extend(value.map(|value| (name, value)));
        }
        Self { values }
    }

    /// The value of a `Ref` to a parameter that has one; anything else as it is.
    pub(super) fn value(&self, tree: &Tree, node: NodeId) -> NodeId {
        reference(tree, node).and_then(|name| self.values.get(name)).copied().unwrap_or(node)
    }

    /// The branches of a `Fn::If` with parameters by their values.
    pub(super) fn choice(&self, tree: &Tree, node: NodeId) -> Option<[NodeId; 3]> {
        choice(tree, node).map(|all| all.map(|one| self.value(tree, one)))
    }
}
