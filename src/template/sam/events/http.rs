//! Methods of APIs: comes in an event, go out a permission, and a route for the API to take up.

use super::push::arn;
use super::{Event, permit};
use crate::syntax::NodeId;
use crate::template::sam::digest;
use crate::template::sam::expansion::{Expansion, IMPLICIT_HTTP, IMPLICIT_REST, Route};
use crate::template::sam::shape::reference;

const SERVICE: &str = "apigateway.amazonaws.com";

/// A method of a REST API.
pub(super) fn rest(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let named = event.property(expansion, "RestApiId");
    let (id, api) = api(expansion, named, IMPLICIT_REST);
    note(expansion, event, id.clone(), false);
    let text = |name: &str| event.property(expansion, name).and_then(|node| expansion.tree().text(node));
    let (Some(path), Some(method)) = (text("Path"), text("Method")) else { return };
    let method = if method.eq_ignore_ascii_case("any") { "*".to_owned() } else { method.to_uppercase() };
    let resource = format!("${{__ApiId__}}/${{__Stage__}}/{method}{}", plain_path(path, false));
    let stage = stage(expansion, named, id.as_deref());
    let suffix = match stage.chars().all(char::is_alphanumeric) {
        true => stage,
        false => digest::suffix(&stage),
    };
    permit_path(expansion, event, expansion.partition, api, &resource, &format!("{}Permission{suffix}", event.id));
}

/// A route of an HTTP API.
pub(super) fn http(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let named = event.property(expansion, "ApiId");
    let (id, api) = api(expansion, named, IMPLICIT_HTTP);
    note(expansion, event, id.clone(), true);
    let text = |name: &str| event.property(expansion, name).map(|node| expansion.tree().text(node).map(str::to_owned));
    let (path, method) = match (text("Path"), text("Method")) {
        (None, None) => ("$default".to_owned(), "x-amazon-apigateway-any-method".to_owned()),
        (Some(Some(path)), Some(Some(method))) => (path, method),
        _ => return,
    };
    let any = method.eq_ignore_ascii_case("any");
    let verb = if any || method.eq_ignore_ascii_case("x-amazon-apigateway-any-method") { "*".to_owned() } else { method.to_uppercase() };
    let everything = id.filter(|id| expansion.body_of(id).is_none_or(|api| has_paths(expansion, api)));
    let everything = everything.map(|api| format!("{api} {}", event.written.id));
    if path == "$default" {
        if verb == "*" && event.target.alias.is_none() && event.target.unnamed.is_none() {
            expansion.covered.extend(everything);
        }
    } else if everything.is_some_and(|everything| expansion.covered.contains(&everything)) {
        // The permission for `$default` covers it.
        return;
    }
    let path = if path == "$default" { String::new() } else { plain_path(&path, true) };
    let resource = if any && path == "/$default" { path } else { format!("/{verb}{path}") };
    let resource = format!("${{__ApiId__}}/${{__Stage__}}{resource}");
    permit_path(expansion, event, "${AWS::Partition}", api, &resource, &format!("{}Permission", event.id));
}

/// The id of the API, where it stands in this template, and the value that names it.
fn api(expansion: &mut Expansion<'_>, named: Option<NodeId>, implicit: &str) -> (Option<String>, NodeId) {
    let id = expansion.api_of(named, implicit);
    let node = match named {
        Some(named) => named,
        None => expansion.builder.reference(implicit),
    };
    (id, node)
}

/// True for an API whose paths SAM can see.
fn has_paths(expansion: &Expansion<'_>, api: NodeId) -> bool {
    let has = |name: &str| expansion.tree().at(api, &["Properties", name]).is_some();
    has("DefinitionBody") || !has("DefinitionUri")
}

/// Notes a route for the API to take up.
pub(super) fn note(expansion: &mut Expansion<'_>, event: &Event<'_>, api: Option<String>, http: bool) {
    expansion.routes.push(Route {
        api,
        source: event.written.id.clone(),
        event: event.key,
        properties: event.properties,
        passed: event.written.passed.clone(),
        http,
    });
}

/// The stage by which a permission is called: that of an API in this template, where it is a plain text.
fn stage(expansion: &Expansion<'_>, named: Option<NodeId>, id: Option<&str>) -> String {
    let tree = expansion.tree();
    let Some(named) = named else { return "Prod".to_owned() };
    if tree.text(named).is_none() && reference(tree, named).is_none() {
        return "AllStages".to_owned();
    }
    if id == Some(IMPLICIT_REST) && id.and_then(|id| expansion.body_of(id)).is_none() {
        return "Prod".to_owned();
    }
    let stage = id.and_then(|id| expansion.body_of(id)).and_then(|api| tree.at(api, &["Properties", "StageName"]));
    stage.and_then(|stage| tree.text(stage)).map_or_else(|| "Stage".to_owned(), str::to_owned)
}

fn permit_path(expansion: &mut Expansion<'_>, event: &Event<'_>, partition: &str, api: NodeId, resource: &str, id: &str) {
    let every = expansion.builder.text("*");
    let arn = arn(expansion, partition, "execute-api", resource, &[("__ApiId__", api), ("__Stage__", every)]);
    permit(expansion, event, id, SERVICE, &[("SourceArn", arn)]);
}

/// A path without the slash at its end, and `*` for each of its parameters. Of an HTTP API only `{proxy+}` may be more than one part.
fn plain_path(path: &str, http: bool) -> String {
    let path = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
    let mut plain = String::new();
    let mut rest = path;
    while let Some(open) = rest.find('{') {
        let Some(len) = rest[open..].find('}') else { break };
        let parameter = &rest[open + 1..open + len];
        let name = parameter.strip_suffix('+').filter(|name| !http || *name == "proxy").unwrap_or(parameter);
        let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
        plain.push_str(&rest[..open]);
        plain.push_str(if is_name { "*" } else { &rest[open..=open + len] });
        rest = &rest[open + len + 1..];
    }
    plain.push_str(rest);
    plain
}
