//! How long things take: parsing alone, one small file from its path to its findings, ten megabytes of the same, and the rules of
//! some families alone.
//!
//! `cargo bench` compares with the last run on the same machine; the machine's mood is in both.
#![allow(clippy::unwrap_used)] // A bench fails by panicking.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;

use authlint::compose::Deployment;
use authlint::engine::{Selection, Selector, Settings, check};
use authlint::source::{Disk, FileId, Store};
use authlint::syntax::{Tree, parse};
use authlint::template::load;
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

/// A service with this many functions, each with variables, an event and a role of the framework's making.
fn service(functions: usize) -> String {
    let mut text = String::from(
        "service: notes\nprovider:\n  name: aws\n  runtime: nodejs22.x\n  stage: ${opt:stage, 'dev'}\n  iam:\n    role:\n      statements:\n        \
         - {Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Table.Arn}\ncustom:\n  prefix: ${self:service}-${sls:stage}\n  dev: {size: \
         128}\n  prod: {size: 512}\nfunctions:\n",
    );
    for index in 0..functions {
        writeln!(
            text,
            "  f{index}:\n    handler: src/f{index}.handler\n    memorySize: ${{self:custom.${{sls:stage}}.size}}\n    environment:\n      NAME: \
             ${{self:custom.prefix}}-{index}\n      TABLE: !Ref Table\n    events:\n      - httpApi: GET /f/{index}"
        )
        .unwrap();
    }
    text.push_str("resources:\n  Resources:\n    Table:\n      Type: AWS::DynamoDB::Table\n      Properties: {TableName: '${self:custom.prefix}-table'}\n");
    text
}

/// A SAM template with this many functions.
fn sam(functions: usize) -> String {
    let mut text =
        String::from("Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function: {Runtime: nodejs22.x, Timeout: 5}\nResources:\n");
    for index in 0..functions {
        writeln!(
            text,
            "  F{index}:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: src\n      Handler: f{index}.handler\n      Policies:\n        \
             - DynamoDBReadPolicy: {{TableName: notes}}\n      Events:\n        Get:\n          Type: HttpApi\n          Properties: {{Path: \
             /f/{index}, Method: get}}"
        )
        .unwrap();
    }
    text
}

/// Reading files as a deployment would: variables, merges and what the frameworks generate, beside parsing alone.
fn resolving(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("resolve");
    group.sample_size(10);
    for (name, file, text) in [
        ("service of 10", "serverless.yml", service(10)),
        ("service of 150", "serverless.yml", service(150)),
        ("SAM of 10", "template.yml", sam(10)),
        ("SAM of 1000", "template.yml", sam(1000)),
    ] {
        let (folder, _) = request("");
        let start = folder.path().canonicalize().unwrap();
        let path = start.join(file);
        std::fs::write(&path, &text).unwrap();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("{name}: parsing alone"), |bench| {
            bench.iter(|| {
                let mut tree = Tree::default();
                black_box(parse(&mut tree, FileId(0), file, &text));
                tree
            });
        });
        let disk = Disk::new([start.clone()]);
        group.bench_function(format!("{name}: read"), |bench| {
            bench.iter(|| {
                let store = Store::new(&disk, start.clone());
                let (id, source) = store.load(&path).unwrap();
                load(&store, &path, id, &source, true, &Deployment::default()).is_ok()
            });
        });
    }
    group.finish();
}

/// Settings by which only some families of rules count.
fn only(families: &[&str]) -> Settings {
    let select = families.iter().map(|name| Selector::parse(name).unwrap()).collect();
    Settings { selection: Selection { select, ignore: Vec::new() }, strict: false }
}

/// All rules about Cognito beside parsing the same text.
fn cognito_rules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cognito");
    group.sample_size(20);
    let text = template(100);
    let (_folder, request) = request(&text);
    let (start, path) = (request.start.clone(), request.paths[0].clone());
    let disk = Disk::new([start.clone()]);
    let store = Store::new(&disk, start);
    let (id, source) = store.load(&path).unwrap();
    let loaded = load(&store, &path, id, &source, true, &Deployment::default()).unwrap();
    let sources = store.into_sources();
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("parsing alone", |bench| {
        bench.iter(|| {
            let mut tree = Tree::default();
            black_box(parse(&mut tree, FileId(0), "template.yml", &text));
            tree
        });
    });
    for (name, families) in
        [("rules of pools, clients and identity pools", ["cognito", "identity"].as_slice()), ("rules of properties", &["template"])]
    {
        let settings = only(families);
        group.bench_function(name, |bench| bench.iter(|| black_box(check(&loaded.stack, &sources, &settings))));
    }
    group.finish();
}

/// A template with 20 statements in 5 documents for each group: a role with its trust and two inline policies, a managed policy and a
/// policy of its own beside it, with names by `Fn::Sub` and `Fn::GetAtt`, some conditions and some wildcards.
fn policies(groups: usize) -> String {
    let mut text = String::from("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n");
    for index in 0..groups {
        text.push_str(&GROUP.replace("{index}", &index.to_string()));
    }
    text
}

/// One group of [`policies`].
const GROUP: &str = "  Table{index}:
    Type: AWS::DynamoDB::Table
    Properties: {BillingMode: PAY_PER_REQUEST}
  Bucket{index}:
    Type: AWS::S3::Bucket
  Queue{index}:
    Type: AWS::SQS::Queue
  Role{index}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: data
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Sid: ReadAndWrite
                Effect: Allow
                Action: [dynamodb:GetItem, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:Query]
                Resource:
                  - !GetAtt Table{index}.Arn
                  - !Sub '${Table{index}.Arn}/index/*'
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObject, s3:DeleteObject]
                Resource: !Sub 'arn:aws:s3:::${Bucket{index}}/*'
              - Effect: Allow
                Action: s3:ListBucket
                Resource: !GetAtt Bucket{index}.Arn
                Condition:
                  StringLike: {'s3:prefix': ['uploads/*', 'thumbs/*']}
              - Effect: Allow
                Action: [sqs:SendMessage, sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]
                Resource: !GetAtt Queue{index}.Arn
              - Effect: Allow
                Action: [xray:PutTraceSegments, xray:PutTelemetryRecords]
                Resource: '*'
        - PolicyName: logs
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/notes-{index}:*'
              - Effect: Allow
                Action: logs:CreateLogGroup
                Resource: !Sub 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/notes-{index}'
              - Effect: Allow
                Action: ssm:GetParameter*
                Resource: !Sub 'arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/notes/{index}/*'
              - Effect: Allow
                Action: [kms:Decrypt, kms:GenerateDataKey]
                Resource: !Sub 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/*'
                Condition:
                  StringEquals: {'kms:ViaService': !Sub 's3.${AWS::Region}.amazonaws.com'}
  Managed{index}:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Role{index}]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: [ec2:Describe*, elasticloadbalancing:Describe*, cloudwatch:GetMetric*]
            Resource: '*'
          - Effect: Allow
            Action: s3:*
            Resource: [!GetAtt Bucket{index}.Arn, !Sub '${Bucket{index}.Arn}/*']
          - Effect: Allow
            Action: [lambda:InvokeFunction, lambda:GetFunction]
            Resource: !Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:notes-{index}-*'
          - Effect: Allow
            Action: iam:PassRole
            Resource: !GetAtt Role{index}.Arn
            Condition:
              StringEquals: {'iam:PassedToService': lambda.amazonaws.com}
          - Effect: Allow
            Action: [states:StartExecution, states:StartSyncExecution]
            Resource: !Sub 'arn:aws:states:${AWS::Region}:${AWS::AccountId}:stateMachine:notes-{index}'
          - Effect: Deny
            Action: ['s3:DeleteBucket*', 's3:PutBucketPolicy']
            Resource: '*'
            Condition:
              Bool: {'aws:SecureTransport': 'false'}
  Policy{index}:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: more
      Roles: [!Ref Role{index}]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: [sns:Publish]
            Resource: !Sub 'arn:aws:sns:${AWS::Region}:${AWS::AccountId}:notes-{index}'
          - Effect: Allow
            Action: secretsmanager:GetSecretValue
            Resource: !Sub 'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:notes/{index}-??????'
          - Effect: Allow
            Action: [events:PutEvents]
            Resource: !Sub 'arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default'
          - Effect: Allow
            Action: [cognito-idp:AdminGetUser, cognito-idp:ListUsers]
            Resource: !Sub 'arn:aws:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/*'
";

/// All rules about policies beside reading the same text: a thousand statements in 250 documents.
fn policy_rules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("policies");
    group.sample_size(10);
    let (_folder, request) = request(&policies(50));
    let (start, path) = (request.start.clone(), request.paths[0].clone());
    let disk = Disk::new([start.clone()]);
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("reading alone", |bench| {
        bench.iter(|| {
            let store = Store::new(&disk, start.clone());
            let (id, source) = store.load(&path).unwrap();
            load(&store, &path, id, &source, true, &Deployment::default()).is_ok()
        });
    });
    let store = Store::new(&disk, start.clone());
    let (id, source) = store.load(&path).unwrap();
    let loaded = load(&store, &path, id, &source, true, &Deployment::default()).unwrap();
    let sources = store.into_sources();
    let settings = only(&["iam", "trust"]);
    group.bench_function("rules of policies and trust", |bench| bench.iter(|| black_box(check(&loaded.stack, &sources, &settings))));
    group.finish();
}

criterion_group!(benches, parsing, cognito_rules, policy_rules, resolving, whole_runs);
criterion_main!(benches);
