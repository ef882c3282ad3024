//! Policies as they are: comes in a stack, go out the documents that each principal and resource holds, in every way in which conditions
//! may turn out. [`sentence`] says what a statement means, [`simplify`] writes a document shorter.
//!
//! Nothing in here is a judgement, and nothing knows how it looks to a reader.

mod meaning;
mod reading;
mod simplify;

pub use crate::model::ActionSet;
pub use meaning::{Facts, Level, ServiceActions, allowed, by_service, counted, date, kind_name, sentence};
pub use reading::{Entry, Papers, Principals, Reading, Statement, Test};
pub use simplify::{document, is_equivalent, simplify, size};

use crate::model::{self, DocumentKind, Resource};
use crate::resolve::{Question, World};
pub(crate) use crate::rules::near_actions;
use crate::rules::{Clause, clauses, words};
use crate::source::SourceMap;
use crate::template::Stack;

/// What a run found.
#[derive(Debug, Default)]
pub struct Found {
    /// What holds policy documents.
    pub holders: Vec<Holder>,
    /// Files that could not be read to their end.
    pub broken: Vec<String>,
}

/// Something that holds policy documents.
#[derive(Debug)]
pub struct Holder {
    /// The logical id; `None` for a bare policy file and for the statements of a service.
    pub id: Option<String>,
    /// Its type, or what it is.
    pub kind: String,
    /// The file that is deployed.
    pub file: String,
    /// Where it stands, as file:line.
    pub at: String,
    /// A framework makes it.
    pub generated: bool,
    /// The stage for which it was read.
    pub stage: Option<String>,
    /// What it holds: one reading, or one for each way in which conditions and parameters may turn out.
    pub readings: Vec<Reading>,
}

impl Holder {
    /// How a sentence calls it.
    #[must_use]
    pub fn called(&self) -> String {
        let name = match self.kind.as_str() {
            "AWS::IAM::Role" => "this role",
            "AWS::IAM::User" => "this user",
            "AWS::IAM::Group" => "this group",
            "AWS::SSO::PermissionSet" => "whoever has this permission set",
            kind if kind.starts_with("AWS::IAM::") => "whoever has this policy",
            "policy file" if self.is_trust() => "the role that has this trust",
            "policy file" => "whoever has this policy",
            kind => return format!("this {}", kind.rsplit("::").next().unwrap_or(kind)),
        };
        name.to_owned()
    }

    fn is_trust(&self) -> bool {
        self.readings.iter().flat_map(|reading| &reading.papers).any(|papers| papers.kind == DocumentKind::Trust)
    }

    /// Every text that it took from the template.
    pub fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let papers = self.readings.iter_mut().flat_map(|reading| &mut reading.papers);
        papers.flat_map(|papers| &mut papers.statements).flat_map(Statement::texts)
    }
}

/// How many different readings of one holder are told apart.
const READINGS: usize = 8;

/// Everything of a stack that holds policy documents, in the order of the file. Policies that are attached to a principal of the stack
/// are told there.
#[must_use]
pub fn holders(stack: &Stack, stage: Option<&str>, sources: &SourceMap) -> Vec<Holder> {
    let mut holders = Vec::new();
    let mut attached = Vec::new();
    for (index, resource) in stack.resources.iter().enumerate() {
        if !model::carries_documents(&resource.kind) || resource.kind.starts_with("AWS::Serverless::") {
            continue;
        }
        let world = World::new(stack);
        if let Some(condition) = resource.condition.as_deref().and_then(|name| stack.condition(name)) {
            world.presume(Question::Condition(condition as u32), 0);
        }
        let (leaves, _) = world.explore(|| {
            let holder = Resource::new(&world, index);
            let mut documents = model::documents(holder);
            if model::is_principal(holder.kind()) {
                documents.retain(|document| document.kind == DocumentKind::Trust);
                let policies = model::policies_of(holder);
                attached.extend(policies.iter().filter_map(|document| document.owner).map(Resource::index).filter(|owner| *owner != index));
                documents.extend(policies);
            }
            reading::read(holder, &documents)
        });
        let readings = told_apart(stack, leaves.into_iter().map(|leaf| (leaf.facts, leaf.out)).collect());
        holders.push((
            Some(index),
            Holder {
                id: Some(resource.id.clone()),
                kind: resource.kind.clone(),
                file: stack.name.clone(),
                at: place(stack, sources, resource.key),
                generated: stack.tree.is_generated(resource.key),
                stage: stage.map(str::to_owned),
                readings,
            },
        ));
    }
    if let Some(root) = stack.policy {
        let world = World::new(stack);
        let documents = model::service_documents(&world);
        holders.push((
            None,
            Holder {
                id: None,
                kind: "policy file".to_owned(),
                file: stack.name.clone(),
                at: place(stack, sources, root),
                generated: false,
                stage: stage.map(str::to_owned),
                readings: vec![reading::read_bare(&documents)],
            },
        ));
    }
    holders.retain(|(index, holder)| {
        let holds = holder.readings.iter().any(|reading| !reading.papers.is_empty() || !reading.managed.is_empty());
        holds && index.is_none_or(|index| !attached.contains(&index))
    });
    holders.into_iter().map(|(_, holder)| holder).collect()
}

fn place(stack: &Stack, sources: &SourceMap, node: crate::syntax::NodeId) -> String {
    let span = stack.tree.span(node);
    let file = sources.file(span.file);
    format!("{}:{}", file.name(), file.position(span.start).line)
}

/// Readings that differ, each with when it holds.
fn told_apart(stack: &Stack, leaves: Vec<(Clause, Reading)>) -> Vec<Reading> {
    let facts: Vec<Clause> = leaves.iter().map(|(facts, _)| facts.clone()).collect();
    let mut groups: Vec<(Reading, Vec<usize>)> = Vec::new();
    for (at, (_, reading)) in leaves.into_iter().enumerate() {
        match groups.iter().position(|(known, _)| *known == reading) {
            Some(known) => groups[known].1.push(at),
            None if groups.len() < READINGS => groups.push((reading, vec![at])),
            None => {}
        }
    }
    let several = groups.len() > 1;
    let named = groups.into_iter().map(|(mut reading, seen)| {
        if several {
            reading.when = words(stack, &clauses(&facts, |at| seen.contains(&at)));
        }
        reading
    });
    named.collect()
}
