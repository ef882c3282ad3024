//! What stands behind a value makes no difference: a scalar of an example is replaced by something that comes to the same (a parameter
//! with a default, an `If` with equal branches, a variable of the service), and the findings stay; by something that nobody can know,
//! and findings can only go.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says how much was tried.

#[path = "rules/examples.rs"]
mod examples;

use std::collections::BTreeMap;
use std::path::PathBuf;

use authlint::engine::Settings;
use authlint::finding::Severity;
use authlint::rules::{Page, metas};
use authlint::source::FileId;
use authlint::syntax::{Content, NodeId, Style, Tree, parse};
use authlint::{Request, lint};
use examples::sections;

/// A scalar that may be replaced.
struct Scalar {
    start: usize,
    end: usize,
    /// As it would be written in quotes.
    quoted: String,
}

/// Values of properties, outside of functions: what a function is called with is often wanted literally.
fn scalars(tree: &Tree, root: NodeId, text: &str, under: &[&str]) -> Vec<Scalar> {
    let mut found = Vec::new();
    let Some(resources) = tree.at(root, under) else { return found };
    let from = |node: NodeId, key: &str| tree.get(node, key);
    for resource in tree.entries(resources) {
        if let Some(properties) = from(resource.value, "Properties") {
            collect(tree, properties, text, &mut found);
        }
    }
    found
}

fn collect(tree: &Tree, node: NodeId, text: &str, found: &mut Vec<Scalar>) {
    if tree.call(node).is_some() || tree.link(node).is_some() {
        return;
    }
    match tree.content(node) {
        Content::Scalar(value, style @ (Style::Plain | Style::SingleQuoted | Style::DoubleQuoted)) => {
            let span = tree.span(node);
            let (start, end) = (span.start as usize, span.end as usize);
            if !value.is_empty() && !value.contains(['\n', '\'', '{', '}']) && !text[start..end].contains('\n') && !tree.is_null(node) {
                let bare = style == Style::Plain
                    && (value.parse::<f64>().is_ok() || matches!(value, "true" | "false" | "yes" | "no" | "on" | "off" | "ON" | "OFF"));
                let quoted = if bare { value.to_owned() } else { format!("'{value}'") };
                found.push(Scalar { start, end, quoted });
            }
        }
        Content::List(items) => items.iter().for_each(|item| collect(tree, *item, text, found)),
        Content::Map(entries) => entries.iter().for_each(|entry| collect(tree, entry.value, text, found)),
        _ => {}
    }
}

/// What each rule says at each path, by its severity.
type Said = BTreeMap<(String, String), Severity>;

fn said(name: &str, text: &str, strict: bool) -> Said {
    let start = PathBuf::from("/examples");
    let settings = Settings { strict, ..Settings::default() };
    let request = Request { text: Some((start.join(name), text.as_bytes().to_vec())), start, settings, ..Request::default() };
    let report = lint(&request, &|_, _| {}).unwrap();
    let mut said = Said::new();
    for finding in report.findings {
        // What is said about the scaffold itself is of no interest.
        if finding.path.starts_with("Parameters") || finding.path.starts_with("Conditions") || finding.path.starts_with("custom") {
            continue;
        }
        // Where both branches of an `If` are wrong, both are said: the place is the same.
        let path = finding.path.replace(".Fn::If.1", "").replace(".Fn::If.2", "");
        let severity = said.entry((finding.rule.to_owned(), path)).or_insert(finding.severity);
        *severity = finding.severity.max(*severity);
    }
    said
}

/// Replaces a scalar, with or without a section in front of the template.
fn replaced(text: &str, scalar: &Scalar, with: &str, section: Option<&str>) -> String {
    format!("{}{}{with}{}", section.unwrap_or_default(), &text[..scalar.start], &text[scalar.end..])
}

/// Rules whose finding is about how a value is written, so that another way of writing it is the point.
const ABOUT_WRITING: [(&str, &str); 15] = [
    ("identity/unused-guest-role", "a switch may let guests in elsewhere, so only a written false counts"),
    ("cognito/lost-trigger-permission", "SAM takes the type of an event as it is written, and its trigger from the parameter's default"),
    ("cognito/mfa-off", "an unquoted OFF is template/invalid-value, and in quotes it is off"),
    ("cognito/unscoped-domain-prefix", "a parameter is just what makes the prefix differ"),
    ("iam/ineffective-condition", "every address as the default of a parameter is for whoever deploys to narrow"),
    ("iam/invalid-arn", "a default that is no ARN is a mark for whoever deploys"),
    ("iam/redundant-action", "resources are compared where they are written out"),
    ("iam/unquoted-version", "what stands behind a variable in quotes is quoted"),
    ("template/duplicate-key", "two keys with the same text behind them are one mistake less"),
    ("template/quoted-boolean", "a parameter's default is a text anyway"),
    ("template/quoted-number", "a parameter's default is a text anyway"),
    ("template/hard-coded-secret", "as the default of a parameter it is template/parameter-default-secret"),
    ("template/parameter-default-secret", "the other way round"),
    ("iam/wildcard-action", "a resource that is not known may be any, so all that the wildcard stands for counts"),
    ("template/invalid-value", "a default that has not the form is a mark for whoever deploys, and an unquoted word is quoted as one"),
];

fn is_exempt(rule: &str) -> bool {
    ABOUT_WRITING.iter().any(|(known, _)| *known == rule)
}

fn differences(before: &Said, after: &Said, only_more: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for ((rule, path), severity) in after.iter().filter(|((rule, _), _)| !is_exempt(rule)) {
        match before.get(&(rule.clone(), path.clone())) {
            // An unknown may soften, never sharpen.
            Some(was) if only_more && severity <= was || severity == was => {}
            Some(was) => wrong.push(format!("{rule} at {path}: {was:?} became {severity:?}")),
            // What a more telling finding spoke for is said by itself once that one is gone.
            None if only_more && before.keys().any(|(covering, _)| covers(covering, rule)) => {}
            None => wrong.push(format!("{rule} at {path}: was not said before")),
        }
    }
    if !only_more {
        let gone = before.keys().filter(|(rule, path)| !is_exempt(rule) && !after.contains_key(&(rule.clone(), path.clone())));
        wrong.extend(gone.map(|(rule, path)| format!("{rule} at {path}: is not said any more")));
    }
    wrong
}

fn covers(covering: &str, rule: &str) -> bool {
    metas().iter().any(|meta| meta.id == covering && meta.covers.contains(&rule))
}

struct Example {
    name: String,
    file: String,
    text: String,
    strict: bool,
}

fn examples(file: &str) -> Vec<Example> {
    let mut all = Vec::new();
    for meta in metas() {
        let page = Page::read(meta.page).unwrap();
        for section in sections(&page) {
            if section.blocks.len() == 1 && section.blocks[0].file == file {
                let block = &section.blocks[0];
                let name = format!("rules/{}.md, {}", meta.id, section.heading);
                all.push(Example { name, file: file.to_owned(), text: block.text.clone(), strict: block.strict });
            }
        }
    }
    all
}

/// Tries each scalar of each example. `substitutes` gives the section to put in front, what to put in place, and whether it comes to
/// the same.
fn try_all(examples: &[Example], under: &[&str], substitutes: impl Fn(&Scalar, &str) -> Vec<(Option<String>, String, bool)> + Sync) {
    use rayon::prelude::*;
    let results: Vec<(usize, Vec<String>)> = examples
        .par_iter()
        .map(|example| {
            let mut tree = Tree::default();
            let Some(root) = parse(&mut tree, FileId(0), &example.file, &example.text).root else { return (0, Vec::new()) };
            let before = said(&example.file, &example.text, example.strict);
            let (mut tried, mut wrong) = (0, Vec::new());
            for scalar in scalars(&tree, root, &example.text, under) {
                for (section, with, same) in substitutes(&scalar, &example.text) {
                    tried += 1;
                    let text = replaced(&example.text, &scalar, &with, section.as_deref());
                    let after = said(&example.file, &text, example.strict);
                    for difference in differences(&before, &after, !same) {
                        wrong.push(format!("{}: {} became {with}: {difference}", example.name, &example.text[scalar.start..scalar.end]));
                    }
                }
            }
            (tried, wrong)
        })
        .collect();
    let tried: usize = results.iter().map(|(tried, _)| tried).sum();
    let wrong: Vec<String> = results.into_iter().flat_map(|(_, wrong)| wrong).collect();
    eprintln!("{tried} replacements in {} examples, {} differences", examples.len(), wrong.len());
    assert!(tried > 100, "only {tried} replacements were tried");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn parameters_and_conditions_change_nothing() {
    let mut examples = examples("template.yml");
    // With the section that comes in a fragment would become a whole template, in which things may be missing.
    for example in examples.iter_mut().filter(|example| example.text.starts_with("Resources:")) {
        example.text.insert_str(0, "AWSTemplateFormatVersion: '2010-09-09'\n");
    }
    try_all(&examples, &["Resources"], |scalar, text| {
        let has = |section: &str| text.starts_with(section) || text.contains(&format!("\n{section}"));
        let mut all = Vec::new();
        let value = &scalar.quoted;
        if !has("Parameters:") {
            let section = format!("Parameters:\n  Substitute: {{Type: String, Default: {value}}}\n");
            all.push((Some(section), "!Ref Substitute".to_owned(), true));
        }
        if !has("Conditions:") {
            let section = "Conditions:\n  Substitute: !Equals [!Ref AWS::Region, eu-west-1]\n".to_owned();
            all.push((Some(section), format!("!If [Substitute, {value}, {value}]"), true));
        }
        all.push((None, "!ImportValue something-unknown".to_owned(), false));
        all
    });
}

#[test]
fn variables_change_nothing() {
    let examples = examples("serverless.yml");
    try_all(&examples, &["resources", "Resources"], |scalar, text| {
        let mut all = Vec::new();
        if !text.contains("custom:") {
            let section = format!("custom: {{substitute: {}}}\n", scalar.quoted);
            all.push((Some(section), "'${self:custom.substitute}'".to_owned(), true));
        }
        all.push((None, "'${ssm:/something/unknown}'".to_owned(), false));
        all
    });
}
