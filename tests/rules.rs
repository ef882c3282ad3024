//! Every page's examples are tests: a Bad section gives exactly the marked findings of its rule, a Good section none of it and no
//! error of any.
//!
//! Marks stand at the end of a line and are taken off before linting: `#~ text` is a primary label that starts on this line, `#- text`
//! a related one (`//~` and `//-` in JSON). A line of `#` and carets under a mark pins the exact range.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking.

#[path = "rules/examples.rs"]
mod examples;

use std::fmt::Write as _;
use std::path::Path;

use authlint::engine::{Selection, Selector, Settings};
use authlint::finding::Severity;
use authlint::report::Report;
use authlint::rules::{Page, metas, rules};
use authlint::{Request, lint};
use examples::{Block, Section, projects, sections};

fn run(blocks: &[&Block], id: &str, on: bool) -> Report {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for block in blocks {
        let path = folder.path().join(&block.file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &block.text).unwrap();
    }
    let select = if on { Vec::new() } else { vec![Selector::parse(id).unwrap()] };
    let settings = Settings { selection: Selection { select, ignore: Vec::new() }, strict: blocks.iter().any(|block| block.strict) };
    let start = folder.path().canonicalize().unwrap();
    let request = Request { paths: vec![start.clone()], start, settings, ..Request::default() };
    lint(&request, &|_, _| {}).unwrap()
}

fn where_is(report: &Report, span: authlint::source::Span) -> (String, u32, u32, u32) {
    let file = report.sources.file(span.file);
    let (start, end) = (file.position(span.start), file.position(span.end));
    (file.name().to_owned(), start.line, start.column, if end.line == start.line { end.column } else { 0 })
}

fn judge(id: &str, on: bool, section: &Section, wrong: &mut String) {
    let bad = section.heading.starts_with("Bad");
    for project in projects(section) {
        let report = run(&project, id, on);
        let found: Vec<_> = report.findings.iter().filter(|finding| finding.rule == id).collect();
        let mut complain = |text: String| writeln!(wrong, "rules/{id}.md, {}: {text}", section.heading).unwrap();
        if !bad {
            for finding in &report.findings {
                if finding.rule == id || finding.severity == Severity::Error {
                    let (file, line, ..) = where_is(&report, finding.primary.span);
                    complain(format!("{file}:{line}: {} says: {}", finding.rule, finding.primary.text));
                }
            }
            continue;
        }
        let mut left: Vec<(String, u32, u32, u32, String)> = found
            .iter()
            .map(|finding| {
                let (file, line, start, end) = where_is(&report, finding.primary.span);
                (file, line, start, end, finding.primary.text.clone())
            })
            .collect();
        let mut related: Vec<(String, u32, String)> = Vec::new();
        for label in found.iter().flat_map(|finding| &finding.related) {
            let (file, line, ..) = where_is(&report, label.span);
            related.push((file, line, label.text.clone()));
        }
        for block in &project {
            for mark in &block.primary {
                match left.iter().position(|(file, line, _, _, text)| *file == block.file && *line == mark.line && *text == mark.text) {
                    Some(index) => {
                        let (_, _, start, end, _) = left.remove(index);
                        if mark.range.is_some_and(|range| range != (start, end)) {
                            complain(format!("{}:{}: spans {start}..{end}, not {:?}", block.file, mark.line, mark.range.unwrap()));
                        }
                    }
                    None => complain(format!("{}:{}: missing: {}", block.file, mark.line, mark.text)),
                }
            }
            for mark in &block.related {
                if !related.iter().any(|(file, line, text)| *file == block.file && *line == mark.line && *text == mark.text) {
                    complain(format!("{}:{}: missing related: {}; there are {related:?}", block.file, mark.line, mark.text));
                }
            }
        }
        for (file, line, _, _, text) in left {
            complain(format!("{file}:{line}: unmarked: {text}"));
        }
    }
}

#[test]
fn every_example_holds() {
    let mut wrong = String::new();
    let (mut bad, mut good) = (0, 0);
    for meta in metas() {
        let page = Page::read(meta.page).unwrap();
        for section in sections(&page) {
            match section.heading.split([' ', ':']).next() {
                Some("Bad") => bad += 1,
                Some("Good") => good += 1,
                _ => continue,
            }
            assert!(!section.blocks.is_empty(), "rules/{}.md, {}: no block", meta.id, section.heading);
            judge(meta.id, meta.on, &section, &mut wrong);
        }
    }
    eprintln!("{bad} Bad and {good} Good sections of {} pages", metas().len());
    assert!(wrong.is_empty(), "{} lines:\n{wrong}", wrong.lines().count());
}

/// A harmless sibling first, and the same findings again.
#[test]
fn a_sibling_changes_nothing() {
    let mut wrong = String::new();
    for meta in metas().iter().filter(|meta| meta.on && !matches!(meta.family(), "template" | "suppressions")) {
        let page = Page::read(meta.page).unwrap();
        for section in sections(&page).iter().filter(|section| section.heading.starts_with("Bad")) {
            for project in projects(section) {
                let [block] = project.as_slice() else { continue };
                let Some(at) = block.text.find("Resources:\n") else { continue };
                if at != 0 && !block.text[..at].ends_with('\n') {
                    continue;
                }
                let after = at + "Resources:\n".len();
                let indent = block.text[after..].len() - block.text[after..].trim_start_matches(' ').len();
                let pad = " ".repeat(indent);
                let mut text = block.text.clone();
                text.insert_str(after, &format!("{pad}HarmlessTopic:\n{pad}  Type: AWS::SNS::Topic\n"));
                let other = Block { file: block.file.clone(), text, strict: block.strict, primary: Vec::new(), related: Vec::new() };
                let texts = |report: Report| -> Vec<String> {
                    report.findings.into_iter().filter(|finding| finding.rule == meta.id).map(|finding| finding.primary.text).collect()
                };
                let (before, with) = (texts(run(&[*block], meta.id, true)), texts(run(&[&other], meta.id, true)));
                if before != with {
                    writeln!(wrong, "rules/{}.md, {}: {before:?} became {with:?}", meta.id, section.heading).unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Unknown is silent: where a finding points at a value, an import in its place takes the finding away.
#[test]
fn an_unknown_value_is_silent() {
    let mut wrong = String::new();
    let mut tried = 0;
    for meta in metas().iter().filter(|meta| meta.on && !matches!(meta.family(), "template" | "suppressions")) {
        let page = Page::read(meta.page).unwrap();
        for section in sections(&page).iter().filter(|section| section.heading.starts_with("Bad")) {
            for project in projects(section) {
                let [block] = project.as_slice() else { continue };
                // The Serverless Framework has its own unknowns; JSON has no short form to put in.
                if block.file != "template.yml" {
                    continue;
                }
                let report = run(&[*block], meta.id, true);
                for finding in report.findings.iter().filter(|finding| finding.rule == meta.id) {
                    let span = finding.primary.span;
                    let (start, end) = (span.start as usize, span.end as usize);
                    let before = &block.text[..start];
                    let is_value = (before.ends_with(": ") || before.ends_with("- ")) && block.text[end..].starts_with('\n');
                    // Nor has JSON inside of a text.
                    let in_json = before.lines().last().is_some_and(|line| line.trim_start().starts_with('"'));
                    if !is_value || in_json || block.text[start..end].contains('\n') {
                        continue;
                    }
                    tried += 1;
                    let text = format!("{before}!ImportValue something-unknown{}", &block.text[end..]);
                    let other = Block { file: block.file.clone(), text, strict: block.strict, primary: Vec::new(), related: Vec::new() };
                    let again = run(&[&other], meta.id, true);
                    if let Some(same) = again.findings.iter().find(|again| again.rule == meta.id && again.primary.span.start == span.start)
                    {
                        writeln!(wrong, "rules/{}.md, {}: an unknown value still gives: {}", meta.id, section.heading, same.primary.text)
                            .unwrap();
                    }
                }
            }
        }
    }
    assert!(tried > 80, "only {tried} values were tried");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_its_page() {
    assert_eq!(authlint::rules::unlisted(), Vec::<&str>::new(), "pages without a listed rule");
    for rule in rules() {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(format!("{}.md", rule.meta.id)).is_file());
    }
}
