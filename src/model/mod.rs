//! The model: typed views of resources, with defaults as the service applies them.
//!
//! A getter gives [`Known`]: unknown is an error that `?` passes on in silence, not written is a [`Setting`] with the service's default.

mod action_set;
mod arn;
mod breadth;
mod caller;
mod claims;
mod client;
mod condition;
mod document;
mod documents;
mod domain;
mod function_url;
mod grants;
mod group;
mod identity_pool;
mod identity_provider;
mod layered;
mod managed;
mod matching;
mod message;
mod mfa;
mod oauth;
mod operator;
mod output;
mod permission;
mod policy_size;
mod policy_variable;
mod pool_schema;
mod principal;
mod publicity;
mod redirect;
mod reference;
mod request;
mod resource_server;
mod risk;
mod role;
mod sam_api;
mod sameness;
mod scalar_value;
mod senders;
mod service;
mod setting;
mod shared_issuer;
mod stage;
mod stage_word;
mod statement;
mod trigger;
mod trust_evaluation;
mod user_pool;
mod variable_use;
mod verdict;
mod waiting;

use crate::resolve::{Known, Object, Unknown, Val, World};
use crate::template;

pub use crate::data::policies::DocumentKind;

pub use action_set::{ActionSet, is_everything, pattern_covers, stands_for};
pub use arn::{Answer, Field, Pattern, Reached, arn_attribute, field as arn_field, reachable_actions, reaches};
pub use breadth::{ActionEntry, WideResource};
pub use caller::{AwsCaller, Caller, Claim, Identity, issuer};
pub use claims::{
    ClaimPurpose, ClaimUse, STANDARD_ATTRIBUTES, UserAttribute, WriteAccess, attribute_of_claim, claim_uses, claims_of,
    declared_attributes, writers,
};
pub use client::{Client, FlowKind, Lifetime, Token, Unit, Validity, flow_kind};
pub use condition::ConditionTest;
pub use document::Document;
pub use documents::{carries_documents, document_values, documents, service_documents};
pub use domain::Domain;
pub use function_url::FunctionUrl;
pub use grants::{Breadth, Grant, Grants, is_principal, policies_of};
pub use group::{Group, identity_pools_of};
pub use identity_pool::{IdentityPool, Provider, RoleAttachment};
pub use identity_provider::IdentityProvider;
pub use layered::{LaidOver, laid_over};
pub use managed::{Attached, Holder, Naming, attached, attached_in_sam, attached_to_service};
pub use message::Message;
pub use mfa::{Mechanism, Mfa};
pub use oauth::{SOCIAL_PROVIDERS, STANDARD_SCOPES};
pub use operator::{Comparison, Operator, Order, SetOperator};
pub use output::Output;
pub use permission::Permission;
pub use policy_size::{PolicySize, inline_limit, inline_policies_of, policy_size};
pub use policy_variable::{Substitution, is_policy_variable, substitutions};
pub use pool_schema::{Attribute, standard_type};
pub use principal::{FEDERATION_HOSTS, Federation, SITES, Trusted, member_of};
pub use publicity::Gate;
pub use redirect::{RedirectFault, is_loopback, redirect_fault};
pub use reference::{Reference, References, Referrer, Use};
pub use request::{Presence, Request};
pub use resource_server::{ResourceServer, with_identifiers};
pub use risk::{RISK_ACTIONS, RiskConfiguration, ThreatProtection};
pub use role::{Audience, Role};
pub use sam_api::{SamApi, sam_apis};
pub use sameness::{is_same, whole};
pub use scalar_value::{AddressRange, number, point_in_time};
pub use senders::{Sender, key_admits, senders_to};
pub use service::{Function, PoolTrigger, Service, Written, alphanumeric};
pub use setting::{Place, Setting};
pub use shared_issuer::SharedIssuer;
pub use stage::{is_production, names_development, names_production};
pub use stage_word::names_a_stage;
pub use statement::Statement;
pub use trigger::Trigger;
pub use trust_evaluation::{Refusal, admits, applies, document_admits, refusal};
pub use user_pool::{Names, PasswordPolicy, Retention, Tier, UserPool};
pub use variable_use::{PolicyVariable, VariableFault, policy_variables};
pub use verdict::{Doubt, Verdict, Why};
pub use waiting::awaited;

/// A resource in one world.
#[derive(Clone, Copy)]
pub struct Resource<'w> {
    world: &'w World<'w>,
    index: usize,
}

impl<'w> Resource<'w> {
    /// The resource at an index of the stack.
    #[must_use]
    pub fn new(world: &'w World<'w>, index: usize) -> Self {
        Self { world, index }
    }

    fn written(self) -> &'w template::Resource {
        &self.world.stack.resources[self.index]
    }

    /// The world.
    #[must_use]
    pub fn world(self) -> &'w World<'w> {
        self.world
    }

    /// True for a resource that nobody wrote: a framework makes it when deploying.
    #[must_use]
    pub fn is_generated(self) -> bool {
        self.world.stack.tree.is_generated(self.written().key)
    }

    /// Its index in the stack.
    #[must_use]
    pub fn index(self) -> usize {
        self.index
    }

    /// Its logical id.
    #[must_use]
    pub fn id(self) -> &'w str {
        &self.written().id
    }

    /// Its type.
    #[must_use]
    pub fn kind(self) -> &'w str {
        &self.written().kind
    }

    /// The place of its logical id.
    #[must_use]
    pub fn place(self) -> Place {
        Place::of(self.written().key)
    }

    /// Its properties; an empty map where it has none.
    ///
    /// # Errors
    /// Unknown where they are.
    pub fn properties(self) -> Known<Option<Object<'w>>> {
        match self.value() {
            None => Ok(None),
            Some(value) => value.object_if_any(),
        }
    }

    /// The value of `Properties`, whatever it is; `None` where there is none.
    #[must_use]
    pub fn value(self) -> Option<Val<'w>> {
        self.written().properties.map(|node| Val::new(self.world, node, None))
    }

    /// The map in which `Type` and `Properties` stand.
    #[must_use]
    pub fn body(self) -> Object<'w> {
        Object::new(self.world, self.written().body)
    }

    /// A property; `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn property(self, name: &str) -> Known<Option<Val<'w>>> {
        match self.properties()? {
            Some(properties) => properties.get(name),
            None => Ok(None),
        }
    }

    /// A property below another one; `None` where any of them is absent.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn property_at(self, path: &[&str]) -> Known<Option<Val<'w>>> {
        let Some((first, rest)) = path.split_first() else { return Ok(None) };
        let mut found = self.property(first)?;
        for name in rest {
            found = match found {
                Some(value) => value.object()?.get(name)?,
                None => return Ok(None),
            };
        }
        Ok(found)
    }

    /// An attribute of the resource beside its properties, such as `DeletionPolicy`.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn attribute(self, name: &str) -> Known<Option<Val<'w>>> {
        self.body().get(name)
    }

    /// A boolean property with the service's default.
    ///
    /// # Errors
    /// Unknown where it is, or where the value is no boolean.
    pub fn boolean(self, name: &str, default: bool) -> Known<Setting<bool>> {
        self.boolean_at(&[name], default)
    }

    /// A boolean below a path of properties, with the service's default, which points at the resource.
    ///
    /// # Errors
    /// Unknown where it is, or where the value is no boolean.
    pub fn boolean_at(self, path: &[&str], default: bool) -> Known<Setting<bool>> {
        match self.property_at(path)? {
            Some(value) => Ok(Setting::written(value.boolean()?, &value)),
            None => Ok(Setting::default_of(default, self.place())),
        }
    }

    /// A property below a path with a few words as values; the first of them is the service's default.
    ///
    /// # Errors
    /// Unknown where it is, or where the word is none of them: the schema rules speak about that.
    pub fn choice_at<T: Copy>(self, path: &[&str], words: &[(&str, T)]) -> Known<Setting<T>> {
        match self.property_at(path)? {
            Some(value) => Ok(Setting::written(value.one_of(words)?, &value)),
            None => words.first().map(|(_, default)| Setting::default_of(*default, self.place())).ok_or(Unknown::Type),
        }
    }

    /// A property with a few words as values; the first of them is the service's default.
    ///
    /// # Errors
    /// Unknown where it is, or where the word is none of them: the schema rules speak about that.
    pub fn choice<T: Copy>(self, name: &str, words: &[(&str, T)]) -> Known<Setting<T>> {
        self.choice_at(&[name], words)
    }

    /// A whole number below a path, with the service's default.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn integer_at(self, path: &[&str], default: i64) -> Known<Setting<i64>> {
        match self.property_at(path)? {
            Some(value) => Ok(Setting::written(value.integer()?, &value)),
            None => Ok(Setting::default_of(default, self.place())),
        }
    }

    /// A list below a path of properties; `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn list_at(self, path: &[&str]) -> Known<Option<Setting<Vec<Val<'w>>>>> {
        match self.property_at(path)? {
            Some(value) => Ok(Some(Setting::written(value.one_or_many()?, &value))),
            None => Ok(None),
        }
    }

    /// The user pool of this stack that its `UserPoolId` names; `None` where that is another stack's.
    ///
    /// # Errors
    /// Unknown where the reference is.
    pub fn user_pool(self) -> Known<Option<UserPool<'w>>> {
        match self.property("UserPoolId")? {
            Some(value) => Ok(link(self.world, &value, "AWS::Cognito::UserPool", &["Ref", "UserPoolId"])?.map(UserPool)),
            None => Ok(None),
        }
    }

    /// The resources of a type that name this one and are there in this world.
    pub fn mentioned_by(self, kind: &'static str) -> impl Iterator<Item = Resource<'w>> {
        let world = self.world;
        let by = world.stack.mentioned_by(self.index).iter().copied().map(move |index| Resource::new(world, index));
        // One whose condition can't be told counts: what it says may hold.
        by.filter(move |resource| resource.kind() == kind && resource.exists() != Ok(false))
    }

    /// True where a resource that runs code of its own, or makes resources of its own, is given this one.
    #[must_use]
    pub fn has_helper(self) -> bool {
        let resources = &self.world.stack.resources;
        let is_helper = |kind: &str| kind.starts_with("Custom::") || kind.starts_with("AWS::CloudFormation::");
        self.world.stack.mentioned_by(self.index).iter().any(|index| is_helper(&resources[*index].kind))
    }

    /// Whether it exists in this world.
    ///
    /// # Errors
    /// Unknown where its condition is.
    pub fn exists(self) -> Known<bool> {
        match &self.written().condition {
            Some(condition) => self.world.condition(condition),
            None => Ok(true),
        }
    }
}

/// The resources of a type, in the order of the file, whether they are there in this world or not.
pub fn of_kind<'w>(world: &'w World<'w>, kind: &str) -> impl Iterator<Item = Resource<'w>> + use<'w> {
    world.stack.of_kind(kind).iter().map(move |index| Resource::new(world, *index))
}

/// The resource that a value refers to by one of the given attributes; `None` where it refers to something else, or to another stack.
///
/// # Errors
/// Unknown where the value is.
pub fn link<'w>(world: &'w World<'w>, value: &Val<'w>, kind: &str, attributes: &[&str]) -> Known<Option<Resource<'w>>> {
    let text = value.text()?;
    if text.has_hole() {
        return Err(Unknown::Deployed);
    }
    let found = text.reference().filter(|(_, attribute)| attributes.contains(attribute));
    Ok(found.map(|(index, _)| Resource::new(world, index)).filter(|resource| resource.kind() == kind))
}

/// Whether a test holds for any of the values: true when it does for one, false only when all are known.
///
/// # Errors
/// Unknown where none passes and one is unknown.
pub fn any(values: &[Val<'_>], test: impl Fn(&Val<'_>) -> Known<bool>) -> Known<bool> {
    let mut unknown = None;
    for value in values {
        match test(value) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(why) => unknown = Some(why),
        }
    }
    unknown.map_or(Ok(false), Err)
}

/// Whether a test holds for all of the values: false when it fails for one, true only when all are known.
///
/// # Errors
/// Unknown where none fails and one is unknown.
pub fn all(values: &[Val<'_>], test: impl Fn(&Val<'_>) -> Known<bool>) -> Known<bool> {
    any(values, |value| test(value).map(|holds| !holds)).map(|fails| !fails)
}
