//! `AWS::Cognito::IdentityPool` and `AWS::Cognito::IdentityPoolRoleAttachment`.

use super::claims::user_pool_in;
use super::{Client, Place, Resource, Role, Setting, UserPool, link};
use crate::resolve::{Known, Object, Unknown, Val, Value};
use crate::syntax::NodeId;

/// An identity pool.
#[derive(Clone, Copy)]
pub struct IdentityPool<'w>(pub Resource<'w>);

/// A user pool client that an identity pool trusts.
#[derive(Clone)]
pub struct Provider<'w> {
    /// The map with `ProviderName` and `ClientId`.
    pub object: Object<'w>,
    /// Where it is written.
    pub place: Place,
}

impl<'w> Provider<'w> {
    /// The user pool of this stack that `ProviderName` names; `None` where it names another one, or is absent.
    ///
    /// # Errors
    /// Unknown where the name is.
    pub fn user_pool(&self, identities: IdentityPool<'w>) -> Known<Option<UserPool<'w>>> {
        match self.object.get("ProviderName")? {
            Some(name) => user_pool_in(identities.0.world(), &name),
            None => Ok(None),
        }
    }

    /// The client of this stack that `ClientId` names, with the place; `None` where it names another one, or is absent.
    ///
    /// # Errors
    /// Unknown where the id is.
    pub fn client(&self, identities: IdentityPool<'w>) -> Known<Option<(Client<'w>, Val<'w>)>> {
        let Some(id) = self.object.get("ClientId")? else { return Ok(None) };
        let client = link(identities.0.world(), &id, "AWS::Cognito::UserPoolClient", &["Ref", "ClientId"])?;
        Ok(client.map(|client| (Client(client), id)))
    }

    /// `ServerSideTokenCheck`; absent is false.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn server_side_token_check(&self) -> Known<Setting<bool>> {
        Ok(match self.object.get("ServerSideTokenCheck")? {
            Some(value) => Setting::written(value.boolean()?, &value),
            None => {
                // The map itself begins with its first key: that is the nearest thing to point at.
                let place = ["ProviderName", "ClientId"].iter().find_map(|key| self.object.key(key)).map_or(self.place, Place::of);
                Setting::default_of(false, place)
            }
        })
    }
}

impl<'w> IdentityPool<'w> {
    /// `AllowUnauthenticatedIdentities`, which is required.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn allows_guests(self) -> Known<Setting<bool>> {
        self.0.boolean("AllowUnauthenticatedIdentities", false)
    }

    /// `AllowClassicFlow`; `None` where it is absent, since what CloudFormation then sends is not known.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn allows_classic_flow(self) -> Known<Option<Setting<bool>>> {
        match self.0.property("AllowClassicFlow")? {
            Some(value) => Ok(Some(Setting::written(value.boolean()?, &value))),
            None => Ok(None),
        }
    }

    /// `CognitoIdentityProviders`.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn providers(self) -> Known<Vec<Known<Provider<'w>>>> {
        let Some(list) = self.0.property("CognitoIdentityProviders")? else { return Ok(Vec::new()) };
        let provider = |value: &Val<'w>| Ok(Provider { object: value.object()?, place: Place::from(value) });
        Ok(list.one_or_many()?.iter().map(provider).collect())
    }

    /// Whether anybody vouches for users: a user pool, a login, an OpenID or SAML provider, or the developer.
    ///
    /// # Errors
    /// Unknown where none is known and one can't be told.
    pub fn has_providers(self) -> Known<bool> {
        const PROVIDERS: [&str; 5] = [
            "CognitoIdentityProviders",
            "SupportedLoginProviders",
            "OpenIdConnectProviderARNs",
            "SamlProviderARNs",
            "DeveloperProviderName",
        ];
        for name in PROVIDERS {
            let Some(value) = self.0.property(name)? else { continue };
            let is_empty = match value.value()? {
                Value::List(items) => items.is_empty(),
                Value::Map(_) => value.object()?.entries()?.is_empty(),
                Value::Text(_) => false,
                Value::Nothing => true,
            };
            if !is_empty {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `DeveloperProviderName`; `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn developer_provider(self) -> Known<Option<String>> {
        self.0.property("DeveloperProviderName")?.map(|value| value.literal()).transpose()
    }

    /// The attachments that name this pool.
    pub fn attachments(self) -> impl Iterator<Item = RoleAttachment<'w>> {
        self.0.mentioned_by("AWS::Cognito::IdentityPoolRoleAttachment").map(RoleAttachment)
    }

    /// Where an attachment of the pool names the role of guests.
    pub fn guest_role(self) -> Option<Place> {
        let ours = self.attachments().filter(|of| of.pool().is_ok_and(|pool| pool.is_some_and(|pool| pool.0.index() == self.0.index())));
        let roles = ours.flat_map(|attachment| attachment.roles().unwrap_or_default());
        roles.into_iter().find(|(name, ..)| name == "unauthenticated").map(|(_, key, _)| Place::of(key))
    }

    /// How many roles of this stack the pool's users can get: attached ones, and those whose trust names the pool.
    ///
    /// # Errors
    /// Unknown where an attachment or a trust is.
    pub fn roles(self) -> Known<Vec<Role<'w>>> {
        let mut roles: Vec<Role<'w>> = Vec::new();
        let mut add = |role: Role<'w>| {
            if !roles.iter().any(|known| known.0.index() == role.0.index()) {
                roles.push(role);
            }
        };
        for attachment in self.attachments() {
            for (_, _, value) in attachment.roles()? {
                if let Ok(Some(role)) = link(self.0.world(), &value, "AWS::IAM::Role", &["Arn"]) {
                    add(Role(role));
                }
            }
        }
        for role in self.0.mentioned_by("AWS::IAM::Role").map(Role) {
            if role.audiences()?.iter().any(|audience| audience.pool.is_some_and(|pool| pool.0.index() == self.0.index())) {
                add(role);
            }
        }
        Ok(roles)
    }
}

/// A role attachment.
#[derive(Clone, Copy)]
pub struct RoleAttachment<'w>(pub Resource<'w>);

impl<'w> RoleAttachment<'w> {
    /// The pool, where it is in this stack.
    ///
    /// # Errors
    /// Unknown where the reference is.
    pub fn pool(self) -> Known<Option<IdentityPool<'w>>> {
        match self.0.property("IdentityPoolId")? {
            Some(value) => Ok(link(self.0.world(), &value, "AWS::Cognito::IdentityPool", &["Ref", "Id"])?.map(IdentityPool)),
            None => Err(Unknown::Type),
        }
    }

    /// The entries of `Roles`: name, place of the name, role.
    ///
    /// # Errors
    /// Unknown where the map is.
    pub fn roles(self) -> Known<Vec<(String, NodeId, Val<'w>)>> {
        match self.0.property("Roles")? {
            Some(roles) => roles.object()?.entries(),
            None => Ok(Vec::new()),
        }
    }

    /// The role under a name of `Roles`.
    ///
    /// # Errors
    /// Unknown where the map is.
    pub fn role(self, name: &str) -> Known<Option<Val<'w>>> {
        Ok(self.roles()?.into_iter().find(|(known, ..)| known == name).map(|(_, _, value)| value))
    }

    /// What the attachments of the same pool, this one first, give under a name, as far as it is known.
    #[must_use]
    pub fn roles_of_pool(self, name: &str) -> Vec<Val<'w>> {
        let mut attachments = vec![self];
        if let Ok(Some(pool)) = self.pool() {
            let is_of_pool = |other: &Self| other.pool().is_ok_and(|of| of.is_some_and(|of| of.0.index() == pool.0.index()));
            attachments.extend(pool.attachments().filter(|other| other.0.index() != self.0.index()).filter(is_of_pool));
        }
        attachments.into_iter().filter_map(|attachment| attachment.role(name).ok().flatten()).collect()
    }

    /// Whether the pool may have guests; one of another stack may.
    ///
    /// # Errors
    /// Unknown where it is a pool of this stack whose setting is.
    pub fn may_have_guests(self) -> Known<bool> {
        match self.pool() {
            Ok(Some(pool)) => Ok(*pool.allows_guests()?),
            _ => Ok(true),
        }
    }

    /// The entries of `RoleMappings`.
    ///
    /// # Errors
    /// Unknown where the map is.
    pub fn role_mappings(self) -> Known<Vec<(String, NodeId, Val<'w>)>> {
        match self.0.property("RoleMappings")? {
            Some(mappings) => mappings.object()?.entries(),
            None => Ok(Vec::new()),
        }
    }
}
