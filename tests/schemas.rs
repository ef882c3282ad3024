//! The table of CloudFormation's schemas: in come the schemas beside the repository, out comes `src/data/schemas.bin`. Compares the two;
//! `UPDATE=1 cargo test --test schemas` writes instead. Where the schemas are not there, as in a packaged source tree, the comparison is
//! skipped with a message.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it skipped.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::{env, fs};

use authlint::data::iam::format as header;
use authlint::data::schemas::{self, Types, format};
use serde_json::{Map, Value};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn facts_folder(test: &str) -> Option<PathBuf> {
    let folder = root().join("../shared/data/cfn");
    if folder.join("SOURCE.json").is_file() {
        return Some(folder);
    }
    eprintln!("SKIPPED {test}: the facts are not there ({} has no SOURCE.json)", folder.display());
    None
}

/// What to leave out, or to put in its place, by type and path: another rule knows better, or the schema is stricter than the service.
const LEFT_OUT: [(&str, &str, &str, Option<i64>); 6] = [
    // How long a token may live depends on its unit: cognito/token-validity-out-of-range.
    ("AWS::Cognito::UserPoolClient", "AccessTokenValidity", "maximum", None),
    ("AWS::Cognito::UserPoolClient", "IdTokenValidity", "maximum", None),
    ("AWS::Cognito::UserPoolClient", "RefreshTokenValidity", "maximum", None),
    ("AWS::Cognito::UserPoolClient", "AuthSessionValidity", "maximum", None),
    ("AWS::Cognito::UserPoolClient", "AuthSessionValidity", "minimum", Some(1)),
    // Any value may be a variable of the environment.
    ("AWS::Lambda::Function", "Environment.Variables.*", "type", None),
];

/// What else may stand there, by type and path: `aws cloudformation package` takes a local path and puts a place in S3 there.
const PACKAGED: [(&str, &str); 3] =
    [("AWS::Lambda::Function", "Code"), ("AWS::ApiGateway::RestApi", "BodyS3Location"), ("AWS::ApiGatewayV2::Api", "BodyS3Location")];

/// "This parameter is no longer used": the service does not look at it.
const UNUSED: [(&str, &str); 1] = [("AWS::Cognito::UserPool", "AdminCreateUserConfig.UnusedAccountValidityDays")];

/// The same words, but what is written there still sets the message.
const REPLACED: [(&str, &str); 3] = [
    ("AWS::Cognito::UserPool", "EmailVerificationMessage"),
    ("AWS::Cognito::UserPool", "EmailVerificationSubject"),
    ("AWS::Cognito::UserPool", "SmsVerificationMessage"),
];

/// Words that the services take and the schemas do not list, by type and path: the reference of each service's API names them.
const WORDS: &[(&str, &str, &[&str])] = &[
    ("AWS::Cognito::IdentityPoolRoleAttachment", "RoleMappings.*.Type", &["Token", "Rules"]),
    ("AWS::Cognito::IdentityPoolRoleAttachment", "RoleMappings.*.AmbiguousRoleResolution", &["AuthenticatedRole", "Deny"]),
    (
        "AWS::Cognito::IdentityPoolRoleAttachment",
        "RoleMappings.*.RulesConfiguration.Rules.*.MatchType",
        &["Equals", "Contains", "StartsWith", "NotEqual"],
    ),
    ("AWS::Cognito::UserPool", "EnabledMfas.*", &["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]),
    ("AWS::Cognito::UserPool", "WebAuthnUserVerification", &["required", "preferred"]),
    ("AWS::Cognito::UserPoolUser", "MessageAction", &["RESEND", "SUPPRESS"]),
    ("AWS::Cognito::UserPoolUser", "DesiredDeliveryMediums.*", &["SMS", "EMAIL"]),
    ("AWS::Cognito::LogDeliveryConfiguration", "LogConfigurations.*.LogLevel", &["ERROR", "INFO"]),
    ("AWS::Cognito::LogDeliveryConfiguration", "LogConfigurations.*.EventSource", &["userNotification", "userAuthEvents"]),
];

/// Patterns that the service applies and the schema does not, by type and path.
const PATTERNS: [(&str, &str, &str); 1] = [("AWS::Cognito::UserPool", "UserPoolName", r"^[\w\s+=,.@-]+$")];

#[derive(Default)]
struct Builder {
    kind: String,
    schema: Value,
    text: Vec<u8>,
    offsets: HashMap<String, u32>,
    nodes: Vec<[u8; format::NODE_LEN]>,
    properties: Vec<u8>,
    words: Vec<u8>,
    runs: HashMap<Vec<String>, u16>,
    known: HashMap<(String, String), u16>,
    leaves: HashMap<[u8; format::NODE_LEN], u16>,
    unread: Vec<String>,
}

fn u16_of(number: usize) -> u16 {
    u16::try_from(number).unwrap()
}

impl Builder {
    fn text(&mut self, text: &str) -> [u8; 4] {
        let end = u32::try_from(self.text.len()).unwrap();
        let offset = *self.offsets.entry(text.to_owned()).or_insert(end);
        if offset == end {
            self.text.extend(text.as_bytes());
        }
        offset.to_le_bytes()
    }

    fn is_listed(&self, list: &[(&str, &str)], path: &str) -> bool {
        list.contains(&(self.kind.as_str(), path))
    }

    /// The schema at a path, each definition once for a type.
    fn node(&mut self, schema: &Value, path: &str) -> u16 {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let name = reference.rsplit('/').next().unwrap().to_owned();
            let key = (self.kind.clone(), name.clone());
            if let Some(known) = self.known.get(&key) {
                return *known;
            }
            let definition = self.schema["definitions"][&name].clone();
            assert!(definition.is_object(), "{}: {reference}", self.kind);
            return self.record(&definition, path, Some(key));
        }
        self.record(schema, path, None)
    }

    fn record(&mut self, schema: &Value, path: &str, key: Option<(String, String)>) -> u16 {
        let mut schema = schema.as_object().unwrap().clone();
        for (_, _, name, instead) in LEFT_OUT.iter().filter(|(kind, at, ..)| *kind == self.kind && *at == path) {
            assert!(schema.remove(*name).is_some(), "{} {path} has no {name} to leave out", self.kind);
            instead.map(|instead| schema.insert((*name).to_owned(), instead.into()));
        }
        for (_, _, words) in WORDS.iter().filter(|(kind, at, _)| *kind == self.kind && *at == path) {
            assert!(schema.insert("enum".to_owned(), (*words).into()).is_none(), "{} {path} has an enumeration of its own", self.kind);
        }
        for (_, _, pattern) in PATTERNS.iter().filter(|(kind, at, _)| *kind == self.kind && *at == path) {
            assert!(schema.insert("pattern".to_owned(), (*pattern).into()).is_none(), "{} {path} has a pattern of its own", self.kind);
        }
        let mut types = types(&schema);
        if self.is_listed(&PACKAGED, path) {
            types |= Types::STRING.bits();
        }
        let mut record = [0; format::NODE_LEN];
        let mut put = |at: usize, bytes: &[u8]| record[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &[types]);
        put(6, &format::NONE.to_le_bytes());
        put(8, &format::NONE.to_le_bytes());
        let (least, most) = self.range(&schema, types, path);
        put(20, &least.to_le_bytes());
        put(24, &most.to_le_bytes());
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            let words: Vec<String> = words.iter().map(|word| word.as_str().unwrap().to_owned()).collect();
            let first = self.words(&words);
            put(10, &first.to_le_bytes());
            put(12, &u16_of(words.len()).to_le_bytes());
        }
        // A pattern of what may be a map as well is about the map written as text.
        let pattern = schema.get("pattern").and_then(Value::as_str).filter(|_| types == Types::STRING.bits());
        if let Some(pattern) = pattern.filter(|pattern| !matches!(*pattern, "^.*$" | "^(?s)")) {
            match authlint::data::pattern::matches(pattern, "") {
                Some(_) => {
                    put(14, &u16_of(pattern.len()).to_le_bytes());
                    let at = self.text(pattern);
                    put(16, &at);
                }
                None => self.unread.push(format!("{} {path}: {pattern}", self.kind)),
            }
        }
        let has_children = ["properties", "items", "patternProperties"].iter().any(|name| schema.contains_key(*name));
        if !has_children {
            if let Some(known) = self.leaves.get(&record) {
                key.map(|key| self.known.insert(key, *known));
                return *known;
            }
            self.leaves.insert(record, u16_of(self.nodes.len()));
        }
        let index = self.nodes.len();
        self.nodes.push(record);
        // Before what is below, which may lead back here.
        key.map(|key| self.known.insert(key, u16_of(index)));
        self.children(&schema, path, index);
        u16_of(index)
    }

    fn children(&mut self, schema: &Map<String, Value>, path: &str, index: usize) {
        let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let mut has_maps = false;
        let below = |builder: &Self, node: u16| builder.nodes[usize::from(node)][1] & format::HAS_MAPS != 0;
        if let Some(items) = schema.get("items").filter(|_| types(schema) == Types::LIST.bits()) {
            let node = self.node(items, &join("*"));
            has_maps |= below(self, node);
            self.nodes[index][6..8].copy_from_slice(&node.to_le_bytes());
        }
        let open = schema.get("patternProperties").and_then(Value::as_object);
        if let Some(values) = open.and_then(|map| map.values().next()) {
            let node = self.node(values, &join("*"));
            has_maps |= below(self, node);
            self.nodes[index][8..10].copy_from_slice(&node.to_le_bytes());
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            let names = |list: Option<&Value>| -> Vec<String> {
                list.and_then(Value::as_array).into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
            };
            let required = names(schema.get("required"));
            let either: Vec<String> =
                schema.get("anyOf").and_then(Value::as_array).into_iter().flatten().flat_map(|way| names(way.get("required"))).collect();
            let read_only = if path.is_empty() { names(self.schema.get("readOnlyProperties")) } else { Vec::new() };
            let mut records = Vec::new();
            for (name, schema) in properties.iter().collect::<BTreeMap<_, _>>() {
                let at = join(name);
                let node = self.node(schema, &at);
                let flags = [
                    (required.contains(name), format::REQUIRED),
                    (read_only.contains(&format!("/properties/{name}")), format::READ_ONLY),
                    (self.is_listed(&UNUSED, &at), format::UNUSED),
                    (self.is_listed(&REPLACED, &at), format::REPLACED),
                    (either.contains(name), format::ONE_OF),
                ];
                records.extend(self.text(name));
                records.push(u8::try_from(name.len()).unwrap());
                records.push(flags.iter().filter(|(on, _)| *on).map(|(_, flag)| flag).sum());
                records.extend(node.to_le_bytes());
            }
            has_maps |= !properties.is_empty();
            let first = u16_of(self.properties.len() / format::PROPERTY_LEN);
            self.properties.extend(records);
            self.nodes[index][2..4].copy_from_slice(&first.to_le_bytes());
            self.nodes[index][4..6].copy_from_slice(&u16_of(properties.len()).to_le_bytes());
            if open.is_none() && schema.get("additionalProperties") == Some(&Value::Bool(false)) {
                self.nodes[index][1] |= format::CLOSED;
            }
        }
        if has_maps {
            self.nodes[index][1] |= format::HAS_MAPS;
        }
    }

    fn words(&mut self, words: &[String]) -> u16 {
        if let Some(first) = self.runs.get(words) {
            return *first;
        }
        let first = u16_of(self.words.len() / format::WORD_LEN);
        for word in words {
            let at = self.text(word);
            self.words.extend(at);
            self.words.extend(u16_of(word.len()).to_le_bytes());
        }
        self.runs.insert(words.to_vec(), first);
        first
    }

    fn range(&self, schema: &Map<String, Value>, types: u8, path: &str) -> (i32, i32) {
        let names = match types {
            types if types == Types::STRING.bits() => ["minLength", "maxLength"],
            types if types == Types::LIST.bits() => ["minItems", "maxItems"],
            types if types == Types::INTEGER.bits() || types == Types::NUMBER.bits() => ["minimum", "maximum"],
            _ => return (i32::MIN, i32::MAX),
        };
        let [least, most] = names.map(|name| schema.get(name));
        let number = |value: &Value| value.as_i64().map_or_else(|| panic!("{} {path}: {value}", self.kind), |n| i32::try_from(n).unwrap());
        (least.map_or(i32::MIN, number), most.map_or(i32::MAX, number))
    }
}

fn types(schema: &Map<String, Value>) -> u8 {
    let bit = |name: &str| match name {
        "string" => Types::STRING,
        "boolean" => Types::BOOLEAN,
        "integer" => Types::INTEGER,
        "number" => Types::NUMBER,
        "object" => Types::MAP,
        "array" => Types::LIST,
        other => panic!("no type {other}"),
    };
    match schema.get("type") {
        Some(Value::String(name)) => bit(name).bits(),
        Some(Value::Array(names)) => names.iter().fold(0, |bits, name| bits | bit(name.as_str().unwrap()).bits()),
        _ => 0,
    }
}

fn build(folder: &Path) -> (Vec<u8>, Vec<String>) {
    let source: Value = serde_json::from_str(&fs::read_to_string(folder.join("SOURCE.json")).unwrap()).unwrap();
    let date = source["schemas"]["schema_date"].as_str().unwrap().split_once('T').unwrap().0.to_owned();
    // The names, and what can be read of each; what is further down in a list can't be asked for.
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in fs::read_to_string(folder.join("types.tsv")).unwrap().lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let readable = cells[3].split(',').filter(|name| !name.is_empty() && !name.contains('*'));
        names.insert(cells[0].to_owned(), readable.map(str::to_owned).collect());
    }

    let mut builder = Builder::default();
    let (mut kinds, mut attributes) = (Vec::new(), Vec::new());
    for (name, readable) in &mut names {
        let file = folder.join("schemas").join(name.replace("::", "_") + ".json");
        let node = if file.is_file() {
            builder.kind.clone_from(name);
            builder.schema = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
            let schema = builder.schema.clone();
            builder.record(&schema, "", None)
        } else {
            format::NONE
        };
        kinds.extend(builder.text(name));
        kinds.extend(u16_of(name.len()).to_le_bytes());
        kinds.extend(node.to_le_bytes());
        kinds.extend(u16_of(attributes.len() / format::ATTRIBUTE_LEN).to_le_bytes());
        kinds.extend(u16_of(readable.len()).to_le_bytes());
        readable.sort();
        for attribute in readable {
            attributes.extend(builder.text(attribute));
            attributes.extend(u16_of(attribute.len()).to_le_bytes());
        }
    }
    let sections = [
        (format::TEXT, builder.text),
        (format::KINDS, kinds),
        (format::NODES, builder.nodes.concat()),
        (format::PROPERTIES, builder.properties),
        (format::WORDS, builder.words),
        (format::ATTRIBUTES, attributes),
    ];
    (assemble(&date, &sections), builder.unread)
}

/// The file of these sections, with the header that all tables have.
fn assemble(date: &str, sections: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(header::MAGIC);
    file.extend(header::VERSION.to_le_bytes());
    file.extend(u16_of(sections.len()).to_le_bytes());
    assert_eq!((file.len(), date.len()), (header::DATE_AT, header::DATE_LEN));
    file.extend(date.as_bytes());
    file.extend([0; 2]);
    let mut offset = header::HEADER_LEN + sections.len() * header::ENTRY_LEN;
    for (id, bytes) in sections {
        for number in [*id, u32::try_from(offset).unwrap(), u32::try_from(bytes.len()).unwrap()] {
            file.extend(number.to_le_bytes());
        }
        offset += bytes.len();
    }
    sections.iter().for_each(|(_, bytes)| file.extend(bytes));
    assert_eq!(file.len(), offset);
    file
}

fn is_updating() -> bool {
    env::var_os("UPDATE").is_some_and(|value| value == "1")
}

#[test]
fn the_table_of_schemas_is_up_to_date() {
    let Some(folder) = facts_folder("the_table_of_schemas_is_up_to_date") else { return };
    let (built, unread) = build(&folder);
    eprintln!("{} patterns are left out:", unread.len());
    unread.iter().for_each(|pattern| eprintln!("  {pattern}"));
    let file = root().join("src/data/schemas.bin");
    if is_updating() {
        fs::write(&file, &built).unwrap();
        eprintln!("wrote {}: {} bytes", file.display(), built.len());
        return;
    }
    // Not assert_eq!, which would print both.
    assert!(fs::read(&file).unwrap() == built, "src/data/schemas.bin is out of date: UPDATE=1 cargo test --test schemas");
    assert!(built.len() < 300_000);
}

#[test]
fn building_twice_gives_the_same_bytes() {
    let Some(folder) = facts_folder("building_twice_gives_the_same_bytes") else { return };
    assert!(build(&folder) == build(&folder));
}

/// Every exception names something that there is: a list only shrinks.
#[test]
fn exceptions_name_what_is_there() {
    let Some(folder) = facts_folder("exceptions_name_what_is_there") else { return };
    let left_out = LEFT_OUT.iter().map(|(kind, path, ..)| (*kind, *path));
    let added = WORDS.iter().map(|(kind, path, _)| (*kind, *path)).chain(PATTERNS.map(|(kind, path, _)| (kind, path)));
    for (kind, path) in left_out.chain(PACKAGED).chain(UNUSED).chain(REPLACED).chain(added) {
        let file = folder.join("schemas").join(kind.replace("::", "_") + ".json");
        let schema: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let mut at = &schema;
        for name in path.split('.') {
            if let Some(reference) = at["$ref"].as_str() {
                at = &schema["definitions"][reference.rsplit('/').next().unwrap()];
            }
            at = match (name, at["patternProperties"].as_object()) {
                ("*", Some(map)) => map.values().next().unwrap(),
                ("*", None) => &at["items"],
                (name, _) => &at["properties"][name],
            };
            assert!(at.is_object(), "{kind} {path}");
        }
    }
}

/// Reads the schemas without the generator's own reading of them, so that a mistake there shows.
#[test]
fn the_compiled_in_table_says_what_the_schemas_say() {
    let Some(folder) = facts_folder("the_compiled_in_table_says_what_the_schemas_say") else { return };
    if is_updating() {
        eprintln!("SKIPPED the_compiled_in_table_says_what_the_schemas_say: run the test again without UPDATE=1");
        return;
    }
    let mut counted = 0;
    for row in fs::read_to_string(folder.join("types.tsv")).unwrap().lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        assert!(schemas::is_kind(cells[0]), "{row}");
        let readable: Vec<&str> = cells[3].split(',').filter(|name| !name.is_empty() && !name.contains('*')).collect();
        assert!(schemas::attributes(cells[0]).eq(readable), "{row}");
        let Some(root) = schemas::schema(cells[0]) else { continue };
        counted += 1;
        let required: Vec<&str> = root.properties().filter(|property| property.is_required()).map(|property| property.name()).collect();
        assert_eq!(required.join(","), cells[1], "{row}");
        for property in root.properties() {
            assert_eq!(root.property(property.name()).map(|found| found.schema()), Some(property.schema()));
            assert_eq!(property.is_read_only(), cells[3].split(',').any(|name| name == property.name()), "{row}: {}", property.name());
        }
    }
    assert_eq!(counted, fs::read_dir(folder.join("schemas")).unwrap().count());
    assert_eq!(schemas::kinds("").count(), fs::read_to_string(folder.join("types.tsv")).unwrap().lines().count() - 1);
}
