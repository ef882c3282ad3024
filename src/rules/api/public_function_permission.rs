//! Permissions of functions that let in more than somebody meant: everybody, a service on behalf of everybody, nobody at all.

use crate::model::{Pattern, Permission, Resource, arn_field};
use crate::resolve::Val;
use crate::rules::{Checked, Findings};

/// A service that calls functions, and the service in the ARNs that it sends as the source; empty where that is not settled.
const SENDERS: [(&str, &str); 20] = [
    ("apigateway", "execute-api"),
    ("appsync", ""),
    ("bedrock", ""),
    ("bedrock-agentcore", ""),
    ("cloudfront", "cloudfront"),
    ("cloudwatch", ""),
    ("config", "config"),
    ("connect", ""),
    ("events", "events"),
    ("iot", "iot"),
    ("iotevents", ""),
    ("lambda.alarms.cloudwatch", "cloudwatch"),
    ("lex", "lex"),
    ("lexv2", "lex"),
    ("logs", "logs"),
    ("s3", "s3"),
    ("s3-object-lambda", ""),
    ("secretsmanager", "secretsmanager"),
    ("ses", "ses"),
    ("sns", "sns"),
];

/// Services of which another rule tells that nothing narrows them, or which call functions of their own account only.
const SPARED: [(&str, &str); 2] = [("cognito-idp", "cognito-idp"), ("elasticloadbalancing", "elasticloadbalancing")];

/// What narrows a principal that is everybody.
const NARROWING: [&str; 5] = ["SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken", "InvokedViaFunctionUrl"];

pub(super) fn public_function_permission<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let permission = Permission(resource);
    let principal = permission.principal()?;
    match permission.service()? {
        Some(service) => service_permission(permission, &service, out),
        None if principal.literal()? == "*" => everybody(permission, &principal, out),
        None => Ok(()),
    }
}

pub(super) fn public_layer<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(principal) = resource.property("Principal")? else { return Ok(()) };
    if principal.literal()? == "*" && resource.property("OrganizationId")?.is_none() {
        out.report(&principal, "no account and no organization")
            .case("layer")
            .title("anybody with an AWS account may read and use the layer")
            .help("write the id of an account as `Principal`, or that of an organization as `OrganizationId`");
    }
    Ok(())
}

fn everybody<'w>(permission: Permission<'w>, principal: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    if permission.has_any(&NARROWING)? {
        return Ok(());
    }
    match permission.0.property("FunctionUrlAuthType")? {
        // The rule about URLs speaks.
        Some(kind) if kind.literal()? != "AWS_IAM" => return Ok(()),
        Some(kind) => {
            // By itself it is half of what a caller needs.
            out.report(principal, "no account and no organization").related(&kind, "a signature of any account will do").case("url");
        }
        None => {
            let action = permission.action()?.literal()?;
            let report = out.report(principal, "no account, no organization, no source");
            if !action.to_ascii_lowercase().starts_with("lambda:invoke") {
                report.title(format!("anybody with an AWS account is allowed {action} on the function"));
            }
        }
    }
    Ok(())
}

fn service_permission<'w>(permission: Permission<'w>, service: &str, out: &mut Findings<'w>) -> Checked {
    let Some((_, sends)) = SENDERS.iter().chain(&SPARED).find(|(known, _)| *known == service) else { return Ok(()) };
    let is_spared = SPARED.iter().any(|(known, _)| *known == service);
    let account = permission.0.property("SourceAccount")?;
    let principal = permission.principal()?;
    let Some(source) = permission.0.property("SourceArn")? else {
        if account.is_none() && !is_spared {
            let help = help(service, &principal, out);
            let text = format!("nothing says whose {} may call the function", noun(service));
            out.report(&principal, text).case("service").title(STRANGERS).help(help);
        }
        return Ok(());
    };
    let pattern = Pattern::of(permission.0.world(), &source)?;
    let Some(of) = pattern.field(arn_field::SERVICE).text().map(str::to_owned) else { return Ok(()) };
    if !sends.is_empty() && of != *sends && !of.contains(['*', '?']) {
        out.report(&source, format!("an ARN of {of}, where {service} sends one of {sends}"))
            .related(&principal, "the only service that may call the function")
            .title("nothing calls the function because its permission never holds")
            .help(format!("write the ARN of what calls the function, which begins with `arn:aws:{sends}:`, or its service as `Principal`"));
        return Ok(());
    }
    if service == "s3" && account.is_none() {
        bucket(permission, &source, &pattern, out)?;
    }
    Ok(())
}

const STRANGERS: &str = "resources of other accounts may call the function";

/// A bucket whose ARN does not say whose it is.
fn bucket<'w>(permission: Permission<'w>, source: &Val<'w>, pattern: &Pattern, out: &mut Findings<'w>) -> Checked {
    if pattern.field(arn_field::RESOURCE).text() == Some("*") {
        let help = help("s3", source, out);
        out.report(source, "any bucket of any account").case("service").title(STRANGERS).help(help);
        return Ok(());
    }
    let is_own = permission.is_from_own_bucket()?;
    let help = format!("write SourceAccount {} beside it", out.call(source, "Ref", "AWS::AccountId"));
    let report = out.report(source, "says nothing of the account of the bucket");
    match is_own {
        true => report.case("own-bucket").title("once the bucket is gone, whoever takes its name may call the function"),
        false => report.case("bucket").title("whoever comes to own a bucket of this name may call the function"),
    }
    .help(help);
    Ok(())
}

/// What acts in the name of a service.
fn noun(service: &str) -> &'static str {
    match service {
        "apigateway" | "appsync" => "API",
        "cloudfront" => "distribution",
        "events" | "config" => "rule",
        "iot" => "rule or authorizer",
        "lambda.alarms.cloudwatch" | "cloudwatch" => "alarm",
        "lex" | "lexv2" => "bot",
        "logs" => "log group",
        "s3" => "bucket",
        "secretsmanager" => "secret",
        "ses" => "receipt rule",
        "sns" => "topic",
        _ => "resource",
    }
}

fn help<'w>(service: &str, place: &Val<'w>, out: &Findings<'w>) -> String {
    let noun = noun(service);
    let account = out.call(place, "Ref", "AWS::AccountId");
    match service {
        "s3" => format!("write SourceAccount {account}, and the ARN of the bucket as SourceArn"),
        // A rule is made after the permission, which can't name it.
        "config" => format!("write SourceAccount {account}"),
        "secretsmanager" | "ses" => format!("write the ARN of the {noun} as SourceArn, or SourceAccount {account}"),
        "apigateway" => "write the API's `arn:aws:execute-api:…` as SourceArn".to_owned(),
        _ => format!("write the ARN of the {noun} that calls the function as SourceArn"),
    }
}
