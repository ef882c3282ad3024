//! Whether the flows and the secret of a client fit what uses it: browsers, servers, functions that ask questions.

use crate::model::{Client, IdentityPool, Place, Service, all, link};
use crate::resolve::{Known, Piece, Val};
use crate::rules::{Checked, Findings};
use crate::template::Open;

/// The functions that a custom flow needs.
const CHALLENGES: [&str; 3] = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];

/// What people can sign in with beside their plain password.
const OTHER_WAYS: [&str; 3] = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_CUSTOM_AUTH"];

/// What to write where the flow of servers is all that a client for browsers lists: both rules about it say so.
pub(super) const LEFTOVER: &str =
    "delete `ExplicitAuthFlows`: SRP, custom and refresh stay on without it; a server that signs people in needs a client of its own";

/// A flow of this name.
fn flow_of<'w>(client: Client<'w>, names: &[&str]) -> Known<Option<Val<'w>>> {
    let Some(flows) = client.explicit_auth_flows()? else { return Ok(None) };
    for flow in flows {
        if flow.is_any(names)? {
            return Ok(Some(flow));
        }
    }
    Ok(None)
}

/// True where functions of the service may be put on pools that are made elsewhere: which ones only the deployment knows.
fn has_distant_triggers(client: Client<'_>) -> Known<bool> {
    let Some(service) = Service::of(client.0.world()) else { return Ok(false) };
    Ok(service.functions()?.iter().flat_map(|function| function.pool_triggers()).any(|trigger| trigger.is_elsewhere))
}

pub(super) fn plain_password_flow<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(flow) = flow_of(client, &["ALLOW_USER_PASSWORD_AUTH"])? else { return Ok(()) };
    let Some(pool) = client.pool()? else { return Ok(()) };
    let moves_users = pool.0.property_at(&["LambdaConfig", "UserMigration"])?.is_some();
    // With a secret it is a server that sends them.
    if moves_users || *client.is_confidential()? || has_distant_triggers(client)? {
        return Ok(());
    }
    let report = out.report(&flow, "passwords travel to Cognito as they are typed");
    // Only what browsers and apps use can be told to be theirs; a script of the team's own may be all that signs in.
    let report = match sign_of_a_browser(client) {
        Ok(Some((place, sign))) => report.related(place, sign),
        _ => report.case("unseen"),
    };
    if flow_of(client, &OTHER_WAYS).map(|other| other.is_none()) == Ok(true) {
        report
            .title("this client takes passwords as they are typed, and knows no other way in")
            .help("write `ALLOW_USER_SRP_AUTH` in its place, and let the application sign in with SRP");
    }
    Ok(())
}

pub(super) fn custom_flow_without_triggers<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let only = flow_of(client, &["CUSTOM_AUTH_FLOW_ONLY"])?;
    let is_only = only.is_some();
    let Some(flow) = only.map_or_else(|| flow_of(client, &["ALLOW_CUSTOM_AUTH"]), |only| Ok(Some(only)))? else { return Ok(()) };
    let is_open = client.0.world().stack.open.is_some_and(|open| open != Open::Generated);
    let Some(pool) = client.pool()?.filter(|_| !is_open) else { return Ok(()) };
    if has_distant_triggers(client)? {
        return Ok(());
    }
    let mut missing = Vec::new();
    for name in CHALLENGES {
        if pool.0.property_at(&["LambdaConfig", name])?.is_none() {
            missing.push(name);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let text = match missing.len() {
        3 => format!("{} has no function for it", pool.0.id()),
        _ => format!("{} has no {}", pool.0.id(), missing.join(", ")),
    };
    let report = out.report(&flow, text).related(pool.0.place(), "the pool");
    if missing.len() == 3 && !is_only {
        report
            .title("a sign-in flow is offered that nothing answers")
            .help("remove `ALLOW_CUSTOM_AUTH`, or give the pool the three functions")
            .case("idle");
    }
    Ok(())
}

/// What shows that browsers or apps use a client, with its words.
fn sign_of_a_browser(client: Client<'_>) -> Known<Option<(Place, &'static str)>> {
    if *client.is_oauth_on()?
        && let Some(flows) = client.0.property("AllowedOAuthFlows")?
    {
        for flow in flows.one_or_many()? {
            if flow.is("implicit")? {
                return Ok(Some((Place::from(&flow), "browsers use the implicit flow")));
            }
        }
    }
    if let Some(urls) = client.0.property("CallbackURLs")? {
        for url in urls.one_or_many()? {
            let text = url.text()?;
            // What it begins with tells.
            let Some(Piece::Literal(start)) = text.pieces.first() else { continue };
            let is_own = start.split_once("://").is_some_and(|(scheme, _)| !matches!(scheme, "http" | "https") && !scheme.is_empty());
            if is_own {
                return Ok(Some((Place::from(&url), "an app opens this address")));
            }
        }
    }
    for pool in client.0.mentioned_by("AWS::Cognito::IdentityPool").map(IdentityPool) {
        for provider in pool.providers()? {
            let provider = provider?;
            let Some(id) = provider.object.get("ClientId")? else { continue };
            if link(client.0.world(), &id, "AWS::Cognito::UserPoolClient", &["Ref", "ClientId"])?
                .is_some_and(|of| of.index() == client.0.index())
            {
                return Ok(Some((Place::from(&id), "browsers and apps get credentials with its tokens")));
            }
        }
    }
    Ok(None)
}

pub(super) fn secret_on_public_client<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let secret = client.is_confidential()?;
    if !*secret || client.is_for_machines()? {
        return Ok(());
    }
    if let Some((place, sign)) = sign_of_a_browser(client)? {
        out.report(&secret, "a secret, where everybody can read the code").related(place, sign);
    }
    Ok(())
}

pub(super) fn server_flow_on_public_client<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(flow) = flow_of(client, &["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])? else { return Ok(()) };
    if *client.is_confidential()? {
        return Ok(());
    }
    if let Some((place, sign)) = sign_of_a_browser(client)? {
        let report = out.report(&flow, "browsers have no AWS credentials to make this call").related(place, sign);
        if is_leftover(client) == Ok(true) {
            report.help(LEFTOVER);
        }
    }
    Ok(())
}

/// True where the flow of servers, by its old name, is all that a client for browsers lists.
pub(super) fn is_leftover(client: Client<'_>) -> Known<bool> {
    let Some(flows) = client.explicit_auth_flows()? else { return Ok(false) };
    let is_alone = all(&flows, |flow| Ok(flow.literal()? == "ADMIN_NO_SRP_AUTH"))?;
    Ok(is_alone && !flows.is_empty() && !*client.is_confidential()? && sign_of_a_browser(client)?.is_some())
}
