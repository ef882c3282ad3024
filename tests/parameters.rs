//! `--parameters`: values from files replace what a template assumes, and those that must not be shown are not.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use assert_cmd::Command;
use tempfile::TempDir;

const TEMPLATE: &str = "AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Minutes: {Type: Number, Default: 30, AllowedValues: [30, 60, 2000]}
  Kind: {Type: String, Default: dev}
  Flows: {Type: CommaDelimitedList, Default: ALLOW_USER_SRP_AUTH}
  Secret: {Type: String, NoEcho: true, Default: hunter0}
Conditions:
  IsProd: !Equals [!Ref Kind, prod]
Resources:
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !ImportValue pool
      PreventUserExistenceErrors: ENABLED
      ExplicitAuthFlows: !Ref Flows
      AccessTokenValidity: !Ref Minutes
      TokenValidityUnits: {AccessToken: minutes}
Outputs:
  ClientId: {Value: !Ref Client}
  Secret: {Value: !Ref Secret}
  Branch: {Value: !If [IsProd, !Ref Kind, other]}
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("app")).unwrap();
    std::fs::write(folder.path().join("app/template.yml"), TEMPLATE).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The exit code, standard output, and standard error.
fn check(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authlint"));
    let output = command.current_dir(folder.path()).env("NO_COLOR", "1").args(["check", "app"]).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_value_settles_what_was_open() {
    let folder = folder(&[
        ("long.json", r#"[{"ParameterKey": "Minutes", "ParameterValue": "2000"}]"#),
        ("short.json", r#"{"Parameters": {"Minutes": "60"}}"#),
        ("flows.toml", "[default.deploy.parameters]\nparameter_overrides = 'Flows=USER_PASSWORD_AUTH,ALLOW_USER_SRP_AUTH'\n"),
    ]);
    let rule = "cognito/token-validity-out-of-range";
    let (_, open, _) = check(&folder, &["--select", rule]);
    assert!(open.contains("info") && open.contains("parameter Minutes is 2000"), "{open}");
    let (_, long, _) = check(&folder, &["--select", rule, "--parameters", "long.json"]);
    assert!(long.contains("error") && !long.contains("parameter Minutes is"), "{long}");
    assert!(long.contains("the value of Minutes is given here") && long.contains("long.json"), "{long}");
    let (code, short, _) = check(&folder, &["--select", rule, "--parameters", "long.json", "--parameters", "short.json"]);
    assert!(code == 0 && short.contains("no findings"), "{short}");
    let (_, flows, _) = check(&folder, &["--format", "json", "--select", "cognito/mixed-auth-flows", "--parameters", "flows.toml"]);
    assert!(flows.contains("cognito/mixed-auth-flows"), "{flows}");
}

#[test]
fn what_must_not_be_shown_is_not() {
    let folder = folder(&[
        ("a.json", r#"[{"ParameterKey":"Secret","ParameterValue":"hunter1"},{"ParameterKey":"Minutes","ParameterValue":"2000"}]"#),
        ("b.toml", "[default.deploy.parameters]\nparameter_overrides = \"Secret=hunter2 Minutes=2000 Secret=\\\"hunter3\\\"\"\n"),
        ("c.yaml", "Secret: hunter4\nMinutes: 2000\n"),
        ("d.yaml", "Secret: {a: hunter5}\n"),
        ("e.toml", "Secret = hunter6\n"),
    ]);
    for file in ["a.json", "b.toml", "c.yaml", "d.yaml", "e.toml"] {
        for format in ["human", "concise", "json"] {
            let (code, out, err) = check(&folder, &["--profile", "strict", "--format", format, "--parameters", file]);
            assert!(!out.contains("hunter") && !err.contains("hunter"), "{file}: {out}{err}");
            assert_eq!(code, if file < "d" { 1 } else { 2 }, "{file}: {out}{err}");
        }
    }
}

#[test]
fn a_loop_runs_over_what_is_given() {
    let folder = folder(&[("p.json", r#"["Names=a,b"]"#)]);
    let text = "Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList}}\nResources:\n  Fn::ForEach::Clients:\n    \
                - Name\n    - !Ref Names\n    - Client${Name}:\n        Type: AWS::Cognito::UserPoolClient\n        Properties: {UserPoolId: \
                !ImportValue pool, AccessTokenValidity: 90}\n";
    std::fs::write(folder.path().join("app/template.yml"), text).unwrap();
    let (_, open, _) = check(&folder, &["--format", "concise", "--select", "template,cognito/token-validity-out-of-range"]);
    assert!(open.contains("template/unsupported-input") && !open.contains("token-validity"), "{open}");
    let (_, given, _) = check(&folder, &["--format", "concise", "--fail-on", "error", "--parameters", "p.json"]);
    assert!(given.contains("cognito/token-validity") && !given.contains("unsupported-input"), "{given}");
}

#[test]
fn a_condition_over_a_given_value_is_decided() {
    let folder = folder(&[("prod.yaml", "Kind: prod\n"), ("dev.yaml", "Kind: dev\n")]);
    let text = "Parameters: {Kind: {Type: String, Default: dev}}\nConditions: {IsProd: !Equals [!Sub '${Kind}-1', prod-1]}\nResources:\n  Client:\n    \
                Type: AWS::Cognito::UserPoolClient\n    Properties: {UserPoolId: !ImportValue pool, AccessTokenValidity: !If [IsProd, 90, 1]}\n";
    std::fs::write(folder.path().join("app/template.yml"), text).unwrap();
    let shown = |file: &str| {
        let (_, out, _) = check(&folder, &["--format", "concise", "--parameters", file]);
        out.lines().filter(|line| line.contains("token-validity")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(shown("dev.yaml").is_empty());
    let prod = shown("prod.yaml");
    assert!(prod.len() == 1 && !prod[0].contains("IsProd"), "{prod:?}");
}

#[test]
fn a_file_that_does_not_fit_is_said() {
    let folder = folder(&[("other.json", r#"{"Parameters": {"Nobody": "1"}}"#), ("broken.json", "{")]);
    let (code, _, err) = check(&folder, &["--select", "cognito/token-validity-out-of-range", "--parameters", "other.json"]);
    assert!(code == 0 && err.contains("other.json: gives a value to no parameter of these templates"), "{err}");
    let (code, out, err) = check(&folder, &["--parameters", "missing.json", "--parameters", "broken.json"]);
    assert!(code == 2 && out.is_empty() && err.contains("missing.json: no such file") && err.contains("broken.json: "), "{err}");
}

#[test]
fn a_default_stands_for_nothing_where_a_condition_excludes_it() {
    // Each body with what its condition asks for; in all of them an empty default, or -1, never arrives.
    let bodies = [
        (
            "!Not [!Equals [!Ref Given, '']]",
            "!If [Has, {Effect: Allow, Principal: {AWS: !Ref Given}, Action: sts:AssumeRole}, !Ref AWS::NoValue]",
        ),
        (
            "!Not [!Equals ['', !Join ['', !Ref List]]]",
            "!If [Has, {Effect: Allow, Principal: {AWS: !Ref List}, Action: sts:AssumeRole}, !Ref AWS::NoValue]",
        ),
        (
            "!Not [!Equals [!Select [0, !Ref List], '']]",
            "!If [Has, {Effect: Allow, Principal: {AWS: !Select [0, !Ref List]}, Action: sts:AssumeRole}, !Ref AWS::NoValue]",
        ),
        (
            "!Equals [!Ref Given, '']",
            "{Effect: Allow, Principal: {AWS: !If [Has, !Ref AWS::AccountId, !Ref Given]}, Action: sts:AssumeRole}",
        ),
        (
            "!And [!Not [!Equals [!Ref Given, '']], !Not [!Equals [!Ref List, '']]]",
            "!If [Has, {Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${Given}:root'}, Action: sts:AssumeRole}, !Ref AWS::NoValue]",
        ),
    ];
    let check = |condition: &str, statement: &str| {
        let text = format!(
            "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Given: {{Type: String, Default: ''}}\n  List: {{Type: CommaDelimitedList, Default: \
             ''}}\nConditions:\n  Has: {condition}\nResources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      \
             AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - {{Effect: Allow, Principal: {{Service: \
             lambda.amazonaws.com}}, Action: sts:AssumeRole}}\n          - {statement}\n"
        );
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("template.yml"), text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_authlint"));
        let output =
            command.current_dir(folder.path()).args(["check", "--format", "concise", "--select", "iam/invalid-policy"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for (condition, statement) in bodies {
        let out = check(condition, statement);
        assert!(out.starts_with("no findings"), "{condition}: {statement}: {out}");
    }
    // Where the condition is about something else, the default is what it is.
    let out = check(
        "!Equals [!Ref AWS::Region, eu-west-1]",
        "!If [Has, {Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${Given}:root'}, Action: sts:AssumeRole}, !Ref AWS::NoValue]",
    );
    assert!(out.contains("without the twelve digits of an account"), "{out}");
}
