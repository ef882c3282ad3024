//! The overview: comes in a stack, goes out what its auth amounts to, each fact with where it comes from and in which worlds it holds.
//!
//! Nothing in here is a judgement, and nothing knows how it looks to a reader.

mod client;
mod identity;
mod pool;
mod reading;

use std::collections::HashMap;

use crate::model::Resource;
use crate::resolve::{Known, Question, World};
use crate::rules::{Clause, clauses, words};
use crate::source::{SourceMap, Span};
use crate::template::{Dialect, Stack};

use reading::{Answer, Spec, answer};

/// What a run found.
#[derive(Debug, Default)]
pub struct Overview {
    /// The stacks that have any auth.
    pub stacks: Vec<Auth>,
}

/// The auth of a stack.
#[derive(Debug)]
pub struct Auth {
    /// The file that is deployed.
    pub file: String,
    /// The stages for which it was read; none where it has none.
    pub stages: Vec<String>,
    /// Pools, then what belongs to pools of other stacks.
    pub things: Vec<Thing>,
}

/// Something that has facts.
#[derive(Debug)]
pub struct Thing {
    /// What it is: `user pool`, `app client`.
    pub kind: &'static str,
    /// The logical id.
    pub id: String,
    /// Where it stands.
    pub at: String,
    /// A framework makes it.
    pub generated: bool,
    /// When it is there; `None` for always.
    pub when: Option<String>,
    /// The stages in which it is there; none for all.
    pub stages: Vec<String>,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// What belongs to it.
    pub parts: Vec<Thing>,
}

/// A fact, with its answers: one, or one for each of the ways in which it may turn out.
#[derive(Debug)]
pub struct Fact {
    /// For programs.
    pub key: &'static str,
    /// For people.
    pub name: &'static str,
    /// The answers.
    pub answers: Vec<Said>,
}

/// A value for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum {
    /// Whether it is so.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// So many of a unit.
    Amount {
        /// How many.
        amount: i64,
        /// Of what: `minutes`.
        unit: &'static str,
    },
    /// A text that is known to its end.
    Text(String),
    /// A resource of the stack, by its logical id.
    Resource(String),
    /// Several values.
    List(Vec<Datum>),
}

impl Datum {
    /// A list of texts.
    fn names(names: &[&str]) -> Self {
        Self::List(names.iter().map(|name| Self::Text((*name).to_owned())).collect())
    }

    /// Changes every text of it.
    fn rewrite(&mut self, change: &dyn Fn(&mut String)) {
        match self {
            Self::Flag(_) | Self::Number(_) | Self::Amount { .. } => {}
            Self::Text(text) | Self::Resource(text) => change(text),
            Self::List(items) => items.iter_mut().for_each(|item| item.rewrite(change)),
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The value, for people; of one that is not known the reason.
    pub text: String,
    /// The value, for programs; `None` where it is not known, or nothing but a text for people.
    pub datum: Option<Datum>,
    /// Where it comes from.
    pub origin: Origin,
    /// When it holds; `None` for always.
    pub when: Option<String>,
    /// The stages in which it holds; none for all.
    pub stages: Vec<String>,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is written.
    Set {
        /// Where, as file:line.
        at: String,
        /// Where the literal stands, when a variable or parameter leads to it.
        from: Option<String>,
        /// It leans on a default that a deployment may replace.
        assumed: bool,
    },
    /// What the service does where nothing is written.
    Default,
    /// It can't be known; the text says why.
    Unknown,
}

/// The kinds that stand by themselves, and those that belong to them.
const KINDS: [(&str, &str, &[Spec], Option<&str>); 9] = [
    ("AWS::Cognito::UserPool", "user pool", pool::POOL, None),
    ("AWS::Cognito::UserPoolClient", "app client", client::CLIENT, Some("AWS::Cognito::UserPool")),
    ("AWS::Cognito::UserPoolDomain", "domain", pool::DOMAIN, Some("AWS::Cognito::UserPool")),
    ("AWS::Cognito::UserPoolResourceServer", "resource server", pool::SERVER, Some("AWS::Cognito::UserPool")),
    ("AWS::Cognito::UserPoolIdentityProvider", "identity provider", pool::PROVIDER, Some("AWS::Cognito::UserPool")),
    ("AWS::Cognito::UserPoolGroup", "group", pool::GROUP, Some("AWS::Cognito::UserPool")),
    ("AWS::Cognito::IdentityPool", "identity pool", identity::POOL, None),
    ("AWS::Cognito::IdentityPoolRoleAttachment", "role attachment", identity::ATTACHMENT, Some("AWS::Cognito::IdentityPool")),
    ("AWS::Cognito::IdentityPoolPrincipalTag", "principal tags", identity::TAGS, Some("AWS::Cognito::IdentityPool")),
];

/// What a unit's auth amounts to, read for each of its stages; `None` where it has none.
#[must_use]
pub fn auth(variants: &[(&Stack, Option<&str>)], sources: &SourceMap) -> Option<Auth> {
    let (first, _) = variants.first()?;
    let staged = first.dialect == Dialect::Serverless && variants.len() > 1;
    let name = |stage: Option<&str>| stage.unwrap_or("the default").to_owned();
    let stages: Vec<String> = if first.dialect == Dialect::Serverless {
        variants.iter().filter(|(_, stage)| staged || stage.is_some()).map(|(_, stage)| name(*stage)).collect()
    } else {
        Vec::new()
    };
    let mut things: Vec<Thing> = Vec::new();
    for (stack, stage) in variants {
        let stage = if staged { vec![name(*stage)] } else { Vec::new() };
        join(&mut things, of_stack(stack, sources, &stage));
    }
    // What holds in all stages names none.
    things.iter_mut().for_each(|thing| settle(thing, &stages));
    (!things.is_empty()).then(|| Auth { file: first.name.clone(), stages, things })
}

/// The things of a stack, parts below what they belong to.
fn of_stack(stack: &Stack, sources: &SourceMap, stage: &[String]) -> Vec<Thing> {
    let mut roots: Vec<Thing> = Vec::new();
    let mut parts: Vec<(Option<String>, Thing)> = Vec::new();
    for (kind, name, specs, owner) in KINDS {
        for index in (0..stack.resources.len()).filter(|index| stack.resources[*index].kind == kind) {
            let world = World::new(stack);
            let condition = stack.resources[index].condition.as_deref();
            if let Some(condition) = condition.and_then(|name| stack.condition(name)) {
                if world.condition(&stack.conditions[condition].name) == Ok(false) {
                    // It is deployed in no world.
                    continue;
                }
                world.presume(Question::Condition(condition as u32), 0);
            }
            let at = |world: &World<'_>| Resource::new(world, index).place();
            let thing = Thing {
                kind: name,
                id: stack.resources[index].id.clone(),
                at: place(sources, stack.tree.span(at(&world).node)),
                generated: stack.tree.is_generated(stack.resources[index].key),
                when: condition.map(str::to_owned),
                stages: stage.to_vec(),
                facts: specs.iter().filter_map(|spec| fact(&world, index, spec, sources, stage)).collect(),
                parts: Vec::new(),
            };
            match owner {
                None => roots.push(thing),
                Some(owner) => {
                    let (leaves, _) = world.explore(|| belongs(Resource::new(&world, index), owner));
                    parts.push((leaves.into_iter().find_map(|leaf| leaf.out.ok().flatten()), thing));
                }
            }
        }
    }
    for (owner, part) in parts {
        match owner.and_then(|owner| roots.iter_mut().find(|root| root.id == owner)) {
            Some(root) => root.parts.push(part),
            None => roots.push(part),
        }
    }
    roots
}

/// The logical id of the pool that a part belongs to; `None` for one of another stack.
fn belongs(resource: Resource<'_>, owner: &str) -> Known<Option<String>> {
    let property = if owner == "AWS::Cognito::UserPool" { "UserPoolId" } else { "IdentityPoolId" };
    let Some(value) = resource.property(property)? else { return Ok(None) };
    let found = crate::model::link(resource.world(), &value, owner, &["Ref", "UserPoolId", "Id"])?;
    Ok(found.map(|pool| pool.id().to_owned()))
}

/// A fact in all worlds; `None` where there is nothing to say in any.
fn fact(world: &World<'_>, index: usize, spec: &Spec, sources: &SourceMap, stage: &[String]) -> Option<Fact> {
    let (leaves, complete) = world.explore(|| answer(Resource::new(world, index), spec));
    let facts: Vec<Clause> = leaves.iter().map(|leaf| leaf.facts.clone()).collect();
    let mut groups: Vec<(Answer, Vec<usize>)> = Vec::new();
    let mut silent = Vec::new();
    for (at, leaf) in leaves.into_iter().enumerate() {
        let Some(out) = leaf.out else {
            silent.push(at);
            continue;
        };
        match groups.iter_mut().find(|(known, _)| known.is_same(&out)) {
            Some((_, seen)) => seen.push(at),
            None => groups.push((out, vec![at])),
        }
    }
    let whole = complete && silent.is_empty();
    let count = groups.len();
    let said = groups.into_iter().enumerate().map(|(position, (answer, seen))| {
        let when = if whole && count == 1 {
            None
        } else if whole && position + 1 == count {
            Some("else".to_owned())
        } else {
            Some(phrase(world.stack, &clauses(&facts, |at| seen.contains(&at))))
        };
        let origin = match answer.origin {
            reading::Origin::Default => Origin::Default,
            reading::Origin::Unknown => Origin::Unknown,
            reading::Origin::Set(written) => {
                let tree = &world.stack.tree;
                let at = place(sources, tree.span(written.node));
                let from = place(sources, tree.span(written.literal));
                Origin::Set { from: (from != at).then_some(from), at, assumed: written.assumed }
            }
        };
        Said { text: answer.text, datum: answer.datum, origin, when, stages: stage.to_vec() }
    });
    let answers: Vec<Said> = said.collect();
    (!answers.is_empty()).then_some(Fact { key: spec.key, name: spec.name, answers })
}

/// The answers under which something holds, in few words: `when IsProd`.
fn phrase(stack: &Stack, when: &[Clause]) -> String {
    if let [clause] = when
        && let [(question, answer)] = clause.as_slice()
        && let Question::Condition(index) = question
    {
        let name = &stack.conditions[*index as usize].name;
        return if *answer == 0 { format!("when {name}") } else { format!("when not {name}") };
    }
    words(stack, when).map_or_else(|| "in some cases".to_owned(), |words| format!("when {words}"))
}

fn place(sources: &SourceMap, span: Span) -> String {
    let file = sources.file(span.file);
    format!("{}:{}", file.name(), file.position(span.start).line)
}

/// Joins the things of a further stage.
fn join(known: &mut Vec<Thing>, more: Vec<Thing>) {
    let mut places: HashMap<(&'static str, String), usize> =
        known.iter().enumerate().map(|(index, thing)| ((thing.kind, thing.id.clone()), index)).collect();
    for thing in more {
        let Some(index) = places.get(&(thing.kind, thing.id.clone())).copied() else {
            places.insert((thing.kind, thing.id.clone()), known.len());
            known.push(thing);
            continue;
        };
        let same = &mut known[index];
        same.stages.extend(thing.stages);
        for fact in thing.facts {
            let Some(known) = same.facts.iter_mut().find(|known| known.key == fact.key) else {
                same.facts.push(fact);
                continue;
            };
            for said in fact.answers {
                // Another place of the same value is no other fact.
                match known.answers.iter_mut().find(|other| {
                    other.text == said.text && other.datum == said.datum && other.when == said.when && like(&other.origin, &said.origin)
                }) {
                    Some(other) => other.stages.extend(said.stages),
                    None => known.answers.push(said),
                }
            }
        }
        join(&mut same.parts, thing.parts);
    }
}

fn like(one: &Origin, other: &Origin) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn settle(thing: &mut Thing, all: &[String]) {
    let everywhere = |stages: &[String]| stages.len() >= all.len();
    if everywhere(&thing.stages) {
        thing.stages.clear();
    }
    thing.facts.iter_mut().flat_map(|fact| &mut fact.answers).filter(|said| everywhere(&said.stages)).for_each(|said| said.stages.clear());
    thing.parts.iter_mut().for_each(|part| settle(part, all));
}

impl Overview {
    /// Changes every text, as to take out what must not be shown.
    pub fn rewrite(&mut self, change: &dyn Fn(&mut String)) {
        fn each(thing: &mut Thing, change: &dyn Fn(&mut String)) {
            change(&mut thing.id);
            for said in thing.facts.iter_mut().flat_map(|fact| &mut fact.answers) {
                change(&mut said.text);
                said.datum.iter_mut().for_each(|datum| datum.rewrite(change));
                said.when.iter_mut().for_each(change);
            }
            thing.parts.iter_mut().for_each(|part| each(part, change));
        }
        self.stacks.iter_mut().flat_map(|stack| &mut stack.things).for_each(|thing| each(thing, change));
    }
}
