//! The engine: comes in a stack, go out its findings. It walks the model once, calls each rule at the kind of thing that it checks,
//! in every world that the rule can tell apart, merges, covers and suppresses.

mod edits;
mod layout;
mod select;
mod suppress;

use std::collections::{HashMap, HashSet};
use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher13};

use crate::finding::{Finding, Fix, Label, Safety, Severity};
use crate::model::{self, Resource, documents, service_documents};
use crate::resolve::{Question, Solved, Text, Unknown, World};
use crate::rules::{self, Check, Checked, Clause, Findings, Meta, Raw, Step, Visitor, merge, needs_a_choice, words};
use crate::source::{SourceMap, Span};
use crate::template::{Export, RoleName, Stack};

pub use select::{Selection, Selector, UnknownSelector};

use suppress::{Form, Suppression, suppressions};

/// How a run weighs and chooses.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Which rules count.
    pub selection: Selection,
    /// The strict profile.
    pub strict: bool,
}

/// What one stack gave.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings, in no particular order.
    pub findings: Vec<Finding>,
    /// How many were suppressed.
    pub suppressed: usize,
    /// The places of names in suppressions that took something away here: a file that two services include needs its suppression in
    /// one of them only.
    pub used: Vec<Span>,
}

/// Checks a stack.
#[must_use]
pub fn check(stack: &Stack, sources: &SourceMap, settings: &Settings) -> Outcome {
    let never = (0..stack.conditions.len()).filter(|index| World::new(stack).condition(&stack.conditions[*index].name) == Ok(false));
    let solved = Solved::default();
    let mut run =
        Run { stack, solved: &solved, strict: settings.strict, never: never.collect(), raws: Vec::new(), unsettled: HashSet::new() };
    let mut visitors: Vec<Visitor> = Vec::new();
    for rule in rules::rules().filter(|rule| settings.selection.includes(rule.meta)) {
        for check in rule.checks {
            match *check {
                Check::Map(visit) => visitors.push(Visitor { meta: rule.meta, visit, only_maps: true }),
                Check::Value(visit) => visitors.push(Visitor { meta: rule.meta, visit, only_maps: false }),
                _ => run.check(rule.meta, check),
            }
        }
    }
    run.walk(&visitors);
    let Run { raws, unsettled, .. } = run;
    let raws = worth_saying(stack, raws);
    let mut list = suppressions(stack, sources);
    let (raws, covered) = uncovered(raws);
    take_away(covered, &mut list);
    let before = raws.len();
    let mut kept = take_away(raws, &mut list);
    let suppressed = before - kept.len();
    kept.extend(about_suppressions(stack, &list, &unsettled, settings));
    let used = list.iter().flat_map(|suppression| &suppression.names).filter(|named| named.used).map(|named| named.span).collect();
    Outcome { findings: finish(stack, kept, sources), suppressed, used }
}

/// What a stack exports, by the name of the export, where no condition has a say in it.
#[must_use]
pub fn exports(stack: &Stack) -> Vec<(String, Export)> {
    let world = World::new(stack);
    let mut exports = Vec::new();
    for index in (0..stack.outputs.len()).filter(|index| stack.outputs[*index].condition.is_none()) {
        let (leaves, _) = world.explore(|| {
            let output = model::Output::new(&world, index);
            let (Ok(Some(name)), Ok(Some(value))) = (output.export_name(), output.value()) else { return None };
            let Ok(name) = name.literal() else { return None };
            // What a deployment may replace, or must not be shown, is not handed on.
            let handed_on = |text: &Text| !text.assumed && stack.tree.parts(value.node()).is_none_or(|parts| parts.secret.is_none());
            let text = match value.text() {
                Ok(text) if handed_on(&text) => text.known().map(str::to_owned),
                _ => Err(Unknown::Deployed),
            };
            let role = match model::link(&world, &value, "AWS::IAM::Role", &["Ref"]) {
                Ok(Some(role)) => Some(RoleName { role: role.id().to_owned(), span: stack.tree.span(value.place()) }),
                _ => None,
            };
            Some((name, Export { text: text.ok(), role }))
        });
        if let [leaf] = leaves.as_slice() {
            exports.extend(leaf.out.clone());
        }
    }
    exports
}

struct Run<'s> {
    stack: &'s Stack,
    solved: &'s Solved,
    strict: bool,
    /// Conditions that hold in no world.
    never: HashSet<usize>,
    raws: Vec<Raw>,
    /// Rules that met something unknown, with the resource at which they did: there a suppression can't be called stale.
    unsettled: HashSet<(&'static str, Option<usize>)>,
}

impl Run<'_> {
    fn check(&mut self, meta: &'static Meta, check: &Check) {
        let stack = self.stack;
        match *check {
            Check::Text(check) => {
                let mut findings = Findings::new(stack, meta, self.strict);
                check(stack, &mut findings);
                self.raws.extend(findings.into_raws());
            }
            Check::Stack(check) => self.explore(meta, None, None, check),
            Check::Service(check) => self.explore(meta, None, None, |world, out| match model::Service::of(world) {
                Some(service) => check(service, out),
                None => Ok(()),
            }),
            Check::Output(check) => {
                for (index, output) in stack.outputs.iter().enumerate() {
                    self.explore(meta, None, output.condition.as_deref(), |world, out| check(model::Output::new(world, index), out));
                }
            }
            Check::Pool(check) => self.each(meta, Some("AWS::Cognito::UserPool"), |at, out| check(model::UserPool(at), out)),
            Check::Client(check) => self.each(meta, Some("AWS::Cognito::UserPoolClient"), |at, out| check(model::Client(at), out)),
            Check::IdentityPool(check) => {
                self.each(meta, Some("AWS::Cognito::IdentityPool"), |at, out| check(model::IdentityPool(at), out));
            }
            Check::RoleAttachment(check) => {
                let kind = Some("AWS::Cognito::IdentityPoolRoleAttachment");
                self.each(meta, kind, |at, out| check(model::RoleAttachment(at), out));
            }
            Check::Role(check) => self.each(meta, Some("AWS::IAM::Role"), |at, out| check(model::Role(at), out)),
            Check::Of(kind, check) => self.each(meta, Some(kind), check),
            Check::Resource(check) => self.each(meta, None, check),
            // All of these share one walk.
            Check::Map(_) | Check::Value(_) => {}
            Check::Document(check) => self.documents(meta, check),
            Check::Statement(check) => self.documents(meta, |document, out| {
                out.each(document.statements()?, |statement, out| check(statement?, out));
                Ok(())
            }),
        }
    }

    /// Walks along the schema of each resource, for all rules about values at once.
    fn walk(&mut self, visitors: &[Visitor]) {
        let Some(first) = visitors.first() else { return };
        self.each(first.meta, None, |at, out| rules::walk(at, visitors, out));
        let unsettled: Vec<Option<usize>> = self.unsettled.iter().filter(|(id, _)| *id == first.meta.id).map(|(_, at)| *at).collect();
        for visitor in &visitors[1..] {
            self.unsettled.extend(unsettled.iter().map(|at| (visitor.meta.id, *at)));
        }
    }

    /// Runs a check at each resource of a type.
    fn each(&mut self, meta: &'static Meta, kind: Option<&str>, check: impl for<'w> Fn(Resource<'w>, &mut Findings<'w>) -> Checked) {
        let stack = self.stack;
        let mut at = |index: usize| {
            let condition = stack.resources[index].condition.as_deref();
            self.explore(meta, Some(index), condition, |world, out| check(Resource::new(world, index), out));
        };
        match kind {
            Some(kind) => stack.of_kind(kind).iter().for_each(|index| at(*index)),
            None => (0..stack.resources.len()).for_each(at),
        }
    }

    /// Runs a check at each policy document.
    fn documents(&mut self, meta: &'static Meta, check: impl for<'w> Fn(model::Document<'w>, &mut Findings<'w>) -> Checked) {
        let stack = self.stack;
        for (index, resource) in stack.resources.iter().enumerate() {
            if model::carries_documents(&resource.kind) {
                self.explore(meta, Some(index), resource.condition.as_deref(), |world, out| {
                    out.each(documents(Resource::new(world, index)), &check);
                    Ok(())
                });
            }
        }
        if stack.policy.is_some() || !stack.service_policies.is_empty() {
            self.explore(meta, None, None, |world, out| {
                out.each(service_documents(world), &check);
                Ok(())
            });
        }
    }

    fn explore(
        &mut self,
        meta: &'static Meta,
        resource: Option<usize>,
        condition: Option<&str>,
        check: impl for<'w> Fn(&'w World<'w>, &mut Findings<'w>) -> Checked,
    ) {
        let world = World::new(self.stack).sharing(self.solved);
        if let Some(index) = condition.and_then(|name| self.stack.condition(name)) {
            // What is never deployed is nobody's danger; whether a suppression in it is of use can't be told.
            if self.never.contains(&index) {
                self.unsettled.insert((meta.id, resource));
                return;
            }
            world.presume(Question::Condition(index as u32), 0);
        }
        let mut unsettled = false;
        let (leaves, complete) = world.explore(|| {
            let at = resource.map(|index| Resource::new(&world, index));
            let mut out = Findings::new(self.stack, meta, self.strict).in_world(&world).about(at);
            unsettled |= check(&world, &mut out).is_err() || out.met_unknown();
            out.into_raws()
        });
        self.raws.extend(merge(leaves, complete));
        if unsettled {
            self.unsettled.insert((meta.id, resource));
        }
    }
}

/// Leaves out what stands at nodes that nobody wrote, unless the rule is about those, and says once what several roles share.
fn worth_saying(stack: &Stack, mut raws: Vec<Raw>) -> Vec<Raw> {
    raws.retain(|raw| raw.meta.generated || !raw.node.is_some_and(|node| stack.tree.is_generated(node)));
    sort(&mut raws);
    let mut kept: Vec<Raw> = Vec::with_capacity(raws.len());
    for raw in raws {
        let mut same = kept.iter().rev().take_while(|known| order(known) == order(&raw));
        if !same.any(|known| known.when == raw.when) {
            kept.push(raw);
        }
    }
    kept
}

/// By what findings are sorted.
fn order(raw: &Raw) -> (Span, &'static str, &str) {
    (raw.span, raw.meta.id, &raw.text)
}

fn sort(raws: &mut [Raw]) {
    raws.sort_by(|one, other| order(one).cmp(&order(other)));
}

/// Sets aside what a more telling finding speaks for: those left, those covered.
fn uncovered(raws: Vec<Raw>) -> (Vec<Raw>, Vec<Raw>) {
    let covers: Vec<(Vec<&'static str>, Span, Vec<Clause>)> = raws
        .iter()
        .flat_map(|raw| {
            let all = |id: Option<&'static str>| id.map_or_else(|| raw.meta.covers.to_vec(), |id| vec![id]);
            raw.covered.iter().map(move |(id, span)| (all(*id), *span, raw.when.clone()))
        })
        .collect();
    raws.into_iter().partition(|raw| {
        let here = |(rules, span, _): &&(Vec<&str>, Span, Vec<Clause>)| rules.contains(&raw.meta.id) && span.contains(raw.span);
        let whens: Vec<&Vec<Clause>> = covers.iter().filter(here).map(|(_, _, when)| when).collect();
        let covered = whens.iter().any(|when| when.is_empty() || **when == raw.when) || leave_nothing(&whens);
        !covered
    })
}

/// True where one of several findings appears whatever a condition will be: one if it holds, another if not.
fn leave_nothing(whens: &[&Vec<Clause>]) -> bool {
    let single: Vec<(Question, u16)> =
        whens.iter().flat_map(|when| when.iter()).filter(|clause| clause.len() == 1).map(|clause| clause[0]).collect();
    single.iter().any(|(question, answer)| matches!(question, Question::Condition(_)) && single.contains(&(*question, 1 - answer.min(&1))))
}

/// Takes suppressed findings away and marks what did it.
fn take_away(raws: Vec<Raw>, list: &mut [Suppression]) -> Vec<Raw> {
    // Sorted by start, each with the furthest end of all before it, so that a look-up stops where nothing can reach further.
    let mut areas: Vec<(Span, usize, u32)> = Vec::new();
    for (index, suppression) in list.iter().enumerate() {
        areas.extend(suppression.areas.iter().map(|area| (*area, index, 0)));
    }
    areas.sort_unstable();
    let mut furthest = (None, 0);
    for (area, _, reach) in &mut areas {
        let before = if furthest.0 == Some(area.file) { furthest.1 } else { 0 };
        *reach = before.max(area.end.max(area.start + 1));
        furthest = (Some(area.file), *reach);
    }
    let mut kept = Vec::new();
    for raw in raws {
        let place = raw.span;
        let until = areas.partition_point(|(area, ..)| (area.file, area.start) <= (place.file, place.start));
        let mut suppressed = false;
        for (area, index, reach) in areas[..until].iter().rev() {
            if area.file != place.file || *reach <= place.start {
                break;
            }
            if area.end.max(area.start + 1) <= place.start {
                continue;
            }
            for named in list[*index].names.iter_mut().filter(|named| named.covers(raw.meta.id)) {
                named.used = true;
                suppressed = true;
            }
        }
        if !suppressed {
            kept.push(raw);
        }
    }
    kept
}

/// What is wrong with the suppressions themselves.
fn about_suppressions(
    stack: &Stack,
    list: &[Suppression],
    unsettled: &HashSet<(&'static str, Option<usize>)>,
    settings: &Settings,
) -> Vec<Raw> {
    let report = |id: &str, span: Span, text: String, help: Option<String>| -> Option<Raw> {
        let meta = rules::rule(id)?.meta;
        if !settings.selection.includes(meta) {
            return None;
        }
        let mut findings = Findings::new(stack, meta, settings.strict);
        let reported = findings.report_span(span, text);
        if let Some(help) = help {
            reported.help(help);
        }
        findings.into_raws().pop()
    };
    let mut raws = Vec::new();
    for suppression in list {
        if suppression.form == Form::Malformed {
            let help = "write `# authlint: ignore[rule] reason`, or in metadata a `rule` and a `reason`".to_owned();
            let text = "not a suppression that can be read".to_owned();
            raws.extend(report("suppressions/unknown-rule-in-suppression", suppression.mark, text, Some(help)));
        }
        if !suppression.has_reason {
            let help = (suppression.form == Form::Metadata).then(|| "add a `reason` beside `rule`".to_owned());
            raws.extend(report("suppressions/suppression-without-reason", suppression.mark, suppression.without_reason().to_owned(), help));
        }
        for named in &suppression.names {
            if !named.is_known() {
                let text = format!("no rule is named `{}`", named.name);
                raws.extend(report("suppressions/unknown-rule-in-suppression", named.span, text, named.hint()));
            } else if !named.used && is_stale(stack, suppression, named, unsettled, settings) {
                let text = format!("nothing here needs `ignore[{}]`", named.name);
                raws.extend(report("suppressions/unused-suppression", named.span, text, None));
            }
        }
    }
    raws
}

/// Stale is what a rule looked at, with a known answer, and found nothing.
fn is_stale(
    stack: &Stack,
    suppression: &Suppression,
    named: &suppress::Named,
    unsettled: &HashSet<(&'static str, Option<usize>)>,
    settings: &Settings,
) -> bool {
    let touches = |index: usize| {
        let body = stack.tree.span(stack.tree.target(stack.resources[index].body));
        suppression.areas.iter().any(|area| body.file == area.file && body.start <= area.end && area.start <= body.end)
    };
    let mut selected = false;
    for rule in rules::rules().filter(|rule| named.covers(rule.meta.id) && settings.selection.includes(rule.meta)) {
        selected = true;
        if unsettled.iter().any(|(id, at)| *id == rule.meta.id && at.is_none_or(touches)) {
            return false;
        }
    }
    selected
}

/// Gives the findings their words, paths and fingerprints.
fn finish(stack: &Stack, mut raws: Vec<Raw>, sources: &SourceMap) -> Vec<Finding> {
    sort(&mut raws);
    let mut seen: HashMap<(&'static str, &str, String), u32> = HashMap::with_capacity(raws.len());
    let mut findings = Vec::with_capacity(raws.len());
    let editor = edits::Editor::new(stack, sources);
    for raw in raws {
        let capped = if needs_a_choice(stack, &raw.when) { Severity::Info } else { raw.severity };
        // What holds everywhere at a milder severity is no less than that.
        let severity = raw.otherwise.map_or(capped, |otherwise| capped.max(otherwise));
        let mut when = if raw.otherwise == Some(severity) { None } else { words(stack, &raw.when) };
        if let (Some(when), Some(otherwise)) = (&mut when, raw.otherwise) {
            when.push_str(&format!("; otherwise {}", otherwise.name()));
        }
        let path = raw.node.map(|node| stack.path_of(node, raw.resource.as_deref()));
        let (path, key) = path.map_or_else(Default::default, |path| {
            let shown = path.shown();
            let stable = if path.has_items() { path.stable() } else { shown.clone() };
            (shown, stable)
        });
        let file = sources.file(raw.span.file).name();
        let hasher = hasher(raw.meta.id, file, &key);
        let ordinal = seen.entry((raw.meta.id, file, key)).or_insert(0);
        *ordinal += 1;
        let fingerprint = fingerprint(hasher, *ordinal);
        let safety = raw.meta.fix.map(|safety| if raw.is_unsafe { Safety::Unsafe } else { safety });
        let fix = safety
            .filter(|_| !raw.fix.is_empty() && stays_in_its_branch(&raw))
            .and_then(|safety| editor.edits(&raw.fix).map(|edits| Fix { safety, edits }));
        findings.push(Finding {
            rule: raw.meta.id,
            severity,
            confidence: raw.confidence,
            title: raw.title.unwrap_or_else(|| raw.meta.title.to_owned()),
            primary: Label { span: raw.span, text: raw.text },
            related: raw.related,
            help: Some(raw.help.unwrap_or_else(|| raw.meta.help.to_owned())),
            resource: raw.resource,
            path,
            when,
            stages: None,
            fix,
            fingerprint,
        });
    }
    findings
}

/// What holds under a condition is mended where the condition decides, not for the whole resource: elsewhere it may be right.
fn stays_in_its_branch(raw: &Raw) -> bool {
    raw.when.is_empty()
        || !raw.is_bound && raw.fix.iter().all(|step| matches!(step, Step::Replace { .. } | Step::RemoveItem { .. } | Step::Rename { .. }))
}

/// What of a fingerprint stays the same for all findings of a rule at one place.
fn hasher(rule: &str, file: &str, key: &str) -> SipHasher13 {
    let mut hasher = SipHasher13::new();
    for part in [rule, file, key] {
        hasher.write(part.as_bytes());
        hasher.write_u8(0);
    }
    hasher
}

/// A hash that stays the same across versions, machines and moved lines.
fn fingerprint(mut hasher: SipHasher13, ordinal: u32) -> String {
    hasher.write(&ordinal.to_le_bytes());
    let hash = hasher.finish128();
    format!("{:016x}{:016x}", hash.h1, hash.h2)
}
