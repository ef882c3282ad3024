//! `AWS::Cognito::UserPoolIdentityProvider`: what it is asked with, and which attributes it writes.

use super::{Place, Resource, Setting, UserPool};
use crate::resolve::{Known, Object};
use crate::syntax::NodeId;

/// An identity provider of a user pool.
#[derive(Clone, Copy)]
pub struct IdentityProvider<'w>(pub Resource<'w>);

impl<'w> IdentityProvider<'w> {
    /// `ProviderType`.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn kind(self) -> Known<Option<String>> {
        self.0.property("ProviderType")?.map(|kind| kind.literal()).transpose()
    }

    /// `ProviderDetails`, and where it is named.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn details(self) -> Known<Option<(Object<'w>, Place)>> {
        let Some(properties) = self.0.properties()? else { return Ok(None) };
        let Some(details) = properties.get("ProviderDetails")? else { return Ok(None) };
        let place = properties.key("ProviderDetails").map_or_else(|| Place::from(&details), Place::of);
        Ok(Some((details.object()?, place)))
    }

    /// `IDPInit`: whether the provider may begin a sign-in. Absent is false
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-session-initiation.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn may_begin(self) -> Known<Setting<bool>> {
        self.0.boolean_at(&["ProviderDetails", "IDPInit"], false)
    }

    /// The attributes of the pool that it writes at each sign-in, and where each is named.
    ///
    /// # Errors
    /// Unknown where the map is.
    pub fn mapped_attributes(self) -> Known<Vec<(String, NodeId)>> {
        match self.0.property("AttributeMapping")? {
            Some(mapping) => Ok(mapping.object()?.entries()?.into_iter().map(|(name, key, _)| (name, key)).collect()),
            None => Ok(Vec::new()),
        }
    }

    /// Whether a provider of the pool writes an attribute; one that can't be told may.
    #[must_use]
    pub fn any_writes(pool: UserPool<'_>, attribute: &str) -> bool {
        pool.attached("AWS::Cognito::UserPoolIdentityProvider").map(IdentityProvider).any(|provider| match provider.mapped_attributes() {
            Ok(mapped) => mapped.iter().any(|(name, _)| name == attribute),
            Err(_) => true,
        })
    }
}
