//! Worlds against full enumeration: what a reader finds by exploring agrees, for every assignment of the parameters, with what it finds
//! in the template in which that assignment is the only one.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::fmt::Write as _;

use authlint::model::{Client, Resource, Token};
use authlint::resolve::{Question, World};
use authlint::source::{Disk, Store};
use authlint::template::{Stack, load};
use proptest::prelude::*;

const VALUES: [&str; 3] = ["a", "b", "c"];

/// Ways to compare a parameter with a value: the side of the one, and that of the other.
const FORMS: [(&str, &str); 8] = [
    ("{Ref: %}", "%"),
    ("{'Fn::Sub': '${%}'}", "%"),
    ("{'Fn::Sub': ['x-${it}-${P0}', {it: {Ref: %}}]}", "{'Fn::Sub': 'x-%-${P0}'}"),
    ("{'Fn::Join': ['', [x, {Ref: %}]]}", "x%"),
    ("{'Fn::FindInMap': [Map, {Ref: %}, to]}", "to-%"),
    ("{'Fn::FindInMap': [Map, {Ref: %}, few, {DefaultValue: none}]}", "to-%"),
    ("{'Fn::Select': [1, {'Fn::Split': ['-', {'Fn::Sub': 'x-${%}'}]}]}", "%"),
    ("{'Fn::Select': [{'Fn::FindInMap': [Map, {Ref: %}, index]}, [a, b, c]]}", "%"),
];

/// An expression over two parameters and the conditions before it.
#[derive(Debug, Clone)]
enum Expression {
    /// A parameter, a value, and how the comparison is written.
    Equals(usize, usize, usize),
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    /// An earlier condition.
    Named(usize),
}

fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        (0..2usize, 0..3usize, 0..FORMS.len()).prop_map(|(parameter, value, form)| Expression::Equals(parameter, value, form)),
        (0..4usize).prop_map(Expression::Named)
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| Expression::Not(Box::new(one))),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| Expression::And(Box::new(one), Box::new(other))),
            (inner.clone(), inner).prop_map(|(one, other)| Expression::Or(Box::new(one), Box::new(other))),
        ]
    })
}

fn write(expression: &Expression, index: usize, out: &mut String) {
    match expression {
        Expression::Equals(parameter, value, form) => {
            let (side, against) = FORMS[*form];
            let side = side.replace('%', &format!("P{parameter}"));
            write!(out, "{{'Fn::Equals': [{side}, {}]}}", against.replace('%', VALUES[*value])).unwrap();
        }
        Expression::Not(inner) => {
            out.push_str("{'Fn::Not': [");
            write(inner, index, out);
            out.push_str("]}");
        }
        Expression::And(one, other) | Expression::Or(one, other) => {
            let name = if matches!(expression, Expression::And(..)) { "Fn::And" } else { "Fn::Or" };
            write!(out, "{{'{name}': [").unwrap();
            write(one, index, out);
            out.push_str(", ");
            write(other, index, out);
            out.push_str("]}");
        }
        // Only earlier ones: a loop of conditions is another matter.
        Expression::Named(named) if *named < index => write!(out, "{{Condition: C{named}}}").unwrap(),
        Expression::Named(_) => out.push_str("{'Fn::Equals': [x, x]}"),
    }
}

/// A value: a number, the parameter's own, or a choice.
#[derive(Debug, Clone)]
enum Value {
    Number(u8),
    Choice(usize, Box<Value>, Box<Value>),
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = (1..9u8).prop_map(Value::Number);
    leaf.prop_recursive(3, 8, 2, |inner| {
        (0..4usize, inner.clone(), inner).prop_map(|(condition, yes, no)| Value::Choice(condition, Box::new(yes), Box::new(no)))
    })
}

fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => write!(out, "{number}").unwrap(),
        Value::Choice(condition, yes, no) => {
            write!(out, "{{'Fn::If': [C{condition}, ").unwrap();
            write_value(yes, out);
            out.push_str(", ");
            write_value(no, out);
            out.push_str("]}");
        }
    }
}

fn template(conditions: &[Expression], values: &[Value], unit: &Value, assignment: Option<[usize; 2]>) -> String {
    let allowed = |index: usize| assignment.map_or("a, b, c".to_owned(), |assignment| VALUES[assignment[index]].to_owned());
    body(conditions, values, unit, [0, 1].map(|index| format!("AllowedValues: [{}]", allowed(index))))
}

fn body(conditions: &[Expression], values: &[Value], unit: &Value, parameters: [String; 2]) -> String {
    let mut text = String::from("AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n");
    for (index, parameter) in parameters.iter().enumerate() {
        writeln!(text, "  P{index}: {{Type: String, {parameter}}}").unwrap();
    }
    text.push_str("Mappings:\n  Map:\n    a: {to: to-a, few: to-a, index: 0}\n    b: {to: to-b, index: 1}\n    c: {to: to-c, few: to-c, index: '2'}\n");
    text.push_str("Conditions:\n");
    for (index, condition) in conditions.iter().enumerate() {
        write!(text, "  C{index}: ").unwrap();
        write(condition, index, &mut text);
        text.push('\n');
    }
    text.push_str("Resources:\n  Client:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n");
    for (name, value) in ["AccessTokenValidity", "IdTokenValidity", "RefreshTokenValidity"].iter().zip(values) {
        write!(text, "      {name}: ").unwrap();
        write_value(value, &mut text);
        text.push('\n');
    }
    text.push_str("      AuthSessionValidity: ");
    write_value(unit, &mut text);
    text.push('\n');
    text
}

fn stack(text: &str) -> Stack {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap().join("template.yml");
    std::fs::write(&path, text).unwrap();
    let disk = Disk::new([path.parent().unwrap().to_path_buf()]);
    let store = Store::new(&disk, path.parent().unwrap().to_path_buf());
    let (id, source) = store.load(&path).unwrap();
    load(&store, &path, id, &source, true, &authlint::compose::Deployment::default()).unwrap().stack
}

/// Something that reads several values, and some only when others are so.
fn read(world: &World<'_>) -> String {
    let client = Client(Resource::new(world, 0));
    let amount = |token| client.validity(token).map(|validity| validity.lifetime.amount());
    let mut out = format!("{:?}", amount(Token::Access));
    if amount(Token::Access).is_ok_and(|amount| amount > 4) {
        write!(out, " {:?}", amount(Token::Id)).unwrap();
    }
    if amount(Token::Access) == amount(Token::Refresh) {
        write!(out, " {:?}", client.0.property("AuthSessionValidity").unwrap().unwrap().integer()).unwrap();
    }
    out
}

/// The world in which P0 and P1 have these values, as the facts of a leaf see it.
fn agrees(stack: &Stack, only: &Stack, facts: &[(Question, u16)], assignment: [usize; 2]) -> bool {
    let world = World::new(only);
    facts.iter().all(|(question, answer)| match question {
        Question::Parameter(index) => {
            let name = stack.tree.text(stack.parameters[*index as usize].allowed[usize::from(*answer)]).unwrap();
            name == VALUES[assignment[*index as usize]]
        }
        Question::Condition(index) => world.condition(&stack.conditions[*index as usize].name).unwrap() == (*answer == 0),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn exploring_agrees_with_enumeration(
        conditions in prop::collection::vec(expression(), 4),
        values in prop::collection::vec(value(), 3),
        unit in value(),
    ) {
        let all = stack(&template(&conditions, &values, &unit, None));
        let world = World::new(&all);
        let (leaves, complete) = world.explore(|| read(&world));
        prop_assert!(complete);
        for one in 0..3 {
            for other in 0..3 {
                let assignment = [one, other];
                let only = stack(&template(&conditions, &values, &unit, Some(assignment)));
                let single = World::new(&only);
                let (expected, _) = single.explore(|| read(&single));
                prop_assert_eq!(expected.len(), 1, "one assignment is one world");
                let matching: Vec<_> = leaves.iter().filter(|leaf| agrees(&all, &only, &leaf.facts, assignment)).collect();
                prop_assert!(!matching.is_empty(), "no leaf for {:?}", assignment);
                for leaf in matching {
                    prop_assert_eq!(&leaf.out, &expected[0].out, "{:?} with {:?}", assignment, &leaf.facts);
                }
            }
        }
        // No leaf that no assignment reaches.
        for leaf in &leaves {
            let reached = (0..9).any(|index| {
                let assignment = [index / 3, index % 3];
                agrees(&all, &stack(&template(&conditions, &values, &unit, Some(assignment))), &leaf.facts, assignment)
            });
            prop_assert!(reached, "impossible: {:?}", leaf.facts);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    /// Parameters that may have any value: nothing that can be is left out.
    #[test]
    fn no_world_is_missed(
        conditions in prop::collection::vec(expression(), 4),
        values in prop::collection::vec(value(), 3),
        unit in value(),
    ) {
        let all = stack(&body(&conditions, &values, &unit, ["Default: b".to_owned(), "Default: c".to_owned()]));
        let world = World::new(&all);
        let (leaves, complete) = world.explore(|| read(&world));
        prop_assert!(complete);
        for one in ["a", "b", "c", "d"] {
            for other in ["a", "b", "c", "d", "e"] {
                let given = [one, other].map(|value| format!("AllowedValues: [{value}]"));
                let only = stack(&body(&conditions, &values, &unit, given));
                let single = World::new(&only);
                let (expected, _) = single.explore(|| read(&single));
                // A key that a mapping has not: such a stack can't be deployed.
                if expected.len() > 1 {
                    continue;
                }
                let agrees = |facts: &[(Question, u16)]| facts.iter().all(|(question, answer)| match question {
                    Question::Parameter(_) => false,
                    Question::Condition(index) => single.condition(&all.conditions[*index as usize].name) == Ok(*answer == 0),
                });
                let found = leaves.iter().any(|leaf| agrees(&leaf.facts) && leaf.out == expected[0].out);
                prop_assert!(found, "no leaf for {} and {}", one, other);
            }
        }
    }
}

#[test]
fn a_hostile_template_ends() {
    // Thirty parameters and a condition over all of them, so that only search could tell.
    let mut text = String::from("AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n");
    for index in 0..30 {
        writeln!(text, "  P{index}: {{Type: String, AllowedValues: [a, b]}}").unwrap();
    }
    text.push_str("Conditions:\n");
    for index in 0..29 {
        let pair = format!("[{{'Fn::Equals': [!Ref P{index}, a]}}, {{'Fn::Equals': [!Ref P{}, b]}}]", index + 1);
        writeln!(text, "  C{index}: {{'Fn::Or': {pair}}}").unwrap();
    }
    let names: Vec<String> = (0..9).map(|index| format!("{{Condition: C{index}}}")).collect();
    writeln!(text, "  All: {{'Fn::And': [{}]}}", names.join(", ")).unwrap();
    text.push_str("Resources:\n  Client:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      AccessTokenValidity: ");
    for index in 0..29 {
        write!(text, "{{'Fn::If': [C{index}, {index}, ").unwrap();
    }
    text.push('1');
    text.push_str(&"]}".repeat(29));
    text.push_str("\n      IdTokenValidity: {'Fn::If': [All, 1, 2]}\n      RefreshTokenValidity: 3\n");
    let stack = stack(&text);
    let world = World::new(&stack);
    let (leaves, _) = world.explore(|| read(&world));
    assert!(!leaves.is_empty() && leaves.len() <= 64);
}
