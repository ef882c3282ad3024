//! What documents amount to: actions by service and level, and a sentence for each statement.

use super::reading::{Entry, Principals, Reading, Statement, Test};
use crate::data::iam::{self, Levels, Service};
use crate::model::{ActionSet, DocumentKind, Operator, SetOperator, is_everything};

/// What an action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Changes who may do what.
    Permissions,
    /// Creates, changes or deletes.
    Write,
    /// Changes tags.
    Tagging,
    /// Lists.
    List,
    /// Reads.
    Read,
}

impl Level {
    /// All, the worst first.
    pub const ALL: [Self; 5] = [Self::Permissions, Self::Write, Self::Tagging, Self::List, Self::Read];

    /// The level under which an action counts: its highest.
    #[must_use]
    pub fn of(action: iam::Action) -> Self {
        match action.levels().highest() {
            Levels::PERMISSIONS => Self::Permissions,
            Levels::WRITE => Self::Write,
            Levels::TAGGING => Self::Tagging,
            Levels::LIST => Self::List,
            _ => Self::Read,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Permissions => "permissions",
            Self::Write => "write",
            Self::Tagging => "tagging",
            Self::List => "list",
            Self::Read => "read",
        }
    }
}

/// The actions of one service.
#[derive(Debug)]
pub struct ServiceActions {
    /// The service.
    pub service: Service,
    /// Its actions by level, the worst first; levels without one are left out.
    pub levels: Vec<(Level, Vec<iam::Action>)>,
}

/// What is known of an action, without a description: what an editor shows beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// `s3:GetObject`.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The types of resources that it can be limited to: name, ARN, and whether it needs one of them.
    pub resources: Vec<(&'static str, &'static str, bool)>,
    /// The condition keys that it knows beside the global ones.
    pub keys: Vec<&'static str>,
}

impl Facts {
    /// The facts of an action.
    #[must_use]
    pub fn of(action: iam::Action) -> Self {
        let types = |needed: bool| action.resource_types().filter(move |(_, must)| *must == needed);
        let resource = |(kind, needed): (iam::ResourceType, bool)| (kind.name(), kind.arn(), needed);
        Self {
            name: format!("{}:{}", action.service().prefix(), action.name()),
            level: Level::of(action),
            resources: types(true).chain(types(false)).map(resource).collect(),
            keys: action.keys().map(iam::ConditionKey::name).collect(),
        }
    }
}

/// A set of actions by service and level.
#[must_use]
pub fn by_service(actions: &ActionSet) -> Vec<ServiceActions> {
    let mut all: Vec<ServiceActions> = Vec::new();
    for action in actions.iter() {
        if all.last().is_none_or(|last| last.service != action.service()) {
            all.push(ServiceActions { service: action.service(), levels: Level::ALL.map(|level| (level, Vec::new())).to_vec() });
        }
        let level = Level::of(action);
        if let Some(last) = all.last_mut() {
            last.levels.iter_mut().filter(|(known, _)| *known == level).for_each(|(_, list)| list.push(action));
        }
    }
    all.iter_mut().for_each(|service| service.levels.retain(|(_, list)| !list.is_empty()));
    all
}

/// What a statement says. `holder` is who or what carries it, such as "this role".
#[must_use]
pub fn sentence(statement: &Statement, kind: DocumentKind, holder: &str) -> String {
    let who = statement.principals.as_ref().map_or_else(|| holder.to_owned(), whom);
    let excepts = statement.actions_excepted && !statement.actions.is_empty();
    let may = match (statement.allows, excepts) {
        (true, _) => "may",
        (false, false) => "may not",
        // "May not use every action" would say that some are left.
        (false, true) => "is denied to",
    };
    let what = doing(statement);
    let on = match (kind, statement.resources.as_slice()) {
        (DocumentKind::Trust, _) => String::new(),
        (DocumentKind::Resource, []) => format!(" on {holder}"),
        (_, []) => " on nothing, as no `Resource` is named".to_owned(),
        // In the policy of a resource, everything is that resource and what is in it.
        (DocumentKind::Resource, [all]) if all.text == "*" && !statement.resources_excepted => format!(" on {holder}"),
        (_, resources) => format!(" on {}", on_what(resources, statement.resources_excepted)),
    };
    let conditions: Vec<String> = statement.tests.iter().map(condition).collect();
    let when = if conditions.is_empty() { String::new() } else { format!(", if {}", conditions.join(", and ")) };
    match kind {
        DocumentKind::Trust => format!("{who} {may} take {holder} by {what}{when}"),
        DocumentKind::Boundary if statement.allows => format!("whoever has this boundary may do no more than {what}{on}{when}"),
        _ => format!("{who} {may} use {what}{on}{when}"),
    }
}

fn whom(principals: &Principals) -> String {
    let mut named = Vec::new();
    for (kind, list) in &principals.named {
        let everyone = kind == "*" || kind == "AWS" && list.iter().any(|entry| entry.text == "*");
        if everyone {
            named.push("everyone".to_owned());
            continue;
        }
        for entry in list {
            let text = quoted(entry);
            let account = entry.text.strip_suffix(":root").filter(|_| entry.text.starts_with("arn:"));
            named.push(match kind.as_str() {
                _ if account.is_some() => format!("the account of {text}, by its own policies,"),
                "Service" => format!("the service {text}"),
                "Federated" => format!("who signs in through {text}"),
                _ if entry.text.len() == 12 && entry.text.bytes().all(|byte| byte.is_ascii_digit()) => format!("the account {text}"),
                _ => text,
            });
        }
    }
    if principals.excepted { format!("everyone but {}", joined(&named, "and")) } else { joined(&named, "or") }
}

fn doing(statement: &Statement) -> String {
    if statement.actions.iter().any(|entry| is_everything(&entry.text)) {
        return if statement.actions_excepted { "nothing".to_owned() } else { "every action".to_owned() };
    }
    let named: Vec<String> = statement.actions.iter().map(entry_with_count).collect();
    if statement.actions_excepted { format!("every action but {}", joined(&named, "and")) } else { joined(&named, "and") }
}

fn entry_with_count(entry: &Entry) -> String {
    if !entry.text.contains(['*', '?']) {
        return quoted(entry);
    }
    let set = ActionSet::of_pattern(&entry.text);
    match set.len() {
        0 => format!("{} (no known action)", quoted(entry)),
        _ => format!("{} ({})", quoted(entry), by_level(&set)),
    }
}

fn on_what(resources: &[Entry], excepted: bool) -> String {
    if resources.iter().any(|entry| entry.text == "*") {
        return if excepted { "nothing".to_owned() } else { "every resource".to_owned() };
    }
    let named: Vec<String> = resources.iter().map(quoted).collect();
    if excepted { format!("every resource but {}", joined(&named, "and")) } else { joined(&named, "and") }
}

/// A test in words.
fn condition(test: &Test) -> String {
    let operator = Operator::parse(&test.operator);
    let key = format!("`{}`", test.key);
    let values: Vec<String> = test.values.iter().map(quoted).collect();
    let negated = operator.is_negated();
    let one_of =
        |is: &str| if values.len() == 1 { format!("{is} {}", values[0]) } else { format!("{is} one of {}", joined(&values, "or")) };
    let plain = operator.name.replace("Not", "");
    let says = match plain.as_str() {
        "Null" => {
            let absent = test.values.iter().any(|value| value.text.eq_ignore_ascii_case("true"));
            return if absent { format!("{key} is absent") } else { format!("{key} is there") };
        }
        "Bool" => one_of("is"),
        "IpAddress" if negated => format!("is outside of {}", joined(&values, "and")),
        "IpAddress" => format!("is in {}", joined(&values, "or")),
        "StringLike" | "ArnLike" | "ArnEquals" if negated => format!("is not like {}", joined(&values, "or")),
        "StringLike" | "ArnLike" | "ArnEquals" => format!("is like {}", joined(&values, "or")),
        "NumericLessThan" => one_of("is less than"),
        "NumericLessThanEquals" => one_of("is at most"),
        "NumericGreaterThan" => one_of("is more than"),
        "NumericGreaterThanEquals" => one_of("is at least"),
        "DateLessThan" => one_of("is before"),
        "DateLessThanEquals" => one_of("is not after"),
        "DateGreaterThan" => one_of("is after"),
        "DateGreaterThanEquals" => one_of("is not before"),
        _ if negated => one_of("is not"),
        _ => one_of("is"),
    };
    let subject = match operator.set {
        Some(SetOperator::AnyValue) => format!("some value of {key}"),
        Some(SetOperator::AllValues) => format!("every value of {key}, if there is any,"),
        None => key,
    };
    // A test that says what a value is not also holds for a key that is absent.
    let absent = if operator.if_exists || negated && operator.set.is_none() { " or is absent" } else { "" };
    format!("{subject} {says}{absent}")
}

fn quoted(entry: &Entry) -> String {
    match (entry.text.as_str(), entry.assumed) {
        ("", true) => "nothing (by default)".to_owned(),
        (text, true) => format!("`{text}` (by default)"),
        (text, false) => format!("`{text}`"),
    }
}

fn joined(list: &[String], word: &str) -> String {
    match list {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {word} {last}", most.join(", ")),
    }
}

/// The day of the facts about actions.
#[must_use]
pub fn date() -> &'static str {
    iam::date()
}

/// What a document is for, in a word.
#[must_use]
pub fn kind_name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Identity => "identity",
        DocumentKind::Trust => "trust",
        DocumentKind::Resource => "resource",
        DocumentKind::Boundary => "boundary",
        DocumentKind::Endpoint => "endpoint",
        DocumentKind::Device => "device",
    }
}

/// What a reading allows somewhere, less what it denies everywhere; AWS's own policies that it names are counted as they are known.
#[must_use]
pub fn allowed(reading: &Reading) -> ActionSet {
    let mut allowed = ActionSet::new();
    let mut denied = ActionSet::new();
    for statement in reading.papers.iter().filter(|papers| papers.kind != DocumentKind::Trust).flat_map(|papers| &papers.statements) {
        let named = ActionSet::of_patterns(statement.actions.iter().map(|entry| entry.text.as_str()));
        let set = if statement.actions_excepted { named.complement() } else { named };
        let everywhere =
            statement.tests.is_empty() && !statement.resources_excepted && statement.resources.iter().any(|entry| entry.text == "*");
        if statement.allows {
            allowed = allowed.union(&set);
        } else if everywhere {
            denied = denied.union(&set);
        }
    }
    for policy in &reading.aws {
        for statement in policy.statements() {
            let named: ActionSet = statement.actions().flat_map(|pattern| pattern.matching()).collect();
            let set = if statement.is_not_action() { named.complement() } else { named };
            if statement.allows() {
                allowed = allowed.union(&set);
            } else if statement.is_any_resource() && !statement.has_condition() {
                denied = denied.union(&set);
            }
        }
    }
    allowed.difference(&denied)
}

/// How many actions a set has, by level.
#[must_use]
pub fn counted(set: &ActionSet) -> String {
    match set.len() {
        0 => format!("no action known on {}", iam::date()),
        1 => "1 action".to_owned(),
        count => format!("{count} actions: {}", by_level(set)),
    }
}

/// `5 write, 2 read`.
fn by_level(set: &ActionSet) -> String {
    let counts = Level::ALL.iter().filter_map(|level| {
        let count = set.iter().filter(|action| Level::of(*action) == *level).count();
        (count > 0).then(|| format!("{count} {}", level.name()))
    });
    counts.collect::<Vec<_>>().join(", ")
}
