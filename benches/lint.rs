//! How long things take: parsing alone, one small file from its path to its findings, and ten megabytes of the same.
//!
//! `cargo bench` compares with the last run on the same machine; the machine's mood is in both.
#![allow(clippy::unwrap_used)] // A bench fails by panicking.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;

use authlint::source::FileId;
use authlint::syntax::{Tree, parse};
use authlint::{Request, lint};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// A template with this many groups of a pool, a client, an identity pool, a role and its policies.
fn template(groups: usize) -> String {
    let mut text =
        String::from("AWSTemplateFormatVersion: '2010-09-09'\nConditions:\n  IsProd: !Equals [!Ref AWS::Region, eu-west-1]\nResources:\n");
    for index in 0..groups {
        write!(
            text,
            "  Pool{index}:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: !Sub '${{AWS::StackName}}-{index}'
      DeletionProtection: !If [IsProd, ACTIVE, INACTIVE]
  Client{index}:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Pool{index}
      ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
      AccessTokenValidity: 60
      TokenValidityUnits:
        AccessToken: minutes
  Identity{index}:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: false
      CognitoIdentityProviders:
        - ClientId: !Ref Client{index}
          ProviderName: !GetAtt Pool{index}.ProviderName
  Role{index}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              Federated: cognito-identity.amazonaws.com
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                cognito-identity.amazonaws.com:aud: !Ref Identity{index}
              ForAnyValue:StringLike:
                cognito-identity.amazonaws.com:amr: authenticated
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: s3:*
                Resource: !Join ['', ['arn:aws:s3:::files/', '$', '{{cognito-identity.amazonaws.com:sub}}/*']]
              - Effect: Allow
                Action: [dynamodb:PutItem, dynamodb:GetItem]
                Resource: '*'
"
        )
        .unwrap();
    }
    text
}

/// A folder with one file of this text, as a run is asked to check it.
fn request(text: &str) -> (tempfile::TempDir, Request) {
    let folder = tempfile::tempdir().unwrap();
    let start: PathBuf = folder.path().canonicalize().unwrap();
    let path = start.join("template.yml");
    std::fs::write(&path, text).unwrap();
    (folder, Request { paths: vec![path], start, ..Request::default() })
}

fn parsing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    group.sample_size(10);
    for (name, groups) in [("small", 1), ("10 MB", 5_600)] {
        let text = template(groups);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let mut tree = Tree::default();
                black_box(parse(&mut tree, FileId(0), "template.yml", &text));
                tree
            });
        });
    }
    group.finish();
}

fn whole_runs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    for (name, groups) in [("small", 1), ("10 MB", 5_600)] {
        let text = template(groups);
        let (_folder, request) = request(&text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| bench.iter(|| black_box(lint(&request, &|_, _| {}).unwrap())));
    }
    group.finish();
}

criterion_group!(benches, parsing, whole_runs);
criterion_main!(benches);
