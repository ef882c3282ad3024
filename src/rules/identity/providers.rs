//! Who vouches for the users of an identity pool: names of user pools, providers that are gone, none at all.

use crate::model::{IdentityPool, link};
use crate::resolve::Piece;
use crate::rules::{Checked, Edit, Findings, Written};

pub(super) fn invalid_provider_name<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(pool.providers()?, |provider, out| {
        let Some(name) = provider?.object.get("ProviderName")? else { return Ok(()) };
        let text = name.text()?;
        if let Some(user_pool) = link(pool.0.world(), &name, "AWS::Cognito::UserPool", &["Ref", "UserPoolId", "Arn", "ProviderURL"])? {
            let what = match text.reference() {
                Some((_, "ProviderURL")) => "an address with https://",
                Some((_, "Arn")) => "the ARN of a user pool",
                _ => "the id of a user pool",
            };
            let argument = format!("{}.ProviderName", user_pool.id());
            let help = format!("write {}", out.call(&name, "GetAtt", &argument));
            out.report(&name, format!("{what} where its provider name belongs"))
                .help(help)
                .fix(Edit::replace(&name, Written::Call("GetAtt", argument)));
            return Ok(());
        }
        if let Some(Piece::Literal(start)) = text.pieces.first()
            && (start.starts_with("https://") || start.starts_with("http://"))
        {
            out.report(&name, "an address with a scheme where a provider name belongs")
                .help("write it without the scheme: `cognito-idp.<region>.amazonaws.com/<pool id>`");
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn no_identity_providers<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    if *pool.allows_guests()? || pool.has_providers()? {
        return Ok(());
    }
    // A search domain adds itself as a provider.
    if ["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"].iter().any(|kind| pool.0.mentioned_by(kind).next().is_some()) {
        return Ok(());
    }
    out.report(pool.0.place(), "neither providers nor guests");
    Ok(())
}

/// Login providers that no longer exist.
const DEAD: [(&str, &str); 2] = [
    ("www.digits.com", "www.digits.com was shut down in 2017"),
    ("api.twitter.com", "api.twitter.com no longer gives the tokens that this needs"),
];

pub(super) fn dead_login_provider<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(logins) = pool.0.property("SupportedLoginProviders")? else { return Ok(()) };
    for (name, key, _) in logins.object()?.entries()? {
        if let Some((host, why)) = DEAD.iter().find(|(host, _)| *host == name) {
            let report = out.report(key, *why).help(format!("remove `{host}`, and let its users sign in by another provider"));
            if *host == "api.twitter.com" {
                report.title("users of this login may be unable to sign in any more").case("twitter");
            }
        }
    }
    Ok(())
}
