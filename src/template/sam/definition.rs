//! Definitions of APIs: come in an API with the routes that lead to functions, goes out its `Body` as far as it tells who is let in.
//!
//! What does not (responses, models, integrations) is left open.

use std::collections::{HashMap, HashSet};

use super::authorizers::{IAM, all, api_key, are_known, auth_of, http_scheme, iam_scheme, rest_scheme};
use super::definition_edits::edited;
use super::expansion::{Expansion, Route, Written};
use super::implicit::belongs;
use super::security::{Demand, Security};
use super::shape::is_true;
use crate::syntax::{Entry, NodeId};

/// The key of all methods.
pub(super) const ANY: &str = "x-amazon-apigateway-any-method";

/// The definition of a REST API: `Body`, or where it stands.
pub(super) fn rest(expansion: &mut Expansion<'_>, written: &Written) -> Option<Entry> {
    let version = expansion.property(written, "OpenApiVersion");
    let version = version.map(|version| expansion.parameters.value(expansion.tree(), version));
    let is_new = version.and_then(|version| expansion.tree().text(version)).is_some_and(|version| version.starts_with('3'));
    body(expansion, written, false, is_new)
}

/// The definition of an HTTP API: `Body`, or where it stands.
pub(super) fn http(expansion: &mut Expansion<'_>, written: &Written) -> Option<Entry> {
    body(expansion, written, true, true)
}

fn body(expansion: &mut Expansion<'_>, written: &Written, http: bool, is_new: bool) -> Option<Entry> {
    let security = Security::read(expansion, written, http);
    let mut used = HashSet::new();
    if let Some(own) = expansion.given(written, "DefinitionBody") {
        let value = edited(expansion, written, &security, own, is_new);
        return Some(expansion.builder.entry("Body", value));
    }
    if expansion.given(written, "DefinitionUri").is_some() {
        let place = expansion.open_map(&[]);
        return Some(expansion.builder.entry("BodyS3Location", place));
    }
    if expansion.tree().is_open(written.properties) {
        return None;
    }
    let paths = paths(expansion, written, &security, &mut used);
    let schemes = schemes(expansion, written, &security, &used);
    let mut entries = match is_new {
        true => vec![("openapi", expansion.builder.text("3.0.1")), ("paths", paths)],
        false => vec![("swagger", expansion.builder.text("2.0")), ("paths", paths)],
    };
    if !expansion.tree().entries(schemes).is_empty() {
        entries.push(match is_new {
            true => ("components", expansion.open_map(&[("securitySchemes", schemes)])),
            false => ("securityDefinitions", schemes),
        });
    }
    let body = expansion.open_map(&entries);
    Some(expansion.builder.entry("Body", body))
}

/// The paths that the events of functions make.
fn paths(expansion: &mut Expansion<'_>, written: &Written, security: &Security, used: &mut HashSet<String>) -> NodeId {
    let (order, open) = routed(expansion, written, security, used);
    let cors = !is_http(expansion, written) && expansion.given(written, "Cors").is_some();
    let mut all = Vec::new();
    for (key, mut methods) in order {
        if cors {
            methods.extend(preflight(expansion, security, &methods));
        }
        let value = expansion.builder.map_of(&methods);
        all.push(Entry { key, value, merged: false });
    }
    let paths = expansion.builder.map_of(&all);
    if open {
        expansion.builder.tree.set_open(paths);
    }
    paths
}

/// The answer to browsers that ask first, unless there is one.
pub(super) fn preflight(expansion: &mut Expansion<'_>, security: &Security, methods: &[Entry]) -> Option<Entry> {
    let is_options = |entry: &Entry| expansion.tree().text(entry.key).is_some_and(|name| name.eq_ignore_ascii_case("options"));
    if methods.iter().any(is_options) {
        return None;
    }
    let demand = security.with_default(expansion, Demand::Known(Vec::new()), "options");
    let definition = method_of(expansion, demand);
    Some(expansion.builder.entry("options", definition))
}

/// The routes of an API by their paths, and true where there may be more.
pub(super) fn routed(
    expansion: &mut Expansion<'_>,
    written: &Written,
    security: &Security,
    used: &mut HashSet<String>,
) -> (Vec<(NodeId, Vec<Entry>)>, bool) {
    let http = is_http(expansion, written);
    let routes: Vec<Route> = expansion.routes.iter().filter(|route| belongs(route, &written.id, http)).cloned().collect();
    let mut order: Vec<(NodeId, Vec<Entry>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut open = false;
    for route in routes {
        expansion.because_of(route.event);
        let Some((name, method)) = place_of(expansion, &route) else {
            open = true;
            continue;
        };
        let own = security.of_event(expansion, route.properties);
        if let Demand::Known(own) = &own {
            used.extend(own.iter().map(|(name, _)| name.clone()));
        }
        expansion.because_of(route.event);
        let demand = security.with_default(expansion, own, &method);
        let definition = method_of(expansion, demand);
        let definition = conditional(expansion, &route, definition);
        let entry = expansion.builder.entry(&method, definition);
        let path = expansion.field(route.properties, "Path");
        let place = *places.entry(name.clone()).or_insert_with(|| {
            order.push((path.unwrap_or_else(|| expansion.builder.plain(&name)), Vec::new()));
            order.len() - 1
        });
        order[place].1.push(entry);
    }
    expansion.because_of(written.key);
    (order, open)
}

/// The path and method of a route, as the definition has them.
pub(super) fn place_of(expansion: &Expansion<'_>, route: &Route) -> Option<(String, String)> {
    let text = |name: &str| expansion.field(route.properties, name).map(|node| expansion.tree().text(node).map(str::to_owned));
    let (path, method) = match (text("Path"), text("Method")) {
        (None, None) if route.http => ("$default".to_owned(), ANY.to_owned()),
        (Some(Some(path)), Some(Some(method))) => (path, method.to_lowercase()),
        _ => return None,
    };
    Some((path, if method == "any" { ANY.to_owned() } else { method }))
}

pub(super) fn is_http(expansion: &Expansion<'_>, written: &Written) -> bool {
    expansion.kind(written) == "HttpApi"
}

/// A method with what it demands.
fn method_of(expansion: &mut Expansion<'_>, demand: Demand) -> NodeId {
    let integration = expansion.open_map(&[]);
    let mut entries = vec![("x-amazon-apigateway-integration", integration)];
    entries.extend(demanded(expansion, demand).map(|security| ("security", security)));
    expansion.builder.map(&entries)
}

/// The value of a method's `security`.
pub(super) fn demanded(expansion: &mut Expansion<'_>, demand: Demand) -> Option<NodeId> {
    match demand {
        Demand::Known(all) if all.is_empty() => None,
        Demand::Known(all) => {
            let all: Vec<NodeId> = all.into_iter().map(|(_, node)| node).collect();
            Some(expansion.builder.list(&all))
        }
        Demand::Unknown => {
            let cause = expansion.builder.plain("");
            Some(expansion.unknown(cause, "an authorization that could not be read"))
        }
    }
}

/// A method that is there where its function is.
fn conditional(expansion: &mut Expansion<'_>, route: &Route, definition: NodeId) -> NodeId {
    let condition = route.passed.iter().find(|entry| expansion.tree().text(entry.key) == Some("Condition"));
    let Some(condition) = condition.map(|entry| entry.value) else { return definition };
    let nothing = expansion.builder.reference("AWS::NoValue");
    let argument = expansion.builder.list(&[condition, definition, nothing]);
    expansion.builder.map(&[("Fn::If", argument)])
}

/// The schemes of an API's authorizers, and those that SAM has of its own where they are `used`.
pub(super) fn schemes(expansion: &mut Expansion<'_>, written: &Written, security: &Security, used: &HashSet<String>) -> NodeId {
    let http = is_http(expansion, written);
    let mut entries = Vec::new();
    let auth = auth_of(expansion, written);
    let authorizers = auth.map(|auth| all(expansion, auth)).unwrap_or_default();
    for entry in authorizers {
        expansion.because_of(entry.key);
        let scheme = if http { http_scheme(expansion, entry.value) } else { rest_scheme(expansion, entry.value) };
        entries.push(Entry { value: scheme, ..entry });
    }
    expansion.because_of(written.key);
    let has_iam = entries.iter().any(|entry| expansion.tree().text(entry.key) == Some(IAM));
    let enables = |auth: NodeId| expansion.field(auth, "EnableIamAuthorizer").is_some_and(|on| is_true(expansion.tree(), on));
    let takes_iam = if http { auth.is_some_and(enables) } else { security.is_iam() || used.contains(IAM) };
    if takes_iam && !has_iam {
        let scheme = iam_scheme(expansion);
        entries.push(expansion.builder.entry(IAM, scheme));
    }
    if security.needs_key() || used.contains("api_key") {
        let scheme = api_key(expansion, None, "x-api-key", None, None);
        entries.push(expansion.builder.entry("api_key", scheme));
    }
    let schemes = expansion.builder.map_of(&entries);
    if auth.is_some_and(|auth| !are_known(expansion, auth)) {
        expansion.builder.tree.set_open(schemes);
    }
    schemes
}
