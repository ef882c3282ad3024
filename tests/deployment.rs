//! What a deployment is told (stages, environment, parameters, configuration) and what of it people see.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// Exit code, standard output and standard error of a run.
fn run(folder: &Path, args: &[&str], env: &[(&str, &str)]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("authlint").unwrap();
    command.current_dir(folder).args(args).env_remove("NO_COLOR");
    command.envs(env.iter().copied());
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn findings(folder: &Path, args: &[&str]) -> Vec<Value> {
    let args = [&["check", "--format", "json"], args].concat();
    let (_, out, err) = run(folder, &args, &[]);
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
    report["findings"].as_array().unwrap().clone()
}

fn of<'f>(findings: &'f [Value], rule: &str) -> Vec<&'f Value> {
    findings.iter().filter(|finding| finding["rule"] == rule).collect()
}

/// Guests get credentials in one of the two stages that the file lists.
const STAGES: &str = "\
service: notes
provider: {name: aws, runtime: nodejs20.x, stage: dev}
custom:
  dev: {guests: true}
  prod: {guests: false}
resources:
  Resources:
    Identities:
      Type: AWS::Cognito::IdentityPool
      Properties:
        AllowUnauthenticatedIdentities: ${self:custom.${sls:stage}.guests}
        AllowClassicFlow: true
";

const GUESTS: &str = "identity/unauthenticated-identities";
const CLASSIC: &str = "identity/classic-flow";

#[test]
fn stages_that_the_file_lists_are_read_without_being_asked_for() {
    let folder = folder(&[("serverless.yml", STAGES)]);
    let found = findings(folder.path(), &[]);
    assert_eq!(of(&found, GUESTS)[0]["stages"], serde_json::json!(["dev"]));
    // What all stages share is said once, and names none.
    assert_eq!(of(&found, CLASSIC).len(), 1);
    assert_eq!(of(&found, CLASSIC)[0]["stages"], Value::Null);
    let (_, human, _) = run(folder.path(), &["check", "--format", "concise"], &[]);
    assert!(human.contains("(only with stage dev)"), "{human}");
}

#[test]
fn a_named_stage_is_the_only_one() {
    let folder = folder(&[("serverless.yml", STAGES)]);
    assert_eq!(of(&findings(folder.path(), &["--stage", "prod"]), GUESTS), Vec::<&Value>::new());
    assert_eq!(of(&findings(folder.path(), &["--stage", "dev"]), GUESTS)[0]["stages"], Value::Null);
    let both = findings(folder.path(), &["--stage", "dev", "--stage", "prod"]);
    assert_eq!(of(&both, GUESTS)[0]["stages"], serde_json::json!(["dev"]));
}

#[test]
fn the_configuration_settles_stages_and_thresholds() {
    let settled = folder(&[("serverless.yml", STAGES), (".authlint.yaml", "stages: [prod]\nfail-on: error\n")]);
    assert_eq!(of(&findings(settled.path(), &[]), GUESTS), Vec::<&Value>::new());
    let (code, out, _) = run(settled.path(), &["check", "--stage", "dev", "--select", GUESTS], &[]);
    assert!(out.contains("warning"), "{out}");
    assert_eq!(code, 0, "warnings are below the threshold:\n{out}");
    assert_eq!(run(settled.path(), &["check", "--stage", "dev", "--select", GUESTS, "--fail-on", "warning"], &[]).0, 1);
    // From a folder below it is found too, and one that can't be read is a mistake of usage.
    std::fs::create_dir(settled.path().join("below")).unwrap();
    assert_eq!(run(&settled.path().join("below"), &["check", "..", "--select", GUESTS], &[]).0, 0);
    let wrong = folder(&[("serverless.yml", STAGES), (".authlint.yaml", "stagse: [prod]\n")]);
    let (code, _, err) = run(wrong.path(), &["check"], &[]);
    assert_eq!(code, 2);
    assert!(err.contains("stagse"), "{err}");
}

#[test]
fn the_configuration_names_values_newer_than_the_schemas() {
    let template = "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n  Client:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      UserPoolId: !Ref Pool\n      \
                    ExplicitAuthFlows: [ALLOW_TOKEN_EXCHANGE_DELEGATION, ALLOW_USER_SRP]\n";
    let rule = "template/invalid-value";
    let plain = folder(&[("template.yml", template)]);
    assert_eq!(of(&findings(plain.path(), &[]), rule).len(), 2);
    let settled = folder(&[("template.yml", template), (".authlint.yaml", "known-values: [ALLOW_TOKEN_EXCHANGE_DELEGATION]\n")]);
    let found = findings(settled.path(), &[]);
    assert_eq!(of(&found, rule).len(), 1, "a slip is still said");
}

#[test]
fn parameters_and_options_reach_the_template() {
    let text = STAGES.replace("${self:custom.${sls:stage}.guests}", "${param:guests, 'false'}");
    let folder = folder(&[("serverless.yml", text.as_str())]);
    assert_eq!(of(&findings(folder.path(), &[]), GUESTS), Vec::<&Value>::new());
    assert_eq!(of(&findings(folder.path(), &["--param", "guests=true"]), GUESTS).len(), 1);
    assert_eq!(run(folder.path(), &["check", "--param", "guests"], &[]).0, 2);
}

const SECRET: &str = "hunter2-s3cr3t";

/// A value from the environment and one of a NoEcho parameter, in every place where a value could slip out.
const SECRETS: &str = "\
service: notes
provider:
  name: aws
  runtime: nodejs20.x
  stage: ${env:PLACE, 'dev'}
  environment: {TOKEN: '${env:PLACE}'}
functions:
  hello: {handler: src/hello.handler}
custom:
  name: pre-${env:PLACE}
  ${env:PLACE}: {x: 1}
resources:
  Parameters:
    Password: {Type: String, NoEcho: true, Default: noecho-hunter2}
  Resources:
    Pool:
      Type: AWS::Cognito::UserPool
      Properties: {UserPoolName: '${self:custom.name}', MfaConfiguration: '${env:PLACE}'}
    Client:
      Type: AWS::Cognito::UserPoolClient
      Properties:
        UserPoolId: !Ref Pool
        ClientName: ${env:PLACE}
        ExplicitAuthFlows: ['${env:PLACE}', USER_PASSWORD_AUTH]
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Principal: {Service: lambda.amazonaws.com}
              Action: sts:AssumeRole
        Policies:
          - PolicyName: ${env:PLACE}
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: ['s3:*', 'dynamodb:${env:PLACE}'], Resource: ['arn:aws:s3:::${env:PLACE}', '*']}
    Included: ${file(${env:PLACE}.yml)}
    Unknown:
      Type: AWS::Cognito::UserPoolDomain
      Properties: {Domain: '${self:custom.name}', UserPoolId: !Ref Password}
  Outputs:
    Password: {Value: !Ref Password, Export: {Name: '${env:PLACE}'}}
";

#[test]
fn what_is_secret_appears_in_no_output() {
    let folder = folder(&[("serverless.yml", SECRETS)]);
    let env = [("PLACE", SECRET), ("NO_COLOR", "1")];
    let mut seen = 0;
    for args in [
        ["check", "--env", "PLACE", "--format", "human"].as_slice(),
        &["check", "--env", "PLACE", "--format", "concise", "--profile", "strict"],
        &["check", "--env", "PLACE", "--format", "json"],
        &["dump", "--env", "PLACE", "--resolved"],
        &["dump", "--env", "PLACE", "--resolved", "--stage", "prod"],
    ] {
        let (_, out, err) = run(folder.path(), args, &env);
        for (stream, text) in [("output", &out), ("error", &err)] {
            assert!(!text.contains(SECRET), "standard {stream} of {args:?} shows the environment's value:\n{text}");
            assert!(!text.contains("noecho-hunter2"), "standard {stream} of {args:?} shows a NoEcho default:\n{text}");
        }
        seen += out.len();
    }
    assert!(seen > 5_000, "the runs say something: {seen} bytes");
}

#[test]
fn an_environment_variable_that_nobody_allowed_is_not_read() {
    let text = STAGES.replace("${self:custom.${sls:stage}.guests}", "${env:GUESTS}");
    let folder = folder(&[("serverless.yml", text.as_str())]);
    let count = |args: &[&str]| {
        let (_, out, _) = run(folder.path(), &[&["check", "--format", "concise"], args].concat(), &[("GUESTS", "true")]);
        out.matches(GUESTS).count()
    };
    assert_eq!(count(&[]), 0);
    assert_eq!(count(&["--env", "GUESTS"]), 1);
}

#[test]
fn a_dump_follows_includes_and_stages() {
    let folder = folder(&[
        ("serverless.yml", "service: a\nprovider: {name: aws, runtime: nodejs20.x}\nresources:\n  - ${file(pool.yml)}\n"),
        (
            "pool.yml",
            "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      UserPoolName: !Sub '${sls:stage}-${AWS::Region}'\n      KmsKeyId: ${ssm:/key}\n",
        ),
    ]);
    let (code, out, _) = run(folder.path(), &["dump", "--resolved", "--stage", "prod"], &[]);
    assert_eq!(code, 0);
    let dump: Value = serde_json::from_str(&out).unwrap();
    let stack = &dump["stacks"][0];
    assert_eq!(stack["file"], "serverless.yml");
    assert_eq!(stack["origins"]["Resources.Pool"], "pool.yml:2");
    let properties = &stack["template"]["Resources"]["Pool"]["Properties"];
    assert_eq!(properties["UserPoolName"], serde_json::json!({"Fn::Sub": "prod-${AWS::Region}"}));
    assert_eq!(properties["KmsKeyId"], serde_json::json!({"authlint::Unknown": "a parameter of Systems Manager"}));
    // As it is written: nothing is followed.
    let (_, raw, _) = run(folder.path(), &["dump"], &[]);
    assert!(raw.contains("${file(pool.yml)}") || raw.contains("\"stacks\""), "{raw}");
    assert!(!raw.contains("prod-"), "{raw}");
}

/// The property in its file, the literal that a variable leads to, and the include that brought the file in.
#[test]
fn a_finding_shows_the_include_and_the_variable() {
    let folder = folder(&[
        (
            "serverless.yml",
            "service: notes\nprovider: {name: aws, runtime: nodejs20.x}\ncustom:\n  flow: USER_PASSWORD_AUTH\nresources:\n  - ${file(auth/client.yml)}\n",
        ),
        (
            "auth/client.yml",
            "Resources:\n  Client:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      UserPoolId: !ImportValue users\n      \
             PreventUserExistenceErrors: ENABLED\n      ExplicitAuthFlows:\n        - ${self:custom.flow}\n",
        ),
    ]);
    let (_, out, _) = run(folder.path(), &["check", "--select", "cognito/legacy-auth-flow"], &[("NO_COLOR", "1"), ("COLUMNS", "100")]);
    let without_time = out.rsplit_once(" in ").map_or(out.as_str(), |(before, _)| before);
    insta::assert_snapshot!(without_time);
}

#[test]
fn services_of_a_repository_refer_to_each_other() {
    let folder = folder(&[
        (
            "serverless-compose.yml",
            "services:\n  auth: {path: services/auth}\n  app:\n    path: services/app\n    params: {guests: true, pool: '${auth.PoolArn}', place: '${sls:stage}'}\n",
        ),
        (
            "services/auth/serverless.yml",
            "service: auth\nprovider: {name: aws}\nresources:\n  Outputs:\n    Flow: {Value: USER_PASSWORD_AUTH, Export: {Name: '${sls:stage}-flow'}}\n",
        ),
        (
            "services/app/serverless.yml",
            "service: app\nprovider: {name: aws}\nresources:\n  Resources:\n    Identities:\n      Type: AWS::Cognito::IdentityPool\n      Properties: \
             {AllowUnauthenticatedIdentities: '${param:guests}', IdentityPoolName: '${param:pool}-${param:place}'}\n    Client:\n      Type: \
             AWS::Cognito::UserPoolClient\n      Properties:\n        UserPoolId: ${param:pool}\n        ExplicitAuthFlows: [!ImportValue '${sls:stage}-flow']\n",
        ),
    ]);
    let found = findings(folder.path(), &[]);
    // What the compose file gives, and what the other service exports.
    assert_eq!(of(&found, GUESTS).len(), 1);
    assert_eq!(of(&found, "cognito/legacy-auth-flow").len(), 1);
    let (_, out, _) = run(folder.path(), &["dump", "--resolved", "services/app"], &[]);
    assert!(out.contains("an output of another service"), "{out}");
}

#[test]
fn a_stage_that_a_map_lacks_is_said_where_somebody_named_it() {
    let folder = folder(&[("serverless.yml", STAGES)]);
    let rule = "template/unresolvable-variable";
    assert_eq!(of(&findings(folder.path(), &["--stage", "pord"]), rule).len(), 1);
    // Of the default stage nobody knows whether it is ever deployed.
    assert_eq!(of(&findings(folder.path(), &[]), rule), Vec::<&Value>::new());
    assert_eq!(run(folder.path(), &["check", "--stage", ""], &[]).0, 2);
}

#[test]
fn what_is_never_deployed_is_not_spoken_about() {
    let text = "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Env: {Type: String, Default: dev}\nConditions:\n  IsDev: !Equals [!Ref Env, dev]\n  \
                Never: !Equals [a, b]\nResources:\n  Debug:\n    Type: AWS::Cognito::UserPool\n    Condition: IsDev\n  Gone:\n    Type: AWS::Cognito::UserPool\n    \
                Condition: Never\n";
    let folder = folder(&[("template.yml", text), ("prod.json", "{\"Parameters\": {\"Env\": \"prod\"}}")]);
    let rule = "cognito/no-deletion-protection";
    let named = |found: &[Value]| -> Vec<String> {
        of(found, rule).iter().map(|finding| finding["resource"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(named(&findings(folder.path(), &["template.yml"])), ["Debug"]);
    assert_eq!(named(&findings(folder.path(), &["template.yml", "--parameters", "prod.json"])), Vec::<String>::new());
}

#[test]
fn a_dump_says_what_it_lacks() {
    let folder = folder(&[(
        "serverless.yml",
        "service: a\nprovider: {name: aws}\nresources:\n  - Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n  - Resources: ${file(made.js)}\n",
    )]);
    let (_, out, _) = run(folder.path(), &["dump", "--resolved"], &[]);
    let dump: Value = serde_json::from_str(&out).unwrap();
    let resources = &dump["stacks"][0]["template"]["Resources"];
    assert!(resources["Topic"].is_object(), "{out}");
    assert!(resources["authlint::Unknown"].is_string(), "{out}");
}
