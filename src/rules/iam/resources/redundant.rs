//! Entries and statements that say what another one says already.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::model::{Comparison, ConditionTest, Document, DocumentKind, Pattern, Statement, is_same};
use crate::resolve::{Known, Unknown, Val, Value};
use crate::rules::{Checked, Edit, Findings};

/// Statements beyond which a document is not compared pair by pair.
const MANY: usize = 200;
/// Entries of one list beyond which they are not compared pair by pair.
const MANY_ENTRIES: usize = 1_000;

/// A statement as far as it is compared.
struct Compared<'w> {
    statement: Statement<'w>,
    actions: Vec<(Val<'w>, Pattern)>,
    /// Read when they decide; `None` where they are not known or there is no list of them.
    resources: OnceCell<Option<Vec<Pattern>>>,
}

impl Compared<'_> {
    fn resources(&self) -> Known<&[Pattern]> {
        let read = || -> Known<Vec<Pattern>> {
            let resources: Vec<Pattern> = self.statement.resource_patterns()?.into_iter().map(|(_, pattern)| pattern).collect();
            let has_list = !resources.is_empty() && self.statement.element("NotResource")?.is_none();
            if has_list { Ok(resources) } else { Err(Unknown::Open) }
        };
        self.resources.get_or_init(|| read().ok()).as_deref().ok_or(Unknown::Open)
    }
}

/// Entries of one list that another entry of the same list covers.
pub(super) fn redundant_action<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let entries = known_actions(&statement)?;
    if entries.len() > MANY_ENTRIES {
        return Ok(());
    }
    let patterns: Vec<usize> = (0..entries.len()).filter(|at| entries[*at].1.is_wild()).collect();
    let mut first_of: HashMap<String, usize> = HashMap::new();
    for (at, (value, pattern)) in entries.iter().enumerate() {
        // Of two that say the same, the first one stays.
        let first = *first_of.entry(value.literal()?.to_ascii_lowercase()).or_insert(at);
        let covers = |other: &usize| {
            let wide = &entries[*other].1;
            *other != at && wide.surely_covers(pattern) && (*other < at || !pattern.surely_covers(wide))
        };
        let found = if first < at { Some(first) } else { patterns.iter().copied().find(covers) };
        let Some((wide, _)) = found.and_then(|other| entries.get(other)) else { continue };
        let (own, other) = (value.literal()?, wide.literal()?);
        let is_same = own == other;
        let label = if is_same { format!("`{own}` stands here twice") } else { format!("`{own}` is covered by `{other}`") };
        let mut report = out.report(value, label).related(wide, if is_same { "first here" } else { "this one covers it" });
        if is_same {
            report = report.title("an action is listed twice").help("take one of them out");
        }
        report.fix(Edit::remove_item(value)).only_everywhere();
    }
    Ok(())
}

/// Resources of one list that another resource of the same list covers.
pub(super) fn redundant_resource<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.element("NotResource")?.is_some() {
        return Ok(());
    }
    let entries = statement.resource_patterns()?;
    if entries.len() > MANY {
        return Ok(());
    }
    for (at, (value, pattern)) in entries.iter().enumerate() {
        // Of two that say the same, the first one stays.
        let covers =
            |other: usize, wide: &Pattern| other != at && wide.surely_covers(pattern) && (other < at || !pattern.surely_covers(wide));
        let Some((_, (wide, _))) = entries.iter().enumerate().find(|(other, (_, wide))| covers(*other, wide)) else { continue };
        // What is put together is written for another reader than this list, and a default may be replaced.
        let (Some((own, _)), Some((other, _))) = (value.scalar(), wide.scalar()) else { continue };
        // A bucket and its objects are named side by side, whether the one holds the others or not.
        if own.strip_suffix("/*") == Some(other) || own.contains("${") {
            continue;
        }
        let label = if own == other { format!("`{own}` stands here twice") } else { format!("`{own}` is covered by `{other}`") };
        out.report(value, label)
            .title("a resource of the list changes nothing because another one covers it")
            .related(wide, "this one covers it")
            .fix(Edit::remove_item(value))
            .only_everywhere();
    }
    Ok(())
}

/// Statements that another statement of the document covers.
pub(super) fn redundant_statement<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.kind == DocumentKind::Trust {
        return Ok(());
    }
    let statements: Vec<Statement<'w>> = document.statements()?.into_iter().flatten().collect();
    if statements.len() > MANY {
        return Ok(());
    }
    // What can't be read covers nothing and is covered by nothing.
    let all: Vec<Compared<'w>> = statements.iter().filter_map(|statement| compared(*statement).ok()).collect();
    for (at, narrow) in all.iter().enumerate() {
        let mut found = None;
        for (other, wide) in all.iter().enumerate() {
            let is_covered = |wide, narrow| covers(wide, narrow).is_ok_and(|covers| covers);
            if other != at && is_covered(wide, narrow) && (other < at || !is_covered(narrow, wide)) {
                found = Some(wide);
                break;
            }
        }
        let Some(wide) = found else { continue };
        if narrow.statement.has_condition() == Ok(true) && wide.statement.has_condition() == Ok(false) {
            out.report(narrow.statement.place(), "its condition limits nothing: another statement says the same without one")
                .title("a condition looks like a limit and is none")
                .related(wide.statement.place(), "this one has no condition")
                .help("take the actions out of the wider statement, or put the same condition there")
                .case("conditioned");
        } else {
            let is_wider =
                narrow.statement.has_condition() == Ok(true) && same(&wide.statement, &narrow.statement, "Condition") == Ok(false);
            let label = match is_wider {
                true => "another statement says all of this already, under a wider condition",
                false => "another statement says all of this already",
            };
            out.report(narrow.statement.place(), label)
                .related(wide.statement.place(), "this one covers it")
                .fix(Edit::remove_statement(&narrow.statement))
                .only_everywhere();
        }
    }
    Ok(())
}

/// `Action` as patterns, of which case makes no difference.
fn known_actions<'w>(statement: &Statement<'w>) -> Known<Vec<(Val<'w>, Pattern)>> {
    let mut all = Vec::new();
    for value in statement.actions()? {
        if let Ok(text) = value.literal() {
            all.push((value, Pattern::literal(&text.to_ascii_lowercase())));
        }
    }
    Ok(all)
}

fn compared(statement: Statement<'_>) -> Known<Compared<'_>> {
    let actions = known_actions(&statement)?;
    if actions.is_empty() || actions.len() != statement.actions()?.len() {
        return Err(Unknown::Deployed);
    }
    Ok(Compared { statement, actions, resources: OnceCell::new() })
}

/// Whether the one statement says all that the other one does.
fn covers(wide: &Compared<'_>, narrow: &Compared<'_>) -> Known<bool> {
    if wide.statement.allows()? != narrow.statement.allows()? {
        return Ok(false);
    }
    let action = |own: &Pattern| wide.actions.iter().any(|(_, other)| other.surely_covers(own));
    if !narrow.actions.iter().all(|(_, own)| action(own)) {
        return Ok(false);
    }
    let wide_resources = wide.resources()?;
    let resource = |own: &Pattern| wide_resources.iter().any(|other| other.surely_covers(own));
    if !narrow.resources()?.iter().all(resource) {
        return Ok(false);
    }
    let condition = |statement: &Statement<'_>| statement.has_condition();
    if condition(&wide.statement)? && !(condition(&narrow.statement)? && condition_covers(&wide.statement, &narrow.statement)?) {
        return Ok(false);
    }
    Ok(same(&wide.statement, &narrow.statement, "Principal")? && same(&wide.statement, &narrow.statement, "NotPrincipal")?)
}

/// Whether all requests that meet the narrow statement's condition meet the wide one's: each test there has a twin here that lets pass
/// no more.
fn condition_covers(wide: &Statement<'_>, narrow: &Statement<'_>) -> Known<bool> {
    let twins = narrow.tests()?;
    for test in wide.tests()? {
        let mut covers = false;
        for twin in &twins {
            covers |= twin.is_of(&test.key) && twin.operator.spelled() == test.operator.spelled() && test_covers(&test, twin)?;
        }
        if !covers {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a test lets pass all that another one with the same operator and key does.
fn test_covers(wide: &ConditionTest<'_>, narrow: &ConditionTest<'_>) -> Known<bool> {
    if same_value(&wide.values, &narrow.values)? {
        return Ok(true);
    }
    // The more values, the more pass; of a negated one it is the other way round.
    let Some(Comparison::Text { like, .. }) = wide.operator.comparison.filter(|_| !wide.operator.is_negated()) else { return Ok(false) };
    let patterns = |test: &ConditionTest<'_>| -> Known<Vec<Pattern>> {
        let read = |(_, text): (Val<'_>, String)| if text.contains("${") { Err(Unknown::Variable) } else { Ok(Pattern::literal(&text)) };
        test.literals()?.into_iter().map(read).collect()
    };
    let (wide, narrow) = (patterns(wide)?, patterns(narrow)?);
    let covers = |one: &Pattern, other: &Pattern| one == other || like && one.surely_covers(other);
    Ok(!narrow.is_empty() && narrow.iter().all(|own| wide.iter().any(|other| covers(other, own))))
}

/// Whether an element is the same in two statements.
fn same(one: &Statement<'_>, other: &Statement<'_>, element: &str) -> Known<bool> {
    match (one.element(element)?, other.element(element)?) {
        (None, None) => Ok(true),
        (Some(one), Some(other)) => same_value(&one, &other),
        _ => Ok(false),
    }
}

/// One value and a list of one are the same; otherwise the order counts, which is careful enough.
fn same_value(one: &Val<'_>, other: &Val<'_>) -> Known<bool> {
    match (one.value()?, other.value()?) {
        // Two holes that are written alike need not be the same.
        (Value::Text(one), Value::Text(other)) if one.has_hole() || other.has_hole() => Err(Unknown::Deployed),
        (Value::Text(one), Value::Text(other)) => is_same(&one, &other),
        (Value::Map(_), Value::Map(_)) => {
            let (one, other) = (one.object()?.entries()?, other.object()?.entries()?);
            if one.len() != other.len() {
                return Ok(false);
            }
            for (key, _, value) in &one {
                let Some((_, _, twin)) = other.iter().find(|(name, ..)| name == key) else { return Ok(false) };
                if !same_value(value, twin)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::List(_), _) | (_, Value::List(_)) => {
            let (one, other) = (one.one_or_many()?, other.one_or_many()?);
            if one.len() != other.len() {
                return Ok(false);
            }
            for (value, twin) in one.iter().zip(&other) {
                if !same_value(value, twin)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}
