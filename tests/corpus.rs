//! Real templates: no panic, nothing lost, and every finding known by name, so that a change shows what it adds and takes away.
//!
//! `UPDATE=1 cargo test --test corpus` rewrites the list. Where the templates are not there the test says so and passes.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use authlint::report::Report;
use authlint::{Request, lint};

fn run(folder: &Path) -> Report {
    let start = folder.canonicalize().unwrap();
    lint(&Request { paths: vec![start.clone()], start, ..Request::default() }, &|_, _| {}).unwrap()
}

/// One line a finding: rule, severity, file, logical path, label. No line numbers: they move.
fn keys(report: &Report) -> BTreeSet<String> {
    let key = |finding: &authlint::finding::Finding| {
        let file = report.sources.file(finding.primary.span.file).name();
        let when = finding.when.as_deref().unwrap_or("-");
        [finding.rule, finding.severity.name(), file, &finding.path, &finding.primary.text, when].join("\t")
    };
    report.findings.iter().map(key).collect()
}

#[test]
fn real_templates_give_what_they_gave() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("../shared/corpus/realworld");
    if !folder.is_dir() {
        eprintln!("SKIPPED real_templates_give_what_they_gave: {} is not there", folder.display());
        return;
    }
    let report = run(&folder);
    let mut table: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in &report.findings {
        *table.entry((finding.rule, finding.severity.name())).or_default() += 1;
    }
    let mut text = String::new();
    for ((rule, severity), count) in &table {
        writeln!(text, "{count:6}  {severity:7}  {rule}").unwrap();
    }
    let summary = &report.summary;
    eprintln!("{} files, {} checked, {} skipped\n{text}", summary.files, summary.checked, summary.skipped.len());
    assert!(summary.checked > 1_000 && summary.checked <= summary.files + 100);
    for finding in &report.findings {
        let file = report.sources.file(finding.primary.span.file);
        assert!(finding.primary.span.end as usize <= file.text().len());
        assert!(!finding.primary.text.is_empty() && !finding.title.is_empty() && finding.help.is_some());
    }

    let found = keys(&report);
    let path = root.join("tests/corpus/findings.tsv");
    if env::var_os("UPDATE").is_some() {
        let lines: Vec<&str> = found.iter().map(String::as_str).collect();
        fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
    let known: BTreeSet<String> = fs::read_to_string(&path).unwrap_or_default().lines().map(str::to_owned).collect();
    let added: Vec<&String> = found.difference(&known).collect();
    let removed: Vec<&String> = known.difference(&found).collect();
    assert!(
        added.is_empty() && removed.is_empty(),
        "{} added:\n{}\n{} removed:\n{}\nread them, then `UPDATE=1 cargo test --test corpus`",
        added.len(),
        added.iter().map(|line| format!("  + {line}\n")).collect::<String>(),
        removed.len(),
        removed.iter().map(|line| format!("  - {line}\n")).collect::<String>(),
    );
}

#[test]
fn a_second_run_gives_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/realworld");
    if !folder.is_dir() {
        eprintln!("SKIPPED a_second_run_gives_the_same: {} is not there", folder.display());
        return;
    }
    let shown = |report: Report| -> Vec<(String, String)> {
        report.findings.into_iter().map(|finding| (finding.fingerprint, finding.primary.text)).collect()
    };
    assert_eq!(shown(run(&folder)), shown(run(&folder)));
}

/// Fingerprints tell findings apart.
#[test]
fn fingerprints_are_unique() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/realworld");
    if !folder.is_dir() {
        eprintln!("SKIPPED fingerprints_are_unique: {} is not there", folder.display());
        return;
    }
    let report = run(&folder);
    let mut seen = BTreeMap::new();
    for finding in &report.findings {
        let file = report.sources.file(finding.primary.span.file).name();
        if let Some(other) = seen.insert(&finding.fingerprint, (finding.rule, file, &finding.path)) {
            panic!("{other:?} and {:?} have one fingerprint", (finding.rule, file, &finding.path));
        }
    }
}
