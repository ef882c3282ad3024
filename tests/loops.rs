//! `Fn::ForEach`: what copies there are, where findings in them point, and what is said of a loop that can't be followed.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::fmt::Write as _;
use std::path::PathBuf;

use authlint::report::Report;
use authlint::source::{Disk, Store};
use authlint::template::{Stack, load};
use authlint::{Request, lint};

const HEAD: &str = "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::LanguageExtensions\n";

fn stack(text: &str) -> Stack {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap().join("template.yml");
    std::fs::write(&path, text).unwrap();
    let disk = Disk::new([path.parent().unwrap().to_path_buf()]);
    let store = Store::new(&disk, path.parent().unwrap().to_path_buf());
    let (id, source) = store.load(&path).unwrap();
    load(&store, &path, id, &source, true, &authlint::compose::Deployment::default()).unwrap().stack
}

fn report(text: &str) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().canonicalize().unwrap();
    let request =
        Request { paths: vec![start.join("t.yml")], text: Some((PathBuf::from("t.yml"), text.into())), start, ..Request::default() };
    let request = Request { paths: Vec::new(), ..request };
    lint(&request, &|_, _| {}).unwrap()
}

fn ids(stack: &Stack) -> String {
    let ids: Vec<&str> = stack.resources.iter().map(|resource| resource.id.as_str()).collect();
    ids.join(" ")
}

/// What a loop over the given collection gives.
fn over(collection: &str) -> String {
    let sections = "Parameters:\n  List: {Type: CommaDelimitedList, Default: 'a, b.c'}\n  Bare: {Type: CommaDelimitedList}\n  One: {Type: String, \
                    Default: one}\n  Choice: {Type: String, AllowedValues: [a, b]}\n  \
                    Hidden: {Type: CommaDelimitedList, NoEcho: true, Default: pssst}\nMappings: {M: {a: {b: [x, y], c: z}}}\n";
    let stack = stack(&format!(
        "{HEAD}{sections}Resources:\n  Fn::ForEach::Things:\n    - Name\n    - {collection}\n    - Thing&{{Name}}: {{Type: A::B::C}}\n  Z: {{Type: A::B::C}}\n"
    ));
    assert_eq!(stack.open.is_some(), !stack.macros.is_empty());
    format!("{}{}", ids(&stack), if stack.macros.is_empty() { "" } else { " ?" })
}

#[test]
fn collections() {
    assert_eq!(over("[a, b]"), "Thinga Thingb Z");
    assert_eq!(over("[]"), "Z");
    assert_eq!(over("[a-1, !Ref One]"), "Thinga1 Thingone Z");
    assert_eq!(over("!Ref List"), "Thinga Thingbc Z");
    assert_eq!(over("!FindInMap [M, a, b]"), "Thingx Thingy Z");
    for unknown in [
        "!Ref Bare",
        "!Ref Hidden",
        "[!Ref Hidden]",
        "!Ref One",
        "[!Ref Choice]",
        "!FindInMap [M, a, c]",
        "!GetAZs ''",
        "text",
        "['{{resolve:ssm:a}}']",
    ] {
        assert_eq!(over(unknown), "Z ?", "{unknown}");
    }
}

#[test]
fn all_sections_and_depths() {
    let text = format!(
        "{HEAD}Conditions:
  Fn::ForEach::Conditions: [C, [A, B], {{'Is${{C}}': !Equals [!Ref AWS::Region, !Ref C]}}]
Resources:
  Fn::ForEach::Outer:
    - Stage
    - [dev, prod]
    - Role${{Stage}}: {{Type: AWS::IAM::Role, Properties: {{RoleName: !Sub 'x-${{Stage}}-${{AWS::Region}}'}}}}
      Fn::ForEach::Inner:
        - Name
        - [A, !Ref Stage]
        - ${{Stage}}${{Name}}:
            Type: AWS::IAM::Role
            Properties:
              RoleName: !Ref Name
              Fn::ForEach::Props: [P, [Path, Description], {{'${{P}}': /}}]
              Tags: [{{Fn::ForEach::Deep: [P, [Key, Value], {{'${{P}}': a}}]}}]
Outputs:
  Fn::ForEach::Outputs: [Stage, [dev], {{'Out${{Stage}}': {{Value: !GetAtt 'Role${{Stage}}.Arn'}}}}]
"
    );
    let stack = stack(&text);
    assert_eq!(ids(&stack), "Roledev devA devdev Roleprod prodA prodprod");
    assert!(stack.open.is_none() && stack.macros.is_empty());
    let conditions: Vec<&str> = stack.conditions.iter().map(|condition| condition.name.as_str()).collect();
    assert_eq!(conditions, ["IsA", "IsB"]);
    assert_eq!(stack.outputs.len(), 1);
    assert_eq!(stack.outputs[0].id, "Outdev");
    let tree = &stack.tree;
    let at = |id: &str, path: &[&str]| tree.at(stack.resources[stack.resource(id).unwrap()].properties.unwrap(), path).unwrap();
    assert_eq!(tree.text(at("prodprod", &["RoleName"])), Some("prod"));
    assert_eq!(tree.text(at("prodprod", &["Description"])), Some("/"));
    assert_eq!(tree.text(at("Roledev", &["RoleName", "Fn::Sub"])), Some("x-dev-${AWS::Region}"));
    let tag = tree.items(at("devA", &["Tags"]))[0];
    assert_eq!(tree.text(tree.get(tag, "Value").unwrap()), Some("a"));
    assert_eq!(tree.text(tree.get(tree.get(stack.outputs[0].body, "Value").unwrap(), "Fn::GetAtt").unwrap()), Some("Roledev.Arn"));
}

#[test]
fn in_a_service() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap().join("serverless.yml");
    let text = "service: shop\nprovider: {name: aws}\ncustom: {names: [a, b]}\nresources:\n  Transform: AWS::LanguageExtensions\n  Resources:\n    \
                Fn::ForEach::Things: [Name, '${self:custom.names}', {'Thing${Name}': {Type: A::B::C}}]\n";
    std::fs::write(&path, text).unwrap();
    let disk = Disk::new([path.parent().unwrap().to_path_buf()]);
    let store = Store::new(&disk, path.parent().unwrap().to_path_buf());
    let (id, source) = store.load(&path).unwrap();
    let ids = ids(&load(&store, &path, id, &source, true, &authlint::compose::Deployment::default()).unwrap().stack);
    // The bucket that the framework deploys from stands before them.
    assert!(ids.ends_with("Policy Thinga Thingb"), "{ids}");
}

#[test]
fn findings_point_into_the_body() {
    let body = "Resources:\n  Fn::ForEach::Policies:\n    - Name\n    - [a, b]\n    - Policy${Name}:\n        Type: AWS::IAM::ManagedPolicy\n        \
                Properties:\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement: {Effect: Allow, Action: '*', Resource: '*'}\n";
    let found = report(&format!("{HEAD}{body}"));
    assert_eq!(found.findings.len(), 1, "{:?}", found.findings);
    let finding = &found.findings[0];
    assert_eq!(finding.rule, "iam/full-admin");
    assert!(finding.path.starts_with("Resources.Policya.Properties.PolicyDocument.Statement"), "{}", finding.path);
    assert!(found.sources.text(finding.primary.span).contains('*'));
    // Without the transform a loop is none that could be followed.
    let found = report(&format!("AWSTemplateFormatVersion: '2010-09-09'\n{body}"));
    let rules: Vec<&str> = found.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["template/unsupported-input"]);
}

#[test]
fn too_many_copies_are_said_once() {
    let items: Vec<String> = (0..60).map(|index| index.to_string()).collect();
    let items = items.join(", ");
    let mut text = format!("{HEAD}Resources:\n");
    writeln!(text, "  Fn::ForEach::A: [A, [{items}], {{'Fn::ForEach::B': [B, [{items}], {{'R${{A}}x${{B}}': {{Type: A::B::C}}}}]}}]")
        .unwrap();
    let found = report(&text);
    let rules: Vec<&str> = found.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["template/unsupported-input"]);

    // Loops in loops, each with a long name filled into a long text.
    let long = "x".repeat(900);
    let fill = "${A}${B}".repeat(2_000);
    let text = format!(
        "{HEAD}Resources:\n  Fn::ForEach::A: [A, [{long}, b], {{'Fn::ForEach::B': [B, [{items}, {long}], {{'R${{B}}': {{Type: A::B::C, Properties: {{X: '{fill}'}}}}}}]}}]\n"
    );
    let stack = stack(&text);
    assert!(stack.open.is_some() || stack.resources.len() < 2_000);
}
