//! What IAM's language of policies takes and refuses, row by row: for each a small document, and what is said about it.
//!
//! The tables in `policy_tables/` have the id of a row, the kind of its document (a bare policy file, or the type of a resource), its
//! form, a cell, and what is expected: `silent`, or rules with their severities. A cell is a whole `document`; the elements `with` which
//! a plain statement differs (`null` takes one away); the length of a `sized` document; or a resource in `yaml`. `left_out.tsv` says of
//! other rows why they are not shown.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use authlint::data::policies::DocumentKind;
use authlint::engine::{Selection, Selector, Settings};
use authlint::{Request, lint};
use serde_json::{Value, json};

const TABLES: [&str; 6] = [
    include_str!("policy_tables/elements.tsv"),
    include_str!("policy_tables/forms.tsv"),
    include_str!("policy_tables/patterns.tsv"),
    include_str!("policy_tables/conditions.tsv"),
    include_str!("policy_tables/limits.tsv"),
    include_str!("policy_tables/codes.tsv"),
];
const LEFT_OUT: &str = include_str!("policy_tables/left_out.tsv");

/// Rules about how much is granted, of which these rows say nothing.
const OF_BREADTH: [&str; 10] = [
    "iam/allow-not-action",
    "iam/allow-not-resource",
    "iam/credentials-exposure",
    "iam/data-exfiltration",
    "iam/full-admin",
    "iam/permissions-management",
    "iam/privilege-escalation",
    "iam/user-attached-policy",
    "iam/wildcard-action",
    "iam/wildcard-resource",
];

/// Kinds of bare files.
const BARE: [(&str, DocumentKind); 4] = [
    ("boundary", DocumentKind::Boundary),
    ("identity", DocumentKind::Identity),
    ("resource", DocumentKind::Resource),
    ("trust", DocumentKind::Trust),
];

const TRUST: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;

/// The kinds of documents that stand in a template: type, the properties around `DOCUMENT`, and an action with its resource.
const IN_TEMPLATES: [(&str, &str, &str, &str, &str); 11] = [
    ("bucket", "AWS::S3::BucketPolicy", r#""Bucket":"reports","PolicyDocument":DOCUMENT"#, "s3:GetObject", "arn:aws:s3:::reports/*"),
    ("endpoint", "AWS::EC2::VPCEndpoint", r#""VpcId":"vpc-1","ServiceName":"s3","PolicyDocument":DOCUMENT"#, "s3:GetObject", "*"),
    ("group", "AWS::IAM::Group", r#""Policies":[{"PolicyName":"p","PolicyDocument":DOCUMENT}]"#, "s3:GetObject", "arn:aws:s3:::reports/*"),
    ("key", "AWS::KMS::Key", r#""KeyPolicy":DOCUMENT"#, "kms:*", "*"),
    ("managed", "AWS::IAM::ManagedPolicy", r#""PolicyDocument":DOCUMENT"#, "s3:GetObject", "arn:aws:s3:::reports/*"),
    (
        "queue",
        "AWS::SQS::QueuePolicy",
        r#""Queues":["jobs"],"PolicyDocument":DOCUMENT"#,
        "sqs:SendMessage",
        "arn:aws:sqs:eu-west-1:444455556666:jobs",
    ),
    ("repository", "AWS::ECR::Repository", r#""RepositoryPolicyText":DOCUMENT"#, "ecr:BatchGetImage", "*"),
    (
        "role",
        "AWS::IAM::Role",
        r#""AssumeRolePolicyDocument":TRUST,"Policies":[{"PolicyName":"p","PolicyDocument":DOCUMENT}]"#,
        "s3:GetObject",
        "arn:aws:s3:::reports/*",
    ),
    ("role-trust", "AWS::IAM::Role", r#""AssumeRolePolicyDocument":DOCUMENT"#, "sts:AssumeRole", ""),
    ("secret", "AWS::SecretsManager::ResourcePolicy", r#""SecretId":"s","ResourcePolicy":DOCUMENT"#, "secretsmanager:GetSecretValue", "*"),
    ("user", "AWS::IAM::User", r#""Policies":[{"PolicyName":"p","PolicyDocument":DOCUMENT}]"#, "s3:GetObject", "arn:aws:s3:::reports/*"),
];

/// Kinds of documents that name principals.
const NAMING: [&str; 9] = ["bucket", "endpoint", "key", "queue", "repository", "resource", "role-trust", "secret", "trust"];

/// What a row in `yaml` may refer to.
const NEIGHBOURS: &str =
    "Resources:\n  Bucket: {Type: AWS::S3::Bucket}\n  Jobs: {Type: AWS::SQS::Queue}\n  News: {Type: AWS::SNS::Topic}\n  Row: ";

struct Row {
    id: &'static str,
    kind: &'static str,
    form: &'static str,
    cell: &'static str,
    expected: Vec<&'static str>,
}

fn rows() -> Vec<Row> {
    let lines = TABLES.into_iter().flat_map(|table| table.lines().skip(1));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, kind, form, cell, expected] = cells.try_into().unwrap_or_else(|cells| panic!("five cells, not {cells:?}"));
            let mut expected: Vec<&str> = if expected == "silent" { Vec::new() } else { expected.split(" ; ").collect() };
            expected.sort_unstable();
            Row { id, kind, form, cell, expected }
        })
        .collect()
}

fn left_out() -> Vec<(&'static str, &'static str)> {
    LEFT_OUT.lines().skip(1).map(|line| line.split_once('\t').unwrap()).collect()
}

/// A statement of a kind that nothing is to be said about.
fn plain_statement(kind: &str) -> Value {
    let in_template = IN_TEMPLATES.iter().find(|(known, ..)| *known == kind);
    let (action, resource) = match (kind, in_template) {
        (_, Some((.., action, resource))) => (*action, *resource),
        ("trust", _) => ("sts:AssumeRole", ""),
        _ => ("s3:GetObject", "arn:aws:s3:::reports/*"),
    };
    let mut statement = json!({ "Effect": "Allow", "Action": action });
    if !resource.is_empty() {
        statement["Resource"] = json!(resource);
    }
    if NAMING.contains(&kind) {
        // Another account in a trust is something to say.
        let is_trust = action == "sts:AssumeRole";
        statement["Principal"] = if is_trust { json!({ "Service": "lambda.amazonaws.com" }) } else { json!({ "AWS": "111122223333" }) };
    }
    statement
}

fn document(row: &Row) -> String {
    if row.form == "document" {
        return row.cell.to_owned();
    }
    let mut statement = plain_statement(row.kind);
    let whole = |statement: &Value| json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
    match row.form {
        "with" => {
            let elements = statement.as_object_mut().unwrap();
            for (name, value) in serde_json::from_str::<Value>(row.cell).unwrap().as_object().unwrap() {
                if value.is_null() {
                    elements.remove(name).unwrap_or_else(|| panic!("{}: no {name} to take away", row.id));
                } else {
                    elements.insert(name.clone(), value.clone());
                }
            }
        }
        "sized" => {
            statement["Sid"] = json!("");
            let wanted: usize = row.cell.parse().unwrap();
            statement["Sid"] = json!("S".repeat(wanted - whole(&statement).len()));
            assert_eq!(whole(&statement).len(), wanted, "{}", row.id);
        }
        form => panic!("{}: no form is called {form}", row.id),
    }
    whole(&statement)
}

/// The name of the file of a row, and what stands in it.
fn file(row: &Row) -> (String, String) {
    if row.form == "yaml" {
        return (format!("{}.yml", row.id), format!("{NEIGHBOURS}{}\n", row.cell));
    }
    let mut text = document(row);
    if let Some((_, of, properties, ..)) = IN_TEMPLATES.iter().find(|(kind, ..)| *kind == row.kind) {
        let properties = properties.replace("TRUST", TRUST).replace("DOCUMENT", &text);
        text = format!(r#"{{"Resources":{{"Row":{{"Type":"{of}","Properties":{{{properties}}}}}}}}}"#);
    }
    (format!("{}.json", row.id), text)
}

/// What is found in the files of a folder, by the id of the row; the rules with their severities in order.
fn findings(folder: &Path, policy_kind: Option<DocumentKind>) -> BTreeMap<String, Vec<String>> {
    let select = ["iam", "iam/unrestricted-service-linked-role", "template", "trust", "trust/redundant-principal"];
    let request = Request {
        start: folder.to_owned(),
        paths: vec![folder.to_owned()],
        settings: Settings {
            selection: Selection { select: select.into_iter().map(|rule| Selector::parse(rule).unwrap()).collect(), ignore: Vec::new() },
            strict: false,
        },
        policy_kind,
        ..Request::default()
    };
    let report = lint(&request, &|_, _| {}).unwrap();
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| !OF_BREADTH.contains(&finding.rule)) {
        let file = PathBuf::from(report.sources.file(finding.primary.span.file).name());
        let id = file.file_stem().unwrap().to_str().unwrap().to_owned();
        all.entry(id).or_default().push(format!("{} {}", finding.severity.name(), finding.rule));
    }
    all.values_mut().for_each(|list| list.sort_unstable());
    all
}

#[test]
fn each_row_is_judged_as_the_table_says() {
    let rows = rows();
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        let is_bare = BARE.iter().any(|(kind, _)| *kind == row.kind);
        let in_template = row.form == "yaml" || IN_TEMPLATES.iter().any(|(kind, ..)| *kind == row.kind);
        assert!(is_bare != in_template, "{}: no kind is called {}", row.id, row.kind);
        groups.entry(if is_bare { row.kind } else { "template" }).or_default().push(row);
    }
    let mut differing = Vec::new();
    for (group, rows) in groups {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap();
        for row in &rows {
            let (name, text) = file(row);
            fs::write(path.join(name), text).unwrap();
        }
        let kind = BARE.iter().find(|(kind, _)| *kind == group).map(|(_, kind)| *kind);
        let found = findings(&path, kind);
        for row in rows {
            let found = found.get(row.id).cloned().unwrap_or_default();
            if found != row.expected {
                differing.push(format!("{}: expected {:?}, found {found:?}", row.id, row.expected));
            }
        }
    }
    assert!(differing.is_empty(), "{} of {} rows:\n{}", differing.len(), rows.len(), differing.join("\n"));
    let loud = rows.iter().filter(|row| !row.expected.is_empty()).count();
    eprintln!("{} rows shown: {loud} with findings, {} silent", rows.len(), rows.len() - loud);
    for (id, reason) in left_out() {
        eprintln!("left out: {id}: {reason}");
    }
}

#[test]
fn no_row_stands_twice() {
    let mut seen = BTreeSet::new();
    for id in rows().iter().map(|row| row.id).chain(left_out().into_iter().map(|(id, _)| id)) {
        assert!(seen.insert(id), "{id}");
    }
}

/// The checks of Access Analyzer, as far as a page names them. A name may be cut at its beginning or its end: `_DATE`, `…_FORANYVALUE`.
#[test]
fn every_check_of_access_analyzer_has_a_row() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/domain/iam.md");
    let Ok(page) = fs::read_to_string(&page) else {
        eprintln!("SKIPPED every_check_of_access_analyzer_has_a_row: {} is not there", page.display());
        return;
    };
    let section = page.split("\n## ").find(|section| section.starts_with("6. ")).unwrap();
    let rows = rows();
    let listed: Vec<&str> =
        rows.iter().map(|row| row.id).chain(left_out().into_iter().map(|(id, _)| id)).filter_map(|id| id.strip_prefix("6-")).collect();
    let mut count = 0;
    for line in section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Rule")) {
        let checks = line.split('|').nth(2).unwrap();
        let is_of_name = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || matches!(letter, '_' | '…');
        for written in checks.split(|letter: char| !is_of_name(letter)).filter(|word| word.contains('_')) {
            let name = written.trim_matches('…');
            let (is_end, is_begin) = (written.starts_with(['_', '…']), written.ends_with(['_', '…']));
            let has_row = listed.iter().any(|code| *code == name || is_end && code.ends_with(name) || is_begin && code.starts_with(name));
            assert!(has_row, "{written} has no row and is not left out");
            count += 1;
        }
    }
    assert!(count > 120, "only {count} checks found in the page");
    eprintln!("{count} checks of the page have their rows");
}
