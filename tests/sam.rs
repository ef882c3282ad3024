//! What SAM makes of templates: small ones, each about one thing that is easy to get wrong. What is expected was seen in runs of
//! aws-sam-translator.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::path::PathBuf;

use authlint::{Request, dump, lint};
use serde_json::{Value, json};

const HEAD: &str = "Transform: AWS::Serverless-2016-10-31\n";

/// The template that comes of one.
fn expand(text: &str) -> Value {
    let text = Some((PathBuf::from("template.yaml"), format!("{HEAD}{text}").into_bytes()));
    let request = Request { text, start: PathBuf::from("."), ..Request::default() };
    dump(&request, &|_, _| {}).unwrap()["stacks"][0]["template"].clone()
}

/// The resources that come of one function with these properties.
fn function(properties: &str) -> Value {
    expand(&format!("Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {{{properties}}}\n"))["Resources"].clone()
}

fn ids(resources: &Value) -> Vec<&str> {
    let mut ids: Vec<&str> = resources.as_object().unwrap().keys().map(String::as_str).collect();
    ids.sort_unstable();
    ids
}

fn unknown(value: &Value) -> bool {
    value.get("authlint::Unknown").is_some()
}

const BASIC: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

#[test]
fn a_function_gets_a_role_unless_it_has_one() {
    let made = function("Handler: a.b");
    assert_eq!(ids(&made), ["F", "FRole"]);
    assert_eq!(made["F"]["Type"], "AWS::Lambda::Function");
    assert_eq!(made["F"]["Properties"]["Role"], json!({"Fn::GetAtt": ["FRole", "Arn"]}));
    assert_eq!(made["FRole"]["Properties"]["ManagedPolicyArns"], json!([BASIC]));
    // What belongs to the role that is not made is ignored.
    assert_eq!(ids(&function("Role: 'arn:aws:iam::123456789012:role/r', Policies: AmazonS3FullAccess")), ["F"]);
    // Not null, not If: handed on.
    assert_eq!(ids(&function("Role: !Ref AWS::NoValue")), ["F"]);
    assert_eq!(ids(&function("Role: null")), ["F", "FRole"]);
}

#[test]
fn a_role_on_a_condition_makes_the_other_one_on_its_opposite() {
    let made = expand(
        "Conditions: {C: !Equals [a, b]}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Role: !If [C, arn, !Ref AWS::NoValue]}\n",
    );
    assert_eq!(made["Conditions"]["NOTC"], json!({"Fn::Not": [{"Condition": "C"}]}));
    assert_eq!(made["Resources"]["FRole"]["Condition"], "NOTC");
    let arn = json!({"Fn::GetAtt": ["FRole", "Arn"]});
    assert_eq!(made["Resources"]["F"]["Properties"]["Role"], json!({"Fn::If": ["C", "arn", arn]}));
    let made = expand(
        "Conditions: {C: !Equals [a, b]}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Role: !If [C, !Ref AWS::NoValue, arn]}\n",
    );
    assert_eq!(made["Resources"]["FRole"]["Condition"], "C");
    assert_eq!(made["Conditions"].as_object().unwrap().len(), 1);
}

#[test]
fn policies_in_all_forms() {
    let made = function(
        "Policies: [AmazonS3FullAccess, AWSLambdaRole, MyOwn, !Ref P, {Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}, \
         {SQSPollerPolicy: {QueueName: q}}, !If [C, {Statement: []}, !Ref AWS::NoValue]]",
    );
    let role = &made["FRole"]["Properties"];
    let aws = "arn:aws:iam::aws:policy/";
    let managed = json!([BASIC, format!("{aws}AmazonS3FullAccess"), format!("{aws}service-role/AWSLambdaRole"), {"Ref": "P"}]);
    let mut written = role["ManagedPolicyArns"].as_array().unwrap().clone();
    // AWS may have a policy of that name by now.
    assert!(unknown(&written.remove(3)));
    assert_eq!(Value::Array(written), managed);
    let inline = role["Policies"].as_array().unwrap();
    assert_eq!(inline[0]["PolicyName"], "FRolePolicy4");
    assert!(inline[0]["PolicyDocument"].get("Version").is_none());
    let resource = &inline[1]["PolicyDocument"]["Statement"][0]["Resource"]["Fn::Sub"];
    assert_eq!(resource[1], json!({"queueName": "q"}));
    assert_eq!(inline[2]["Fn::If"][1]["PolicyName"], "FRolePolicy6");
}

#[test]
fn what_sam_refuses_is_unknown_beside_what_is_known() {
    for policy in ["{NoSuchPolicy: {}}", "{SQSPollerPolicy: {}}", "{Effect: Allow, Action: x, Resource: y}", "!If [C, A, {Statement: []}]"]
    {
        let made = function(&format!("Policies: [AmazonS3FullAccess, {policy}]"));
        let role = &made["FRole"]["Properties"];
        assert_eq!(role["ManagedPolicyArns"][1], "arn:aws:iam::aws:policy/AmazonS3FullAccess");
        assert!(unknown(&role["ManagedPolicyArns"][2]), "{policy}");
        assert!(unknown(&role["Policies"][0]), "{policy}");
    }
    // An include may hold anything: no role is made up, and none is denied.
    let made = function("'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: x}}, Handler: a.b");
    assert!(unknown(&made["F"]["Properties"]["Role"]));
}

#[test]
fn globals_are_laid_under_what_is_written() {
    let made = expand(
        "Globals:\n  Function:\n    Timeout: 3\n    Layers: [a]\n    Architectures: [arm64]\n    Environment: {Variables: {A: 1, B: 2}}\n\
         Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Timeout: 5\n      Layers: [b]\n      Architectures: [x86_64]\n      \
         Environment: {Variables: {B: 3}}\n  G:\n    Type: AWS::Serverless::Function\n    IgnoreGlobals: '*'\n  H:\n    Type: AWS::Serverless::Function\n    \
         IgnoreGlobals: [Layers]\n",
    );
    let properties = |id: &str| made["Resources"][id]["Properties"].clone();
    let f = properties("F");
    assert_eq!((&f["Timeout"], &f["Layers"], &f["Architectures"]), (&json!(5), &json!(["a", "b"]), &json!(["x86_64"])));
    assert_eq!(f["Environment"]["Variables"], json!({"A": 1, "B": 3}));
    assert!(properties("G").get("Timeout").is_none());
    assert_eq!((properties("H").get("Layers"), &properties("H")["Timeout"]), (None, &json!(3)));
    assert!(made.get("Globals").is_none() && made.get("Transform").is_none());
}

#[test]
fn only_a_plain_none_opens_a_url() {
    let open = function("FunctionUrlConfig: {AuthType: NONE}");
    assert_eq!(ids(&open), ["F", "FRole", "FURLInvokeAllowPublicAccess", "FUrl", "FUrlPublicPermissions"]);
    assert_eq!(open["FUrlPublicPermissions"]["Properties"]["Principal"], "*");
    assert_eq!(ids(&function("FunctionUrlConfig: {AuthType: AWS_IAM}")), ["F", "FRole", "FUrl"]);
    assert_eq!(ids(&function("FunctionUrlConfig: {AuthType: !Ref Auth}")), ["F", "FRole", "FUrl"]);
}

#[test]
fn one_function_on_two_pools_may_be_called_by_the_last() {
    let made = expand(
        "Resources:\n  A: {Type: 'AWS::Cognito::UserPool'}\n  B:\n    Type: AWS::Cognito::UserPool\n    Properties: {LambdaConfig: {PostAuthentication: x}}\n  \
         F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        One: {Type: Cognito, Properties: {UserPool: !Ref A, Trigger: PreSignUp}}\n        \
         Two: {Type: Cognito, Properties: {UserPool: !Ref B, Trigger: [PreSignUp, CustomMessage]}}\n",
    )["Resources"]
        .clone();
    let arn = json!({"Fn::GetAtt": ["F", "Arn"]});
    assert_eq!(made["A"]["Properties"]["LambdaConfig"], json!({"PreSignUp": arn}));
    let all = json!({"PostAuthentication": "x", "PreSignUp": arn, "CustomMessage": arn});
    assert_eq!(made["B"]["Properties"]["LambdaConfig"], all);
    assert_eq!(made["FCognitoPermission"]["Properties"]["SourceArn"], json!({"Fn::GetAtt": ["B", "Arn"]}));
}

#[test]
fn references_that_only_sam_knows_lead_to_what_they_stand_for() {
    let made = expand(
        "Parameters: {Stage: {Type: String, Default: live-1}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {AutoPublishAlias: !Ref Stage}\n\
         Outputs:\n  Alias: {Value: !Ref F.Alias}\n  Text: {Value: !Sub 'x ${F.Alias} ${F.Alias.Name} ${AWS::Region} ${!F.Alias}'}\n  Version: {Value: !GetAtt F.Version.Version}\n  \
         Function: {Value: !GetAtt F.Arn}\n",
    );
    let output = |name: &str| made["Outputs"][name]["Value"].clone();
    assert_eq!(output("Alias"), json!({"Ref": "FAliasliveD1"}));
    assert_eq!(output("Text"), json!({"Fn::Sub": "x ${FAliasliveD1} ${FAliasliveD1.Name} ${AWS::Region} ${!F.Alias}"}));
    assert!(unknown(&output("Version")));
    assert_eq!(output("Function"), json!({"Fn::GetAtt": ["F", "Arn"]}));
}

#[test]
fn an_alias_without_a_known_name_is_not_the_function() {
    let made = expand(
        "Parameters: {Stage: {Type: String}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: !Ref Stage\n      \
         Events: {E: {Type: AlexaSkill}}\n",
    );
    assert!(unknown(&made["Resources"]["FEPermission"]["Properties"]["FunctionName"]));
}

#[test]
fn paths_of_methods_become_patterns() {
    let arn = |event: &str| {
        let made = function(&format!("Events: {{E: {{{event}}}}}"));
        let id = ids(&made).into_iter().find(|id| id.starts_with("FEPermission")).unwrap().to_owned();
        let text = made[&id]["Properties"]["SourceArn"]["Fn::Sub"][0].as_str().unwrap().to_owned();
        (id, text.rsplit_once("__Stage__}").unwrap().1.to_owned())
    };
    let pair = |id: &str, path: &str| (id.to_owned(), path.to_owned());
    assert_eq!(arn("Type: Api, Properties: {Path: '/a/{b}/', Method: any}"), pair("FEPermissionProd", "/*/a/*"));
    assert_eq!(arn("Type: Api, Properties: {Path: '/{b+}', Method: get}"), pair("FEPermissionProd", "/GET/*"));
    assert_eq!(arn("Type: Api, Properties: {Path: '/{b++}', Method: get}"), pair("FEPermissionProd", "/GET/{b++}"));
    assert_eq!(arn("Type: HttpApi"), pair("FEPermission", "/*"));
    assert_eq!(arn("Type: HttpApi, Properties: {Path: /x, Method: ANY}"), pair("FEPermission", "/*/x"));
}

#[test]
fn a_condition_passes_to_what_is_made_and_a_dependency_does_not() {
    let made = expand(
        "Conditions: {C: !Equals [a, b]}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Condition: C\n    DependsOn: Q\n    DeletionPolicy: Retain\n    \
         Properties: {Events: {E: {Type: SQS, Properties: {Queue: q}}}}\n  Q: {Type: 'AWS::SQS::Queue'}\n",
    )["Resources"]
        .clone();
    for id in ["F", "FRole", "FE"] {
        assert_eq!((&made[id]["Condition"], &made[id]["DeletionPolicy"]), (&json!("C"), &json!("Retain")));
    }
    assert_eq!((&made["F"]["DependsOn"], made["FRole"].get("DependsOn")), (&json!("Q"), None));
}

#[test]
fn what_has_the_id_already_stays() {
    let made = expand("Resources:\n  F: {Type: 'AWS::Serverless::Function'}\n  FRole: {Type: 'AWS::SNS::Topic'}\n")["Resources"].clone();
    assert_eq!(made["FRole"]["Type"], "AWS::SNS::Topic");
}

#[test]
fn findings_point_at_what_somebody_wrote() {
    let text = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n        - AdministratorAccess\n        \
                - Statement: {Effect: Allow, Action: '*', Resource: '*'}\n";
    let text = Some((PathBuf::from("template.yaml"), format!("{HEAD}{text}").into_bytes()));
    let report = lint(&Request { text, start: PathBuf::from("."), ..Request::default() }, &|_, _| {}).unwrap();
    let paths: Vec<&str> = report.findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(paths, ["Resources.F.Properties.Policies.0", "Resources.F.Properties.Policies.1.Statement.Action"]);
}
