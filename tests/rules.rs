//! Every page's examples are tests: a Bad section gives exactly the marked findings of its rule, a Good section none of it and no
//! error of any.
//!
//! Marks stand at the end of a line and are taken off before linting: `#~ text` is a primary label that starts on this line, `#- text`
//! a related one (`//~` and `//-` in JSON). A line of `#` and carets under a mark pins the exact range.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking.

use std::fmt::Write as _;
use std::path::Path;

use authlint::engine::{Selection, Selector, Settings};
use authlint::finding::Severity;
use authlint::report::Report;
use authlint::rules::{Page, metas, rules};
use authlint::{Request, lint};

/// One fenced block, taken apart.
struct Block {
    file: String,
    text: String,
    strict: bool,
    primary: Vec<Mark>,
    related: Vec<Mark>,
}

struct Mark {
    line: u32,
    text: String,
    /// Columns (from 1) that the span must have.
    range: Option<(u32, u32)>,
}

struct Section {
    heading: String,
    blocks: Vec<Block>,
}

fn sections(page: &Page) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut fence: Option<(String, Vec<&str>)> = None;
    for line in page.body.lines() {
        if let Some((info, lines)) = &mut fence {
            if line == "```" {
                let block = block(info, lines);
                sections.last_mut().unwrap().blocks.push(block);
                fence = None;
            } else {
                lines.push(line);
            }
        } else if let Some(info) = line.strip_prefix("```") {
            fence = Some((info.to_owned(), Vec::new()));
        } else if let Some(heading) = line.strip_prefix("## ") {
            sections.push(Section { heading: heading.to_owned(), blocks: Vec::new() });
        }
    }
    assert!(fence.is_none(), "a fence is not closed");
    sections
}

fn block(info: &str, lines: &[&str]) -> Block {
    let words: Vec<&str> = info.split_whitespace().collect();
    let option = |name: &str| words.iter().find_map(|word| word.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')));
    let default = match (words.first().copied(), words.get(1).copied()) {
        (Some("json"), _) => "template.json",
        (_, Some("serverless")) => "serverless.yml",
        _ => "template.yml",
    };
    let mut block = Block {
        file: option("file").unwrap_or(default).to_owned(),
        text: String::new(),
        strict: option("profile") == Some("strict"),
        primary: Vec::new(),
        related: Vec::new(),
    };
    let mut number = 0;
    let mut last_is_primary = false;
    for line in lines {
        if line.starts_with('#') && line.contains('^') && line[1..].trim().chars().all(|letter| letter == '^') {
            assert!(last_is_primary, "carets without a mark above: {line}");
            let start = line.find('^').unwrap() as u32 + 1;
            block.primary.last_mut().unwrap().range = Some((start, line.len() as u32 + 1));
            continue;
        }
        number += 1;
        let mut kept = *line;
        last_is_primary = false;
        for (mark, is_primary) in [("#~ ", true), ("//~ ", true), ("#- ", false), ("//- ", false)] {
            if let Some((code, text)) = kept.split_once(mark) {
                let marks = if is_primary { &mut block.primary } else { &mut block.related };
                marks.push(Mark { line: number, text: text.trim().to_owned(), range: None });
                kept = code.trim_end();
                last_is_primary = is_primary;
                break;
            }
        }
        block.text.push_str(kept);
        block.text.push('\n');
    }
    block
}

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

/// The blocks of a section that belong together: those with names of files of their own form one project, all others stand alone.
fn projects(section: &Section) -> Vec<Vec<&Block>> {
    let names: std::collections::HashSet<&str> = section.blocks.iter().map(|block| block.file.as_str()).collect();
    if names.len() == section.blocks.len() {
        vec![section.blocks.iter().collect()]
    } else {
        section.blocks.iter().map(|block| vec![block]).collect()
    }
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
                    if !is_value || block.text[start..end].contains('\n') {
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
