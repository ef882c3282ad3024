//! Reading one fact in one world: comes in a resource, goes out a value with where it comes from, or why it is not known.

use super::Datum;
use crate::model::{Place, Resource, Setting};
use crate::resolve::{Known, Object, Piece, Unknown, Val, World};
use crate::syntax::NodeId;
use crate::template::Open;

/// What reading a fact gives; `None` where there is nothing to say.
pub(super) type Read = Known<Option<Setting<Shown>>>;

/// A value.
#[derive(Clone)]
pub(super) struct Shown {
    /// For people.
    pub text: String,
    /// For programs, where it is more than a text.
    pub datum: Option<Datum>,
}

impl Shown {
    pub(super) fn new(text: impl Into<String>, datum: Datum) -> Self {
        Self { text: text.into(), datum: Some(datum) }
    }

    /// A value that only people can read.
    pub(super) fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), datum: None }
    }

    /// A value that is a word of the service.
    pub(super) fn name(word: &str) -> Self {
        Self::new(word, Datum::Text(word.to_owned()))
    }

    /// Names, one after the other.
    pub(super) fn names<T: AsRef<str>>(names: &[T]) -> Self {
        let all: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        Self::new(all.join(", "), Datum::names(&all))
    }

    /// The same value in other words.
    pub(super) fn said(self, say: impl FnOnce(String) -> String) -> Self {
        Self { text: say(self.text), datum: self.datum }
    }
}

/// A fact that is asked of a resource.
pub(super) struct Spec {
    /// For programs.
    pub key: &'static str,
    /// For people.
    pub name: &'static str,
    /// The property in which to look for the reason where it is not known.
    pub path: &'static [&'static str],
    /// Reads it.
    pub read: for<'w> fn(Resource<'w>) -> Read,
}

/// An answer in one world.
pub(super) struct Answer {
    /// The value, or the reason.
    pub text: String,
    /// The value for programs.
    pub datum: Option<Datum>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where it comes from.
pub(super) enum Origin {
    Set(Place),
    Default,
    Unknown,
}

impl Answer {
    /// The same to a reader, wherever it is written.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.text == other.text
            && self.datum == other.datum
            && std::mem::discriminant(&self.origin) == std::mem::discriminant(&other.origin)
    }
}

pub(super) fn answer(resource: Resource<'_>, spec: &Spec) -> Option<Answer> {
    match (spec.read)(resource) {
        Ok(None) => None,
        Ok(Some(setting)) => {
            let origin = if setting.is_written() { Origin::Set(setting.place()) } else { Origin::Default };
            let Shown { text, datum } = Shown::clone(&setting);
            Some(Answer { text, datum, origin })
        }
        Err(unknown) => Some(Answer { text: reason(resource, spec.path, unknown), datum: None, origin: Origin::Unknown }),
    }
}

/// Why a property is not known, as exactly as the tree tells it.
fn reason(resource: Resource<'_>, path: &[&str], unknown: Unknown) -> String {
    let world = resource.world();
    let Ok(Some(mut object)) = resource.properties() else { return unknown.to_string() };
    for (index, name) in path.iter().enumerate() {
        let Some(entry) = world.stack.tree.entry(object.node(), name) else { break };
        let next: Option<Object<'_>> = match object.get(name) {
            Ok(Some(value)) if index + 1 < path.len() => value.object().ok(),
            _ => None,
        };
        match next {
            Some(next) => object = next,
            None => return describe(world, entry.value, unknown),
        }
    }
    let cut_off = world.stack.open == Some(Open::Broken);
    if cut_off || object.is_open() { unknown.to_string() } else { absent(unknown) }
}

fn describe(world: &World<'_>, node: NodeId, unknown: Unknown) -> String {
    let tree = &world.stack.tree;
    if let Some(reason) = tree.reason(node) {
        return reason.to_owned();
    }
    if let Some(reason) = tree.parts(node).and_then(|parts| parts.reason()) {
        return match tree.own_text(node).or(tree.text(node)) {
            Some(text) => format!("{reason}: {text}"),
            None => reason.to_owned(),
        };
    }
    match tree.call(node) {
        Some(("Ref", argument)) => match tree.text(argument) {
            Some(name) if world.stack.parameter(name).is_some() => match unknown {
                Unknown::Parameter => format!("parameter {name} has no default"),
                _ => format!("parameter {name}: {unknown}"),
            },
            Some(name) => format!("{name} is known when deploying"),
            None => unknown.to_string(),
        },
        Some(("Fn::ImportValue", argument)) => format!("import of {}", tree.text(argument).unwrap_or("another stack's value")),
        Some((name, _)) => format!("{name}: {unknown}"),
        None => match tree.own_text(node) {
            Some(text) => format!("{unknown}: {text}"),
            None if tree.is_completed(tree.target(node)) => unknown.to_string(),
            None => absent(unknown),
        },
    }
}

/// Of what is absent although nothing else could write it, the service's answer is not settled.
fn absent(unknown: Unknown) -> String {
    match unknown {
        Unknown::Open => "not written, and what that comes to is not settled".to_owned(),
        other => other.to_string(),
    }
}

/// A value as people read it: resources by their ids, what is not known as it is written, secrets not at all.
pub(super) fn shown(world: &World<'_>, value: &Val<'_>) -> Known<String> {
    if world.stack.tree.parts(value.node()).is_some_and(|parts| parts.secret.is_some()) {
        return Ok("a secret".to_owned());
    }
    let text = value.text()?;
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Attribute { resource, name } if matches!(name.as_str(), "Ref" | "Arn") => world.stack.resources[*resource].id.clone(),
        Piece::Attribute { resource, name } => format!("{}.{name}", world.stack.resources[*resource].id),
        Piece::Secret(index) => format!("the secret parameter {}", world.stack.parameters[*index].name),
        Piece::Pseudo(name) => format!("${{{name}}}"),
        Piece::Hole(written) => written.clone(),
    };
    Ok(text.pieces.iter().map(piece).collect())
}

/// A value, with what it is for programs: nothing where a part of it is not known.
pub(super) fn value(world: &World<'_>, value: &Val<'_>) -> Known<Shown> {
    if is_hole(value) {
        return Err(Unknown::Deployed);
    }
    Ok(Shown { text: shown(world, value)?, datum: datum(world, value) })
}

fn datum(world: &World<'_>, value: &Val<'_>) -> Option<Datum> {
    if world.stack.tree.parts(value.node()).is_some_and(|parts| parts.secret.is_some()) {
        return None;
    }
    let text = value.text().ok()?;
    match text.reference() {
        Some((index, "Ref" | "Arn")) => Some(Datum::Resource(world.stack.resources[index].id.clone())),
        _ => text.known().ok().map(|text| Datum::Text(text.to_owned())),
    }
}

/// The items of a list as people read them; one that is not known is said to be so and takes nothing from the others.
pub(super) fn listed(world: &World<'_>, items: &[Val<'_>]) -> Shown {
    let one = |item: &Val<'_>| shown(world, item).unwrap_or_else(|unknown| format!("? ({unknown})"));
    let texts: Vec<String> = items.iter().map(one).collect();
    let text = if texts.is_empty() { "none".to_owned() } else { texts.join(", ") };
    let data: Option<Vec<Datum>> = items.iter().map(|item| datum(world, item)).collect();
    Shown { text, datum: data.map(Datum::List) }
}

/// True for a text of which nothing is known.
fn is_hole(value: &Val<'_>) -> bool {
    value.text().is_ok_and(|text| matches!(text.pieces.as_slice(), [Piece::Hole(_)]))
}

/// A property with a text.
pub(super) fn text_at(resource: Resource<'_>, path: &[&str]) -> Read {
    match resource.property_at(path)? {
        Some(found) => Ok(Some(Setting::written(value(resource.world(), &found)?, &found))),
        None => Ok(None),
    }
}

/// A property with a whole number.
pub(super) fn number_at(resource: Resource<'_>, path: &[&str]) -> Read {
    let Some(text) = text_at(resource, path)? else { return Ok(None) };
    Ok(Some(text.map(|shown| {
        let number = shown.text.parse().ok().map(Datum::Number);
        Shown { datum: number.or(shown.datum), text: shown.text }
    })))
}

/// A property with a list.
pub(super) fn list_at(resource: Resource<'_>, path: &[&str]) -> Read {
    match resource.list_at(path)? {
        // Whatever gives the whole list.
        Some(list) if matches!(list.as_slice(), [item] if is_hole(item)) => Err(Unknown::Deployed),
        list => Ok(list.map(|list| list.map(|items| listed(resource.world(), &items)))),
    }
}

/// A property with a list, or the names that hold where there is none.
pub(super) fn list_or(resource: Resource<'_>, path: &[&str], names: &[&str]) -> Read {
    Ok(Some(list_at(resource, path)?.unwrap_or_else(|| default(resource, Shown::names(names)))))
}

/// What the service does where nothing is written.
pub(super) fn default(resource: Resource<'_>, shown: Shown) -> Setting<Shown> {
    Setting::default_of(shown, resource.place())
}

/// A boolean in words.
pub(super) fn yes(setting: Setting<bool>, yes: &str, no: &str) -> Read {
    Ok(Some(setting.map(|is| Shown::new(if is { yes } else { no }, Datum::Flag(is)))))
}

/// So many of a unit, with what people say to it.
pub(super) fn amount(setting: Setting<i64>, unit: &'static str) -> Read {
    Ok(Some(setting.map(|amount| {
        let unit_text = if amount == 1 { unit.trim_end_matches('s') } else { unit };
        Shown::new(format!("{amount} {unit_text}"), Datum::Amount { amount, unit })
    })))
}
