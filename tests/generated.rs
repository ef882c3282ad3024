//! Generated files: in come the collected facts (tab-separated tables beside the repository), out comes what is checked
//! in under `src/data`. Compares the two; `UPDATE=1 cargo test --test generated` writes instead. Where the facts are not
//! there, as in a packaged source tree, the comparison is skipped with a message.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it skipped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use authlint::data::iam::{self, Levels, format};

/// One row of the actions table, as far as it is encoded.
struct Action {
    name: String,
    levels: u8,
    limitable: bool,
}

struct Service {
    prefix: String,
    name: String,
    actions: Vec<Action>,
}

struct Facts {
    date: String,
    services: Vec<Service>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A required type (`!`), or several of which one applies. A single optional type is for a part of the request, and the action itself
/// still needs `*`.
fn is_limitable(resource_types: &str) -> bool {
    resource_types.contains('!') || resource_types.contains(',')
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

/// The rows of a table as cells, after checking its header.
fn read_table<const N: usize>(file: &Path, header: [&str; N]) -> Vec<[String; N]> {
    let text = fs::read_to_string(file).unwrap();
    let mut rows = text.lines().map(|line| <[String; N]>::try_from(line.split('\t').map(str::to_owned).collect::<Vec<_>>()).unwrap());
    assert_eq!(rows.next().unwrap(), header, "{}", file.display());
    rows.collect()
}

fn level_bits(access: &str) -> u8 {
    let level = |word| match word {
        "read" => Levels::READ,
        "list" => Levels::LIST,
        "write" => Levels::WRITE,
        "tagging" => Levels::TAGGING,
        "permissions" => Levels::PERMISSIONS,
        other => panic!("unknown access level {other:?}"),
    };
    access.split('+').map(level).fold(Levels::default(), Levels::union).bits()
}

fn read_facts(folder: &Path) -> Facts {
    let source: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.join("SOURCE.json")).unwrap()).unwrap();
    let date = source["updated"].as_str().unwrap().split_once('T').unwrap().0.to_owned();

    let mut actions: BTreeMap<String, Vec<Action>> = BTreeMap::new();
    let columns = ["service", "action", "access", "resource_types", "condition_keys", "dependent_actions"];
    for [service, name, access, resource_types, ..] in read_table(&folder.join("actions.tsv"), columns) {
        let action = Action { name, levels: level_bits(&access), limitable: is_limitable(&resource_types) };
        actions.entry(service).or_default().push(action);
    }

    let mut services: Vec<Service> = read_table(&folder.join("services.tsv"), ["prefix", "name"])
        .into_iter()
        .map(|[prefix, name]| Service { actions: actions.remove(&prefix).unwrap_or_default(), prefix, name })
        .collect();
    assert!(actions.is_empty(), "actions of unlisted services: {:?}", actions.keys());

    services.sort_by_key(|service| service.prefix.to_ascii_lowercase());
    for service in &mut services {
        service.actions.sort_by_key(|action| action.name.to_ascii_lowercase());
        let doubled = service.actions.windows(2).find(|pair| pair[0].name.eq_ignore_ascii_case(&pair[1].name));
        assert!(doubled.is_none(), "{}:{} twice", service.prefix, doubled.unwrap()[0].name);
    }
    let doubled = services.windows(2).find(|pair| pair[0].prefix.eq_ignore_ascii_case(&pair[1].prefix));
    assert!(doubled.is_none(), "service {} twice", doubled.unwrap()[0].prefix);
    Facts { date, services }
}

/// All strings in one run of bytes, each kept once, and none that another starts with.
struct Text {
    bytes: Vec<u8>,
    offsets: BTreeMap<String, u32>,
}

impl Text {
    fn new<'a>(strings: impl Iterator<Item = &'a str>) -> Self {
        let mut sorted: Vec<&str> = strings.collect();
        sorted.sort_unstable();
        sorted.dedup();
        // From the back: a string that others start with comes right before the first of them.
        let mut text = Self { bytes: Vec::new(), offsets: BTreeMap::new() };
        let mut last = ("", 0);
        for string in sorted.into_iter().rev() {
            if !last.0.starts_with(string) {
                last.1 = u32::try_from(text.bytes.len()).unwrap();
                text.bytes.extend_from_slice(string.as_bytes());
            }
            last.0 = string;
            text.offsets.insert(string.to_owned(), last.1);
        }
        text
    }

    fn offset(&self, string: &str) -> [u8; 4] {
        self.offsets[string].to_le_bytes()
    }
}

fn length(string: &str) -> u8 {
    u8::try_from(string.len()).unwrap()
}

fn build(facts: &Facts) -> Vec<u8> {
    let all_actions: Vec<&Action> = facts.services.iter().flat_map(|service| &service.actions).collect();
    let service_strings = facts.services.iter().flat_map(|service| [service.prefix.as_str(), service.name.as_str()]);
    let text = Text::new(service_strings.chain(all_actions.iter().map(|action| action.name.as_str())));

    let mut services = Vec::new();
    let mut first = 0;
    for service in &facts.services {
        services.extend(text.offset(&service.prefix));
        services.extend(text.offset(&service.name));
        services.extend(u32::to_le_bytes(first));
        services.extend(u16::try_from(service.actions.len()).unwrap().to_le_bytes());
        services.extend([length(&service.prefix), length(&service.name)]);
        first += u32::try_from(service.actions.len()).unwrap();
    }
    assert_eq!(services.len(), facts.services.len() * format::SERVICE_LEN);

    let mut actions = Vec::new();
    for action in &all_actions {
        actions.extend(text.offset(&action.name));
        actions.extend([length(&action.name), action.levels | if action.limitable { format::LIMITABLE } else { 0 }]);
    }
    assert_eq!(actions.len(), all_actions.len() * format::ACTION_LEN);

    assemble(&facts.date, &[(format::TEXT, text.bytes), (format::SERVICES, services), (format::ACTIONS, actions)])
}

/// The file of these sections, in this order.
fn assemble(date: &str, sections: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(format::MAGIC);
    file.extend(format::VERSION.to_le_bytes());
    file.extend(u16::try_from(sections.len()).unwrap().to_le_bytes());
    assert_eq!((file.len(), date.len()), (format::DATE_AT, format::DATE_LEN));
    file.extend(date.as_bytes());
    file.extend([0; 2]);
    assert_eq!(file.len(), format::HEADER_LEN);

    let mut offset = format::HEADER_LEN + sections.len() * format::ENTRY_LEN;
    for (id, bytes) in sections {
        file.extend(id.to_le_bytes());
        file.extend(u32::try_from(offset).unwrap().to_le_bytes());
        file.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        offset += bytes.len();
    }
    for (_, bytes) in sections {
        file.extend(bytes);
    }
    assert_eq!(file.len(), offset);
    file
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
    for table in ["services.tsv", "actions.tsv"] {
        let text = fs::read_to_string(folder.join(table)).unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        let lines: Vec<&str> = std::iter::once(header).chain(rows.lines().rev()).collect();
        fs::write(shuffled.path().join(table), lines.join("\n") + "\n").unwrap();
    }
    assert!(build(&read_facts(shuffled.path())) == build(&read_facts(&folder)));
}

/// Reads the tables without the generator's own reading of them, so that a mistake there shows.
#[test]
fn the_compiled_in_table_says_what_the_facts_say() {
    let Some(folder) = facts_folder("the_compiled_in_table_says_what_the_facts_say") else { return };
    if env::var_os("UPDATE").is_some_and(|value| value == "1") {
        eprintln!("SKIPPED the_compiled_in_table_says_what_the_facts_say: UPDATE=1 is replacing the table; run the test again without it");
        return;
    }
    assert!(fs::read_to_string(folder.join("SOURCE.json")).unwrap().contains(&format!("\"updated\": \"{}T", iam::date())));

    let text = fs::read_to_string(folder.join("services.tsv")).unwrap();
    for row in text.lines().skip(1) {
        let (prefix, name) = row.split_once('\t').unwrap();
        let service = iam::service(prefix).unwrap_or_else(|| panic!("{prefix} is missing"));
        assert_eq!((service.prefix(), service.name()), (prefix, name));
    }
    assert_eq!(iam::services().count(), text.lines().count() - 1);

    let text = fs::read_to_string(folder.join("actions.tsv")).unwrap();
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let action = iam::service(cells[0]).unwrap().action(cells[1]).unwrap_or_else(|| panic!("{row} is missing"));
        assert_eq!((action.service().prefix(), action.name()), (cells[0], cells[1]));
        for (word, level) in [
            ("read", Levels::READ),
            ("list", Levels::LIST),
            ("write", Levels::WRITE),
            ("tagging", Levels::TAGGING),
            ("permissions", Levels::PERMISSIONS),
        ] {
            assert_eq!(action.levels().contains(level), cells[2].split('+').any(|cell| cell == word), "{row}");
        }
        assert_eq!(action.limitable(), is_limitable(cells[3]), "{row}");
    }
    assert_eq!(iam::services().map(iam::Service::len).sum::<usize>(), text.lines().count() - 1);
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
