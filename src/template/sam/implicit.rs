//! APIs that nobody wrote: come in the routes that name none, goes out the API to which they belong, as if it were written.

use super::conditions;
use super::expansion::{Expansion, Route, Written};
use crate::syntax::{Entry, NodeId};

/// The API of this id, where routes belong to it and SAM makes it.
pub(super) fn written(expansion: &mut Expansion<'_>, id: &str, kind: &str, http: bool) -> Option<Written> {
    let routes: Vec<Route> = expansion.routes.iter().filter(|route| belongs(route, id, http)).cloned().collect();
    let first = routes.first()?;
    expansion.because_of(first.event);
    let kind = expansion.builder.text(kind);
    let mut body = vec![expansion.builder.entry("Type", kind)];
    body.extend(attributes(expansion, id, &routes));
    if !http {
        let stage = expansion.builder.text("Prod");
        let properties = expansion.builder.map(&[("StageName", stage)]);
        body.push(expansion.builder.entry("Properties", properties));
    }
    let body = expansion.builder.map_of(&body);
    let key = expansion.builder.plain(id);
    expansion.written(key, body)
}

/// True for a route of this API.
pub(super) fn belongs(route: &Route, api: &str, http: bool) -> bool {
    route.http == http && route.api.as_deref() == Some(api)
}

/// Puts the API itself into the template. One that nobody wrote stands beside the first function that it leads to.
pub(super) fn put(expansion: &mut Expansion<'_>, written: &Written, kind: &str, properties: NodeId) {
    if expansion.body_of(&written.id).is_some() {
        expansion.replace(written, kind, properties);
        return;
    }
    let first = expansion.routes.iter().find(|route| route.api.as_ref() == Some(&written.id));
    let beside = first.map(|route| route.source.clone()).unwrap_or_default();
    expansion.add_with(&beside, &written.id, kind, &written.passed, properties);
}

/// The condition and the policies of all that the routes lead to.
fn attributes(expansion: &mut Expansion<'_>, id: &str, routes: &[Route]) -> Vec<Entry> {
    let mut all = Vec::new();
    let value = |route: &Route, name: &str| {
        let entry = route.passed.iter().find(|entry| expansion.tree().text(entry.key) == Some(name))?;
        expansion.tree().text(entry.value).map(str::to_owned)
    };
    let policies = [("DeletionPolicy", ["Retain", "Delete", ""]), ("UpdateReplacePolicy", ["Retain", "Snapshot", "Delete"])];
    let mut chosen = Vec::new();
    for (name, order) in policies {
        let given: Vec<String> = routes.iter().filter_map(|route| value(route, name)).collect();
        chosen.extend(order.into_iter().find(|one| given.iter().any(|given| given == one)).map(|one| (name, one)));
    }
    let mut names: Vec<String> = routes.iter().filter_map(|route| value(route, "Condition")).collect();
    // It is made where any of them is; always, if one always is.
    if names.len() == routes.len() {
        names.sort_unstable();
        names.dedup();
        let name = conditions::any(expansion, &names, &format!("{id}Condition"));
        let name = expansion.builder.text(&name);
        all.push(expansion.builder.entry("Condition", name));
    }
    for (name, policy) in chosen {
        let policy = expansion.builder.text(policy);
        all.push(expansion.builder.entry(name, policy));
    }
    all
}
