//! The ways to more permissions, one by one: a role that holds just these actions is told about, by the rule that owns the way, and a
//! role that lacks one of them is not.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking.

use std::collections::BTreeSet;
use std::path::Path;

use authlint::finding::Severity;
use authlint::{Request, lint};

struct Row {
    id: String,
    rule: String,
    severity: String,
    actions: Vec<String>,
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/escalation/rows.tsv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[id, rule, severity, actions] = cells.as_slice() else { panic!("{line}") };
        Row {
            id: id.to_owned(),
            rule: rule.to_owned(),
            severity: severity.to_owned(),
            actions: actions.split(' ').map(str::to_owned).collect(),
        }
    };
    text.lines().skip(1).map(row).collect()
}

/// What a rule says about a role with these actions on everything.
fn said(rule: &str, actions: &[String]) -> Option<Severity> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let list: String = actions.iter().map(|action| format!("                  - {action}\n")).collect();
    let template = format!(
        "Resources:\n  WorkerRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        \
         Statement:\n          - {{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: 'sts:AssumeRole'}}\n      Policies:\n        \
         - PolicyName: work\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n              - Effect: Allow\n                \
         Resource: '*'\n                Action:\n{list}"
    );
    std::fs::write(folder.path().join("template.yml"), template).unwrap();
    let start = folder.path().canonicalize().unwrap();
    let report = lint(&Request { paths: vec![start.clone()], start, ..Request::default() }, &|_, _| {}).unwrap();
    report.findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.severity).max()
}

fn severity(name: &str) -> Severity {
    match name {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        "info" => Severity::Info,
        other => panic!("no severity `{other}`"),
    }
}

#[test]
fn every_way_is_told_and_closed_by_taking_one_action_out() {
    let mut wrong = Vec::new();
    let mut shown = BTreeSet::new();
    for row in rows() {
        if row.rule == "-" {
            eprintln!("left out: {}: {}", row.id, row.actions.join(" "));
            continue;
        }
        shown.insert(row.id.clone());
        let found = said(&row.rule, &row.actions);
        if found != Some(severity(&row.severity)) {
            wrong.push(format!("{}: {} says {found:?} about {:?}", row.id, row.rule, row.actions));
        }
        // Without one of them this way is closed; a milder one may stay open.
        for left_out in 0..row.actions.len() {
            let mut fewer = row.actions.clone();
            let gone = fewer.remove(left_out);
            let still = !fewer.is_empty()
                && rows().iter().any(|other| other.rule == row.rule && other.actions.iter().all(|action| fewer.contains(action)));
            if !fewer.is_empty() && !still && said(&row.rule, &fewer).is_some() {
                wrong.push(format!("{}: {} speaks without {gone}", row.id, row.rule));
            }
        }
    }
    eprintln!("{} ways shown", shown.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The table of the specification names the rows; none of them may be forgotten.
#[test]
fn every_row_of_the_specification_has_its_test() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/domain/iam.md");
    let Ok(text) = std::fs::read_to_string(page) else {
        eprintln!("SKIPPED every_row_of_the_specification_has_its_test: the specification is not beside this repository");
        return;
    };
    let table = text.split("### 8.1").nth(1).unwrap().split("### 8.2").next().unwrap();
    let named: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .map(|line| line.split(" |").next().unwrap().trim_matches('*').replace(' ', "-"))
        .filter(|id| !matches!(id.as_str(), "id" | "---") && !id.starts_with('-'))
        .collect();
    let tested: BTreeSet<String> = rows().into_iter().map(|row| row.id).collect();
    assert!(named.len() > 50, "{named:?}");
    assert_eq!(named.difference(&tested).collect::<Vec<_>>(), Vec::<&String>::new());
}
