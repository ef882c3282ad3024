//! The documents of the policies that AWS manages, each as a policy file of its own, under all rules about IAM. IAM accepts every one of
//! them, so a finding which says that something in them is refused, unknown or without effect is a mistake of a rule, unless
//! `tests/managed_documents/exceptions.tsv` says why it is a mistake of the document. That list only shrinks: a line that no finding needs
//! fails. Where the documents are not beside the repository, the test says so and passes.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use authlint::engine::{Selection, Selector, Settings};
use authlint::finding::Severity;
use authlint::report::Report;
use authlint::rules::metas;
use authlint::{Request, lint};
use serde_json::Value;

/// The rules that say "refused, unknown, or without effect".
const NEVER: [&str; 8] = [
    "iam/condition-type-mismatch",
    "iam/dead-wildcard",
    "iam/inapplicable-condition-key",
    "iam/invalid-arn",
    "iam/invalid-policy",
    "iam/resource-mismatch",
    "iam/unknown-action",
    "iam/unknown-condition-operator",
];

/// A file, a rule, and what it says there.
type Key = (String, String, String);

/// Name and document of each policy.
fn documents(text: &str) -> BTreeMap<String, String> {
    let mut documents = BTreeMap::new();
    for line in text.lines() {
        let policy: Value = serde_json::from_str(line).unwrap();
        let name = policy["name"].as_str().unwrap();
        let known = documents.insert(format!("{name}.json"), serde_json::to_string_pretty(&policy["document"]).unwrap());
        assert!(known.is_none(), "two policies have the name {name}");
    }
    documents
}

/// Lints the documents as files of one folder, with the rules about IAM alone.
fn run(documents: &BTreeMap<String, String>) -> Report {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in documents {
        fs::write(folder.path().join(file), text).unwrap();
    }
    let selection = Selection { select: vec![Selector::parse("iam").unwrap()], ignore: Vec::new() };
    let start = folder.path().canonicalize().unwrap();
    let settings = Settings { selection, ..Settings::default() };
    lint(&Request { paths: vec![start.clone()], start, settings, ..Request::default() }, &|_, _| {}).unwrap()
}

/// The checked-in exceptions, each with its reason.
fn exceptions() -> BTreeSet<Key> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/managed_documents/exceptions.tsv");
    let mut exceptions = BTreeSet::new();
    for line in fs::read_to_string(&path).unwrap().lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [file, rule, what, why] = cells[..] else { panic!("not four columns: {line}") };
        assert!(NEVER.contains(&rule) && !why.trim().is_empty(), "no such rule, or no reason: {line}");
        assert!(exceptions.insert((file.to_owned(), rule.to_owned(), what.to_owned())), "twice: {line}");
    }
    exceptions
}

#[test]
fn documents_that_iam_accepts_are_accepted() {
    for rule in NEVER {
        assert!(metas().iter().any(|meta| meta.id == rule), "{rule} is no rule any more");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/managed/policies.jsonl");
    let Ok(text) = fs::read_to_string(&path) else {
        eprintln!("SKIPPED documents_that_iam_accepts_are_accepted: {} is not there", path.display());
        return;
    };
    let documents = documents(&text);
    assert!(documents.len() > 1_600, "only {} documents", documents.len());
    let report = run(&documents);
    assert_eq!(report.summary.checked, documents.len(), "not every document was looked at");

    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut found: BTreeSet<Key> = BTreeSet::new();
    for finding in &report.findings {
        *counts.entry((finding.rule, finding.severity.name())).or_default() += 1;
        if NEVER.contains(&finding.rule) && finding.severity != Severity::Info {
            let file = report.sources.file(finding.primary.span.file).name().to_owned();
            found.insert((file, finding.rule.to_owned(), finding.primary.text.clone()));
        }
    }
    let mut table = String::new();
    for ((rule, severity), count) in &counts {
        writeln!(table, "{count:6}  {severity:7}  {rule}").unwrap();
    }
    eprintln!("{} documents, {} findings\n{table}", documents.len(), report.findings.len());

    let known = exceptions();
    let list =
        |keys: BTreeSet<&Key>| keys.iter().fold(String::new(), |text, (file, rule, what)| text + &format!("  {file}\t{rule}\t{what}\n"));
    let new = list(found.difference(&known).collect());
    let unneeded = list(known.difference(&found).collect());
    assert!(
        new.is_empty() && unneeded.is_empty(),
        "IAM accepts these documents, so a finding in them is a rule's mistake:\n{new}\nno finding needs these lines any more:\n{unneeded}"
    );
}
