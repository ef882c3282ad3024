//! The facts of an app client.

use super::reading::{Spec, default, list_at, text_at, yes};
use crate::model::{Client, Resource, Setting, Token};
use crate::resolve::Known;

type Read = Known<Option<Setting<String>>>;

pub(super) const CLIENT: &[Spec] = &[
    Spec { key: "name", name: "name", path: &["ClientName"], read: |at| text_at(at, &["ClientName"]) },
    Spec {
        key: "secret",
        name: "secret",
        path: &["GenerateSecret"],
        read: |at| Ok(Some(yes(Client(at).is_confidential()?, "yes: confidential, for servers", "none: public, for browsers and apps"))),
    },
    Spec {
        key: "flows",
        name: "flows",
        path: &["ExplicitAuthFlows"],
        read: |at| Ok(Some(Client(at).flows()?.map(|flows| flows.join(", ")))),
    },
    Spec { key: "access-token", name: "access token", path: &["AccessTokenValidity"], read: |at| validity(at, Token::Access) },
    Spec { key: "id-token", name: "ID token", path: &["IdTokenValidity"], read: |at| validity(at, Token::Id) },
    Spec { key: "refresh-token", name: "refresh token", path: &["RefreshTokenValidity"], read: |at| validity(at, Token::Refresh) },
    Spec {
        key: "rotation",
        name: "refresh token rotation",
        path: &["RefreshTokenRotation", "Feature"],
        read: |at| text_at(at, &["RefreshTokenRotation", "Feature"]),
    },
    Spec {
        key: "session",
        name: "sign-in session",
        path: &["AuthSessionValidity"],
        read: |at| Ok(Some(Client(at).session_minutes()?.map(|minutes| format!("{minutes} minutes")))),
    },
    Spec {
        key: "revocation",
        name: "token revocation",
        path: &["EnableTokenRevocation"],
        read: |at| Ok(Some(yes(Client(at).revokes_tokens()?, "on", "off: tokens stay good until they expire"))),
    },
    Spec {
        key: "unknown-users",
        name: "unknown users",
        path: &["PreventUserExistenceErrors"],
        read: |at| {
            Ok(Some(yes(Client(at).hides_unknown_users()?, "ENABLED: look like wrong passwords", "LEGACY: are told apart from known ones")))
        },
    },
    Spec {
        key: "oauth",
        name: "OAuth",
        path: &["AllowedOAuthFlowsUserPoolClient"],
        read: |at| Ok(Some(yes(Client(at).is_oauth_on()?, "on", "off"))),
    },
    Spec { key: "oauth-flows", name: "OAuth flows", path: &["AllowedOAuthFlows"], read: |at| list_at(at, &["AllowedOAuthFlows"]) },
    Spec { key: "oauth-scopes", name: "OAuth scopes", path: &["AllowedOAuthScopes"], read: |at| list_at(at, &["AllowedOAuthScopes"]) },
    Spec { key: "callbacks", name: "callbacks", path: &["CallbackURLs"], read: |at| list_at(at, &["CallbackURLs"]) },
    Spec { key: "logouts", name: "logouts", path: &["LogoutURLs"], read: |at| list_at(at, &["LogoutURLs"]) },
    Spec {
        key: "providers",
        name: "identity providers",
        path: &["SupportedIdentityProviders"],
        read: |at| Ok(Some(list_at(at, &["SupportedIdentityProviders"])?.unwrap_or_else(|| default(at, "the pool itself")))),
    },
    Spec { key: "writes", name: "may write", path: &["WriteAttributes"], read: |at| list_at(at, &["WriteAttributes"]) },
];

fn validity(at: Resource<'_>, token: Token) -> Read {
    let validity = Client(at).validity(token)?;
    Ok(Some(validity.map(|validity| match validity.name {
        Some(name) => format!("{} ({name})", validity.lifetime),
        None => validity.lifetime.to_string(),
    })))
}
