//! The collected facts: in come tab-separated tables, out comes what of them is encoded, in the order in which it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use authlint::data::global_keys::{ADDED, CLAIMS, CORRECTED, GLOBAL};
use authlint::data::iam::{KeyFlags, KeyKind, Levels};

/// One row of the actions table, as far as it is encoded.
/// Prefixes that several services share, by the name under which people know them; the facts give another one's.
pub(crate) const KNOWN_AS: [(&str, &str); 2] = [("apigateway", "Amazon API Gateway"), ("ses", "Amazon Simple Email Service")];

pub(crate) struct Action {
    pub(crate) name: String,
    pub(crate) levels: u8,
    pub(crate) limitable: bool,
    /// Its own keys and those of its resource types, sorted, once each.
    pub(crate) keys: Vec<String>,
    /// Names of resource types of its service, with whether it needs them.
    pub(crate) resource_types: Vec<(String, bool)>,
}

pub(crate) struct ResourceType {
    pub(crate) name: String,
    pub(crate) arns: String,
    pub(crate) keys: Vec<String>,
}

pub(crate) struct Service {
    pub(crate) prefix: String,
    pub(crate) name: String,
    pub(crate) actions: Vec<Action>,
    pub(crate) keys: Vec<String>,
    pub(crate) resource_types: Vec<ResourceType>,
}

pub(crate) struct Facts {
    pub(crate) date: String,
    pub(crate) services: Vec<Service>,
    /// The flags of each key.
    pub(crate) keys: BTreeMap<String, u16>,
    /// What is written, and what it needs.
    pub(crate) api_names: Vec<[String; 2]>,
}

/// A required type (`!`), or several of which one applies. A single optional type is for a part of the request, and the action itself
/// still needs `*`.
pub(crate) fn is_limitable(resource_types: &str) -> bool {
    resource_types.contains('!') || resource_types.contains(',')
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

/// A key as it is encoded: the hole of a tag's key is written in four ways.
fn key(name: &str) -> String {
    match name.rsplit_once('/') {
        Some((before, "" | "<key>" | "tag-key")) => format!("{before}/${{TagKey}}"),
        _ => name.to_owned(),
    }
}

fn keys(cell: &str, separator: char) -> Vec<String> {
    sorted(cell.split(separator).filter(|name| !name.is_empty()).map(key).collect())
}

fn sorted(mut keys: Vec<String>) -> Vec<String> {
    keys.sort_by_key(|key| key.to_ascii_lowercase());
    keys.dedup();
    keys
}

fn key_flags(kind: &str) -> KeyFlags {
    let (kind, many) = kind.strip_prefix("ArrayOf").map_or((kind, false), |kind| (kind, true));
    let flags = KeyFlags::of(match kind {
        "String" => KeyKind::String,
        "ARN" => KeyKind::Arn,
        "Bool" => KeyKind::Bool,
        "Date" => KeyKind::Date,
        "Numeric" => KeyKind::Numeric,
        "IPAddress" => KeyKind::Ip,
        other => panic!("unknown type of a condition key: {other:?}"),
    });
    if many { flags.with(KeyFlags::MULTI_VALUED) } else { flags }
}

/// Every key with its flags. What is said by hand wins.
fn read_keys(rows: &[[String; 3]]) -> BTreeMap<String, u16> {
    let mut flags: BTreeMap<String, u16> = BTreeMap::new();
    for [_, name, kind] in rows {
        let new = key_flags(kind).bits();
        let name = key(name);
        let by_hand = GLOBAL.iter().any(|(other, _)| *other == name);
        assert!(by_hand || flags.get(&name).is_none_or(|old| *old == new), "{name} has several types");
        flags.insert(name, new);
    }
    for (name, new) in CORRECTED {
        assert!(flags.insert((*name).to_owned(), new.bits()).is_some(), "{name} is not in the facts");
    }
    for (name, new) in GLOBAL {
        flags.insert((*name).to_owned(), new.with(KeyFlags::GLOBAL).bits());
    }
    for (name, new) in CLAIMS {
        assert!(flags.insert((*name).to_owned(), new.bits()).is_none(), "{name} is in the facts");
    }
    let mut names: Vec<_> = flags.keys().map(|name| name.to_ascii_lowercase()).collect();
    names.sort();
    let doubled = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert!(doubled.is_none(), "{doubled:?}");
    flags
}

fn read_resource_types(folder: &Path) -> BTreeMap<String, Vec<ResourceType>> {
    let mut types: BTreeMap<String, Vec<ResourceType>> = BTreeMap::new();
    let columns = ["service", "resource_type", "arn_pattern", "condition_keys"];
    for [service, name, arns, cell] in read_table(&folder.join("resource_types.tsv"), columns) {
        types.entry(service).or_default().push(ResourceType { name, arns, keys: keys(&cell, ',') });
    }
    for (service, types) in &mut types {
        types.sort_by_key(|kind| kind.name.to_ascii_lowercase());
        let doubled = types.windows(2).find(|pair| pair[0].name.eq_ignore_ascii_case(&pair[1].name));
        assert!(doubled.is_none(), "{service}: {} twice", doubled.unwrap()[0].name);
    }
    types
}

/// An action of a row, with the keys of its resource types.
fn action(service: &str, row: [&str; 4], types: &[ResourceType]) -> Action {
    let [name, access, cell, own] = row;
    let mut all = keys(own, ',');
    let mut resource_types = Vec::new();
    for entry in cell.split(',').filter(|entry| !entry.is_empty()) {
        let (kind, brackets) = entry.split_once('[').map_or((entry, ""), |(kind, keys)| (kind, keys.strip_suffix(']').unwrap()));
        let (kind, required) = kind.strip_suffix('!').map_or((kind, false), |kind| (kind, true));
        let known = types.iter().find(|other| other.name == kind).unwrap_or_else(|| panic!("{service}:{name}: no type {kind}"));
        all.extend(keys(brackets, ';'));
        all.extend(known.keys.iter().cloned());
        resource_types.push((kind.to_owned(), required));
    }
    let added = ADDED.iter().filter(|(of, action, _)| (*of, *action) == (service, name));
    all.extend(added.flat_map(|(_, _, keys)| keys.iter().map(|key| (*key).to_owned())));
    resource_types.sort();
    let limitable = is_limitable(cell);
    Action { name: name.to_owned(), levels: level_bits(access), limitable, keys: sorted(all), resource_types }
}

pub(crate) fn read_facts(folder: &Path) -> Facts {
    let source: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.join("SOURCE.json")).unwrap()).unwrap();
    let date = source["updated"].as_str().unwrap().split_once('T').unwrap().0.to_owned();

    let mut resource_types = read_resource_types(folder);
    let mut actions: BTreeMap<String, Vec<Action>> = BTreeMap::new();
    let columns = ["service", "action", "access", "resource_types", "condition_keys", "dependent_actions"];
    for [service, name, access, types, keys, _] in read_table(&folder.join("actions.tsv"), columns) {
        let known = resource_types.get(&service).map_or(&[][..], |types| types);
        let action = action(&service, [&name, &access, &types, &keys], known);
        actions.entry(service).or_default().push(action);
    }
    let key_rows = read_table(&folder.join("condition_keys.tsv"), ["service", "key", "type"]);
    let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for [service, name, _] in &key_rows {
        keys.entry(service.clone()).or_default().push(key(name));
    }

    let mut services: Vec<Service> = read_table(&folder.join("services.tsv"), ["prefix", "name"])
        .into_iter()
        .map(|[prefix, name]| {
            let actions = actions.remove(&prefix).unwrap_or_default();
            let resource_types = resource_types.remove(&prefix).unwrap_or_default();
            let listed = keys.remove(&prefix).unwrap_or_default();
            let held = actions.iter().flat_map(|action| action.keys.iter().cloned());
            let keys = sorted(listed.into_iter().chain(held).collect());
            let name = KNOWN_AS.iter().find(|(shared, _)| *shared == prefix).map_or(name, |(_, name)| (*name).to_owned());
            Service { prefix, name, actions, keys, resource_types }
        })
        .collect();
    assert!(actions.is_empty(), "actions of unlisted services: {:?}", actions.keys());
    assert!(resource_types.is_empty() && keys.is_empty(), "unlisted services: {:?} {:?}", resource_types.keys(), keys.keys());

    services.sort_by_key(|service| service.prefix.to_ascii_lowercase());
    for service in &mut services {
        service.actions.sort_by_key(|action| action.name.to_ascii_lowercase());
        let doubled = service.actions.windows(2).find(|pair| pair[0].name.eq_ignore_ascii_case(&pair[1].name));
        assert!(doubled.is_none(), "{}:{} twice", service.prefix, doubled.unwrap()[0].name);
    }
    let doubled = services.windows(2).find(|pair| pair[0].prefix.eq_ignore_ascii_case(&pair[1].prefix));
    assert!(doubled.is_none(), "service {} twice", doubled.unwrap()[0].prefix);

    let mut api_names = read_table(&folder.join("api_names.tsv"), ["written", "needs"]);
    api_names.sort_by_key(|[written, _]| written.to_ascii_lowercase());
    Facts { date, services, keys: read_keys(&key_rows), api_names }
}
