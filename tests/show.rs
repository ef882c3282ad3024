//! `authlint show`: what the auth of a stack amounts to, in all three forms.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use authlint::overview::Overview;
use authlint::report::{Options, Shape, write_overview};
use authlint::{Request, show};
use serde_json::{Value, json as value};
use tempfile::TempDir;

const STAGES: &str = "\
service: shop
frameworkVersion: '3'
provider: {name: aws, runtime: nodejs20.x, stage: dev}
custom:
  dev: {mfa: 'OFF', hours: 12}
  prod: {mfa: 'ON', hours: 1}
  mfa: ${self:custom.${sls:stage}.mfa}
functions:
  greet:
    handler: src/greet.handler
    events:
      - cognitoUserPool: {pool: Shoppers, trigger: PreSignUp}
resources:
  Resources:
    Users:
      Type: AWS::Cognito::UserPool
      Properties:
        MfaConfiguration: ${self:custom.mfa}
        EnabledMfas: [SOFTWARE_TOKEN_MFA]
        SmsConfiguration: {SnsCallerArn: '${ssm:/shop/sms-role}'}
    Web:
      Type: AWS::Cognito::UserPoolClient
      Properties:
        UserPoolId: !Ref Users
        AccessTokenValidity: ${self:custom.${sls:stage}.hours}
";

const CONDITIONS: &str = "\
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
  Mail: {Type: String}
  GoogleSecret: {Type: String, NoEcho: true, Default: not-for-anyones-eyes-1}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      UsernameAttributes: [email]
      MfaConfiguration: !If [IsProd, 'ON', 'OFF']
      DeletionProtection: !Ref Mail
      AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}
      AccountRecoverySetting:
        RecoveryMechanisms:
          - {Name: verified_phone_number, Priority: 2}
          - {Name: verified_email, Priority: 1}
      Policies: {PasswordPolicy: {MinimumLength: 12}}
  Web:
    Type: AWS::Cognito::UserPoolClient
    Condition: IsProd
    Properties:
      UserPoolId: !Ref Users
      CallbackURLs: [!Sub 'https://${Mail}.example.org', 'https://example.org']
      RefreshTokenValidity: !ImportValue days
  Google:
    Type: AWS::Cognito::UserPoolIdentityProvider
    Properties:
      UserPoolId: !Ref Users
      ProviderName: Google
      ProviderType: Google
      ProviderDetails: {client_id: shop, client_secret: Zq8vT2mXw4Lr7Bn1Kc5, authorize_scopes: !Sub 'openid ${GoogleSecret}'}
      AttributeMapping: {email: email}
  Away:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !ImportValue pool}
  Guests:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: !If [IsProd, false, true]
      AllowClassicFlow: false
      CognitoIdentityProviders: [{ProviderName: !GetAtt Users.ProviderName, ClientId: !Ref Web, ServerSideTokenCheck: true}]
  Roles:
    Type: AWS::Cognito::IdentityPoolRoleAttachment
    Properties:
      IdentityPoolId: !Ref Guests
      Roles: {authenticated: !GetAtt Member.Arn}
  Member: {Type: AWS::IAM::Role}
";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap()
}

fn folder(name: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    folder
}

fn look(start: &Path, path: &str, stages: &[&str]) -> Overview {
    let start = start.canonicalize().unwrap();
    let stages = stages.iter().map(|stage| (*stage).to_owned()).collect();
    show(&Request { paths: vec![path.into()], start, stages, ..Request::default() }, &|_, _| {}).unwrap()
}

fn text(overview: &Overview, shape: Shape, options: &Options) -> String {
    let mut out = Vec::new();
    write_overview(overview, shape, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn human(overview: &Overview) -> String {
    text(overview, Shape::Human, &Options::default())
}

fn json(overview: &Overview) -> Value {
    serde_json::from_str(&text(overview, Shape::Json, &Options::default())).unwrap()
}

/// A fact of a thing, wherever it stands.
fn fact(overview: &Overview, id: &str, key: &str) -> Value {
    fn find<'v>(things: &'v Value, id: &str) -> Option<&'v Value> {
        things.as_array()?.iter().find_map(|thing| if thing["id"] == id { Some(thing) } else { find(&thing["parts"], id) })
    }
    let json = json(overview);
    let thing = json["stacks"].as_array().unwrap().iter().find_map(|stack| find(&stack["things"], id)).unwrap().clone();
    thing["facts"].as_array().unwrap().iter().find(|fact| fact["key"] == key).unwrap_or_else(|| panic!("{id} has no {key}")).clone()
}

/// What programs read of it, for each of its answers.
fn data(overview: &Overview, id: &str, key: &str) -> Vec<Value> {
    fact(overview, id, key)["answers"].as_array().unwrap().iter().map(|answer| answer["data"].clone()).collect()
}

/// The answers to it.
fn answers(overview: &Overview, id: &str, key: &str) -> Vec<(String, String)> {
    let one = |answer: &Value| {
        let stages: Vec<&str> = answer["stages"].as_array().unwrap().iter().map(|stage| stage.as_str().unwrap()).collect();
        let value = answer["value"].as_str().or(answer["reason"].as_str()).unwrap();
        let when = answer["when"].as_str().unwrap_or_default();
        (format!("{} {value}", answer["state"].as_str().unwrap()), format!("{when}{}", stages.join(",")))
    };
    fact(overview, id, key)["answers"].as_array().unwrap().iter().map(one).collect()
}

fn said(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, when)| ((*value).to_owned(), (*when).to_owned())).collect()
}

#[test]
fn the_tutorial() {
    let overview = look(&root().join("fixtures/tutorial"), "serverless.yml", &[]);
    insta::assert_snapshot!("tutorial", human(&overview));
    insta::assert_snapshot!("tutorial_markdown", text(&overview, Shape::Markdown, &Options::default()));
}

#[test]
fn a_service_of_two_stages() {
    let folder = folder("serverless.yml", STAGES);
    let overview = look(folder.path(), "serverless.yml", &[]);
    insta::assert_snapshot!("stages", human(&overview));
    assert_eq!(answers(&overview, "Users", "mfa"), said(&[("set OFF", "dev"), ("set ON", "prod")]));
    let prod = look(folder.path(), "serverless.yml", &["prod"]);
    assert_eq!(answers(&prod, "Users", "mfa"), said(&[("set ON", "")]));
    assert_eq!(answers(&prod, "Web", "access-token")[0].0, "set 1 hour");
    // What the framework makes is there too, and says so.
    assert!(human(&overview).contains("user pool CognitoUserPoolShoppers") && human(&overview).contains("made by the framework"));
}

#[test]
fn a_stack_with_conditions() {
    let folder = folder("template.yml", CONDITIONS);
    let overview = look(folder.path(), "template.yml", &[]);
    insta::assert_snapshot!("conditions", human(&overview));
    insta::assert_snapshot!("conditions_narrow", text(&overview, Shape::Human, &Options { width: 60, color: true, ..Options::default() }));
    assert_eq!(answers(&overview, "Users", "mfa"), said(&[("set ON", "when IsProd"), ("set OFF", "else")]));
    assert_eq!(answers(&overview, "Users", "deletion-protection"), said(&[("unknown parameter Mail has no default", "")]));
    assert_eq!(answers(&overview, "Users", "recovery"), said(&[("set verified_email, then verified_phone_number", "")]));
    assert_eq!(answers(&overview, "Users", "sign-up"), said(&[("set by administrators only", "")]));
    assert_eq!(answers(&overview, "Users", "password-characters")[0].0[..7], *"unknown");
    assert_eq!(answers(&overview, "Web", "refresh-token"), said(&[("unknown import of days", "")]));
    assert_eq!(answers(&overview, "Web", "access-token"), said(&[("default 1 hour", "")]));
    assert_eq!(answers(&overview, "Guests", "guests"), said(&[("set get nothing", "when IsProd"), ("set get AWS credentials", "else")]));
    assert_eq!(answers(&overview, "Roles", "authenticated"), said(&[("set Member", "")]));
}

#[test]
fn values_for_programs() {
    let folder = folder("template.yml", CONDITIONS);
    let overview = look(folder.path(), "template.yml", &[]);
    for (id, key, expected) in [
        ("Users", "sign-in", value!([["email"]])),
        ("Users", "sign-up", value!([false])),
        ("Users", "case", value!([true])),
        ("Users", "verified", value!([[]])),
        ("Users", "password-length", value!([{ "amount": 12, "unit": "characters" }])),
        ("Users", "password-characters", value!([null])),
        ("Users", "temporary-password", value!([{ "amount": 7, "unit": "days" }])),
        ("Users", "first-factors", value!([["PASSWORD"]])),
        ("Users", "mfa", value!(["ON", "OFF"])),
        ("Users", "recovery", value!([["verified_email", "verified_phone_number"]])),
        ("Users", "mail", value!(["COGNITO_DEFAULT"])),
        ("Users", "deletion-protection", value!([null])),
        ("Users", "deletion-policy", value!(["Delete"])),
        ("Users", "tier", value!(["ESSENTIALS"])),
        ("Web", "access-token", value!([{ "amount": 1, "unit": "hours" }])),
        ("Web", "refresh-token", value!([null])),
        ("Web", "session", value!([{ "amount": 3, "unit": "minutes" }])),
        ("Web", "rotation", value!([false])),
        ("Web", "flows", value!([["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"]])),
        // One address of the two is not known.
        ("Web", "callbacks", value!([null])),
        ("Google", "mapped", value!([["email"]])),
        ("Google", "scopes", value!([null])),
        ("Guests", "guests", value!([false, true])),
        ("Roles", "authenticated", value!([{ "resource": "Member" }])),
        ("Roles", "unauthenticated", value!([null])),
    ] {
        assert_eq!(Value::from(data(&overview, id, key)), expected, "{key} of {id}");
    }
}

#[test]
fn each_trigger_is_a_fact() {
    let text = "\
Conditions:
  IsProd: !Equals [!Ref AWS::Region, eu-west-1]
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig:
        PreSignUp: !If [IsProd, !GetAtt Judge.Arn, !Ref AWS::NoValue]
        PostConfirmation: !ImportValue welcome
        CustomMessage: arn:aws:lambda:eu-west-1:111122223333:function:mail
        CustomEmailSender: {LambdaArn: !GetAtt Sender.Arn, LambdaVersion: V1_0}
        KMSKeyID: arn:aws:kms:eu-west-1:111122223333:key/1
  Judge: {Type: AWS::Lambda::Function}
  Sender: {Type: AWS::Lambda::Function}
";
    let folder = folder("template.yml", text);
    let overview = look(folder.path(), "template.yml", &[]);
    assert_eq!(answers(&overview, "Users", "trigger-pre-sign-up"), said(&[("set Judge", "when IsProd")]));
    assert_eq!(data(&overview, "Users", "trigger-pre-sign-up"), [value!({ "resource": "Judge" })]);
    assert_eq!(fact(&overview, "Users", "trigger-pre-sign-up")["answers"][0]["at"], "template.yml:8");
    assert_eq!(answers(&overview, "Users", "trigger-post-confirmation"), said(&[("unknown import of welcome", "")]));
    assert_eq!(data(&overview, "Users", "trigger-custom-email-sender"), [value!({ "resource": "Sender" })]);
    let mail = "arn:aws:lambda:eu-west-1:111122223333:function:mail";
    assert_eq!(data(&overview, "Users", "trigger-custom-message"), [value!(mail)]);
    let json = json(&overview);
    let keys: Vec<&str> =
        json["stacks"][0]["things"][0]["facts"].as_array().unwrap().iter().map(|fact| fact["key"].as_str().unwrap()).collect();
    assert_eq!(keys.iter().filter(|key| key.starts_with("trigger")).count(), 4, "{keys:?}");
}

#[test]
fn lines_fit_the_screen() {
    let folder = folder("template.yml", CONDITIONS);
    let overview = look(folder.path(), "template.yml", &[]);
    for width in [60, 80, 100, 120] {
        let text = text(&overview, Shape::Human, &Options { width, ..Options::default() });
        let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > width).collect();
        assert!(long.is_empty(), "{long:#?}");
    }
}

#[test]
fn the_form_is_what_the_schema_says() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(root().join("docs/overview.schema.json")).unwrap()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let (stages, conditions) = (folder("serverless.yml", STAGES), folder("template.yml", CONDITIONS));
    let mut all = vec![json(&look(stages.path(), ".", &[])), json(&look(conditions.path(), ".", &[]))];
    all.extend(
        ["clean", "flawed", "formats", "tutorial", "broken", "foreign"].map(|name| json(&look(&root().join("fixtures"), name, &[]))),
    );
    for output in all {
        let problems: Vec<String> = schema.iter_errors(&output).map(|problem| format!("{}: {problem}", problem.instance_path())).collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
    for (key, other) in [("value", Value::Null), ("data", value!([["nested"]])), ("data", value!({ "amount": 1 }))] {
        let mut wrong = json(&look(conditions.path(), ".", &[]));
        wrong["stacks"][0]["things"][0]["facts"][0]["answers"][0][key] = other;
        assert!(!schema.is_valid(&wrong), "{key}");
    }
}

#[test]
fn a_secret_is_never_shown() {
    let folder = folder("template.yml", CONDITIONS);
    let overview = look(folder.path(), "template.yml", &[]);
    for shape in [Shape::Human, Shape::Json, Shape::Markdown] {
        let text = text(&overview, shape, &Options::default());
        assert!(!text.contains("Zq8vT2mXw4Lr7Bn1Kc5") && !text.contains("not-for-anyones-eyes-1"), "{text}");
    }
    assert_eq!(answers(&overview, "Google", "scopes"), said(&[("set openid the secret parameter GoogleSecret", "")]));
}

#[test]
fn nothing_to_show_is_no_failure() {
    let folder = folder("notes.yml", "a: 1\n");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_authlint"));
        let output = command.current_dir(folder.path()).args(arguments).timeout(Duration::from_secs(60)).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, out, err) = run(&["show"]);
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert!(err.starts_with("no user pool"), "{err}");
    let (code, out, _) = run(&["show", "--format", "json"]);
    assert_eq!((code, serde_json::from_str::<Value>(&out).unwrap()["stacks"].as_array().unwrap().len()), (Some(0), 0));
    assert_eq!(run(&["show", "no-such-file.yml"]).0, Some(2));
}
