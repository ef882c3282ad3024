//! Trusts against callers: for each row of the vectors, whom a statement admits, and whether IAM stores it.
//!
//! `trust_vectors/heads.tsv` has principals with actions, `callers.tsv` who asks, `rows.tsv` the conditions with the answers. A row may
//! be split (`35a`, `35b`); one that is unsettled says why, and is still held against its answer, or `maybe`.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it covers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use authlint::compose::Deployment;
use authlint::model::{AwsCaller, Caller, Claim, Presence, Refusal, Request, Resource, Role, Verdict, document_admits, issuer, refusal};
use authlint::resolve::{Text, World};
use authlint::source::{Disk, Store};
use authlint::template::{Stack, load};
use serde_json::{Value, json};

const HEADS: &str = include_str!("trust_vectors/heads.tsv");
const CALLERS: &str = include_str!("trust_vectors/callers.tsv");
const ROWS: &str = include_str!("trust_vectors/rows.tsv");

/// The rows that the vectors have.
const ALL: std::ops::RangeInclusive<u32> = 1..=90;

/// Rows that are not held against anything, with the reason.
const LEFT_OUT: [(u32, &str); 0] = [];

/// The cells of a table below its first line.
fn cells<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        cells.try_into().unwrap_or_else(|cells| panic!("{N} cells, not {cells:?}"))
    })
}

struct Row {
    id: &'static str,
    head: &'static str,
    conditions: Vec<Value>,
    is_stored: bool,
    answers: Vec<(&'static str, &'static str)>,
    remark: &'static str,
}

impl Row {
    /// The row of the vectors that it is, or is a part of.
    fn number(&self) -> u32 {
        self.id.trim_end_matches(char::is_alphabetic).parse().unwrap()
    }

    fn is_unsettled(&self) -> bool {
        self.remark.starts_with("unsettled: ")
    }
}

fn rows() -> Vec<Row> {
    cells::<6>(ROWS)
        .map(|[id, head, condition, stored, answers, remark]| {
            let condition: Value = serde_json::from_str(condition).unwrap();
            let conditions = match condition {
                Value::Array(several) => several,
                one => vec![one],
            };
            assert!(matches!(stored, "-" | "refused"), "row {id}: {stored}");
            let answers = answers.split(' ').map(|answer| answer.split_once('=').unwrap()).collect();
            Row { id, head, conditions, is_stored: stored == "-", answers, remark }
        })
        .collect()
}

fn statement(head: [&str; 2], condition: &Value) -> Value {
    let principal: Value = serde_json::from_str(head[0]).unwrap();
    let mut statement = json!({ "Effect": "Allow", "Principal": principal, "Action": head[1] });
    if condition.as_object().is_some_and(|block| !block.is_empty()) {
        statement["Condition"] = condition.clone();
    }
    statement
}

/// A template with a role for each of the trusts.
fn stack(trusts: &BTreeMap<String, Vec<Value>>) -> Stack {
    let role = |statements: &Vec<Value>| {
        let document = json!({ "Version": "2012-10-17", "Statement": statements });
        json!({ "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": document } })
    };
    let resources: serde_json::Map<String, Value> = trusts.iter().map(|(id, statements)| (id.clone(), role(statements))).collect();
    let text = json!({ "AWSTemplateFormatVersion": "2010-09-09", "Resources": resources }).to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap().join("template.json");
    std::fs::write(&path, text).unwrap();
    let disk = Disk::new([path.parent().unwrap().to_path_buf()]);
    let store = Store::new(&disk, path.parent().unwrap().to_path_buf());
    let (id, source) = store.load(&path).unwrap();
    load(&store, &path, id, &source, true, &Deployment::default()).unwrap().stack
}

fn callers() -> HashMap<&'static str, Caller> {
    cells::<5>(CALLERS)
        .map(|[name, kind, who, keys, _]| {
            let keys: Value = serde_json::from_str(keys).unwrap();
            let keys: Vec<(&str, Vec<&str>)> = keys.as_object().unwrap().iter().map(|(key, value)| (key.as_str(), texts(value))).collect();
            let claims: Vec<Claim<'_>> = keys.iter().map(|(key, values)| (*key, values.as_slice())).collect();
            let caller = match kind {
                "token" => Caller::with_token(Text::literal(who), &claims),
                "assertion" => Caller::with_assertion(Text::literal(who), &claims),
                "service" => Caller::service(who, &claims),
                "principal" | "newer-principal" => principal(who, kind == "newer-principal", &claims),
                _ => panic!("a caller of the kind {kind}"),
            };
            (name, caller)
        })
        .collect()
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap()).collect(),
        one => vec![one.as_str().unwrap()],
    }
}

fn principal(arn: &str, is_newer: bool, keys: &[Claim<'_>]) -> Caller {
    let account = Text::literal(arn.split(':').nth(4).unwrap());
    let mut caller = Caller::principal(AwsCaller { arn: Text::literal(arn), account, session: None, is_newer });
    for (key, values) in keys {
        let presence = values.first().map_or(Presence::Absent, |value| Presence::One(Text::literal(*value)));
        caller.request.set(key, presence);
    }
    caller
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "yes",
        Verdict::No => "no",
        Verdict::Maybe(_) => "maybe",
    }
}

#[test]
fn every_row_answers_as_it_should() {
    let heads: HashMap<&str, [&str; 2]> = cells::<3>(HEADS).map(|[name, principal, action]| (name, [principal, action])).collect();
    let (callers, rows) = (callers(), rows());
    let trusts: BTreeMap<String, Vec<Value>> = rows
        .iter()
        .map(|row| (format!("Row{}", row.id), row.conditions.iter().map(|one| statement(heads[row.head], one)).collect()))
        .collect();
    let stack = stack(&trusts);
    let world = World::new(&stack);
    let mut problems = Vec::new();
    let mut asked = BTreeSet::new();
    for row in &rows {
        let index = stack.resource(&format!("Row{}", row.id)).unwrap();
        let trust = Role(Resource::new(&world, index)).trust().unwrap();
        for (name, expected) in &row.answers {
            asked.insert(*name);
            let found = word(document_admits(&trust, &callers[name]).unwrap());
            if found != *expected && !(row.is_unsettled() && found == "maybe") {
                problems.push(format!("row {}: {name} is {found}, not {expected}", row.id));
            }
        }
        let refusals: Vec<Option<Refusal>> =
            trust.statements().unwrap().into_iter().map(|statement| refusal(&statement.unwrap()).unwrap()).collect();
        if refusals.iter().any(Option::is_some) == row.is_stored {
            problems.push(format!("row {}: refused is {refusals:?}", row.id));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    let idle: Vec<&&str> = callers.keys().filter(|name| !asked.contains(*name)).collect();
    assert!(idle.is_empty(), "callers that no row asks about: {idle:?}");
}

#[test]
fn no_row_is_missing() {
    let rows = rows();
    let covered: BTreeSet<u32> = rows.iter().map(Row::number).collect();
    let left_out: BTreeMap<u32, &str> = LEFT_OUT.into_iter().collect();
    eprintln!("{} rows are covered: {covered:?}", covered.len());
    eprintln!("{} rows are left out: {left_out:?}", left_out.len());
    for row in rows.iter().filter(|row| row.is_unsettled()) {
        eprintln!("row {} is {}", row.id, row.remark);
    }
    let missing: Vec<u32> = ALL.filter(|row| !covered.contains(row) && !left_out.contains_key(row)).collect();
    assert!(missing.is_empty(), "neither covered nor left out: {missing:?}");
    assert!(covered.iter().all(|row| ALL.contains(row) && !left_out.contains_key(row)), "rows that there are not, or that are both");
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), rows.len(), "a row stands twice");
    // Each of the columns has its answer.
    let columns = |from: u32, to: u32, names: &[&str]| {
        for row in rows.iter().filter(|row| (from..=to).contains(&row.number())) {
            let answered = |name: &&&str| row.answers.iter().any(|(known, _)| known == *name);
            assert_eq!(names.iter().filter(answered).count(), names.len(), "row {}: {:?}", row.id, row.answers);
        }
    };
    columns(1, 28, &["C1", "C0", "C2"]);
    columns(29, 50, &["G1", "G2", "G3", "G4", "G5", "G6"]);
    for unsettled in [3, 5, 6, 7, 26] {
        assert!(rows.iter().any(|row| row.number() == unsettled && row.is_unsettled()), "row {unsettled}");
    }
}

#[test]
fn what_is_not_known_is_neither_yes_nor_no() {
    let condition = json!({ "StringEquals": { "cognito-identity.amazonaws.com:aud": { "Ref": "Pool" } } });
    let head = [r#"{"Federated":"cognito-identity.amazonaws.com"}"#, "sts:AssumeRoleWithWebIdentity"];
    let stack = stack(&BTreeMap::from([("Row".to_owned(), vec![statement(head, &condition)])]));
    let world = World::new(&stack);
    let trust = Role(Resource::new(&world, 0)).trust().unwrap();
    let Verdict::Maybe(doubt) = document_admits(&trust, &callers()["C1"]).unwrap() else { panic!("a pool that nobody knows") };
    assert!(doubt.place.is_some(), "a doubt says where");
    // The same pool, as far as anybody can tell, is the same.
    let audience = Text::hole("${Pool.Ref}");
    let mut caller = callers()["C1"].clone();
    caller.request.set("cognito-identity.amazonaws.com:AUD", Presence::One(audience));
    assert_eq!(document_admits(&trust, &caller).unwrap(), Verdict::Yes);
}

#[test]
fn a_deny_wins_where_it_holds() {
    let head = [r#"{"AWS":"*"}"#, "sts:AssumeRole"];
    let mut deny = statement(head, &json!({ "StringNotEquals": { "aws:PrincipalOrgID": "o-1" } }));
    deny["Effect"] = json!("Deny");
    let stack = stack(&BTreeMap::from([("Row".to_owned(), vec![statement(head, &json!({})), deny])]));
    let world = World::new(&stack);
    let trust = Role(Resource::new(&world, 0)).trust().unwrap();
    let answer = |name| word(document_admits(&trust, &callers()[name]).unwrap());
    assert_eq!((answer("member"), answer("outsider"), answer("app-x")), ("yes", "no", "maybe"));
}

/// Conditions over the key `k`: the block, what the request says (none: absent), the answer.
const OPERATORS: [(&str, Option<&[&str]>, &str); 54] = [
    (r#"{"StringEquals":{"k":["a","b"]}}"#, Some(&["b"]), "yes"),
    (r#"{"StringEquals":{"k":"a*"}}"#, Some(&["ab"]), "no"),
    (r#"{"StringEquals":{"k":"a"}}"#, None, "no"),
    (r#"{"StringEquals":{"K":"A"}}"#, Some(&["a"]), "no"),
    (r#"{"StringEqualsIgnoreCase":{"K":"A"}}"#, Some(&["a"]), "yes"),
    (r#"{"StringNotEquals":{"k":["a","b"]}}"#, Some(&["b"]), "no"),
    (r#"{"StringNotEquals":{"k":["a","b"]}}"#, None, "yes"),
    (r#"{"StringNotEqualsIgnoreCase":{"k":"A"}}"#, Some(&["a"]), "no"),
    (r#"{"StringLike":{"k":"a?c*"}}"#, Some(&["abcd"]), "yes"),
    (r#"{"StringNotLike":{"k":"a*"}}"#, Some(&["b"]), "yes"),
    (r#"{"StringLike":{"k":"a${*}"}}"#, Some(&["ab"]), "no"),
    (r#"{"StringLike":{"k":"a${*}"}}"#, Some(&["a*"]), "yes"),
    (r#"{"StringEquals":{"k":"${other}"}}"#, Some(&["known"]), "yes"),
    (r#"{"StringEquals":{"k":"${gone}"}}"#, Some(&[""]), "no"),
    (r#"{"StringNotEquals":{"k":"${gone}"}}"#, Some(&["a"]), "yes"),
    (r#"{"StringEquals":{"k":"${gone, 'none'}"}}"#, Some(&["none"]), "yes"),
    (r#"{"ArnEquals":{"k":"arn:aws:sns:*:1:t*"}}"#, Some(&["arn:aws:sns:eu-west-1:1:topic"]), "yes"),
    (r#"{"ArnLike":{"k":"arn:aws:sns*t"}}"#, Some(&["arn:aws:sns:eu-west-1:1:t"]), "no"),
    (r#"{"StringLike":{"k":"arn:aws:sns*t"}}"#, Some(&["arn:aws:sns:eu-west-1:1:t"]), "yes"),
    (r#"{"ArnNotEquals":{"k":"arn:aws:s3:::b"}}"#, Some(&["arn:aws:s3:::c"]), "yes"),
    (r#"{"NumericEquals":{"k":"10"}}"#, Some(&["10.0"]), "yes"),
    (r#"{"NumericLessThanEquals":{"k":10}}"#, Some(&["10"]), "yes"),
    (r#"{"NumericLessThan":{"k":10}}"#, Some(&["10"]), "no"),
    (r#"{"NumericGreaterThan":{"k":"9"}}"#, Some(&["10"]), "yes"),
    (r#"{"NumericGreaterThanEquals":{"k":"9"}}"#, None, "no"),
    (r#"{"NumericNotEquals":{"k":"9"}}"#, None, "yes"),
    (r#"{"NumericEquals":{"k":"ten"}}"#, Some(&["10"]), "maybe"),
    (r#"{"NumericEquals":{"k":"10"}}"#, Some(&["ten"]), "no"),
    (r#"{"DateLessThan":{"k":"2026-01-01T00:00:00Z"}}"#, Some(&["2025-12-31T23:59:59Z"]), "yes"),
    (r#"{"DateGreaterThan":{"k":"2026-01-01"}}"#, Some(&["1767225600"]), "no"),
    (r#"{"DateEquals":{"k":"2026-01-01"}}"#, Some(&["1767225600"]), "yes"),
    (r#"{"DateNotEquals":{"k":"2026-01-01"}}"#, Some(&["2026-01-01T00:00:01Z"]), "yes"),
    (r#"{"Bool":{"k":"TRUE"}}"#, Some(&["true"]), "yes"),
    (r#"{"Bool":{"k":false}}"#, None, "no"),
    (r#"{"BoolIfExists":{"k":false}}"#, None, "yes"),
    (r#"{"BinaryEquals":{"k":"QQ=="}}"#, Some(&["QQ=="]), "yes"),
    (r#"{"IpAddress":{"k":["203.0.113.0/24","2001:db8::/32"]}}"#, Some(&["2001:db8::7"]), "yes"),
    (r#"{"IpAddress":{"k":"203.0.113.9"}}"#, Some(&["203.0.113.8"]), "no"),
    (r#"{"NotIpAddress":{"k":"203.0.113.0/24"}}"#, Some(&["198.51.100.1"]), "yes"),
    (r#"{"NotIpAddress":{"k":"203.0.113.0/24"}}"#, None, "yes"),
    (r#"{"Null":{"k":"true"}}"#, None, "yes"),
    (r#"{"Null":{"k":false}}"#, None, "no"),
    (r#"{"ForAllValues:Null":{"k":"true"}}"#, Some(&["a"]), "yes"),
    (r#"{"ForAnyValue:Null":{"k":"true"}}"#, None, "no"),
    (r#"{"ForAllValues:StringEquals":{"k":["a","b"]}}"#, Some(&["a", "b", "a"]), "yes"),
    (r#"{"ForAllValues:StringEquals":{"k":["a","b"]}}"#, Some(&["a", "c"]), "no"),
    (r#"{"ForAllValues:StringEquals":{"k":[]}}"#, Some(&["a", "c"]), "no"),
    (r#"{"ForAllValues:StringEquals":{"k":[]}}"#, None, "yes"),
    (r#"{"ForAnyValue:StringNotEquals":{"k":["a","b"]}}"#, Some(&["a", "c"]), "yes"),
    (r#"{"ForAnyValue:StringEquals":{"k":"a"}}"#, None, "no"),
    (r#"{"ForAnyValue:StringEqualsIfExists":{"k":"a"}}"#, None, "yes"),
    (r#"{"StringEquals":{"k":"a"}}"#, Some(&["a", "b"]), "maybe"),
    (r#"{"StringEquals":{"k":[]}}"#, Some(&["a"]), "maybe"),
    (r#"{"StringContains":{"k":"a"}}"#, Some(&["a"]), "maybe"),
];

#[test]
fn operators_answer_as_documented() {
    let head = [r#"{"AWS":"*"}"#, "sts:AssumeRole"];
    let trusts = OPERATORS.iter().enumerate().map(|(index, (block, ..))| {
        let condition: Value = serde_json::from_str(block).unwrap();
        (format!("Row{index}"), vec![statement(head, &condition)])
    });
    let stack = stack(&trusts.collect());
    let world = World::new(&stack);
    let mut problems = Vec::new();
    for (index, (block, given, expected)) in OPERATORS.iter().enumerate() {
        let role = stack.resource(&format!("Row{index}")).unwrap();
        let statements = Role(Resource::new(&world, role)).trust().unwrap().statements().unwrap();
        let text = |value: &&str| Text::literal(*value);
        let presence = match given {
            None => Presence::Absent,
            Some([one]) => Presence::One(text(one)),
            Some(several) => Presence::Many(several.iter().map(text).collect()),
        };
        let request = Request::closed().with("k", presence).with("OTHER", Presence::One(Text::literal("known")));
        let found = word(statements[0].as_ref().unwrap().holds(&request));
        if found != *expected {
            problems.push(format!("{block} with {given:?} is {found}, not {expected}"));
        }
        // Of a request of which nothing is known only what holds always or never is told.
        let open = word(statements[0].as_ref().unwrap().holds(&Request::open()));
        if open != "maybe" && !block.contains(":Null") {
            problems.push(format!("{block} with anything is {open}"));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn keys_begin_with_the_provider() {
    assert_eq!(issuer("arn:aws:iam::111122223333:oidc-provider/gitlab.com"), Some("gitlab.com"));
    assert_eq!(issuer("cognito-identity.cn-north-1.amazonaws.com.cn"), Some("cognito-identity.amazonaws.com.cn"));
    assert_eq!(issuer("arn:aws:iam::111122223333:saml-provider/Idp"), None);
}
