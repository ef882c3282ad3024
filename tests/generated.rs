//! Generated files: in come the collected facts (tab-separated tables beside the repository), out comes what is checked
//! in under `src/data`. Compares the two; `UPDATE=1 cargo test --test generated` writes instead. Where the facts are not
//! there, as in a packaged source tree, the comparison is skipped with a message.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it skipped.

#[path = "generated/encode.rs"]
mod encode;
#[path = "generated/facts.rs"]
mod facts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use authlint::data::global_keys::{ADDED, CLAIMS, GLOBAL};
use authlint::data::iam::{self, KeyKind, Levels};

use encode::build;
use facts::{is_limitable, read_facts};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the facts, or `None` with a message.
fn facts_folder(test: &str) -> Option<PathBuf> {
    let folder = root().join("../shared/data/iam");
    if folder.join("SOURCE.json").is_file() {
        return Some(folder);
    }
    eprintln!("SKIPPED {test}: the facts are not there ({} has no SOURCE.json)", folder.display());
    None
}

#[test]
fn the_iam_table_is_up_to_date() {
    let Some(folder) = facts_folder("the_iam_table_is_up_to_date") else { return };
    let built = build(&read_facts(&folder));
    let file = root().join("src/data/iam.bin");
    if env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::write(&file, &built).unwrap();
        eprintln!("wrote {}: {} bytes", file.display(), built.len());
        return;
    }
    // Not assert_eq!, which would print both.
    assert!(fs::read(&file).unwrap() == built, "src/data/iam.bin is out of date: UPDATE=1 cargo test --test generated");
}

#[test]
fn building_twice_gives_the_same_bytes() {
    let Some(folder) = facts_folder("building_twice_gives_the_same_bytes") else { return };
    assert!(build(&read_facts(&folder)) == build(&read_facts(&folder)));
}

#[test]
fn the_order_of_the_rows_makes_no_difference() {
    let Some(folder) = facts_folder("the_order_of_the_rows_makes_no_difference") else { return };
    let shuffled = tempfile::tempdir().unwrap();
    fs::copy(folder.join("SOURCE.json"), shuffled.path().join("SOURCE.json")).unwrap();
    for table in ["services.tsv", "actions.tsv", "resource_types.tsv", "condition_keys.tsv", "api_names.tsv"] {
        let text = fs::read_to_string(folder.join(table)).unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        let lines: Vec<&str> = std::iter::once(header).chain(rows.lines().rev()).collect();
        fs::write(shuffled.path().join(table), lines.join("\n") + "\n").unwrap();
    }
    assert!(build(&read_facts(shuffled.path())) == build(&read_facts(&folder)));
}

/// Reads the tables without the generator's own reading of them, so that a mistake there shows.
fn rows(folder: &Path, table: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder.join(table)).unwrap();
    text.lines().skip(1).map(|row| row.split('\t').map(str::to_owned).collect()).collect()
}

/// The facts, where they are there and the table is not just being replaced.
fn facts_to_compare(test: &str) -> Option<PathBuf> {
    let folder = facts_folder(test)?;
    if env::var_os("UPDATE").is_some_and(|value| value == "1") {
        eprintln!("SKIPPED {test}: UPDATE=1 is replacing the table; run the test again without it");
        return None;
    }
    Some(folder)
}

#[test]
fn the_compiled_in_table_says_what_the_facts_say() {
    let Some(folder) = facts_to_compare("the_compiled_in_table_says_what_the_facts_say") else { return };
    assert!(fs::read_to_string(folder.join("SOURCE.json")).unwrap().contains(&format!("\"updated\": \"{}T", iam::date())));

    let services = rows(&folder, "services.tsv");
    for row in &services {
        let service = iam::service(&row[0]).unwrap_or_else(|| panic!("{row:?} is missing"));
        let known_as = facts::KNOWN_AS.iter().find(|(prefix, _)| *prefix == row[0]).map_or(row[1].as_str(), |(_, name)| name);
        assert_eq!((service.prefix(), service.name()), (row[0].as_str(), known_as));
    }
    assert_eq!(iam::services().count(), services.len());

    let actions = rows(&folder, "actions.tsv");
    for row in &actions {
        let action = iam::service(&row[0]).unwrap().action(&row[1]).unwrap_or_else(|| panic!("{row:?} is missing"));
        assert_eq!((action.service().prefix(), action.name()), (row[0].as_str(), row[1].as_str()));
        for (word, level) in [
            ("read", Levels::READ),
            ("list", Levels::LIST),
            ("write", Levels::WRITE),
            ("tagging", Levels::TAGGING),
            ("permissions", Levels::PERMISSIONS),
        ] {
            assert_eq!(action.levels().contains(level), row[2].split('+').any(|cell| cell == word), "{row:?}");
        }
        assert_eq!(action.limitable(), is_limitable(&row[3]), "{row:?}");
        assert_eq!(iam::Action::at(action.index()), Some(action));
    }
    assert_eq!(iam::services().map(iam::Service::len).sum::<usize>(), actions.len());
    assert_eq!(iam::action_count(), actions.len());
}

#[test]
fn the_compiled_in_resource_types_say_what_the_facts_say() {
    let Some(folder) = facts_to_compare("the_compiled_in_resource_types_say_what_the_facts_say") else { return };
    let types = rows(&folder, "resource_types.tsv");
    let mut keys_of = BTreeMap::new();
    for row in &types {
        let service = iam::service(&row[0]).unwrap();
        let found = service.resource_types().find(|kind| kind.name() == row[1]).unwrap_or_else(|| panic!("{row:?} is missing"));
        assert_eq!(found.arns().collect::<Vec<_>>().join(", "), row[2]);
        assert_eq!(found.service(), service);
        let keys: BTreeSet<String> = key_names(&row[3]);
        assert_eq!(found.keys().map(|key| key.name().to_owned()).collect::<BTreeSet<_>>(), keys, "{row:?}");
        keys_of.insert((row[0].clone(), row[1].clone()), keys);
    }
    assert_eq!(iam::resource_types().count(), types.len());

    for row in rows(&folder, "actions.tsv") {
        let action = iam::service(&row[0]).unwrap().action(&row[1]).unwrap();
        let mut keys = key_names(&row[4]);
        let mut types = BTreeSet::new();
        // Keys in brackets have commas nowhere, so a comma ends a type.
        for cell in row[3].split(',').filter(|cell| !cell.is_empty()) {
            let (kind, brackets) = cell.split_once('[').unwrap_or((cell, ""));
            keys.extend(key_names(&brackets.trim_end_matches(']').replace(';', ",")));
            let name = kind.trim_end_matches('!');
            keys.extend(keys_of[&(row[0].clone(), name.to_owned())].iter().cloned());
            types.insert((name.to_owned(), kind.ends_with('!')));
        }
        for (service, name, added) in ADDED {
            if row[0] == *service && row[1] == *name {
                keys.extend(added.iter().map(|key| (*key).to_owned()));
            }
        }
        let found: BTreeSet<_> = action.resource_types().map(|(kind, required)| (kind.name().to_owned(), required)).collect();
        assert_eq!(found, types, "{row:?}");
        assert_eq!(action.keys().map(|key| key.name().to_owned()).collect::<BTreeSet<_>>(), keys, "{row:?}");
    }
}

/// A cell of keys; the facts have four ways to write the hole of a tag's key.
fn key_names(cell: &str) -> BTreeSet<String> {
    let whole = |name: &str| match name.rsplit_once('/') {
        Some((tag, "" | "<key>" | "tag-key")) => format!("{tag}/${{TagKey}}"),
        _ => name.to_owned(),
    };
    cell.split(',').filter(|name| !name.is_empty()).map(whole).collect()
}

#[test]
fn the_compiled_in_condition_keys_say_what_the_facts_say() {
    let Some(folder) = facts_to_compare("the_compiled_in_condition_keys_say_what_the_facts_say") else { return };
    let mut names = BTreeSet::new();
    for row in rows(&folder, "condition_keys.tsv") {
        let name = key_names(&row[1]).pop_first().unwrap();
        let key = iam::condition_key(&name).unwrap_or_else(|| panic!("{row:?} is missing"));
        assert_eq!(key.name(), name);
        assert!(iam::service(&row[0]).unwrap().keys().any(|other| other == key), "{row:?}");
        let kind = match row[2].strip_prefix("ArrayOf").unwrap_or(&row[2]) {
            "String" => KeyKind::String,
            "ARN" => KeyKind::Arn,
            "Bool" => KeyKind::Bool,
            "Date" => KeyKind::Date,
            "Numeric" => KeyKind::Numeric,
            "IPAddress" => KeyKind::Ip,
            other => panic!("{other}"),
        };
        assert_eq!(key.kind(), kind, "{row:?}");
        assert!(!row[2].starts_with("ArrayOf") || key.may_be_multi_valued(), "{row:?}");
        if !key.is_multi_valued() && key.may_be_multi_valued() {
            assert!(name == "identitystore:UserId" || name.starts_with("saml:"), "{row:?}");
        }
        names.insert(name);
    }
    let by_hand = GLOBAL.iter().chain(CLAIMS).map(|(name, _)| (*name).to_owned());
    names.extend(by_hand);
    assert_eq!(iam::condition_keys().map(|key| key.name().to_owned()).collect::<BTreeSet<_>>(), names);

    for row in rows(&folder, "api_names.tsv") {
        assert_eq!(iam::needed_for(&row[0]), Some(row[1].as_str()));
    }
}

/// The heads of the rule pages as a static table, so that no page is read at start-up.
#[test]
fn the_table_of_rules_is_fresh() {
    let mut ids: Vec<String> = Vec::new();
    for family in fs::read_dir(root().join("rules")).unwrap() {
        let family = family.unwrap().path();
        for page in fs::read_dir(&family).unwrap() {
            let page = page.unwrap().path();
            ids.push(format!("{}/{}", family.file_name().unwrap().to_str().unwrap(), page.file_stem().unwrap().to_str().unwrap()));
        }
    }
    ids.sort();
    let mut table = String::from(
        "//! Generated from the heads of the pages under `rules/` by `UPDATE=1 cargo test --test generated`; do not edit.\n\n\
         use super::Meta;\nuse crate::finding::{Confidence, Safety, Severity};\n",
    );
    let severity = |name: &str| match name {
        "error" => "Severity::Error",
        "warning" => "Severity::Warning",
        "info" => "Severity::Info",
        other => panic!("no severity `{other}`"),
    };
    for id in &ids {
        let text = fs::read_to_string(root().join(format!("rules/{id}.md"))).unwrap();
        let page = authlint::rules::Page::read(&text).unwrap_or_else(|error| panic!("rules/{id}.md: {error}"));
        let head = page.head;
        let confidence = match head.confidence.as_str() {
            "high" => "Confidence::High",
            "medium" => "Confidence::Medium",
            "low" => "Confidence::Low",
            other => panic!("rules/{id}.md: no confidence `{other}`"),
        };
        let cases: Vec<String> = head.cases.iter().map(|(case, level)| format!("({case:?}, {})", severity(level))).collect();
        let fix = match head.fix.as_str() {
            "none" => "None",
            "safe" => "Some(Safety::Safe)",
            "unsafe" => "Some(Safety::Unsafe)",
            other => panic!("rules/{id}.md: no fix `{other}`"),
        };
        let strict = head.strict.as_deref().map_or("None".to_owned(), |level| format!("Some({})", severity(level)));
        table.push_str(&format!(
            "\npub(super) static {}: Meta = Meta {{\n    id: {id:?},\n    title: {:?},\n    help: {:?},\n    severity: {},\n    \
             confidence: {confidence},\n    cases: &[{}],\n    strict: {strict},\n    on: {},\n    covers: &{:?},\n    \
             fix: {fix},\n    generated: {},\n    page: include_str!(\"../../rules/{id}.md\"),\n}};\n",
            constant(id),
            page.title,
            head.help,
            severity(&head.severity),
            cases.join(", "),
            head.default.as_deref() != Some("off"),
            head.covers,
            head.generated,
        ));
    }
    table.push_str("\npub(super) static ALL: &[&Meta] = &[\n");
    for id in &ids {
        table.push_str(&format!("    &{},\n", constant(id)));
    }
    table.push_str("];\n");
    let path = root().join("src/rules/table.rs");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let checked_in = fs::read_to_string(&path).unwrap();
    // Not by assert_eq: nobody wants to read both tables.
    assert!(checked_in == table, "src/rules/table.rs is stale: run `UPDATE=1 cargo test --test generated`");
}

fn constant(id: &str) -> String {
    id.replace(['/', '-'], "_").to_uppercase()
}
