//! Policy documents wherever they stand: which are found, what they are for, and that what stands inside a text is shown at its bytes.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::path::PathBuf;

use authlint::data::policies::DocumentKind;
use authlint::engine::{Selection, Selector, Settings};
use authlint::report::Report;
use authlint::{Request, lint};

fn check(name: &str, text: &str, select: &str, policy_kind: Option<DocumentKind>) -> Report {
    let start = tempfile::tempdir().unwrap();
    let select = select.split(',').map(|rule| Selector::parse(rule).unwrap()).collect();
    let request = Request {
        start: start.path().to_owned(),
        text: Some((PathBuf::from(name), text.as_bytes().to_vec())),
        settings: Settings { selection: Selection { select, ignore: Vec::new() }, strict: false },
        policy_kind,
        ..Request::default()
    };
    lint(&request, &|_, _| {}).unwrap()
}

/// The texts at which `iam/full-admin` points, in order.
fn places(name: &str, text: &str) -> Vec<String> {
    let report = check(name, text, "iam/full-admin", None);
    report.findings.iter().map(|finding| report.sources.text(finding.primary.span).to_owned()).collect()
}

fn template(value: &str) -> String {
    format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Team: {{Type: String}}\nConditions:\n  IsProd: !Equals [!Ref Team, prod]\nResources:\n  Policy:\n    Type: AWS::IAM::Policy\n    \
         Properties:\n      PolicyName: x\n      Roles: [x]\n      PolicyDocument: {value}\n"
    )
}

#[test]
fn what_stands_inside_a_text_is_shown_at_its_bytes() {
    const DOCUMENT: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let block = "\n          {\n            \"Statement\": [{\"Effect\": \"Allow\",\n              \"Action\": [\"s3:GetObject\", \"*\"],\n              \"Resource\": \"*\"}]\n          }";
    let escaped = DOCUMENT.replace('"', "\\\"");
    for value in [
        format!("'{DOCUMENT}'"),
        format!("|{block}"),
        format!(">-{block}"),
        format!("!Sub |{block}"),
        format!("!Sub '{DOCUMENT}'"),
        format!("{{'Fn::Sub': ['{DOCUMENT}', {{X: y}}]}}"),
        format!("!If [IsProd, '{DOCUMENT}', !Ref AWS::NoValue]"),
        format!("!ToJsonString {DOCUMENT}"),
    ] {
        assert_eq!(places("template.yml", &template(&value)), ["\"*\""], "{value}");
    }
    let in_quotes = template(&format!("\"{escaped}\""));
    assert_eq!(places("template.yml", &in_quotes), ["\\\"*\\\""]);
    let json = format!(
        r#"{{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {{"P": {{"Type": "AWS::IAM::ManagedPolicy", "Properties": {{"PolicyDocument": "{escaped}"}}}}}}}}"#
    );
    assert_eq!(places("template.json", &json), ["\\\"*\\\""]);
    // An escape that is not followed: the whole scalar is the place.
    let odd = format!("\"{}\"", escaped.replace("2012-10-17", "\\ud83d\\ude00"));
    assert_eq!(places("template.json", &json.replace(&format!("\"{escaped}\""), &odd)), [odd]);
}

#[test]
fn what_is_filled_in_is_no_text() {
    let filled = |resource: &str| {
        template(&format!("!Sub |\n          {{\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": {resource}}}]}}"))
    };
    assert_eq!(places("template.yml", &filled("\"*\"")), ["\"*\""]);
    assert_eq!(places("template.yml", &filled("\"arn:${AWS::Partition}:s3:::${Team}/*\"")).len(), 0);
    // What comes of it is no JSON until it is filled in.
    assert_eq!(places("template.yml", &filled("${Team}")).len(), 0);
}

#[test]
fn every_prefix_of_a_text_is_read_to_its_end() {
    let document =
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "${Team}é\\"}], "a": {"b": [1, null]}}"#;
    for end in (0..=document.len()).filter(|end| document.is_char_boundary(*end)) {
        let text = document[..end].replace('\'', "''");
        for value in [format!("'{text}'"), format!("!Sub '{text}'"), format!(">\n        {text}"), format!("|\n        {text}\n\n")] {
            check("template.yml", &template(&value), "iam", None);
        }
    }
    let deep = format!("'{}{}'", "[".repeat(5000), "]".repeat(5000));
    check("template.yml", &template(&deep), "iam", None);
    let deep = format!("'{}1{}'", "{\"Statement\":".repeat(300), "}".repeat(300));
    check("template.yml", &template(&deep), "iam", None);
}

#[test]
fn documents_are_found_below_lists_and_paths() {
    let body = "{Statement: [{Effect: Allow, Principal: '*', Action: x:Y, Resource: '*'}]}";
    for (kind, properties) in [
        ("DynamoDB::GlobalTable", format!("Replicas: [{{Region: a, ResourcePolicy: {{PolicyDocument: {body}}}}}]")),
        ("DynamoDB::Table", format!("StreamSpecification: {{ResourcePolicy: {{PolicyDocument: {body}}}}}")),
        ("ECR::Repository", format!("RepositoryPolicyText: {body}")),
        ("IAM::Group", format!("Policies: {{PolicyName: x, PolicyDocument: {body}}}")),
        ("SSO::PermissionSet", format!("InlinePolicy: {body}")),
        ("EKS::PodIdentityAssociation", format!("Policy: '{}'", body.replace('\'', "''"))),
        ("Organizations::Policy", format!("Type: SERVICE_CONTROL_POLICY\n      Content: {body}")),
        ("IoT::Policy", format!("PolicyDocument: {body}")),
    ] {
        let text = format!("Resources:\n  It:\n    Type: AWS::{kind}\n    Properties:\n      {properties}\n");
        let count = check("template.yml", &text, "iam/missing-version", None).findings.len();
        // Flow YAML in quotes is no JSON.
        assert_eq!(count, usize::from(kind != "EKS::PodIdentityAssociation"), "{text}");
    }
    let other = "Resources:\n  It:\n    Type: AWS::SNS::Subscription\n    Properties:\n      FilterPolicy: {Statement: [x]}\n";
    assert_eq!(check("template.yml", other, "iam/missing-version", None).findings.len(), 0);
}

#[test]
fn a_policy_file_is_for_what_the_run_is_told() {
    let everything = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;
    let count = |kind| check("policy.json", everything, "iam/full-admin", kind).findings.len();
    assert_eq!(count(None), 1);
    assert_eq!(count(Some(DocumentKind::Identity)), 1);
    for other in [DocumentKind::Trust, DocumentKind::Resource, DocumentKind::Boundary, DocumentKind::Endpoint] {
        assert_eq!(count(Some(other)), 0, "{other:?}");
    }
}

#[test]
fn a_policy_file_tells_what_it_is_for() {
    // A canonical user is refused in the trust of a role alone, and a principal in a policy of a principal.
    let file = |action: &str, rest: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {{"CanonicalUser": "0a1b"}}, "Action": {action}{rest}}}}}"#
        )
    };
    let labels = |text: &str, kind| -> Vec<String> {
        check("policy.json", text, "iam/invalid-policy", kind).findings.into_iter().map(|finding| finding.primary.text).collect()
    };
    let trust = file(r#"["sts:AssumeRole", "sts:TagSession"]"#, "");
    assert_eq!(labels(&trust, None), ["canonical users are known to S3 alone"]);
    let resource = file(r#""s3:GetObject""#, r#", "Resource": "*""#);
    assert_eq!(labels(&resource, None), Vec::<String>::new());
    // A trust has no resource, but the policy of an endpoint, which is for everybody, has.
    let slip = file(r#""sts:AssumeRole""#, r#", "Resource": "*""#);
    assert_eq!(labels(&slip, None), ["canonical users are known to S3 alone", "`Resource` in the trust of a role"]);
    let endpoint = slip.replace(r#"{"CanonicalUser": "0a1b"}"#, r#""*""#);
    assert_eq!(labels(&endpoint, None), Vec::<String>::new());
    assert_eq!(labels(&resource, Some(DocumentKind::Identity)), ["`Principal` in a policy that belongs to a principal"]);
}

#[test]
fn what_stands_inside_a_text_has_a_path_and_is_left_alone_by_fixes() {
    let text = template(r#"'{"Version": "2008-10-17", "Statement": [{"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"}]}'"#);
    let report = check("template.yml", &text, "iam/invalid-policy,iam/old-version", None);
    let found: Vec<(&str, bool)> = report.findings.iter().map(|finding| (finding.path.as_str(), finding.fix.is_some())).collect();
    let at = |rest: &str| format!("Resources.Policy.Properties.PolicyDocument.{rest}");
    assert_eq!(found, [(at("Version").as_str(), false), (at("Statement.0.Effect").as_str(), false)]);
}
