//! What the Serverless Framework makes of a service: shapes that nobody should write, and what stays unknown.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::fmt::Write as _;
use std::path::PathBuf;

use authlint::engine::{Selection, Selector, Settings};
use authlint::{Request, dump, lint};
use serde_json::Value;

/// The template of a service, as it is dumped.
fn template(text: &str) -> Value {
    let start = PathBuf::from("/nowhere");
    let request = Request { text: Some((start.join("serverless.yml"), text.as_bytes().to_vec())), start, ..Request::default() };
    lint(&request, &|_, _| {}).unwrap();
    let mut stacks = dump(&request, &|_, _| {}).unwrap();
    stacks["stacks"].get_mut(0).map_or(Value::Null, |stack| stack["template"].take())
}

const SERVICE: &str = "service: shop\nprovider:\n  name: aws\n  PROVIDER\nfunctions:\n  get-one:\n    handler: a.b\n    FUNCTION\n    events:\n      - EVENT\n";

fn with(provider: &str, function: &str, event: &str) -> Value {
    template(&SERVICE.replace("PROVIDER", provider).replace("FUNCTION", function).replace("EVENT", event))
}

/// Values where others are expected.
const ODD: [&str; 15] = [
    "",
    "null",
    "5",
    "text",
    "[]",
    "{}",
    "[[]]",
    "[null, {}]",
    "{a: b}",
    "{a: {b: [c]}}",
    "*gone",
    "!Ref X",
    "!GetAtt X.Arn",
    "'${ssm:/x}'",
    "'é-${env:NOPE}'",
];

#[test]
fn odd_values_of_the_provider() {
    const KEYS: [&str; 36] = [
        "stage",
        "region",
        "iam",
        "iam: {role",
        "iam: {role: {statements",
        "iam: {role: {managedPolicies",
        "iam: {role: {tags",
        "iam: {deploymentRole",
        "iamRoleStatements",
        "role",
        "environment",
        "vpc",
        "layers",
        "kmsKeyArn",
        "tracing",
        "deploymentBucket",
        "stackName",
        "apiName",
        "apiGateway",
        "apiGateway: {restApiId",
        "apiGateway: {restApiResources",
        "apiGateway: {apiKeys",
        "apiGateway: {usagePlan",
        "apiGateway: {resourcePolicy",
        "httpApi",
        "httpApi: {authorizers",
        "httpApi: {authorizers: {a",
        "httpApi: {cors",
        "httpApi: {id",
        "logs",
        "logs: {restApi",
        "s3",
        "s3: {bucket",
        "versionFunctions",
        "websocketsApiName",
        "cfnRole",
    ];
    for key in KEYS {
        for odd in ODD {
            let closing = "}".repeat(key.matches('{').count());
            with(
                &format!("{key}: {odd}{closing}"),
                "url: true",
                "httpApi: {path: /, method: get, authorizer: a}\n      - http: GET /x\n      - s3: bucket",
            );
        }
    }
}

#[test]
fn odd_values_of_functions() {
    const KEYS: [&str; 20] = [
        "name",
        "role",
        "environment",
        "condition",
        "url",
        "url: {authorizer",
        "url: {cors",
        "vpc",
        "onError",
        "kmsKeyArn",
        "tracing",
        "destinations",
        "destinations: {onFailure",
        "provisionedConcurrency",
        "snapStart",
        "disableLogs",
        "fileSystemConfig",
        "layers",
        "versionFunction",
        "iamRoleStatements",
    ];
    for key in KEYS {
        for odd in ODD {
            let closing = "}".repeat(key.matches('{').count());
            with("stage: x", &format!("{key}: {odd}{closing}"), "sqs: arn:aws:sqs:r:1:q");
        }
    }
    for odd in ODD {
        template(&format!("service: a\nprovider: {{name: aws}}\nfunctions: {odd}\nlayers: {odd}\nplugins: {odd}\ncustom: {odd}\n"));
        template(&format!("service: {odd}\nprovider: {{name: aws}}\nfunctions:\n  - {odd}\n  - a: {odd}\n"));
        template(&format!("service: a\nprovider: {odd}\nfunctions: {{a: {{events: {odd}}}}}\n"));
        template(&format!(
            "service: a\nprovider: {{name: aws}}\nfunctions: {{a: {{}}}}\nresources: {{Resources: {odd}, Outputs: {odd}, extensions: {odd}}}\n"
        ));
    }
}

#[test]
fn odd_values_of_events() {
    const KINDS: [(&str, &[&str]); 19] = [
        (
            "http",
            &[
                "path",
                "method",
                "authorizer",
                "authorizer: {arn",
                "authorizer: {name",
                "authorizer: {type",
                "cors",
                "private",
                "request",
                "request: {schemas",
            ],
        ),
        ("httpApi", &["path", "method", "authorizer", "authorizer: {name", "authorizer: {scopes"]),
        ("websocket", &["route", "authorizer", "authorizer: {arn"]),
        ("cognitoUserPool", &["pool", "trigger", "existing", "kmsKeyId", "lambdaVersion"]),
        ("s3", &["bucket", "existing", "rules"]),
        ("sns", &["arn", "topicName", "redrivePolicy", "filterPolicy"]),
        ("sqs", &["arn"]),
        ("stream", &["arn", "type", "consumer", "destinations"]),
        ("schedule", &["rate", "method"]),
        ("cloudwatchEvent", &["event"]),
        ("cloudwatchLog", &["logGroup"]),
        ("eventBridge", &["eventBus", "name"]),
        ("alb", &["listenerArn", "priority"]),
        ("alexaSkill", &["appId", "enabled"]),
        ("iot", &["sql"]),
        ("kafka", &["topic", "accessConfigurations"]),
        ("msk", &["arn", "topic"]),
        ("rabbitmq", &["queue", "arn"]),
        ("cloudFront", &["origin"]),
    ];
    for (kind, keys) in KINDS {
        for odd in ODD {
            with("stage: x", "timeout: 3", &format!("{kind}: {odd}"));
            for key in keys {
                let closing = "}".repeat(key.matches('{').count());
                let others: Vec<&&str> = keys.iter().filter(|other| !other.contains('{') && !key.starts_with(**other)).collect();
                for filled in ["", "arn:aws:x:r:1:a/b-c"] {
                    let mut rest = String::new();
                    for other in &others {
                        write!(rest, ", {other}: {}", if filled.is_empty() { odd } else { filled }).unwrap();
                    }
                    with("stage: x", "timeout: 3", &format!("{kind}: {{{key}: {odd}{closing}{rest}}}"));
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_known_is_no_guess() {
    // The role may be any: the function's is unknown, and none is made.
    let made = with("iam: '${ssm:/x}'", "timeout: 3", "schedule: rate(1 day)");
    assert!(made["Resources"].get("IamRoleLambdaExecution").is_none());
    assert!(made["Resources"]["GetDashoneLambdaFunction"]["Properties"]["Role"].get("authlint::Unknown").is_some());
    // An authorizer that is not known leaves the method neither open nor closed.
    let made = with("stage: x", "timeout: 3", "http: {path: a, method: get, authorizer: '${ssm:/x}'}");
    let method = &made["Resources"]["ApiGatewayMethodAGet"]["Properties"];
    assert!(method["AuthorizationType"].get("authlint::Unknown").is_some());
    // A URL whose authorizer is not known has no public permission.
    let made = with("stage: x", "url: {authorizer: '${ssm:/x}'}", "schedule: rate(1 day)");
    assert!(made["Resources"]["GetDashoneLambdaFunctionUrl"]["Properties"]["AuthType"].get("authlint::Unknown").is_some());
    assert!(made["Resources"].get("GetDashoneLambdaPermissionFnUrl").is_none());
    // Version 4 gives functions roles in a way of its own.
    for (provider, function) in [("stage: x", "iam: {role: {statements: []}}"), ("iam: {role: {mode: perFunction}}", "timeout: 3")] {
        let made = with(provider, function, "schedule: rate(1 day)");
        assert!(made["Resources"]["GetDashoneLambdaFunction"]["Properties"]["Role"].get("authlint::Unknown").is_some());
    }
    // Another cloud is none of our business.
    assert!(template("service: a\nprovider: {name: google}\nfunctions: {a: {handler: b}}\n")["Resources"].get("ALambdaFunction").is_none());
}

#[test]
fn what_is_written_wins_over_what_is_generated() {
    let text = "service: shop\nprovider: {name: aws}\nfunctions:\n  hook: {handler: a.b, events: [{cognitoUserPool: {pool: users, trigger: PreSignUp}}]}\n\
                resources:\n  Resources:\n    CognitoUserPoolUsers:\n      Type: AWS::Cognito::UserPool\n      Properties: {LambdaConfig: {PreSignUp: mine, \
                PostConfirmation: other}, MfaConfiguration: 'ON', Policies: null}\n";
    let made = template(text);
    let pool = &made["Resources"]["CognitoUserPoolUsers"]["Properties"];
    assert_eq!(pool["LambdaConfig"], serde_json::json!({"PreSignUp": "mine", "PostConfirmation": "other"}));
    assert_eq!(pool["UserPoolName"], "users");
    assert!(pool.get("Policies").is_none());
}

/// Rules and paths of what is found in a service by all rules of these families.
fn found_by(families: &[&str], text: &str) -> Vec<(&'static str, String)> {
    let start = PathBuf::from("/nowhere");
    let select = families.iter().map(|name| Selector::parse(name).unwrap()).collect();
    let settings = Settings { selection: Selection { select, ignore: Vec::new() }, strict: false };
    let text = Some((start.join("serverless.yml"), text.as_bytes().to_vec()));
    let request = Request { text, start, settings, ..Request::default() };
    lint(&request, &|_, _| {}).unwrap().findings.into_iter().map(|finding| (finding.rule, finding.path)).collect()
}

/// The same for the rules that count unless somebody says otherwise.
fn found(text: &str) -> Vec<(&'static str, String)> {
    found_by(&[], text)
}

#[test]
fn a_statement_is_checked_once_where_it_is_written() {
    let statements = "[{Effect: Allow, Action: 's3:*', Resource: '*'}]";
    let path = "provider.iam.role.statements.0.Action".to_owned();
    let shared =
        format!("service: shop\nprovider: {{name: aws, iam: {{role: {{statements: {statements}}}}}}}\nfunctions: {{a: {{handler: b}}}}\n");
    let in_shared = found(&shared);
    assert!(in_shared.iter().any(|(_, found)| *found == path), "{in_shared:?}");
    // Functions that inherit it have it a second time, which is not said again.
    let inherited = format!(
        "plugins: [serverless-iam-roles-per-function]\n{}",
        shared.replace("{handler: b}", "{handler: b, iamRoleStatementsInherit: true, iamRoleStatements: []}")
    );
    assert_eq!(found(&inherited), in_shared);
    // Without functions it stands in no role, and is checked all the same.
    assert_eq!(found(&shared.replace("functions: {a: {handler: b}}\n", "")), in_shared);
    // A function's own statements count with or without the plugin that makes a role of them.
    let own = format!("service: shop\nprovider: {{name: aws}}\nfunctions: {{a: {{handler: b, iamRoleStatements: {statements}}}}}\n");
    let expected: Vec<(&str, String)> = in_shared
        .iter()
        .map(|(rule, path)| (*rule, path.replace("provider.iam.role.statements", "functions.a.iamRoleStatements")))
        .collect();
    let mut without = vec![("iam/ignored-function-statements", "functions.a.iamRoleStatements".to_owned())];
    without.extend(expected.clone());
    assert_eq!(found(&own), without);
    assert_eq!(found(&format!("plugins: [serverless-iam-roles-per-function]\n{own}")), expected);
}

#[test]
fn nothing_is_said_about_what_nobody_wrote() {
    let text = "service: shop\nprovider: {name: aws, tracing: {lambda: true}}\nfunctions:\n  hook: {handler: a.b, url: true, events: [{cognitoUserPool: \
                {pool: users, trigger: PreSignUp, existing: true}}, {cognitoUserPool: {pool: new, trigger: PreSignUp}}, {s3: {bucket: b, existing: \
                true}}, {http: GET /}, {websocket: $connect}]}\n";
    // Of the pool that nobody wrote only the trigger is spoken about that makes it; the URL is what `url: true` says.
    let said = [
        ("api/public-function-url", "Resources.HookLambdaFunctionUrl.Properties.AuthType".to_owned()),
        ("cognito/trigger-pool-not-overridden", "functions.hook.events.1.cognitoUserPool.pool".to_owned()),
    ];
    assert_eq!(found(text), said);
}

#[test]
fn outputs_of_the_framework_give_no_ids() {
    let text = "service: shop\nprovider: {name: aws}\nfunctions: {a: {handler: b}}\nresources:\n  Resources:\n    Pool: {Type: AWS::Cognito::UserPool, \
                Properties: {DeletionProtection: ACTIVE}, DeletionPolicy: Retain, UpdateReplacePolicy: Retain}\n";
    assert_eq!(found_by(&["outputs/missing-client-outputs"], text), [("outputs/missing-client-outputs", "Resources.Pool".to_owned())]);
}

#[test]
fn hostile_services_end() {
    let mut many = String::from("service: shop\nprovider:\n  name: aws\n  environment:\n");
    (0..600).for_each(|index| writeln!(many, "    V{index}: x").unwrap());
    many.push_str("functions:\n");
    (0..600)
        .for_each(|index| writeln!(many, "  f{index}: {{handler: a, environment: {{A: b}}, events: [{{http: GET /{index}}}]}}").unwrap());
    template(&many);
    let path = "/a".repeat(100_000);
    with("stage: x", "timeout: 3", &format!("http: GET {path}\n      - httpApi: GET {path}\n      - sns: {path}"));
}
