//! `authlint policy`: what it prints about templates and policy files, and that what it simplifies keeps its meaning.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking.

use std::path::Path;

use assert_cmd::Command;
use authlint::policy::{Holder, Papers, document, is_equivalent, simplify, size};
use authlint::{Request, policies};

const TEMPLATE: &str = "\
Parameters:
  Stage:
    Type: String
    AllowedValues: [dev, prod]
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  AppRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
      Policies:
        - PolicyName: files
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, 's3:Get*']
                Resource: !Sub '${Uploads.Arn}/${!aws:PrincipalTag/team}/*'
              - Effect: Allow
                Action: s3:PutObject
                Resource: !Sub '${Uploads.Arn}/${!aws:PrincipalTag/team}/*'
              - Effect: Deny
                Action: !If [IsProd, 'sqs:*', 'sns:*']
                Resource: '*'
                Condition:
                  StringNotEquals: {'aws:RequestedRegion': [eu-west-1, eu-central-1]}
  MailPolicy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref AppRole]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Action: 'ses:SendEmail', Resource: '*'}
";

fn authlint(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::cargo_bin("authlint").unwrap().current_dir(folder).args(arguments).env("NO_COLOR", "1").output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap(), output.status.code())
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    std::fs::write(folder.path().join("template.yml"), TEMPLATE).unwrap();
    folder
}

#[test]
fn explain_says_who_may_do_what_under_which_condition() {
    let folder = project();
    let (out, _, code) = authlint(folder.path(), &["policy", "explain"]);
    assert_eq!(code, Some(0));
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "AppRole (AWS::IAM::Role) template.yml:10",
        "the service `lambda.amazonaws.com` may take this role by `sts:AssumeRole`",
        "this role may use `s3:PutObject` on `${Uploads.Arn}/${aws:PrincipalTag/team}/*`",
        "this role may not use `sqs:*`",
        "on every resource, if `aws:RequestedRegion` is not one of `eu-west-1` or `eu-central-1` or is absent",
        "this role may use `ses:SendEmail` on every resource",
        "and what the managed policy `arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess` allows",
    ] {
        assert!(words.contains(sentence), "{sentence}\n{out}");
    }
    // The policy is told at the role that it is attached to.
    assert!(!out.contains("MailPolicy ("), "{out}");
    // What a condition decides is told both ways.
    assert_eq!(out.matches("  when ").count(), 2, "{out}");
}

#[test]
fn expand_lists_actions_by_level() {
    let folder = project();
    let (out, _, code) = authlint(folder.path(), &["policy", "expand", "--of", "AppRole", "template.yml", "--format", "json"]);
    assert_eq!(code, Some(0));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let services = json["policies"][0]["readings"][0]["services"].as_array().unwrap();
    let named: Vec<&str> = services.iter().map(|service| service["service"].as_str().unwrap()).collect();
    assert_eq!(named, ["s3", "ses", "xray"]);
    let actions = services[0]["actions"].as_array().unwrap();
    assert!(actions.len() > 50);
    assert!(actions.iter().any(|action| action["action"] == "s3:PutObject" && action["level"] == "write"));
}

#[test]
fn expand_takes_patterns() {
    let folder = project();
    let (out, _, code) = authlint(folder.path(), &["policy", "expand", "sqs:*Message*", "SQS:sendmessage", "zz:*"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("sqs:*Message*: 7 actions: 5 write"), "{out}");
    assert!(out.contains("SQS:sendmessage: 1 action\n  level       write"), "{out}");
    assert!(out.contains("zz:*: no action known on 20"), "{out}");
    let (out, ..) = authlint(folder.path(), &["policy", "expand", "s3:GetObjct", "s3:ListObjects", "lamda:InvokeFunction"]);
    for near in ["near it: s3:GetObject\n", "near it: s3:ListBucket\n", "near it: lambda:InvokeFunction\n"] {
        assert!(out.contains(near), "{near} is not in {out}");
    }
}

#[test]
fn what_is_asked_in_the_wrong_way_is_said() {
    let folder = project();
    let (_, errors, code) = authlint(folder.path(), &["policy", "expand", "s3:Put*Acl", "GetObject"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("`GetObject` is neither a file nor an action"), "{errors}");
    let (_, errors, code) = authlint(folder.path(), &["policy", "explain", "s3:Get*"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("go with `authlint policy expand`"), "{errors}");
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    std::fs::write(folder.path().join("trust.json"), trust).unwrap();
    let (out, _, code) = authlint(folder.path(), &["policy", "expand", "trust.json"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("nothing but a trust"), "{out}");
}

#[test]
fn what_is_not_there_is_said() {
    let folder = project();
    let (_, errors, code) = authlint(folder.path(), &["policy", "explain", "--of", "Other"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("nothing with policies is called `Other` here; there are: AppRole"), "{errors}");
    let empty = tempfile::tempdir().unwrap();
    let (_, errors, code) = authlint(empty.path(), &["policy", "simplify"]);
    assert_eq!(code, Some(0));
    assert!(errors.contains("no policy document"), "{errors}");
}

#[test]
fn simplify_prints_a_template_s_document_in_fewer_words() {
    let folder = project();
    let (out, notes, code) = authlint(folder.path(), &["policy", "simplify", "--of", "AppRole"]);
    assert_eq!(code, Some(0));
    assert!(notes.contains("AppRole, files: "), "{notes}");
    let documents: Vec<serde_json::Value> = serde_json::Deserializer::from_str(&out).into_iter().collect::<Result<_, _>>().unwrap();
    let statements = documents[1]["Statement"].as_array().unwrap();
    assert_eq!(statements.len(), 2, "{out}");
    assert_eq!(statements[0]["Action"], serde_json::json!(["s3:Get*", "s3:PutObject"]));
    assert_eq!(statements[0]["Resource"], serde_json::json!({ "Fn::Sub": "${Uploads.Arn}/${!aws:PrincipalTag/team}/*" }));
}

/// What is no policy is never read as one: a word that is nearly right would turn into its opposite.
#[test]
fn what_is_no_policy_is_left_out_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let statement = r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}"#;
    let wrong = [("case.json", statement.replace("Allow", "allow")), ("key.json", statement.replace("Resource", "Resources"))];
    for (name, statement) in &wrong {
        std::fs::write(folder.path().join(name), format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#)).unwrap();
        let (out, notes, code) = authlint(folder.path(), &["policy", "simplify", name]);
        assert_eq!((out.as_str(), code), ("", Some(2)), "{name}: {notes}");
        assert!(notes.contains("1 of its statements can't be read; `authlint check` says why"), "{notes}");
        let (out, _, _) = authlint(folder.path(), &["policy", "explain", name]);
        assert!(out.contains("(1 left out)") && !out.contains("may not"), "{out}");
    }
    std::fs::write(folder.path().join("comma.json"), format!(r#"{{"Version": "2012-10-17", "Statement": [{statement},,]}}"#)).unwrap();
    let (out, notes, code) = authlint(folder.path(), &["policy", "explain", "comma.json"]);
    assert_eq!((out.as_str(), code), ("", Some(2)), "{notes}");
    assert!(notes.contains("comma.json can't be read to its end"), "{notes}");
}

fn papers_of(holders: Vec<Holder>) -> Vec<(String, Papers)> {
    let readings = |holder: Holder| holder.readings.into_iter().map(move |reading| (holder.file.clone(), reading));
    holders
        .into_iter()
        .flat_map(readings)
        .flat_map(|(file, reading)| reading.papers.into_iter().map(move |papers| (file.clone(), papers)))
        .collect()
}

fn read(folder: &Path) -> Vec<(String, Papers)> {
    let start = folder.canonicalize().unwrap();
    papers_of(policies(&Request { paths: vec![start.clone()], start, ..Request::default() }, &|_, _| {}).unwrap().holders)
}

/// AWS's own policies: each is simplified to an equivalent one that is no longer, is read again as what was written, and has nothing left
/// to take out.
#[test]
fn simplifying_the_policies_of_aws_keeps_their_meaning() {
    let facts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/managed/policies.jsonl");
    let Ok(text) = std::fs::read_to_string(facts) else {
        eprintln!("SKIPPED simplifying_the_policies_of_aws_keeps_their_meaning: the policies are not beside this repository");
        return;
    };
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // Each third one: long documents take their time where nothing is optimised.
    for line in text.lines().step_by(3) {
        let policy: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = format!("{}.json", policy["name"].as_str().unwrap());
        std::fs::write(before.path().join(name), policy["document"].to_string()).unwrap();
    }
    let originals = read(before.path());
    assert!(originals.len() > 500, "{} documents", originals.len());
    let mut shorter = 0;
    let mut saved = 0;
    for (file, papers) in &originals {
        let simpler = simplify(papers);
        assert!(is_equivalent(papers, &simpler), "{file}");
        assert!(size(&simpler) <= size(papers), "{file}");
        assert_eq!(simplify(&simpler), simpler, "{file}");
        if simpler != *papers {
            shorter += 1;
            saved += size(papers) - size(&simpler);
        }
        let name = Path::new(file).file_name().unwrap();
        std::fs::write(after.path().join(name), document(&simpler).to_string()).unwrap();
    }
    let again = read(after.path());
    assert_eq!(again.len(), originals.len());
    for ((file, papers), (_, read)) in originals.iter().zip(&again) {
        assert_eq!(simplify(papers), *read, "{file}");
    }
    eprintln!("{shorter} of {} documents are shorter, by {saved} characters", originals.len());
    assert!(shorter > 15);
}
