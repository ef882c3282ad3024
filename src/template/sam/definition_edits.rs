//! Definitions that somebody wrote: comes in a `DefinitionBody`, goes out the same with what `Auth` and events add to it.

use std::collections::{HashMap, HashSet};

use super::authorizers::auth_of;
use super::definition::{ANY, demanded, is_http, place_of, preflight, routed, schemes};
use super::expansion::{Expansion, Route, Written};
use super::implicit::belongs;
use super::security::{Demand, Security};
use super::shape::{choice, fields, is_true};
use crate::syntax::{Content, Entry, NodeId};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", ANY];
/// How deep `Fn::If` in `Fn::If` is followed.
const DEEPEST: usize = 8;

/// What changes the paths.
struct Edits<'e> {
    security: &'e Security,
    /// What events demand of methods, by path and method.
    events: HashMap<(String, String), Demand>,
    cors: bool,
    http: bool,
}

/// A definition that somebody wrote, with what is added to it.
pub(super) fn edited(expansion: &mut Expansion<'_>, written: &Written, security: &Security, own: NodeId, is_new: bool) -> NodeId {
    if !is_plain(expansion, own) {
        return own;
    }
    let http = is_http(expansion, written);
    let merges = http || expansion.given(written, "MergeDefinitions").is_some();
    let mut used = HashSet::new();
    let events = events(expansion, written, security, &mut used);
    let more = if merges { routed(expansion, written, security, &mut used) } else { (Vec::new(), false) };
    let cors = !http && expansion.given(written, "Cors").is_some();
    let adds = auth_of(expansion, written).is_some() || !used.is_empty();
    if !adds && !cors && !merges && security.is_silent() {
        return own;
    }
    let edits = Edits { security, events, cors, http };
    let schemes = schemes(expansion, written, security, &used);
    let is_new = is_new || expansion.tree().get(own, "openapi").is_some();
    let mut entries = fields(expansion.tree(), own);
    let paths = expansion.field(own, "paths");
    let changed = edits.paths(expansion, paths, more);
    put(expansion, &mut entries, "paths", changed);
    if is_new {
        let components = expansion.field(own, "components");
        let old = components.and_then(|components| expansion.field(components, "securitySchemes"));
        let joined = joined(expansion, old, schemes);
        let mut parts = components.map(|components| fields(expansion.tree(), components)).unwrap_or_default();
        put(expansion, &mut parts, "securitySchemes", joined);
        let value = like(expansion, components, &parts);
        put(expansion, &mut entries, "components", value);
    } else {
        let old = expansion.field(own, "securityDefinitions");
        let joined = joined(expansion, old, schemes);
        put(expansion, &mut entries, "securityDefinitions", joined);
    }
    let body = expansion.rewritten(own, &entries);
    expansion.builder.tree.set_open(body);
    body
}

fn is_plain(expansion: &Expansion<'_>, node: NodeId) -> bool {
    matches!(expansion.tree().content(node), Content::Map(_)) && expansion.tree().call(node).is_none()
}

/// What events demand where a definition is written: on HTTP APIs always, on others where they say that they override it.
fn events(
    expansion: &mut Expansion<'_>,
    written: &Written,
    security: &Security,
    used: &mut HashSet<String>,
) -> HashMap<(String, String), Demand> {
    let http = is_http(expansion, written);
    let routes: Vec<Route> = expansion.routes.iter().filter(|route| belongs(route, &written.id, http)).cloned().collect();
    let mut found = HashMap::new();
    for route in routes {
        let Some(auth) = expansion.field(route.properties, "Auth").filter(|_| !expansion.tree().is_open(route.properties)) else {
            continue;
        };
        let overrides = expansion.field(auth, "OverrideApiAuth").is_some_and(|on| is_true(expansion.tree(), on));
        let Some(place) = place_of(expansion, &route).filter(|_| http || overrides) else { continue };
        let demand = security.of_event(expansion, route.properties);
        if let Demand::Known(all) = &demand {
            used.extend(all.iter().map(|(name, _)| name.clone()));
        }
        found.insert(place, demand);
    }
    expansion.because_of(written.key);
    found
}

/// Gives a key another value, or adds it.
fn put(expansion: &mut Expansion<'_>, entries: &mut Vec<Entry>, key: &str, value: NodeId) {
    match entries.iter_mut().find(|entry| expansion.builder.tree.text(entry.key) == Some(key)) {
        Some(entry) => entry.value = value,
        None => entries.push(expansion.builder.entry(key, value)),
    }
}

/// A map that was written with other entries, or a new one.
fn like(expansion: &mut Expansion<'_>, own: Option<NodeId>, entries: &[Entry]) -> NodeId {
    match own {
        Some(own) if is_plain(expansion, own) => expansion.rewritten(own, entries),
        Some(own) => own,
        None => expansion.builder.map_of(entries),
    }
}

/// What was written, with what it lacks.
fn joined(expansion: &mut Expansion<'_>, own: Option<NodeId>, more: NodeId) -> NodeId {
    let mut entries = own.map(|own| fields(expansion.tree(), own)).unwrap_or_default();
    let known: HashSet<String> = entries.iter().filter_map(|entry| expansion.tree().text(entry.key).map(str::to_owned)).collect();
    let mut added = fields(expansion.tree(), more);
    added.retain(|entry| expansion.tree().text(entry.key).is_some_and(|key| !known.contains(key)));
    entries.extend(added);
    let all = like(expansion, own, &entries);
    if expansion.tree().is_open(more) && own.is_none_or(|own| is_plain(expansion, own)) {
        expansion.builder.tree.set_open(all);
    }
    all
}

impl Edits<'_> {
    fn paths(&self, expansion: &mut Expansion<'_>, own: Option<NodeId>, (more, open): (Vec<(NodeId, Vec<Entry>)>, bool)) -> NodeId {
        let mut entries = match own {
            Some(own) if !is_plain(expansion, own) => return own,
            Some(own) => fields(expansion.tree(), own),
            None => Vec::new(),
        };
        let mut places = HashMap::new();
        for (at, entry) in entries.iter_mut().enumerate() {
            let Some(path) = expansion.tree().text(entry.key).map(str::to_owned) else { continue };
            entry.value = self.path(expansion, &path, entry.value, 0);
            places.insert(path, at);
        }
        for (key, methods) in more {
            let path = expansion.tree().text(key).unwrap_or_default();
            let Some(at) = places.get(path) else {
                let value = expansion.builder.map_of(&methods);
                entries.push(Entry { key, value, merged: false });
                continue;
            };
            let own = entries[*at].value;
            if !is_plain(expansion, own) {
                continue;
            }
            let mut all = fields(expansion.tree(), own);
            let has = |all: &[Entry], name: &str| all.iter().any(|entry| expansion.tree().text(entry.key) == Some(name));
            let added: Vec<Entry> =
                methods.into_iter().filter(|entry| expansion.tree().text(entry.key).is_some_and(|name| !has(&all, name))).collect();
            all.extend(added);
            entries[*at].value = expansion.rewritten(own, &all);
        }
        let paths = like(expansion, own, &entries);
        if open {
            expansion.builder.tree.set_open(paths);
        }
        paths
    }

    fn path(&self, expansion: &mut Expansion<'_>, path: &str, own: NodeId, depth: usize) -> NodeId {
        if let Some(branches) = choice(expansion.tree(), own).filter(|_| depth < DEEPEST) {
            let [then, otherwise] = [branches[1], branches[2]].map(|branch| self.path(expansion, path, branch, depth + 1));
            return choose(expansion, branches[0], then, otherwise);
        }
        if !is_plain(expansion, own) {
            return own;
        }
        let mut methods = fields(expansion.tree(), own);
        for method in &mut methods {
            let Some(name) = expansion.tree().text(method.key).map(str::to_lowercase) else { continue };
            if METHODS.contains(&name.as_str()) {
                method.value = self.method(expansion, path, &name, method.value, 0);
            }
        }
        if self.cors {
            methods.extend(preflight(expansion, self.security, &methods));
        }
        expansion.rewritten(own, &methods)
    }

    fn method(&self, expansion: &mut Expansion<'_>, path: &str, name: &str, own: NodeId, depth: usize) -> NodeId {
        if let Some(branches) = choice(expansion.tree(), own).filter(|_| depth < DEEPEST) {
            let [then, otherwise] = [branches[1], branches[2]].map(|branch| self.method(expansion, path, name, branch, depth + 1));
            return choose(expansion, branches[0], then, otherwise);
        }
        if !is_plain(expansion, own) {
            return own;
        }
        let event = self.events.get(&(path.to_owned(), name.to_owned())).cloned();
        // On an HTTP API what leads nowhere is passed over.
        if self.http && event.is_none() && expansion.field(own, "x-amazon-apigateway-integration").is_none() {
            return own;
        }
        let demand = match expansion.field(own, "security") {
            None => Demand::Known(Vec::new()),
            Some(list) => written_demand(expansion, list),
        };
        let demand = match (demand, event) {
            (demand, None) => demand,
            (Demand::Known(mut all), Some(Demand::Known(more))) => {
                all.extend(more);
                Demand::Known(all)
            }
            _ => Demand::Unknown,
        };
        let demand = self.security.with_default(expansion, demand, name);
        let mut entries = fields(expansion.tree(), own);
        let security = demanded(expansion, demand);
        match security {
            Some(value) => put(expansion, &mut entries, "security", value),
            None => return own,
        }
        expansion.rewritten(own, &entries)
    }
}

fn choose(expansion: &mut Expansion<'_>, condition: NodeId, then: NodeId, otherwise: NodeId) -> NodeId {
    let argument = expansion.builder.list(&[condition, then, otherwise]);
    expansion.builder.map(&[("Fn::If", argument)])
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
