//! SAM: comes in a template with the transform, goes out the CloudFormation template that the transform makes of it.
//!
//! Each resource of a `AWS::Serverless::` type is replaced by what it stands for, at its place. What somebody wrote (statements, ARNs,
//! values of properties) is used by its node, so that findings point at it; what SAM adds points at what caused it. What can't be known
//! stays a hole, or leaves a map open. A template that SAM refuses is read as far as it goes.

mod api;
mod authorizers;
mod conditions;
mod connector;
mod connector_profiles;
mod definition;
mod definition_edits;
mod digest;
mod domain;
mod events;
mod expansion;
mod function;
mod globals;
mod graphql;
mod http_api;
mod implicit;
mod invoke;
mod parameters;
mod policies;
mod policy_templates;
mod references;
mod rollout;
mod security;
mod shape;
mod simple;
mod state_machine;
mod usage_plan;
mod websocket;

use crate::compose::Deployment;
use crate::syntax::{Entry, NodeId, Tree};
use expansion::{Expansion, IMPLICIT_HTTP, IMPLICIT_REST, Written};

/// Expands a template. What SAM makes points at the lines that caused it.
pub(super) fn expand(tree: &mut Tree, root: NodeId, deployment: &Deployment) -> NodeId {
    let is_ours = |entry: &Entry| {
        let kind = tree.get(entry.value, "Type").and_then(|kind| tree.text(kind));
        kind.is_some_and(|kind| kind.starts_with("AWS::Serverless::"))
    };
    if !tree.get(root, "Resources").is_some_and(|resources| tree.entries(resources).iter().any(is_ours)) {
        return root;
    }
    let mut expansion = Expansion::new(tree, root, deployment);
    let attached = connector::detach(&mut expansion);
    // Functions and state machines first: their events are routes of the APIs. Connectors last: they look at what became of the others.
    let mut later: [Vec<Written>; 4] = Default::default();
    let is_implicit = |written: &Written| [IMPLICIT_REST, IMPLICIT_HTTP].contains(&written.id.as_str());
    let (shadowed, plain): (Vec<Written>, Vec<Written>) = expansion.serverless().into_iter().partition(is_implicit);
    for written in plain.into_iter().chain(shadowed) {
        // An API that SAM makes takes the place of what has its id.
        if is_implicit(&written) && expansion.routes.iter().any(|route| route.api.as_ref() == Some(&written.id)) {
            expansion.remove(&written);
            continue;
        }
        match expansion.kind(&written).as_str() {
            "Function" => function::expand(&mut expansion, &written),
            "StateMachine" => later[0].push(written),
            "Api" | "HttpApi" | "WebSocketApi" => later[1].push(written),
            "Connector" => later[3].push(written),
            _ => later[2].push(written),
        }
    }
    let [machines, apis, others, connectors] = later;
    machines.iter().for_each(|machine| state_machine::expand(&mut expansion, machine));
    for api in &apis {
        match expansion.kind(api).as_str() {
            "Api" => api::expand(&mut expansion, api),
            "HttpApi" => http_api::expand(&mut expansion, api),
            _ => websocket::expand(&mut expansion, api),
        }
    }
    api::expand_implicit(&mut expansion);
    http_api::expand_implicit(&mut expansion);
    usage_plan::finish(&mut expansion);
    for other in &others {
        match expansion.kind(other).as_str() {
            "SimpleTable" => simple::table(&mut expansion, other),
            "LayerVersion" => simple::layer(&mut expansion, other),
            "Application" => simple::application(&mut expansion, other),
            "CapacityProvider" => simple::capacity(&mut expansion, other),
            "GraphQLApi" => graphql::expand(&mut expansion, other),
            // A type that is newer than what is known here.
            _ => expansion.leave(other),
        }
    }
    rollout::finish(&mut expansion);
    events::finish(&mut expansion);
    connectors.iter().chain(&attached).for_each(|one| connector::expand(&mut expansion, one));
    expansion.finish()
}
