//! The rules: comes in one typed thing in one world, go out findings.
//!
//! A rule is a page under `rules/` (its facts, prose and examples) and a plain function: no state, no input or output, no decision
//! about severity. It is listed in its family's `RULES`.

mod access;
mod api;
mod cognito;
mod edits;
mod errors;
mod findings;
mod iam;
mod identity;
mod merge;
mod meta;
mod outputs;
mod prelude;
mod schema;
mod suppressions;
#[rustfmt::skip] // generated
mod table;
mod template;
mod trust;

pub(crate) use crate::data::distance::edit_distance;
use crate::model;
use crate::resolve::{Unknown, World};
use crate::template::Stack;
pub(crate) use iam::actions::near_actions;

pub use edits::{Edit, Step, Written};
pub use errors::{Likeness, alike};
pub use findings::{Findings, Raw, Report};
pub use merge::{Clause, clauses, merge, needs_a_choice, words};
pub use meta::{Head, Meta, Page, PageError, metas, unlisted};
pub use schema::{At, Visit, Visitor, walk};

/// What a check gives: nothing, or the unknown that ended it in silence.
pub type Checked = Result<(), Unknown>;

/// At which kind of thing a rule looks.
#[derive(Clone, Copy)]
pub enum Check {
    /// Each user pool.
    Pool(for<'w> fn(model::UserPool<'w>, &mut Findings<'w>) -> Checked),
    /// Each app client.
    Client(for<'w> fn(model::Client<'w>, &mut Findings<'w>) -> Checked),
    /// Each identity pool.
    IdentityPool(for<'w> fn(model::IdentityPool<'w>, &mut Findings<'w>) -> Checked),
    /// Each role attachment.
    RoleAttachment(for<'w> fn(model::RoleAttachment<'w>, &mut Findings<'w>) -> Checked),
    /// Each role.
    Role(for<'w> fn(model::Role<'w>, &mut Findings<'w>) -> Checked),
    /// Each resource of one type.
    Of(&'static str, for<'w> fn(model::Resource<'w>, &mut Findings<'w>) -> Checked),
    /// Each map in a resource whose properties the schema of its type knows.
    Map(Visit),
    /// Each value in a resource that the schema of its type knows.
    Value(Visit),
    /// Each resource of any type.
    Resource(for<'w> fn(model::Resource<'w>, &mut Findings<'w>) -> Checked),
    /// Each policy document.
    Document(for<'w> fn(model::Document<'w>, &mut Findings<'w>) -> Checked),
    /// Each statement of each policy document.
    Statement(for<'w> fn(model::Statement<'w>, &mut Findings<'w>) -> Checked),
    /// Each output.
    Output(for<'w> fn(model::Output<'w>, &mut Findings<'w>) -> Checked),
    /// The stack as a whole.
    Stack(for<'w> fn(&'w World<'w>, &mut Findings<'w>) -> Checked),
    /// The service of the Serverless Framework, where the stack is one.
    Service(for<'w> fn(model::Service<'w>, &mut Findings<'w>) -> Checked),
    /// The texts of the stack: what is wrong with them beside what they mean.
    Text(fn(&Stack, &mut Findings<'_>)),
}

/// A rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its facts, from the head of its page.
    pub meta: &'static Meta,
    /// Its checks, one for each kind of thing that it looks at; none where the engine itself reports it.
    pub checks: &'static [Check],
}

/// The rules by family, large ones by topic.
pub static FAMILIES: [&[Rule]; 24] = [
    template::RULES,
    cognito::pool::RULES,
    cognito::attributes::RULES,
    cognito::triggers::RULES,
    cognito::client::RULES,
    cognito::oauth::RULES,
    cognito::attached::RULES,
    identity::RULES,
    trust::identities::RULES,
    trust::providers::RULES,
    trust::services::RULES,
    trust::documents::RULES,
    iam::RULES,
    iam::documents::RULES,
    iam::actions::RULES,
    iam::conditions::RULES,
    iam::resources::RULES,
    iam::breadth::RULES,
    iam::escalation::RULES,
    iam::managed::RULES,
    access::RULES,
    api::RULES,
    outputs::RULES,
    suppressions::RULES,
];

/// All rules.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The rule of an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.meta.id == id)
}

/// True for the name of a family, such as `iam`.
#[must_use]
pub fn is_family(name: &str) -> bool {
    rules().any(|rule| rule.meta.family() == name)
}

/// The ids and families nearest to a name that is none, the nearest first.
#[must_use]
pub fn similar(name: &str) -> Vec<&'static str> {
    let mut near: Vec<(usize, &'static str)> = Vec::new();
    for rule in rules() {
        let id = rule.meta.id;
        let short = id.split_once('/').map_or(id, |(_, short)| short);
        // A name without its family, a slip of some letters, or a part of the name.
        let distance = edit_distance(name, id).min(edit_distance(name, short));
        let contained = name.len() > 3 && id.contains(name.split_once('/').map_or(name, |(_, short)| short));
        if distance <= name.len() / 3 || contained {
            near.push((distance, id));
        }
    }
    near.sort();
    // Where only the family is missing, nothing else was meant.
    if near.first().is_some_and(|(distance, _)| *distance == 0) {
        near.retain(|(distance, _)| *distance == 0);
    }
    near.into_iter().map(|(_, id)| id).take(3).collect()
}
