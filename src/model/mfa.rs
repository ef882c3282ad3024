//! The ways in which a pool lets people in: second factors, first factors, and how a lost password is replaced.

use super::{Place, Setting, UserPool};
use crate::resolve::{Known, Unknown, Val};
use crate::syntax::Style;
use crate::template::Dialect;

/// Whether people need a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mfa {
    /// Nobody does.
    Off,
    /// Those who set one up do.
    Optional,
    /// Everybody does.
    On,
}

/// A way to recover an account.
#[derive(Clone)]
pub struct Mechanism<'w> {
    /// `verified_email`, `verified_phone_number` or `admin_only`.
    pub name: String,
    /// Where the name is.
    pub name_at: Val<'w>,
    /// The smaller one is tried first; `None` where it is absent.
    pub priority: Option<Setting<i64>>,
}

impl Mfa {
    /// Its word in `MfaConfiguration`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Optional => "OPTIONAL",
            Self::On => "ON",
        }
    }
}

impl Mechanism<'_> {
    /// The attribute that must be verified; `None` for `admin_only`.
    #[must_use]
    pub fn attribute(&self) -> Option<&str> {
        self.name.strip_prefix("verified_")
    }
}

impl<'w> UserPool<'w> {
    /// The first factors of a pool that lists none
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignInPolicyType.html>).
    pub const DEFAULT_FIRST_FACTORS: [&'static str; 1] = ["PASSWORD"];

    /// The ways to recover an account of a pool that lists none, the first one first
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html>).
    pub const DEFAULT_RECOVERY: [&'static str; 2] = ["verified_phone_number", "verified_email"];

    /// `MfaConfiguration`. Absent is `OFF`
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html>).
    ///
    /// # Errors
    /// Unknown where it is, and for a word that the template language takes for a boolean: the deployment fails.
    pub fn mfa(self) -> Known<Setting<Mfa>> {
        let words = [Mfa::Off, Mfa::Optional, Mfa::On].map(|mfa| (mfa.name(), mfa));
        if let Some(value) = self.0.property("MfaConfiguration")?
            && value.scalar().is_some_and(|(word, style)| style == Style::Plain && matches!(word, "ON" | "OFF"))
        {
            match self.0.world().stack.dialect {
                Dialect::Serverless => {}
                Dialect::Unknown => return Err(Unknown::Dialect),
                Dialect::CloudFormation | Dialect::Sam | Dialect::Policy => return Err(Unknown::Type),
            }
        }
        self.0.choice("MfaConfiguration", &words)
    }

    /// `EnabledMfas`; empty where it is absent.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn second_factors(self) -> Known<Vec<Val<'w>>> {
        self.items(&["EnabledMfas"])
    }

    /// Whether codes can be sent to phones.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn sends_texts(self) -> Known<bool> {
        Ok(self.0.property("SmsConfiguration")?.is_some())
    }

    /// Whether mail goes out by the account's own SES: `EmailSendingAccount` is `DEVELOPER`. Absent is `COGNITO_DEFAULT`
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn sends_own_mail(self) -> Known<Setting<bool>> {
        self.0.choice_at(&["EmailConfiguration", "EmailSendingAccount"], &[("COGNITO_DEFAULT", false), ("DEVELOPER", true)])
    }

    /// `Policies.SignInPolicy.AllowedFirstAuthFactors`; empty where it is absent, which means [`Self::DEFAULT_FIRST_FACTORS`].
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn first_factors(self) -> Known<Vec<Val<'w>>> {
        self.items(&["Policies", "SignInPolicy", "AllowedFirstAuthFactors"])
    }

    /// Whether people may sign in without a password.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn is_passwordless(self) -> Known<bool> {
        super::any(&self.first_factors()?, |factor| Ok(!factor.is("PASSWORD")?))
    }

    /// The mechanisms of `AccountRecoverySetting`; empty where it is absent, which means [`Self::DEFAULT_RECOVERY`].
    ///
    /// # Errors
    /// Unknown where one of them is.
    pub fn recovery(self) -> Known<Vec<Mechanism<'w>>> {
        let mut all = Vec::new();
        for item in self.items(&["AccountRecoverySetting", "RecoveryMechanisms"])? {
            let item = item.object()?;
            let name_at = item.get("Name")?.ok_or(Unknown::Type)?;
            let priority = match item.get("Priority")? {
                Some(value) => Some(Setting::written(value.integer()?, &value)),
                None => None,
            };
            all.push(Mechanism { name: name_at.literal()?, name_at, priority });
        }
        Ok(all)
    }

    /// `AutoVerifiedAttributes`; empty where it is absent.
    ///
    /// # Errors
    /// Unknown where an item is.
    pub fn auto_verified(self) -> Known<Vec<String>> {
        self.items(&["AutoVerifiedAttributes"])?.iter().map(Val::literal).collect()
    }

    /// `UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate`; `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn verified_before_update(self) -> Known<Option<(Place, Vec<Val<'w>>)>> {
        match self.0.property_at(&["UserAttributeUpdateSettings", "AttributesRequireVerificationBeforeUpdate"])? {
            Some(list) => Ok(Some((Place::from(&list), list.one_or_many()?))),
            None => Ok(None),
        }
    }

    /// The items of a list below a path of properties; none where it is absent.
    fn items(self, path: &[&str]) -> Known<Vec<Val<'w>>> {
        match self.0.property_at(path)? {
            Some(list) => list.one_or_many(),
            None => Ok(Vec::new()),
        }
    }
}
