//! Roles that SAM makes: comes in `Policies` in all its forms, go out the managed and inline policies of the role.

use std::collections::HashSet;

use super::expansion::Expansion;
use super::policy_templates::{document, is_template};
use super::shape::{choice, fingerprint, is_function, is_given, is_no_value};
use crate::data::managed;
use crate::syntax::{Content, Entry, NodeId};

/// What one role is given.
#[derive(Debug, Default)]
pub(super) struct Grants {
    managed: Vec<NodeId>,
    inline: Vec<NodeId>,
    /// Those that are in `managed`, to add none twice.
    arns: HashSet<String>,
    /// The documents that are in `inline`.
    documents: HashSet<String>,
    /// Stands for all policies where nobody knows them.
    hole: Option<NodeId>,
}

/// What one item of `Policies` is.
enum Form {
    Managed,
    Document,
    Template,
    Unknown,
}

impl Grants {
    /// A policy of AWS by its path and name.
    pub(super) fn aws(&mut self, expansion: &mut Expansion<'_>, name: &str) {
        let arn = arn_of(expansion, name);
        let arn = expansion.builder.text(&arn);
        self.manage(expansion, arn);
    }

    fn manage(&mut self, expansion: &Expansion<'_>, arn: NodeId) {
        if self.arns.insert(fingerprint(expansion.tree(), arn)) {
            self.managed.push(arn);
        }
    }

    /// An inline policy, as it is.
    pub(super) fn inline(&mut self, expansion: &mut Expansion<'_>, name: &str, document: NodeId) {
        self.documents.insert(fingerprint(expansion.tree(), document));
        let name = expansion.builder.text(name);
        let policy = expansion.builder.map(&[("PolicyName", name), ("PolicyDocument", document)]);
        self.inline.push(policy);
    }

    /// An inline policy, unless the role has the same document already.
    pub(super) fn inline_once(&mut self, expansion: &mut Expansion<'_>, name: &str, document: NodeId) {
        if !self.documents.contains(&fingerprint(expansion.tree(), document)) {
            self.inline(expansion, name, document);
        }
    }

    /// The items of a `Policies` property. `role` is the id of the role, of which their names are made.
    pub(super) fn add(&mut self, expansion: &mut Expansion<'_>, policies: NodeId, role: &str) {
        if !is_given(expansion.tree(), policies) {
            return;
        }
        let items = match expansion.tree().content(policies) {
            Content::List(items) => items.to_vec(),
            Content::Hole(_) => {
                self.hole = Some(policies);
                return;
            }
            Content::Map(_) if expansion.tree().get(policies, "Fn::Transform").is_some() => {
                self.hole = Some(unreadable(expansion, policies));
                return;
            }
            Content::Scalar(..) | Content::Map(_) => vec![policies],
        };
        for (index, item) in items.into_iter().enumerate() {
            expansion.because_of(item);
            let name = format!("{role}Policy{index}");
            match form(expansion, item, 0) {
                Form::Managed => {
                    let arn = managed(expansion, item);
                    self.manage(expansion, arn);
                }
                Form::Document | Form::Template => self.add_document(expansion, item, &name),
                Form::Unknown => self.add_unknown(expansion, item),
            }
        }
    }

    fn add_document(&mut self, expansion: &mut Expansion<'_>, item: NodeId, name: &str) {
        let Some([condition, then, otherwise]) = choice(expansion.tree(), item) else {
            match document_of(expansion, item) {
                Some(document) => self.inline(expansion, name, document),
                None => self.add_unknown(expansion, item),
            }
            return;
        };
        let branches = [then, otherwise].map(|branch| {
            if is_no_value(expansion.tree(), branch) {
                return branch;
            }
            let Some(document) = document_of(expansion, branch) else { return unreadable(expansion, branch) };
            let name = expansion.builder.text(name);
            expansion.builder.map(&[("PolicyName", name), ("PolicyDocument", document)])
        });
        let argument = expansion.builder.list(&[condition, branches[0], branches[1]]);
        let policy = expansion.builder.map(&[("Fn::If", argument)]);
        self.inline.push(policy);
    }

    fn add_unknown(&mut self, expansion: &mut Expansion<'_>, item: NodeId) {
        let hole = unreadable(expansion, item);
        self.inline.push(hole);
        self.managed.push(hole);
    }

    /// The properties of the role.
    pub(super) fn role(self, expansion: &mut Expansion<'_>, trust: NodeId, path: Option<NodeId>, boundary: Option<NodeId>) -> NodeId {
        let mut entries: Vec<Entry> = vec![expansion.builder.entry("AssumeRolePolicyDocument", trust)];
        let mut add = |expansion: &mut Expansion<'_>, key: &str, value: NodeId| entries.push(expansion.builder.entry(key, value));
        match self.hole {
            Some(hole) => {
                add(expansion, "ManagedPolicyArns", hole);
                add(expansion, "Policies", hole);
            }
            None => {
                if !self.managed.is_empty() {
                    let managed = expansion.builder.list(&self.managed);
                    add(expansion, "ManagedPolicyArns", managed);
                }
                if !self.inline.is_empty() {
                    let inline = expansion.builder.list(&self.inline);
                    add(expansion, "Policies", inline);
                }
            }
        }
        if let Some(path) = path {
            add(expansion, "Path", path);
        }
        if let Some(boundary) = boundary {
            add(expansion, "PermissionsBoundary", boundary);
        }
        expansion.builder.map_of(&entries)
    }
}

/// The trust policy of a role that a service takes.
pub(super) fn trust(expansion: &mut Expansion<'_>, service: &str) -> NodeId {
    let builder = &mut expansion.builder;
    let services = builder.texts(&[service]);
    let principal = builder.map(&[("Service", services)]);
    let action = builder.texts(&["sts:AssumeRole"]);
    let effect = builder.text("Allow");
    let statement = builder.map(&[("Action", action), ("Effect", effect), ("Principal", principal)]);
    let statements = builder.list(&[statement]);
    let version = builder.text("2012-10-17");
    builder.map(&[("Version", version), ("Statement", statements)])
}

/// A statement that allows actions on a resource.
pub(super) fn allow(expansion: &mut Expansion<'_>, action: NodeId, resource: NodeId) -> NodeId {
    let effect = expansion.builder.text("Allow");
    expansion.builder.map(&[("Action", action), ("Effect", effect), ("Resource", resource)])
}

/// A document of statements, without a version.
pub(super) fn statements(expansion: &mut Expansion<'_>, statements: &[NodeId]) -> NodeId {
    let list = expansion.builder.list(statements);
    expansion.builder.map(&[("Statement", list)])
}

/// A document that allows one action on a resource.
pub(super) fn allows(expansion: &mut Expansion<'_>, action: &str, resource: NodeId) -> NodeId {
    let action = expansion.builder.text(action);
    let statement = allow(expansion, action, resource);
    statements(expansion, &[statement])
}

fn form(expansion: &Expansion<'_>, item: NodeId, depth: usize) -> Form {
    let tree = expansion.tree();
    if let Some([_, then, otherwise]) = choice(tree, item) {
        if depth > 8 {
            return Form::Unknown;
        }
        if is_no_value(tree, then) {
            return form(expansion, otherwise, depth + 1);
        }
        if is_no_value(tree, otherwise) {
            return form(expansion, then, depth + 1);
        }
        return match (form(expansion, then, depth + 1), form(expansion, otherwise, depth + 1)) {
            (Form::Managed, Form::Managed) => Form::Managed,
            (Form::Document, Form::Document) => Form::Document,
            (Form::Template, Form::Template) => Form::Template,
            // SAM refuses to mix them.
            _ => Form::Unknown,
        };
    }
    match tree.content(item) {
        // What it leads to may be anything.
        _ if tree.get(item, "Fn::Transform").is_some() => Form::Unknown,
        _ if is_function(tree, item) => Form::Managed,
        Content::Scalar(..) if !tree.is_null(item) => Form::Managed,
        Content::Map(_) if tree.get(item, "Statement").is_some() => Form::Document,
        Content::Map([entry]) if tree.text(entry.key).is_some_and(is_template) => Form::Template,
        _ => Form::Unknown,
    }
}

/// A managed policy: the ARN that somebody wrote, or a name that leads to one.
fn managed(expansion: &mut Expansion<'_>, item: NodeId) -> NodeId {
    let Some([condition, then, otherwise]) = choice(expansion.tree(), item) else { return named(expansion, item) };
    let branches = [named(expansion, then), named(expansion, otherwise)];
    if branches == [then, otherwise] {
        return item;
    }
    let argument = expansion.builder.list(&[condition, branches[0], branches[1]]);
    expansion.builder.map(&[("Fn::If", argument)])
}

/// Lets a name of a policy that AWS manages lead to its ARN. AWS may have others by now, so any other name is unknown.
fn named(expansion: &mut Expansion<'_>, node: NodeId) -> NodeId {
    let name = expansion.tree().text(node).filter(|name| !name.starts_with("arn:"));
    let Some(name) = name else { return node };
    let Some(policy) = managed::by_name(name) else { return expansion.unknown(node, "a managed policy of a name that is not known") };
    let arn = arn_of(expansion, &format!("{}{name}", policy.path()));
    expansion.translate(node, &arn);
    node
}

/// The ARN of a policy of AWS, by its path and name.
fn arn_of(expansion: &Expansion<'_>, name: &str) -> String {
    format!("arn:{}:iam::aws:policy/{name}", expansion.partition)
}

/// The document that one item stands for, by itself or as a template.
fn document_of(expansion: &mut Expansion<'_>, item: NodeId) -> Option<NodeId> {
    let tree = expansion.tree();
    if tree.get(item, "Statement").is_some() {
        return Some(item);
    }
    let Content::Map([entry]) = tree.content(item) else { return None };
    let entry = *entry;
    let name = tree.text(entry.key)?.to_owned();
    expansion.because_of(entry.key);
    document(expansion, &name, entry.value)
}

fn unreadable(expansion: &mut Expansion<'_>, item: NodeId) -> NodeId {
    expansion.unknown(item, "a policy that could not be read")
}
