//! Trusts whose provider is none, or whose keys are those of another one.

use crate::model::{ConditionTest, DocumentKind, FEDERATION_HOSTS, Federation, SITES, SharedIssuer, Statement, Trusted, member_of};
use crate::resolve::{Known, Val};
use crate::rules::schema::nearest;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn no_provider<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind != DocumentKind::Trust {
        return Ok(());
    }
    out.each(statement.federated()?, |value, out| {
        match Trusted::read(statement.world(), &value)? {
            // What belongs under another member is told as that.
            Trusted::Other(text) if member_of(&text).is_none_or(|member| member == "Federated" || text.starts_with("cognito-identity")) => {
                other(&text, &value, out)
            }
            Trusted::Resource(resource) => {
                let report = out.report(&value, format!("{} is an {}, which is no provider of IAM", resource.id(), resource.kind()));
                if resource.kind() == "AWS::Cognito::IdentityPool" {
                    report.help("write `cognito-identity.amazonaws.com`, and name the pool in the condition");
                }
            }
            Trusted::OpenId { issuer: Some(issuer), .. } if issuer.contains("://") => {
                let help = format!("write the host without `https://`: `…:oidc-provider/{}`", issuer.trim_start_matches("https://"));
                out.report(&value, "the ARN of a provider with `https://` in it").help(help);
            }
            _ => {}
        }
        Ok(())
    });
    Ok(())
}

/// A text that is neither a host that AWS knows nor the ARN of a provider.
fn other<'w>(text: &str, value: &Val<'w>, out: &mut Findings<'w>) {
    if text.contains('*') {
        out.report(value, format!("`{text}`, where a provider has to be named in full"));
        return;
    }
    // The hosts of partitions that nobody outside knows.
    if text.ends_with(".gov") || text.ends_with(".eu") || text.contains("us-iso") || text.is_empty() {
        return;
    }
    if text.contains(":userpool/") || text.starts_with("cognito-idp.") {
        out.report(value, format!("`{text}` is a user pool, whose tokens IAM does not take by this name")).help(
            "trust `cognito-identity.amazonaws.com` and put an identity pool before the user pool; or name the ARN of an OpenID provider",
        );
        return;
    }
    if text.starts_with("arn:") {
        out.report(value, format!("`{text}` is no provider"));
        return;
    }
    let bare = text.trim_start_matches("https://").trim_end_matches('/');
    let known = FEDERATION_HOSTS.iter().map(|federation| federation.host).chain(SITES);
    let meant = if bare.starts_with("cognito-identity") && !bare.contains(".cn") && !bare.contains("gov") {
        Some("cognito-identity.amazonaws.com")
    } else {
        nearest(bare, known)
    };
    if let Some(meant) = meant {
        out.report(value, format!("`{text}` is no provider")).help(format!("write `{meant}`")).fix(Edit::replace(value, meant));
        return;
    }
    let label = match SharedIssuer::of(bare) {
        Some(_) => format!("the host `{text}`, not the ARN of the provider that stands for it in the account"),
        None => format!("`{text}` is neither a host that AWS knows nor the ARN of a provider"),
    };
    out.report(value, label).help(format!("write `arn:aws:iam::<account>:oidc-provider/{bare}`"));
}

/// A provider among the accounts or the services, and the reverse.
pub(super) fn under_another_member<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.lets_assume()? {
        return Ok(());
    }
    out.each(statement.named_principals()?, |(member, value), out| {
        let text = value.literal()?;
        let Some(meant) = member_of(&text).filter(|meant| *meant != member) else { return Ok(()) };
        let what = match meant {
            "Federated" => "a provider",
            "Service" => "a service",
            _ => "a caller of an account",
        };
        // Of other partitions few know all hosts.
        if member == "Federated" && text.starts_with("cognito-identity") {
            return Ok(());
        }
        // Some hosts are those of a service too.
        let prefix = Federation::of(&text).map_or(text.as_str(), |federation| federation.key_prefix);
        if member == "Service" && meant == "Federated" && !text.starts_with("arn:") && !asks_for_token(&statement, prefix)? {
            return Ok(());
        }
        if member == "Federated" || meant == "Federated" {
            out.report(&value, format!("`{text}` under `{member}`: it is {what}"))
                .help(format!("write `{meant}` instead of `{member}`"))
                .covers(&value);
        }
        Ok(())
    });
    Ok(())
}

/// Whether a statement is about somebody with a token: by its action, or by a key of the token.
fn asks_for_token(statement: &Statement<'_>, prefix: &str) -> Known<bool> {
    let prefix = format!("{prefix}:");
    if statement.tests()?.iter().any(|test| test.key.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix))) {
        return Ok(true);
    }
    crate::model::any(&statement.actions()?, |action| Ok(action.literal()?.eq_ignore_ascii_case("sts:AssumeRoleWithWebIdentity")))
}

/// A condition on claims of a token that no user of this provider carries.
pub(super) fn keys_of_another_issuer<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.lets_assume()? {
        return Ok(());
    }
    let providers = statement.providers()?;
    let [(trusted, principal)] = providers.as_slice() else { return Ok(()) };
    let Some(prefix) = trusted.key_prefix().filter(|prefix| !matches!(trusted, Trusted::Saml) && !prefix.contains("://")) else {
        return Ok(());
    };
    let tests = statement.tests()?;
    for test in &tests {
        let Some((host, claim)) = of_another_issuer(test, prefix) else { continue };
        let meant = format!("{prefix}:{claim}");
        let is_there = tests.iter().any(|other| other.operator_node == test.operator_node && other.is_of(&meant));
        let report = out
            .report(test.key_node, format!("a key of {host}, which a token of {prefix} does not carry"))
            .related(principal, "the provider")
            .help(format!("write `{meant}`"))
            .covers(test.key_node);
        // A key that stands there already needs no second one.
        if !is_there {
            report.fix(Edit::rename(test.key_node, meant));
        }
    }
    Ok(())
}

/// The host and the claim of a key that tokens of an issuer do not carry.
fn of_another_issuer<'k>(test: &'k ConditionTest<'_>, prefix: &str) -> Option<(&'k str, &'k str)> {
    // Keys of AWS have no dot before the colon; those of issuers are hosts.
    let (host, claim) = test.key.rsplit_once(':').filter(|(host, _)| host.contains('.') && !host.contains('$'))?;
    let own = test.key.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let is_own = own && test.key.get(prefix.len()..).is_some_and(|rest| rest.starts_with(':'));
    (!is_own && !is_of_partition(prefix, host)).then_some((host, claim))
}

/// Whether a condition asks for claims of another issuer than the provider: that nobody gets in is told, and nothing else is of use.
pub(super) fn asks_another_issuer(statement: &Statement<'_>, prefix: &str) -> Known<bool> {
    // A key without any host is in no request either.
    Ok(statement.tests()?.iter().any(|test| of_another_issuer(test, prefix).is_some() || !test.key.contains(':') && test.asks_for_key()))
}

/// Identity pools of other partitions, whose keys are written down in few places.
fn is_of_partition(prefix: &str, host: &str) -> bool {
    prefix != "cognito-identity.amazonaws.com" && prefix.starts_with("cognito-identity") && host.starts_with("cognito-identity")
}
