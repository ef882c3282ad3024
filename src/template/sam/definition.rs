//! Definitions of APIs: come in an API with the routes that lead to functions, goes out its `Body` as far as it tells who is let in.
//!
//! What does not (responses, models, integrations) is left open.

use std::collections::HashMap;

use super::authorizers::{IAM, all, api_key, auth_of, http_scheme, iam_scheme, rest_scheme};
use super::expansion::{Expansion, Route, Written};
use super::implicit::belongs;
use super::security::{Demand, Security};
use super::shape::{fields, is_given};
use crate::syntax::{Content, Entry, NodeId};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"];
const ANY: &str = "x-amazon-apigateway-any-method";

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
    if let Some(own) = expansion.tree().entry(written.properties, "DefinitionBody").filter(|own| is_given(expansion.tree(), own.value)) {
        let value = edited(expansion, written, &security, own.value, is_new);
        return Some(expansion.builder.entry("Body", value));
    }
    if expansion.given(written, "DefinitionUri").is_some() {
        let place = expansion.open_map(&[]);
        return Some(expansion.builder.entry("BodyS3Location", place));
    }
    if expansion.tree().is_open(written.properties) {
        return None;
    }
    let paths = paths(expansion, written, &security);
    let schemes = schemes(expansion, written, &security);
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
fn paths(expansion: &mut Expansion<'_>, written: &Written, security: &Security) -> NodeId {
    let (id, http) = (&written.id, is_http(expansion, written));
    let routes: Vec<Route> = expansion.routes.iter().filter(|route| belongs(route, id, http)).cloned().collect();
    let mut order: Vec<(NodeId, Vec<Entry>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut open = false;
    for route in routes {
        expansion.because_of(route.event);
        let path = expansion.field(route.properties, "Path");
        let method = expansion.field(route.properties, "Method");
        let text = |node: NodeId| expansion.tree().text(node).map(str::to_owned);
        let (name, method) = match (path.map(text), method.map(text)) {
            (None, None) if http => ("$default".to_owned(), "any".to_owned()),
            (Some(Some(name)), Some(Some(method))) => (name, method.to_lowercase()),
            _ => {
                open = true;
                continue;
            }
        };
        let own = security.of_event(expansion, route.properties);
        expansion.because_of(route.event);
        let demand = security.with_default(expansion, own, &method);
        let definition = method_of(expansion, route.properties, demand);
        let definition = conditional(expansion, &route, definition);
        let method = if method == "any" { ANY } else { &method };
        let entry = expansion.builder.entry(method, definition);
        let place = *places.entry(name.clone()).or_insert_with(|| {
            order.push((path.unwrap_or_else(|| expansion.builder.plain(&name)), Vec::new()));
            order.len() - 1
        });
        order[place].1.push(entry);
    }
    expansion.because_of(written.key);
    let cors = !http && expansion.given(written, "Cors").is_some();
    let mut all = Vec::new();
    for (key, mut methods) in order {
        let has_options = methods.iter().any(|entry| matches!(expansion.tree().text(entry.key), Some("options")));
        if cors && !has_options {
            let demand = security.with_default(expansion, Demand::Known(Vec::new()), "options");
            let definition = method_of(expansion, written.key, demand);
            methods.push(expansion.builder.entry("options", definition));
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

fn is_http(expansion: &Expansion<'_>, written: &Written) -> bool {
    expansion.kind(written) == "HttpApi"
}

/// A method with what it demands.
fn method_of(expansion: &mut Expansion<'_>, cause: NodeId, demand: Demand) -> NodeId {
    let integration = expansion.open_map(&[]);
    let mut entries = vec![("x-amazon-apigateway-integration", integration)];
    entries.extend(demanded(expansion, cause, demand).map(|security| ("security", security)));
    expansion.builder.map(&entries)
}

fn demanded(expansion: &mut Expansion<'_>, cause: NodeId, demand: Demand) -> Option<NodeId> {
    match demand {
        Demand::Known(all) if all.is_empty() => None,
        Demand::Known(all) => {
            let all: Vec<NodeId> = all.into_iter().map(|(_, node)| node).collect();
            Some(expansion.builder.list(&all))
        }
        Demand::Unknown => Some(expansion.unknown(cause, "an authorization that could not be read")),
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

/// The schemes of an API's authorizers.
fn schemes(expansion: &mut Expansion<'_>, written: &Written, security: &Security) -> NodeId {
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
    if security.is_iam() {
        let scheme = iam_scheme(expansion);
        entries.push(expansion.builder.entry(IAM, scheme));
    }
    if security.needs_key() {
        let scheme = api_key(expansion, None, "x-api-key", None, None);
        entries.push(expansion.builder.entry("api_key", scheme));
    }
    let schemes = expansion.builder.map_of(&entries);
    // Events may add schemes of their own.
    if !security.is_silent() {
        expansion.builder.tree.set_open(schemes);
    }
    schemes
}

/// A definition that somebody wrote, with what `Auth` adds to it.
fn edited(expansion: &mut Expansion<'_>, written: &Written, security: &Security, own: NodeId, is_new: bool) -> NodeId {
    let is_plain = matches!(expansion.tree().content(own), Content::Map(_)) && expansion.tree().call(own).is_none();
    let merges = expansion.given(written, "MergeDefinitions").is_some();
    if !is_plain || !merges && auth_of(expansion, written).is_none() && !expansion.tree().is_open(written.properties) {
        return own;
    }
    let schemes = schemes(expansion, written, security);
    let is_new = is_new || expansion.tree().get(own, "openapi").is_some();
    let mut entries = fields(expansion.tree(), own);
    for entry in &mut entries {
        match expansion.tree().text(entry.key) {
            Some("paths") if merges || !security.is_silent() => entry.value = edited_paths(expansion, security, entry.value, merges),
            Some("securityDefinitions") if !is_new => entry.value = joined(expansion, entry.value, schemes),
            _ => {}
        }
    }
    if !is_new && expansion.tree().get(own, "securityDefinitions").is_none() {
        entries.push(expansion.builder.entry("securityDefinitions", schemes));
    }
    let body = expansion.rewritten(own, &entries);
    expansion.builder.tree.set_open(body);
    body
}

/// A map with the entries of another one that it lacks.
fn joined(expansion: &mut Expansion<'_>, own: NodeId, more: NodeId) -> NodeId {
    if !matches!(expansion.tree().content(own), Content::Map(_)) || expansion.tree().call(own).is_some() {
        return own;
    }
    let mut entries = fields(expansion.tree(), more);
    entries.extend(fields(expansion.tree(), own));
    let all = expansion.builder.map_of(&entries);
    let entries = fields(expansion.tree(), all);
    expansion.rewritten(own, &entries)
}

fn edited_paths(expansion: &mut Expansion<'_>, security: &Security, paths: NodeId, merges: bool) -> NodeId {
    if !matches!(expansion.tree().content(paths), Content::Map(_)) || expansion.tree().call(paths).is_some() {
        return paths;
    }
    let mut entries = fields(expansion.tree(), paths);
    for entry in &mut entries {
        let readable = matches!(expansion.tree().content(entry.value), Content::Map(_));
        if !readable || expansion.tree().call(entry.value).is_some() {
            continue;
        }
        let mut methods = fields(expansion.tree(), entry.value);
        for method in &mut methods {
            let Some(name) = expansion.tree().text(method.key).map(str::to_owned) else { continue };
            if METHODS.contains(&name.to_lowercase().as_str()) {
                method.value = edited_method(expansion, security, &name, method.value);
            }
        }
        entry.value = expansion.rewritten(entry.value, &methods);
    }
    let paths = expansion.rewritten(paths, &entries);
    if merges {
        expansion.builder.tree.set_open(paths);
    }
    paths
}

fn edited_method(expansion: &mut Expansion<'_>, security: &Security, name: &str, method: NodeId) -> NodeId {
    let readable = matches!(expansion.tree().content(method), Content::Map(_)) && expansion.tree().call(method).is_none();
    if !readable {
        return method;
    }
    let own = match expansion.field(method, "security") {
        None => Demand::Known(Vec::new()),
        Some(list) => written_demand(expansion, list),
    };
    let demand = security.with_default(expansion, own, name);
    let mut entries = fields(expansion.tree(), method);
    entries.retain(|entry| expansion.tree().text(entry.key) != Some("security"));
    if let Some(value) = demanded(expansion, method, demand) {
        entries.push(expansion.builder.entry("security", value));
    }
    expansion.rewritten(method, &entries)
}

/// What a list that somebody wrote demands.
fn written_demand(expansion: &Expansion<'_>, list: NodeId) -> Demand {
    let Content::List(items) = expansion.tree().content(list) else { return Demand::Unknown };
    let one = |item: &NodeId| {
        let first = expansion.tree().entries(*item).first()?;
        Some((expansion.tree().text(first.key)?.to_owned(), *item))
    };
    match items.iter().map(one).collect() {
        Some(all) if !expansion.tree().is_open(list) => Demand::Known(all),
        _ => Demand::Unknown,
    }
}
