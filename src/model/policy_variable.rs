//! Policy variables such as `${aws:username}`, and the places where CloudFormation would take them for its own.

use super::Place;
use crate::resolve::World;
use crate::syntax::{Content, NodeId, Tree};

/// Keys of all services that can be variables, in lower case; those with a slash are followed by a name of the user's.
const GLOBAL: [&str; 25] = [
    "currenttime",
    "epochtime",
    "federatedprovider",
    "principalaccount",
    "principalarn",
    "principalisawsservice",
    "principalorgid",
    "principalservicename",
    "principaltag/",
    "principaltype",
    "referer",
    "requestedregion",
    "requesttag/",
    "resourceaccount",
    "resourcetag/",
    "securetransport",
    "sourceaccount",
    "sourcearn",
    "sourceidentity",
    "sourceip",
    "sourcevpc",
    "tokenissuetime",
    "useragent",
    "userid",
    "username",
];

/// Prefixes of services whose keys stand in policies.
const SERVICES: [&str; 8] = ["saml", "iot", "s3", "ec2", "sts", "transfer", "redshift", "kms"];

/// Words before a dot that are parts of a variable somebody mistyped.
const NO_HOSTS: [&str; 10] = ["self", "opt", "env", "file", "sls", "ssm", "cf", "param", "custom", "provider"];

/// True for the two halves of a policy variable: `aws` and `username`, `cognito-identity.amazonaws.com` and `sub`.
#[must_use]
pub fn is_policy_variable(prefix: &str, key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    match prefix.split_once('.') {
        Some((first, _)) => !NO_HOSTS.contains(&first),
        None if prefix == "aws" => {
            GLOBAL.iter().any(|global| if global.ends_with('/') { lower.starts_with(global) } else { lower == *global })
        }
        None => SERVICES.contains(&prefix) && !key.is_empty() && !key.contains('/'),
    }
}

/// A call of `Fn::Sub`.
pub struct Substitution {
    /// The text that is filled in.
    pub place: Place,
    /// The names that stand in it and that the call itself does not give a value.
    pub names: Vec<String>,
}

/// All calls of `Fn::Sub` that somebody wrote in the files of a stack.
#[must_use]
pub fn substitutions(world: &World<'_>) -> Vec<Substitution> {
    let mut all = Vec::new();
    if let Some(root) = world.stack.root {
        let tree = &world.stack.tree;
        collect(tree, root, &mut vec![false; tree.len()], &mut all);
    }
    all
}

/// Composing and parsing bound how much there is below a node.
fn collect(tree: &Tree, node: NodeId, seen: &mut [bool], all: &mut Vec<Substitution>) {
    if std::mem::replace(&mut seen[tree.target(node).index()], true) {
        return;
    }
    if let Some(("Fn::Sub", argument)) = tree.call(node) {
        let (template, values) = match tree.content(argument) {
            Content::List([template, rest @ ..]) => (*template, rest.first().copied()),
            _ => (argument, None),
        };
        let text = if let Content::Scalar(text, _) = tree.content(template) { text } else { "" };
        let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.trim());
        let given = |name: &str| values.is_some_and(|values| tree.get(values, name).is_some());
        let names = names.filter(|name| !name.starts_with('!') && !given(name)).map(str::to_owned).collect();
        all.push(Substitution { place: Place::of(template), names });
    }
    match tree.content(node) {
        Content::List(items) => items.iter().for_each(|item| collect(tree, *item, seen, all)),
        Content::Map(entries) => entries.iter().for_each(|entry| collect(tree, entry.value, seen, all)),
        Content::Scalar(..) | Content::Hole(_) => {}
    }
}
