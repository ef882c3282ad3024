//! `AWS::Cognito::UserPoolGroup`: its rank, its role, and whether an identity pool asks for that role.

use super::{Client, IdentityPool, Resource, Setting, UserPool};
use crate::resolve::{Known, Val};

/// A group of a user pool.
#[derive(Clone, Copy)]
pub struct Group<'w>(pub Resource<'w>);

impl<'w> Group<'w> {
    /// `Precedence`, where it is written. The lowest number decides; a group without one comes last.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn precedence(self) -> Known<Option<Setting<i64>>> {
        match self.0.property("Precedence")? {
            Some(value) => Ok(Some(Setting::written(value.integer()?, &value))),
            None => Ok(None),
        }
    }

    /// `RoleArn`, where it is written.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn role(self) -> Known<Option<Val<'w>>> {
        self.0.property("RoleArn")
    }

    /// Whether its role is another one than that of another group; `None` where one of them has none.
    ///
    /// # Errors
    /// Unknown where a role is, or the two can't be told apart.
    pub fn has_other_role(self, other: Self) -> Known<Option<bool>> {
        let (Some(mine), Some(theirs)) = (self.role()?, other.role()?) else { return Ok(None) };
        let (mine, theirs) = (mine.text()?, theirs.text()?);
        if mine.pieces == theirs.pieces {
            return Ok(Some(false));
        }
        if mine.has_hole() || theirs.has_hole() {
            return Err(crate::resolve::Unknown::Deployed);
        }
        Ok(Some(true))
    }
}

/// The identity pools of this stack that take the tokens of a user pool.
#[must_use]
pub fn identity_pools_of<'w>(pool: UserPool<'w>) -> Vec<IdentityPool<'w>> {
    let clients: Vec<Client<'w>> = pool.clients().collect();
    let mut found: Vec<IdentityPool<'w>> = Vec::new();
    for by in std::iter::once(pool.0).chain(clients.into_iter().map(|client| client.0)) {
        for identity in by.mentioned_by("AWS::Cognito::IdentityPool") {
            if !found.iter().any(|known| known.0.index() == identity.index()) {
                found.push(IdentityPool(identity));
            }
        }
    }
    found
}

impl IdentityPool<'_> {
    /// Whether some provider's users get the role that their token names; `None` where no attachment of this stack says it.
    ///
    /// # Errors
    /// Unknown where an attachment is.
    pub fn takes_roles_of_tokens(self) -> Known<Option<bool>> {
        let mut is_attached = false;
        for attachment in self.attachments() {
            is_attached = true;
            for (_, _, mapping) in attachment.role_mappings()? {
                if let Some(kind) = mapping.object()?.get("Type")?
                    && !kind.is("Rules")?
                {
                    return Ok(Some(true));
                }
            }
        }
        Ok(is_attached.then_some(false))
    }
}
