//! `AWS::Cognito::UserPoolClient`: token lifetimes in one unit, flows, and what it says about unknown users.

use std::fmt;

use super::{Resource, Setting, UserPool};
use crate::resolve::{Known, Unknown, Val};

/// An app client.
#[derive(Clone, Copy)]
pub struct Client<'w>(pub Resource<'w>);

/// A kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// The access token.
    Access,
    /// The id token.
    Id,
    /// The refresh token.
    Refresh,
}

impl Token {
    /// The property that holds its validity.
    #[must_use]
    pub const fn property(self) -> &'static str {
        match self {
            Self::Access => "AccessTokenValidity",
            Self::Id => "IdTokenValidity",
            Self::Refresh => "RefreshTokenValidity",
        }
    }

    /// Its key in `TokenValidityUnits`.
    #[must_use]
    pub const fn unit_key(self) -> &'static str {
        match self {
            Self::Access => "AccessToken",
            Self::Id => "IdToken",
            Self::Refresh => "RefreshToken",
        }
    }

    /// How people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Access => "access token",
            Self::Id => "id token",
            Self::Refresh => "refresh token",
        }
    }

    /// The unit of a value without one: hours, for refresh tokens days
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TokenValidityUnitsType.html>).
    #[must_use]
    pub const fn default_unit(self) -> Unit {
        match self {
            Self::Access | Self::Id => Unit::Hours,
            Self::Refresh => Unit::Days,
        }
    }

    /// Shortest and longest lifetime that the service takes.
    #[must_use]
    pub const fn range(self) -> (Lifetime, Lifetime) {
        match self {
            Self::Access | Self::Id => (Lifetime::new(5, Unit::Minutes), Lifetime::new(1, Unit::Days)),
            Self::Refresh => (Lifetime::new(60, Unit::Minutes), Lifetime::new(3650, Unit::Days)),
        }
    }

    /// The lifetime of a token whose property is absent
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
    #[must_use]
    pub const fn default_lifetime(self) -> Lifetime {
        match self {
            Self::Access | Self::Id => Lifetime::new(1, Unit::Hours),
            Self::Refresh => Lifetime::new(30, Unit::Days),
        }
    }
}

/// A unit of `TokenValidityUnits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `seconds`
    Seconds,
    /// `minutes`
    Minutes,
    /// `hours`
    Hours,
    /// `days`
    Days,
}

impl Unit {
    /// All units, the smallest first.
    pub const ALL: [Self; 4] = [Self::Seconds, Self::Minutes, Self::Hours, Self::Days];

    /// Its name in `TokenValidityUnits`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    const fn seconds(self) -> i64 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3_600,
            Self::Days => 86_400,
        }
    }
}

/// A number of units. Lifetimes compare by how long they are; they show as people say them.
#[derive(Debug, Clone, Copy)]
pub struct Lifetime {
    amount: i64,
    unit: Unit,
}

impl Lifetime {
    /// So many units.
    #[must_use]
    pub const fn new(amount: i64, unit: Unit) -> Self {
        Self { amount, unit }
    }

    /// In seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.amount.saturating_mul(self.unit.seconds())
    }

    /// The number as it is written.
    #[must_use]
    pub const fn amount(self) -> i64 {
        self.amount
    }

    /// The unit.
    #[must_use]
    pub const fn unit(self) -> Unit {
        self.unit
    }
}

impl PartialEq for Lifetime {
    fn eq(&self, other: &Self) -> bool {
        self.seconds() == other.seconds()
    }
}

impl Eq for Lifetime {}

impl PartialOrd for Lifetime {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Lifetime {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.seconds().cmp(&other.seconds())
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.amount.unsigned_abs().to_string();
        let grouped: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
        let sign = if self.amount < 0 { "-" } else { "" };
        let name = self.unit.name();
        let name = if self.amount == 1 { name.trim_end_matches('s') } else { name };
        write!(out, "{sign}{} {name}", grouped.join(","))
    }
}

/// The validity of a token: how long, and whether the unit was written.
#[derive(Debug, Clone)]
pub struct Validity {
    /// How long.
    pub lifetime: Lifetime,
    /// `TokenValidityUnits` names the unit.
    pub unit_is_written: bool,
    /// The parameter or variable that gives the number.
    pub name: Option<String>,
}

impl Validity {
    /// For people: the parameter or variable that gives the number, which may be another one tomorrow, else the lifetime.
    #[must_use]
    pub fn shown(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.lifetime.to_string())
    }
}

/// Which generation a value of `ExplicitAuthFlows` belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowKind {
    /// `ADMIN_NO_SRP_AUTH`, `CUSTOM_AUTH_FLOW_ONLY`, `USER_PASSWORD_AUTH`.
    Legacy,
    /// `ALLOW_…`.
    Allow,
    /// No value of the service.
    Other,
}

/// Tells the generation of a flow.
#[must_use]
pub fn flow_kind(flow: &str) -> FlowKind {
    match flow {
        "ADMIN_NO_SRP_AUTH" | "CUSTOM_AUTH_FLOW_ONLY" | "USER_PASSWORD_AUTH" => FlowKind::Legacy,
        flow if flow.starts_with("ALLOW_") => FlowKind::Allow,
        _ => FlowKind::Other,
    }
}

impl<'w> Client<'w> {
    /// The flows of a client that lists none
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
    pub const DEFAULT_FLOWS: [&'static str; 3] = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];

    /// The pool, where it is in this stack.
    ///
    /// # Errors
    /// Unknown where the reference is.
    pub fn pool(self) -> Known<Option<UserPool<'w>>> {
        self.0.user_pool()
    }

    /// The validity of a token with its unit, or the service's default.
    ///
    /// # Errors
    /// Unknown where value or unit are, and where the value is no number.
    pub fn validity(self, token: Token) -> Known<Setting<Validity>> {
        let Some(value) = self.0.property(token.property())? else {
            let validity = Validity { lifetime: token.default_lifetime(), unit_is_written: false, name: None };
            return Ok(Setting::default_of(validity, self.0.place()));
        };
        let amount = value.integer()?;
        let unit = match self.0.property_at(&["TokenValidityUnits", token.unit_key()])? {
            Some(unit) => {
                let name = unit.literal()?;
                Some(Unit::ALL.into_iter().find(|unit| unit.name() == name).ok_or(Unknown::Type)?)
            }
            None => None,
        };
        let lifetime = Lifetime::new(amount, unit.unwrap_or(token.default_unit()));
        Ok(Setting::written(Validity { lifetime, unit_is_written: unit.is_some(), name: value.name() }, &value))
    }

    /// `EnableTokenRevocation`. Absent is true for clients made since the setting exists
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn revokes_tokens(self) -> Known<Setting<bool>> {
        self.0.boolean("EnableTokenRevocation", true)
    }

    /// `AuthSessionValidity`, in minutes. Absent is 3
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn session_minutes(self) -> Known<Setting<i64>> {
        self.0.integer_at(&["AuthSessionValidity"], 3)
    }

    /// `ExplicitAuthFlows`; `None` where it is absent, which means [`Self::DEFAULT_FLOWS`].
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn explicit_auth_flows(self) -> Known<Option<Vec<Val<'w>>>> {
        match self.0.property("ExplicitAuthFlows")? {
            Some(list) => list.one_or_many().map(Some),
            None => Ok(None),
        }
    }

    /// `RefreshTokenRotation.Feature`: true for `ENABLED`. Absent is `DISABLED`
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RefreshTokenRotationType.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn rotates_refresh_tokens(self) -> Known<Setting<bool>> {
        self.0.choice_at(&["RefreshTokenRotation", "Feature"], &[("DISABLED", false), ("ENABLED", true)])
    }

    /// `PreventUserExistenceErrors`: true for `ENABLED`. Absent is `LEGACY`
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn hides_unknown_users(self) -> Known<Setting<bool>> {
        self.0.choice("PreventUserExistenceErrors", &[("LEGACY", false), ("ENABLED", true)])
    }

    /// True for a client that only machines use: `client_credentials` is its only OAuth flow, and no user signs in through it.
    ///
    /// # Errors
    /// Unknown where the flows are.
    pub fn is_for_machines(self) -> Known<bool> {
        let Some(flows) = self.0.property("AllowedOAuthFlows")? else { return Ok(false) };
        let flows = flows.one_or_many()?;
        for flow in &flows {
            if !flow.is("client_credentials")? {
                return Ok(false);
            }
        }
        Ok(!flows.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_read_as_people_say_them() {
        assert_eq!(Lifetime::new(3600, Unit::Days).to_string(), "3,600 days");
        assert_eq!(Lifetime::new(60, Unit::Hours).to_string(), "60 hours");
        assert_eq!(Lifetime::new(1, Unit::Days).to_string(), "1 day");
        assert!(Lifetime::new(1, Unit::Days) == Lifetime::new(24, Unit::Hours));
        assert!(Lifetime::new(i64::MAX, Unit::Days) > Lifetime::new(1, Unit::Days));
    }
}
