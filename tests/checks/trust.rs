//! Statements about who may assume a role.

use authlint::finding::Severity::{Error, Warning};

use super::{Expected, Statement, cognito, condition, trust};

const HOST: &str = "cognito-identity.amazonaws.com";
const AUDIENCE: &str = "trust/missing-audience-condition";
const WRONG_AUDIENCE: &str = "trust/wrong-audience";
const LOOSE_AUDIENCE: &str = "trust/wildcard-audience";
const SET: &str = "trust/unsafe-set-operator";
const OPTIONAL: &str = "trust/optional-condition";
const SHARED: &str = "trust/guests-share-user-role";
const ACTION: &str = "trust/wrong-assume-action";
const PROVIDER: &str = "trust/wrong-federated-principal";
const TAGS: &str = "trust/missing-tag-session";
const MACHINES: &str = "trust/users-and-machines-share-role";
const AMR: &str = "trust/missing-amr-condition";

const SIGNED_IN: &str = "'ForAnyValue:StringLike': {amr: authenticated}";
const REFERENCE: &str = "StringEquals: {aud: !Ref Pool}, 'ForAnyValue:StringLike': {amr: authenticated}";

const FUNCTION: &str = "  Function:\n    Type: AWS::Lambda::Function\n    Properties: {Handler: a.b, Runtime: nodejs22.x, Code: {ZipFile: x}, Role: !GetAtt Role.Arn}\n";

/// The role of signed-in users, with a test of the audience.
fn audience(test: &str) -> String {
    let tests = match test.strip_prefix("StringLike: ") {
        Some(test) => format!("StringLike: {test}, {SIGNED_IN}"),
        None => format!("{test}, {SIGNED_IN}"),
    };
    trust(HOST, &cognito(&tests), "authenticated", false)
}

/// The same, with a test of how somebody signed in.
fn signed_in(test: &str) -> String {
    trust(HOST, &cognito(&format!("StringEquals: {{aud: !Ref Pool}}, {test}")), "authenticated", true)
}

pub(crate) fn statements() -> Vec<Statement> {
    let fine = |rule| vec![(rule, None)];
    let error = |rule| vec![(rule, Some(Error))];
    let warning = |rule| vec![(rule, Some(Warning))];
    let quiet = || -> Vec<Expected> {
        vec![(AUDIENCE, None), (WRONG_AUDIENCE, None), (LOOSE_AUDIENCE, None), (SET, None), (OPTIONAL, None), (SHARED, None)]
    };
    let reference = trust(HOST, &cognito(REFERENCE), "authenticated", false);
    let both = trust(HOST, &cognito(REFERENCE), "authenticated", true)
        .replace("Roles: {authenticated: !GetAtt Role.Arn}", "Roles: {authenticated: !GetAtt Role.Arn, unauthenticated: !GetAtt Role.Arn}");
    let with = |more: &str| reference.clone() + more;
    let tagged = with(
        "  Tags:\n    Type: AWS::Cognito::IdentityPoolPrincipalTag\n    Properties: {IdentityPoolId: !Ref Pool, IdentityProviderName: x, UseDefaults: true}\n",
    );
    let users = "  Users:\n    Type: AWS::Cognito::UserPool\n  Client:\n    Type: AWS::Cognito::UserPoolClient\n    Properties: {UserPoolId: !Ref Users}\n";
    let other = "  Other:\n    Type: AWS::Cognito::IdentityPool\n    Properties: {AllowUnauthenticatedIdentities: false}\n";
    let by = |action: &str| reference.replace("Action: sts:AssumeRoleWithWebIdentity", &format!("Action: {action}"));
    let principal = |principal: &str| reference.replace(&format!("{{Federated: {HOST}}}"), principal);
    let group = |tests: &str| {
        let stack = trust(HOST, &cognito(tests), "authenticated", false);
        stack.replace(
            "  Attachment:\n    Type: AWS::Cognito::IdentityPoolRoleAttachment\n    Properties: {IdentityPoolId: !Ref Pool, Roles: {authenticated: !GetAtt Role.Arn}}\n",
            "  Users:\n    Type: AWS::Cognito::UserPool\n  Group:\n    Type: AWS::Cognito::UserPoolGroup\n    Properties: {UserPoolId: !Ref Users, RoleArn: !GetAtt Role.Arn}\n",
        )
    };
    let elsewhere = |role: &str| {
        let stack = trust(HOST, &cognito(REFERENCE), "authenticated", false).replace("!GetAtt Role.Arn", role);
        stack.split("  Role:\n").next().unwrap_or_default().to_owned()
    };
    vec![
        ("225", both, error(SHARED)),
        ("225", reference.clone(), fine(SHARED)),
        ("242", tagged.clone(), error(TAGS)),
        (
            "242",
            tagged.replace("Action: sts:AssumeRoleWithWebIdentity", "Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession']"),
            fine(TAGS),
        ),
        ("242", reference.clone(), fine(TAGS)),
        ("248", reference.clone(), quiet()),
        ("248", audience("StringEquals: {aud: !GetAtt Pool.Id}"), quiet()),
        ("248", audience("StringEquals: {aud: 'us-east-1:01234567-89ab-cdef-0123-456789abcdef'}"), quiet()),
        ("248", audience("StringEquals: {aud: !Ref Other}") + other, error(WRONG_AUDIENCE)),
        ("249", audience("StringEquals: {aud: !Ref Users}") + users, error(WRONG_AUDIENCE)),
        ("249", audience("StringEquals: {aud: !Ref Client}") + users, error(WRONG_AUDIENCE)),
        ("250", audience("StringLike: {aud: '*'}"), warning(LOOSE_AUDIENCE)),
        ("250", audience("StringLike: {aud: 'us-east-1:*'}"), warning(LOOSE_AUDIENCE)),
        ("250", audience("StringEquals: {aud: '*'}"), error(LOOSE_AUDIENCE)),
        ("254", signed_in("StringLike: {amr: authenticated}"), vec![(SET, Some(Warning)), (AMR, None)]),
        ("255", signed_in("'ForAllValues:StringLike': {amr: authenticated}"), error(SET)),
        ("256", audience("StringEqualsIfExists: {aud: !Ref Pool}"), vec![(OPTIONAL, Some(Warning)), (AUDIENCE, None)]),
        ("257", signed_in("'ForAnyValue:StringLike': {amr: [authenticated, unauthenticated]}"), error(SHARED)),
        ("259", signed_in("'ForAnyValue:StringLike': {amr: '*'}"), error(SET)),
        ("259", signed_in("'ForAnyValue:StringLike': {amr: 'auth*'}"), vec![(SET, None), (AMR, None), (SHARED, None)]),
        ("261", by("sts:AssumeRole"), error(ACTION)),
        ("261", by("['sts:AssumeRoleWithWebIdentity', 'sts:TagSession']"), fine(ACTION)),
        ("261", by("'sts:*'"), fine(ACTION)),
        ("262", principal(&format!("{{Service: {HOST}}}")), error(PROVIDER)),
        ("262", principal("{Federated: cognito-idp.amazonaws.com}"), error(PROVIDER)),
        ("262", principal("{Federated: '*'}"), error(PROVIDER)),
        ("264", trust(HOST, &condition("cognito-identity.amazonaws.com.cn", REFERENCE), "authenticated", false), error(PROVIDER)),
        ("265", group(REFERENCE), quiet()),
        ("265", group("StringEquals: {aud: 'us-east-1:01234567-89ab-cdef-0123-456789abcdef'}"), warning(AMR)),
        ("265", group("StringEquals: {aud: !Ref Users}, 'ForAnyValue:StringLike': {amr: authenticated}"), error(WRONG_AUDIENCE)),
        ("266", elsewhere("arn:aws:iam::111122223333:role/user"), quiet()),
        ("266", elsewhere("!ImportValue user-role-arn"), quiet()),
        (
            "267",
            with("          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}\n"),
            warning(MACHINES),
        ),
        ("267", reference.clone(), fine(MACHINES)),
        ("268", with(FUNCTION), error("access/user-role-on-function")),
        ("268", with(FUNCTION).replace("!GetAtt Role.Arn}\n", "!ImportValue role}\n"), fine("access/user-role-on-function")),
    ]
}
