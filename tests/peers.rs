//! Cases from the test suites of other tools: what they say of a template, and what authlint says. Every check stands in
//! `tests/peers/checks.tsv` with the rules that speak about the same, or with `-` and the reason why none does. Where the two differ,
//! `tests/peers/explained.tsv` says why. The table is printed; an unexplained difference fails, and so does a check that is not listed,
//! and an explanation that nobody needs.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it saw.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

use authlint::engine::{Selection, Selector, Settings};
use authlint::{Request, lint};

/// The rows of a table without its first line.
fn rows<const N: usize>(path: &Path) -> Vec<[String; N]> {
    let text = fs::read_to_string(path).unwrap();
    let cells = |line: &str| <[String; N]>::try_from(line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| cells(line).unwrap_or_else(|_| panic!("{N} cells: {line}"))).collect()
}

/// The logical ids at which any of the rules speaks; the empty one where it is about no resource.
fn found(file: &Path, rules: &[&str]) -> BTreeSet<String> {
    let select: Vec<Selector> = rules.iter().map(|rule| Selector::parse(rule).unwrap()).collect();
    let settings = Settings { selection: Selection { select, ignore: Vec::new() }, strict: true };
    let start = file.parent().unwrap().canonicalize().unwrap();
    let request = Request { paths: vec![file.canonicalize().unwrap()], start, settings, ..Request::default() };
    let report = lint(&request, &|_, _| {}).unwrap();
    report.findings.into_iter().map(|finding| finding.resource.unwrap_or_default()).collect()
}

#[derive(Default)]
struct Count {
    cases: usize,
    right: usize,
    missed: usize,
    false_alarms: usize,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.right += other.right;
        self.missed += other.missed;
        self.false_alarms += other.false_alarms;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:5}  {:5}  {:6}  {:5}", self.cases, self.right, self.missed, self.false_alarms)
    }
}

/// What was counted for each check and for each tool, and what there is of checks that authlint has no rule about.
fn print(table: &BTreeMap<(String, String), Count>, left_out: &BTreeMap<(String, String), usize>) {
    let mut text = format!("{:10} {:76} cases  right  missed  false\n", "tool", "check");
    let mut tools: BTreeMap<&str, Count> = BTreeMap::new();
    for ((tool, check), count) in table {
        writeln!(text, "{tool:10} {check:76} {count}").unwrap();
        tools.entry(tool).or_default().add(count);
    }
    let mut all = Count::default();
    for (tool, count) in &tools {
        writeln!(text, "{tool:10} {:76} {count}", "all").unwrap();
        all.add(count);
    }
    writeln!(text, "{:10} {:76} {all}\n\nleft out", "all", "all").unwrap();
    for ((note, tool), cases) in left_out {
        writeln!(text, "{note:76} {tool:10} {cases:5}").unwrap();
    }
    eprintln!("{text}");
}

#[test]
fn cases_of_other_tools() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = root.join("../shared/corpus");
    if !corpus.join("labelled.tsv").is_file() {
        eprintln!("SKIPPED cases_of_other_tools: {} is not there", corpus.join("labelled.tsv").display());
        return;
    }
    // tool, check, rules, note
    let checks: Vec<[String; 4]> = rows(&root.join("tests/peers/checks.tsv"));
    // tool, check, file, resource, missed or false, reason
    let explained: Vec<[String; 6]> = rows(&root.join("tests/peers/explained.tsv"));
    let mut needed: BTreeSet<usize> = BTreeSet::new();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut table: BTreeMap<(String, String), Count> = BTreeMap::new();
    let mut left_out: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut wrong = String::new();
    let cases: Vec<[String; 8]> = rows(&corpus.join("labelled.tsv"));
    for [tool, check, _, expect, resource, _, file, _] in &cases {
        let Some(index) = checks.iter().position(|[known, id, ..]| known == tool && id == check) else {
            writeln!(wrong, "{tool} {check}: not in tests/peers/checks.tsv").unwrap();
            continue;
        };
        seen.insert(index);
        let [.., rules, note] = &checks[index];
        if rules == "-" {
            *left_out.entry((note.clone(), tool.clone())).or_default() += 1;
            continue;
        }
        let rules: Vec<&str> = rules.split(',').collect();
        let ids = found(&corpus.join("labelled").join(file), &rules);
        // A case that names a resource is about that one.
        let fires = if resource.is_empty() { !ids.is_empty() } else { ids.contains(resource) };
        let mut count = Count { cases: 1, ..Count::default() };
        let kind = match (expect.as_str(), fires) {
            ("fires", true) | ("silent", false) => {
                count.right = 1;
                None
            }
            ("fires", false) => {
                count.missed = 1;
                Some("missed")
            }
            ("silent", true) => {
                count.false_alarms = 1;
                Some("false")
            }
            (other, _) => panic!("{other} is neither fires nor silent"),
        };
        table.entry((tool.clone(), check.clone())).or_default().add(&count);
        let Some(kind) = kind else { continue };
        let is_it = |row: &[String; 6]| {
            row[0] == *tool && row[1] == *check && row[2] == *file && (row[3] == *resource || row[3] == "*") && row[4] == kind
        };
        match explained.iter().position(is_it) {
            Some(index) => {
                needed.insert(index);
            }
            None => writeln!(wrong, "{tool}\t{check}\t{file}\t{resource}\t{kind}").unwrap(),
        }
    }
    print(&table, &left_out);
    assert!(wrong.is_empty(), "neither right nor explained:\n{wrong}");
    let unseen: Vec<&[String; 4]> = (0..checks.len()).filter(|index| !seen.contains(index)).map(|index| &checks[index]).collect();
    assert!(unseen.is_empty(), "checks of tests/peers/checks.tsv without a case: {unseen:#?}");
    let unneeded: Vec<&[String; 6]> = (0..explained.len()).filter(|index| !needed.contains(index)).map(|index| &explained[index]).collect();
    assert!(unneeded.is_empty(), "explanations that nobody needs: {unneeded:#?}");
}
