//! OAuth settings of `AWS::Cognito::UserPoolClient`: comes in a client, goes out what the hosted sign-in pages may do for it.

use super::{Client, Place, Setting};
use crate::resolve::{Known, Val};

/// The settings that count only while OAuth is on for the client
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
const DEPENDENT: [&str; 5] = ["AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs", "LogoutURLs", "DefaultRedirectURI"];

/// The scopes that every pool has; others belong to a resource server.
pub const STANDARD_SCOPES: [&str; 5] = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

/// The providers whose names the service gives; `COGNITO` is the pool itself.
pub const SOCIAL_PROVIDERS: [&str; 4] = ["Facebook", "Google", "LoginWithAmazon", "SignInWithApple"];

impl<'w> Client<'w> {
    /// `AllowedOAuthFlowsUserPoolClient`. Absent is false
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn is_oauth_on(self) -> Known<Setting<bool>> {
        self.0.boolean("AllowedOAuthFlowsUserPoolClient", false)
    }

    /// The settings that are written, not empty, and count only while OAuth is on, each with its key. What can't be told is left out.
    #[must_use]
    pub fn oauth_settings(self) -> Vec<(&'static str, Place)> {
        let Ok(Some(properties)) = self.0.properties() else { return Vec::new() };
        let is_set = |name: &str| match properties.get(name) {
            Ok(Some(value)) => value.one_or_many().is_ok_and(|items| !items.is_empty()),
            _ => false,
        };
        DEPENDENT.into_iter().filter(|name| is_set(name)).filter_map(|name| Some((name, Place::of(properties.key(name)?)))).collect()
    }

    /// `AllowedOAuthFlows`; none where it is absent.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn oauth_flows(self) -> Known<Vec<Val<'w>>> {
        self.list("AllowedOAuthFlows")
    }

    /// `AllowedOAuthScopes`; none where it is absent.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn oauth_scopes(self) -> Known<Vec<Val<'w>>> {
        self.list("AllowedOAuthScopes")
    }

    /// `CallbackURLs`; none where it is absent.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn callback_urls(self) -> Known<Vec<Val<'w>>> {
        self.list("CallbackURLs")
    }

    /// `LogoutURLs`; none where it is absent.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn logout_urls(self) -> Known<Vec<Val<'w>>> {
        self.list("LogoutURLs")
    }

    /// `DefaultRedirectURI`; `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn default_redirect(self) -> Known<Option<Val<'w>>> {
        self.0.property("DefaultRedirectURI")
    }

    /// `SupportedIdentityProviders`; none where it is absent.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn identity_providers(self) -> Known<Vec<Val<'w>>> {
        self.list("SupportedIdentityProviders")
    }

    /// Whether the client has a secret: `GenerateSecret`. Absent is false
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn is_confidential(self) -> Known<Setting<bool>> {
        self.0.boolean("GenerateSecret", false)
    }

    fn list(self, name: &str) -> Known<Vec<Val<'w>>> {
        match self.0.property(name)? {
            Some(list) => list.one_or_many(),
            None => Ok(Vec::new()),
        }
    }
}
