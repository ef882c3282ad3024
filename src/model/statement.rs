//! Statements of policy documents: effect, actions, resources, principals, conditions.

use super::condition::tests_of_block;
use super::{ConditionTest, Document, DocumentKind, Federation, Operator, Pattern, Place, Resource, Trusted, any};
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
    /// Whether its document is read with policy variables: not by the rules of 2008.
    pub variables: Known<bool>,
}

impl<'w> Statement<'w> {
    pub(super) fn new(document: &Document<'w>, object: Object<'w>, place: Place, variables: Known<bool>) -> Self {
        Self { world: document.world(), object, place, kind: document.kind, owner: document.owner, variables }
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

    /// The map that it is.
    #[must_use]
    pub fn object(&self) -> Object<'w> {
        self.object
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

    /// True for `Effect: Allow`, false for `Deny`.
    ///
    /// # Errors
    /// Unknown where the effect is, where it is absent, and where it is another word: IAM refuses those.
    pub fn allows(&self) -> Known<bool> {
        let effect = self.object.get("Effect")?.ok_or(Unknown::Type)?;
        effect.one_of(&[("Allow", true), ("Deny", false)])
    }

    /// True for a document that grants to a principal: the only kind that can be too broad by itself.
    #[must_use]
    pub fn grants(&self) -> bool {
        self.kind == DocumentKind::Identity
    }

    /// True where only roles hold what it grants: no user of the account ever does.
    ///
    /// # Errors
    /// Unknown where the principals are that it is attached to.
    pub fn is_of_roles(&self) -> Known<bool> {
        // The statements of a service are those of its functions' role; a file of its own may be anybody's.
        let Some(owner) = self.owner else { return Ok(self.world.stack.policy.is_none()) };
        match owner.kind() {
            "AWS::IAM::Role" | "AWS::IAM::RolePolicy" | "AWS::Serverless::Function" | "AWS::Serverless::StateMachine" => Ok(true),
            "AWS::IAM::Policy" => {
                Ok(owner.property("Roles")?.is_some() && owner.property("Users")?.is_none() && owner.property("Groups")?.is_none())
            }
            _ => Ok(false),
        }
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

    /// True when it has `Principal` or `NotPrincipal`, or was to have one.
    #[must_use]
    pub fn names_principals(&self) -> bool {
        const NAMES: [&str; 6] = ["Principal", "NotPrincipal", "principal", "Principals", "Principle", "Pricipal"];
        NAMES.iter().any(|name| self.object.key(name).is_some())
    }

    /// Whether it lets somebody assume, as the trust of a role does; `None` where it is about something else.
    ///
    /// # Errors
    /// Unknown where an action is.
    pub fn is_about_assuming(&self) -> Known<Option<bool>> {
        let mut assumes = false;
        for action in self.actions()? {
            let action = action.literal()?.to_ascii_lowercase();
            assumes |= action.starts_with("sts:assume");
            if !action.starts_with("sts:") {
                return Ok(None);
            }
        }
        // With a resource and for everybody, it is the policy of an endpoint.
        let has_resource = ["Resource", "NotResource"].iter().any(|element| self.object.key(element).is_some());
        let is_of_endpoint = has_resource && self.everybody()?.is_some();
        Ok(if is_of_endpoint || self.object.key("NotAction").is_some() { None } else { Some(assumes) })
    }

    /// `Principal.Federated`.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn federated(&self) -> Known<Vec<Val<'w>>> {
        self.principals("Federated")
    }

    fn principals(&self, member: &str) -> Known<Vec<Val<'w>>> {
        let Some(principal) = self.object.get("Principal")? else { return Ok(Vec::new()) };
        if principal.is_text()? {
            return Ok(Vec::new());
        }
        match principal.object()?.get(member)? {
            Some(list) => list.one_or_many(),
            None => Ok(Vec::new()),
        }
    }

    /// All of `Principal` with the member that each stands under; nothing where it is `*`.
    ///
    /// # Errors
    /// Unknown where a list of them is.
    pub fn named_principals(&self) -> Known<Vec<(&'static str, Val<'w>)>> {
        let mut all = Vec::new();
        for member in ["AWS", "CanonicalUser", "Federated", "Service"] {
            all.extend(self.principals(member)?.into_iter().map(|value| (member, value)));
        }
        Ok(all)
    }

    /// `Principal.AWS`: accounts, users and roles.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn accounts(&self) -> Known<Vec<Val<'w>>> {
        self.principals("AWS")
    }

    /// `Principal.Federated`, each with what it stands for.
    ///
    /// # Errors
    /// Unknown where one of them is.
    pub fn providers(&self) -> Known<Vec<(Trusted<'w>, Val<'w>)>> {
        self.federated()?.into_iter().map(|value| Trusted::read(self.world, &value).map(|trusted| (trusted, value))).collect()
    }

    /// True for a statement of a trust that allows something of somebody.
    ///
    /// # Errors
    /// Unknown where its effect is.
    pub fn allows_in_trust(&self) -> Known<bool> {
        Ok(self.kind == DocumentKind::Trust && self.allows()?)
    }

    /// True for a statement of a trust that lets somebody assume the role; one that only adds to a session does not.
    ///
    /// # Errors
    /// Unknown where its effect or an action is.
    pub fn lets_assume(&self) -> Known<bool> {
        const ADDING: [&str; 3] = ["sts:setcontext", "sts:setsourceidentity", "sts:tagsession"];
        if !self.allows_in_trust()? {
            return Ok(false);
        }
        let actions = self.actions()?;
        let only_adds = super::all(&actions, |action| Ok(ADDING.contains(&action.literal()?.to_ascii_lowercase().as_str())))?;
        Ok(actions.is_empty() || !only_adds)
    }

    /// `Principal.Service`.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn services(&self) -> Known<Vec<Val<'w>>> {
        self.principals("Service")
    }

    /// Whether `Principal.Service` names a service.
    ///
    /// # Errors
    /// Unknown where it may.
    pub fn trusts_service(&self, host: &str) -> Known<bool> {
        any(&self.services()?, |service| Ok(service.literal()? == host))
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
        self.each_test()?.into_iter().collect()
    }

    /// The tests of the condition block, each known or not.
    ///
    /// # Errors
    /// Unknown where the block is.
    pub fn each_test(&self) -> Known<Vec<Known<ConditionTest<'w>>>> {
        match self.object.get("Condition")? {
            Some(block) => tests_of_block(&block),
            None => Ok(Vec::new()),
        }
    }

    /// The operators of the condition block: each with its place and what stands below it.
    ///
    /// # Errors
    /// Unknown where the block is.
    pub fn operators(&self) -> Known<Vec<(Operator, NodeId, Val<'w>)>> {
        let Some(block) = self.object.get("Condition")? else { return Ok(Vec::new()) };
        let entries = block.object()?.entries()?;
        Ok(entries.into_iter().map(|(operator, key, below)| (Operator::parse(&operator), key, below)).collect())
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
