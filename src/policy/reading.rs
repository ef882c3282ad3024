//! What is written in policy documents, taken out of the template: texts with `${…}` for what is only known when it is deployed.

use crate::data::managed::ManagedPolicy;
use crate::model::{self, DocumentKind, Place, Resource};
use crate::resolve::{Known, Object, Piece, Unknown, Val, World};
use crate::syntax::NodeId;

/// What a holder holds in one way in which conditions may turn out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// When it is like that; `None` for always.
    pub when: Option<String>,
    /// Its documents.
    pub papers: Vec<Papers>,
    /// Managed policies that it names, by ARN or name.
    pub managed: Vec<Entry>,
    /// Those of them that are AWS's own and known.
    pub aws: Vec<ManagedPolicy>,
    /// How many documents, statements or lists could not be read because they are only known when deployed.
    pub unknown: usize,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// The logical id of the resource that carries it, where that is another one than the holder; else what it is called there.
    pub name: Option<String>,
    /// What it is for.
    pub kind: DocumentKind,
    /// `Version` as it is written.
    pub version: Option<String>,
    /// The statements that could be read.
    pub statements: Vec<Statement>,
    /// How many could not: what they hold is only known when deployed, or is no policy.
    pub unread: usize,
}

impl Papers {
    /// True for a document that says who may take a role, and grants nothing.
    #[must_use]
    pub fn is_trust(&self) -> bool {
        self.kind == DocumentKind::Trust
    }
}

/// A text of a policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The text; `${Name}` stands for what the template refers to.
    pub text: String,
    /// The same as the text of `Fn::Sub`, where some of it is the template's.
    pub sub: Option<String>,
    /// It leans on a default that a deployment may replace.
    pub assumed: bool,
}

impl Entry {
    /// A plain text.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), sub: None, assumed: false }
    }

    fn push(&mut self, text: &str, sub: &str) {
        self.text.push_str(text);
        self.sub.get_or_insert_default().push_str(sub);
    }

    fn push_reference(&mut self, name: &str) {
        let reference = format!("${{{name}}}");
        self.push(&reference, &reference);
    }
}

/// Whom a statement names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Principals {
    /// True for `NotPrincipal`.
    pub excepted: bool,
    /// By kind: `AWS`, `Service`, `Federated`; the kind is `*` for `Principal: "*"`.
    pub named: Vec<(String, Vec<Entry>)>,
}

/// A test of a condition block.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    /// The operator as it is written.
    pub operator: String,
    /// The key as it is written.
    pub key: String,
    /// The values.
    pub values: Vec<Entry>,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Option<String>,
    /// True for `Allow`.
    pub allows: bool,
    /// `Action`, or `NotAction`.
    pub actions: Vec<Entry>,
    /// True for `NotAction`.
    pub actions_excepted: bool,
    /// `Resource`, or `NotResource`; empty where there is none, as in a trust.
    pub resources: Vec<Entry>,
    /// True for `NotResource`.
    pub resources_excepted: bool,
    /// `Principal`; `None` where there is none, as in a policy of a role.
    pub principals: Option<Principals>,
    /// The tests of its condition.
    pub tests: Vec<Test>,
}

impl Statement {
    /// Every text of it.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let named = self.principals.iter_mut().flat_map(|principals| &mut principals.named).flat_map(|(_, list)| list);
        let tested = self.tests.iter_mut().flat_map(|test| &mut test.values);
        self.actions
            .iter_mut()
            .chain(&mut self.resources)
            .chain(named)
            .chain(tested)
            .flat_map(|entry| std::iter::once(&mut entry.text).chain(&mut entry.sub))
    }
}

pub(super) fn read<'w>(holder: Resource<'w>, documents: &[model::Document<'w>]) -> Reading {
    let mut reading = Reading::default();
    let inline = inline_names(holder);
    for document in documents {
        let owner = document.owner.filter(|owner| owner.index() != holder.index()).map(|owner| owner.id().to_owned());
        let place = document.whole().node;
        let own = || match document.kind {
            DocumentKind::Trust => Some("its trust".to_owned()),
            _ => inline.iter().find(|(node, _)| *node == place).map(|(_, name)| name.clone()),
        };
        add(&mut reading, document, owner.or_else(own));
    }
    match model::attached(holder) {
        Ok(list) => {
            for policy in list.iter().filter(|policy| !policy.is_boundary) {
                reading.aws.extend(policy.policy().ok().flatten());
                match entry(holder.world(), &policy.value) {
                    Ok(named) => reading.managed.push(named),
                    Err(_) => reading.unknown += 1,
                }
            }
        }
        Err(_) => reading.unknown += 1,
    }
    reading
}

/// The documents among the properties of a holder, each with the name that stands beside it.
fn inline_names(holder: Resource<'_>) -> Vec<(NodeId, String)> {
    let policies = holder.property("Policies").ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default();
    let named = |policy: &Val<'_>| {
        let policy = policy.object().ok()?;
        let document = policy.get("PolicyDocument").ok()??;
        let name = entry(holder.world(), &policy.get("PolicyName").ok()??).ok()?;
        Some((Place::from(&document).node, name.text))
    };
    policies.iter().filter_map(named).collect()
}

pub(super) fn read_bare(documents: &[model::Document<'_>]) -> Reading {
    let mut reading = Reading::default();
    documents.iter().for_each(|document| add(&mut reading, document, None));
    reading
}

fn add(reading: &mut Reading, document: &model::Document<'_>, name: Option<String>) {
    let Ok(found) = document.statements() else {
        reading.unknown += 1;
        return;
    };
    let mut statements = Vec::new();
    let mut unread = 0;
    for statement in found {
        match statement.and_then(|found| read_statement(&found)) {
            Ok(read) => statements.push(read),
            Err(_) => unread += 1,
        }
    }
    reading.unknown += unread;
    let version = document.version().ok().flatten();
    reading.papers.push(Papers { name, kind: document.kind, version, statements, unread });
}

/// The elements of a statement.
const ELEMENTS: [&str; 9] = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

fn read_statement(statement: &model::Statement<'_>) -> Known<Statement> {
    let world = statement.world();
    // What is no policy must not be read as one.
    let is_known = |(key, _): &(&str, _)| ELEMENTS.contains(key);
    let effect = statement.element("Effect")?.ok_or(Unknown::Type)?.literal()?;
    if !statement.object().written().iter().all(is_known) || !matches!(effect.as_str(), "Allow" | "Deny") {
        return Err(Unknown::Type);
    }
    let entries = |name: &str| -> Known<Option<Vec<Entry>>> {
        let Some(list) = statement.element(name)? else { return Ok(None) };
        Ok(Some(list.one_or_many()?.iter().map(|value| entry(world, value)).collect::<Known<_>>()?))
    };
    let (actions, actions_excepted) = match entries("Action")? {
        Some(actions) => (actions, false),
        None => (entries("NotAction")?.unwrap_or_default(), true),
    };
    let (resources, resources_excepted) = match (entries("Resource")?, entries("NotResource")?) {
        (Some(resources), _) => (resources, false),
        (None, Some(excepted)) => (excepted, true),
        (None, None) => (Vec::new(), false),
    };
    let principals = match (statement.element("Principal")?, statement.element("NotPrincipal")?) {
        (Some(named), _) => Some(Principals { excepted: false, named: principals(world, &named)? }),
        (None, Some(named)) => Some(Principals { excepted: true, named: principals(world, &named)? }),
        (None, None) => None,
    };
    let mut tests = Vec::new();
    if let Some(block) = statement.element("Condition")? {
        for (operator, _, keys) in block.object()?.entries()? {
            for (key, _, values) in keys.object()?.entries()? {
                let values = values.one_or_many()?.iter().map(|value| entry(world, value)).collect::<Known<_>>()?;
                tests.push(Test { operator: operator.clone(), key, values });
            }
        }
    }
    let sid = statement.element("Sid")?.and_then(|sid| sid.literal().ok());
    Ok(Statement { sid, allows: effect == "Allow", actions, actions_excepted, resources, resources_excepted, principals, tests })
}

fn principals(world: &World<'_>, named: &Val<'_>) -> Known<Vec<(String, Vec<Entry>)>> {
    if named.is_text()? {
        return Ok(vec![(named.literal()?, Vec::new())]);
    }
    let members: Object<'_> = named.object()?;
    members
        .entries()?
        .into_iter()
        .map(|(kind, _, list)| Ok((kind, list.one_or_many()?.iter().map(|value| entry(world, value)).collect::<Known<_>>()?)))
        .collect()
}

/// A text as it stands in the template.
fn entry(world: &World<'_>, value: &Val<'_>) -> Known<Entry> {
    let mut whole = Entry::default();
    let mut refers = false;
    let name = |resource: usize| &world.stack.resources[resource].id;
    let text = value.text()?;
    whole.assumed = text.assumed;
    for piece in text.pieces {
        refers |= !matches!(piece, Piece::Literal(_));
        match piece {
            Piece::Literal(text) => whole.push(&text, &text.replace("${", "${!")),
            Piece::Attribute { resource, name: of } if of == "Ref" => whole.push_reference(name(resource)),
            Piece::Attribute { resource, name: of } => whole.push_reference(&format!("{}.{of}", name(resource))),
            Piece::Pseudo(name) => whole.push_reference(&name),
            Piece::Secret(parameter) => whole.push_reference(&world.stack.parameters[parameter].name),
            Piece::Hole(written) if written.starts_with("${") => whole.push(&written, &written),
            Piece::Hole(written) => whole.push_reference(&written),
        }
    }
    if !refers {
        whole.sub = None;
    }
    Ok(whole)
}
