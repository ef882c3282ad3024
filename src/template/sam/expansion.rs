//! The expansion: comes in a template, goes out the same with every resource replaced by what was made of it.

use std::collections::{HashMap, HashSet};

use super::globals::Globals;
use super::parameters::Parameters;
use super::references::{self, Stands};
use super::rollout::Rollout;
use super::shape::{fields, is_given};
use super::usage_plan::Plan;
use crate::compose::Deployment;
use crate::source::Span;
use crate::syntax::{Content, Entry, Hole, NodeId, Style, Tree, Via};
use crate::template::builder::Builder;

/// A resource of a `AWS::Serverless::` type.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) id: String,
    /// The node of the logical id.
    pub(super) key: NodeId,
    /// The map with `Type` and `Properties`.
    pub(super) body: NodeId,
    /// Its properties, laid over the globals of its type.
    pub(super) properties: NodeId,
    /// `Condition`, `DeletionPolicy`, `UpdateReplacePolicy`: what passes to all that is made of it.
    pub(super) passed: Vec<Entry>,
}

/// A method of an API that leads to a function or state machine.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// The logical id of the API in this template; that of an implicit one counts. `None` for an API elsewhere.
    pub(super) api: Option<String>,
    /// The logical id of the function or state machine.
    pub(super) source: String,
    /// The name of the event: its key.
    pub(super) event: NodeId,
    /// The event's properties; an empty map where it has none.
    pub(super) properties: NodeId,
    /// What passes from the function to what it makes.
    pub(super) passed: Vec<Entry>,
    /// An event of an HTTP API, not of a REST API.
    pub(super) http: bool,
}

/// A resource of the result.
#[derive(Debug)]
struct Made {
    key: NodeId,
    body: NodeId,
}

/// The place of a resource that was written, with what was made of it.
#[derive(Debug)]
struct Slot {
    written: Entry,
    made: Vec<Made>,
    /// What was made takes the place of what was written.
    replaced: bool,
}

/// The id of an API that events without one belong to.
pub(super) const IMPLICIT_REST: &str = "ServerlessRestApi";
/// The same of HTTP APIs.
pub(super) const IMPLICIT_HTTP: &str = "ServerlessHttpApi";

/// A template while it is expanded.
pub(super) struct Expansion<'t> {
    pub(super) builder: Builder<'t>,
    pub(super) parameters: Parameters,
    pub(super) routes: Vec<Route>,
    /// Triggers and notifications to be written into resources: id of the resource, key, value.
    pub(super) wired: Vec<(String, Entry)>,
    pub(super) rollouts: Vec<Rollout>,
    /// APIs that share one usage plan.
    pub(super) plans: Vec<Plan>,
    /// HTTP APIs with functions that may be called by each of their routes: `api function`.
    pub(super) covered: HashSet<String>,
    /// The partition of the region: `aws`, where nobody names another one.
    pub(super) partition: &'static str,
    globals: Globals,
    root: NodeId,
    resources: Entry,
    slots: Vec<Slot>,
    /// Which slot an id belongs to, of written and of made resources.
    places: HashMap<String, (usize, Option<usize>)>,
    conditions: Vec<(String, Entry)>,
    stands: HashMap<String, Stands>,
    /// More may be made than could be told.
    open: bool,
}

impl<'t> Expansion<'t> {
    pub(super) fn new(tree: &'t mut Tree, root: NodeId, deployment: &Deployment) -> Self {
        let resources = tree.entry(root, "Resources").expect("internal error: a template without resources is not expanded");
        let parameters = Parameters::read(tree, root, deployment);
        let globals = Globals::read(tree, root);
        let mut places = HashMap::new();
        let mut slots = Vec::new();
        let mut open = false;
        for written in fields(tree, resources.value) {
            let id = tree.text(written.key).unwrap_or_default().to_owned();
            // A loop may make resources of SAM, and they others.
            open |= id.starts_with("Fn::");
            places.insert(id, (slots.len(), None));
            slots.push(Slot { written, made: Vec::new(), replaced: false });
        }
        let cause = tree.span(resources.key);
        Self {
            builder: Builder::new(tree, cause),
            parameters,
            routes: Vec::new(),
            wired: Vec::new(),
            rollouts: Vec::new(),
            plans: Vec::new(),
            covered: HashSet::new(),
            partition: partition(deployment.region.as_deref().unwrap_or_default()),
            globals,
            root,
            resources,
            slots,
            places,
            conditions: Vec::new(),
            stands: HashMap::new(),
            open,
        }
    }

    /// The tree, to read.
    pub(super) fn tree(&self) -> &Tree {
        self.builder.tree
    }

    /// What is made from here on is made because of what stands at a node.
    pub(super) fn because_of(&mut self, node: NodeId) -> Span {
        let span = self.builder.tree.span(node);
        self.builder.because_of(span);
        span
    }

    /// The resources of SAM's types, in their order.
    pub(super) fn serverless(&mut self) -> Vec<Written> {
        let mut all = Vec::new();
        for slot in 0..self.slots.len() {
            let Entry { key, value: body, .. } = self.slots[slot].written;
            if self.type_of(body).is_some_and(|kind| kind.starts_with("AWS::Serverless::")) {
                all.extend(self.written(key, body));
            }
        }
        all
    }

    fn type_of(&self, body: NodeId) -> Option<&str> {
        self.tree().get(body, "Type").and_then(|kind| self.tree().text(kind))
    }

    /// A resource with its globals.
    pub(super) fn written(&mut self, key: NodeId, body: NodeId) -> Option<Written> {
        let id = self.tree().text(key)?.to_owned();
        let kind = self.type_of(body)?.strip_prefix("AWS::Serverless::")?.to_owned();
        self.because_of(key);
        let own = self.tree().get(body, "Properties").filter(|own| !self.tree().is_null(*own));
        // Functions beside properties, such as an include, may add any.
        let is_function = |entry: &Entry| self.tree().text(entry.key).is_some_and(|key| key.starts_with("Fn::"));
        let readable = own.is_none_or(|own| match self.tree().content(own) {
            Content::Map(entries) => self.tree().call(own).is_none() && !entries.iter().any(is_function),
            _ => false,
        });
        let own = match own {
            Some(own) if readable => own,
            Some(own) => {
                let entries = fields(self.tree(), own);
                let own = self.rewritten(own, &entries);
                self.builder.tree.set_open(own);
                own
            }
            None => self.builder.map(&[]),
        };
        let ignored = self.tree().get(body, "IgnoreGlobals");
        let properties = self.globals.merge(self.builder.tree, &kind, own, ignored);
        self.open |= self.tree().is_open(properties);
        let passed = ["Condition", "DeletionPolicy", "UpdateReplacePolicy"].into_iter();
        let passed = passed.filter_map(|name| self.tree().entry(body, name)).collect();
        Some(Written { id, key, body, properties, passed })
    }

    /// The kind of a resource, without `AWS::Serverless::`.
    pub(super) fn kind(&self, written: &Written) -> String {
        self.type_of(written.body).and_then(|kind| kind.strip_prefix("AWS::Serverless::")).unwrap_or_default().to_owned()
    }

    /// A property that is there and not null.
    pub(super) fn property(&self, written: &Written, name: &str) -> Option<NodeId> {
        self.field(written.properties, name)
    }

    /// A property that is there and neither null nor empty nor false.
    pub(super) fn given(&self, written: &Written, name: &str) -> Option<NodeId> {
        self.property(written, name).filter(|node| is_given(self.tree(), *node))
    }

    /// The value of a key that is there and not null.
    pub(super) fn field(&self, map: NodeId, name: &str) -> Option<NodeId> {
        self.tree().get(map, name).filter(|node| !self.tree().is_null(*node))
    }

    /// The body of a resource as it was written.
    pub(super) fn body_of(&self, id: &str) -> Option<NodeId> {
        let (slot, made) = self.places.get(id)?;
        made.is_none().then(|| self.slots[*slot].written.value)
    }

    /// The key and body of a resource as the result has it so far.
    pub(super) fn current(&self, id: &str) -> Option<(NodeId, NodeId)> {
        let (slot, made) = self.places.get(id)?;
        let slot = &self.slots[*slot];
        match made {
            Some(at) => slot.made.get(*at).map(|made| (made.key, made.body)),
            // The main resource stands first in what took the place.
            None if slot.replaced => slot.made.first().map(|made| (made.key, made.body)),
            None => Some((slot.written.key, slot.written.value)),
        }
    }

    /// All resources as the result has them so far: keys and bodies.
    pub(super) fn all(&self) -> impl Iterator<Item = (NodeId, NodeId)> {
        self.slots.iter().flat_map(|slot| {
            let written = (!slot.replaced).then_some((slot.written.key, slot.written.value));
            written.into_iter().chain(slot.made.iter().map(|made| (made.key, made.body)))
        })
    }

    /// Puts another body in the place of a resource's.
    pub(super) fn set_body(&mut self, id: &str, body: NodeId) {
        let Some((slot, made)) = self.places.get(id) else { return };
        let slot = &mut self.slots[*slot];
        match made {
            Some(at) => slot.made[*at].body = body,
            None if slot.replaced => slot.made[0].body = body,
            None => slot.written.value = body,
        }
    }

    /// The resource that takes the place of a written one. It keeps the written id and attributes.
    pub(super) fn replace(&mut self, written: &Written, kind: &str, properties: NodeId) {
        let kind = self.builder.text(kind);
        let mut body = Vec::new();
        for entry in fields(self.tree(), written.body) {
            match self.tree().text(entry.key) {
                Some("Type") => body.push(Entry { value: kind, ..entry }),
                Some("Properties" | "IgnoreGlobals" | "Connectors") | None => {}
                Some(_) => body.push(entry),
            }
        }
        let own = self.tree().entry(written.body, "Properties").filter(|own| !self.tree().is_null(own.value));
        body.push(match own {
            Some(own) => {
                let entries = fields(self.tree(), properties);
                let changed = self.rewritten(own.value, &entries);
                if self.tree().is_open(properties) {
                    self.builder.tree.set_open(changed);
                }
                Entry { value: changed, ..own }
            }
            None => self.builder.entry("Properties", properties),
        });
        let body = self.rewritten(written.body, &body);
        let Some((slot, _)) = self.places.get(&written.id) else { return };
        let slot = &mut self.slots[*slot];
        slot.replaced = true;
        slot.made.insert(0, Made { key: written.key, body });
        // What was made before moved on by one.
        let moved: Vec<String> = slot.made[1..].iter().filter_map(|made| self.builder.tree.text(made.key).map(str::to_owned)).collect();
        for id in moved {
            if let Some((_, Some(at))) = self.places.get_mut(&id) {
                *at += 1;
            }
        }
    }

    /// Takes a resource out of the template.
    pub(super) fn remove(&mut self, written: &Written) {
        if let Some((slot, _)) = self.places.get(&written.id) {
            self.slots[*slot].replaced = true;
        }
    }

    /// Leaves a resource as it is written: nothing is known of what SAM makes of it.
    pub(super) fn leave(&mut self, written: &Written) {
        let _ = written;
        self.open = true;
    }

    /// A resource that is made of a written one.
    pub(super) fn add(&mut self, written: &Written, id: &str, kind: &str, properties: NodeId) {
        self.add_with(&written.id, id, kind, &written.passed, properties);
    }

    /// A resource that stands after the one of the id `beside` (or at the end) and has these attributes.
    pub(super) fn add_with(&mut self, beside: &str, id: &str, kind: &str, attributes: &[Entry], properties: NodeId) {
        let kind = self.builder.text(kind);
        let mut body = vec![self.builder.entry("Type", kind)];
        body.extend_from_slice(attributes);
        body.push(self.builder.entry("Properties", properties));
        let body = self.builder.map_of(&body);
        let key = self.builder.plain(id);
        match self.places.get(id) {
            // SAM refuses a template that has the id already.
            Some((_, None)) => {}
            // Of what is made twice under one id the last remains.
            Some((slot, Some(at))) => self.slots[*slot].made[*at] = Made { key, body },
            None => {
                let slot = self.places.get(beside).map_or(self.slots.len().saturating_sub(1), |(slot, _)| *slot);
                let Some(place) = self.slots.get_mut(slot) else { return };
                self.places.insert(id.to_owned(), (slot, Some(place.made.len())));
                place.made.push(Made { key, body });
            }
        }
    }

    /// A resource of which only its id and kind matter: whatever else it has, nothing may be told from what is absent.
    pub(super) fn add_open(&mut self, written: &Written, id: &str, kind: &str, properties: &[(&str, NodeId)]) {
        let properties = self.open_map(properties);
        self.add(written, id, kind, properties);
    }

    /// A map to which more belongs than is told.
    pub(super) fn open_map(&mut self, entries: &[(&str, NodeId)]) -> NodeId {
        let map = self.builder.map(entries);
        self.builder.tree.set_open(map);
        map
    }

    /// A value that can't be known.
    pub(super) fn unknown(&mut self, cause: NodeId, reason: &str) -> NodeId {
        let span = self.builder.tree.span(cause);
        let hole = self.builder.tree.add_hole(span, Hole::Variable);
        self.builder.tree.set_hole_because(hole, Hole::Variable, reason);
        hole
    }

    /// A map that somebody wrote, with other entries: it counts as written there, and is as open as it was.
    pub(super) fn rewritten(&mut self, written: NodeId, entries: &[Entry]) -> NodeId {
        let span = self.builder.tree.span(written);
        self.builder.tree.set_generating(false);
        let map = self.builder.tree.add_map(span, entries);
        self.builder.tree.set_generating(true);
        if self.tree().is_open(written) {
            self.builder.tree.set_open(map);
        }
        map
    }

    /// Lets what somebody wrote lead to a text that it stands for, such as an ARN for a name.
    pub(super) fn translate(&mut self, written: NodeId, text: &str) {
        let span = self.builder.tree.span(written);
        self.builder.tree.set_generating(false);
        let node = self.builder.tree.add_scalar(span, text, Style::DoubleQuoted);
        self.builder.tree.set_generating(true);
        self.builder.tree.set_link(written, node, Via::Alias);
    }

    /// Adds a condition to the template, or puts it in the place of one of the same name.
    pub(super) fn add_condition(&mut self, name: &str, body: NodeId) {
        if !self.conditions.iter().any(|(known, _)| known == name) {
            let entry = self.builder.entry(name, body);
            self.conditions.push((name.to_owned(), entry));
        }
    }

    /// More resources may be made than are told.
    pub(super) fn set_open(&mut self) {
        self.open = true;
    }

    /// What `id.property`, a reference that only SAM knows, stands for.
    pub(super) fn stands(&mut self, id: &str, property: &str, stands: Stands) {
        self.stands.insert(format!("{id}.{property}"), stands);
    }

    /// The id of an API that an event names, or the implicit one; `None` for one that is elsewhere.
    pub(super) fn api_of(&self, named: Option<NodeId>, implicit: &str) -> Option<String> {
        let Some(named) = named else { return Some(implicit.to_owned()) };
        let id = super::shape::reference(self.tree(), named).or_else(|| self.tree().text(named))?;
        (id == implicit || self.places.contains_key(id)).then(|| id.to_owned())
    }

    /// What `Fn::FindInMap` finds, where its keys are known; anything else as it is.
    pub(super) fn mapped(&self, node: NodeId) -> NodeId {
        let tree = self.tree();
        let Some(("Fn::FindInMap", keys)) = tree.call(node) else { return node };
        let Some(mappings) = tree.get(self.root, "Mappings") else { return node };
        let found = tree.items(keys).iter().try_fold(mappings, |map, key| {
            let key = tree.text(self.parameters.value(tree, *key))?;
            tree.get(map, key)
        });
        found.filter(|found| *found != mappings).unwrap_or(node)
    }

    /// The template that came of it.
    pub(super) fn finish(mut self) -> NodeId {
        let stands = std::mem::take(&mut self.stands);
        references::resolve(self.builder.tree, &stands);
        let resources: Vec<Entry> = self.all().map(|(key, value)| Entry { key, value, merged: false }).collect();
        let was_open = self.tree().is_open(self.resources.value);
        let tree = &mut *self.builder.tree;
        let span = tree.span(self.resources.value);
        let resources = tree.add_map(span, &resources);
        if self.open || was_open {
            tree.set_open(resources);
        }
        let mut sections = Vec::new();
        let mut conditions = None;
        for entry in fields(tree, self.root) {
            match tree.text(entry.key) {
                Some("Globals") => {}
                Some("Transform") => sections.extend(without_sam(tree, entry)),
                Some("Resources") => sections.push(Entry { value: resources, ..entry }),
                Some("Conditions") => conditions = Some(entry),
                _ => sections.push(entry),
            }
        }
        let made: Vec<Entry> = self.conditions.iter().map(|(_, entry)| *entry).collect();
        let mut all = conditions.map(|entry| fields(tree, entry.value)).unwrap_or_default();
        if !made.is_empty() {
            all.retain(|entry| !self.conditions.iter().any(|(name, _)| tree.text(entry.key) == Some(name)));
        }
        match conditions {
            Some(entry) if made.is_empty() => sections.push(entry),
            Some(entry) => {
                all.extend(made);
                let span = tree.span(entry.value);
                let value = tree.add_map(span, &all);
                if tree.is_open(entry.value) {
                    tree.set_open(value);
                }
                sections.push(Entry { value, ..entry });
            }
            None if made.is_empty() => {}
            None => {
                let value = self.builder.map_of(&made);
                sections.push(self.builder.entry("Conditions", value));
            }
        }
        let span = self.builder.tree.span(self.root);
        self.builder.tree.add_map(span, &sections)
    }
}

/// The other transforms of a template.
fn without_sam(tree: &mut Tree, transform: Entry) -> Option<Entry> {
    let is_sam = |node: NodeId| tree.text(node).is_some_and(|name| name.starts_with("AWS::Serverless"));
    match tree.content(transform.value) {
        Content::Scalar(..) if is_sam(transform.value) => None,
        Content::List(items) => {
            let others: Vec<NodeId> = items.iter().copied().filter(|item| !is_sam(*item)).collect();
            let span = tree.span(transform.value);
            (!others.is_empty()).then(|| Entry { value: tree.add_list(span, &others), ..transform })
        }
        _ => Some(transform),
    }
}

fn partition(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "aws-cn",
        Some("us") if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}
