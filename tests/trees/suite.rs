//! The YAML test suite (github.com/yaml/yaml-test-suite, in the form of its `src` folder): its cases in, the rate of those that are
//! read as they say out.
//!
//! A case passes when a text that must fail gives any problem; and when any other text gives no syntax problem, the events of its
//! first document give our tree (shape, texts, styles; tags left out, aliases followed, merge keys followed), and its JSON, if it is a
//! single document, the same texts. JSON is compared leniently, since the tree does not type: numbers by value, `null` for
//! what is null, texts as they are. What differs stands in `suite_differs.txt` with the class of its reason.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

use authlint::syntax::{Content, NodeId, ProblemKind, Style};
use serde::de::DeserializeSeed;

use crate::plain::Plain;
use crate::readers::JsonSeed;
use crate::{Parsed, repository, rows};

/// Cases that are read otherwise: id, class, what differs.
const DIFFERS: &str = include_str!("suite_differs.txt");

/// So many cases pass; it must not become fewer.
const FLOOR: usize = 396;

#[derive(Clone, Default)]
struct Case {
    id: String,
    yaml: String,
    tree: Option<String>,
    json: Option<String>,
    fail: bool,
}

#[test]
fn yaml_test_suite() {
    let folder = repository().join("../shared/yaml-test-suite");
    if !folder.is_dir() {
        eprintln!("SKIPPED yaml_test_suite: the suite is not there ({} is no folder)", folder.display());
        return;
    }
    let mut cases = Vec::new();
    let mut skipped = 0;
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let id = path.file_stem().unwrap().to_string_lossy().into_owned();
            let of_file = read_cases(&id, &fs::read_to_string(path).unwrap());
            skipped += usize::from(of_file.is_empty());
            cases.extend(of_file);
        }
    }
    let known = rows(DIFFERS);
    assert!(known.iter().all(|row| row.len() == 3), "suite_differs.txt: id, class and remark expected");
    let mut needed = BTreeSet::new();
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut failed = Vec::new();
    let mut passed = 0;
    for case in &cases {
        match judge(case) {
            Ok(()) => passed += 1,
            Err(what) => match known.iter().find(|row| row[0] == case.id) {
                Some(row) => {
                    needed.insert(row[0]);
                    *classes.entry(row[1]).or_default() += 1;
                }
                None => failed.push(format!("{}\t?\t{what}", case.id)),
            },
        }
    }
    eprintln!(
        "yaml-test-suite: {passed} of {} cases pass ({:.1} %), {skipped} files skipped as the suite says; differing: {classes:?}",
        cases.len(),
        100.0 * passed as f64 / cases.len() as f64,
    );
    failed.extend(known.iter().filter(|row| !needed.contains(row[0])).map(|row| format!("{}: needs no entry", row[0])));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(passed >= FLOOR, "{passed} pass, {FLOOR} did");
}

/// The cases of one file. A later case has the fields of the one before it, except `fail`; null takes a field away.
fn read_cases(file: &str, text: &str) -> Vec<Case> {
    let tests: Vec<HashMap<String, serde_yaml::Value>> = serde_yaml::from_str(text).unwrap();
    if tests[0].contains_key("skip") {
        return Vec::new();
    }
    let several = tests.len() > 1;
    let mut case = Case::default();
    let mut cases = Vec::new();
    for (index, test) in tests.iter().enumerate() {
        let field = |name: &str, before: Option<String>| match test.get(name) {
            Some(value) => value.as_str().map(written),
            None => before,
        };
        case = Case {
            id: if several { format!("{file}/{index}") } else { file.to_owned() },
            yaml: field("yaml", Some(case.yaml)).unwrap(),
            tree: field("tree", case.tree),
            json: field("json", case.json),
            fail: test.contains_key("fail"),
        };
        cases.push(case.clone());
    }
    cases
}

/// The text that the suite's marks stand for.
fn written(marked: &str) -> String {
    let mut text = String::new();
    let mut dashes = 0;
    for letter in marked.chars() {
        if letter == '—' {
            dashes += 1;
            continue;
        }
        if letter != '»' {
            text.extend(std::iter::repeat_n('—', dashes));
        }
        dashes = 0;
        match letter {
            '␣' => text.push(' '),
            '»' => text.push('\t'),
            '←' => text.push('\r'),
            '⇔' => text.push('\u{feff}'),
            '↵' => {}
            other => text.push(other),
        }
    }
    match text.strip_suffix("∎\n") {
        Some(without) => without.to_owned(),
        None => text,
    }
}

fn judge(case: &Case) -> Result<(), String> {
    let parsed = Parsed::new("case.yaml", case.yaml.as_str());
    let problems = &parsed.document.problems;
    if case.fail {
        return if problems.is_empty() { Err("no problem seen".to_owned()) } else { Ok(()) };
    }
    if parsed.document.is_broken() {
        let message = problems.iter().find_map(|problem| match &problem.kind {
            ProblemKind::Syntax(message) => Some(message.as_str()),
            _ => None,
        });
        return Err(format!("refused: {}", message.unwrap_or("?")));
    }
    let checked = crate::spans::check(&parsed);
    if let Some(wrong) = checked.wrong.first() {
        return Err(format!("span in line {wrong}"));
    }
    if let Some(tree) = &case.tree {
        let (expected, own) = (of_events(tree), parsed.document.root.map(|root| of_node(&parsed, root)));
        if own != expected {
            return Err(format!("events: {own:?} instead of {expected:?}"));
        }
    }
    if let Some(json) = &case.json {
        let mut values = serde_json::Deserializer::from_str(if json.is_empty() { "null" } else { json });
        let first = JsonSeed.deserialize(&mut values).map_err(|error| error.to_string())?;
        if values.end().is_ok() && !parsed.document.root.map_or(json.is_empty(), |root| same(&parsed, root, &first)) {
            return Err(format!("json: {:?} instead of {first:?}", crate::plain::ours(&parsed)));
        }
    }
    Ok(())
}

/// Shape, texts and styles: a scalar is its text after the letter of its style.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Scalar(String),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
}

/// The node of the first document of a `tree` field.
fn of_events(tree: &str) -> Option<Shown> {
    let mut open: Vec<(bool, Option<String>, Vec<Shown>)> = Vec::new();
    let mut anchors: HashMap<String, Shown> = HashMap::new();
    for line in tree.lines() {
        let line = line.trim_start();
        let (event, rest) = line.split_at(line.len().min(4));
        // Anchor and tag stand before the style of a scalar, after the bracket signs of a collection.
        let mut rest = rest.trim_start();
        rest = rest.strip_prefix("[]").or_else(|| rest.strip_prefix("{}")).unwrap_or(rest).trim_start();
        let mut anchor = None;
        while event != "=ALI" && rest.starts_with(['&', '<']) {
            let (property, more) = rest.split_once(' ').unwrap_or((rest, ""));
            if let Some(name) = property.strip_prefix('&') {
                anchor = Some(name.to_owned());
            }
            rest = more;
        }
        let node = match event {
            "+SEQ" | "+MAP" => {
                open.push((event == "+MAP", anchor, Vec::new()));
                continue;
            }
            "=VAL" => Shown::Scalar(unmarked(rest)),
            "=ALI" => anchors.get(rest.trim_start_matches('*')).cloned()?,
            "-SEQ" | "-MAP" => {
                let (is_map, name, children) = open.pop()?;
                anchor = name;
                if is_map {
                    let mut children = children.into_iter();
                    let mut entries = Vec::new();
                    while let (Some(key), Some(value)) = (children.next(), children.next()) {
                        entries.push((key, value));
                    }
                    Shown::Map(entries)
                } else {
                    Shown::List(children)
                }
            }
            _ => continue,
        };
        if let Some(anchor) = anchor {
            anchors.insert(anchor, node.clone());
        }
        match open.last_mut() {
            Some((_, _, children)) => children.push(node),
            None => return Some(node),
        }
    }
    None
}

/// Decodes the escapes of an event's text; a plain scalar says nothing of its style, since tags can make it a text.
fn unmarked(rest: &str) -> String {
    let mut text = String::new();
    let mut letters = rest.chars();
    text.extend(letters.next().filter(|style| *style != ':'));
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => text.push(match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('b') => '\u{8}',
                other => other.unwrap_or('\\'),
            }),
            (other, false) => text.push(other),
        }
    }
    text
}

fn of_node(parsed: &Parsed, node: NodeId) -> Shown {
    let tree = &parsed.tree;
    match tree.content(node) {
        Content::Scalar(text, style) => {
            let letter = match style {
                // A text by its tag: the source says how it was written.
                Style::SingleQuoted if !parsed.source(tree.target(node)).starts_with('\'') => match parsed.source(tree.target(node)) {
                    quoted if quoted.starts_with('"') => "\"",
                    _ => "",
                },
                Style::SingleQuoted => "'",
                Style::DoubleQuoted => "\"",
                Style::Literal => "|",
                Style::Folded => ">",
                Style::Plain | Style::Absent | Style::Tag => "",
            };
            Shown::Scalar(format!("{letter}{text}"))
        }
        Content::List(items) => Shown::List(items.iter().map(|item| of_node(parsed, *item)).collect()),
        Content::Map([entry]) if tree.is_tag(entry.key) => of_node(parsed, entry.value),
        Content::Map(entries) => {
            Shown::Map(entries.iter().map(|entry| (of_node(parsed, entry.key), of_node(parsed, entry.value))).collect())
        }
        Content::Hole(_) => Shown::Scalar("a hole".to_owned()),
    }
}

/// True when our node says what a JSON value says.
fn same(parsed: &Parsed, node: NodeId, json: &Plain) -> bool {
    let tree = &parsed.tree;
    match (tree.content(node), json) {
        (Content::Map([entry]), _) if tree.is_tag(entry.key) => same(parsed, entry.value, json),
        (Content::Scalar(text, style), Plain::Scalar(other, plain)) => {
            text == other
                || *plain == Some(true) && other == "null" && tree.is_null(node)
                || *plain == Some(true) && style == Style::Plain && number(text).is_some() && number(text) == number(other)
                || *plain == Some(true) && style == Style::Plain && text.eq_ignore_ascii_case(other)
        }
        (Content::Scalar(text, _), Plain::Float(other)) => number(text) == Some(*other),
        (Content::List(items), Plain::List(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| same(parsed, *item, other))
        }
        (Content::Map(entries), Plain::Map(others)) => {
            let has = |key, value| entries.iter().any(|entry| same(parsed, entry.key, key) && same(parsed, entry.value, value));
            entries.len() == others.len() && others.iter().all(|(key, value)| has(key, value))
        }
        _ => false,
    }
}

fn number(text: &str) -> Option<f64> {
    if let Some(hex) = text.strip_prefix("0x") {
        return u32::from_str_radix(hex, 16).ok().map(f64::from);
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return u32::from_str_radix(octal, 8).ok().map(f64::from);
    }
    text.replace(',', "").parse().ok()
}
