//! Whose tokens an identity pool takes: clients that are none, or belong elsewhere, and providers of another kind.

use crate::model::{IdentityPool, UserPool, link};
use crate::resolve::{Known, Piece, Val};
use crate::rules::{Checked, Findings};

pub(super) fn wrong_client<'w>(identities: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(identities.providers()?, |provider, out| {
        let provider = provider?;
        let Some(id) = provider.object.get("ClientId")? else { return Ok(()) };
        if let Some(pool) = link(identities.0.world(), &id, "AWS::Cognito::UserPool", &["Ref", "UserPoolId"])? {
            let help = only_client(UserPool(pool)).map(|client| format!("write {}", out.call(&id, "Ref", client)));
            let report = out.report(&id, "the id of a user pool where that of a client belongs");
            if let Some(help) = help {
                report.help(help);
            }
            return Ok(());
        }
        let Some((client, place)) = provider.client(identities)? else { return Ok(()) };
        let (Some(owner), Some(named)) = (client.pool()?, provider.user_pool(identities)?) else { return Ok(()) };
        if owner.0.index() != named.0.index() {
            let report = out
                .report(&place, format!("{} is a client of {}, not of {}", client.0.id(), owner.0.id(), named.0.id()))
                .help(format!("name a client of {}, or the provider of {}", named.0.id(), owner.0.id()));
            if let Some(name) = provider.object.get("ProviderName")? {
                report.related(&name, format!("the provider is {}", named.0.id()));
            }
        }
        Ok(())
    });
    Ok(())
}

/// The name of the one client that a pool has in this stack.
fn only_client(pool: UserPool<'_>) -> Option<&str> {
    let mut clients = pool.clients();
    let first = clients.next()?;
    clients.next().is_none().then(|| first.0.id())
}

/// A list of an identity pool, and what belongs in it.
struct Kind {
    property: &'static str,
    resource: &'static str,
    /// How the part of an ARN that says what it is begins.
    part: &'static str,
    name: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind { property: "SamlProviderARNs", resource: "AWS::IAM::SAMLProvider", part: ":saml-provider/", name: "a SAML provider" },
    Kind { property: "OpenIdConnectProviderARNs", resource: "AWS::IAM::OIDCProvider", part: ":oidc-provider/", name: "an OpenID provider" },
];

pub(super) fn wrong_provider_arn<'w>(identities: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    let [saml, open_id] = &KINDS;
    out.each([(saml, open_id), (open_id, saml)], |(kind, other), out| {
        let Some(list) = identities.0.property(kind.property)? else { return Ok(()) };
        out.each(list.one_or_many()?, |arn, out| {
            if names(identities, &arn, other)? {
                out.report(&arn, format!("{}, not {}", other.name, kind.name)).help(format!("move it to `{}`", other.property));
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// Whether an ARN is that of a provider of a kind.
fn names<'w>(identities: IdentityPool<'w>, arn: &Val<'w>, kind: &Kind) -> Known<bool> {
    let text = arn.text()?;
    if matches!(text.pieces.first(), Some(Piece::Literal(start)) if start.starts_with("arn:")) {
        return Ok(text.literals().any(|literal| literal.contains(kind.part)));
    }
    Ok(link(identities.0.world(), arn, kind.resource, &["Ref", "Arn"])?.is_some())
}
