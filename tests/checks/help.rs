//! What the help of a finding may say, and what would do harm where it stands.

use authlint::{Request, lint};

use super::{client, pool};

/// A template, the rule that speaks, what its help says, and what it must not say.
type Advice = (String, &'static str, &'static str, &'static str);

const PLAIN: &str = "cognito/plain-password-flow";
const MAPPED: &str = "cognito/immutable-mapped-attribute";
const SMS: &str = "cognito/sms-role-confused-deputy";
const OPEN: &str = "identity/unauthenticated-identities";
const LEGACY: &str = "cognito/legacy-auth-flow";
const READ: &str = "iam/data-exfiltration";
const DEPUTY: &str = "trust/service-confused-deputy";
const SERVER: &str = "cognito/server-flow-on-public-client";

fn mapped(required: bool) -> String {
    let pool = pool("", &format!(", Schema: [{{Name: email, AttributeDataType: String, Required: {required}}}]"));
    format!(
        "{pool}  Staff:\n    Type: AWS::Cognito::UserPoolIdentityProvider\n    Properties: {{UserPoolId: !Ref Pool, ProviderName: Staff, \
         ProviderType: SAML, ProviderDetails: {{MetadataURL: 'https://a.example/m.xml'}}, AttributeMapping: {{email: mail}}}}\n"
    )
}

fn texting(external_id: &str, service: &str) -> String {
    let pool = pool("", &format!(", SmsConfiguration: {{SnsCallerArn: !GetAtt Role.Arn{external_id}}}"));
    format!(
        "{pool}  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {{Version: '2012-10-17', Statement: \
         [{{Effect: Allow, Principal: {{Service: {service}}}, Action: 'sts:AssumeRole'}}]}}\n"
    )
}

fn guests(more: &str) -> String {
    format!(
        "Resources:\n  Identity:\n    Type: AWS::Cognito::IdentityPool\n    Properties: {{AllowUnauthenticatedIdentities: true}}\n{more}"
    )
}

fn reading(actions: &str) -> String {
    format!(
        "Resources:\n  Reading:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: {{Version: '2012-10-17', \
         Statement: [{{Effect: Allow, Action: [{actions}], Resource: '*'}}]}}\n"
    )
}

fn trusting(services: &str) -> String {
    format!(
        "Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {{Version: '2012-10-17', Statement: \
         [{{Effect: Allow, Principal: {{Service: [{services}]}}, Action: 'sts:AssumeRole'}}]}}\n"
    )
}

fn service(pool: &str) -> String {
    format!(
        "service: choir\nprovider: {{name: aws, runtime: nodejs22.x}}\nfunctions:\n  hook:\n    handler: a.b\n    events:\n      \
         - cognitoUserPool: {{pool: members, trigger: PreSignUp, existing: true}}\nresources:\n  Resources:\n    {pool}:\n      \
         Type: AWS::Cognito::UserPool\n      Properties: {{UserPoolName: members}}\n"
    )
}

fn advice() -> Vec<Advice> {
    const COGNITO: &str = "cognito-idp.amazonaws.com";
    let own = ", ExternalId: choir";
    let shared = "[lambda.amazonaws.com, cognito-idp.amazonaws.com]";
    let monitor =
        "  Monitor:\n    Type: AWS::RUM::AppMonitor\n    Properties: {Name: a, AppMonitorConfiguration: {IdentityPoolId: !Ref Identity}}\n";
    let leftover = || client("ExplicitAuthFlows: [ADMIN_NO_SRP_AUTH], CallbackURLs: ['notes://in']");
    vec![
        (reading("'logs:GetLogEvents'"), READ, "name the log groups that are needed", "buckets"),
        (reading("'sqs:ReceiveMessage', 'kms:Decrypt'"), READ, "name the keys and queues that are needed", "buckets"),
        (reading("'sqs:ReceiveMessage', 'kms:Decrypt', 's3:GetObject'"), READ, "instead of everything of its kind", "buckets"),
        (reading("'cognito-sync:ListRecords'"), READ, "`${cognito-identity.amazonaws.com:sub}`", "instead of"),
        (trusting("states.amazonaws.com"), DEPUTY, "test `aws:SourceAccount`", "of its own"),
        (trusting("lambda.amazonaws.com, states.amazonaws.com"), DEPUTY, "give it a statement of its own", "them"),
        (
            trusting("lambda.amazonaws.com, states.amazonaws.com, events.amazonaws.com"),
            DEPUTY,
            "give them a statement of their own",
            "give it",
        ),
        (client("ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]"), PLAIN, "in its place", "remove"),
        (client("ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_USER_SRP_AUTH]"), PLAIN, "remove", "in its place"),
        (mapped(true), MAPPED, "new pool", "AttributeMapping"),
        (mapped(false), MAPPED, "AttributeMapping", "new pool"),
        (texting(own, COGNITO), SMS, "with the pool's `ExternalId`", "a statement of its own"),
        (texting("", COGNITO), SMS, "aws:SourceAccount", "the pool's"),
        (texting(own, shared), SMS, "a statement of its own", "aws:SourceAccount"),
        (guests(monitor), OPEN, "rum:PutRumEvents", "false"),
        (guests(""), OPEN, "AllowUnauthenticatedIdentities: false", "rum:"),
        (leftover(), LEGACY, "delete `ExplicitAuthFlows`", "ALLOW_"),
        (leftover(), SERVER, "delete `ExplicitAuthFlows`", "ALLOW_"),
        (client("ExplicitAuthFlows: [ADMIN_NO_SRP_AUTH]"), LEGACY, "ALLOW_ADMIN_USER_PASSWORD_AUTH", "delete"),
        (service("People"), "cognito/existing-pool-owned-here", "`LambdaConfig` of People", "CognitoUserPoolMembers"),
    ]
}

#[test]
fn help_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().canonicalize().unwrap();
    for (text, rule, wanted, unwanted) in advice() {
        let name = if text.starts_with("service:") { "serverless.yml" } else { "template.yaml" };
        let text = Some((start.join(name), text.into_bytes()));
        let report = lint(&Request { start: start.clone(), text, ..Request::default() }, &|_, _| {}).unwrap();
        let help: Vec<&str> = report
            .findings
            .iter()
            .filter(|finding| finding.rule == rule)
            .map(|finding| finding.help.as_deref().unwrap_or_default())
            .collect();
        let [help] = help.as_slice() else { panic!("{rule} speaks {} times", help.len()) };
        assert!(help.contains(wanted), "{rule} does not say {wanted}: {help}");
        assert!(!help.contains(unwanted), "{rule} says {unwanted}: {help}");
    }
}
