//! Variables against the real framework: each small input of the collected vectors is composed, and what stands at `custom.x` is set
//! beside what the framework printed. An error of the framework counts as answered when the composition says so or knows nothing.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it skipped.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use authlint::compose::Deployment;
use authlint::source::{ReadError, Reads, Store};
use authlint::template::{Loaded, UNKNOWN, load, value};
use serde_json::Value;

/// Files in memory.
struct Memory(HashMap<PathBuf, Vec<u8>>);

impl Reads for Memory {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        if self.0.keys().any(|known| known != path && known.starts_with(path)) {
            return Err(ReadError::NotAFile);
        }
        self.0.get(path).cloned().ok_or(ReadError::Missing)
    }
}

/// A vector as an input.
struct Input {
    name: String,
    text: String,
    files: HashMap<PathBuf, Vec<u8>>,
    deployment: Deployment,
}

/// What stands at `custom.x`, and whether anything was said to be wrong.
fn answer(input: Input) -> (Value, bool) {
    let path = PathBuf::from("/service").join(&input.name);
    let mut files = input.files;
    files.insert(path.clone(), input.text.into_bytes());
    let memory = Memory(files);
    let store = Store::new(&memory, PathBuf::from("/service"));
    let (id, source) = store.load(&path).unwrap();
    let Loaded { stack, .. } = load(&store, &path, id, &source, true, &input.deployment).unwrap();
    let complains = !stack.variable_problems.is_empty()
        || !stack.include_problems.is_empty()
        || stack.files.iter().any(|file| !file.document.problems.is_empty());
    let node = stack.root.and_then(|root| stack.tree.at(root, &["custom", "x"]));
    // What comes from the environment is printed nowhere; that it is the right value is seen from the tree.
    let secret = node.and_then(|node| stack.tree.parts(node)).filter(|parts| parts.secret.is_some());
    let found = match secret.and_then(|parts| parts.whole()) {
        Some(text) => Value::from(text),
        None => node.map_or(Value::Null, |node| value(&stack, node)),
    };
    (found, complains)
}

fn holds_unknown(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.contains_key(UNKNOWN) || map.values().any(holds_unknown),
        Value::Array(items) => items.iter().any(holds_unknown),
        _ => false,
    }
}

fn text<'v>(vector: &'v Value, key: &str) -> &'v str {
    vector.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn input(vector: &Value) -> Input {
    let custom: String = text(vector, "custom").lines().map(|line| format!("  {line}\n")).collect();
    let composed = format!(
        "service: demo\nprovider:\n  name: aws\n  runtime: nodejs20.x\n{}{}custom:\n{custom}",
        text(vector, "prov"),
        text(vector, "top"),
    );
    let full = vector.get("full").and_then(Value::as_str).map(str::to_owned);
    let mut deployment = Deployment { dotenv: true, ..Deployment::default() };
    let default = vec![Value::from("--stage"), Value::from("qa")];
    let args = vector.get("args").and_then(Value::as_array).unwrap_or(&default);
    for pair in args.chunks(2) {
        let [name, value] = pair else { continue };
        let value = value.as_str().unwrap().to_owned();
        match name.as_str().unwrap() {
            "--stage" => deployment.stage = Some(value),
            "--region" => deployment.region = Some(value),
            "--param" => {
                let (name, value) = value.split_once('=').unwrap();
                deployment.params.insert(name.to_owned(), value.trim_end().to_owned());
            }
            _ => {}
        }
    }
    let pairs = |key: &str| -> Vec<(String, String)> {
        let map = vector.get(key).and_then(Value::as_object);
        map.into_iter().flatten().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
    };
    deployment.env = pairs("env").into_iter().map(|(name, value)| (name, Some(value))).collect();
    let files = pairs("files").into_iter().map(|(name, text)| (Path::new("/service").join(name), text.into_bytes())).collect();
    let name = vector.get("name").and_then(Value::as_str).unwrap_or("serverless.yml").to_owned();
    Input { name, text: full.unwrap_or(composed), files, deployment }
}

/// Rows whose answer is another one for a reason.
const EXPLAINED: [(&str, &str); 1] =
    [("optcustom", "an option that the framework does not know is an error of the command line, not of the file")];

#[test]
fn variables_are_what_the_framework_makes_of_them() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracle/serverless/vectors.json");
    let Ok(vectors) = std::fs::read_to_string(&file) else {
        eprintln!("SKIPPED variables_are_what_the_framework_makes_of_them: {} is not there", file.display());
        return;
    };
    let vectors: Vec<Value> = serde_json::from_str(&vectors).unwrap();
    let (mut same, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for vector in &vectors {
        let id = text(vector, "id");
        // osls refuses some top-level keys and names that the others take.
        let refuses = vector["osls"]["error"].as_str().is_some_and(|error| error.contains("Configuration error"));
        let expected = &vector[if refuses { "v3" } else { "osls" }];
        let (found, complains) = answer(input(vector));
        match (expected.get("value"), expected.get("error")) {
            (Some(value), _) if *value == found => same += 1,
            (Some(_), _) if holds_unknown(&found) => unknown.push(format!("{id}: {found}")),
            (None, Some(_)) if complains => same += 1,
            (None, Some(_)) if holds_unknown(&found) => unknown.push(format!("{id}: {found}")),
            _ if EXPLAINED.iter().any(|(known, _)| *known == id) => {}
            _ => wrong.push(format!("{id}: {found} here, {expected} there")),
        }
    }
    eprintln!("{} vectors: {same} as the framework, {} unknown, {} wrong", vectors.len(), unknown.len(), wrong.len());
    unknown.iter().for_each(|line| eprintln!("  unknown {line}"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One row of the table of the page about services: number, input, what osls makes of it.
fn row(line: &str) -> Option<(String, Value)> {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [id, input, result, ..] = cells.as_slice() else { return None };
    id.parse::<usize>().ok()?;
    let mut vector = serde_json::Map::new();
    vector.insert("id".to_owned(), Value::from(*id));
    let mut segments = input.split('`').skip(1).step_by(2).map(|segment| segment.replace(" ⏎ ", "\n").replace("⏎ ", "\n"));
    vector.insert("custom".to_owned(), Value::from(segments.next()?));
    let (mut files, mut env) = (serde_json::Map::new(), serde_json::Map::new());
    let (mut top, mut provider) = (String::new(), String::new());
    for segment in segments {
        let (head, rest) = segment.split_once([' ', ':']).unwrap_or((&segment, ""));
        match head {
            "env" => {
                let (name, value) = rest.split_once('=')?;
                env.insert(name.to_owned(), Value::from(value.trim_matches('\'')));
            }
            "args" => {
                vector.insert("args".to_owned(), rest.split_whitespace().map(Value::from).collect());
            }
            "stage" | "region" => provider.push_str(&format!("  {segment}\n")),
            _ if head.contains('.') => {
                files.insert(head.to_owned(), Value::from(format!("{}\n", rest.trim_start())));
            }
            _ => top.push_str(&format!("{segment}\n")),
        }
    }
    // `{bad` is cut short on purpose.
    let expected = match result.strip_prefix("**error**") {
        Some(error) => serde_json::json!({ "error": error }),
        None => serde_json::json!({ "value": serde_json::from_str::<Value>(result.trim_matches('`')).ok()? }),
    };
    vector.extend([
        ("files".to_owned(), Value::Object(files)),
        ("env".to_owned(), Value::Object(env)),
        ("top".to_owned(), Value::from(top)),
        ("prov".to_owned(), Value::from(provider)),
    ]);
    Some((id.to_string(), serde_json::json!({ "vector": vector, "expected": expected })))
}

#[test]
fn the_table_of_the_page_holds() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/domain/serverless.md");
    let Ok(page) = std::fs::read_to_string(&file) else {
        eprintln!("SKIPPED the_table_of_the_page_holds: {} is not there", file.display());
        return;
    };
    let table = page.split("## 10.").nth(1).and_then(|rest| rest.split("## 11.").next()).unwrap();
    let rows: Vec<(String, Value)> = table.lines().filter_map(row).collect();
    let (mut same, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for (id, row) in &rows {
        let (found, complains) = answer(input(&row["vector"]));
        match (row["expected"].get("value"), row["expected"].get("error")) {
            (Some(value), _) if *value == found => same += 1,
            (Some(_), _) if holds_unknown(&found) => unknown.push(id.as_str()),
            (None, Some(_)) if complains => same += 1,
            (None, Some(_)) if holds_unknown(&found) => unknown.push(id.as_str()),
            _ if EXPLAINED_ROWS.iter().any(|(known, _)| known == id) => {}
            _ => wrong.push(format!("row {id}: {found} here, {} there", row["expected"])),
        }
    }
    eprintln!("{} rows: {same} as the framework, {} unknown ({}), {} wrong", rows.len(), unknown.len(), unknown.join(", "), wrong.len());
    assert!(rows.len() >= 64, "only {} rows could be read", rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rows of the table whose answer is another one for a reason.
const EXPLAINED_ROWS: [(&str, &str); 1] =
    [("50", "only version 4 knows the key `stages`, so a service that has it is read as that version reads it")];
