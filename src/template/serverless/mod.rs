//! The Serverless Framework's own work: comes in a composed service, goes out what the framework generates beside its `resources`.
//!
//! The parts read the tree and say what they make as plain values; only at the end these become nodes. What somebody wrote is in them
//! as the node that it is.

mod cognito;
mod events;
mod functions;
mod helper;
mod http_api;
mod names;
mod overlay;
mod plugins;
mod rest;
mod rest_authorizers;
mod roles;
mod service;
mod shape;
mod storage;
mod streams;
mod websocket;

use std::collections::HashSet;

use self::helper::HelperRole;
use self::roles::Landed;
use self::service::{Service, Setting};
use self::shape::Made;
use super::builder::Builder;
use crate::compose::{Deployment, merge};
use crate::source::Span;
use crate::syntax::{Content, NodeId, Tree};

pub(super) use overlay::lay_over;

/// What the framework makes of a service.
#[derive(Debug, Default)]
pub(super) struct Generated {
    /// The template, before `resources` are laid over it; `None` where nothing is known of it.
    pub(super) template: Option<NodeId>,
    /// More may be generated than it shows.
    pub(super) open: bool,
    /// The lists of statements that stand in its roles.
    pub(super) statements: HashSet<NodeId>,
    /// The managed policies of `provider` stand in its roles.
    pub(super) managed: bool,
    /// The name of the stack, where it is known.
    pub(super) stack_name: Option<String>,
}

/// The template that the framework generates from `provider` and `functions`, before `resources` are laid over it.
pub(super) fn generate(tree: &mut Tree, root: NodeId, deployment: &Deployment) -> Generated {
    let functions = functions_of(tree, root);
    let service = Service::new(tree, root, functions.known, deployment);
    let (mut made, sections) = plan(service, functions.open);
    if let Some((cause, resources, outputs)) = sections {
        let mut builder = Builder::new(tree, cause);
        let mut section = |all: Vec<(String, Span, Made)>| {
            let mut entries = Vec::with_capacity(all.len());
            for (id, cause, made) in all {
                let body = made.build(&mut builder, cause);
                entries.push(builder.because_of(cause).entry(&id, body));
            }
            builder.because_of(cause).map_of(&entries)
        };
        let (resources, outputs) = (section(resources), section(outputs));
        let version = builder.because_of(cause).text("2010-09-09");
        let description = builder.text("The AWS CloudFormation template for this Serverless application");
        let sections =
            [("AWSTemplateFormatVersion", version), ("Description", description), ("Resources", resources), ("Outputs", outputs)];
        made.template = Some(builder.map(&sections));
    }
    made
}

/// What the framework does to the whole template at the end.
pub(super) fn complete(tree: &mut Tree, root: NodeId, template: NodeId) -> NodeId {
    let _ = root;
    overlay::strip_nothing(tree, template);
    template
}

/// `functions` as one map.
struct Functions {
    known: Option<NodeId>,
    open: bool,
}

/// `functions` is a map, or a list of maps that are merged from left to right; empty items are skipped.
fn functions_of(tree: &mut Tree, root: NodeId) -> Functions {
    let Some(functions) = tree.get(root, "functions") else { return Functions { known: None, open: tree.is_open(root) } };
    let items = match tree.content(functions) {
        Content::List(items) => items.to_vec(),
        Content::Hole(_) => return Functions { known: None, open: true },
        Content::Map(_) | Content::Scalar(..) => return Functions { known: Some(functions), open: false },
    };
    let open = items.iter().any(|item| matches!(tree.content(*item), Content::Hole(_)));
    let maps: Vec<NodeId> = items.into_iter().filter(|item| matches!(tree.content(*item), Content::Map(_))).collect();
    Functions { known: merge(tree, &maps), open }
}

/// Resources or outputs in the making.
type Entries = Vec<(String, Span, Made)>;

/// Says what is made of a service.
fn plan(mut service: Service<'_>, functions_open: bool) -> (Generated, Option<(Span, Entries, Entries)>) {
    service.open |= functions_open;
    let plugins = service.plugins();
    service.open |= plugins.as_ref().is_none_or(|plugins| !plugins.iter().all(|name| service.is_harmless(name)));
    let name = service.setting(&["name"]);
    let provider = match service.provider {
        // `provider: aws` is a name alone.
        Setting::Given(node) if !service.is_map(node) => service.provider,
        _ => name,
    };
    let is_aws = provider.given().and_then(|node| service.known(node)).is_some_and(|name| name == "aws");
    if !is_aws {
        return (Generated { open: true, ..Generated::default() }, None);
    }
    if !service.provider.given().is_some_and(|node| service.is_map(node)) {
        service.provider = Setting::Absent;
    }
    let own_roles = plugins.is_some_and(|plugins| plugins.iter().any(|name| name == plugins::OWN_ROLES)) || service.is_version_4();
    let mut landed = Landed::default();
    let mut helper = HelperRole::new();
    service.open |= service.functions.iter().any(|function| service.get(function.node, "iam") != Setting::Absent);
    service.add_deployment_bucket();
    let mut role = service.shared_role(&mut landed);
    service.add_layers();
    let roles = service.functions.iter().map(|function| service.role_of(function, role.is_some(), own_roles)).collect();
    service.add_functions(roles);
    if let Some(role) = &mut role {
        service.function_statements(role);
    }
    // In the order in which the framework's own plugins add their statements.
    service.add_schedules(role.as_mut());
    service.add_buckets(&mut helper);
    service.add_rest_api(&mut helper);
    service.add_websocket_api(role.as_mut(), &mut helper);
    service.add_topics();
    service.add_streams(role.as_mut());
    service.add_brokers(role.as_mut());
    service.add_balancers();
    service.add_voices();
    service.add_devices();
    service.add_watches();
    service.add_pools(&mut helper);
    service.add_bridges();
    service.add_queues(role.as_mut());
    service.add_edges(role.as_mut());
    service.add_http_api();
    service.add_helper_role(helper);
    service.add_roles(role, own_roles, &mut landed);
    let made = Generated {
        template: None,
        open: service.open || service.resources.overflows,
        statements: landed.statements,
        managed: landed.managed,
        stack_name: Some(service.stack_name()).filter(|name| name.secret.is_none()).and_then(|name| name.whole().map(str::to_owned)),
    };
    (made, Some((service.cause, service.resources.made, service.outputs.made)))
}

impl Service<'_> {
    /// The name of the stack.
    fn stack_name(&self) -> crate::syntax::Parts {
        match self.setting(&["stackName"]) {
            Setting::Absent => self.prefix(),
            name => self.text_of(name, ""),
        }
    }
}
