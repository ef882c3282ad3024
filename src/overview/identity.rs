//! The facts of an identity pool, its roles, and the tags that its users get.

use super::pool::{entries, retention};
use super::reading::{Read, Shown, Spec, default, list_at, shown, text_at, value, yes};
use crate::model::{IdentityPool, Place, Resource, RoleAttachment, Setting};
use crate::resolve::{Known, Unknown};

pub(super) const POOL: &[Spec] = &[
    Spec {
        key: "guests",
        name: "guests",
        path: &["AllowUnauthenticatedIdentities"],
        read: |at| yes(IdentityPool(at).allows_guests()?, "get AWS credentials", "get nothing"),
    },
    Spec {
        key: "classic-flow",
        name: "classic flow",
        path: &["AllowClassicFlow"],
        read: |at| {
            match IdentityPool(at).allows_classic_flow()? {
                Some(allows) => yes(allows, "allowed: callers choose the role", "off"),
                // What CloudFormation then sends is not known.
                None => Err(Unknown::Open),
            }
        },
    },
    Spec { key: "providers", name: "providers", path: &["CognitoIdentityProviders"], read: providers },
    Spec { key: "token-check", name: "server-side token check", path: &["CognitoIdentityProviders"], read: token_check },
    Spec {
        key: "logins",
        name: "other logins",
        path: &["SupportedLoginProviders"],
        read: |at| {
            // Of the values some are secrets.
            let Some(logins) = at.property("SupportedLoginProviders")? else { return Ok(None) };
            let names: Vec<String> = logins.object()?.entries()?.into_iter().map(|(name, _, _)| name).collect();
            Ok(Some(Setting::written(Shown::names(&names), &logins)))
        },
    },
    Spec {
        key: "oidc",
        name: "OpenID Connect",
        path: &["OpenIdConnectProviderARNs"],
        read: |at| list_at(at, &["OpenIdConnectProviderARNs"]),
    },
    Spec { key: "saml", name: "SAML", path: &["SamlProviderARNs"], read: |at| list_at(at, &["SamlProviderARNs"]) },
    Spec {
        key: "developer",
        name: "developer provider",
        path: &["DeveloperProviderName"],
        read: |at| text_at(at, &["DeveloperProviderName"]),
    },
    Spec { key: "deletion-policy", name: "when removed", path: &[], read: |at| retention(at, "DeletionPolicy") },
];

pub(super) const ATTACHMENT: &[Spec] = &[
    Spec { key: "authenticated", name: "signed-in users", path: &["Roles"], read: |at| role(at, "authenticated") },
    Spec { key: "unauthenticated", name: "guests", path: &["Roles"], read: |at| role(at, "unauthenticated") },
    Spec { key: "mappings", name: "role mappings", path: &["RoleMappings"], read: mappings },
];

pub(super) const TAGS: &[Spec] = &[
    Spec { key: "provider", name: "provider", path: &["IdentityProviderName"], read: |at| text_at(at, &["IdentityProviderName"]) },
    Spec {
        key: "tags",
        name: "tags",
        path: &["PrincipalTags"],
        read: |at| {
            let Some(tags) = at.property("PrincipalTags")? else { return Ok(None) };
            let mut all = Vec::new();
            for (name, _, claim) in tags.object()?.entries()? {
                all.push(format!("{name} from {}", shown(at.world(), &claim).unwrap_or_else(|unknown| format!("? ({unknown})"))));
            }
            Ok(Some(Setting::written(Shown::words(all.join(", ")), &tags)))
        },
    },
    Spec {
        key: "defaults",
        name: "service's own tags",
        path: &["UseDefaults"],
        read: |at| match at.property("UseDefaults")? {
            Some(_) => yes(at.boolean("UseDefaults", false)?, "used", "not used"),
            None => Ok(None),
        },
    },
];

fn providers(at: Resource<'_>) -> Read {
    let mut place: Option<Place> = None;
    let mut all = Vec::new();
    for provider in IdentityPool(at).providers()? {
        let provider = provider?;
        place = place.or(Some(provider.place));
        let part = |name: &str| -> Known<String> {
            match provider.object.get(name)? {
                Some(value) => shown(at.world(), &value),
                None => Ok("?".to_owned()),
            }
        };
        all.push(format!("{} with client {}", part("ProviderName")?, part("ClientId")?));
    }
    Ok(Some(entries(all, place, at, "no user pool")))
}

fn token_check(at: Resource<'_>) -> Read {
    let mut all: Vec<Setting<bool>> = Vec::new();
    for provider in IdentityPool(at).providers()? {
        all.push(provider?.server_side_token_check()?);
    }
    let Some(first) = all.first().cloned() else { return Ok(None) };
    if all.iter().all(|check| **check == *first) {
        return yes(first, "on", "off: tokens of signed-out and deleted users stay good");
    }
    Ok(Some(first.map(|_| Shown::words("on for some providers, off for others"))))
}

fn role(at: Resource<'_>, wanted: &str) -> Read {
    for (name, _, role) in RoleAttachment(at).roles()? {
        if name == wanted {
            return Ok(Some(Setting::written(value(at.world(), &role)?, &role)));
        }
    }
    Ok(Some(default(at, Shown::words("no role"))))
}

fn mappings(at: Resource<'_>) -> Read {
    let mut place: Option<Place> = None;
    let mut all = Vec::new();
    for (name, key, mapping) in RoleAttachment(at).role_mappings()? {
        place = place.or(Some(Place::of(key)));
        let mapping = mapping.object()?;
        let provider = match mapping.get("IdentityProvider")? {
            Some(provider) => shown(at.world(), &provider)?,
            None => name,
        };
        let kind = match mapping.get("Type")? {
            Some(kind) => shown(at.world(), &kind)?,
            None => "?".to_owned(),
        };
        let rest = match mapping.get("AmbiguousRoleResolution")? {
            Some(rest) => format!(", else {}", shown(at.world(), &rest)?),
            None => String::new(),
        };
        all.push(format!("{provider}: {}{rest}", if kind == "Token" { "by the token's groups" } else { "by rules" }));
    }
    Ok(place.map(|place| entries(all, Some(place), at, "")))
}
