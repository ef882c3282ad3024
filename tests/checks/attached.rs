//! Statements about what is attached to a pool.

use super::*;

fn written(attributes: &str, client: &str) -> String {
    format!(
        "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {{Schema: [{attributes}]}}\n  Client:\n    \
         Type: AWS::Cognito::UserPoolClient\n    Properties: {{UserPoolId: !Ref Pool, {client}}}\n"
    )
}

fn of_pool(kind: &str, properties: &str) -> String {
    format!(
        "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n  X:\n    Type: AWS::Cognito::{kind}\n    Properties: {{UserPoolId: !Ref Pool, {properties}}}\n"
    )
}

fn groups(first: &str, second: &str) -> String {
    let group = |id: &str, properties: &str| {
        format!(
            "  {id}:\n    Type: AWS::Cognito::UserPoolGroup\n    Properties: {{UserPoolId: !Ref Pool, GroupName: {id}, {properties}}}\n"
        )
    };
    format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n{}{}", group("A", first), group("B", second))
}

pub(crate) fn statements() -> Vec<Statement> {
    const WRITABLE: &str = "cognito/writable-custom-attribute";
    const WRITE: &str = "cognito/invalid-write-attributes";
    const READ: &str = "cognito/invalid-read-attributes";
    const PREFIX: &str = "cognito/invalid-domain-prefix";
    const PROVIDER: &str = "cognito/incomplete-identity-provider";
    const RISK: &str = "cognito/unenforced-risk";
    let error = |rule| vec![(rule, Some(Error))];
    let warning = |rule| vec![(rule, Some(Warning))];
    let info = |rule| vec![(rule, Some(Info))];
    let fine = |rule| vec![(rule, None)];
    let domain = |properties: &str| of_pool("UserPoolDomain", properties);
    let certificate = |region: &str, more: &str| {
        format!("Domain: auth.example.com, CustomDomainConfig: {{CertificateArn: 'arn:aws:acm:{region}:111122223333:certificate/x'{more}}}")
    };
    let idp = |properties: &str| of_pool("UserPoolIdentityProvider", properties);
    let role = "{Name: role, AttributeDataType: String, Mutable: true}";
    let action =
        |action: &str| format!("ClientId: ALL, AccountTakeoverRiskConfiguration: {{Actions: {{HighAction: {{EventAction: {action}}}}}}}");
    vec![
        ("94", written(role, "ClientName: x"), warning(WRITABLE)),
        ("95", written(role, "WriteAttributes: []"), warning(WRITABLE)),
        ("96", written(role, "WriteAttributes: [email, name]"), vec![(WRITABLE, None), (WRITE, None)]),
        ("97", written("{Name: email, Required: true, Mutable: true}", "WriteAttributes: [name]"), error(WRITE)),
        // The same refusal as in 101, so no warning as the list proposes.
        ("99", written(role, "WriteAttributes: [role]"), error(WRITE)),
        ("100", written(role, "WriteAttributes: [email, email_verified]"), warning(WRITE)),
        ("101", written(role, "WriteAttributes: [custom:color]"), error(WRITE)),
        ("101", written(role, "ReadAttributes: [custom:color]"), error(READ)),
        ("110", pool("", ", UsernameConfiguration: {}"), error("cognito/empty-username-configuration")),
        ("179", domain("Domain: My-App"), error(PREFIX)),
        ("179", domain("Domain: my-app"), fine(PREFIX)),
        ("179", domain("Domain: -a"), error(PREFIX)),
        ("179", domain(&format!("Domain: {}", "a".repeat(64))), vec![(VALUE, Some(Error)), (PREFIX, None)]),
        ("180", domain("Domain: auth.example.com"), error(PREFIX)),
        ("180", domain(&certificate("us-east-1", "")), fine(PREFIX)),
        ("180", domain(&certificate("us-east-1", "").replace("auth.example.com", "myprefix")), error(PREFIX)),
        ("181", domain(&certificate("eu-west-1", "")), error("cognito/domain-certificate-region")),
        ("181", domain(&certificate("us-east-1", "")), fine("cognito/domain-certificate-region")),
        ("182", domain(&certificate("us-east-1", ", SecurityPolicy: TLS_V1")), warning("cognito/weak-domain-tls")),
        ("183", domain("Domain: my-aws-app"), error(PREFIX)),
        ("183", domain("Domain: mycognitoapp"), warning(PREFIX)),
        ("184", domain("Domain: my-app"), info("cognito/unscoped-domain-prefix")),
        (
            "186",
            groups("Precedence: 1, RoleArn: 'arn:a'", "Precedence: 1, RoleArn: 'arn:b'"),
            warning("cognito/group-precedence-collision"),
        ),
        ("186", groups("Precedence: 1, RoleArn: 'arn:a'", "Precedence: 1, RoleArn: 'arn:a'"), fine("cognito/group-precedence-collision")),
        // Without an identity pool in the stack it may be elsewhere.
        ("187", groups("RoleArn: 'arn:a'", "Precedence: 1"), fine("cognito/unused-group-role")),
        ("188", groups("RoleArn: !Ref Role", "Precedence: 1") + "  Role:\n    Type: AWS::IAM::Role\n    Properties: {}\n", error(ARN)),
        ("191", of_pool("UserPoolUser", "Username: x"), info("cognito/user-in-template")),
        ("194", idp("ProviderName: MyGoogle, ProviderType: Google, ProviderDetails: {client_id: a, authorize_scopes: b}"), error(PROVIDER)),
        (
            "196",
            idp(
                "ProviderName: Okta, ProviderType: OIDC, ProviderDetails: {client_id: a, authorize_scopes: b, attributes_request_method: GET}",
            ),
            error(PROVIDER),
        ),
        ("196", idp("ProviderName: Okta, ProviderType: SAML, ProviderDetails: {IDPSignout: 'true'}"), error(PROVIDER)),
        (
            "196",
            idp("ProviderName: Okta, ProviderType: SAML, ProviderDetails: {MetadataURL: 'https://a.example', MetadataFile: x}"),
            error(PROVIDER),
        ),
        (
            "197",
            idp("ProviderName: Okta, ProviderType: SAML, ProviderDetails: {MetadataURL: 'https://a.example', IDPInit: 'true'}"),
            warning("cognito/idp-initiated-saml"),
        ),
        ("199", of_pool("UserPoolRiskConfigurationAttachment", &action("DENY, Notify: false")), error(RISK)),
        ("200", of_pool("UserPoolRiskConfigurationAttachment", &action("BLOCK, Notify: true")), error(RISK)),
        ("201", of_pool("UserPoolRiskConfigurationAttachment", &action("BLOCK, Notify: false")), warning(RISK)),
    ]
}
