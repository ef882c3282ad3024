//! `AWS::Cognito::UserPool`.

use super::{Client, IdentityPool, Resource, Setting, link};
use crate::resolve::{Known, Object, Unknown};

/// A user pool.
#[derive(Clone, Copy)]
pub struct UserPool<'w>(pub Resource<'w>);

/// What becomes of a resource's data when the resource goes or is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// It goes too. The default
    /// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html>).
    Delete,
    /// It stays: `Retain`, or `RetainExceptOnCreate`.
    Retain,
    /// A snapshot stays.
    Snapshot,
}

impl Retention {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Delete => "Delete",
            Self::Retain => "Retain",
            Self::Snapshot => "Snapshot",
        }
    }

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

impl Tier {
    /// Its word in `UserPoolTier`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lite => "LITE",
            Self::Essentials => "ESSENTIALS",
            Self::Plus => "PLUS",
        }
    }
}

/// What passwords must be.
#[derive(Clone, Copy)]
pub struct PasswordPolicy<'w>(Object<'w>);

impl PasswordPolicy<'_> {
    /// The least length where there is no policy
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>).
    pub const DEFAULT_LENGTH: i64 = 8;

    /// For how many days a temporary password is good where nothing is said
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html>).
    pub const DEFAULT_TEMPORARY_DAYS: i64 = 7;

    /// The kinds of characters that may be demanded, with their properties.
    pub const CLASSES: [(&'static str, &'static str); 4] = [
        ("RequireLowercase", "lowercase letters"),
        ("RequireUppercase", "uppercase letters"),
        ("RequireNumbers", "numbers"),
        ("RequireSymbols", "symbols"),
    ];

    /// `MinimumLength`; `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn minimum_length(&self) -> Known<Option<Setting<i64>>> {
        self.number("MinimumLength")
    }

    /// `TemporaryPasswordValidityDays`; `None` where it is absent. Zero counts as absent
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn temporary_days(&self) -> Known<Option<Setting<i64>>> {
        Ok(self.number("TemporaryPasswordValidityDays")?.filter(|days| **days != 0))
    }

    /// `PasswordHistorySize`; `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn history(&self) -> Known<Option<Setting<i64>>> {
        self.number("PasswordHistorySize")
    }

    /// The classes of characters that are written as not demanded, by their names. What an absent one means is not settled.
    ///
    /// # Errors
    /// Unknown where one is.
    pub fn dropped(&self) -> Known<Vec<Setting<&'static str>>> {
        let mut all = Vec::new();
        for (key, name) in Self::CLASSES {
            if let Some(value) = self.0.get(key)?
                && !value.boolean()?
            {
                all.push(Setting::written(name, &value));
            }
        }
        Ok(all)
    }

    /// The classes of characters that are demanded, by their names.
    ///
    /// # Errors
    /// Unknown where one is, and where one is absent: what that means is not settled.
    pub fn demanded(&self) -> Known<Vec<&'static str>> {
        let mut all = Vec::new();
        for (key, name) in Self::CLASSES {
            if self.0.get(key)?.ok_or(Unknown::Open)?.boolean()? {
                all.push(name);
            }
        }
        Ok(all)
    }

    fn number(&self, key: &str) -> Known<Option<Setting<i64>>> {
        match self.0.get(key)? {
            Some(value) => Ok(Some(Setting::written(value.integer()?, &value))),
            None => Ok(None),
        }
    }
}

/// How user names that differ in case alone are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// They are one. What people expect.
    Folded,
    /// They are different ones. The default.
    Exact,
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

    /// The identity pools of this stack that take tokens of one of the pool's clients.
    pub fn identity_pools(self) -> impl Iterator<Item = IdentityPool<'w>> {
        let takes = move |identities: &IdentityPool<'w>| {
            identities.providers().is_ok_and(|providers| {
                providers.into_iter().flatten().any(|provider| {
                    let client = provider.object.get("ClientId");
                    let Ok(Some(client)) = client else { return false };
                    let client = link(self.0.world(), &client, "AWS::Cognito::UserPoolClient", &["Ref", "ClientId"]);
                    client
                        .and_then(|client| Client(client.ok_or(Unknown::Reference)?).pool())
                        .is_ok_and(|pool| pool.is_some_and(|pool| pool.0.index() == self.0.index()))
                })
            })
        };
        let all = self.clients().flat_map(|client| client.0.mentioned_by("AWS::Cognito::IdentityPool").map(IdentityPool));
        all.filter(takes)
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

    /// `Policies.PasswordPolicy`; `None` where it is absent: then the service demands eight characters of all four classes
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn password_policy(self) -> Known<Option<PasswordPolicy<'w>>> {
        match self.0.property_at(&["Policies", "PasswordPolicy"])? {
            Some(value) => Ok(Some(PasswordPolicy(value.object()?))),
            None => Ok(None),
        }
    }

    /// The least length of a password: of a policy that does not say it, nothing is settled.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn password_length(self) -> Known<Setting<i64>> {
        match self.password_policy()? {
            Some(policy) => policy.minimum_length()?.ok_or(Unknown::Open),
            None => Ok(Setting::default_of(PasswordPolicy::DEFAULT_LENGTH, self.0.place())),
        }
    }

    /// The classes of characters that a password must have, by their names; without any policy all four.
    ///
    /// # Errors
    /// Unknown where one is, or is absent from a policy.
    pub fn password_classes(self) -> Known<Setting<Vec<&'static str>>> {
        match self.0.property_at(&["Policies", "PasswordPolicy"])? {
            Some(value) => Ok(Setting::written(PasswordPolicy(value.object()?).demanded()?, &value)),
            None => Ok(Setting::default_of(PasswordPolicy::CLASSES.map(|(_, name)| name).to_vec(), self.0.place())),
        }
    }

    /// For how many days a temporary password is good.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn temporary_password_days(self) -> Known<Setting<i64>> {
        let written = self.password_policy()?.map(|policy| policy.temporary_days()).transpose()?.flatten();
        Ok(written.unwrap_or_else(|| Setting::default_of(PasswordPolicy::DEFAULT_TEMPORARY_DAYS, self.0.place())))
    }

    /// `AdminCreateUserConfig`, where it has an `UnusedAccountValidityDays` other than zero.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn unused_account_days(self) -> Known<Option<(Object<'w>, Setting<i64>)>> {
        let Some(config) = self.0.property("AdminCreateUserConfig")? else { return Ok(None) };
        let config = config.object()?;
        let Some(days) = config.get("UnusedAccountValidityDays")? else { return Ok(None) };
        let days = Setting::written(days.integer()?, &days);
        Ok((*days != 0).then_some((config, days)))
    }

    /// `UsernameConfiguration.CaseSensitive`. Absent is true
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UsernameConfigurationType.html>).
    ///
    /// # Errors
    /// Unknown where it is, and where the map is there without it, which the service refuses.
    pub fn user_names(self) -> Known<Setting<Names>> {
        let names = self.0.boolean_at(&["UsernameConfiguration", "CaseSensitive"], true)?;
        if !names.is_written() && self.0.property("UsernameConfiguration")?.is_some() {
            return Err(Unknown::Type);
        }
        Ok(names.map(|is_exact| if is_exact { Names::Exact } else { Names::Folded }))
    }

    /// The attributes in place of a user name: `UsernameAttributes`; empty where people choose a name.
    ///
    /// # Errors
    /// Unknown where one is.
    pub fn username_attributes(self) -> Known<Vec<String>> {
        match self.0.property("UsernameAttributes")? {
            Some(list) => list.one_or_many()?.iter().map(|item| item.literal()).collect(),
            None => Ok(Vec::new()),
        }
    }

    /// Whether a function decides about each sign-up.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn judges_sign_up(self) -> Known<bool> {
        Ok(self.0.property_at(&["LambdaConfig", "PreSignUp"])?.is_some())
    }
}
