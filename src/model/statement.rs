//! Statements of policy documents: effect, actions, resources, principals, conditions.

use super::{DocumentKind, Federation, Pattern, Place, Resource, any};
use crate::data::iam;
use crate::resolve::{Known, Object, Unknown, Val, World};
use crate::syntax::NodeId;

/// A statement.
#[derive(Clone, Copy)]
pub struct Statement<'w> {
    world: &'w World<'w>,
    object: Object<'w>,
    place: Place,
    /// What its document is for.
    pub kind: DocumentKind,
    /// The resource that carries it.
    pub owner: Option<Resource<'w>>,
}

/// A condition operator, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// `ForAnyValue`, `ForAllValues`.
    pub set: Option<String>,
    /// The operator itself, such as `StringEquals`.
    pub name: String,
    /// `…IfExists`.
    pub if_exists: bool,
}

impl Operator {
    /// Takes an operator apart.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (set, name) = match text.split_once(':') {
            Some((set, name)) => (Some(set.to_owned()), name),
            None => (None, text),
        };
        let (name, if_exists) = match name.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (name, false),
        };
        Self { set, name: name.to_owned(), if_exists }
    }

    /// True for `StringNotEquals` and its like.
    #[must_use]
    pub fn is_negated(&self) -> bool {
        self.name.contains("Not")
    }
}

/// One test of a condition block: operator, key, values.
#[derive(Clone)]
pub struct ConditionTest<'w> {
    /// The operator.
    pub operator: Operator,
    /// The key as it is written.
    pub key: String,
    /// Where the key is written.
    pub key_node: NodeId,
    /// The values.
    pub values: Val<'w>,
}

impl<'w> Statement<'w> {
    pub(super) fn new(world: &'w World<'w>, object: Object<'w>, place: Place, kind: DocumentKind, owner: Option<Resource<'w>>) -> Self {
        Self { world, object, place, kind, owner }
    }

    /// The world.
    #[must_use]
    pub fn world(&self) -> &'w World<'w> {
        self.world
    }

    /// Where it is written.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// The key of an element, where it is written.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<Place> {
        self.object.key(name).map(Place::of)
    }

    /// An element of the statement.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn element(&self, name: &str) -> Known<Option<Val<'w>>> {
        self.object.get(name)
    }

    /// True for `Effect: Allow`.
    ///
    /// # Errors
    /// Unknown where the effect is.
    pub fn allows(&self) -> Known<bool> {
        match self.object.get("Effect")? {
            Some(effect) => Ok(effect.literal()? == "Allow"),
            None => Ok(false),
        }
    }

    /// True for a document that grants to a principal: the only kind that can be too broad by itself.
    #[must_use]
    pub fn grants(&self) -> bool {
        self.kind == DocumentKind::Identity
    }

    /// `Action`; none where it is absent (`NotAction`).
    ///
    /// # Errors
    /// Unknown where the list is; single items may still be unknown.
    pub fn actions(&self) -> Known<Vec<Val<'w>>> {
        self.list("Action")
    }

    /// `Resource`; none where it is absent.
    ///
    /// # Errors
    /// Unknown where the list is; single items may still be unknown.
    pub fn resources(&self) -> Known<Vec<Val<'w>>> {
        self.list("Resource")
    }

    /// `Resource` as patterns, each with its value.
    ///
    /// # Errors
    /// Unknown where one of them is no text.
    pub fn resource_patterns(&self) -> Known<Vec<(Val<'w>, Pattern)>> {
        let pattern = |value: Val<'w>| Pattern::of(self.world, &value).map(|pattern| (value, pattern));
        self.resources()?.into_iter().map(pattern).collect()
    }

    /// The first value of `Resource` that is `*`; `None` where none is.
    ///
    /// # Errors
    /// Unknown where none of the known ones is and another one may be.
    pub fn every_resource(&self) -> Known<Option<Val<'w>>> {
        let mut unknown = None;
        for resource in self.resources()? {
            match resource.text() {
                Ok(text) if text.known() == Ok("*") => return Ok(Some(resource)),
                Ok(text) if text.has_hole() => unknown = Some(Unknown::Deployed),
                Ok(_) => {}
                Err(why) => unknown = Some(why),
            }
        }
        unknown.map_or(Ok(None), Err)
    }

    fn list(&self, name: &str) -> Known<Vec<Val<'w>>> {
        match self.object.get(name)? {
            Some(list) => list.one_or_many(),
            None => Ok(Vec::new()),
        }
    }

    /// True when it has `Principal` or `NotPrincipal`.
    #[must_use]
    pub fn names_principals(&self) -> bool {
        self.object.key("Principal").is_some() || self.object.key("NotPrincipal").is_some()
    }

    /// `Principal.Federated`.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn federated(&self) -> Known<Vec<Val<'w>>> {
        let Some(principal) = self.object.get("Principal")? else { return Ok(Vec::new()) };
        if principal.is_text()? {
            return Ok(Vec::new());
        }
        match principal.object()?.get("Federated")? {
            Some(list) => list.one_or_many(),
            None => Ok(Vec::new()),
        }
    }

    /// Whether `Principal.Service` names a service.
    ///
    /// # Errors
    /// Unknown where it may.
    pub fn trusts_service(&self, host: &str) -> Known<bool> {
        let Some(principal) = self.object.get("Principal")? else { return Ok(false) };
        if principal.is_text()? {
            return Ok(false);
        }
        match principal.object()?.get("Service")? {
            Some(list) => any(&list.one_or_many()?, |service| Ok(service.literal()? == host)),
            None => Ok(false),
        }
    }

    /// The identity pool host that may assume by this statement, if there is one.
    ///
    /// # Errors
    /// Unknown where the principal is.
    pub fn identity_federation(&self) -> Known<Option<Federation>> {
        Ok(self.identity_principal()?.map(|(federation, _)| federation))
    }

    /// The identity pool host and where it is written.
    ///
    /// # Errors
    /// Unknown where the principal is.
    pub fn identity_principal(&self) -> Known<Option<(Federation, Val<'w>)>> {
        for value in self.federated()? {
            let host = value.literal()?;
            if let Some(federation) = Federation::of(&host) {
                return Ok(Some((federation, value)));
            }
        }
        Ok(None)
    }

    /// True when a condition block with something in it is written.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn has_condition(&self) -> Known<bool> {
        match self.object.get("Condition")? {
            Some(block) => Ok(!block.object()?.entries()?.is_empty()),
            None => Ok(false),
        }
    }

    /// True when a condition makes the statement hold for fewer requests than it names: any but those on the region, the transport
    /// and the time.
    ///
    /// # Errors
    /// Unknown where the condition is.
    pub fn narrows(&self) -> Known<bool> {
        const EVERYDAY: [&str; 4] = ["aws:requestedregion", "aws:securetransport", "aws:currenttime", "aws:epochtime"];
        Ok(self.tests()?.iter().any(|test| !EVERYDAY.contains(&test.key.to_ascii_lowercase().as_str())))
    }

    /// Whether its condition, if it has one, lets a role be passed to a service: it narrows nothing else, and names the service among
    /// those that it may be passed to.
    ///
    /// # Errors
    /// Unknown where the condition is.
    pub fn passes_to(&self, service: &str) -> Known<bool> {
        if !self.narrows()? {
            return Ok(true);
        }
        for test in self.tests()? {
            if !test.key.eq_ignore_ascii_case("iam:PassedToService")
                || test.operator.is_negated()
                || !test.operator.name.starts_with("String")
            {
                return Ok(false);
            }
            let named = |value: &Val<'_>| Ok(iam::glob(&value.literal()?, service));
            if !any(&test.values.one_or_many()?, named)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// All tests of the condition block.
    ///
    /// # Errors
    /// Unknown where a part of the block is.
    pub fn tests(&self) -> Known<Vec<ConditionTest<'w>>> {
        let mut tests = Vec::new();
        let Some(block) = self.object.get("Condition")? else { return Ok(tests) };
        for (operator, _, keys) in block.object()?.entries()? {
            for (key, key_node, values) in keys.object()?.entries()? {
                // A key with a variable in it may be any key.
                if key.contains("${") {
                    return Err(Unknown::Variable);
                }
                tests.push(ConditionTest { operator: Operator::parse(&operator), key, key_node, values });
            }
        }
        Ok(tests)
    }

    /// The tests of one claim of an identity pool's token; keys compare without case.
    ///
    /// # Errors
    /// Unknown where a part of the block is.
    pub fn tests_of(&self, federation: Federation, claim: &str) -> Known<Vec<ConditionTest<'w>>> {
        let key = format!("{}:{claim}", federation.key_prefix);
        Ok(self.tests()?.into_iter().filter(|test| test.key.eq_ignore_ascii_case(&key)).collect())
    }
}
