//! `AWS::Cognito::UserPool`.

use super::{Client, Resource, Setting};
use crate::resolve::Known;

/// A user pool.
#[derive(Clone, Copy)]
pub struct UserPool<'w>(pub Resource<'w>);

/// What becomes of a resource's data when the resource goes or is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// It goes too. The default.
    Delete,
    /// It stays: `Retain`, or `RetainExceptOnCreate`.
    Retain,
    /// A snapshot stays.
    Snapshot,
}

impl Retention {
    /// Reads the policy of a resource, `DeletionPolicy` or `UpdateReplacePolicy`.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn of(resource: Resource<'_>, name: &str) -> Known<Setting<Self>> {
        Ok(match resource.attribute(name)? {
            Some(value) => {
                let kept = match value.literal()?.as_str() {
                    "Retain" | "RetainExceptOnCreate" => Self::Retain,
                    "Snapshot" => Self::Snapshot,
                    _ => Self::Delete,
                };
                Setting::written(kept, &value)
            }
            None => Setting::default_of(Self::Delete, resource.place()),
        })
    }
}

/// What a pool costs, and can do (<https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// `LITE`
    Lite,
    /// `ESSENTIALS`
    Essentials,
    /// `PLUS`
    Plus,
}

impl<'w> UserPool<'w> {
    /// The resources of a type whose `UserPoolId` is this pool, or can't be told but mentions it.
    pub fn attached(self, kind: &'static str) -> impl Iterator<Item = Resource<'w>> {
        let is_ours = move |pool: Known<Option<UserPool<'w>>>| match pool {
            Ok(Some(pool)) => pool.0.index() == self.0.index(),
            Ok(None) => false,
            Err(_) => true,
        };
        self.0.mentioned_by(kind).filter(move |resource| is_ours(resource.user_pool()))
    }

    /// `UserPoolTier`. Absent is `ESSENTIALS` for pools made since November 2024; older ones stay `LITE`, with threat protection if they had it
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn tier(self) -> Known<Setting<Tier>> {
        self.0.choice("UserPoolTier", &[("ESSENTIALS", Tier::Essentials), ("LITE", Tier::Lite), ("PLUS", Tier::Plus)])
    }

    /// Whether anybody may sign up: `AdminCreateUserConfig.AllowAdminCreateUserOnly` turned round. Absent lets everybody in
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUserConfigType.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn is_open_for_sign_up(self) -> Known<Setting<bool>> {
        Ok(self.0.boolean_at(&["AdminCreateUserConfig", "AllowAdminCreateUserOnly"], false)?.map(|only_admins| !only_admins))
    }

    /// The clients of this stack that belong to the pool.
    pub fn clients(self) -> impl Iterator<Item = Client<'w>> {
        self.0.mentioned_by("AWS::Cognito::UserPoolClient").map(Client)
    }

    /// True for a pool without people: it has clients, and only machines use them.
    ///
    /// # Errors
    /// Unknown where a client is.
    pub fn is_for_machines(self) -> Known<bool> {
        // One that people use decides, whatever the others are.
        let all: Vec<Known<bool>> = self.clients().map(Client::is_for_machines).collect();
        if all.contains(&Ok(false)) {
            return Ok(false);
        }
        let known: Vec<bool> = all.into_iter().collect::<Known<_>>()?;
        Ok(!known.is_empty())
    }

    /// `DeletionProtection`: true for `ACTIVE`. Absent is `INACTIVE`
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn deletion_protection(self) -> Known<Setting<bool>> {
        self.0.choice("DeletionProtection", &[("INACTIVE", false), ("ACTIVE", true)])
    }
}
