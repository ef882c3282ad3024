//! The same permissions in fewer words. What comes out is shown to be equivalent by the sets before anybody sees it.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::reading::{Entry, Papers, Principals, Statement, Test};
use crate::model::{ActionSet, is_everything, pattern_covers};

/// A document with the same meaning and, where there is anything to leave out, fewer statements and entries: entries that another one
/// covers go, statements about the same resources or the same actions become one, and a statement that a wider one covers goes.
#[must_use]
pub fn simplify(papers: &Papers) -> Papers {
    let mut statements: Vec<Statement> = papers.statements.iter().map(tidy).collect();
    loop {
        let before = statements.len();
        merge(&mut statements, same_but_actions, |one, other| one.actions.append(&mut other.actions));
        merge(&mut statements, same_but_resources, |one, other| one.resources.append(&mut other.resources));
        statements = statements.iter().map(tidy).collect();
        drop_covered(&mut statements);
        if statements.len() == before {
            break;
        }
    }
    let simpler = Papers { statements, ..papers.clone() };
    // Never the shorter text at the price of another meaning.
    if size(&simpler) < size(papers) && is_equivalent(papers, &simpler) { simpler } else { papers.clone() }
}

/// A statement without the entries that others of it cover. Excepted ones are a statement's own business: they stay.
fn tidy(statement: &Statement) -> Statement {
    let mut tidied = statement.clone();
    if !statement.actions_excepted {
        tidied.actions = uncovered_actions(&statement.actions);
    }
    if !statement.resources_excepted {
        tidied.resources = uncovered(&statement.resources, resource_covers);
    }
    tidied.tests.sort();
    for test in &mut tidied.tests {
        test.values.sort();
        test.values.dedup();
    }
    tidied.tests.dedup();
    tidied
}

/// Entries of `Action`, arranged so that asking whether they cover another one is cheap: hardly any of a long list has a wildcard.
#[derive(Default)]
struct Patterns {
    named: HashSet<String>,
    wild: HashMap<String, Vec<String>>,
    everything: bool,
}

impl Patterns {
    fn of<'e>(entries: impl Iterator<Item = &'e Entry>) -> Self {
        let mut patterns = Self::default();
        for entry in entries {
            let text = entry.text.to_ascii_lowercase();
            patterns.everything |= is_everything(&text);
            if let (true, Some((service, _))) = (text.contains(['*', '?']), text.split_once(':')) {
                patterns.wild.entry(service.to_owned()).or_default().push(text.clone());
            }
            patterns.named.insert(text);
        }
        patterns
    }

    /// Whether one of them covers an entry, other than by being the same.
    fn widen(&self, entry: &Entry) -> bool {
        let text = entry.text.to_ascii_lowercase();
        let wild = text.split_once(':').and_then(|(service, _)| self.wild.get(service));
        self.everything && !is_everything(&text)
            || wild.is_some_and(|wild| wild.iter().any(|wide| *wide != text && pattern_covers(wide, &text) && !pattern_covers(&text, wide)))
    }

    fn cover(&self, entry: &Entry) -> bool {
        self.everything || self.named.contains(&entry.text.to_ascii_lowercase()) || self.widen(entry)
    }
}

/// The actions that no other entry covers; of equal ones the first.
fn uncovered_actions(entries: &[Entry]) -> Vec<Entry> {
    let patterns = Patterns::of(entries.iter());
    let mut seen = HashSet::new();
    entries.iter().filter(|entry| !patterns.widen(entry) && seen.insert(entry.text.to_ascii_lowercase())).cloned().collect()
}

/// The entries that no other one covers; of equal ones the first.
fn uncovered(entries: &[Entry], covers: impl Fn(&Entry, &Entry) -> bool) -> Vec<Entry> {
    let is_covered = |at: usize| {
        entries
            .iter()
            .enumerate()
            .any(|(other, wide)| other != at && covers(wide, &entries[at]) && (other < at || !covers(&entries[at], wide)))
    };
    (0..entries.len()).filter(|at| !is_covered(*at)).map(|at| entries[at].clone()).collect()
}

/// Whether one resource is surely part of another one.
fn resource_covers(wide: &Entry, narrow: &Entry) -> bool {
    if wide.text == "*" || wide == narrow {
        return true;
    }
    // A star at the very end takes whatever begins like this, in the last part of an ARN.
    let Some(start) = wide.text.strip_suffix('*') else { return false };
    let is_plain = !start.contains(['*', '?', '$']) && wide.sub.is_none();
    is_plain && start.matches(':').count() >= 5 && narrow.text.starts_with(start)
}

/// Joins statements that differ only in one part.
fn merge(statements: &mut Vec<Statement>, alike: fn(&Statement, &Statement) -> bool, join: fn(&mut Statement, &mut Statement)) {
    let mut at = 0;
    while at < statements.len() {
        let mut other = at + 1;
        while other < statements.len() {
            if alike(&statements[at], &statements[other]) {
                let mut gone = statements.remove(other);
                let kept = &mut statements[at];
                join(kept, &mut gone);
                if kept.sid != gone.sid {
                    // A name that says half of it would mislead.
                    kept.sid = None;
                }
            } else {
                other += 1;
            }
        }
        at += 1;
    }
}

fn same_but_actions(one: &Statement, other: &Statement) -> bool {
    frame(one) == frame(other)
        && !one.actions_excepted
        && !other.actions_excepted
        && one.resources_excepted == other.resources_excepted
        && as_set(&one.resources) == as_set(&other.resources)
}

fn same_but_resources(one: &Statement, other: &Statement) -> bool {
    frame(one) == frame(other)
        && one.actions_excepted == other.actions_excepted
        && as_set(&one.actions) == as_set(&other.actions)
        && !one.resources_excepted
        && !other.resources_excepted
        && !one.resources.is_empty()
        && !other.resources.is_empty()
}

/// What must be the same before anything can be joined.
fn frame(statement: &Statement) -> (bool, &Option<Principals>, &[Test]) {
    (statement.allows, &statement.principals, &statement.tests)
}

fn as_set(entries: &[Entry]) -> Vec<&Entry> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort();
    sorted.dedup();
    sorted
}

/// Takes out statements that a single other one covers wholly.
fn drop_covered(statements: &mut Vec<Statement>) {
    let mut at = 0;
    while at < statements.len() {
        let covered = (0..statements.len()).any(|other| {
            other != at && covers(&statements[other], &statements[at]) && (other < at || !covers(&statements[at], &statements[other]))
        });
        if covered {
            statements.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Whether whatever a statement decides, another one decides in the same way.
fn covers(wide: &Statement, narrow: &Statement) -> bool {
    let unconditioned = wide.tests.is_empty() || wide.tests == narrow.tests;
    wide.allows == narrow.allows
        && wide.principals == narrow.principals
        && unconditioned
        && !wide.actions_excepted
        && !narrow.actions_excepted
        && !wide.resources_excepted
        && !narrow.resources_excepted
        && !narrow.resources.is_empty()
        && narrow.resources.iter().all(|entry| wide.resources.iter().any(|other| resource_covers(other, entry)))
        && {
            let patterns = Patterns::of(wide.actions.iter());
            narrow.actions.iter().all(|entry| patterns.cover(entry))
        }
}

/// Whether two documents decide every request in the same way, as far as the sets can show: each part of the one is covered by the
/// parts of the other, and the reverse.
#[must_use]
pub fn is_equivalent(one: &Papers, other: &Papers) -> bool {
    let covered = |by: &[Statement], of: &[Statement]| of.iter().all(|statement| is_covered(statement, by));
    one.version == other.version && covered(&one.statements, &other.statements) && covered(&other.statements, &one.statements)
}

/// Whether statements together decide everything that one statement decides, resource by resource.
fn is_covered(statement: &Statement, by: &[Statement]) -> bool {
    let tests = |statement: &Statement| tidy(statement).tests;
    let mine = tests(statement);
    let fits = |other: &&Statement| {
        other.allows == statement.allows && other.principals == statement.principals && (other.tests.is_empty() || tests(other) == mine)
    };
    let candidates: Vec<&Statement> = by.iter().filter(fits).collect();
    if statement.actions_excepted || statement.resources_excepted || statement.resources.is_empty() {
        // What is excepted is only compared as it is written.
        let same = |other: &&&Statement| {
            other.actions_excepted == statement.actions_excepted
                && other.resources_excepted == statement.resources_excepted
                && as_set(&other.resources) == as_set(&statement.resources)
                && if statement.actions_excepted {
                    as_set(&other.actions) == as_set(&statement.actions)
                } else {
                    decides(&[other], statement)
                }
        };
        return candidates.iter().any(|other| same(&other));
    }
    let at = |resource: &Entry| -> Vec<usize> {
        let reaches = |other: &Statement| {
            !other.actions_excepted && !other.resources_excepted && other.resources.iter().any(|wide| resource_covers(wide, resource))
        };
        (0..candidates.len()).filter(|index| reaches(candidates[*index])).collect()
    };
    // Most resources of a statement are reached by the same ones.
    let mut groups: Vec<Vec<usize>> = statement.resources.iter().map(at).collect();
    groups.sort();
    groups.dedup();
    groups.iter().all(|group| decides(&group.iter().map(|index| candidates[*index]).collect::<Vec<_>>(), statement))
}

/// Whether the actions of statements together hold those of another one: by the sets, and for what the table does not know, or may know
/// one day, by the patterns.
fn decides(statements: &[&Statement], other: &Statement) -> bool {
    let entries = || statements.iter().flat_map(|statement| &statement.actions);
    let held = ActionSet::of_patterns(entries().map(|entry| entry.text.as_str()));
    let needed = ActionSet::of_patterns(other.actions.iter().map(|entry| entry.text.as_str()));
    if !needed.is_subset(&held) {
        return false;
    }
    let patterns = Patterns::of(entries());
    other.actions.iter().all(|entry| patterns.cover(entry))
}

/// The document as JSON. Texts that refer to the template stand in `Fn::Sub`.
#[must_use]
pub fn document(papers: &Papers) -> Value {
    let statements: Vec<Value> = papers.statements.iter().map(statement).collect();
    let mut document = Map::new();
    if let Some(version) = &papers.version {
        document.insert("Version".to_owned(), json!(version));
    }
    document.insert("Statement".to_owned(), Value::Array(statements));
    Value::Object(document)
}

fn statement(statement: &Statement) -> Value {
    let mut object = Map::new();
    let mut add = |key: &str, value: Value| {
        object.insert(key.to_owned(), value);
    };
    if let Some(sid) = &statement.sid {
        add("Sid", json!(sid));
    }
    add("Effect", json!(if statement.allows { "Allow" } else { "Deny" }));
    if let Some(principals) = &statement.principals {
        let key = if principals.excepted { "NotPrincipal" } else { "Principal" };
        let everyone = principals.named.iter().any(|(kind, list)| kind == "*" && list.is_empty());
        let members = || principals.named.iter().map(|(kind, list)| (kind.clone(), one_or_many(list))).collect::<Map<_, _>>();
        add(key, if everyone { json!("*") } else { Value::Object(members()) });
    }
    add(if statement.actions_excepted { "NotAction" } else { "Action" }, one_or_many(&statement.actions));
    if !statement.resources.is_empty() {
        add(if statement.resources_excepted { "NotResource" } else { "Resource" }, one_or_many(&statement.resources));
    }
    if !statement.tests.is_empty() {
        let mut block = Map::new();
        for test in &statement.tests {
            let keys = block.entry(test.operator.clone()).or_insert_with(|| json!({}));
            keys[test.key.as_str()] = one_or_many(&test.values);
        }
        add("Condition", Value::Object(block));
    }
    Value::Object(object)
}

fn one_or_many(list: &[Entry]) -> Value {
    match list {
        [one] => text(one),
        many => Value::Array(many.iter().map(text).collect()),
    }
}

fn text(entry: &Entry) -> Value {
    match &entry.sub {
        Some(text) => json!({ "Fn::Sub": text }),
        None => json!(entry.text),
    }
}

/// How long a document is as IAM counts it: its characters without white space.
#[must_use]
pub fn size(papers: &Papers) -> usize {
    document(papers).to_string().chars().filter(|letter| !letter.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocumentKind;

    fn entries(list: &[&str]) -> Vec<Entry> {
        list.iter().map(|text| Entry::plain(text)).collect()
    }

    fn allow(actions: &[&str], resources: &[&str]) -> Statement {
        Statement {
            sid: None,
            allows: true,
            actions: entries(actions),
            actions_excepted: false,
            resources: entries(resources),
            resources_excepted: false,
            principals: None,
            tests: Vec::new(),
        }
    }

    fn papers(statements: Vec<Statement>) -> Papers {
        Papers { name: None, kind: DocumentKind::Identity, version: Some("2012-10-17".to_owned()), statements, unread: 0 }
    }

    fn simple(statements: Vec<Statement>) -> Vec<Statement> {
        let before = papers(statements);
        let after = simplify(&before);
        assert!(is_equivalent(&before, &after));
        assert!(size(&after) <= size(&before));
        assert_eq!(simplify(&after), after);
        after.statements
    }

    #[test]
    fn entries_that_others_cover_go() {
        let found = simple(vec![allow(
            &["s3:GetObject", "s3:Get*", "S3:getobject", "zz:New"],
            &["arn:aws:s3:::a/b", "arn:aws:s3:::a/*", "arn:aws:s3:::b"],
        )]);
        assert_eq!(found, [allow(&["s3:Get*", "zz:New"], &["arn:aws:s3:::a/*", "arn:aws:s3:::b"])]);
    }

    #[test]
    fn statements_about_the_same_become_one() {
        let found = simple(vec![allow(&["s3:GetObject"], &["x"]), allow(&["sqs:SendMessage"], &["*"]), allow(&["s3:PutObject"], &["x"])]);
        assert_eq!(found, [allow(&["s3:GetObject", "s3:PutObject"], &["x"]), allow(&["sqs:SendMessage"], &["*"])]);
        let found = simple(vec![allow(&["s3:GetObject"], &["x"]), allow(&["s3:GetObject"], &["y"])]);
        assert_eq!(found, [allow(&["s3:GetObject"], &["x", "y"])]);
    }

    #[test]
    fn a_statement_within_a_wider_one_goes() {
        let found = simple(vec![allow(&["s3:GetObject"], &["arn:aws:s3:::a/*"]), allow(&["s3:*"], &["*"])]);
        assert_eq!(found, [allow(&["s3:*"], &["*"])]);
    }

    #[test]
    fn what_differs_in_meaning_stays() {
        let mut denied = allow(&["s3:GetObject"], &["x"]);
        denied.allows = false;
        let mut conditioned = allow(&["s3:GetObject"], &["x"]);
        conditioned.tests = vec![Test { operator: "Bool".to_owned(), key: "aws:SecureTransport".to_owned(), values: entries(&["true"]) }];
        let mut excepted = allow(&["s3:GetObject"], &["x"]);
        excepted.actions_excepted = true;
        let all = vec![denied, excepted, allow(&["s3:GetObject"], &["y"])];
        assert_eq!(simple(all.clone()), all);
        // A conditioned grant beside the same one without a condition narrows nothing.
        assert_eq!(simple(vec![conditioned.clone(), allow(&["s3:GetObject"], &["x"])]), [allow(&["s3:GetObject"], &["x"])]);
        assert_eq!(simple(vec![conditioned.clone(), allow(&["s3:GetObject"], &["y"])]).len(), 2);
    }

    #[test]
    fn documents_that_differ_are_not_equivalent() {
        let one = papers(vec![allow(&["s3:Get*"], &["*"])]);
        for other in [allow(&["s3:GetObject"], &["*"]), allow(&["s3:Get*"], &["x"]), allow(&["s3:*"], &["*"]), allow(&["zz:Get*"], &["*"])]
        {
            assert!(!is_equivalent(&one, &papers(vec![other])));
        }
        // Even where the table has no action for what is left out.
        assert!(!is_equivalent(&papers(vec![allow(&["s3:Get*", "s3:Brandnew"], &["*"])]), &one));
    }
}
