//! Actions that there are not, and patterns that match none.

use crate::data::iam::{self, Service};
use crate::model::{Statement, is_everything};
use crate::resolve::{Known, Val};
use crate::rules::iam::quoted;
use crate::rules::schema::nearest;
use crate::rules::{Checked, Edit, Findings};

/// What stands in `Action` or `NotAction`, taken apart.
struct Entry<'t> {
    /// As it is written.
    written: &'t str,
    prefix: &'t str,
    name: &'t str,
}

impl<'t> Entry<'t> {
    /// `None` for what is not of the form of an action: another rule's business.
    fn read(written: &'t str) -> Option<Self> {
        let (prefix, name) = written.split_once(':').filter(|_| !is_everything(written))?;
        let is_well_formed = !prefix.is_empty() && !name.is_empty() && !name.contains(':') && !prefix.contains(['*', '?']);
        // A variable of the framework or of CloudFormation that was left as text.
        (is_well_formed && !written.contains('$')).then_some(Self { written, prefix, name })
    }

    fn is_pattern(&self) -> bool {
        self.name.contains(['*', '?'])
    }

    /// Whether a service has an action of this name, or one that it matches.
    fn is_of(&self, service: Service) -> bool {
        service.matching(self.name).next().is_some()
    }
}

/// What was probably meant.
enum Meant {
    /// This, by a slip.
    Slip(String),
    /// One of these, by a slip.
    Slips(Vec<String>),
    /// The same, without what does not belong to it.
    Clean(String),
    /// The actions that an operation of this name needs.
    Operation(&'static str),
    /// That of another service.
    Elsewhere(String),
    /// Nothing that could be told.
    Nothing,
}

/// Entries of policies that AWS's own consoles and guides write, though there is no such action.
const LEFTOVERS: [&str; 3] = ["glue:ShareResource", "logs:PutLogEventsBatch", "sns:Receive"];

/// What stands in `Action` and in `NotAction`.
fn entries<'w>(statement: &Statement<'w>) -> Known<Vec<Val<'w>>> {
    let mut entries = statement.actions()?;
    if let Some(others) = statement.element("NotAction")? {
        entries.extend(others.one_or_many()?);
    }
    Ok(entries)
}

pub(super) fn unknown_action<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(entries(&statement)?, |value, out| {
        let written = value.literal()?;
        let Some(entry) = Entry::read(&written) else { return Ok(()) };
        if LEFTOVERS.iter().any(|known| known.eq_ignore_ascii_case(&written)) {
            return Ok(());
        }
        match iam::service(entry.prefix) {
            Some(service) if entry.is_pattern() || entry.is_of(service) => return Ok(()),
            service => report(&entry, service, &value, out),
        }
        Ok(())
    });
    Ok(())
}

fn report<'w>(entry: &Entry<'_>, service: Option<Service>, value: &Val<'w>, out: &mut Findings<'w>) {
    let Some(quoted) = quoted(entry.written) else { return };
    let date = iam::date();
    let text = match service {
        Some(service) => format!("{} has no action `{}`", service.prefix(), entry.name),
        None => format!("no service has the prefix `{}`", entry.prefix),
    };
    match meant(entry, service) {
        Meant::Slip(meant) | Meant::Elsewhere(meant) => {
            out.report(value, text).covers(value).help(format!("write `{meant}`")).fix(Edit::replace(value, meant));
        }
        Meant::Clean(meant) => {
            let report = out.report(value, format!("{quoted} has something in it that belongs to no action"));
            report.help(format!("write `{meant}`")).fix(Edit::replace(value, meant));
        }
        Meant::Slips(names) => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            out.report(value, text).covers(value).help(format!("write {}", names.join(" or ")));
        }
        Meant::Operation(needed) => {
            let names: Vec<String> = needed.split(' ').map(|name| format!("`{name}`")).collect();
            let report = out.report(value, format!("{quoted} is no action, even if a call is named like that"));
            let report = report.covers(value).help(format!("write {}, which is what it needs", names.join(" and ")));
            if names.len() == 1 && !needed.ends_with('*') {
                report.fix(Edit::replace(value, needed));
            }
        }
        // What is no name of a service at all is refused, and another rule's business.
        Meant::Nothing if !entry.prefix.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-') => {}
        Meant::Nothing => {
            out.report(value, text)
                .title("this action may not exist, and then its entry has no effect")
                .help(format!("look it up in the service's list, unless it is newer than {date} or of a service that is gone"))
                .case("new");
        }
    }
}

fn meant(entry: &Entry<'_>, service: Option<Service>) -> Meant {
    let clean = entry.written.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '"' | '\''));
    if clean != entry.written
        && let Some(entry) = Entry::read(clean)
        && iam::service(entry.prefix).is_some_and(|service| entry.is_of(service))
    {
        return Meant::Clean(clean.to_owned());
    }
    if let Some(needed) = iam::needed_for(entry.written).or_else(|| iam::needed_for(&format!("{}:*", entry.prefix))) {
        return operation(entry, needed);
    }
    match service {
        Some(service) => match near_names(entry.name, service).as_slice() {
            [] => near_operation(entry).unwrap_or_else(|| elsewhere(entry)),
            [name] => Meant::Slip(full(service, name)),
            names => Meant::Slips(names.iter().map(|name| full(service, name)).collect()),
        },
        // A prefix is short, so that one comes near to many; the action has to be there as well.
        None => match nearest(entry.prefix, iam::services().map(Service::prefix)).and_then(iam::service) {
            Some(near) if entry.is_pattern() && entry.is_of(near) => Meant::Slip(full(near, entry.name)),
            Some(near) => match near.action(entry.name) {
                Some(action) => Meant::Slip(full(near, action.name())),
                None => Meant::Nothing,
            },
            None => Meant::Nothing,
        },
    }
}

/// What a name of an operation needs. `bedrock-runtime:*` is a whole service of another name.
fn operation(entry: &Entry<'_>, needed: &'static str) -> Meant {
    match needed.strip_suffix(":*").and_then(iam::service) {
        Some(service) if entry.is_of(service) => Meant::Elsewhere(full(service, entry.name)),
        Some(_) => Meant::Nothing,
        None => Meant::Operation(needed),
    }
}

/// What the operation needs to whose name an entry comes near: `s3:ListObject` is almost `s3:ListObjects`.
fn near_operation(entry: &Entry<'_>) -> Option<Meant> {
    let of_service = |(written, _): &(&'static str, &'static str)| {
        written.split_once(':').is_some_and(|(prefix, name)| prefix.eq_ignore_ascii_case(entry.prefix) && verb(name) == verb(entry.name))
    };
    let name = nearest(entry.written, iam::api_names().filter(of_service).map(|(written, _)| written))?;
    iam::needed_for(name).filter(|needed| !needed.contains(' ')).map(|needed| Meant::Slip(needed.to_owned()))
}

fn full(service: Service, name: &str) -> String {
    format!("{}:{name}", service.prefix())
}

/// The actions of a service that come near to a name, the nearest first. `GetBuckets` is no slip for `PutBucket`: where the service has
/// the verb, only actions with the same one count.
fn near_names(name: &str, service: Service) -> Vec<&'static str> {
    let word = verb(name);
    let has_verb = service.actions().any(|action| verb(action.name()).eq_ignore_ascii_case(word));
    let mut left: Vec<&str> = service.actions().map(iam::Action::name).collect();
    left.retain(|known| !has_verb || verb(known).eq_ignore_ascii_case(word));
    let mut near = Vec::new();
    while near.len() < 3
        && let Some(name) = nearest(name, left.iter().copied())
    {
        left.retain(|known| *known != name);
        near.push(name);
    }
    near
}

/// The actions, or what operations need, that come near to something that no service has, the nearest first.
pub(crate) fn near_actions(written: &str) -> Vec<String> {
    let Some((prefix, name)) = written.split_once(':').filter(|(_, name)| !name.contains(['*', '?'])) else { return Vec::new() };
    if let Some(needed) = iam::needed_for(written).filter(|needed| !needed.contains(['*', ' '])) {
        return vec![needed.to_owned()];
    }
    let service = iam::service(prefix).or_else(|| nearest(prefix, iam::services().map(Service::prefix)).and_then(iam::service));
    let Some(service) = service else { return Vec::new() };
    match service.action(name) {
        Some(action) => vec![full(service, action.name())],
        None => near_names(name, service).into_iter().map(|near| full(service, near)).collect(),
    }
}

/// The first word of a name: `Get` of `GetObject`.
fn verb(name: &str) -> &str {
    let end = name.char_indices().skip(1).find(|(_, letter)| letter.is_ascii_uppercase()).map_or(name.len(), |(at, _)| at);
    &name[..end]
}

/// Services that templates grant side by side, so that an action of one is written with the prefix of another.
const NEIGHBOURS: [&str; 26] = [
    "apigateway",
    "appsync",
    "cloudwatch",
    "cognito-identity",
    "cognito-idp",
    "cognito-sync",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "events",
    "execute-api",
    "firehose",
    "iam",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "states",
    "sts",
    "xray",
];

/// The action of this name that one of the neighbours of its service has.
fn elsewhere(entry: &Entry<'_>) -> Meant {
    let is_neighbour = |prefix: &str| NEIGHBOURS.iter().any(|known| known.eq_ignore_ascii_case(prefix));
    // `Publish` and `Invoke` are anybody's.
    let words = entry.name.chars().filter(char::is_ascii_uppercase).count();
    if words < 2 || entry.is_pattern() || !is_neighbour(entry.prefix) {
        return Meant::Nothing;
    }
    let mut found = iam::services().filter(|service| is_neighbour(service.prefix())).filter_map(|service| service.action(entry.name));
    match (found.next(), found.next()) {
        (Some(action), None) => Meant::Elsewhere(full(action.service(), action.name())),
        _ => Meant::Nothing,
    }
}

pub(super) fn dead_wildcard<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(entries(&statement)?, |value, out| {
        let written = value.literal()?;
        let Some(entry) = Entry::read(&written).filter(Entry::is_pattern) else { return Ok(()) };
        let Some(service) = iam::service(entry.prefix).filter(|service| !entry.is_of(*service)) else { return Ok(()) };
        let Some(quoted) = quoted(entry.written) else { return Ok(()) };
        let help = match wider(&entry, service) {
            Some((pattern, why)) => format!("write `{}`: {why}", full(service, &pattern)),
            None => format!("write the names out, or take it away (the actions known here are of {})", iam::date()),
        };
        out.report(&value, format!("no action of {} matches {quoted}", service.prefix())).help(help);
        Ok(())
    });
    Ok(())
}

/// A pattern that is almost the same and matches something, with what is wrong with the written one.
fn wider(entry: &Entry<'_>, service: Service) -> Option<(String, &'static str)> {
    let matches = |pattern: &str| service.matching(pattern).next().is_some();
    let without = entry.name.replace('?', "");
    if without != entry.name && !without.is_empty() && matches(&without) {
        return Some((without, "a `?` stands for one character, never for none"));
    }
    // A few letters too many before the last star. More than the verb has to stay.
    let head = entry.name.strip_suffix('*')?;
    let cut = (1..=3)
        .filter_map(|count| head.get(..head.len().checked_sub(count)?))
        .find(|head| verb(head).len() < head.len() && matches(&format!("{head}*")))?;
    Some((format!("{cut}*"), "the letters behind it are in no name"))
}
