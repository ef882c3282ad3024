//! Identity providers: what is missing in their details, and who may begin a sign-in.

use crate::model::{IdentityProvider, Resource};
use crate::rules::{Checked, Findings};

/// What each type can't do without.
const REQUIRED: [(&str, &[&str]); 5] = [
    ("OIDC", &["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"]),
    ("Google", &["client_id", "authorize_scopes"]),
    ("Facebook", &["client_id", "authorize_scopes"]),
    ("LoginWithAmazon", &["client_id", "authorize_scopes"]),
    ("SignInWithApple", &["client_id", "team_id", "key_id", "authorize_scopes"]),
];

pub(super) fn incomplete_identity_provider<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let provider = IdentityProvider(resource);
    let Some(kind) = provider.kind()? else { return Ok(()) };
    out.each([&kind], |kind, out| social_name(resource, kind, out));
    out.each([&kind], |kind, out| details(provider, kind, out));
    Ok(())
}

fn social_name<'w>(resource: Resource<'w>, kind: &str, out: &mut Findings<'w>) -> Checked {
    if matches!(kind, "Google" | "Facebook" | "LoginWithAmazon" | "SignInWithApple")
        && let Some(name) = resource.property("ProviderName")?
    {
        let written = name.literal()?;
        if written != kind {
            out.report(&name, format!("{written} is not the name of {kind}"))
                .title("the deployment fails because a social provider must be named as its type")
                .help(format!("write `ProviderName: {kind}`"));
        }
    }
    Ok(())
}

fn details<'w>(provider: IdentityProvider<'w>, kind: &str, out: &mut Findings<'w>) -> Checked {
    let Some((details, place)) = provider.details()? else { return Ok(()) };
    if kind == "SAML" {
        let (url, file) = (details.get("MetadataURL")?, details.get("MetadataFile")?);
        match (&url, &file) {
            (None, None) => {
                out.report(place, "neither MetadataURL nor MetadataFile").help("write `MetadataURL` or `MetadataFile`");
            }
            // What is unknown may turn out to be nothing.
            (Some(url), Some(file)) if !url.text()?.has_hole() && !file.text()?.has_hole() => {
                out.report(file, "MetadataFile beside MetadataURL").related(url, "the other form").help("write one of the two");
            }
            (Some(url), None) if url.text()?.literals().next().is_some_and(|literal| literal.starts_with("http://")) => {
                out.report(url, "fetched without encryption")
                    .title("whoever is on the way can put their own key into the provider's metadata")
                    .help("write an `https` address, or put the document into `MetadataFile`")
                    .case("http");
            }
            _ => {}
        }
        return Ok(());
    }
    let Some((_, required)) = REQUIRED.iter().find(|(name, _)| *name == kind) else { return Ok(()) };
    let mut missing = Vec::new();
    for key in *required {
        if details.get(key)?.is_none() {
            missing.push(*key);
        }
    }
    let Some(first) = missing.first() else { return Ok(()) };
    let plain = |key: &str| key.to_lowercase().replace(['_', '-'], "");
    let meant = details.written().into_iter().find(|(key, _)| missing.iter().any(|name| plain(name) == plain(key)));
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let report = out.report(place, format!("{} {verb} missing for {kind}", missing.join(", ")));
    match meant {
        Some((key, entry)) => {
            report.related(entry.key, "not the name of a detail").help(format!("the names are lower case with `_`, not `{key}`"))
        }
        None => report.help(format!("add `{first}` to `ProviderDetails`")),
    };
    Ok(())
}

pub(super) fn idp_initiated_saml<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let provider = IdentityProvider(resource);
    let begins = provider.may_begin()?;
    if *begins && provider.kind()?.as_deref() == Some("SAML") {
        out.report(&begins, "the pool takes assertions that it did not ask for");
    }
    Ok(())
}
