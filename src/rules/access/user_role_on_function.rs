//! Functions with a role that Lambda may not take.

use crate::model::{Caller, Document, Identity, Request, Resource, Role, Trusted, Verdict, document_admits, link, whole};
use crate::resolve::{Known, Text};
use crate::rules::{Checked, Findings};

const LAMBDA: &str = "lambda.amazonaws.com";

pub(super) fn user_role_on_function<'w>(function: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(value) = function.property("Role")? else { return Ok(()) };
    let Some(role) = link(function.world(), &value, "AWS::IAM::Role", &["Arn"])? else { return Ok(()) };
    let trust = Role(role).trust()?;
    let lambda = Caller { identity: Identity::Service(LAMBDA.to_owned()), action: "sts:AssumeRole".to_owned(), request: Request::open() };
    if document_admits(&trust, &lambda)? != Verdict::No {
        return Ok(());
    }
    let Some(who) = admitted(&trust)? else { return Ok(()) };
    out.report(&value, format!("{} lets in {who}, and not `{LAMBDA}`", role.id()))
        .related(trust.place(), "who may take it")
        .help(format!("give the function a role of its own, whose trust names `{LAMBDA}`"));
    Ok(())
}

/// Whom a trust lets in instead, in words; `None` where it names Lambda after all: what is wrong then stands in the trust.
fn admitted(trust: &Document<'_>) -> Known<Option<String>> {
    let mut who = None;
    for statement in trust.statements()? {
        let statement = statement?;
        if !statement.allows()? {
            continue;
        }
        for (trusted, _) in statement.providers()? {
            who = who.or(Some(match trusted {
                Trusted::Pools(_) => "users of an identity pool".to_owned(),
                Trusted::Saml => "users of a SAML provider".to_owned(),
                _ => "holders of a token".to_owned(),
            }));
        }
        for service in statement.services()? {
            let host: Text = service.text()?;
            if host.literals().any(|literal| literal.starts_with("lambda") || literal.starts_with("edgelambda")) {
                return Ok(None);
            }
            who = who.or_else(|| whole(&host).map(|host| format!("`{host}`")));
        }
        if !statement.accounts()?.is_empty() {
            who = who.or(Some("accounts, users and roles".to_owned()));
        }
    }
    Ok(who.or(Some("nobody".to_owned())))
}
