//! Getters that only an overview needs: comes in a pool or a client, go out its settings with the service's defaults.

use super::{Client, Place, Resource, Setting, UserPool};
use crate::resolve::{Known, Unknown, Val};

/// The flows of a client that lists none
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
const DEFAULT_FLOWS: [&str; 3] = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];

impl<'w> Resource<'w> {
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
}

impl UserPool<'_> {
    /// `UsernameConfiguration.CaseSensitive`. Absent is true
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UsernameConfigurationType.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn is_case_sensitive(self) -> Known<Setting<bool>> {
        self.0.boolean_at(&["UsernameConfiguration", "CaseSensitive"], true)
    }

    /// The least length of a password. Without any policy it is 8
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>); of a policy that does not say it,
    /// nothing is settled.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn password_length(self) -> Known<Setting<i64>> {
        match self.0.property_at(&["Policies", "PasswordPolicy"])? {
            None => Ok(Setting::default_of(8, self.0.place())),
            Some(policy) => {
                let length = policy.object()?.get("MinimumLength")?.ok_or(Unknown::Open)?;
                Ok(Setting::written(length.integer()?, &length))
            }
        }
    }

    /// The kinds of characters that a password must have. Without any policy all four
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>). Of a kind that a policy does not
    /// name, sources disagree: it is unknown.
    ///
    /// # Errors
    /// Unknown where one is.
    pub fn password_characters(self) -> Known<Setting<Vec<&'static str>>> {
        const KINDS: [(&str, &str); 4] = [
            ("RequireUppercase", "upper case"),
            ("RequireLowercase", "lower case"),
            ("RequireNumbers", "digits"),
            ("RequireSymbols", "symbols"),
        ];
        let Some(policy) = self.0.property_at(&["Policies", "PasswordPolicy"])? else {
            return Ok(Setting::default_of(KINDS.iter().map(|(_, name)| *name).collect(), self.0.place()));
        };
        let object = policy.object()?;
        let mut asked = Vec::new();
        for (key, name) in KINDS {
            if object.get(key)?.ok_or(Unknown::Open)?.boolean()? {
                asked.push(name);
            }
        }
        Ok(Setting::written(asked, &policy))
    }

    /// For how many days a temporary password is good. Absent, and 0, are 7
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn temporary_password_days(self) -> Known<Setting<i64>> {
        let days = self.0.integer_at(&["Policies", "PasswordPolicy", "TemporaryPasswordValidityDays"], 7)?;
        Ok(days.map(|days| if days == 0 { 7 } else { days }))
    }
}

impl Client<'_> {
    /// The names of the flows, or the service's set of them.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn flows(self) -> Known<Setting<Vec<String>>> {
        match self.0.list_at(&["ExplicitAuthFlows"])? {
            Some(list) => {
                let names: Known<Vec<String>> = list.iter().map(Val::literal).collect();
                let names = names?;
                Ok(list.map(|_| names))
            }
            None => {
                let names = DEFAULT_FLOWS.iter().map(|name| (*name).to_owned()).collect();
                Ok(Setting::default_of(names, self.0.place()))
            }
        }
    }

    /// `AuthSessionValidity`, in minutes. Absent is 3
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn session_minutes(self) -> Known<Setting<i64>> {
        self.0.integer_at(&["AuthSessionValidity"], 3)
    }

    /// The place of its logical id.
    #[must_use]
    pub fn place(self) -> Place {
        self.0.place()
    }
}
