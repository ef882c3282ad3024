//! Statements about identity pools and role attachments.

use authlint::finding::Severity::{Error, Info, Warning};

use super::Statement;

const NAME: &str = "identity/invalid-provider-name";
const NOBODY: &str = "identity/no-identity-providers";
const DEAD: &str = "identity/dead-login-provider";
const SECRET: &str = "template/hard-coded-secret";
const MISSING: &str = "identity/missing-authenticated-role";
const GUEST: &str = "identity/missing-guest-role";
const UNUSED: &str = "identity/unused-guest-role";
const TWICE: &str = "identity/duplicate-role-attachment";
const MAPPING: &str = "identity/invalid-role-mapping";
const FALLBACK: &str = "identity/ambiguous-role-fallback";
const LOOSE: &str = "identity/loose-claim-match";
const USERS: &str = "identity/user-controlled-role";

const CLIENT: &str = "identity/wrong-client";
const PROVIDER: &str = "identity/wrong-provider-arn";

const ROLE: &str = "arn:aws:iam::111122223333:role/a";

/// A pool with a client, an identity pool that trusts it, and an attachment.
fn stack(schema: &str, client: &str, provider: &str, identity: &str, attachment: &str) -> String {
    format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {{UserPoolName: x{schema}}}\n  Client:\n    \
         Type: AWS::Cognito::UserPoolClient\n    Properties: {{UserPoolId: !Ref Pool{client}}}\n  Other:\n    Type: AWS::Cognito::UserPoolClient\n    Properties: \
         {{UserPoolId: !Ref Pool, WriteAttributes: [name]}}\n  Identity:\n    Type: AWS::Cognito::IdentityPool\n    Properties: {{{identity}, \
         CognitoIdentityProviders: [{{ClientId: !Ref Client, ProviderName: {provider}}}]}}\n  Attachment:\n    Type: \
         AWS::Cognito::IdentityPoolRoleAttachment\n    Properties: {{IdentityPoolId: !Ref Identity, {attachment}}}\n"
    )
}

fn provider(name: &str) -> String {
    stack("", "", name, "AllowUnauthenticatedIdentities: false", &format!("Roles: {{authenticated: '{ROLE}'}}"))
}

fn roles(guests: bool, roles: &str) -> String {
    stack("", "", "!GetAtt Pool.ProviderName", &format!("AllowUnauthenticatedIdentities: {guests}"), &format!("Roles: {{{roles}}}"))
}

fn mapping(body: &str) -> String {
    named("users", body)
}

fn named(key: &str, body: &str) -> String {
    let attachment = format!("Roles: {{authenticated: '{ROLE}'}}, RoleMappings: {{'{key}': {{{body}}}}}");
    stack("", "", "!GetAtt Pool.ProviderName", "AllowUnauthenticatedIdentities: false", &attachment)
}

fn rule(schema: &str, client: &str, claim: &str, kind: &str) -> String {
    let attachment = format!(
        "Roles: {{authenticated: '{ROLE}'}}, RoleMappings: {{users: {{Type: Rules, AmbiguousRoleResolution: Deny, IdentityProvider: {JOINED}, \
         RulesConfiguration: {{Rules: [{{Claim: '{claim}', MatchType: {kind}, Value: a, RoleARN: '{ROLE}'}}]}}}}}}"
    );
    stack(schema, client, "!GetAtt Pool.ProviderName", "AllowUnauthenticatedIdentities: false", &attachment)
}

const ANOTHER: &str = "  Another:\n    Type: AWS::Cognito::UserPool\n";
const JOINED: &str = "!Join [':', [!GetAtt Pool.ProviderName, !Ref Client]]";
const DEPARTMENT: &str = ", Schema: [{Name: department, AttributeDataType: String, Mutable: true}]";

pub(crate) fn statements() -> Vec<Statement> {
    let user = format!("authenticated: '{ROLE}'");
    let both = format!("authenticated: '{ROLE}', unauthenticated: '{ROLE}'");
    let guest = format!("unauthenticated: '{ROLE}'");
    let rules = |count: usize| {
        let one = format!("{{Claim: 'cognito:groups', MatchType: Equals, Value: a, RoleARN: '{ROLE}'}}");
        mapping(&format!(
            "Type: Rules, AmbiguousRoleResolution: Deny, IdentityProvider: {JOINED}, RulesConfiguration: {{Rules: [{}]}}",
            vec![one; count].join(", ")
        ))
    };
    let token = |provider: &str| mapping(&format!("Type: Token, AmbiguousRoleResolution: Deny, IdentityProvider: {provider}"));
    let alone =
        |properties: &str| format!("Resources:\n  Identity:\n    Type: AWS::Cognito::IdentityPool\n    Properties: {{{properties}}}\n");
    let twice = roles(false, &user)
        + &format!(
            "  Second:\n    Type: AWS::Cognito::IdentityPoolRoleAttachment\n    Properties: {{IdentityPoolId: !Ref Identity, Roles: {{{user}}}}}\n"
        );
    vec![
        ("210", provider("!GetAtt Pool.ProviderName"), vec![(NAME, None)]),
        ("210", provider("!GetAtt Pool.ProviderURL"), vec![(NAME, Some(Error))]),
        ("210", provider("!Ref Pool"), vec![(NAME, Some(Error))]),
        ("210", provider("!Sub 'cognito-idp.${AWS::Region}.amazonaws.com/${Pool}'"), vec![(NAME, None)]),
        ("211", provider("!GetAtt Pool.ProviderName"), vec![(CLIENT, None)]),
        (
            "211",
            provider("!GetAtt Pool.ProviderName").replace("ClientId: !Ref Client", "ClientId: !GetAtt Client.ClientId"),
            vec![(CLIENT, None)],
        ),
        ("211", provider("!GetAtt Pool.ProviderName").replace("ClientId: !Ref Client", "ClientId: !Ref Pool"), vec![(CLIENT, Some(Error))]),
        ("212", provider("!GetAtt Another.ProviderName") + ANOTHER, vec![(CLIENT, Some(Error))]),
        ("212", provider("!Sub 'cognito-idp.${AWS::Region}.amazonaws.com/${Another}'") + ANOTHER, vec![(CLIENT, Some(Error))]),
        ("212", provider("!ImportValue another") + ANOTHER, vec![(CLIENT, None)]),
        (
            "214",
            alone("AllowUnauthenticatedIdentities: false, SamlProviderARNs: ['arn:aws:iam::111122223333:oidc-provider/login.example.com']"),
            vec![(PROVIDER, Some(Error))],
        ),
        (
            "214",
            alone("AllowUnauthenticatedIdentities: false, SamlProviderARNs: ['arn:aws:iam::111122223333:saml-provider/staff']"),
            vec![(PROVIDER, None)],
        ),
        (
            "215",
            alone("AllowUnauthenticatedIdentities: false, SupportedLoginProviders: {www.digits.com: '1'}"),
            vec![(DEAD, Some(Warning))],
        ),
        (
            "216",
            alone("AllowUnauthenticatedIdentities: false, SupportedLoginProviders: {api.twitter.com: 'Zk3v9qLm;q8Kz1vB3'}"),
            vec![(DEAD, Some(Info)), (SECRET, Some(Error))],
        ),
        ("217", alone("AllowUnauthenticatedIdentities: false"), vec![(NOBODY, Some(Warning))]),
        ("217", alone("AllowUnauthenticatedIdentities: true"), vec![(NOBODY, None)]),
        (
            "222",
            stack("", "", "!GetAtt Pool.ProviderName", "AllowUnauthenticatedIdentities: false", "RoleMappings: {}"),
            vec![(MISSING, None)],
        ),
        ("223", roles(true, &user), vec![(GUEST, Some(Error)), (UNUSED, None), (super::GUESTS, None)]),
        ("223", roles(false, &both), vec![(UNUSED, Some(Info)), (GUEST, None)]),
        ("224", roles(true, &guest), vec![(MISSING, Some(Error))]),
        ("224", roles(true, &both), vec![(MISSING, None), (GUEST, None), (UNUSED, None)]),
        ("226", twice, vec![(TWICE, Some(Error))]),
        ("228", mapping(&format!("Type: Token, IdentityProvider: {JOINED}")), vec![(MAPPING, Some(Error))]),
        (
            "229",
            mapping(&format!("Type: Token, AmbiguousRoleResolution: AuthenticatedRole, IdentityProvider: {JOINED}")),
            vec![(FALLBACK, Some(Info))],
        ),
        ("229", token(JOINED), vec![(FALLBACK, None), (MAPPING, None)]),
        ("230", mapping(&format!("Type: Rules, AmbiguousRoleResolution: Deny, IdentityProvider: {JOINED}")), vec![(MAPPING, Some(Error))]),
        ("230", rule("", "", "cognito:groups", "Equals").replace("Type: Rules", "Type: Token"), vec![(MAPPING, Some(Warning))]),
        ("231", rules(26), vec![(MAPPING, Some(Error))]),
        ("231", rules(25), vec![(MAPPING, None)]),
        (
            "233",
            named("cognito-idp.us-east-1.amazonaws.com/us-east-1_x", "Type: Token, AmbiguousRoleResolution: Deny"),
            vec![(MAPPING, Some(Error))],
        ),
        (
            "234",
            named("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x:a", "Type: Token, AmbiguousRoleResolution: Deny"),
            vec![(MAPPING, Some(Error))],
        ),
        ("234", token("!GetAtt Pool.ProviderURL"), vec![(MAPPING, Some(Error))]),
        ("235", token(JOINED), vec![(MAPPING, None)]),
        ("236", mapping("Type: Token, AmbiguousRoleResolution: Deny"), vec![(MAPPING, Some(Error))]),
        (
            "236",
            mapping("Type: Token, AmbiguousRoleResolution: Deny")
                .replace("CognitoIdentityProviders:", "DeveloperProviderName: users, CognitoIdentityProviders:"),
            vec![(MAPPING, None)],
        ),
        ("237", token("!Ref Pool"), vec![(MAPPING, Some(Error))]),
        ("238", token("!Join [':', [!GetAtt Pool.ProviderName, !Ref Other]]"), vec![(MAPPING, Some(Error))]),
        ("240", rule("", "", "cognito:groups", "NotEqual"), vec![(LOOSE, Some(Warning))]),
        ("240", rule("", "", "cognito:groups", "Equals"), vec![(LOOSE, None)]),
        ("98", rule(DEPARTMENT, ", WriteAttributes: ['custom:department']", "custom:department", "Equals"), vec![(USERS, Some(Error))]),
        ("98", rule(DEPARTMENT, ", WriteAttributes: [name]", "custom:department", "Equals"), vec![(USERS, None)]),
        ("244", rule(DEPARTMENT, "", "custom:department", "Equals"), vec![(USERS, Some(Error))]),
    ]
}
