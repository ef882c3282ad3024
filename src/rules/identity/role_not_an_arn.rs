//! Names of roles where their ARNs belong.

use crate::model::{Resource, RoleAttachment, link};
use crate::resolve::Val;
use crate::rules::{Checked, Edit, Findings, Written};

/// Properties that take the ARN of a role, by type and path.
const ROLE_PROPERTIES: [(&str, &[&str]); 12] = [
    ("AWS::Cognito::UserPoolGroup", &["RoleArn"]),
    ("AWS::Cognito::UserPool", &["SmsConfiguration", "SnsCallerArn"]),
    ("AWS::Cognito::UserPoolClient", &["AnalyticsConfiguration", "RoleArn"]),
    ("AWS::Cognito::IdentityPool", &["PushSync", "RoleArn"]),
    ("AWS::Cognito::IdentityPool", &["CognitoStreams", "RoleArn"]),
    ("AWS::Lambda::Function", &["Role"]),
    ("AWS::Serverless::Function", &["Role"]),
    ("AWS::Serverless::StateMachine", &["Role"]),
    ("AWS::StepFunctions::StateMachine", &["RoleArn"]),
    ("AWS::ApiGateway::Account", &["CloudWatchRoleArn"]),
    ("AWS::ApiGateway::Authorizer", &["AuthorizerCredentials"]),
    ("AWS::Scheduler::Schedule", &["Target", "RoleArn"]),
];

pub(super) fn role_not_an_arn<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if resource.kind() == "AWS::Cognito::IdentityPoolRoleAttachment" {
        let attachment = RoleAttachment(resource);
        out.each([()], |(), out| {
            out.each(attachment.roles()?, |(_, _, value), out| judge(resource, &value, out));
            Ok(())
        });
        out.each([()], |(), out| {
            out.each(attachment.role_mappings()?, |(_, _, mapping), out| {
                let Some(rules) = mapping.object()?.get("RulesConfiguration")? else { return Ok(()) };
                let Some(rules) = rules.object()?.get("Rules")? else { return Ok(()) };
                out.each(rules.one_or_many()?, |rule, out| match rule.object()?.get("RoleARN")? {
                    Some(value) => judge(resource, &value, out),
                    None => Ok(()),
                });
                Ok(())
            });
            Ok(())
        });
        return Ok(());
    }
    let paths = ROLE_PROPERTIES.iter().filter(|(kind, _)| *kind == resource.kind()).map(|(_, path)| *path);
    out.each(paths, |path, out| match resource.property_at(path)? {
        Some(value) => judge(resource, &value, out),
        None => Ok(()),
    });
    Ok(())
}

fn judge<'w>(resource: Resource<'w>, value: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    if let Some(name) = value.import()? {
        if let Some(exported) = resource.world().stack.imports.get(&name).and_then(|export| export.role.as_ref()) {
            out.report(value, format!("the name of {}, not its ARN", exported.role))
                .related_span(exported.span, "exported as a name here")
                .help(format!("export the attribute `Arn` of {} and import that", exported.role));
        }
        return Ok(());
    }
    if let Some(role) = link(resource.world(), value, "AWS::IAM::Role", &["Ref"])? {
        let arn = format!("{}.Arn", role.id());
        let help = format!("write {}", out.call(value, "GetAtt", &arn));
        out.report(value, format!("the name of {}, not its ARN", role.id()))
            .help(help)
            .fix(Edit::replace(value, Written::Call("GetAtt", arn)));
    }
    Ok(())
}
