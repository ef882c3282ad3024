//! The table of the policies that AWS manages: in come the documents beside the repository, out comes `src/data/managed.bin`. Compares the
//! two; `UPDATE=1 cargo test --test managed` writes instead. Where the documents are not there, as in a packaged source tree, the
//! comparison is skipped with a message.
//!
//! The table holds numbers of actions of `iam.bin`: when that one is made anew, this one must be too.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it skipped.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::{env, fs};

use authlint::data::iam::{self, format as header};
use authlint::data::managed::{self, ManagedPolicy, ManagedStatement, format};
use authlint::data::service_principals;
use serde_json::Value;

/// Where the data lost the ARN of a policy, but its path is known. The others of the data were withdrawn longer ago.
const PATHS: [(&str, &[&str]); 3] = [
    ("aws-service-role/", &["AWSIotRoboRunnerServiceRolePolicy"]),
    ("service-role/", &["AWSOpsWorksCMServiceRole", "ServerMigration_ServiceRole"]),
    (
        "",
        &[
            "AWSIoT1ClickFullAccess",
            "AWSIoT1ClickReadOnlyAccess",
            "AWSIotRoboRunnerFullAccess",
            "AWSIotRoboRunnerReadOnly",
            "AWSMarketplaceImageBuildFullAccess",
            "AWSMobileHub_FullAccess",
            "AWSMobileHub_ReadOnly",
            "AWSOpsWorksCMInstanceProfileRole",
            "AWSOpsWorksCloudWatchLogs",
            "AWSOpsWorksInstanceRegistration",
            "AWSOpsWorksRegisterCLI_EC2",
            "AWSOpsWorksRegisterCLI_OnPremises",
            "AWSOpsWorks_FullAccess",
            "AmazonDataZonePortalFullAccessPolicy",
            "AmazonDataZonePreviewConsoleFullAccess",
            "AmazonDataZoneProjectDeploymentPermissionsBoundary",
            "AmazonDataZoneProjectRolePermissionsBoundary",
            "AmazonLaunchWizard_Fullaccess",
            "AmazonSumerianFullAccess",
            "GroundTruthSyntheticConsoleFullAccess",
            "GroundTruthSyntheticConsoleReadOnlyAccess",
        ],
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn facts_folder(test: &str) -> Option<PathBuf> {
    let folder = root().join("../shared/data/managed");
    if folder.join("SOURCE.json").is_file() {
        return Some(folder);
    }
    eprintln!("SKIPPED {test}: the facts are not there ({} has no SOURCE.json)", folder.display());
    None
}

struct Policy {
    name: String,
    path: u8,
    flags: u8,
    statements: Vec<Statement>,
}

struct Statement {
    actions: Vec<String>,
    /// `None` where `*` is among them.
    resources: Option<Vec<String>>,
    flags: u8,
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        _ => value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
    }
}

fn documents(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("policies.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The part of an ARN between `policy/` and the name.
fn path_of(policy: &Value) -> Option<&str> {
    let arn = policy["arn"].as_str()?;
    arn.strip_prefix("arn:aws:iam::aws:policy/").unwrap().strip_suffix(policy["name"].as_str().unwrap())
}

fn known_path(name: &str) -> Option<&'static str> {
    PATHS.iter().find(|(_, names)| names.contains(&name)).map(|(path, _)| *path)
}

fn read_statement(statement: &Value) -> Statement {
    let (not_action, not_resource) = (statement.get("NotAction"), statement.get("NotResource"));
    let resources = texts(not_resource.or(statement.get("Resource")).unwrap());
    let any = not_resource.is_none() && resources.iter().any(|resource| resource == "*");
    let set = |holds: bool, flag: u8| if holds { flag } else { 0 };
    Statement {
        actions: texts(not_action.or(statement.get("Action")).unwrap()),
        resources: (!any).then_some(resources),
        flags: set(statement["Effect"] == "Allow", format::ALLOWS)
            | set(not_action.is_some(), format::NOT_ACTION)
            | set(not_resource.is_some(), format::NOT_RESOURCE)
            | set(statement.get("Condition").is_some(), format::CONDITION),
    }
}

fn read_policy(policy: &Value) -> Policy {
    let name = policy["name"].as_str().unwrap().to_owned();
    let path = path_of(policy).or_else(|| known_path(&name));
    let withdrawn = if policy["deprecated"] == true { format::WITHDRAWN } else { 0 };
    Policy {
        path: path.map_or(0, |path| u8::try_from(format::PATHS.iter().position(|known| *known == path).unwrap()).unwrap()),
        flags: withdrawn | if path.is_none() { format::NO_PATH } else { 0 },
        statements: policy["document"]["Statement"].as_array().unwrap().iter().map(read_statement).collect(),
        name,
    }
}

/// The number of an action in the action table.
fn number(pattern: &str) -> Option<u16> {
    let (prefix, name) = pattern.split_once(':')?;
    Some(u16::try_from(iam::service(prefix)?.action(name)?.index()).unwrap())
}

/// All strings in one run of bytes, each kept once, and none that another starts with.
#[derive(Default)]
struct Pool {
    bytes: Vec<u8>,
    offsets: HashMap<String, u32>,
}

impl Pool {
    fn new<'a>(strings: impl Iterator<Item = &'a str>) -> Self {
        let sorted: BTreeSet<&str> = strings.collect();
        let mut pool = Self::default();
        let mut last = ("", 0);
        for string in sorted.into_iter().rev() {
            if !last.0.starts_with(string) {
                last.1 = u32::try_from(pool.bytes.len()).unwrap();
                pool.bytes.extend_from_slice(string.as_bytes());
            }
            last.0 = string;
            pool.offsets.insert(string.to_owned(), last.1);
        }
        pool
    }
}

/// The lists of items, each kept once.
#[derive(Default)]
struct Runs {
    numbers: HashMap<Vec<u16>, u16>,
    records: Vec<u8>,
    items: Vec<u8>,
}

impl Runs {
    fn add(&mut self, list: Vec<u16>) -> u16 {
        if let Some(number) = self.numbers.get(&list) {
            return *number;
        }
        let number = u16::try_from(self.numbers.len()).unwrap();
        assert_ne!(number, format::ANY);
        self.records.extend(u32::try_from(self.items.len() / format::ITEM_LEN).unwrap().to_le_bytes());
        self.records.extend(u16::try_from(list.len()).unwrap().to_le_bytes());
        self.items.extend(list.iter().flat_map(|item| item.to_le_bytes()));
        self.numbers.insert(list, number);
        number
    }
}

fn build(folder: &Path) -> Vec<u8> {
    let mut policies: Vec<Policy> = documents(folder).iter().map(read_policy).collect();
    policies.sort_by_key(|policy| policy.name.to_ascii_lowercase());
    let statements = || policies.iter().flat_map(|policy| &policy.statements);
    let patterns = statements().flat_map(|statement| &statement.actions).filter(|pattern| number(pattern).is_none());
    let resources = statements().flat_map(|statement| statement.resources.iter().flatten());
    let listed: BTreeSet<&str> = patterns.chain(resources).map(String::as_str).collect();
    let pool = Pool::new(listed.iter().copied().chain(policies.iter().map(|policy| policy.name.as_str())));

    let mut text_records = Vec::new();
    let mut text_numbers: BTreeMap<&str, u16> = BTreeMap::new();
    for (index, text) in listed.iter().enumerate() {
        text_records.extend(pool.offsets[*text].to_le_bytes());
        text_records.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
        text_numbers.insert(text, u16::try_from(index).unwrap() | format::IS_TEXT);
    }
    let text_item = |text: &String| text_numbers[text.as_str()];

    let (mut policy_records, mut statement_records, mut runs) = (Vec::new(), Vec::new(), Runs::default());
    for policy in &policies {
        let first = u16::try_from(statement_records.len() / format::STATEMENT_LEN).unwrap();
        policy_records.extend(pool.offsets[&policy.name].to_le_bytes());
        policy_records.extend(first.to_le_bytes());
        policy_records.extend(u16::try_from(policy.statements.len()).unwrap().to_le_bytes());
        policy_records.extend([u8::try_from(policy.name.len()).unwrap(), policy.path, policy.flags]);
        for statement in &policy.statements {
            let actions = statement.actions.iter().map(|action| number(action).unwrap_or_else(|| text_item(action))).collect();
            let resources = statement.resources.as_ref().map(|list| list.iter().map(text_item).collect());
            statement_records.extend(runs.add(actions).to_le_bytes());
            statement_records.extend(resources.map_or(format::ANY, |list| runs.add(list)).to_le_bytes());
            statement_records.push(statement.flags);
        }
    }
    assert!(iam::action_count() < usize::from(format::IS_TEXT));
    assemble(
        &date(folder),
        &[
            (format::TEXT, pool.bytes),
            (format::POLICIES, policy_records),
            (format::STATEMENTS, statement_records),
            (format::RUNS, runs.records),
            (format::ITEMS, runs.items),
            (format::TEXTS, text_records),
            (format::ACTIONS_OF, iam::date().into()),
        ],
    )
}

/// The day of the data, which their source names last.
fn date(folder: &Path) -> String {
    let source: Value = serde_json::from_str(&fs::read_to_string(folder.join("SOURCE.json")).unwrap()).unwrap();
    let from = source["from"].as_str().unwrap();
    from.split([' ', ',', ';']).find(|word| word.len() == header::DATE_LEN && word.starts_with("20")).unwrap().to_owned()
}

fn assemble(date: &str, sections: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(header::MAGIC);
    file.extend(header::VERSION.to_le_bytes());
    file.extend(u16::try_from(sections.len()).unwrap().to_le_bytes());
    file.extend(date.as_bytes());
    file.extend([0; 2]);
    assert_eq!(file.len(), header::HEADER_LEN);
    let mut offset = header::HEADER_LEN + sections.len() * header::ENTRY_LEN;
    for (id, bytes) in sections {
        file.extend(id.to_le_bytes());
        file.extend(u32::try_from(offset).unwrap().to_le_bytes());
        file.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        offset += bytes.len();
    }
    file.extend(sections.iter().flat_map(|(_, bytes)| bytes));
    file
}

fn is_update() -> bool {
    env::var_os("UPDATE").is_some_and(|value| value == "1")
}

#[test]
fn the_table_of_managed_policies_is_up_to_date() {
    let Some(folder) = facts_folder("the_table_of_managed_policies_is_up_to_date") else { return };
    let file = root().join("src/data/managed.bin");
    let built = build(&folder);
    if is_update() {
        fs::write(&file, &built).unwrap();
        eprintln!("wrote {}: {} bytes", file.display(), built.len());
        return;
    }
    // Not assert_eq!, which would print both.
    assert!(fs::read(&file).unwrap() == built, "src/data/managed.bin is out of date: UPDATE=1 cargo test --test managed");
}

/// Reads the documents without the generator's own reading of them, so that a mistake there shows.
#[test]
fn the_table_says_what_the_documents_say() {
    let Some(folder) = facts_folder("the_table_says_what_the_documents_say") else { return };
    if is_update() {
        eprintln!("SKIPPED the_table_says_what_the_documents_say: UPDATE=1 is replacing the table; run the test again without it");
        return;
    }
    let documents = documents(&folder);
    assert_eq!(managed::policies().count(), documents.len());
    for document in &documents {
        let name = document["name"].as_str().unwrap();
        let policy = managed::by_name(name).unwrap_or_else(|| panic!("{name} is missing"));
        if let Some(arn) = document["arn"].as_str() {
            assert_eq!(managed::by_arn_suffix(arn.rsplit_once(':').unwrap().1), Some(policy), "{arn}");
            assert!(policy.is_path_known() && arn.ends_with(&format!(":policy/{}{name}", policy.path())));
        }
        assert!(policy.is_withdrawn() || document["deprecated"] == false, "{name}");
        same_statements(policy, document["document"]["Statement"].as_array().unwrap());
    }
}

fn same_statements(policy: ManagedPolicy, written: &[Value]) {
    assert_eq!(policy.statements().count(), written.len(), "{policy:?}");
    for (statement, written) in policy.statements().zip(written) {
        assert_eq!(statement.allows(), written["Effect"] == "Allow");
        assert_eq!(statement.has_condition(), written["Condition"].is_object());
        let key = |is_not: bool, name: &str| written[if is_not { format!("Not{name}") } else { name.to_owned() }].clone();
        let lower = |texts: Vec<String>| texts.iter().map(|text| text.to_ascii_lowercase()).collect::<Vec<_>>();
        let actions = statement.actions().map(|action| action.to_string()).collect();
        assert_eq!(lower(actions), lower(texts(&key(statement.is_not_action(), "Action"))), "{policy:?}");
        same_resources(statement, &texts(&key(statement.is_not_resource(), "Resource")));
    }
}

fn same_resources(statement: ManagedStatement, written: &[String]) {
    let any = !statement.is_not_resource() && written.iter().any(|resource| resource == "*");
    assert_eq!(statement.is_any_resource(), any);
    if !any {
        assert!(statement.resources().eq(written.iter().map(String::as_str)));
    }
}

/// Keys of conditions that name a service as a principal, and the part of an ARN in which a service-linked role has it.
const PRINCIPAL_KEYS: [&str; 14] = [
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "codeconnections:passedtoservice",
    "codestar-connections:passedtoservice",
    "config:configurationrecorderserviceprincipal",
    "ec2:authorizedservice",
    "ec2:managedresourceoperator",
    "events:managedby",
    "iam:awsservicename",
    "iam:passedtoservice",
    "lambda:principal",
    "organizations:serviceprincipal",
    "sts:awsservicename",
];
const LINKED: &str = ":role/aws-service-role/";

fn hosts_in(value: &Value, key: &str, hosts: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| hosts_in(value, &key.to_ascii_lowercase(), hosts)),
        Value::Array(items) => items.iter().for_each(|item| hosts_in(item, key, hosts)),
        Value::String(text) if key == "resource" => {
            hosts.extend(text.split_once(LINKED).and_then(|(_, rest)| rest.split('/').next()).map(str::to_owned));
        }
        Value::String(text) if PRINCIPAL_KEYS.contains(&key) => {
            hosts.insert(text.clone());
        }
        _ => {}
    }
}

#[test]
fn service_principals_of_the_policies_are_known() {
    let Some(folder) = facts_folder("service_principals_of_the_policies_are_known") else { return };
    let mut hosts = BTreeSet::new();
    documents(&folder).iter().for_each(|policy| hosts_in(&policy["document"], "", &mut hosts));
    // Patterns are for several, and some name accounts.
    hosts.retain(|host| host.ends_with(".amazonaws.com") && !host.contains(['*', '?', '$']));
    assert!(hosts.len() > 200, "only {} hosts were found", hosts.len());
    let is_known = |host: &String| service_principals::service_of(host).is_some_and(|name| service_principals::is_known(&name));
    let missing: Vec<&String> = hosts.iter().filter(|host| !is_known(host)).collect();
    assert!(missing.is_empty(), "src/data/service_principals.rs lacks {missing:?}");
}
