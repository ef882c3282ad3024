//! Input that means harm: it ends, it says something, it stays small.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use authlint::report::Report;
use authlint::{Request, lint};

/// Runs over a project of these files, in a thread with the stack that threads usually have, and fails rather than hangs.
fn run(files: &[(&str, String)]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let start: PathBuf = folder.path().canonicalize().unwrap();
    std::fs::create_dir(start.join(".git")).unwrap();
    for (name, text) in files {
        let path = start.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let (sender, receiver) = std::sync::mpsc::channel();
    let request = Request { paths: vec![start.clone()], start, ..Request::default() };
    std::thread::Builder::new().stack_size(8 << 20).spawn(move || drop(sender.send(lint(&request, &|_, _| {}).unwrap()))).unwrap();
    receiver.recv_timeout(Duration::from_secs(60)).expect("it hangs, or died")
}

fn rules(report: &Report) -> Vec<&str> {
    let mut rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
    rules.dedup();
    rules
}

const HEAD: &str = "service: x\nprovider: {name: aws}\n";

#[test]
fn variables_that_multiply() {
    let mut text = format!("{HEAD}custom:\n  l0: [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let refs = vec![format!("\"${{self:custom.l{}}}\"", level - 1); 10].join(", ");
        writeln!(text, "  l{level}: [{refs}]").unwrap();
    }
    text.push_str("resources:\n  Resources: ${self:custom.l11}\n");
    assert_eq!(rules(&run(&[("serverless.yml", text)])), ["template/unsupported-input"]);
}

#[test]
fn texts_that_multiply() {
    let mut text = format!("{HEAD}custom:\n  a0: x\n");
    for level in 1..40 {
        writeln!(text, "  a{level}: \"{}\"", format!("${{self:custom.a{}}}", level - 1).repeat(50)).unwrap();
    }
    text.push_str("resources:\n  Resources:\n    Pool:\n      Type: AWS::Cognito::UserPool\n      Properties: {DeletionProtection: \"-${self:custom.a39}\"}\n");
    run(&[("serverless.yml", text)]);
}

#[test]
fn variables_that_never_end() {
    let text = format!(
        "{HEAD}custom:\n  a: ${{self:custom.b}}\n  b: ${{self:custom.a}}\n  c: ${{self:custom}}\n  d: {{e: {{f: \"${{self:custom.d}}\"}}}}\n  \
         g: {{x: \"${{self:custom.h}}\"}}\n  h: {{y: \"${{self:custom.g}}\"}}\n  i: ${{self:custom.${{self:custom.i}}}}\n  j: -${{self:custom.j}}-\n\
         resources:\n  Resources:\n    Pool:\n      Type: AWS::Cognito::UserPool\n      Properties:\n        Schema: ${{self:custom.c}}\n        \
         DeletionProtection: ${{self:custom.a}}\n        Policies: ${{self:custom.d}}\n        UserPoolName: ${{self:custom.j}}\n"
    );
    run(&[("serverless.yml", text)]);
}

#[test]
fn a_chain_of_variables() {
    let mut text = format!("{HEAD}custom:\n");
    for level in 0..20_000 {
        writeln!(text, "  a{level}: {{x: \"${{self:custom.a{}}}\"}}", level + 1).unwrap();
    }
    text.push_str(
        "  a20000: end\nresources:\n  Resources:\n    Pool:\n      Type: AWS::Cognito::UserPool\n      Properties: ${self:custom.a0}\n",
    );
    run(&[("serverless.yml", text)]);
}

#[test]
fn includes_that_never_end() {
    let report = run(&[
        ("serverless.yml", format!("{HEAD}resources: ${{file(a.yml)}}\n")),
        ("a.yml", "Resources: ${file(b.yml)}\n".to_owned()),
        ("b.yml", "Pool: ${file(a.yml)}\n".to_owned()),
    ]);
    assert_eq!(rules(&report), ["template/include-cycle"]);
    let mut files = vec![("serverless.yml".to_owned(), format!("{HEAD}custom: ${{file(f0.yml)}}\n"))];
    for index in 0..300 {
        files.push((format!("f{index}.yml"), format!("a: ${{file(f{}.yml)}}\n", index + 1)));
    }
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    run(&files);
}

#[test]
fn many_items_merge_in_time() {
    let mut text = format!("{HEAD}resources:\n");
    for index in 0..20_000 {
        writeln!(text, "  - Resources: {{T{index}: {{Type: 'AWS::SNS::Topic'}}}}").unwrap();
    }
    run(&[("serverless.yml", text)]);
}

#[test]
fn many_resources_that_name_each_other() {
    let mut text = String::from("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n");
    for index in 0..3_000 {
        writeln!(
            text,
            "  R{index}:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {{Version: '2012-10-17', Statement: [{{Effect: Allow, \
             Principal: {{Federated: cognito-identity.amazonaws.com}}, Action: 'sts:AssumeRoleWithWebIdentity', Condition: {{StringEquals: \
             {{'cognito-identity.amazonaws.com:aud': !Ref P}}}}}}]}}"
        )
        .unwrap();
    }
    text.push_str(
        "  P:\n    Type: AWS::Cognito::IdentityPool\n    Properties: {AllowUnauthenticatedIdentities: true, AllowClassicFlow: true}\n",
    );
    let report = run(&[("template.yml", text)]);
    assert_eq!(report.findings.iter().filter(|finding| finding.rule == "trust/missing-amr-condition").count(), 3_000);
}

#[test]
fn deep_functions() {
    let deep = format!("{}x{}", "!If [C, ".repeat(120), ", y]".repeat(120));
    let text = format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nConditions: {{C: !Equals [!Ref AWS::Region, x]}}\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    \
         Properties:\n      DeletionProtection: {deep}\n"
    );
    run(&[("template.yml", text)]);
    let conditions: String = (0..2_000).map(|index| format!("  C{index}: {{Condition: C{}}}\n", index + 1)).collect();
    let text = format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nConditions:\n{conditions}  C2000: {{Condition: C0}}\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    \
         Condition: C0\n    Properties:\n      DeletionProtection: !If [C5, ACTIVE, INACTIVE]\n"
    );
    run(&[("template.yml", text)]);
}

/// The examples of all rule pages with lines dropped, doubled, moved, cut and letters changed: whatever comes out, a run ends with
/// findings whose places are in the text.
#[test]
fn mangled_templates() {
    let mut texts: Vec<String> = Vec::new();
    for meta in authlint::rules::metas() {
        let mut fence: Option<String> = None;
        for line in meta.page.lines() {
            match &mut fence {
                Some(text) if line == "```" => {
                    texts.push(std::mem::take(text));
                    fence = None;
                }
                Some(text) => {
                    text.push_str(line);
                    text.push('\n');
                }
                None if line.starts_with("```") => fence = Some(String::new()),
                None => {}
            }
        }
    }
    assert!(texts.len() > 300);
    let mut state: u64 = 0x5eed;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().canonicalize().unwrap();
    for round in 0..4_000 {
        let mut lines: Vec<String> = texts[random(texts.len())].lines().map(str::to_owned).collect();
        for _ in 0..1 + random(4) {
            if lines.is_empty() {
                break;
            }
            let at = random(lines.len());
            match random(7) {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, lines[random(lines.len())].clone()),
                2 => {
                    let other = random(lines.len());
                    lines.swap(at, other);
                }
                3 => lines[at].insert_str(0, "  "),
                4 => lines[at] = lines[at].trim_start().to_owned(),
                5 => {
                    let cut =
                        (0..=lines[at].len()).filter(|cut| lines[at].is_char_boundary(*cut)).nth(random(lines[at].len())).unwrap_or(0);
                    lines[at].truncate(cut);
                }
                _ => {
                    let odd = ["!If [C, ", "${self:custom.x}", "*x", "&x ", "<<: *x", "\t", "é", "{", "]", "!Ref ", "null", "- "];
                    let odd = odd[random(odd.len())];
                    let place =
                        (0..=lines[at].len()).filter(|cut| lines[at].is_char_boundary(*cut)).nth(random(lines[at].len())).unwrap_or(0);
                    lines[at].insert_str(place, odd);
                }
            }
        }
        let name = ["template.yml", "serverless.yml", "template.json"][random(3)];
        let text = lines.join("\n");
        let path = start.join(name);
        let request =
            Request { paths: Vec::new(), start: start.clone(), text: Some((path, text.clone().into_bytes())), ..Request::default() };
        let report = lint(&request, &|_, _| {}).unwrap();
        for finding in &report.findings {
            for span in std::iter::once(finding.primary.span).chain(finding.related.iter().map(|label| label.span)) {
                let file = report.sources.file(span.file).text();
                let range = span.start as usize..span.end as usize;
                assert!(file.get(range).is_some(), "round {round}: {} points outside at {span:?} of:\n{text}", finding.rule);
            }
        }
    }
}
