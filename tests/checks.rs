//! Numbered statements about Cognito, each as a small template and what a rule must say of it. The numbers are those of the list of
//! testable statements that the rules were specified by; each is shown by a template, or left out for a reason that is printed.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use authlint::finding::Severity::{self, Error, Info, Warning};
use authlint::{Request, lint};

#[path = "checks/attached.rs"]
mod attached;
#[path = "checks/attributes.rs"]
mod attributes;
#[path = "checks/client.rs"]
mod client;
#[path = "checks/help.rs"]
mod help;
#[path = "checks/identity.rs"]
mod identity;
#[path = "checks/oauth.rs"]
mod oauth;
#[path = "checks/pool.rs"]
mod pool;
#[path = "checks/trust.rs"]
mod trust;

/// What rule says what of a template; `None` for silence.
type Expected = (&'static str, Option<Severity>);

/// A number, a template, and what is expected of it.
type Statement = (&'static str, String, Vec<Expected>);

const RANGE: &str = "cognito/token-validity-out-of-range";
const UNIT: &str = "cognito/token-validity-unit-mistake";
const OUTLIVES: &str = "cognito/access-token-outlives-refresh";
const LEGACY: &str = "cognito/legacy-auth-flow";
const MIXED: &str = "cognito/mixed-auth-flows";
const GUESTS: &str = "identity/unauthenticated-identities";
const CLASSIC: &str = "identity/classic-flow";
const CHECK: &str = "identity/no-server-side-token-check";
const KEY: &str = "identity/invalid-role-key";
const ARN: &str = "identity/role-not-an-arn";
const CONDITION: &str = "trust/missing-condition";
const AUD: &str = "trust/missing-audience-condition";
const AMR: &str = "trust/missing-amr-condition";
const WRONG: &str = "trust/wrong-amr";
const ACTION: &str = "iam/wildcard-action";
const VALUE: &str = "template/invalid-value";
const TYPE: &str = "template/invalid-type";
const UNKNOWN: &str = "template/unknown-property";
const MISSING: &str = "template/missing-property";
const READ_ONLY: &str = "template/read-only-property";
const UNUSED: &str = "template/deprecated-property";
const SECRET: &str = "template/hard-coded-secret";
const VERSION: &str = "iam/missing-version";

fn client(properties: &str) -> String {
    format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Ten: {{Type: Number, Default: 10}}\n  Four: {{Type: Number, Default: 4}}\n\
         Conditions:\n  C: !Equals [!Ref AWS::Region, x]\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n  Client:\n    \
         Type: AWS::Cognito::UserPoolClient\n    Properties: {{UserPoolId: !Ref Pool, {properties}}}\n"
    )
}

fn validity(token: &str, value: &str, unit: Option<&str>) -> String {
    let units = unit.map_or(String::new(), |unit| format!(", TokenValidityUnits: {{{token}: {unit}}}"));
    client(&format!("{token}Validity: {value}{units}"))
}

fn pool(attributes: &str, properties: &str) -> String {
    format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n{attributes}    Properties: {{UserPoolName: x{properties}}}\n")
}

fn identity(properties: &str, roles: &str) -> String {
    format!(
        "Resources:\n  Pool:\n    Type: AWS::Cognito::IdentityPool\n    Properties: {{{properties}}}\n  Attachment:\n    \
         Type: AWS::Cognito::IdentityPoolRoleAttachment\n    Properties: {{IdentityPoolId: !Ref Pool, Roles: {{{roles}}}}}\n  Role:\n    \
         Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {{Version: '2012-10-17', Statement: []}}\n"
    )
}

/// A role with this trust condition, attached under a name to a pool with or without guests.
fn trust(host: &str, condition: &str, attached: &str, guests: bool) -> String {
    format!(
        "Resources:\n  Pool:\n    Type: AWS::Cognito::IdentityPool\n    Properties: {{AllowUnauthenticatedIdentities: {guests}}}\n  Attachment:\n    \
         Type: AWS::Cognito::IdentityPoolRoleAttachment\n    Properties: {{IdentityPoolId: !Ref Pool, Roles: {{{attached}: !GetAtt Role.Arn}}}}\n  \
         Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          \
         - Effect: Allow\n            Principal: {{Federated: {host}}}\n            Action: sts:AssumeRoleWithWebIdentity\n{condition}"
    )
}

fn cognito(tests: &str) -> String {
    condition("cognito-identity.amazonaws.com", tests)
}

/// `aud` and `amr` in the text stand for the keys.
fn condition(host: &str, tests: &str) -> String {
    format!("            Condition: {{{}}}\n", tests.replace("aud:", &format!("'{host}:aud':")).replace("amr:", &format!("'{host}:amr':")))
}

fn grant(statement: &str, version: bool) -> String {
    let version = if version { "Version: '2012-10-17', " } else { "" };
    format!(
        "Resources:\n  Policy:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: {{{version}Statement: [{statement}]}}\n"
    )
}

/// A statement in the role that signed-in users of an identity pool get.
fn user_role(statement: &str) -> String {
    format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Users:\n    Type: AWS::Cognito::IdentityPool\n    Properties: \
         {{AllowUnauthenticatedIdentities: false}}\n  Attachment:\n    Type: AWS::Cognito::IdentityPoolRoleAttachment\n    Properties: \
         {{IdentityPoolId: !Ref Users, Roles: {{authenticated: !GetAtt Role.Arn}}}}\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      \
         AssumeRolePolicyDocument: {{Version: '2012-10-17', Statement: [{{Effect: Allow, Principal: {{Federated: cognito-identity.amazonaws.com}}, \
         Action: 'sts:AssumeRoleWithWebIdentity', Condition: {{StringEquals: {{'cognito-identity.amazonaws.com:aud': !Ref Users}}, \
         'ForAnyValue:StringLike': {{'cognito-identity.amazonaws.com:amr': authenticated}}}}}}]}}\n      Policies: [{{PolicyName: p, PolicyDocument: \
         {{Version: '2012-10-17', Statement: [{statement}]}}}}]\n"
    )
}

fn statements() -> Vec<Statement> {
    const HOST: &str = "cognito-identity.amazonaws.com";
    const REFERENCE: &str = "StringEquals: {aud: !Ref Pool}, 'ForAnyValue:StringLike': {amr: authenticated}";
    let fine = |rule| vec![(rule, None)];
    let error = |rule| vec![(rule, Some(Error))];
    let sound = || vec![(RANGE, None), (UNIT, None), (OUTLIVES, None)];
    let mut all = Vec::new();
    // 15: the id token repeats what the access token does.
    for token in ["AccessToken", "IdToken"] {
        all.extend([
            ("1", validity(token, "10", Some("minutes")), sound()),
            ("2", validity(token, "4", Some("minutes")), error(RANGE)),
            ("3", validity(token, "5", Some("minutes")), sound()),
            ("4", validity(token, "1440", Some("minutes")), sound()),
            ("5", validity(token, "1441", Some("minutes")), error(RANGE)),
            ("6", validity(token, "299", Some("seconds")), error(RANGE)),
            ("7", validity(token, "300", Some("seconds")), sound()),
            ("8", validity(token, "86400", Some("seconds")), sound()),
            ("9", validity(token, "86401", Some("seconds")), error(RANGE)),
            ("10", validity(token, "24", Some("hours")), sound()),
            ("10", validity(token, "25", Some("hours")), error(RANGE)),
            ("11", validity(token, "1", Some("days")), sound()),
            ("11", validity(token, "2", Some("days")), error(RANGE)),
            ("12", validity(token, "60", None), vec![(UNIT, Some(Error)), (RANGE, None)]),
            ("13", validity(token, "3600", None), vec![(UNIT, Some(Error)), (RANGE, None)]),
            ("14", validity(token, "8", None), sound()),
        ]);
    }
    let both = |access: &str, unit: &str, refresh: &str, refresh_unit: &str| {
        client(&format!(
            "AccessTokenValidity: {access}, RefreshTokenValidity: {refresh}, TokenValidityUnits: {{AccessToken: {unit}, RefreshToken: {refresh_unit}}}"
        ))
    };
    all.extend([
        ("16", validity("RefreshToken", "30", None), sound()),
        ("17", validity("RefreshToken", "'30'", None), sound()),
        ("18", validity("RefreshToken", "0", None), sound()),
        ("19", validity("RefreshToken", "59", Some("minutes")), error(RANGE)),
        ("20", validity("RefreshToken", "60", Some("minutes")), sound()),
        ("21", validity("RefreshToken", "3600", Some("seconds")), sound()),
        ("21", validity("RefreshToken", "3599", Some("seconds")), error(RANGE)),
        ("22", validity("RefreshToken", "3650", Some("days")), sound()),
        ("22", validity("RefreshToken", "3651", Some("days")), error(RANGE)),
        ("23", validity("RefreshToken", "36500", Some("days")), error(RANGE)),
        ("23", validity("RefreshToken", "36500", Some("minutes")), sound()),
        ("24", validity("RefreshToken", "86400", None), vec![(UNIT, Some(Error)), (RANGE, None)]),
        ("25", validity("RefreshToken", "3600", None), vec![(UNIT, Some(Warning)), (RANGE, None)]),
        ("26", both("1", "hours", "1", "hours"), sound()),
        ("27", both("2", "hours", "1", "hours"), error(OUTLIVES)),
        ("28", validity("RefreshToken", "60", Some("minutes")), sound()),
        (
            "29",
            client("IdTokenValidity: 90, RefreshTokenValidity: 1, TokenValidityUnits: {IdToken: minutes, RefreshToken: hours}"),
            error(OUTLIVES),
        ),
        ("33", validity("AccessToken", "!Ref Ten", Some("minutes")), sound()),
        ("33", validity("AccessToken", "!Ref Four", Some("minutes")), error(RANGE)),
        ("34", validity("AccessToken", "!ImportValue ttl", Some("minutes")), sound()),
        ("35", validity("AccessToken", "!If [C, 10, 4]", Some("minutes")), error(RANGE)),
        ("35", validity("AccessToken", "!If [C, 10, 20]", Some("minutes")), sound()),
        ("36", client("AuthSessionValidity: 3"), sound()),
        ("36", client("AuthSessionValidity: 2"), error(RANGE)),
        ("36", client("AuthSessionValidity: 15"), sound()),
        ("36", client("AuthSessionValidity: 16"), error(RANGE)),
        ("37", client("ClientName: x"), sound()),
        ("39", client("ExplicitAuthFlows: [ADMIN_NO_SRP_AUTH]"), vec![(LEGACY, Some(Warning)), (MIXED, None)]),
        ("40", client("ExplicitAuthFlows: [ADMIN_NO_SRP_AUTH, ALLOW_USER_SRP_AUTH]"), vec![(MIXED, Some(Error)), (LEGACY, None)]),
        ("41", client("ExplicitAuthFlows: [USER_PASSWORD_AUTH, ADMIN_NO_SRP_AUTH]"), vec![(LEGACY, Some(Warning)), (MIXED, None)]),
        ("42", client("ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]"), vec![(LEGACY, None), (MIXED, None)]),
        ("58", client("ClientName: x"), vec![(LEGACY, None), (MIXED, None)]),
        ("154", pool("", ""), vec![("cognito/no-deletion-protection", Some(Warning))]),
        ("154", pool("", ", DeletionProtection: ACTIVE"), fine("cognito/no-deletion-protection")),
        ("155", pool("", ""), vec![("cognito/no-retain-policy", Some(Info))]),
        // Who writes `Delete` has decided.
        ("155", pool("    DeletionPolicy: Delete\n    UpdateReplacePolicy: Retain\n", ""), fine("cognito/no-retain-policy")),
        ("155", pool("", ", DeletionProtection: ACTIVE"), fine("cognito/no-retain-policy")),
        ("155", pool("    DeletionPolicy: RetainExceptOnCreate\n    UpdateReplacePolicy: Retain\n", ""), fine("cognito/no-retain-policy")),
        ("156", pool("    DeletionPolicy: Retain\n", ""), vec![("cognito/no-retain-policy", Some(Info))]),
        ("205", identity("AllowUnauthenticatedIdentities: true", ""), vec![(GUESTS, Some(Warning))]),
        ("206", identity("AllowUnauthenticatedIdentities: false", ""), fine(GUESTS)),
        ("207", identity("AllowUnauthenticatedIdentities: 'false'", ""), fine(GUESTS)),
        ("208", identity("AllowUnauthenticatedIdentities: false, AllowClassicFlow: true", ""), vec![(CLASSIC, Some(Warning))]),
        ("208", identity("AllowUnauthenticatedIdentities: true, AllowClassicFlow: true", ""), error(CLASSIC)),
        ("209", identity("AllowUnauthenticatedIdentities: false", ""), fine(CLASSIC)),
        (
            "213",
            identity("AllowUnauthenticatedIdentities: false, CognitoIdentityProviders: [{ProviderName: x, ClientId: y}]", ""),
            vec![(CHECK, Some(Warning))],
        ),
        (
            "213",
            identity(
                "AllowUnauthenticatedIdentities: false, CognitoIdentityProviders: [{ProviderName: x, ClientId: y, ServerSideTokenCheck: true}]",
                "",
            ),
            fine(CHECK),
        ),
        ("220", identity("AllowUnauthenticatedIdentities: false", "Authenticated: !GetAtt Role.Arn"), error(KEY)),
        ("221", identity("AllowUnauthenticatedIdentities: false", "authenticated: !Ref Role"), error(ARN)),
        ("221", identity("AllowUnauthenticatedIdentities: false", "authenticated: !GetAtt Role.Arn"), fine(ARN)),
        ("221", identity("AllowUnauthenticatedIdentities: false", "authenticated: !ImportValue role"), fine(ARN)),
    ]);
    all.extend(by_schema());
    let silent = || vec![(CONDITION, None), (AUD, None), (AMR, None), (WRONG, None)];
    all.extend([
        ("245", trust(HOST, &cognito(REFERENCE), "authenticated", false), silent()),
        ("246", trust(HOST, "", "authenticated", false), vec![(CONDITION, Some(Error)), (AUD, None), (AMR, None)]),
        ("247", trust(HOST, &cognito("'ForAnyValue:StringLike': {amr: authenticated}"), "authenticated", false), vec![(AUD, Some(Warning))]),
        ("247", trust(HOST, &cognito("StringEquals: {aud: !Ref Pool}"), "authenticated", false), vec![(AMR, Some(Warning)), (AUD, None)]),
        ("247", trust(HOST, &cognito("StringEquals: {aud: !Ref Pool}"), "authenticated", true), vec![(AMR, Some(Error)), (AUD, None)]),
        ("251", trust(HOST, &cognito("StringLike: {aud: 'us-east-1:x'}, 'ForAnyValue:StringLike': {amr: authenticated}"), "authenticated", false), silent()),
        ("252", trust(HOST, &cognito("StringEquals: {aud: [!Ref Pool, 'us-east-1:y']}, 'ForAnyValue:StringLike': {amr: authenticated}"), "authenticated", false), silent()),
        ("253", trust(HOST, &cognito("StringEquals: {aud: !Ref Pool}, 'ForAnyValue:StringEquals': {amr: authenticated}"), "authenticated", false), silent()),
        ("258", trust(HOST, &cognito(REFERENCE), "unauthenticated", true), error(WRONG)),
        ("258", trust(HOST, &cognito(&REFERENCE.replace("amr: a", "amr: una")), "authenticated", true), error(WRONG)),
        ("258", trust(HOST, &cognito(&REFERENCE.replace("amr: a", "amr: una")), "unauthenticated", true), silent()),
        ("260", trust(HOST, &cognito("StringEquals: {aud: !Ref Pool}, 'ForAnyValue:StringLike': {amr: graph.facebook.com}"), "authenticated", false), silent()),
        ("263", trust("cognito-identity-us-gov.amazonaws.com", &condition("cognito-identity-us-gov.amazonaws.com", REFERENCE), "authenticated", false), silent()),
        (
            "263",
            trust("cognito-identity.cn-north-1.amazonaws.com.cn", &condition("cognito-identity.amazonaws.com.cn", REFERENCE), "authenticated", false),
            silent(),
        ),
        ("269", grant("{Effect: Allow, Action: 'cognito-identity:*', Resource: '*'}", true), vec![(ACTION, Some(Warning))]),
        ("270", grant("{Effect: Allow, Action: 'cognito-sync:*', Resource: '*'}", true), vec![(ACTION, Some(Warning))]),
        ("272", grant("{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::b/private/x/*'}", true), vec![(ACTION, Some(Warning))]),
        ("272", grant("{Effect: Allow, Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::b/private/x/*'}", true), fine(ACTION)),
        ("281", grant("{Effect: Allow, Action: 'iam:PassRole', Resource: '*'}", true), error("iam/unrestricted-pass-role")),
        ("281", grant("{Effect: Allow, Action: 'sts:AssumeRole', Resource: '*'}", true), error("iam/assume-any-role")),
        ("282", grant("{Effect: Allow, Action: 'cognito-idp:Admin*', Resource: '*'}", true), vec![(ACTION, Some(Warning))]),
        ("282", user_role("{Effect: Allow, Action: 'cognito-idp:Admin*', Resource: '*'}"), error("iam/cognito-administration")),
        (
            "283",
            grant(
                "{Effect: Allow, Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/t', \
                 Condition: {'ForAllValues:StringEquals': {'dynamodb:LeadingKeys': ['${cognito-identity.amazonaws.com:sub}']}}}",
                true,
            ),
            [ACTION, "iam/wildcard-resource", "iam/data-exfiltration", "iam/loose-condition", "iam/single-valued-set-operator"]
                .map(|rule| (rule, None))
                .to_vec(),
        ),
        (
            "274",
            grant("{Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*'}", false),
            error(VERSION),
        ),
        (
            "275",
            grant("{Effect: Allow, Action: 's3:GetObject', Resource: !Join ['', ['arn:aws:s3:::b/', '$', '{cognito-identity.amazonaws.com:sub}/*']]}", false),
            error(VERSION),
        ),
        (
            "276",
            grant("{Effect: Allow, Action: 's3:GetObject', Resource: !Sub 'arn:aws:s3:::b/${!cognito-identity.amazonaws.com:sub}/*'}", false),
            error(VERSION),
        ),
    ]);
    all
}

/// What CloudFormation's schemas say.
fn by_schema() -> Vec<Statement> {
    let error = |rule| vec![(rule, Some(Error))];
    let info = |rule| vec![(rule, Some(Info))];
    let fine = |rule| vec![(rule, None)];
    let many = |count: usize, item: &str| vec![item; count].join(", ");
    let users = |properties: &str| format!("AWSTemplateFormatVersion: '2010-09-09'\n{}", pool("", &format!(", {properties}")));
    let of_pool = |kind: &str, properties: &str| {
        format!(
            "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n  X:\n    Type: AWS::Cognito::{kind}\n    Properties: {{UserPoolId: !Ref Pool, {properties}}}\n"
        )
    };
    let mapping = |mapping: &str| {
        let mappings = format!("authenticated: !GetAtt Role.Arn}}, RoleMappings: {{x: {{{mapping}}}");
        identity("AllowUnauthenticatedIdentities: false", &mappings)
    };
    vec![
        ("17", client("RefreshTokenValidity: '30'"), vec![(VALUE, None), (TYPE, None)]),
        ("18", client("RefreshTokenValidity: 0"), error(VALUE)),
        ("30", validity("AccessToken", "10", Some("minute")), error(VALUE)),
        ("31", client("TokenValidityUnits: {AccessTokenValidity: minutes}"), error(UNKNOWN)),
        ("48", client("RefreshTokenRotation: {Feature: ENABLED, RetryGracePeriodSeconds: 60}"), fine(VALUE)),
        ("48", client("RefreshTokenRotation: {Feature: ENABLED, RetryGracePeriodSeconds: 61}"), error(VALUE)),
        ("55", client("ExplicitAuthFlows: [ALLOW_USER_SRP]"), error(VALUE)),
        ("56", client("ExplicitAuthFlows: [ALLOW_TOKEN_EXCHANGE_DELEGATION]"), info(VALUE)),
        ("70", client("AllowedOAuthFlows: [token]"), info(VALUE)),
        ("85", client(&format!("CallbackURLs: [{}]", many(101, "'https://a.example/'"))), error(VALUE)),
        ("85", client(&format!("CallbackURLs: [{}]", many(100, "'https://a.example/'"))), fine(VALUE)),
        ("102", client("ClientName: 'a:b'"), error(VALUE)),
        ("102", client("ClientName: !Sub '${AWS::StackName}:x'"), fine(VALUE)),
        ("105", client("ClientSecret: 0123456789012345678901234567"), error(READ_ONLY)),
        ("107", users("UsernameAttributes: [username]"), info(VALUE)),
        ("118", users("Schema: [{Name: a12345678901234567890}]"), error(VALUE)),
        ("118", users("Schema: [{Name: a1234567890123456789}]"), fine(VALUE)),
        ("119", users(&format!("Schema: [{}]", many(51, "{Name: a}"))), error(VALUE)),
        ("124", users("Policies: {PasswordPolicy: {MinimumLength: 5}}"), error(VALUE)),
        ("124", users("Policies: {PasswordPolicy: {MinimumLength: 99}}"), fine(VALUE)),
        ("124", users("Policies: {PasswordPolicy: {MinimumLength: 100}}"), error(VALUE)),
        ("129", users("AdminCreateUserConfig: {UnusedAccountValidityDays: 3}"), vec![(UNUSED, Some(Warning))]),
        ("130", users("Policies: {PasswordPolicy: {TemporaryPasswordValidityDays: 366}}"), error(VALUE)),
        ("131", users("Policies: {PasswordPolicy: {PasswordHistorySize: 25}}"), error(VALUE)),
        ("139", users("EnabledMfas: [TOTP]"), info(VALUE)),
        ("139", users("EnabledMfas: [SOFTWARE_TOKEN]"), error(VALUE)),
        ("141", users("MfaConfiguration: on"), error(VALUE)),
        ("141", users("MfaConfiguration: OFF"), error(VALUE)),
        ("141", users("MfaConfiguration: 'OFF'"), fine(VALUE)),
        ("142", users("MfaConfiguration: OPTIONAL"), fine(VALUE)),
        ("146", users("AccountRecoverySetting: {RecoveryMechanisms: [{Name: verified_email, Priority: 3}]}"), error(VALUE)),
        ("162", users("WebAuthnUserVerification: Required"), error(VALUE)),
        ("173", users("EmailVerificationMessage: 'code {####}'"), info(UNUSED)),
        ("177", users("UserPoolTags: [{Key: a, Value: b}]"), error(TYPE)),
        ("177", identity("AllowUnauthenticatedIdentities: false, IdentityPoolTags: {a: b}", ""), error(TYPE)),
        ("178", pool("", "").replace("UserPoolName: x", "UserPoolName: a/b"), error(VALUE)),
        ("189", of_pool("UserPoolGroup", "GroupName: a b"), error(VALUE)),
        ("190", of_pool("UserPoolGroup", "GroupName: a, Precedence: -1"), error(VALUE)),
        ("193", of_pool("UserPoolIdentityProvider", "ProviderName: Okta, ProviderType: Okta, ProviderDetails: {}"), info(VALUE)),
        ("193", of_pool("UserPoolIdentityProvider", "ProviderName: My_IdP, ProviderType: OIDC, ProviderDetails: {}"), error(VALUE)),
        ("193", of_pool("UserPoolIdentityProvider", "ProviderName: Google, ProviderType: Google, ProviderDetails: {}"), fine(VALUE)),
        (
            "195",
            of_pool("UserPoolIdentityProvider", "ProviderName: Google, ProviderType: Google, ProviderDetails: {client_secret: Zk3v9qLm}"),
            error(SECRET),
        ),
        (
            "195",
            of_pool(
                "UserPoolIdentityProvider",
                "ProviderName: Google, ProviderType: Google, ProviderDetails: {client_secret: '{{resolve:ssm-secure:x}}'}",
            ),
            fine(SECRET),
        ),
        ("198", of_pool("UserPoolResourceServer", "Identifier: a, Name: a, Scopes: [{ScopeName: a/b, ScopeDescription: b}]"), error(VALUE)),
        ("204", identity("IdentityPoolName: x", ""), error(MISSING)),
        ("207", identity("AllowUnauthenticatedIdentities: 'false'", ""), vec![(TYPE, None), (MISSING, None)]),
        (
            "216",
            identity("AllowUnauthenticatedIdentities: false, SupportedLoginProviders: {api.twitter.com: 'Zk3v9qLm;q8Kz1vB3'}", ""),
            error(SECRET),
        ),
        ("227", mapping("Type: token, AmbiguousRoleResolution: Deny"), error(VALUE)),
        (
            "232",
            mapping("Type: Rules, RulesConfiguration: {Rules: [{Claim: a, MatchType: equals, Value: b, RoleARN: !GetAtt Role.Arn}]}"),
            error(VALUE),
        ),
    ]
}

/// The statements that no template here shows, with the reason.
const LEFT_OUT: [(&[u16], &str); 12] = [
    (&[15], "the loop over access and id tokens: they carry the numbers 1 to 14"),
    (&[103, 112, 113, 114], "two revisions of a template would have to be compared"),
    (&[46, 125, 127], "not settled, or sources disagree: never reported"),
    (&[150], "whether nobody is verified depends on triggers and on who creates the accounts: no rule"),
    (&[161], "known to be odd, and not in the catalogue: no rule yet"),
    (&[57, 108, 192, 203, 218, 239, 241, 243], "mild, and not in the catalogue: no rule"),
    (&[90], "tested with outputs/secret-in-output, in its page"),
    (&[168], "tested with template/circular-dependency, in its page"),
    (&[219], "tested with cognito/no-retain-policy, in its page"),
    (&[271, 273, 277, 278, 279, 280], "about what people can reach in the end: the family `access` is to come"),
    (&[284, 285, 286, 287, 288, 289], "tested as whole files, in tests/fixtures.rs"),
    (&[290], "a role's name that is imported as an ARN: identity/role-not-an-arn speaks at the consumer"),
];

#[test]
fn every_statement_is_shown_or_left_out_for_a_reason() {
    let shown: BTreeSet<u16> = all().iter().map(|(number, ..)| number.parse().unwrap()).collect();
    let left: BTreeSet<u16> = LEFT_OUT.iter().flat_map(|(numbers, _)| numbers.iter().copied()).collect();
    eprintln!("{} of 290 statements are shown: {shown:?}", shown.len());
    for (numbers, reason) in LEFT_OUT {
        eprintln!("{numbers:?}: {reason}");
    }
    let twice: Vec<&u16> = shown.intersection(&left).collect();
    assert!(twice.is_empty(), "shown and left out: {twice:?}");
    let missing: Vec<u16> = (1..=290).filter(|number| !shown.contains(number) && !left.contains(number)).collect();
    assert!(missing.is_empty(), "neither shown nor left out: {missing:?}");
}

fn all() -> Vec<Statement> {
    let mut statements = statements();
    statements.extend(pool::statements());
    statements.extend(attributes::statements());
    statements.extend(client::statements());
    statements.extend(oauth::statements());
    statements.extend(attached::statements());
    statements.extend(identity::statements());
    statements.extend(trust::statements());
    statements
}

#[test]
fn numbered_statements_hold() {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().canonicalize().unwrap();
    let mut wrong = String::new();
    let statements = all();
    let mut numbers: Vec<&str> = statements.iter().map(|(number, ..)| *number).collect();
    for (number, text, expected) in &statements {
        let request =
            Request { start: start.clone(), text: Some((start.join("template.yml"), text.clone().into_bytes())), ..Request::default() };
        let report = lint(&request, &|_, _| {}).unwrap();
        assert_eq!(report.summary.checked, 1, "{number}:\n{text}");
        assert!(report.findings.iter().all(|finding| finding.rule != "template/parse-error"), "{number}:\n{text}");
        for (rule, severity) in expected {
            let found = report.findings.iter().filter(|finding| finding.rule == *rule).map(|finding| finding.severity).max();
            if found != *severity {
                writeln!(wrong, "{number}: {rule} gives {found:?}, not {severity:?}:\n{text}").unwrap();
            }
        }
    }
    numbers.dedup();
    eprintln!("{} templates for the statements {}", statements.len(), numbers.join(", "));
    assert!(wrong.is_empty(), "{wrong}");
}
