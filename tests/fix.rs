//! Fixes: what a page promises, and what holds for all of them. After a fix the file still parses, what was mended is gone, nothing else
//! appeared, comments live, and a second run changes nothing.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it saw.

#[path = "rules/examples.rs"]
mod examples;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use authlint::engine::{Selection, Selector, Settings};
use authlint::finding::Safety;
use authlint::mend::{Mended, mend};
use authlint::report::Report;
use authlint::rules::{Page, metas};
use authlint::syntax::{ProblemKind, Tree, parse};
use authlint::{Request, lint};
use examples::{Block, projects, sections};

/// A project of these blocks, as a run is asked to check it; only one rule where one is named.
fn request(blocks: &[&Block], rule: Option<&str>) -> (tempfile::TempDir, Request) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for block in blocks {
        let path = folder.path().join(&block.file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &block.text).unwrap();
    }
    let select = rule.map(|rule| Selector::parse(rule).unwrap()).into_iter().collect();
    let settings = Settings { selection: Selection { select, ignore: Vec::new() }, strict: blocks.iter().any(|block| block.strict) };
    let start = folder.path().canonicalize().unwrap();
    (folder, Request { paths: vec![start.clone()], start, settings, ..Request::default() })
}

fn mended(blocks: &[&Block], rule: Option<&str>) -> (Report, Mended) {
    let (_folder, again) = request(blocks, rule);
    let before = lint(&again, &|_, _| {}).unwrap();
    (before, mend(again, Safety::Unsafe, &|_, _| {}).unwrap())
}

fn with_text(block: &Block, text: String) -> Block {
    Block { file: block.file.clone(), text, strict: block.strict, primary: Vec::new(), related: Vec::new() }
}

/// The comments of a text, each once.
fn comments(name: &str, text: &str) -> BTreeSet<String> {
    let mut tree = Tree::default();
    let document = parse(&mut tree, authlint::source::FileId(0), name, text);
    document.comments.iter().map(|comment| text[comment.span.start as usize..comment.span.end as usize].to_owned()).collect()
}

#[test]
fn pages_show_what_their_fixes_do() {
    let mut wrong = String::new();
    let mut shown = 0;
    for meta in metas() {
        let page = Page::read(meta.page).unwrap();
        let sections = sections(&page);
        let mut shows = false;
        for (index, section) in sections.iter().enumerate() {
            let Some(heading) = section.heading.strip_prefix("Fixed") else { continue };
            shows = true;
            shown += 1;
            let bad = &sections[..index].iter().rev().find(|section| section.heading.starts_with("Bad")).unwrap();
            assert_eq!(bad.heading.strip_prefix("Bad").unwrap(), heading, "rules/{}.md: Fixed stands behind its Bad", meta.id);
            let blocks: Vec<&Block> = projects(bad).into_iter().next().unwrap();
            let (_, mended) = mended(&blocks, Some(meta.id));
            for block in &section.blocks {
                let after = mended.changes.iter().find(|change| change.name == block.file).map(|change| change.after.as_str());
                if after != Some(block.text.as_str()) {
                    writeln!(wrong, "rules/{}.md, {}:\n{}\n-- is:\n{}", meta.id, section.heading, block.text, after.unwrap_or("unchanged"))
                        .unwrap();
                }
            }
            if mended.report.findings.iter().any(|finding| finding.rule == meta.id && finding.fix.is_some()) {
                writeln!(wrong, "rules/{}.md, {}: the finding is still there", meta.id, section.heading).unwrap();
            }
        }
        if shows != meta.fix.is_some() {
            writeln!(wrong, "rules/{}.md: fix is {:?}, and Fixed sections: {shows}", meta.id, meta.fix).unwrap();
        }
    }
    eprintln!("{shown} Fixed sections");
    assert!(wrong.is_empty(), "{wrong}");
}

/// What may bring up other findings when it is mended, and why that is right.
const UNCOVERS: [(&str, &str); 6] = [
    ("iam/unknown-action", "an action that exists has a meaning for the first time"),
    ("cognito/legacy-auth-flow", "what was on under an older word is judged by its own name"),
    ("template/unknown-resource-type", "a resource whose type is known is looked at for the first time"),
    ("template/unknown-property", "a property that counts has a meaning for the first time"),
    ("template/invalid-value", "a value that counts has a meaning for the first time"),
    ("trust/unknown-service-principal", "a service that is one acts for somebody"),
];

/// What must hold after mending.
fn hold(name: &str, before: &Report, mended: &Mended, wrong: &mut String) {
    let keys = |report: &Report| -> BTreeSet<(String, String)> {
        report.findings.iter().map(|finding| (finding.rule.to_owned(), finding.resource.clone().unwrap_or_default())).collect()
    };
    let rules: BTreeSet<&str> = before.findings.iter().filter(|finding| finding.fix.is_some()).map(|finding| finding.rule).collect();
    for (rule, resource) in keys(&mended.report).difference(&keys(before)) {
        if !UNCOVERS.iter().any(|(of, _)| rules.contains(of)) {
            writeln!(wrong, "{name}: {rule} appeared at {resource} after mending {rules:?}").unwrap();
        }
    }
    for change in &mended.changes {
        let broken = |text: &str| {
            let mut tree = Tree::default();
            let document = parse(&mut tree, authlint::source::FileId(0), &change.name, text);
            document.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::Syntax(_)))
        };
        if broken(&change.after) && !broken(&change.before) {
            writeln!(wrong, "{name}: {} does not parse any more:\n{}", change.name, change.after).unwrap();
        }
        // A comment behind something that was taken away goes with it.
        let gone: Vec<String> =
            comments(&change.name, &change.before).difference(&comments(&change.name, &change.after)).cloned().collect();
        let behind = |comment: &String| {
            let lines: Vec<&str> = change.before.lines().filter(|line| line.contains(comment.as_str())).collect();
            lines.iter().all(|line| !line.trim_start().starts_with('#') && !change.after.contains(line))
        };
        if let Some(lost) = gone.iter().find(|comment| !behind(comment)) {
            writeln!(wrong, "{name}: {} lost the comment {lost}", change.name).unwrap();
        }
    }
    let left = mended.report.findings.iter().filter(|finding| finding.fix.is_some()).count();
    if left > 0 {
        let which: BTreeSet<&str> =
            mended.report.findings.iter().filter(|finding| finding.fix.is_some()).map(|finding| finding.rule).collect();
        writeln!(wrong, "{name}: {left} are still to be mended: {which:?}").unwrap();
    }
}

#[test]
fn examples_are_mended_well() {
    let mut wrong = String::new();
    let (mut fixed, mut tried) = (0, 0);
    for meta in metas() {
        let page = Page::read(meta.page).unwrap();
        for section in sections(&page).iter().filter(|section| section.heading.starts_with("Bad")) {
            for project in projects(section) {
                let (before, mended) = mended(&project, None);
                tried += 1;
                fixed += mended.fixed;
                hold(&format!("rules/{}.md, {}", meta.id, section.heading), &before, &mended, &mut wrong);
                if meta.fix.is_none() && before.findings.iter().any(|finding| finding.rule == meta.id && finding.fix.is_some()) {
                    writeln!(wrong, "rules/{}.md says that there is no fix", meta.id).unwrap();
                }
            }
        }
    }
    eprintln!("{fixed} findings mended in {tried} examples");
    assert!(fixed > 200);
    assert!(wrong.is_empty(), "{} lines:\n{wrong}", wrong.lines().count());
}

/// With Windows' line ends the same comes of it.
#[test]
fn line_ends_stay() {
    let mut wrong = String::new();
    let mut tried = 0;
    for meta in metas().iter().filter(|meta| meta.fix.is_some()) {
        let page = Page::read(meta.page).unwrap();
        for section in sections(&page).iter().filter(|section| section.heading.starts_with("Bad")) {
            for project in projects(section) {
                let windows: Vec<Block> = project.iter().map(|block| with_text(block, block.text.replace('\n', "\r\n"))).collect();
                let (_, before) = mended(&project, Some(meta.id));
                let (_, after) = mended(&windows.iter().collect::<Vec<_>>(), Some(meta.id));
                let expected: Vec<String> = before.changes.iter().map(|change| change.after.replace('\n', "\r\n")).collect();
                let found: Vec<String> = after.changes.iter().map(|change| change.after.clone()).collect();
                tried += expected.len();
                if expected != found {
                    writeln!(wrong, "rules/{}.md, {}:\n{expected:?}\n-- is:\n{found:?}", meta.id, section.heading).unwrap();
                }
            }
        }
    }
    eprintln!("{tried} files with \\r\\n");
    assert!(tried > 40);
    assert!(wrong.is_empty(), "{wrong}");
}

/// What holds for a template holds for the same one in JSON, tall or on one line.
#[test]
fn templates_in_json_are_mended_well() {
    let mut wrong = String::new();
    let mut fixed = 0;
    for meta in metas().iter().filter(|meta| meta.fix.is_some()) {
        let page = Page::read(meta.page).unwrap();
        for section in sections(&page).iter().filter(|section| section.heading.starts_with("Bad")) {
            for project in projects(section) {
                let [block] = project.as_slice() else { continue };
                if block.file != "template.yml" || block.text.contains("Transform:") {
                    continue;
                }
                let (_folder, asked) = request(&project, None);
                let stacks = authlint::dump(&asked, &|_, _| {}).unwrap();
                let Some(template) = stacks["stacks"].get(0).map(|stack| &stack["template"]) else { continue };
                for text in [serde_json::to_string_pretty(template).unwrap(), template.to_string()] {
                    let other = Block { file: "template.json".to_owned(), ..with_text(block, text) };
                    let (before, mended) = mended(&[&other], None);
                    fixed += mended.fixed;
                    hold(&format!("rules/{}.md, {} in JSON", meta.id, section.heading), &before, &mended, &mut wrong);
                }
            }
        }
    }
    eprintln!("{fixed} findings mended in JSON");
    assert!(fixed > 100);
    assert!(wrong.is_empty(), "{} lines:\n{wrong}", wrong.lines().count());
}

#[test]
fn real_templates_are_mended_well() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/realworld");
    if !folder.is_dir() {
        eprintln!("SKIPPED real_templates_are_mended_well: {} is not there", folder.display());
        return;
    }
    let start = folder.canonicalize().unwrap();
    let request = || Request { paths: vec![start.clone()], start: start.clone(), ..Request::default() };
    let before = lint(&request(), &|_, _| {}).unwrap();
    let mended = mend(request(), Safety::Unsafe, &|_, _| {}).unwrap();
    let mut wrong = String::new();
    hold("real templates", &before, &mended, &mut wrong);
    eprintln!("{} findings mended in {} real files", mended.fixed, mended.changes.len());
    assert!(wrong.is_empty(), "{wrong}");
}
