//! Identity providers that the pool of a client lacks, and such of which the client may be made before they are.

use std::cell::OnceCell;

use super::order::{belonging, pool_of_its_own, wait};
use crate::model::{Client, SOCIAL_PROVIDERS, awaited, is_same, whole};
use crate::resolve::Unknown;
use crate::rules::schema::{nearest, shown};
use crate::rules::{Checked, Edit, Findings};

const PROVIDER: &str = "AWS::Cognito::UserPoolIdentityProvider";

pub(super) fn unknown_identity_provider<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let stack = client.0.world().stack;
    let before = OnceCell::new();
    out.each(client.identity_providers()?, |item, out| {
        let text = item.text()?;
        // A reference names what there is, and waits for it.
        let Some(name) = whole(&text).filter(|name| *name != "COGNITO" && !name.is_empty()) else { return Ok(()) };
        let Some(pool) = pool_of_its_own(client)? else { return Ok(()) };
        let mut names = Vec::new();
        for provider in belonging(pool, PROVIDER) {
            let written = provider.property("ProviderName")?.ok_or(Unknown::Type)?.text()?;
            if !is_same(&text, &written)? {
                names.push((whole(&written).map_or(String::new(), str::to_owned), provider));
                continue;
            }
            if !before.get_or_init(|| awaited(stack, client.0.index())).contains(&provider.index()) {
                let call = out.call(&item, "Ref", provider.id());
                out.report(&item, format!("a text, so nothing makes the client wait for {}", provider.id()))
                    .related(provider.place(), "the provider of this name")
                    .title("the deployment fails when the client is made before the identity provider")
                    .help(format!("write {call}, or `DependsOn: {}` beside the client's Type", provider.id()))
                    .case("order")
                    .fix(wait(client, provider)?);
            }
            return Ok(());
        }
        let label = shown(name).map_or("this name".to_owned(), |shown| shown);
        let report = out.report(&item, format!("no identity provider of the pool is named {label}"));
        let near = nearest(name, names.iter().map(|(name, _)| name.as_str()));
        if let Some(near) = near {
            let provider = names.iter().find(|(name, _)| name == near).map(|(_, provider)| provider.place());
            let report = provider.into_iter().fold(report, |report, place| report.related(place, "has nearly this name"));
            report.help(format!("write `{near}`")).fix(Edit::replace(&item, near));
        } else if let Some(social) = nearest(name, SOCIAL_PROVIDERS.into_iter().chain(["COGNITO"])).filter(|social| *social != name) {
            report.help(format!("write `{social}`, with an identity provider of that name in the pool"));
        }
        Ok(())
    });
    Ok(())
}
