//! Security of an API's methods: comes in `Auth` of the API and of an event, goes out what the definition demands of callers.

use std::collections::HashMap;

use super::authorizers::{IAM, all, are_known, auth_of};
use super::expansion::{Expansion, Written};
use super::shape::{is_given, is_no_value, is_true};
use crate::syntax::{Content, NodeId};

/// The mark for "no authorizer in spite of the default one".
const NONE: &str = "NONE";

/// What is demanded of callers.
#[derive(Debug, Clone)]
pub(super) enum Demand {
    /// One of these, each a name with its node; nothing where there is none.
    Known(Vec<(String, NodeId)>),
    /// It can't be told.
    Unknown,
}

/// What an API demands by default.
#[derive(Debug)]
pub(super) struct Security {
    /// The authorizers with their scopes.
    scopes: HashMap<String, Option<NodeId>>,
    default: Option<String>,
    /// The default holds for the answers to browsers that ask first.
    preflight: bool,
    key: bool,
    preflight_key: bool,
    known: bool,
    http: bool,
}

impl Security {
    /// That of an API.
    pub(super) fn read(expansion: &Expansion<'_>, written: &Written, http: bool) -> Self {
        let mut found =
            Self { scopes: HashMap::new(), default: None, preflight: !http, key: false, preflight_key: true, known: true, http };
        let Some(auth) = auth_of(expansion, written) else {
            found.known = !expansion.tree().is_open(written.properties);
            return found;
        };
        found.known = are_known(expansion, auth);
        for entry in all(expansion, auth) {
            if let Some(name) = expansion.tree().text(entry.key) {
                found.scopes.insert(name.to_owned(), expansion.field(entry.value, "AuthorizationScopes"));
            }
        }
        let setting = |name: &str| {
            let value = expansion.field(auth, name)?;
            Some(expansion.parameters.value(expansion.tree(), value))
        };
        if let Some(default) = setting("DefaultAuthorizer").filter(|default| !is_no_value(expansion.tree(), *default)) {
            match expansion.tree().text(default) {
                // SAM drops a default that no authorizer stands for: the API is open.
                Some(name) if http || name == IAM || !found.scopes.is_empty() => found.default = Some(name.to_owned()),
                Some(_) => {}
                None => found.known = false,
            }
        }
        let is_on = |name: &str| setting(name).map(|value| is_true(expansion.tree(), value));
        found.key = !http && setting("ApiKeyRequired").is_some_and(|value| is_given(expansion.tree(), value));
        if let Some(preflight) = is_on("AddDefaultAuthorizerToCorsPreflight") {
            found.preflight = preflight;
        }
        if let Some(preflight) = is_on("AddApiKeyRequiredToCorsPreflight") {
            found.preflight_key = preflight;
        }
        found
    }

    /// True where the API adds nothing to what is written.
    pub(super) fn is_silent(&self) -> bool {
        self.known && self.default.is_none() && !self.key
    }

    /// True where an authorization by IAM is demanded by default.
    pub(super) fn is_iam(&self) -> bool {
        self.default.as_deref() == Some(IAM)
    }

    /// True where a key is demanded by default.
    pub(super) fn needs_key(&self) -> bool {
        self.key
    }

    /// What an event by itself demands.
    pub(super) fn of_event(&self, expansion: &mut Expansion<'_>, event: NodeId) -> Demand {
        let Some(auth) = expansion.field(event, "Auth") else {
            return if expansion.tree().is_open(event) { Demand::Unknown } else { Demand::Known(Vec::new()) };
        };
        let readable = matches!(expansion.tree().content(auth), Content::Map(_)) && expansion.tree().call(auth).is_none();
        if !readable || expansion.tree().is_open(auth) {
            return Demand::Unknown;
        }
        let mut demanded = Vec::new();
        let authorizer = expansion.field(auth, "Authorizer").map(|node| expansion.parameters.value(expansion.tree(), node));
        if let Some(node) = authorizer.filter(|node| !is_no_value(expansion.tree(), *node)) {
            let Some(name) = expansion.tree().text(node).map(str::to_owned) else { return Demand::Unknown };
            expansion.because_of(node);
            let own = expansion.field(auth, "AuthorizationScopes");
            let scopes =
                own.or_else(|| self.scopes.get(&name).copied().flatten()).filter(|_| name != IAM && self.scopes.contains_key(&name));
            demanded.push(requirement(expansion, name, scopes));
        } else if let (true, Some(default), Some(scopes)) = (self.http, &self.default, expansion.field(auth, "AuthorizationScopes")) {
            // Scopes alone are those of the default one.
            expansion.because_of(scopes);
            demanded.push(requirement(expansion, default.clone(), Some(scopes).filter(|_| default != IAM)));
        }
        if let Some(key) = expansion.field(auth, "ApiKeyRequired").filter(|_| !self.http) {
            let name = if is_given(expansion.tree(), key) { "api_key" } else { "api_key_false" };
            expansion.because_of(key);
            demanded.push(requirement(expansion, name.to_owned(), None));
        }
        Demand::Known(demanded)
    }

    /// What is demanded of a method in all.
    pub(super) fn with_default(&self, expansion: &mut Expansion<'_>, own: Demand, method: &str) -> Demand {
        let Demand::Known(own) = own else { return Demand::Unknown };
        if !self.known {
            // What an event names stays; a default would only be added where it names none.
            let names_one = own.iter().any(|(name, _)| self.is_authorizer(name));
            return if names_one && !self.key { Demand::Known(own) } else { Demand::Unknown };
        }
        let is_options = method.eq_ignore_ascii_case("options");
        let own = match &self.default {
            Some(default) if self.preflight || !is_options => self.with_authorizer(expansion, own, default),
            _ => own,
        };
        Demand::Known(if self.key { self.with_key(expansion, own, is_options) } else { own })
    }

    fn is_authorizer(&self, name: &str) -> bool {
        name == IAM || self.scopes.contains_key(name)
    }

    fn with_authorizer(&self, expansion: &mut Expansion<'_>, own: Vec<(String, NodeId)>, default: &str) -> Vec<(String, NodeId)> {
        let add = |expansion: &mut Expansion<'_>| {
            let scopes = self.scopes.get(default).copied().flatten();
            requirement(expansion, default.to_owned(), scopes)
        };
        if self.http {
            return if own.is_empty() { vec![add(expansion)] } else { own };
        }
        let (authorizers, mut others): (Vec<_>, Vec<_>) = own.into_iter().partition(|(name, _)| self.is_authorizer(name));
        if let Some(at) = others.iter().position(|(name, _)| name == NONE) {
            // The mark goes, unless nothing else is left.
            if others.len() > 1 {
                others.remove(at);
            }
            return others;
        }
        others.extend(authorizers.iter().cloned());
        if authorizers.is_empty() {
            others.push(add(expansion));
        }
        others
    }

    fn with_key(&self, expansion: &mut Expansion<'_>, own: Vec<(String, NodeId)>, is_options: bool) -> Vec<(String, NodeId)> {
        let (keys, mut others): (Vec<_>, Vec<_>) = own.into_iter().partition(|(name, _)| name.starts_with("api_key"));
        let refused = keys.iter().any(|(name, _)| name == "api_key_false");
        if !refused && (self.preflight_key || !is_options) {
            others.push(requirement(expansion, "api_key".to_owned(), None));
        }
        others
    }
}

/// One way to be let in.
fn requirement(expansion: &mut Expansion<'_>, name: String, scopes: Option<NodeId>) -> (String, NodeId) {
    let scopes = match scopes {
        Some(scopes) => scopes,
        None => expansion.builder.list(&[]),
    };
    let node = expansion.builder.map(&[(&name, scopes)]);
    (name, node)
}
