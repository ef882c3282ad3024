//! Against the real frameworks: what `dump` prints is set beside what they made of the same inputs, by the comparison that lies beside
//! the oracle. What differs for a reason stands in `oracle/explained.tsv`; an entry that nobody needs fails.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says what it skips and what it counted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use authlint::compose::Deployment;
use authlint::model::Resource;
use authlint::resolve::{Val, World};
use authlint::source::{Disk, Store, may_be_template};
use authlint::template::{Dialect, Loaded, load};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap()
}

/// Differences that have a reason: the case, the place where its line begins, the reason.
fn explained() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("tests/oracle/explained.tsv")).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        assert!(cells.len() == 3 && !cells[2].is_empty(), "a row is case, place, reason: {line}");
        (cells[0].to_owned(), cells[1].to_owned())
    })
    .collect()
}

#[test]
fn stacks_are_what_the_frameworks_make_of_them() {
    let script = root().join("../shared/oracle/compare.py");
    if !script.is_file() {
        eprintln!("SKIPPED stacks_are_what_the_frameworks_make_of_them: {} is not there", script.display());
        return;
    }
    let run = Command::new("python3")
        .args([script.as_os_str(), "-v".as_ref(), "--bin".as_ref(), env!("CARGO_BIN_EXE_authlint").as_ref(), "all".as_ref()])
        .current_dir(root())
        .output()
        .unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    let explained = explained();
    let (mut needed, mut wrong) = (BTreeSet::new(), Vec::new());
    let mut case = "";
    for line in out.lines() {
        let Some(difference) = line.strip_prefix("    ") else {
            case = line.split(": ").next().unwrap_or_default();
            continue;
        };
        match explained.iter().position(|(known, place)| known == case && difference.starts_with(place.as_str())) {
            Some(row) => {
                needed.insert(row);
            }
            None => wrong.push(format!("{case}: {difference}")),
        }
    }
    let total = out.lines().last().unwrap_or_default();
    eprintln!("{total}; {} places explained", needed.len());
    assert!(total.contains("cases"), "{out}{}", String::from_utf8_lossy(&run.stderr));
    wrong.extend(
        explained
            .iter()
            .enumerate()
            .filter(|(row, _)| !needed.contains(row))
            .map(|(_, (case, place))| format!("{case}: {place}: needs no entry")),
    );
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// What became of the scalars below the properties of some stacks.
#[derive(Default)]
struct Shares {
    stacks: usize,
    /// Known to the last letter.
    known: usize,
    /// Known as a reference: an attribute of a resource, a pseudo parameter, perhaps with text around.
    linked: usize,
    /// Known in no part, or not altogether, by reason.
    unknown: BTreeMap<String, usize>,
}

impl Shares {
    fn miss(&mut self, reason: impl Into<String>) {
        *self.unknown.entry(reason.into()).or_default() += 1;
    }

    fn look(&mut self, value: &Val<'_>, depth: usize) {
        if depth > 40 {
            return;
        }
        if let Ok(items) = value.list() {
            return items.iter().for_each(|item| self.look(item, depth + 1));
        }
        if let Ok(object) = value.object() {
            match object.entries() {
                Ok(entries) => entries.iter().for_each(|(_, _, value)| self.look(value, depth + 1)),
                Err(unknown) => self.miss(unknown.to_string()),
            }
            return;
        }
        match value.text() {
            Ok(text) if text.has_hole() => self.miss("a piece that is known when deploying"),
            Ok(text) if text.known().is_ok() => self.known += 1,
            Ok(_) => self.linked += 1,
            Err(unknown) => self.miss(unknown.to_string()),
        }
    }
}

/// How much of real templates is known, and why the rest is not.
#[test]
fn most_of_what_people_write_is_known() {
    let corpus = root().join("../shared/corpus/realworld");
    if !corpus.is_dir() {
        eprintln!("SKIPPED most_of_what_people_write_is_known: {} is not there", corpus.display());
        return;
    }
    let start = corpus.canonicalize().unwrap();
    let disk = Disk::new([start.clone()]);
    let store = Store::new(&disk, start.clone());
    let mut kinds: BTreeMap<&str, Shares> = BTreeMap::new();
    let mut slowest = (Duration::ZERO, PathBuf::new());
    for file in
        walkdir::WalkDir::new(&start).sort_by_file_name().into_iter().filter_map(Result::ok).filter(|file| file.file_type().is_file())
    {
        let path = file.path();
        let Ok((id, source)) = store.load(path) else { continue };
        if !may_be_template(path, source.text().as_bytes()) {
            continue;
        }
        let begun = Instant::now();
        let Ok(Loaded { stack, .. }) = load(&store, path, id, &source, true, &Deployment::default()) else { continue };
        let shares = kinds
            .entry(match stack.dialect {
                Dialect::Serverless => "service",
                Dialect::Sam => "SAM template",
                Dialect::CloudFormation => "CloudFormation template",
                Dialect::Unknown => "fragment",
                Dialect::Policy => "policy document",
            })
            .or_default();
        shares.stacks += 1;
        let world = World::new(&stack);
        for index in 0..stack.resources.len() {
            match Resource::new(&world, index).properties() {
                Ok(Some(properties)) => match properties.entries() {
                    Ok(entries) => entries.iter().for_each(|(_, _, value)| shares.look(value, 0)),
                    Err(unknown) => shares.miss(unknown.to_string()),
                },
                Ok(None) => {}
                Err(unknown) => shares.miss(unknown.to_string()),
            }
        }
        slowest = slowest.max((begun.elapsed(), path.to_path_buf()));
    }
    for (kind, Shares { stacks, known, linked, unknown }) in &kinds {
        let missing: usize = unknown.values().sum();
        let all = (known + linked + missing).max(1) as f64;
        let share = |part: usize| 100.0 * part as f64 / all;
        eprintln!(
            "{stacks} {kind}s: {:.0} values, {:.1} % literally known, {:.1} % known as a reference, {:.1} % not",
            all,
            share(*known),
            share(*linked),
            share(missing)
        );
        let mut reasons: Vec<_> = unknown.iter().collect();
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(**count), reason.as_str()));
        reasons.iter().take(6).for_each(|(reason, count)| eprintln!("    {count:>5}  {reason}"));
        // A fragment's service is elsewhere.
        assert!(share(missing) < 15.0 || *kind == "fragment", "{kind}: {missing} values are not known");
    }
    eprintln!("the slowest took {:?}: {}", slowest.0, slowest.1.strip_prefix(&start).unwrap().display());
}
