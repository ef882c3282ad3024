//! Statements about attributes, triggers and messages.

use authlint::finding::Severity::{Error, Info, Warning};

use super::{Statement, UNUSED, VALUE, pool};

const BOTH: &str = "cognito/username-and-alias-attributes";
const PREFERRED: &str = "cognito/required-preferred-username-alias";
const CUSTOM: &str = "cognito/invalid-custom-attribute";
const MAPPED: &str = "cognito/immutable-mapped-attribute";
const TYPE: &str = "cognito/wrong-standard-type";
const SHADOWED: &str = "cognito/shadowed-standard-attribute";
const NOT_PERMITTED: &str = "cognito/trigger-without-permission";
const UNSCOPED: &str = "cognito/unscoped-trigger-permission";
const TOKEN: &str = "cognito/conflicting-token-triggers";
const SENDER: &str = "cognito/sender-trigger-without-key";
const CODE: &str = "cognito/conflicting-messages";
const LINK: &str = "cognito/link-without-domain";
const SMS: &str = "cognito/sms-role-confused-deputy";

fn users(properties: &str) -> String {
    format!("AWSTemplateFormatVersion: '2010-09-09'\n{}", pool("", &format!(", {properties}")))
}

/// A pool whose attributes a provider fills.
fn mapped(schema: &str, mapping: &str) -> String {
    let provider = "ProviderName: Staff, ProviderType: SAML, ProviderDetails: {MetadataURL: 'https://a.example/m.xml'}";
    let pool = users(&format!("Schema: [{{{schema}}}]"));
    format!(
        "{pool}  Staff:\n    Type: AWS::Cognito::UserPoolIdentityProvider\n    Properties: {{UserPoolId: !Ref Pool, {provider}, AttributeMapping: {{{mapping}}}}}\n"
    )
}

/// A pool with a function, and a permission where one is given.
fn triggered(permission: Option<&str>) -> String {
    let function = "Code: {S3Bucket: b, S3Key: k}, Handler: a.b, Runtime: nodejs22.x, Role: !ImportValue r";
    let permission = permission.map_or(String::new(), |more| {
        format!(
            "  Permission:\n    Type: AWS::Lambda::Permission\n    \
             Properties: {{FunctionName: !Ref Hook, Action: 'lambda:InvokeFunction', Principal: cognito-idp.amazonaws.com{more}}}\n"
        )
    });
    let pool = users("LambdaConfig: {PreSignUp: !GetAtt Hook.Arn}");
    format!("{pool}  Hook:\n    Type: AWS::Lambda::Function\n    Properties: {{{function}}}\n{permission}")
}

/// A pool that sends text messages with a role.
fn texting(external_id: &str, principal: &str, condition: &str) -> String {
    let pool = users(&format!("SmsConfiguration: {{SnsCallerArn: !GetAtt Role.Arn{external_id}}}"));
    let statement = format!("{{Effect: Allow, Principal: {{{principal}}}, Action: 'sts:AssumeRole'{condition}}}");
    format!(
        "{pool}  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      \
         AssumeRolePolicyDocument: {{Version: '2012-10-17', Statement: [{statement}]}}\n"
    )
}

fn domain() -> String {
    "  Domain:\n    Type: AWS::Cognito::UserPoolDomain\n    Properties: {UserPoolId: !Ref Pool, Domain: choir}\n".to_owned()
}

pub(crate) fn statements() -> Vec<Statement> {
    let error = |rule| vec![(rule, Some(Error))];
    let warning = |rule| vec![(rule, Some(Warning))];
    let fine = |rule| vec![(rule, None)];
    let condition = ", Condition: {StringEquals: {'sts:ExternalId': x}}";
    let service = "Service: cognito-idp.amazonaws.com";
    let link = "AutoVerifiedAttributes: [email], VerificationMessageTemplate: {DefaultEmailOption: CONFIRM_WITH_LINK}";
    let token = |old: &str| {
        users(&format!(
            "LambdaConfig: {{PreTokenGeneration: 'arn:aws:lambda:eu-west-1:111122223333:function:{old}', PreTokenGenerationConfig: \
             {{LambdaArn: 'arn:aws:lambda:eu-west-1:111122223333:function:a', LambdaVersion: V2_0}}}}"
        ))
    };
    vec![
        ("106", users("UsernameAttributes: [email], AliasAttributes: [email]"), error(BOTH)),
        ("106", users("UsernameAttributes: [email]"), fine(BOTH)),
        ("109", users("AliasAttributes: [preferred_username], Schema: [{Name: preferred_username, Required: true}]"), error(PREFERRED)),
        ("109", users("AliasAttributes: [email], Schema: [{Name: preferred_username, Required: true}]"), fine(PREFERRED)),
        // Off by default, since corrections found it on single pools only.
        ("115", users("Schema: [{Name: email, Required: true, Mutable: true}]"), fine("cognito/attribute-without-data-type")),
        ("115", users("Schema: [{Name: email, AttributeDataType: Number}]"), error(TYPE)),
        ("115", users("Schema: [{Name: email, AttributeDataType: String}]"), fine(TYPE)),
        ("116", users("Schema: [{Name: tenant, Required: true}]"), error(CUSTOM)),
        ("116", users("Schema: [{Name: email, Required: true}]"), fine(CUSTOM)),
        ("117", users("Schema: [{Name: 'custom:tenant'}]"), warning(CUSTOM)),
        ("117", users("Schema: [{Name: tenant}]"), vec![(CUSTOM, None), (SHADOWED, None)]),
        ("117", users("Schema: [{Name: phoneNumber}]"), vec![(CUSTOM, None), (SHADOWED, Some(Warning))]),
        ("120", users("Schema: [{Name: age, AttributeDataType: Number, StringAttributeConstraints: {MaxLength: '3'}}]"), warning(CUSTOM)),
        ("120", users("Schema: [{Name: age, AttributeDataType: Number, NumberAttributeConstraints: {MaxValue: '3'}}]"), fine(CUSTOM)),
        ("121", users("Schema: [{Name: plan, DeveloperOnlyAttribute: true}]"), vec![(CUSTOM, Some(Info))]),
        ("122", mapped("Name: email, Mutable: false", "email: mail"), error(MAPPED)),
        ("122", mapped("Name: email", "email: mail"), error(MAPPED)),
        ("122", mapped("Name: tenant", "'custom:tenant': unit"), error(MAPPED)),
        ("122", mapped("Name: tenant", "tenant: unit"), fine(MAPPED)),
        ("122", mapped("Name: email, Mutable: true", "email: mail"), fine(MAPPED)),
        ("164", token("b"), error(TOKEN)),
        ("164", token("a"), fine(TOKEN)),
        ("165", users("LambdaConfig: {CustomEmailSender: {LambdaArn: !ImportValue a, LambdaVersion: V1_0}}"), error(SENDER)),
        (
            "165",
            users("LambdaConfig: {CustomEmailSender: {LambdaArn: !ImportValue a, LambdaVersion: V1_0}, KMSKeyID: !ImportValue k}"),
            fine(SENDER),
        ),
        ("166", triggered(None), error(NOT_PERMITTED)),
        ("166", triggered(Some(", SourceArn: !GetAtt Pool.Arn")), vec![(NOT_PERMITTED, None), (UNSCOPED, None)]),
        ("167", triggered(Some("")), vec![(NOT_PERMITTED, None), (UNSCOPED, Some(Warning))]),
        ("167", triggered(Some(", SourceAccount: !Ref AWS::AccountId")), vec![(NOT_PERMITTED, None), (UNSCOPED, None)]),
        // Accepted by the service, as corrections say.
        ("170", users("VerificationMessageTemplate: {EmailMessage: 'a {####}', EmailMessageByLink: '{##a##}'}"), vec![(CODE, Some(Info))]),
        ("171", users("VerificationMessageTemplate: {EmailMessage: 'your code'}"), vec![(CODE, Some(Error)), (VALUE, None)]),
        ("171", users("VerificationMessageTemplate: {EmailMessage: 'your code {####}'}"), vec![(CODE, None), (VALUE, None)]),
        (
            "171",
            users("VerificationMessageTemplate: {DefaultEmailOption: CONFIRM_WITH_LINK, EmailMessageByLink: 'click here'}"),
            vec![(CODE, Some(Error)), (VALUE, None)],
        ),
        ("172", users(link), error(LINK)),
        ("172", users(link) + &domain(), fine(LINK)),
        ("173", users("EmailVerificationMessage: 'code {####}'"), vec![(CODE, None), (UNUSED, Some(Info))]),
        ("175", texting(", ExternalId: x", service, ""), warning(SMS)),
        ("175", texting(", ExternalId: x", service, condition), fine(SMS)),
        ("175", texting(", ExternalId: x", "Federated: cognito-idp.amazonaws.com", ""), error(SMS)),
        ("176", texting(", ExternalId: y", service, condition), error(SMS)),
        ("176", texting("", service, condition), error(SMS)),
    ]
}
