//! Secrets are found, and shown by no report: whatever else is wrong with the text that holds them.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::collections::BTreeSet;

use authlint::report::{Format, Options, write};
use authlint::{Request, lint};

/// Parts of the secrets below, none of which may be seen.
const PARTS: [&str; 14] = [
    "Zebra1",
    "Zebra2",
    "Zebra3",
    "Zebra4",
    "Zebra5",
    "Zebra6",
    "Zebra7",
    "Zebra8",
    "Zebra9",
    "ZebraA",
    "ZebraB",
    "9F3B244C9986",
    "kq8Kz1vB3",
    "MIGTAgEA",
];

const TEMPLATE: &str = r#"
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  DatabasePassword: {Type: String, Default: Zebra1}
  Hidden: {Type: String, NoEcho: true, Default: Zebra2}
  App: {Type: String, Default: Zebra3, MinLength: 8}
Conditions:
  IsProd: !Equals [!Ref AWS::Region, eu-central-1]
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
  Google:
    Type: AWS::Cognito::UserPoolIdentityProvider
    Properties:
      UserPoolId: !Ref Pool
      ProviderName: Google
      ProviderType: Gogle
      ProviderDetails:
        client_secret: !If [IsProd, Zebra4, "Zebra5"]
        private_key: |
          -----BEGIN PRIVATE KEY-----
          MIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHkwdwIBAQQgABCDEFGH
          -----END PRIVATE KEY-----
  Facebook:
    Type: AWS::Cognito::UserPoolIdentityProvider
    Properties:
      UserPoolId: !Ref Pool
      ProviderName: Facebook
      ProviderType: Facebook
      ProviderDetails:
        client_secret: !Ref App
  Amazon:
    Type: AWS::Cognito::UserPoolIdentityProvider
    Properties:
      UserPoolId: !Ref Pool
      ProviderName: LoginWithAmazon
      ProviderType: LoginWithAmazon
      ProviderDetails: {client_secret: [Zebra6], client_id: !Ref Hidden}
  User:
    Type: AWS::IAM::User
    Properties:
      LoginProfile: {Password: Zebra7, Password: Zebra8, PasswordResetRequird: true}
  Identities:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: Zebra
      SupportedLoginProviders: {api.twitter.com: 'Zebra9;ZebraA'}
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties: {SecretString: '{"password": "ZebraB"}'}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::123456789012:role/x
      Code: {ZipFile: x}
      Environment:
        Variables:
          KEY: AKIA0E8A9F3B244C9986
          SECRET_ACCESS_KEY: kq8Kz1vB3Lm9xW2eR5tYq8Kz1vB3Lm9xW2eR5tY7
"#;

#[test]
fn no_report_shows_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().canonicalize().unwrap();
    let text = Some((start.join("template.yml"), TEMPLATE.as_bytes().to_vec()));
    let report = lint(&Request { start, text, ..Request::default() }, &|_, _| {}).unwrap();
    let found: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule).collect();
    for rule in ["template/hard-coded-secret", "template/parameter-default-secret", "template/invalid-value", "template/unknown-property"] {
        assert!(found.contains(rule), "{rule}");
    }
    let secrets = report.findings.iter().filter(|finding| finding.rule == "template/hard-coded-secret").count();
    assert_eq!(secrets, 10, "{:#?}", report.findings);
    for format in [Format::Human, Format::Concise, Format::Json] {
        let mut out = Vec::new();
        write(&report, format, &Options { unicode: true, ..Options::default() }, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        for part in PARTS {
            assert!(!out.contains(part), "{part} is shown:\n{out}");
        }
    }
}

/// A service's variables lead to secrets in another part of it.
#[test]
fn a_variable_hides_no_secret() {
    let text = "service: shop\nprovider: {name: aws, runtime: nodejs20.x}\ncustom: {password: Zebra1}\nresources:\n  Resources:\n    Database:\n      \
                Type: AWS::RDS::DBInstance\n      Properties: {MasterUserPassword: '${self:custom.password}'}\n";
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().canonicalize().unwrap();
    let text = Some((start.join("serverless.yml"), text.as_bytes().to_vec()));
    let report = lint(&Request { start, text, ..Request::default() }, &|_, _| {}).unwrap();
    assert!(report.findings.iter().any(|finding| finding.rule == "template/hard-coded-secret"), "{:#?}", report.findings);
    let mut out = Vec::new();
    write(&report, Format::Human, &Options { unicode: true, ..Options::default() }, &mut out).unwrap();
    assert!(!String::from_utf8(out).unwrap().contains("Zebra1"));
}
