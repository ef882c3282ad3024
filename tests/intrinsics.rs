//! Functions of CloudFormation: for each what it gives, as it is written and as it is known.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::fmt::Write as _;

use authlint::model::Resource;
use authlint::resolve::{Known, Piece, Val, World};
use authlint::source::{Disk, Store};
use authlint::template::{Stack, load};

/// What all cases may refer to.
const SECTIONS: &str = "
Parameters:
  Plain: {Type: String, Default: plain}
  Bare: {Type: String}
  Hidden: {Type: String, NoEcho: true, Default: pssst}
  Stage: {Type: String, Default: dev, AllowedValues: [prod, dev]}
  List: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Chosen: {Type: CommaDelimitedList, Default: 'a,b', AllowedValues: [a, b, c]}
  BareList: {Type: CommaDelimitedList}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}
  Resolved: {Type: String, Default: '{{resolve:ssm:/a}}'}
  Index: {Type: Number, Default: 1}
Mappings:
  Stages:
    prod: {name: live, log: 30, list: [x, y], flag: 'true', same: s}
    dev: {name: test, log: 3, list: [z], flag: 'false', same: s}
  Regions:
    us-east-1: {same: one, other: a, list: [p, q]}
    eu-west-1: {same: one, other: b, list: [p, q]}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsLive: !Equals [!FindInMap [Stages, !Ref Stage, name], live]
  IsSub: !Equals [!Sub '${Stage}-x', prod-x]
  IsJoin: !Equals [!Join ['-', [!Ref Stage, a]], prod-a]
  IsSelected: !Equals [!Select [0, !Split ['-', !Sub '${Stage}-x']], prod]
  IsBare: !Equals [!Ref Bare, on]
  IsBareMapped: !Equals [!FindInMap [Stages, !Ref Bare, flag], 'true']
  IsBareProd: !Equals [!Ref Bare, prod]
  HasList: !Not [!Equals [!Join ['', !Ref List], '']]
  Loop: !Not [!Condition Loop]
  Nested: !And [!Or [!Condition IsProd, !Equals [a, b]], !Not [!Equals [a, b]]]
  Always: !Equals [a, a]
  IsTrue: !Equals [True, 'true']
  IsCased: !Equals [A, a]
  Never: !Equals [!FindInMap [Stages, prod, name], test]
Resources:
  Gone: {Type: AWS::IAM::Role, Condition: Never}
  Role: {Type: AWS::IAM::Role}
";

fn stack(text: &str) -> Stack {
    let folder = tempfile::tempdir().unwrap();
    let name = if text.starts_with("service:") { "serverless.yml" } else { "template.yml" };
    let path = folder.path().canonicalize().unwrap().join(name);
    std::fs::write(&path, text).unwrap();
    let disk = Disk::new([path.parent().unwrap().to_path_buf()]);
    let store = Store::new(&disk, path.parent().unwrap().to_path_buf());
    let (id, source) = store.load(&path).unwrap();
    load(&store, &path, id, &source, true, &authlint::compose::Deployment::default()).unwrap().stack
}

fn shown(stack: &Stack, value: Known<Option<Val<'_>>>) -> String {
    let value = match value {
        Ok(Some(value)) => value,
        Ok(None) => return "nothing".to_owned(),
        Err(unknown) => return format!("?{unknown:?}"),
    };
    if let Ok(object) = value.object() {
        let entries = object.entries().unwrap().into_iter();
        let entries: Vec<String> = entries.map(|(key, _, value)| format!("{key}={}", shown(stack, Ok(Some(value))))).collect();
        return format!("{{{}}}", entries.join(", "));
    }
    if let Ok(items) = value.list() {
        let items: Vec<String> = items.into_iter().map(|item| shown(stack, Ok(Some(item)))).collect();
        return format!("[{}]", items.join(", "));
    }
    let text = match value.text() {
        Ok(text) => text,
        Err(unknown) => return format!("?{unknown:?}"),
    };
    let mut out = String::new();
    for piece in &text.pieces {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Attribute { resource, name } => write!(out, "<{}.{name}>", stack.resources[*resource].id).unwrap(),
            Piece::Secret(parameter) => write!(out, "<secret {}>", stack.parameters[*parameter].name).unwrap(),
            Piece::Pseudo(name) => write!(out, "<{name}>").unwrap(),
            Piece::Hole(_) => out.push_str("<?>"),
        }
    }
    if text.assumed {
        out.push('~');
    }
    out
}

/// The value of the property `X` of the last resource, in each world.
fn values(text: &str) -> String {
    let stack = stack(text);
    let world = World::new(&stack);
    let index = stack.resources.len() - 1;
    let (leaves, complete) = world.explore(|| shown(&stack, Resource::new(&world, index).property("X")));
    let mut all: Vec<String> = leaves.into_iter().map(|leaf| leaf.out).collect();
    all.dedup();
    format!("{}{}", all.join(" | "), if complete { "" } else { " | ..." })
}

fn value(written: &str) -> String {
    values(&format!("AWSTemplateFormatVersion: '2010-09-09'{SECTIONS}  Thing:\n    Type: A::B::C\n    Properties:\n      X: {written}\n"))
}

fn assert_all(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(written, expected)| {
            let found = value(written);
            (found != *expected).then(|| format!("{written}\n    gives    {found}\n    expected {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn references() {
    assert_all(&[
        ("!Ref Role", "<Role.Ref>"),
        ("{Ref: Role}", "<Role.Ref>"),
        ("!Ref Plain", "plain~"),
        ("!Ref Stage", "dev | prod"),
        ("!Ref Bare", "?Parameter"),
        ("!Ref Hidden", "<secret Hidden>"),
        ("!Ref Stored", "<?>"),
        ("!Ref Resolved", "<?>~"),
        ("!Ref List", "[a~, b~, c~]"),
        ("!Ref Chosen", "[a~, b~]"),
        ("!Ref BareList", "?Parameter"),
        ("!Ref AWS::Region", "<AWS::Region>"),
        ("!Ref AWS::NoValue", "nothing"),
        ("!Ref AWS::NotificationARNs", "?Deployed"),
        ("!Ref Nobody", "<?>"),
        ("!Ref Gone", "?Reference"),
        ("!Ref [a]", "?Function"),
        ("{Ref: !Sub '${Plain}'}", "<?>"),
        ("{Ref: !Sub 'Ro${Plain}'}", "<?>"),
        ("!GetAtt Role.Arn", "<Role.Arn>"),
        ("!GetAtt Role.Outputs.X", "<Role.Outputs.X>"),
        ("{Fn::GetAtt: [Role, Arn]}", "<Role.Arn>"),
        ("{Fn::GetAtt: [Role, !Ref Plain]}", "<Role.plain>"),
        ("!GetAtt Role", "?Function"),
        ("{Fn::GetAtt: [Role, Arn, x]}", "?Function"),
        ("{Fn::GetAtt: {a: b}}", "?Function"),
    ]);
}

#[test]
fn texts() {
    assert_all(&[
        ("!Sub a", "a"),
        ("!Sub 'a-${Plain}-${Role}-${Role.Arn}-${AWS::Region}'", "a-plain-<Role.Ref>-<Role.Arn>-<AWS::Region>~"),
        ("!Sub ['${x}-${!y}-${Bare}', {x: !Ref Stage}]", "dev-${y}-<?> | prod-${y}-<?>"),
        ("!Sub ['${x}${y}', {x: !Select [0, [p]], y: !If [Always, q, r]}]", "pq"),
        ("!Sub ['${x}', {x: !Ref List}]", "<?>"),
        ("!Sub ['${Role}', {Role: 1}]", "1"),
        ("!Sub [[a]]", "?Function"),
        ("!Sub '${Hidden}'", "<secret Hidden>"),
        ("!Sub '${open'", "${open"),
        ("!Join ['-', [a, !Ref Plain, !Ref Role]]", "a-plain-<Role.Ref>~"),
        ("!Join ['-', [a, !Ref AWS::NoValue, b]]", "a-b"),
        ("!Join ['-', [a, !If [IsProd, !Ref AWS::NoValue, b]]]", "a | a-b"),
        ("!Join ['', !Ref List]", "abc~"),
        ("!Join [',', !Split ['.', a.b.c]]", "a,b,c"),
        ("!Join ['', !FindInMap [Stages, prod, list]]", "xy"),
        ("!Join ['', !If [IsProd, [a], [b]]]", "a | b"),
        ("!Join ['', !GetAZs '']", "<?>"),
        ("!Join ['', !Ref BareList]", "<?>"),
        ("!Join ['', !GetAtt Role.List]", "<?>"),
        ("!Join ['', [a, [b]]]", "a<?>"),
        ("!Join ['', a]", "?Function"),
        ("!Join [a]", "?Function"),
        ("!Join ['', [!Ref Hidden, x]]", "<secret Hidden>x"),
        ("{Fn::Base64: !Sub 'x${Hidden}'}", "<secret Hidden><?>"),
        ("{Fn::Base64: abc}", "<?>"),
        ("{Fn::Base64: [a]}", "<?>"),
        ("!ImportValue a", "<?>"),
        ("{Fn::GetStackOutput: {StackName: a, OutputName: b}}", "<?>"),
        ("{Fn::Transform: {Name: AWS::Include}}", "?Function"),
        ("{Fn::Nothing: a}", "?Function"),
        ("{Fn::Length: [a, b, !Ref AWS::NoValue]}", "2"),
        ("{Fn::Length: !Ref List}", "3"),
        ("{Fn::Length: !GetAZs ''}", "<?>"),
        ("{Fn::Length: {a: b}}", "?Function"),
        (
            "{Fn::ToJsonString: {a: 1, b: [x, true, '1'], c: !Ref Role, d: 'q\"'}}",
            r#"{"a":1,"b":["x",true,"1"],"c":"<Role.Ref>","d":"q\""}"#,
        ),
        ("{Fn::ToJsonString: {a: !Ref Bare}}", "<?>"),
        ("{Fn::ToJsonString: {a: !Ref Hidden, b: !Ref Bare}}", "<secret Hidden><?>"),
        ("{Fn::ToJsonString: a}", "?Function"),
    ]);
}

#[test]
fn dynamic_references() {
    assert_all(&[
        ("'{{resolve:ssm:/a/b}}'", "<?>"),
        ("'a-{{resolve:ssm:/a/b}}-c{{resolve:ssm:x}}'", "a-<?>-c<?>"),
        ("!Sub 'a-{{resolve:ssm:/${Plain}/b}}-c'", "a-<?>-c"),
        ("!Join ['', ['{{resolve:ssm:/', !Ref Plain, '/b}}', x]]", "<?>x~"),
        ("!Join ['', ['{{resolve:ssm:/', !Ref Role, x]]", "{{resolve:ssm:/<Role.Ref>x"),
        ("!Sub ['${x}y', {x: '{{resolve:secretsmanager:a:SecretString:b}}'}]", "<?>y"),
        ("!Split ['/', '{{resolve:ssm:/a/b}}']", "?Deployed"),
        ("'{{other}}'", "{{other}}"),
    ]);
}

#[test]
fn lists() {
    assert_all(&[
        ("!Select [1, [a, b]]", "b"),
        ("!Select ['1', [a, b]]", "b"),
        ("!Select [2, [a, b]]", "?Function"),
        ("!Select [-1, [a, b]]", "?Function"),
        ("!Select [x, [a, b]]", "?Function"),
        ("!Select [!Ref Index, [a, b]]", "b"),
        ("!Select [!FindInMap [Stages, dev, log], [a, b, c, d]]", "d"),
        ("!Select [!Ref Bare, [a, b]]", "<?>"),
        ("!Select [1, !Split [':', !Sub 'a:${AWS::Region}:c']]", "<AWS::Region>"),
        ("!Select [1, !Ref List]", "b~"),
        ("!Select [9, !Ref List]", "?Function"),
        ("!Select [0, !Ref BareList]", "<?>"),
        ("!Select [0, !FindInMap [Stages, prod, list]]", "x"),
        ("!Select [0, !GetAZs '']", "<?>"),
        ("!Select [0, !Cidr [10.0.0.0/16, 4, 8]]", "<?>"),
        ("!Select [0, [!If [IsProd, a, b], c]]", "a | b"),
        ("!Select [1, [!If [IsProd, a, !Ref AWS::NoValue], c]]", "c | ?Function"),
        ("!Select [0, !If [IsProd, [a], [b]]]", "a | b"),
        ("!Select [0, a]", "?Function"),
        ("!Select [0, [{a: b}]]", "{a=b}"),
        ("!Select [0, !Split [',', !Ref Hidden]]", "<secret Hidden><?>"),
        ("!Split [',', 'a,,b,']", "[a, , b, ]"),
        ("!Split ['::', !Sub 'a::${AWS::AccountId}x::${AWS::Partition}']", "[a, <AWS::AccountId>x, <AWS::Partition>]"),
        ("!Split ['-', !Sub 'a-${AWS::Region}']", "?Deployed"),
        ("!Split [':', !GetAtt Role.Arn]", "?Deployed"),
        ("!Split [':', !Sub '${Bare}:a']", "?Deployed"),
        ("!Split ['', a]", "?Function"),
        ("!Split [',', [a]]", "?Function"),
        ("!GetAZs ''", "?Deployed"),
        ("!Cidr [10.0.0.0/16, 4, 8]", "?Deployed"),
        ("[a, !Ref AWS::NoValue, !If [IsProd, b, !Ref AWS::NoValue], [c]]", "[a, b, [c]] | [a, [c]]"),
        ("[a, !If [IsProd, [b], [c]]]", "[a, [b]] | [a, [c]]"),
    ]);
}

#[test]
fn mappings() {
    assert_all(&[
        ("!FindInMap [Stages, prod, name]", "live"),
        ("!FindInMap [Stages, !Ref Stage, name]", "test | live"),
        ("!FindInMap [Stages, !Ref Stage, list]", "[z] | [x, y]"),
        ("!FindInMap [Stages, !Ref Plain, name]", "?Reference"),
        ("!FindInMap [Stages, !Ref Plain, name, {DefaultValue: d}]", "d"),
        ("!FindInMap [Stages, none, name]", "?Reference"),
        ("!FindInMap [Stages, none, name, {DefaultValue: !Ref Role}]", "<Role.Ref>"),
        ("!FindInMap [Stages, prod, none]", "?Reference"),
        ("!FindInMap [None, prod, none]", "?Reference"),
        ("!FindInMap [Regions, !Ref AWS::Region, same]", "one"),
        ("!FindInMap [Regions, !Ref AWS::Region, list]", "[p, q]"),
        ("!FindInMap [Regions, !Ref AWS::Region, other]", "?Deployed"),
        ("!FindInMap [Regions, !Ref AWS::Region, same, {DefaultValue: x}]", "?Deployed"),
        ("!FindInMap [Stages, !Ref Bare, same]", "s"),
        ("!FindInMap [Stages, !Ref Bare, name]", "?Deployed"),
        ("!FindInMap [Stages, !Select [0, [prod]], !Join ['', [na, me]]]", "live"),
        ("!FindInMap [Stages, prod]", "?Function"),
        ("!FindInMap [Stages, prod, name, x]", "?Function"),
        ("!FindInMap [Stages, [a], name]", "?Function"),
    ]);
}

#[test]
fn conditions() {
    assert_all(&[
        ("!If [IsProd, a, b]", "a | b"),
        ("!If [IsProd, !Ref Stage, x]", "prod | x"),
        ("!If [IsLive, !Ref Stage, x]", "prod | x"),
        ("!If [IsSub, !Ref Stage, x]", "prod | x"),
        ("!If [IsJoin, !Ref Stage, x]", "prod | x"),
        ("!If [IsSelected, !Ref Stage, x]", "prod | x"),
        ("!If [IsProd, !If [Nested, a, b], !If [IsLive, c, d]]", "a | d"),
        ("!If [IsBare, a, b]", "a | b"),
        ("!If [IsBareProd, !If [IsBareMapped, a, b], c]", "a | c"),
        ("!If [HasList, a, b]", "a | b"),
        ("!If [Always, a, b]", "a"),
        ("!If [Never, a, b]", "b"),
        ("!If [Loop, a, b]", "?Fuel"),
        ("!If [IsTrue, a, b]", "a | b"),
        ("!If [IsCased, a, b]", "b"),
        ("!If [Nobody, a, b]", "?Reference"),
        ("!If [IsProd, a]", "?Function"),
        ("!If [!Equals [a, a], a, b]", "?Function"),
        ("!If [IsProd, !Ref AWS::NoValue, a]", "nothing | a"),
        ("{a: !If [IsProd, !Ref AWS::NoValue, 1], b: 2}", "{b=2} | {a=1, b=2}"),
    ]);
}

/// In a service the framework's variables come first.
#[test]
fn variables_of_a_service_inside_functions() {
    let head = "service: shop\nprovider: {name: aws, stage: dev}\ncustom: {id: Role, sep: '-', part: b, map: {one: 1}}\nresources:\n  \
                Mappings: {M: {a: {b: found}}}\n  Resources:\n    Role: {Type: AWS::IAM::Role}\n    Thing:\n      Type: A::B::C\n      \
                Properties:\n        X: ";
    for (written, expected) in [
        ("{Ref: '${self:custom.id}'}", "<Role.Ref>"),
        ("{Fn::GetAtt: ['${self:custom.id}', Arn]}", "<Role.Arn>"),
        ("{Fn::GetAtt: '${self:custom.id}.Arn'}", "<Role.Arn>"),
        ("{Ref: '${ssm:/id}'}", "?Variable"),
        ("!Sub '${self:custom.part}-${Role.Arn}-${AWS::Region}'", "b-<Role.Arn>-<AWS::Region>"),
        ("!Join ['${self:custom.sep}', [a, '${self:custom.part}']]", "a-b"),
        ("!FindInMap [M, a, '${self:custom.part}']", "found"),
        ("!Select ['${self:custom.map.one}', [a, b]]", "b"),
        ("!Split ['${self:custom.sep}', 'a-${self:custom.part}']", "[a, b]"),
        ("!Split ['-', 'a-${ssm:/b}']", "?Deployed"),
        ("'{{resolve:ssm:/${self:custom.part}/x}}'", "<?>"),
    ] {
        assert_eq!(values(&format!("{head}{written}\n")), expected, "{written}");
    }
}

#[test]
fn properties_may_be_nothing() {
    let head =
        "AWSTemplateFormatVersion: '2010-09-09'\nConditions: {C: !Equals [!Ref AWS::Region, a]}\nResources:\n  Thing:\n    Type: A::B::C\n";
    assert_eq!(values(&format!("{head}    Properties: !Ref AWS::NoValue\n")), "nothing");
    assert_eq!(values(&format!("{head}    Properties: !If [C, {{X: 1}}, !Ref AWS::NoValue]\n")), "1 | nothing");
    assert_eq!(values(&format!("{head}    Properties:\n")), "?Type");
}

#[test]
fn hostile_nests_end() {
    // Each line doubles the one before it.
    let mut text = String::from("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Thing:\n    Type: A::B::C\n    Properties:\n");
    text.push_str("      P0: &p0 !Join ['', [aaaaaaaaaaaaaaaa, b]]\n");
    for index in 1..15 {
        let last = index - 1;
        writeln!(text, "      P{index}: &p{index} {{Fn::Join: ['', [*p{last}, *p{last}]]}}").unwrap();
    }
    let joined = values(&format!("{text}      X: *p10\n"));
    assert!(joined == "aaaaaaaaaaaaaaaab".repeat(1024), "{}", joined.len());
    assert_eq!(values(&format!("{text}      X: *p14\n")), "?Fuel");

    // Choices that may be nothing, doubled.
    let mut text = String::from("AWSTemplateFormatVersion: '2010-09-09'\nConditions: {C: !Equals [!Ref AWS::Region, a]}\nResources:\n");
    text.push_str("  Thing:\n    Type: A::B::C\n    Properties:\n      P0: &p0 !If [C, a, b]\n");
    for index in 1..15 {
        let last = index - 1;
        writeln!(text, "      P{index}: &p{index} {{Fn::If: [C, *p{last}, *p{last}]}}").unwrap();
    }
    assert_eq!(values(&format!("{text}      X: !Select [1, [*p14, x]]\n")), "x");

    // A mapping that leads to itself.
    let text = "AWSTemplateFormatVersion: '2010-09-09'\nMappings: {M: {a: {b: !FindInMap [M, a, b]}}}\n\
        Resources: {Thing: {Type: A::B::C, Properties: {X: !FindInMap [M, a, b]}}}\n";
    assert_eq!(values(text), "?Function");

    // One long text at many places.
    let head = "AWSTemplateFormatVersion: '2010-09-09'\nResources: {Thing: {Type: A::B::C, Properties: {";
    let long = "a,".repeat(200_000);
    let places = "${x}".repeat(100_000);
    assert_eq!(values(&format!("{head}X: !Sub ['{places}', {{x: '{long}'}}]}}}}}}\n")), "?Fuel");
    let items = vec!["*long"; 100_000].join(", ");
    assert_eq!(values(&format!("{head}Y: &long '{long}', X: !Join ['', [{items}]]}}}}}}\n")), "?Fuel");
    assert_eq!(values(&format!("{head}X: !Split [',', '{long}']}}}}}}\n")), "?Fuel");
    let list = format!("Parameters: {{L: {{Type: CommaDelimitedList, Default: '{long}'}}}}\n");
    assert_eq!(values(&format!("{list}{head}X: !Ref L}}}}}}\n")), "?Fuel");

    // Conditions that compare doubled texts, and that ask each other.
    let mut text = String::from("AWSTemplateFormatVersion: '2010-09-09'\nConditions:\n  C0: &c0 {Fn::Equals: [!Ref AWS::Region, a]}\n");
    text.push_str("  D0: {Fn::Equals: [&d0 {Fn::Join: ['', [a, !Ref AWS::Region]]}, b]}\n");
    for index in 1..15 {
        let last = index - 1;
        writeln!(text, "  C{index}: &c{index} {{Fn::And: [*c{last}, *c{last}]}}").unwrap();
        writeln!(text, "  D{index}: {{Fn::Equals: [&d{index} {{Fn::Join: ['', [*d{last}, *d{last}]]}}, b]}}").unwrap();
    }
    text.push_str("Resources: {Thing: {Type: A::B::C, Properties: {X: !If [C14, a, !If [D14, b, c]]}}}\n");
    assert_eq!(values(&text), "?Fuel");
}
