//! The facts of an app client.

use super::Datum;
use super::reading::{Read, Shown, Spec, amount, list_at, list_or, text_at, yes};
use crate::model::{Client, Resource, Token};

pub(super) const CLIENT: &[Spec] = &[
    Spec { key: "name", name: "name", path: &["ClientName"], read: |at| text_at(at, &["ClientName"]) },
    Spec {
        key: "secret",
        name: "secret",
        path: &["GenerateSecret"],
        read: |at| yes(Client(at).is_confidential()?, "yes: confidential, for servers", "none: public, for browsers and apps"),
    },
    Spec {
        key: "flows",
        name: "flows",
        path: &["ExplicitAuthFlows"],
        read: |at| list_or(at, &["ExplicitAuthFlows"], &Client::DEFAULT_FLOWS),
    },
    Spec { key: "access-token", name: "access token", path: &["AccessTokenValidity"], read: |at| validity(at, Token::Access) },
    Spec { key: "id-token", name: "ID token", path: &["IdTokenValidity"], read: |at| validity(at, Token::Id) },
    Spec { key: "refresh-token", name: "refresh token", path: &["RefreshTokenValidity"], read: |at| validity(at, Token::Refresh) },
    Spec {
        key: "rotation",
        name: "token rotation",
        path: &["RefreshTokenRotation", "Feature"],
        read: |at| yes(Client(at).rotates_refresh_tokens()?, "on", "off"),
    },
    Spec {
        key: "session",
        name: "sign-in session",
        path: &["AuthSessionValidity"],
        read: |at| amount(Client(at).session_minutes()?, "minutes"),
    },
    Spec {
        key: "revocation",
        name: "token revocation",
        path: &["EnableTokenRevocation"],
        read: |at| yes(Client(at).revokes_tokens()?, "on", "off: tokens stay good until they expire"),
    },
    Spec {
        key: "unknown-users",
        name: "unknown users",
        path: &["PreventUserExistenceErrors"],
        read: |at| yes(Client(at).hides_unknown_users()?, "ENABLED: look like wrong passwords", "LEGACY: are told apart from known ones"),
    },
    Spec {
        key: "oauth",
        name: "OAuth",
        path: &["AllowedOAuthFlowsUserPoolClient"],
        read: |at| yes(Client(at).is_oauth_on()?, "on", "off"),
    },
    Spec { key: "oauth-flows", name: "OAuth flows", path: &["AllowedOAuthFlows"], read: |at| list_at(at, &["AllowedOAuthFlows"]) },
    Spec { key: "oauth-scopes", name: "OAuth scopes", path: &["AllowedOAuthScopes"], read: |at| list_at(at, &["AllowedOAuthScopes"]) },
    Spec { key: "callbacks", name: "callbacks", path: &["CallbackURLs"], read: |at| list_at(at, &["CallbackURLs"]) },
    Spec { key: "logouts", name: "logouts", path: &["LogoutURLs"], read: |at| list_at(at, &["LogoutURLs"]) },
    Spec {
        key: "providers",
        name: "identity providers",
        path: &["SupportedIdentityProviders"],
        read: |at| {
            let providers = list_or(at, &["SupportedIdentityProviders"], &[])?;
            Ok(providers.map(|setting| match setting.is_written() {
                true => setting,
                false => setting.map(|shown| shown.said(|_| "the pool itself".to_owned())),
            }))
        },
    },
    Spec { key: "writes", name: "may write", path: &["WriteAttributes"], read: |at| list_at(at, &["WriteAttributes"]) },
];

fn validity(at: Resource<'_>, token: Token) -> Read {
    let validity = Client(at).validity(token)?;
    Ok(Some(validity.map(|validity| {
        let lifetime = validity.lifetime;
        let text = match validity.name {
            Some(name) => format!("{lifetime} ({name})"),
            None => lifetime.to_string(),
        };
        Shown::new(text, Datum::Amount { amount: lifetime.amount(), unit: lifetime.unit().name() })
    })))
}
