//! Against the real frameworks: what `dump` prints is set beside what they made of the same inputs, by the comparison that lies beside
//! the oracle. What differs for a reason stands in `oracle/explained.tsv`; an entry that nobody needs fails.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says what it skips and what it counted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use authlint::compose::Deployment;
use authlint::template::UNKNOWN;
use authlint::{Request, dump};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap()
}

/// Differences that have a reason: the case, the place where its line begins, the reason.
fn explained() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("tests/oracle/explained.tsv")).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        assert!(cells.len() == 3 && !cells[2].is_empty(), "a row is case, place, reason: {line}");
        (cells[0].to_owned(), cells[1].to_owned())
    })
    .collect()
}

#[test]
fn stacks_are_what_the_frameworks_make_of_them() {
    let script = root().join("../shared/oracle/compare.py");
    if !script.is_file() {
        eprintln!("SKIPPED stacks_are_what_the_frameworks_make_of_them: {} is not there", script.display());
        return;
    }
    let run = Command::new("python3")
        .args([script.as_os_str(), "-v".as_ref(), "--bin".as_ref(), env!("CARGO_BIN_EXE_authlint").as_ref(), "all".as_ref()])
        .current_dir(root())
        .output()
        .unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    let explained = explained();
    let (mut needed, mut wrong) = (BTreeSet::new(), Vec::new());
    let mut case = "";
    for line in out.lines() {
        let Some(difference) = line.strip_prefix("    ") else {
            case = line.split(": ").next().unwrap_or_default();
            continue;
        };
        match explained.iter().position(|(known, place)| known == case && difference.starts_with(place.as_str())) {
            Some(row) => {
                needed.insert(row);
            }
            None => wrong.push(format!("{case}: {difference}")),
        }
    }
    let total = out.lines().last().unwrap_or_default();
    eprintln!("{total}; {} places explained", needed.len());
    assert!(total.contains("cases"), "{out}{}", String::from_utf8_lossy(&run.stderr));
    wrong.extend(
        explained.iter().enumerate().filter(|(row, _)| !needed.contains(row)).map(|(_, (case, place))| format!("{case}: {place}: needs no entry")),
    );
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// Leaves of a value and, among them, those that are not known, by reason.
fn count(value: &Value, leaves: &mut usize, unknown: &mut BTreeMap<String, usize>) {
    match value {
        Value::Object(map) => match map.get(UNKNOWN) {
            Some(reason) => {
                *leaves += 1;
                // Names of variables and parameters would make every reason another one.
                let reason = reason.as_str().unwrap();
                let class = if reason.starts_with("the parameter") { "a parameter given when deploying" } else { reason };
                let class = if class.starts_with("the environment variable") { "an environment variable" } else { class };
                *unknown.entry(class.to_owned()).or_default() += 1;
            }
            None => map.values().for_each(|value| count(value, leaves, unknown)),
        },
        Value::Array(items) => items.iter().for_each(|value| count(value, leaves, unknown)),
        _ => *leaves += 1,
    }
}

/// How much of real templates is known, and why the rest is not.
#[test]
fn most_of_what_people_write_is_known() {
    let corpus = root().join("../shared/corpus/realworld");
    if !corpus.is_dir() {
        eprintln!("SKIPPED most_of_what_people_write_is_known: {} is not there", corpus.display());
        return;
    }
    let start = corpus.canonicalize().unwrap();
    let request =
        Request { paths: vec![start.clone()], start, deployment: Deployment::default(), stages: Vec::new(), ..Request::default() };
    let stacks = dump(&request, &|_, _| {}).unwrap();
    let mut kinds: BTreeMap<&str, (usize, usize, BTreeMap<String, usize>)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for stack in stacks["stacks"].as_array().unwrap() {
        let file = stack["file"].as_str().unwrap();
        // Of a service that is read for several stages the first one counts.
        if !seen.insert(file) {
            continue;
        }
        let base = file.rsplit('/').next().unwrap();
        let template = &stack["template"];
        let kind = if base.starts_with("serverless") {
            "service"
        } else if template["Transform"].to_string().contains("AWS::Serverless") {
            "SAM"
        } else if template["Resources"].is_object() {
            "template"
        } else {
            "fragment"
        };
        let (stacks, leaves, unknown) = kinds.entry(kind).or_default();
        *stacks += 1;
        count(template, leaves, unknown);
    }
    for (kind, (stacks, leaves, unknown)) in &kinds {
        let missing: usize = unknown.values().sum();
        eprintln!("{stacks} {kind} stacks: {leaves} scalars, {:.2} % known", 100.0 * (leaves - missing) as f64 / (*leaves).max(1) as f64);
        let mut reasons: Vec<_> = unknown.iter().collect();
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(**count), reason.as_str()));
        reasons.iter().take(6).for_each(|(reason, count)| eprintln!("    {count:>5}  {reason}"));
        assert!(missing * 20 <= *leaves, "{kind}: {missing} of {leaves} scalars are not known");
    }
}
