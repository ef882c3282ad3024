//! The Serverless Framework's own work: comes in a composed service, goes out what the framework generates beside its `resources`.

use crate::compose::Deployment;
use crate::syntax::{NodeId, Tree};

/// The template that the framework generates from `provider` and `functions`, before `resources` are laid over it.
pub(super) fn generate(tree: &mut Tree, root: NodeId, deployment: &Deployment) -> Option<NodeId> {
    let _ = (tree, root, deployment);
    None
}

/// What the framework does to the whole template at the end, such as the triggers of generated user pools.
pub(super) fn complete(tree: &mut Tree, root: NodeId, template: NodeId) -> NodeId {
    let _ = (tree, root);
    template
}
