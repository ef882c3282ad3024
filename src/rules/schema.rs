//! The walk over a resource along its schema: comes in a resource, goes out each value that the schema knows, for the rules about
//! properties. One walk for all types: what differs between them stands in the table.

use super::{Checked, Findings, Meta, edit_distance};
use crate::data::schemas::{self, Property, Schema};
use crate::model::Resource;
use crate::resolve::{Object, Unknown, Val, Value};
use crate::syntax::{NodeId, ProblemKind};
use crate::template::Dialect;

/// A value that the schema of its resource knows.
pub struct At<'w> {
    /// The resource.
    pub resource: Resource<'w>,
    /// The value.
    pub value: Val<'w>,
    /// What it is.
    pub content: Value<'w>,
    /// What it may be.
    pub schema: Schema,
    /// It is an item of a list.
    pub is_item: bool,
    /// The property that holds it, by itself or in a list; empty for the properties of the resource as a whole.
    pub name: &'w str,
    /// Where to point when something is absent in it.
    pub place: NodeId,
}

/// What looks at a value that the schema knows.
pub type Visit = for<'w> fn(&At<'w>, &mut Findings<'w>) -> Checked;

/// A rule's look at values.
#[derive(Clone, Copy)]
pub struct Visitor {
    /// Whose it is.
    pub meta: &'static Meta,
    /// The look.
    pub visit: Visit,
    /// It looks at maps whose properties the schema knows, and at nothing else.
    pub only_maps: bool,
}

/// Walks along the schema of a resource once, for all that look at its values. Each value is looked at in little worlds of its own.
pub fn walk<'w>(resource: Resource<'w>, visitors: &[Visitor], out: &mut Findings<'w>) -> Checked {
    known_as_written(resource)?;
    match (schemas::schema(resource.kind()), resource.value()) {
        (Some(schema), Some(value)) => {
            let only_maps = visitors.iter().all(|visitor| visitor.only_maps);
            let hold = Hold { place: resource.place().node, name: "", is_item: false };
            Walk { resource, visitors, only_maps }.value(&value, schema, hold, out)
        }
        _ => Ok(()),
    }
}

/// What holds a value.
#[derive(Clone, Copy)]
struct Hold<'w> {
    place: NodeId,
    name: &'w str,
    is_item: bool,
}

#[derive(Clone, Copy)]
struct Walk<'v, 'w> {
    resource: Resource<'w>,
    visitors: &'v [Visitor],
    only_maps: bool,
}

impl<'w> Walk<'_, 'w> {
    fn value(self, value: &Val<'w>, schema: Schema, hold: Hold<'w>, out: &mut Findings<'w>) -> Checked {
        let content = value.value()?;
        let is_map = matches!(content, Value::Map(_)) && schema.properties().next().is_some();
        let Hold { place, name, is_item } = hold;
        let at = At { resource: self.resource, value: value.clone(), content, schema, is_item, name, place };
        for visitor in self.visitors.iter().filter(|visitor| is_map || !visitor.only_maps) {
            out.of_rule(visitor.meta, |out| out.each([&at], |at, out| (visitor.visit)(at, out)));
        }
        let goes_on = |below: &Schema| !self.only_maps || below.has_maps();
        match &at.content {
            Value::Map(_) => {
                let object = value.object()?;
                out.each(object.written(), |(name, entry), out| {
                    let property = schema.property(name);
                    // What must not be written at all needs no second look.
                    if property.is_some_and(Property::is_read_only) {
                        return Ok(());
                    }
                    let below = property.map_or(schema.values(), Property::schema);
                    let Some(below) = below.filter(goes_on) else { return Ok(()) };
                    match object.value_of(entry)? {
                        Some(value) => self.value(&value, below, Hold { place: entry.key, name, is_item: false }, out),
                        None => Ok(()),
                    }
                });
            }
            Value::List(items) => {
                if let Some(below) = schema.items().filter(goes_on) {
                    out.each(items, |item, out| self.value(item, below, Hold { place: item.place(), name, is_item: true }, out));
                }
            }
            Value::Text(_) | Value::Nothing => {}
        }
        Ok(())
    }
}

/// Ends a check where a macro may make another resource of what is written.
///
/// # Errors
/// Unknown in a stack that a macro rewrites.
pub(super) fn known_as_written(resource: Resource<'_>) -> Checked {
    if resource.world().stack.is_rewritten() { Err(Unknown::Function) } else { Ok(()) }
}

/// A key that is no property but a part of the template's language, or of a tool that makes the template of this one (`Rain::Embed`).
pub(super) fn is_function(key: &str) -> bool {
    key.contains("::") || matches!(key, "Ref" | "<<")
}

/// A map of which another function makes something else.
pub(super) fn has_functions(map: &Object<'_>) -> bool {
    map.written().iter().any(|(key, _)| is_function(key))
}

/// The name nearest to one that is none of them, if any is near: the same but for case, or off by a slip or two. A name that differs in its
/// digits alone is another version of it, and none that anybody meant.
pub(super) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let digits_aside = |name: &str| name.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
    let lower = name.to_ascii_lowercase();
    // Of the name of a type its last part counts.
    let limit = (name.rsplit("::").next().map_or(0, str::len) / 4).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    for known in names {
        let distance = match () {
            () if known.eq_ignore_ascii_case(name) => 0,
            () if known.len().abs_diff(name.len()) > limit => continue,
            () => edit_distance(&lower, &known.to_ascii_lowercase()),
        };
        // Of two short words one is always near.
        let is_near = distance == 0 || distance <= limit && name.len() > 3;
        let is_best = is_near && best.is_none_or(|(least, _)| distance < least);
        if is_best && (distance == 0 || digits_aside(known) != digits_aside(name)) {
            best = Some((distance, known));
        }
    }
    best.map(|(_, known)| known)
}

/// The one word that begins with what was written and goes on with another part: `ALLOW_USER_SRP` is cut off before `_AUTH`.
pub(super) fn cut_off<'n>(name: &str, mut words: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut begins = words.by_ref().filter(|word| word.strip_prefix(name).is_some_and(|rest| rest.starts_with('_')));
    let found = begins.next()?;
    begins.next().is_none().then_some(found)
}

/// The path of a property of this name at another level of a schema: `Policies.PasswordPolicy`. The nearest to the top.
pub(super) fn elsewhere(root: Schema, name: &str) -> Option<String> {
    // Deeper than any schema nests, and enough to end in one that nests into itself.
    (0..6).find_map(|depth| path_to(root, name, depth))
}

fn path_to(schema: Schema, name: &str, depth: usize) -> Option<String> {
    if depth == 0 {
        return schema.property(name).filter(|property| !property.is_read_only()).map(|_| name.to_owned());
    }
    schema.properties().find_map(|property| {
        let below = property.schema()?;
        let below = below.items().unwrap_or(below);
        if !below.has_maps() {
            return None;
        }
        path_to(below, name, depth - 1).map(|path| format!("{}.{path}", property.name()))
    })
}

/// A number as a template may write it; `None` for what is none. Digits with other meanings (octal, grouped) are numbers whose value is
/// not known.
pub(super) fn number(text: &str) -> Option<Option<f64>> {
    let digits = text.trim().trim_start_matches(['-', '+']);
    if !digits.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') {
        return None;
    }
    let is_odd = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.") || digits.contains('_');
    match text.trim().parse::<f64>() {
        Ok(value) => Some((!is_odd).then_some(value)),
        Err(_) => is_odd.then_some(None),
    }
}

/// A word that YAML 1.1 reads as a boolean where it stands without quotes, and YAML 1.2 as text.
pub(super) fn is_old_boolean(word: &str) -> bool {
    matches!(word, "on" | "On" | "ON" | "off" | "Off" | "OFF" | "yes" | "Yes" | "YES" | "no" | "No" | "NO")
}

/// A resource that the Serverless Framework generates, so that what a service writes is only a part of it.
pub(super) fn may_be_generated(resource: Resource<'_>) -> bool {
    const STARTS: [&str; 6] =
        ["ApiGateway", "HttpApi", "IamRoleLambdaExecution", "IamRoleCustomResources", "ServerlessDeployment", "CustomDashresource"];
    const ENDS: [&str; 6] =
        ["LambdaFunction", "LambdaAlias", "LambdaLayer", "LambdaFunctionUrl", "IamRoleLambdaExecution", "ApiGatewayAuthorizer"];
    const PARTS: [&str; 3] = ["LambdaPermission", "LambdaVersion", "Websockets"];
    let id = resource.id();
    matches!(resource.world().stack.dialect, Dialect::Serverless | Dialect::Unknown)
        && (STARTS.iter().any(|start| id.starts_with(start))
            || ENDS.iter().any(|end| id.ends_with(end))
            || PARTS.iter().any(|part| id.contains(part)))
}

/// Whether a key that is glued to its value stands in a scalar, or made it: that is said once, by the rule about it.
pub(super) fn is_glued(at: &At<'_>) -> bool {
    let stack = at.resource.world().stack;
    let span = stack.tree.span(at.value.node());
    let problems = stack.files.iter().flat_map(|file| &file.document.problems);
    // More of them no hand writes, and each is looked at for each value.
    let mut glued = problems.take(1_000).filter(|problem| matches!(problem.kind, ProblemKind::GluedKey { .. })).map(|problem| problem.span);
    glued.any(|glued| glued.contains(span) || span.contains(glued))
}

/// A text that another tool, or the deployment, replaces: `{{resolve:…}}`, `${Stage}`.
pub(super) fn is_replaced(text: &str) -> bool {
    text.contains("{{") || text.contains("${")
}

/// A value for people: nothing long, nothing that breaks a line.
pub(super) fn shown(text: &str) -> Option<String> {
    (text.chars().count() <= 40 && !text.contains(char::is_control) && !text.contains('`')).then(|| format!("`{text}`"))
}

/// A few words of a list for people.
pub(super) fn listed<'n>(words: impl ExactSizeIterator<Item = &'n str>) -> String {
    const SHOWN: usize = 12;
    let more = words.len().saturating_sub(SHOWN);
    let mut text = words.take(SHOWN).collect::<Vec<_>>().join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}
