//! How the claims of a token choose a role: mappings that the service refuses, matches that are loose, claims that users write.

use crate::model::{ClaimPurpose, Place, RoleAttachment, attribute_of_claim, claim_uses, link, writers};
use crate::resolve::{Object, Piece, Text, Val, World};
use crate::rules::{Checked, Edit, Findings};
use crate::syntax::NodeId;

/// The most rules of one mapping
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html>).
const RULE_LIMIT: usize = 25;

/// Providers that are named by their host alone.
const HOSTS: [&str; 5] = ["graph.facebook.com", "accounts.google.com", "www.amazon.com", "appleid.apple.com", "api.twitter.com"];

pub(super) fn invalid_role_mapping<'w>(attachment: RoleAttachment<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attachment.role_mappings()?, |(name, key, mapping), out| {
        let map = mapping.object()?;
        out.each([()], |(), out| kind_of_mapping(&map, key, out));
        out.each([()], |(), out| match map.get("IdentityProvider")? {
            Some(provider) => named_provider(attachment, &provider, out),
            None => provider_in_key(attachment, &name, key, out),
        });
        Ok(())
    });
    Ok(())
}

fn kind_of_mapping<'w>(map: &Object<'w>, key: NodeId, out: &mut Findings<'w>) -> Checked {
    if map.get("AmbiguousRoleResolution")?.is_none() {
        out.report(key, "AmbiguousRoleResolution is not set").help("write `AmbiguousRoleResolution: Deny`");
    }
    let Some(kind) = map.get("Type")? else { return Ok(()) };
    let configuration = map.get("RulesConfiguration")?;
    match (kind.literal()?.as_str(), configuration) {
        ("Rules", None) => {
            out.report(&kind, "no RulesConfiguration beside it").help("write the rules into `RulesConfiguration`");
        }
        ("Token", Some(rules)) => {
            out.report(&rules, "rules beside `Type: Token` are not read")
                .title("these rules choose nobody's role, since the token does")
                .help("write `Type: Rules`, or remove `RulesConfiguration`")
                .case("unread");
        }
        ("Rules", Some(rules)) => {
            let Some(list) = rules.object()?.get("Rules")? else { return Ok(()) };
            let count = list.list()?.len();
            if count > RULE_LIMIT {
                out.report(&list, format!("{count} rules where {RULE_LIMIT} are allowed"))
                    .help("merge rules, or use groups and `Type: Token`");
            }
        }
        _ => {}
    }
    Ok(())
}

/// What is wrong with the form of a user pool's name in a mapping.
fn fault(world: &World<'_>, text: &Text) -> Option<&'static str> {
    let is_pool = |index: &usize| world.stack.resources[*index].kind == "AWS::Cognito::UserPool";
    match text.pieces.as_slice() {
        [Piece::Literal(start), ..] if start.starts_with("https://") || start.starts_with("http://") => Some("an address with a scheme"),
        [Piece::Attribute { resource, name }, ..] if is_pool(resource) && name == "ProviderURL" => Some("an address with https://"),
        [Piece::Attribute { resource, .. }] if is_pool(resource) => Some("a user pool without a client"),
        _ => None,
    }
}

fn named_provider<'w>(attachment: RoleAttachment<'w>, provider: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    let world = attachment.0.world();
    let text = provider.text()?;
    if let Some(what) = fault(world, &text) {
        out.report(provider, format!("{what} where a provider with its client belongs"))
            .help("write `!Join [':', [!GetAtt <pool>.ProviderName, !Ref <client>]]`");
        return Ok(());
    }
    // A client that the identity pool does not trust.
    let [Piece::Attribute { name, .. }, Piece::Literal(colon), Piece::Attribute { resource: client, .. }] = text.pieces.as_slice() else {
        return Ok(());
    };
    let Some(pool) = attachment.pool()?.filter(|_| name == "ProviderName" && colon == ":") else { return Ok(()) };
    for trusted in pool.providers()? {
        let Some(id) = trusted?.object.get("ClientId")? else { return Ok(()) };
        match link(world, &id, "AWS::Cognito::UserPoolClient", &["Ref", "ClientId"])? {
            Some(trusted) if trusted.index() == *client => return Ok(()),
            // One of another stack can't be this one; a text may be.
            Some(_) => {}
            None => return Ok(()),
        }
    }
    out.report(provider, format!("{} is no provider of {}", world.stack.resources[*client].id, pool.0.id()))
        .related(pool.0.place(), "the providers are listed here")
        .help("add the client to `CognitoIdentityProviders`, or map the one that is there");
    Ok(())
}

fn provider_in_key<'w>(attachment: RoleAttachment<'w>, name: &str, key: NodeId, out: &mut Findings<'w>) -> Checked {
    if name.contains("${") || name.starts_with("arn:") || HOSTS.contains(&name) {
        return Ok(());
    }
    let what = if name.starts_with("https://") {
        "an address with https:// where a provider belongs"
    } else if name.starts_with("cognito-idp.") && name.contains('/') {
        if name.contains(':') {
            return Ok(());
        }
        "a user pool without a client"
    } else if name.contains('.') {
        // The issuer of an OpenID provider, perhaps.
        return Ok(());
    } else {
        // A developer's own provider has a name of any form.
        match attachment.pool()? {
            Some(pool) if pool.developer_provider()?.as_deref() != Some(name) => "a free name, and no IdentityProvider beside it",
            _ => return Ok(()),
        }
    };
    out.report(key, what).help("add `IdentityProvider: !Join [':', [!GetAtt <pool>.ProviderName, !Ref <client>]]`");
    Ok(())
}

pub(super) fn ambiguous_role_fallback<'w>(attachment: RoleAttachment<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attachment.role_mappings()?, |(_, _, mapping), out| {
        let Some(value) = mapping.object()?.get("AmbiguousRoleResolution")? else { return Ok(()) };
        if value.is("AuthenticatedRole")? {
            out.report(&value, "whoever fits no rule gets the role of all users").fix(Edit::replace(&value, "Deny"));
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn loose_claim_match<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(claim_uses(world), |used, out| {
        let ClaimPurpose::Role(rule) = used.purpose else { return Ok(()) };
        let Some(kind) = rule.get("MatchType")? else { return Ok(()) };
        let text = match kind.literal()?.as_str() {
            "Contains" => "any text around the value matches",
            "StartsWith" => "any text behind the value matches",
            "NotEqual" => "everything but the value matches",
            _ => return Ok(()),
        };
        let claim = &used.claim;
        // Several groups stand in one claim: only a part of it can be compared.
        if claim == "cognito:groups" && kind.is("Contains")? {
            return Ok(());
        }
        out.report(&kind, text).resource(used.resource.id()).related(used.place, format!("of the claim {claim}"));
        Ok(())
    });
    Ok(())
}

/// Standard attributes that count only once they are verified, and those that a pool settles itself.
const VERIFIED: [&str; 2] = ["email", "phone_number"];

pub(super) fn user_controlled_role<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(claim_uses(world), |used, out| {
        let Some(pool) = used.pool? else { return Ok(()) };
        let Some(attribute) = attribute_of_claim(pool, &used.claim)? else { return Ok(()) };
        if !attribute.is_mutable || attribute.is_for_developers || VERIFIED.contains(&attribute.name.as_str()) {
            return Ok(());
        }
        let open: Vec<(String, Place)> =
            writers(pool, &attribute.name).into_iter().map(|(client, place)| (client.0.id().to_owned(), place)).collect();
        let Some((client, place)) = open.first() else { return Ok(()) };
        let what = match &used.purpose {
            ClaimPurpose::Role(_) => "chooses the role".to_owned(),
            ClaimPurpose::Tag(tag) => format!("becomes the session tag {tag}"),
        };
        out.report(used.place, format!("{} {what}, and users may write it", used.claim))
            .resource(used.resource.id())
            .related(*place, format!("{client} lets users write it"))
            .help(format!("list `WriteAttributes` of {client} without `{}`, or choose by groups", attribute.name));
        Ok(())
    });
    Ok(())
}
