//! What SAM makes of APIs, state machines, connectors and GraphQL APIs: small templates, each about one thing that is easy to get wrong.
//! What is expected was seen in runs of aws-sam-translator.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::path::PathBuf;

use authlint::{Request, dump};
use serde_json::{Value, json};

/// The resources that come of a template with these.
fn expand(resources: &str) -> Value {
    expand_all(&format!("Resources:\n{resources}"))["Resources"].clone()
}

fn expand_all(text: &str) -> Value {
    let text = Some((PathBuf::from("template.yaml"), format!("Transform: AWS::Serverless-2016-10-31\n{text}").into_bytes()));
    let request = Request { text, start: PathBuf::from("."), ..Request::default() };
    dump(&request, &|_, _| {}).unwrap()["stacks"][0]["template"].clone()
}

/// The resources of a function with events and of an API `A` with these properties.
fn with_api(kind: &str, api: &str, events: &str) -> Value {
    expand(&format!(
        "  A: {{Type: 'AWS::Serverless::{kind}', Properties: {{{api}}}}}\n  F: {{Type: 'AWS::Serverless::Function', Properties: {{Role: r, Events: {{{events}}}}}}}\n"
    ))
}

/// What a method of `A` demands.
fn security(resources: &Value, path: &str, method: &str) -> Value {
    resources["A"]["Properties"]["Body"]["paths"][path][method]["security"].clone()
}

fn is_unknown(value: &Value) -> bool {
    value.get("authlint::Unknown").is_some()
}

const POOL: &str = "Authorizers: {Pool: {UserPoolArn: arn, AuthorizationScopes: [read]}}";
const EVENT: &str = "Type: Api, Properties: {RestApiId: !Ref A, Path: /x, Method: GET";

#[test]
fn a_default_authorizer_holds_for_methods_that_name_none() {
    let api = format!("StageName: p, Cors: \"'*'\", Auth: {{DefaultAuthorizer: Pool, {POOL}}}");
    let events = format!(
        "A: {{{EVENT}}}}}, B: {{{}, Auth: {{Authorizer: NONE}}}}}}, C: {{{}, Auth: {{Authorizer: AWS_IAM}}}}}}",
        EVENT.replace("/x", "/open"),
        EVENT.replace("/x", "/iam")
    );
    let made = with_api("Api", &api, &events);
    assert_eq!(security(&made, "/x", "get"), json!([{"Pool": ["read"]}]));
    assert_eq!(security(&made, "/open", "get"), json!([{"NONE": []}]));
    assert_eq!(security(&made, "/iam", "get"), json!([{"AWS_IAM": []}]));
    // Browsers that ask first are turned away as well.
    assert_eq!(security(&made, "/x", "options"), json!([{"Pool": ["read"]}]));
    let scheme = &made["A"]["Properties"]["Body"]["securityDefinitions"]["Pool"];
    assert_eq!(scheme["x-amazon-apigateway-authorizer"]["providerARNs"], json!(["arn"]));
    let without = with_api("Api", &api.replace(POOL, &format!("{POOL}, AddDefaultAuthorizerToCorsPreflight: false")), &events);
    assert_eq!(security(&without, "/x", "options"), Value::Null);
}

#[test]
fn a_default_authorizer_without_authorizers_is_dropped() {
    let made = with_api("Api", "StageName: p, Auth: {DefaultAuthorizer: Pool}", &format!("E: {{{EVENT}}}}}"));
    assert_eq!(security(&made, "/x", "get"), Value::Null);
    assert!(made["A"]["Properties"]["Body"]["paths"]["/x"]["get"].is_object());
}

#[test]
fn a_key_is_demanded_beside_an_authorizer() {
    let api = format!("StageName: p, Auth: {{ApiKeyRequired: true, DefaultAuthorizer: Pool, {POOL}}}");
    let events = format!("E: {{{EVENT}}}}}, N: {{{}, Auth: {{ApiKeyRequired: false}}}}}}", EVENT.replace("/x", "/n"));
    let made = with_api("Api", &api, &events);
    assert_eq!(security(&made, "/x", "get"), json!([{"Pool": ["read"]}, {"api_key": []}]));
    assert_eq!(security(&made, "/n", "get"), json!([{"Pool": ["read"]}]));
}

#[test]
fn what_can_not_be_read_is_unknown() {
    let events = format!("E: {{{EVENT}}}}}, N: {{{}, Auth: {{Authorizer: !If [C, a, b]}}}}}}", EVENT.replace("/x", "/n"));
    let made = with_api("Api", "StageName: p, Auth: !If [C, {}, {}]", &events);
    assert!(is_unknown(&security(&made, "/x", "get")) && is_unknown(&security(&made, "/n", "get")));
}

#[test]
fn a_written_definition_is_edited_and_its_methods_stay() {
    let body = "{swagger: '2.0', paths: {/x: {get: {operationId: mine}, post: {security: [{Other: []}]}}, /y: !If [C, {get: {}}, !Ref AWS::NoValue]}}";
    let api = format!("StageName: p, DefinitionBody: {body}, Auth: {{DefaultAuthorizer: Pool, {POOL}}}");
    let made = with_api("Api", &api, &format!("E: {{{}}}}}", EVENT.replace("/x", "/more")));
    assert_eq!(security(&made, "/x", "get"), json!([{"Pool": ["read"]}]));
    assert_eq!(security(&made, "/x", "post"), json!([{"Other": []}, {"Pool": ["read"]}]));
    let paths = &made["A"]["Properties"]["Body"]["paths"];
    assert_eq!(paths["/x"]["get"]["operationId"], "mine");
    assert_eq!(paths["/y"]["Fn::If"][1]["get"]["security"], json!([{"Pool": ["read"]}]));
    // Events add no path to what is written.
    assert_eq!(paths["/more"], Value::Null);
}

#[test]
fn http_apis_default_for_all_but_options() {
    let jwt = "Authorizers: {Jwt: {JwtConfiguration: {issuer: i, audience: [a]}, AuthorizationScopes: [read]}}";
    let event = "Type: HttpApi, Properties: {ApiId: !Ref A, Path: /x, Method";
    let events = format!(
        "E: {{{event}: GET}}}}, O: {{{event}: OPTIONS}}}}, S: {{{}: GET, Auth: {{AuthorizationScopes: [own]}}}}}}",
        event.replace("/x", "/s")
    );
    let made = with_api("HttpApi", &format!("Auth: {{DefaultAuthorizer: Jwt, {jwt}}}"), &events);
    assert_eq!(security(&made, "/x", "get"), json!([{"Jwt": ["read"]}]));
    assert_eq!(security(&made, "/x", "options"), Value::Null);
    assert_eq!(security(&made, "/s", "get"), json!([{"Jwt": ["own"]}]));
    let scheme = &made["A"]["Properties"]["Body"]["components"]["securitySchemes"]["Jwt"];
    assert_eq!(scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"]["issuer"], "i");
    assert_eq!(made["AApiGatewayDefaultStage"]["Type"], "AWS::ApiGatewayV2::Stage");
}

#[test]
fn functions_of_authorizers_may_be_called() {
    let lambda = "Auth: {Authorizers: {L: {FunctionArn: arn}, N: {FunctionArn: arn, DisableFunctionDefaultPermissions: true}}}";
    let made = with_api("Api", &format!("StageName: p, {lambda}"), "");
    assert_eq!(made["ALAuthorizerPermission"]["Properties"]["FunctionName"], "arn");
    assert_eq!(made["ANAuthorizerPermission"], Value::Null);
    // Of an HTTP API only where it is asked for.
    let lambda = "Auth: {Authorizers: {L: {FunctionArn: arn}, N: {FunctionArn: arn, EnableFunctionDefaultPermissions: true}}}";
    let made = with_api("HttpApi", lambda, "");
    assert_eq!(made["ALAuthorizerPermission"], Value::Null);
    assert_eq!(made["ANAuthorizerPermission"]["Properties"]["Principal"], "apigateway.amazonaws.com");
}

#[test]
fn an_api_that_nobody_wrote_is_there_when_a_function_of_it_is() {
    let text = "Conditions: {C: !Equals [a, b], D: !Equals [a, b]}\nResources:\n";
    let function = |id: &str, condition: &str| {
        format!(
            "  {id}: {{Type: 'AWS::Serverless::Function', Condition: {condition}, Properties: {{Role: r, Events: {{E: {{Type: Api, Properties: {{Path: /{id}, Method: get}}}}}}}}}}\n"
        )
    };
    let made = expand_all(&format!("{text}{}", function("F", "C")));
    assert_eq!(made["Resources"]["ServerlessRestApi"]["Condition"], "C");
    assert_eq!(made["Resources"]["ServerlessRestApiProdStage"]["Condition"], "C");
    let made = expand_all(&format!("{text}{}{}", function("F", "C"), function("G", "D")));
    assert_eq!(made["Resources"]["ServerlessRestApi"]["Condition"], "ServerlessRestApiCondition");
    let either = json!({"Fn::Or": [{"Condition": "C"}, {"Condition": "D"}]});
    assert_eq!(made["Conditions"]["ServerlessRestApiCondition"], either);
    let paths = &made["Resources"]["ServerlessRestApi"]["Properties"]["Body"]["paths"];
    assert_eq!(paths["/G"]["get"]["Fn::If"][0], "D");
}

#[test]
fn a_shared_plan_is_made_once() {
    let api = |id: &str| {
        format!(
            "  {id}: {{Type: 'AWS::Serverless::Api', Properties: {{StageName: p, Auth: {{UsagePlan: {{CreateUsagePlan: SHARED}}}}}}}}\n"
        )
    };
    let made = expand(&format!("{}{}", api("A"), api("B")));
    let stages = &made["ServerlessUsagePlan"]["Properties"]["ApiStages"];
    assert_eq!(stages[1], json!({"ApiId": {"Ref": "B"}, "Stage": {"Ref": "BpStage"}}));
    assert_eq!(made["ServerlessUsagePlan"]["DependsOn"], json!(["A", "B"]));
    assert_eq!(made["ServerlessApiKey"]["Properties"]["Enabled"], json!(true));
}

#[test]
fn connectors_grant_what_their_table_says() {
    let made = expand(
        "  F:\n    Type: AWS::Serverless::Function\n    Connectors:\n      C: {Properties: {Destination: {Id: T}, Permissions: [Read]}}\n  T: {Type: AWS::DynamoDB::Table}\n  X:\n    Type: AWS::Serverless::Connector\n    Properties: {Source: {Id: F}, Destination: [{Id: T}], Permissions: [Write, Read]}\n",
    );
    let policy = &made["FCPolicy"]["Properties"];
    assert_eq!(policy["Roles"], json!([{"Ref": "FRole"}]));
    assert_eq!(policy["PolicyDocument"]["Statement"].as_array().unwrap().len(), 1);
    assert_eq!(policy["PolicyDocument"]["Statement"][0]["Resource"][0], json!({"Fn::GetAtt": ["T", "Arn"]}));
    // The order is the table's; the number is that of the destination.
    assert_eq!(made["XPolicyDestination0"]["Properties"]["PolicyDocument"]["Statement"][0]["Action"][0], "dynamodb:GetItem");
    assert_eq!((&made["X"], &made["F"]["Connectors"]), (&Value::Null, &Value::Null));
}

#[test]
fn state_machines_have_a_role_and_their_events_another() {
    let made = expand(
        "  S:\n    Type: AWS::Serverless::StateMachine\n    Properties: {Policies: [AmazonS3FullAccess], Events: {E: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}}\n",
    );
    assert_eq!(made["SRole"]["Properties"]["ManagedPolicyArns"], json!(["arn:aws:iam::aws:policy/AmazonS3FullAccess"]));
    let start = &made["SERole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0];
    assert_eq!((&start["Action"], &start["Resource"]), (&json!("states:StartExecution"), &json!({"Ref": "S"})));
    assert_eq!(made["S"]["Properties"]["RoleArn"], json!({"Fn::GetAtt": ["SRole", "Arn"]}));
}

#[test]
fn clients_of_web_sockets_are_asked_when_they_connect() {
    let made = expand(
        "  W:\n    Type: AWS::Serverless::WebSocketApi\n    Properties: {RouteSelectionExpression: x, Auth: {AuthType: CUSTOM, AuthArn: arn}, Routes: {$connect: {FunctionArn: f}, sendMessage: {FunctionArn: f}}}\n",
    );
    assert_eq!(made["WConnectRoute"]["Properties"]["AuthorizerId"], json!({"Ref": "WConnectAuthorizer"}));
    assert_eq!(made["WSendmessageRoute"]["Properties"]["AuthorizationType"], Value::Null);
    assert_eq!(made["WAuthorizerPermission"]["Properties"]["FunctionName"], "arn");
}

#[test]
fn odd_shapes_do_no_harm() {
    let shapes = [
        "null",
        "1",
        "''",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "{a: }",
        "{a: {}}",
        "{a: [1]}",
        "!Ref X",
        "!If [C, {}, !Ref AWS::NoValue]",
        "!Ref [x]",
        "!GetAtt []",
    ];
    let kinds: &[(&str, &[&str])] = &[
        ("Api", &["StageName", "Auth", "Domain", "DefinitionBody", "Cors", "OpenApiVersion", "DefinitionUri", "MergeDefinitions"]),
        ("HttpApi", &["StageName", "Auth", "Domain", "DefinitionBody", "DefinitionUri"]),
        ("WebSocketApi", &["StageName", "Auth", "Domain", "Routes"]),
        ("StateMachine", &["Role", "Policies", "Events", "Tracing", "AutoPublishAlias", "UseAliasAsEventTarget"]),
        ("Connector", &["Source", "Destination", "Permissions"]),
        ("GraphQLApi", &["Auth", "Logging", "DataSources", "Functions", "Resolvers", "ApiKeys", "Cache", "DomainName"]),
    ];
    let inner = [
        "Authorizers",
        "DefaultAuthorizer",
        "UsagePlan",
        "DomainName",
        "Route53",
        "BasePath",
        "$connect",
        "DynamoDb",
        "Lambda",
        "Additional",
        "paths",
        "security",
        "Id",
        "Type",
        "E",
    ];
    for (kind, properties) in kinds {
        for property in *properties {
            for shape in shapes {
                expand(&format!("  A: {{Type: 'AWS::Serverless::{kind}', Properties: {{{property}: {shape}}}}}\n"));
                let within: Vec<String> = inner.iter().map(|name| format!("{name}: {shape}")).collect();
                expand(&format!("  A: {{Type: 'AWS::Serverless::{kind}', Properties: {{{property}: {{{}}}}}}}\n", within.join(", ")));
            }
        }
    }
    for shape in shapes {
        expand(&format!(
            "  A: {{Type: 'AWS::Serverless::Function', Connectors: {shape}}}\n  B: {{Type: AWS::SQS::Queue, Connectors: {{C: {{Properties: {shape}}}}}}}\n"
        ));
        with_api(
            "Api",
            &format!("DefinitionBody: {{paths: {{/x: {{get: {shape}, post: {{security: {shape}}}}}}}}}, Auth: {{ApiKeyRequired: true}}"),
            &format!(
                "E: {{Type: Api, Properties: {shape}}}, G: {{Type: HttpApi, Properties: {{Path: /x, Method: {shape}, Auth: {shape}}}}}"
            ),
        );
    }
}
