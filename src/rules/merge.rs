//! Merging: come in the findings of many worlds, goes out each once, with the fewest answers under which it appears.

use super::Raw;
use crate::finding::Severity;
use crate::resolve::{Leaf, Question};
use crate::template::Stack;

/// Answers that must hold together.
pub type Clause = Vec<(Question, u16)>;

/// More clauses than this are never spelled out; keeping them would only cost time.
const CLAUSE_LIMIT: usize = 32;

/// Merges what was found in the leaves of one exploration. `complete` is false when some worlds were left out: then nothing is said
/// to hold everywhere, unless nothing was asked.
pub fn merge(leaves: Vec<Leaf<Vec<Raw>>>, complete: bool) -> Vec<Raw> {
    let mut leaves = leaves;
    if leaves.len() == 1 {
        return leaves.pop().map(|leaf| leaf.out).unwrap_or_default();
    }
    if leaves.iter().all(|leaf| leaf.out.is_empty()) {
        return Vec::new();
    }
    let facts: Vec<Clause> = leaves.iter().map(|leaf| leaf.facts.clone()).collect();
    let mut groups: Vec<(Raw, Vec<(usize, Severity)>)> = Vec::new();
    for (index, leaf) in leaves.into_iter().enumerate() {
        for raw in leaf.out {
            let same = |(known, _): &&mut (Raw, Vec<(usize, Severity)>)| {
                known.meta.id == raw.meta.id && known.span == raw.span && known.text == raw.text && known.when == raw.when
            };
            match groups.iter_mut().find(same) {
                Some((known, seen)) => {
                    seen.push((index, raw.severity));
                    known.confidence = known.confidence.max(raw.confidence);
                    // What it speaks for may stand elsewhere in each world.
                    known
                        .covered
                        .extend(raw.covered.iter().filter(|covered| !known.covered.contains(covered)).copied().collect::<Vec<_>>());
                    // What mends it in one world and not in the other mends nothing.
                    if known.fix != raw.fix {
                        known.fix.clear();
                    }
                    known.is_unsafe |= raw.is_unsafe;
                    known.is_bound |= raw.is_bound;
                }
                None => {
                    let severity = raw.severity;
                    groups.push((raw, vec![(index, severity)]));
                }
            }
        }
    }
    groups.into_iter().map(|(raw, seen)| conditioned(raw, &seen, &facts, complete)).collect()
}

fn conditioned(mut raw: Raw, seen: &[(usize, Severity)], facts: &[Clause], complete: bool) -> Raw {
    let worst = seen.iter().map(|(_, severity)| *severity).max().unwrap_or(raw.severity);
    let mild = seen.iter().map(|(_, severity)| *severity).min().unwrap_or(raw.severity);
    raw.severity = worst;
    let everywhere = complete && (0..facts.len()).all(|index| seen.iter().any(|(leaf, _)| *leaf == index));
    if everywhere && worst == mild {
        return raw;
    }
    raw.otherwise = (everywhere && worst != mild).then_some(mild);
    let clauses = clauses(facts, |index| seen.iter().any(|(leaf, severity)| *leaf == index && (*severity == worst || !everywhere)));
    raw.when = product(&raw.when, &clauses);
    raw
}

/// The fewest answers under which a leaf is one of those that are chosen, of all leaves of one exploration.
pub fn clauses(facts: &[Clause], is_in: impl Fn(usize) -> bool) -> Vec<Clause> {
    let without: Vec<&Clause> = (0..facts.len()).filter(|index| !is_in(*index)).map(|index| &facts[index]).collect();
    let mut clauses: Vec<Clause> = Vec::new();
    for index in (0..facts.len()).filter(|index| is_in(*index)) {
        let clause = shortest(&facts[index], &without);
        if !clauses.contains(&clause) && clauses.len() < CLAUSE_LIMIT {
            clauses.push(clause);
        }
    }
    clauses.sort_by_key(Vec::len);
    let all = clauses.clone();
    // A clause that holds wherever a longer one does makes the longer one superfluous.
    clauses.retain(|clause| !all.iter().any(|other| other.len() < clause.len() && other.iter().all(|fact| clause.contains(fact))));
    clauses
}

/// Drops every answer without which the clause still excludes all other leaves.
fn shortest(clause: &Clause, without: &[&Clause]) -> Clause {
    let mut kept = clause.clone();
    let mut index = kept.len();
    while index > 0 {
        index -= 1;
        let mut tried = kept.clone();
        tried.remove(index);
        if !without.iter().any(|other| consistent(&tried, other)) && !tried.is_empty() {
            kept = tried;
        }
    }
    kept.sort_unstable();
    kept
}

fn consistent(one: &Clause, other: &Clause) -> bool {
    one.iter().all(|(question, answer)| other.iter().all(|(known, given)| known != question || given == answer))
}

fn product(inner: &[Clause], outer: &[Clause]) -> Vec<Clause> {
    if inner.is_empty() || outer.is_empty() {
        return if inner.is_empty() { outer.to_vec() } else { inner.to_vec() };
    }
    let mut all = Vec::new();
    for one in inner {
        for other in outer {
            let mut clause = one.clone();
            clause.extend(other.iter().filter(|fact| !one.contains(fact)));
            clause.sort_unstable();
            all.push(clause);
        }
    }
    all.truncate(CLAUSE_LIMIT);
    all
}

/// The words for the answers under which something holds; `None` for always.
#[must_use]
pub fn words(stack: &Stack, when: &[Clause]) -> Option<String> {
    if when.is_empty() || when.iter().any(Vec::is_empty) {
        return None;
    }
    let terms: usize = when.iter().map(Vec::len).sum();
    if terms > 3 {
        let mut names: Vec<String> = Vec::new();
        for (question, _) in when.iter().flatten() {
            let name = match question {
                Question::Condition(index) => stack.conditions[*index as usize].name.clone(),
                Question::Parameter(index) => stack.parameters[*index as usize].name.clone(),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        return Some(match names.as_slice() {
            [one] => format!("{one} has some of its values"),
            names => format!("in some combinations of {}", names.join(", ")),
        });
    }
    let parameter = |(question, answer): &(Question, u16)| match question {
        Question::Condition(_) => None,
        Question::Parameter(index) => {
            let parameter = &stack.parameters[*index as usize];
            let value = parameter.allowed.get(usize::from(*answer)).and_then(|node| stack.tree.text(*node)).unwrap_or("?");
            Some(format!("parameter {} is {value}", parameter.name))
        }
    };
    let clause = |clause: &Clause| {
        let mut parts = Vec::new();
        for (answer, verdict) in [(0, "true"), (1, "false")] {
            let names = clause.iter().filter_map(|(question, given)| match question {
                Question::Condition(index) if *given == answer => Some(stack.conditions[*index as usize].name.as_str()),
                _ => None,
            });
            match names.collect::<Vec<_>>().as_slice() {
                [] => {}
                [name] => parts.push(format!("condition {name} is {verdict}")),
                names => parts.push(format!("conditions {} are {verdict}", names.join(" and "))),
            }
        }
        parts.extend(clause.iter().filter_map(parameter));
        parts.join(" and ")
    };
    Some(when.iter().map(clause).collect::<Vec<_>>().join(" or "))
}

/// A value that somebody may choose, but that is not the default, is no more than worth knowing while it flows straight into the
/// property: true where every clause needs such a choice.
#[must_use]
pub fn needs_a_choice(stack: &Stack, when: &[Clause]) -> bool {
    !when.is_empty()
        && when.iter().all(|clause| {
            clause.iter().any(|(question, answer)| match question {
                Question::Parameter(index) => *answer != 0 || stack.parameters[*index as usize].default.is_none(),
                Question::Condition(_) => false,
            })
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::finding::Confidence;
    use crate::resolve::Facts;
    use crate::source::{FileId, Span};

    const QUESTIONS: usize = 4;

    fn raw(severity: Severity) -> Raw {
        Raw {
            meta: crate::rules::metas()[0],
            severity,
            confidence: Confidence::High,
            title: None,
            span: Span::new(FileId(0), 0, 1),
            node: None,
            text: "x".to_owned(),
            related: Vec::new(),
            help: None,
            resource: None,
            when: Vec::new(),
            otherwise: None,
            covered: Vec::new(),
            fix: Vec::new(),
            is_unsafe: false,
            is_bound: false,
        }
    }

    /// The leaves of a reader that asks question after question and stops where a bit of `stops` says so.
    fn leaves(table: u16, stops: u16) -> Vec<Leaf<Vec<Raw>>> {
        let mut all = Vec::new();
        let mut open: Vec<Facts> = vec![Vec::new()];
        while let Some(facts) = open.pop() {
            let index = facts.iter().fold(0, |index, (_, answer)| index * 2 + usize::from(*answer));
            let node = (1 << facts.len()) - 1 + index;
            if facts.len() == QUESTIONS || facts.len() > 1 && stops >> node & 1 == 1 {
                // A leaf speaks where the table has a bit for the first full assignment below it.
                let first = index << (QUESTIONS - facts.len());
                let out = if table >> first & 1 == 1 { vec![raw(Severity::Warning)] } else { Vec::new() };
                all.push(Leaf { facts, out });
                continue;
            }
            for answer in 0..2 {
                let mut next = facts.clone();
                next.push((Question::Condition(facts.len() as u32), answer));
                open.push(next);
            }
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn says_exactly_where_it_was_found(table in any::<u16>(), stops in any::<u16>()) {
            let before = leaves(table, stops);
            let merged = merge(leaves(table, stops), true);
            for assignment in 0..1u16 << QUESTIONS {
                let world: Facts = (0..QUESTIONS).map(|index| (Question::Condition(index as u32), assignment >> index & 1)).collect();
                let expected = before.iter().any(|leaf| !leaf.out.is_empty() && consistent(&leaf.facts, &world));
                let said = merged.iter().any(|raw| raw.when.is_empty() || raw.when.iter().any(|clause| consistent(clause, &world)));
                prop_assert_eq!(expected, said);
            }
            prop_assert!(merged.len() <= 1, "one problem stays one finding");
        }
    }

    #[test]
    fn the_worse_severity_names_its_condition() {
        let question = Question::Condition(0);
        let leaves = vec![
            Leaf { facts: vec![(question, 0)], out: vec![raw(Severity::Error)] },
            Leaf { facts: vec![(question, 1)], out: vec![raw(Severity::Warning)] },
        ];
        let merged = merge(leaves, true);
        assert_eq!(merged.len(), 1);
        assert_eq!((merged[0].severity, merged[0].otherwise), (Severity::Error, Some(Severity::Warning)));
        assert_eq!(merged[0].when, vec![vec![(question, 0)]]);
    }
}
