//! Loading: comes in a file, goes out the stack that it describes, or the reason why it is none.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::OnceLock;

use super::builder::Builder;
use super::{Condition, Dialect, Kind, Open, Output, Parameter, Resource, ServicePolicy, Stack, classify, dialect_of};
use super::{documents, for_each, sam, serverless};
use crate::compose::{Composition, Deployment, Generation, UnitFile, compose, compose_fragment, merge, parse_checked};
use crate::source::{FileId, SourceFile, Span, Store, is_program};
use crate::syntax::{Content, Document, Entry, Hole, NodeId, Problem, ProblemKind, Style, Tree};

/// A file that was read as a template.
#[derive(Debug)]
pub struct Loaded {
    /// The stack; one of a broken file holds its problems and what could be read.
    pub stack: Stack,
    /// Absolute paths of the files that it includes.
    pub included: Vec<PathBuf>,
    /// The stages that the files themselves list.
    pub stages: BTreeSet<String>,
    /// The stage for which it was read; `None` where there is none, or it is not known.
    pub stage: Option<String>,
}

/// A file that is no template.
#[derive(Debug)]
pub struct NotATemplate;

/// Reads a file as what it is. A broken file counts as a template when it `looks_like_one` by its bytes.
///
/// # Errors
/// [`NotATemplate`] for a file that holds something else.
pub fn load(
    store: &Store<'_>,
    path: &Path,
    id: FileId,
    source: &Arc<SourceFile>,
    looks_like_one: bool,
    deployment: &Deployment,
) -> Result<Loaded, NotATemplate> {
    let name = source.name().to_owned();
    let mut tree = Tree::default();
    if is_program(path) {
        let line = source.lines().range(source.text(), 1);
        let mut stack = empty(name, Dialect::Serverless, tree, None, Vec::new());
        stack.program = Some(Span::new(id, line.start as u32, line.end as u32));
        return Ok(alone(stack));
    }
    let document = parse_checked(&mut tree, id, &name, source);
    let kind = document.root.map_or(Kind::Other, |root| classify(&tree, root, &name));
    // Of a broken file nobody knows what it would be; it is said to be broken, and what was read of it is checked.
    if kind == Kind::Other && !(document.is_broken() && looks_like_one) {
        return Err(NotATemplate);
    }
    if kind == Kind::Serverless {
        let composition = compose(store, path, id, tree, document, deployment);
        let mut loaded = service(composition, name, deployment);
        documents::read_texts(&mut loaded.stack, |file| store.file(file));
        return Ok(loaded);
    }
    let mut stack = template(tree, document, id, kind, name, deployment);
    documents::read_texts(&mut stack, |_| Arc::clone(source));
    Ok(alone(stack))
}

/// A stack that is made of one file and knows no stages.
fn alone(stack: Stack) -> Loaded {
    Loaded { stack, included: Vec::new(), stages: BTreeSet::new(), stage: None }
}

fn empty(name: String, dialect: Dialect, tree: Tree, root: Option<NodeId>, files: Vec<UnitFile>) -> Stack {
    Stack {
        name,
        dialect,
        tree,
        root,
        template: None,
        files,
        include_problems: Vec::new(),
        variable_problems: Vec::new(),
        hidden: Vec::new(),
        resources: Vec::new(),
        outputs: Vec::new(),
        parameters: Vec::new(),
        conditions: Vec::new(),
        mappings: None,
        service_policies: Vec::new(),
        service_managed_policies: Vec::new(),
        policy: None,
        policy_kind: None,
        open: None,
        macros: Vec::new(),
        program: None,
        generation: Generation::Any,
        imports: Arc::default(),
        known_values: Arc::default(),
        deployed_as: None,
        given: Arc::default(),
        ids: HashMap::new(),
        parameter_ids: HashMap::new(),
        condition_ids: HashMap::new(),
        mentions: OnceLock::new(),
        kinds: OnceLock::new(),
        bodies: OnceLock::new(),
        completed: OnceLock::new(),
    }
}

fn template(mut tree: Tree, document: Document, id: FileId, kind: Kind, name: String, deployment: &Deployment) -> Stack {
    let root = document.root;
    let files = vec![UnitFile { id, document, included_at: None }];
    if let (Some(root), Dialect::Unknown, false) = (root, dialect_of(kind), deployment.raw) {
        tree = compose_fragment(tree, root, deployment);
    }
    let mut stack = empty(name, dialect_of(kind), tree, root, files);
    stack.given = Arc::clone(&deployment.given);
    let Some(root) = root else { return stack };
    match kind {
        Kind::Policy => stack.policy = Some(root),
        Kind::Body => {
            let stem = stack.name.rsplit('/').next().and_then(|base| base.split('.').next()).unwrap_or_default().to_owned();
            let key = stack.tree.entry(root, "Type").map(|entry| entry.key);
            stack.open = Some(Open::Fragment);
            if let Some(key) = key {
                let span = stack.tree.span(root);
                let mut builder = Builder::new(&mut stack.tree, span);
                let resources = builder.map(&[(stem.as_str(), root)]);
                let template = builder.map(&[("Resources", resources)]);
                drop(builder);
                stack.template = Some(template);
                add_resource(&mut stack, stem, key, root);
            }
        }
        Kind::Bodies => {
            stack.open = Some(Open::Fragment);
            let span = stack.tree.span(root);
            stack.template = Some(Builder::new(&mut stack.tree, span).map(&[("Resources", root)]));
            add_resources(&mut stack, root);
        }
        // Types of SAM mean SAM, with the transform or, in a part of a template, without it.
        _ => {
            if kind == Kind::Sections {
                stack.open = Some(Open::Fragment);
            }
            add_sections(&mut stack, root, Some(deployment).filter(|deployment| !deployment.raw));
        }
    }
    finish(stack)
}

fn service(composition: Composition, name: String, deployment: &Deployment) -> Loaded {
    let generation = composition.generation;
    let Composition { tree, root, files, problems, variable_problems, included, hidden, stages, stage, .. } = composition;
    let mut stack = empty(name, Dialect::Serverless, tree, root, files);
    stack.generation = generation;
    stack.include_problems = problems;
    stack.variable_problems = variable_problems;
    stack.hidden = hidden;
    note_unknown_tags(&mut stack);
    if let Some(root) = root {
        let generated =
            if deployment.raw { serverless::Generated::default() } else { serverless::generate(&mut stack.tree, root, deployment) };
        stack.open = generated.open.then_some(Open::Generated);
        stack.deployed_as.clone_from(&generated.stack_name);
        let written = stack.tree.get(root, "resources").and_then(|resources| merged_resources(&mut stack, resources));
        let template = match (generated.template, written) {
            (Some(generated), Some(written)) => Some(serverless::lay_over(&mut stack.tree, generated, written)),
            (generated, written) => generated.or(written),
        };
        if deployment.raw {
            stack.template = stack.tree.get(root, "resources");
        } else if let Some(template) = template {
            let template = extend(&mut stack.tree, template);
            let template = serverless::complete(&mut stack.tree, root, template);
            add_sections(&mut stack, template, None);
        }
        add_service_policies(&mut stack, root, &generated);
    }
    Loaded { stack: finish(stack), included, stages, stage }
}

/// The framework's parser knows the tags of older functions only, in every file that it reads.
fn note_unknown_tags(stack: &mut Stack) {
    const KNOWN: [&str; 19] = [
        "Ref",
        "Condition",
        "Fn::And",
        "Fn::Base64",
        "Fn::Cidr",
        "Fn::Equals",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetAZs",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Not",
        "Fn::Or",
        "Fn::Select",
        "Fn::Split",
        "Fn::Sub",
        "Fn::Transform",
        "Fn::GetStackOutput",
    ];
    let tree = &stack.tree;
    for node in tree.ids().filter(|node| tree.link(*node).is_none() && tree.is_tag(*node)) {
        let Content::Scalar(name, _) = tree.content(node) else { continue };
        if KNOWN.contains(&name) {
            continue;
        }
        let span = tree.span(node);
        let tag = if name.starts_with('!') { name.to_owned() } else { format!("!{}", name.trim_start_matches("Fn::")) };
        if let Some(file) = stack.files.iter_mut().find(|file| file.id == span.file) {
            file.document.problems.push(Problem { kind: ProblemKind::UnknownTag(tag), span });
        }
    }
}

/// `resources` is a map, or a list of maps that are merged from left to right; empty items are skipped.
fn merged_resources(stack: &mut Stack, resources: NodeId) -> Option<NodeId> {
    let items = match stack.tree.content(resources) {
        Content::Map(_) => return Some(resources),
        Content::List(items) => items.to_vec(),
        Content::Hole(_) => {
            stack.open = Some(Open::Include);
            return None;
        }
        Content::Scalar(..) => return None,
    };
    let mut maps = Vec::new();
    for item in items {
        match stack.tree.content(item) {
            Content::Map(_) => maps.push(item),
            Content::Hole(_) => stack.open = Some(Open::Include),
            // `null`, an empty text: the idiom for something optional.
            Content::Scalar(..) | Content::List(_) => {}
        }
    }
    merge(&mut stack.tree, &maps)
}

/// `extensions` of a service: properties are laid over those of the resource key by key, whole values replaced, and its other
/// attributes set.
fn extend(tree: &mut Tree, template: NodeId) -> NodeId {
    let (Some(extensions), Some(resources)) = (tree.get(template, "extensions"), tree.get(template, "Resources")) else {
        return template;
    };
    let mut bodies = tree.entries(resources).to_vec();
    for extension in tree.entries(extensions).to_vec() {
        let Some(index) = bodies.iter().position(|entry| tree.text(entry.key) == tree.text(extension.key)) else { continue };
        bodies[index].value = extended(tree, bodies[index].value, extension.value);
    }
    let span = tree.span(resources);
    let resources = tree.add_map(span, &bodies);
    let mut sections = tree.entries(template).to_vec();
    sections.retain(|entry| tree.text(entry.key) != Some("extensions"));
    for entry in &mut sections {
        if tree.text(entry.key) == Some("Resources") {
            entry.value = resources;
        }
    }
    let span = tree.span(template);
    tree.add_map(span, &sections)
}

fn extended(tree: &mut Tree, body: NodeId, extension: NodeId) -> NodeId {
    let mut entries = tree.entries(body).to_vec();
    for change in tree.entries(extension).to_vec() {
        let place = entries.iter().position(|entry| tree.text(entry.key) == tree.text(change.key));
        let value = match (place, tree.text(change.key)) {
            (Some(at), Some("Properties" | "Metadata")) => {
                let changes = tree.entries(change.value).to_vec();
                let mut kept = tree.entries(entries[at].value).to_vec();
                kept.retain(|entry| !changes.iter().any(|change| tree.text(change.key) == tree.text(entry.key)));
                kept.extend(changes);
                let span = tree.span(entries[at].value);
                tree.add_map(span, &kept)
            }
            (Some(at), Some("DependsOn")) => {
                let mut all = listed(tree, entries[at].value);
                all.extend(listed(tree, change.value));
                let span = tree.span(change.value);
                tree.add_list(span, &all)
            }
            _ => change.value,
        };
        match place {
            Some(at) => entries[at].value = value,
            None => entries.push(Entry { value, ..change }),
        }
    }
    let span = tree.span(body);
    tree.add_map(span, &entries)
}

/// The items of a list, or the one value that stands for a list of one.
fn listed(tree: &Tree, node: NodeId) -> Vec<NodeId> {
    match tree.content(node) {
        Content::List(items) => items.to_vec(),
        _ => vec![node],
    }
}

/// Reads the sections of a template. Loops run first, then what SAM makes of its own types, for a deployment that is given with it.
fn add_sections(stack: &mut Stack, root: NodeId, expanding: Option<&Deployment>) {
    let root = if add_settings(stack, root) { unrolled(stack, root) } else { root };
    let root = expanding.map_or(root, |deployment| sam::expand(&mut stack.tree, root, deployment));
    stack.template = Some(root);
    if let Some(conditions) = stack.tree.get(root, "Conditions") {
        for entry in stack.tree.entries(conditions).to_vec() {
            let Some(name) = stack.tree.text(entry.key).map(str::to_owned) else { continue };
            stack.conditions.push(Condition { name, body: entry.value });
        }
    }
    if let Some(resources) = stack.tree.get(root, "Resources") {
        add_resources(stack, resources);
    }
    if let Some(outputs) = stack.tree.get(root, "Outputs") {
        for entry in stack.tree.entries(outputs).to_vec() {
            let Some(id) = stack.tree.text(entry.key).map(str::to_owned) else { continue };
            if matches!(stack.tree.content(entry.value), Content::Map(_)) {
                let condition = stack.tree.get(entry.value, "Condition").and_then(|node| stack.tree.text(node)).map(str::to_owned);
                stack.outputs.push(Output { id, key: entry.key, body: entry.value, condition });
            }
        }
    }
}

/// The template with its loops expanded.
fn unrolled(stack: &mut Stack, root: NodeId) -> NodeId {
    let mut spent = for_each::Spent::default();
    let mut sections = stack.tree.entries(root).to_vec();
    for entry in &mut sections {
        if !matches!(stack.tree.text(entry.key), Some("Conditions" | "Resources" | "Outputs")) {
            continue;
        }
        let expanded = for_each::expand(stack, entry.value, &mut spent);
        if !expanded.left.is_empty() {
            stack.open = Some(Open::Transform);
        }
        stack.macros.extend(expanded.left);
        entry.value = expanded.node;
    }
    let span = stack.tree.span(root);
    stack.tree.add_map(span, &sections)
}

/// Reads transforms, parameters and mappings; true where loops are allowed.
fn add_settings(stack: &mut Stack, root: NodeId) -> bool {
    let section = |stack: &Stack, name: &str| stack.tree.get(root, name);
    let mut has_loops = false;
    if let Some(transform) = section(stack, "Transform") {
        let names: Vec<NodeId> = match stack.tree.content(transform) {
            Content::List(items) => items.to_vec(),
            _ => vec![transform],
        };
        for name in names {
            let written = stack.tree.text(name).or_else(|| stack.tree.get(name, "Name").and_then(|name| stack.tree.text(name)));
            let known =
                |name: &str| name.starts_with("AWS::Serverless") || name == "AWS::LanguageExtensions" || name.starts_with("AWS::Code");
            has_loops |= written == Some("AWS::LanguageExtensions");
            if written.is_none_or(|name| !known(name)) {
                let written = written.unwrap_or("a macro").to_owned();
                let span = stack.tree.span(name);
                stack.macros.push((written, span));
                stack.open = Some(Open::Transform);
            }
        }
    }
    if let Some(parameters) = section(stack, "Parameters") {
        for entry in stack.tree.entries(parameters).to_vec() {
            let Some(name) = stack.tree.text(entry.key).map(str::to_owned) else { continue };
            let mut parameter = parameter(&stack.tree, name, entry.key, entry.value);
            if let Some(given) = stack.given.iter().rfind(|given| given.name == parameter.name) {
                let node = stack.tree.add_scalar(given.span, &given.value, Style::DoubleQuoted);
                parameter.given = Some(node);
                parameter.allowed = vec![node];
            }
            stack.parameters.push(parameter);
        }
    }
    stack.mappings = section(stack, "Mappings");
    has_loops
}

fn parameter(tree: &Tree, name: String, key: NodeId, body: NodeId) -> Parameter {
    let kind = tree.get(body, "Type").and_then(|node| tree.text(node)).unwrap_or("String").to_owned();
    let default = tree.get(body, "Default");
    let mut parameter = Parameter { name, key, body, kind, default, allowed: Vec::new(), given: None };
    // Of a list each item is one of those, and what may be chosen is any row of them.
    if parameter.is_list() {
        return parameter;
    }
    let allowed = &mut parameter.allowed;
    let listed = tree.get(body, "AllowedValues").map_or(&[][..], |node| tree.items(node));
    // The default first: what is found with it needs the fewest assumptions.
    let first = default.filter(|default| listed.iter().any(|value| tree.text(*value) == tree.text(*default)));
    for value in first.iter().chain(listed) {
        if !allowed.iter().any(|known| tree.text(*known) == tree.text(*value)) {
            allowed.push(*value);
        }
    }
    parameter
}

fn add_resources(stack: &mut Stack, resources: NodeId) {
    if stack.tree.is_open(resources) {
        stack.open = Some(Open::Include);
    }
    match stack.tree.content(resources) {
        Content::Hole(Hole::Include) => stack.open = Some(Open::Include),
        Content::Hole(_) => stack.open = Some(Open::Transform),
        _ => {}
    }
    for entry in stack.tree.entries(resources).to_vec() {
        let Some(id) = stack.tree.text(entry.key).map(str::to_owned) else { continue };
        if id.starts_with("Fn::") {
            stack.open = Some(Open::Transform);
            let name = stack.tree.get(entry.value, "Name");
            let name = name.and_then(|node| Some((stack.tree.text(node)?.to_owned(), stack.tree.span(node))));
            let name = name.unwrap_or_else(|| (id, stack.tree.span(entry.key)));
            if !stack.macros.contains(&name) {
                stack.macros.push(name);
            }
            continue;
        }
        match stack.tree.content(entry.value) {
            Content::Map(_) => add_resource(stack, id, entry.key, entry.value),
            Content::Hole(_) => stack.open = Some(Open::Include),
            _ => {}
        }
    }
}

fn add_resource(stack: &mut Stack, id: String, key: NodeId, body: NodeId) {
    let tree = &stack.tree;
    let Some(kind) = tree.get(body, "Type").and_then(|node| tree.text(node)).map(str::to_owned) else { return };
    let properties = tree.get(body, "Properties");
    let condition = tree.get(body, "Condition").and_then(|node| tree.text(node)).map(str::to_owned);
    let resource = Resource { id, key, body, kind, properties, condition };
    // Written twice: CloudFormation takes the last one.
    match stack.ids.get(&resource.id).copied() {
        Some(index) => stack.resources[index] = resource,
        None => {
            stack.ids.insert(resource.id.clone(), stack.resources.len());
            stack.resources.push(resource);
        }
    }
}

/// Statements and policies that stand in no role of the template.
fn add_service_policies(stack: &mut Stack, root: NodeId, generated: &serverless::Generated) {
    let add = |stack: &mut Stack, parent: NodeId, path: &str, key: &str| {
        let Some(entry) = stack.tree.entry(parent, key) else { return };
        if matches!(stack.tree.content(entry.value), Content::List(_)) && !generated.statements.contains(&entry.value) {
            stack.service_policies.push(ServicePolicy { path: format!("{path}.{key}"), key: entry.key, statements: entry.value });
        }
    };
    if let Some(provider) = stack.tree.get(root, "provider") {
        match stack.tree.at(provider, &["iam", "role", "statements"]) {
            Some(_) => {
                if let Some(role) = stack.tree.at(provider, &["iam", "role"]) {
                    add(stack, role, "provider.iam.role", "statements");
                }
            }
            // Only where the newer form is absent: the framework reads one of them.
            None => add(stack, provider, "provider", "iamRoleStatements"),
        }
        if !generated.managed {
            let managed = stack.tree.at(provider, &["iam", "role", "managedPolicies"]);
            stack.service_managed_policies.extend(managed.or_else(|| stack.tree.get(provider, "iamManagedPolicies")));
        }
    }
    if let Some(functions) = stack.tree.get(root, "functions") {
        for entry in stack.tree.entries(functions).to_vec() {
            let name = stack.tree.text(entry.key).unwrap_or_default().to_owned();
            add(stack, entry.value, &format!("functions.{name}"), "iamRoleStatements");
            if let Some(role) = stack.tree.at(entry.value, &["iam", "role"]) {
                add(stack, role, &format!("functions.{name}.iam.role"), "statements");
            }
        }
    }
}

fn finish(mut stack: Stack) -> Stack {
    if stack.files.iter().any(|file| file.document.is_broken()) {
        stack.open = Some(Open::Broken);
    }
    stack.parameter_ids = stack.parameters.iter().enumerate().map(|(index, parameter)| (parameter.name.clone(), index)).collect();
    stack.condition_ids = stack.conditions.iter().enumerate().map(|(index, condition)| (condition.name.clone(), index)).collect();
    stack
}
