//! PyYAML, which reads templates in the AWS tools: what it reads we must read, and what it refuses we must not take for fine.
//!
//! `pyyaml_refuses.txt` lists the files of the corpus that it refuses, so that the comparison needs no Python. Where Python with
//! PyYAML is there, the list itself is compared too; `UPDATE=1 cargo test --test trees pyyaml` writes it anew. Python composes
//! nodes and constructs nothing, so that unknown tags and duplicate keys are no matter. JSON files are left out: they are
//! read by stricter rules than YAML's. What differs for a reason, such as a glued key that YAML takes for a text, stands in
//! `exceptions.tsv` with the reader `PyYAML`.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::{env, fs};

use authlint::syntax::ProblemKind;

use crate::readers::EXCEPTIONS;
use crate::{Sample, repository, rows, samples};

const REFUSES: &str = include_str!("pyyaml_refuses.txt");

/// Gets texts, each after a line with its name and length in bytes, and prints the names of those that PyYAML refuses.
const SCRIPT: &str = "
import sys, yaml
stream = sys.stdin.buffer
while header := stream.readline():
    name, length = header.decode().rstrip('\\n').split('\\t')
    try:
        yaml.compose(stream.read(int(length)), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError):
        print(name)
";

#[test]
fn reads_what_pyyaml_reads() {
    let (samples, corpus) = samples("reads_what_pyyaml_reads");
    let samples: Vec<&Sample> = samples.iter().filter(|sample| !sample.name.ends_with(".json")).collect();
    let mut refuses: BTreeSet<String> = rows(REFUSES).into_iter().map(|row| row[0].to_owned()).collect();
    match ask_python(&samples) {
        Some(now) => {
            if env::var_os("UPDATE").is_some() && corpus {
                let remarks = REFUSES.lines().filter(|line| line.starts_with('#'));
                let lines: Vec<&str> = remarks.chain(now.iter().map(String::as_str)).collect();
                fs::write(repository().join("tests/trees/pyyaml_refuses.txt"), lines.join("\n") + "\n").unwrap();
            } else {
                let listed = refuses.iter().filter(|name| corpus || name.starts_with("fixtures/"));
                assert!(now.iter().eq(listed), "PyYAML refuses other files than listed (UPDATE=1 writes the list): {now:#?}");
            }
            refuses = now;
            eprintln!("PyYAML reads {} files and refuses {}", samples.len() - refuses.len(), refuses.len());
        }
        None => eprintln!("SKIPPED asking PyYAML: it is not installed; its answers are taken from the list"),
    }
    let mut failed = Vec::new();
    let mut exceptions: BTreeSet<&str> = rows(EXCEPTIONS).into_iter().filter(|row| row[1] == "PyYAML").map(|row| row[0]).collect();
    exceptions.retain(|name| corpus || name.starts_with("fixtures/"));
    for sample in &samples {
        let parsed = sample.parse();
        let serious: Vec<_> = parsed.document.problems.iter().filter(|problem| !matters_not(&problem.kind)).collect();
        let what = match (refuses.contains(&sample.name), serious.first()) {
            (false, Some(problem)) => format!("{}: {:?}", parsed.lines.line(problem.span.start), problem.kind),
            (true, None) => " PyYAML refuses it, nothing is wrong with it here".to_owned(),
            _ => continue,
        };
        if !exceptions.remove(sample.name.as_str()) {
            failed.push(format!("{}:{what}", sample.name));
        }
    }
    failed.extend(exceptions.iter().map(|name| format!("{name}: PyYAML: needs no exception")));
    eprintln!("compared with PyYAML: {} files, {} refused by it", samples.len(), refuses.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// PyYAML composes duplicate keys.
fn matters_not(kind: &ProblemKind) -> bool {
    matches!(kind, ProblemKind::DuplicateKey { .. })
}

/// The names of the texts that PyYAML refuses; `None` where it is not installed.
fn ask_python(samples: &[&Sample]) -> Option<BTreeSet<String>> {
    let has_yaml = Command::new("python3").args(["-c", "import yaml"]).stderr(Stdio::null()).status().ok()?.success();
    if !has_yaml {
        return None;
    }
    let mut python = Command::new("python3").args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = python.stdin.take().unwrap();
    let mut bytes = Vec::new();
    for sample in samples {
        writeln!(bytes, "{}\t{}", sample.name, sample.text.len()).unwrap();
        bytes.extend(sample.text.as_bytes());
    }
    // What it prints is far less than a pipe holds, so that writing all first blocks nobody.
    input.write_all(&bytes).unwrap();
    drop(input);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "python3 failed");
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}
