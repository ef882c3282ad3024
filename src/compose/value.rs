//! What a variable stands for: comes in a scalar with variables, goes out a link, a text, or why it is not known.

use std::collections::HashMap;

use super::variables::{Piece, Source, Variable, literal_text, split};
use super::{Composer, Progress, VariableProblemKind};
use crate::source::Span;
use crate::syntax::{Content, Hole, NodeId, Part, Parts, Schema, Style, Tree, Typed, Via, typed};

/// Variables lead to variables this far.
const CHAIN_LIMIT: usize = 48;

/// Bytes of a text with variables in it: what grows beyond is not followed.
const TEXT_LIMIT: usize = 1 << 16;

/// Items of a list that stands inside a text.
const ITEM_LIMIT: usize = 1_000;

/// What one variable or source stands for.
pub(super) enum Answer {
    /// A value of the service or of a file, and what its look-up leaned on.
    Node(NodeId, Parts),
    /// A text, and how it would have been written.
    Text(Parts, Style),
    /// The literal `null`.
    Null,
    /// Not known, and why.
    Unknown(String),
    /// Nothing: the next source counts.
    Absent,
}

impl Answer {
    pub(super) fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown(reason.into())
    }
}

/// Where a variable stands, for what has to be said about it.
#[derive(Clone, Copy)]
pub(super) struct At<'t> {
    pub(super) span: Span,
    pub(super) written: &'t str,
    /// The whole text in which it stands.
    pub(super) text: &'t str,
    /// The scalar that is being read.
    pub(super) node: Option<NodeId>,
}

impl Composer<'_, '_> {
    /// Works out the variables of a node, without what lies below it. False where that is already being done: it leads back to itself.
    pub(super) fn resolve(&mut self, node: NodeId, depth: usize) -> bool {
        let target = self.out.tree.target(node);
        let Content::Scalar(text, style) = self.out.tree.content(target) else { return true };
        if !text.contains("${") || self.out.tree.parts(target).is_some() {
            return true;
        }
        match self.progress.get(&target) {
            Some(Progress::Open) => return false,
            Some(Progress::Done) => return true,
            None => {}
        }
        self.progress.insert(target, Progress::Open);
        let text = text.to_owned();
        self.replace(target, &text, style, depth);
        self.progress.insert(target, Progress::Done);
        true
    }

    fn replace(&mut self, node: NodeId, text: &str, style: Style, depth: usize) {
        let span = self.out.tree.span(node);
        if self.custom_syntax {
            let mut parts = Parts::default();
            parts.push_unknown(text, "a variable in the service's own syntax");
            self.out.tree.set_parts(node, parts);
            return;
        }
        let mut pieces = split(text);
        if self.service.is_none() {
            pieces.iter_mut().for_each(leave_foreign);
        }
        if let [Piece::Text(same)] = pieces.as_slice()
            && same == text
        {
            return;
        }
        if let [Piece::Variable(variable)] = pieces.as_slice() {
            let at = At { span, written: variable.source, text, node: Some(node) };
            let via =
                if matches!(variable.sources.first(), Some(Source::Look { kind: "file", .. })) { Via::Include } else { Via::Variable };
            match self.variable(variable, at, depth) {
                Answer::Node(target, marks) => self.lead(node, target, marks, via, depth),
                Answer::Text(parts, style) => match parts.whole().map(str::to_owned) {
                    Some(text) => self.stand_for(node, span, &text, style, parts),
                    None => self.give_up(node, via, parts.reason().unwrap_or_default().to_owned()),
                },
                Answer::Null => {
                    let null = self.out.tree.add_scalar(span, "null", Style::Plain);
                    self.out.tree.set_link(node, null, Via::Variable);
                }
                Answer::Unknown(reason) => self.give_up(node, via, reason),
                Answer::Absent => self.give_up(node, via, "a variable without a value".to_owned()),
            }
            return;
        }
        let parts = self.join(&pieces, At { span, written: text, text, node: Some(node) }, depth);
        match parts.whole().map(str::to_owned) {
            // Joined texts are texts, whatever they look like.
            Some(text) => {
                let style = if style == Style::Plain { Style::DoubleQuoted } else { style };
                self.stand_for(node, span, &text, style, parts);
            }
            None => self.out.tree.set_parts(node, parts),
        }
    }

    fn give_up(&mut self, node: NodeId, via: Via, reason: String) {
        // A fragment's texts are all that is known of it; most of them are texts in the service too.
        if self.service.is_none() {
            let mut parts = Parts::default();
            parts.push_unknown(self.out.tree.own_text(node).unwrap_or_default(), reason);
            return self.out.tree.set_parts(node, parts);
        }
        let hole = if via == Via::Include { Hole::Include } else { Hole::Variable };
        self.out.tree.set_hole_because(node, hole, reason);
    }

    /// Makes a scalar lead to another node.
    fn lead(&mut self, node: NodeId, target: NodeId, marks: Parts, via: Via, depth: usize) {
        let tree = &mut self.out.tree;
        let end = tree.target(target);
        if end == node {
            return tree.set_hole_because(node, Hole::Variable, "a variable that leads back to itself");
        }
        let Content::Scalar(text, style) = tree.content(end) else {
            if marks.staged || marks.assumed {
                self.chosen.insert(node, marks.assumed && !marks.staged);
            }
            return tree.set_link(node, target, via);
        };
        let (text, span) = (text.to_owned(), tree.span(end));
        let known = tree.parts(end).cloned();
        if known.as_ref().is_some_and(|parts| parts.whole().is_none()) {
            return tree.set_link(node, target, via);
        }
        // What was escaped where it stands is read once more where it is used.
        if text.contains("${") && !matches!(split(&text).as_slice(), [Piece::Text(same)] if *same == text) {
            let parts = self.join(&split(&text), At { span, written: &text, text: &text, node: Some(node) }, depth + 1);
            return match parts.whole().map(str::to_owned) {
                Some(text) => self.stand_for(node, span, &text, Style::DoubleQuoted, parts),
                None => self.give_up(node, via, parts.reason().unwrap_or_default().to_owned()),
            };
        }
        let mut parts = known.unwrap_or_else(|| Parts::known(text.as_str()));
        parts.take_marks(&marks);
        if parts.is_marked() && via != Via::Include {
            self.stand_for(node, span, &text, style, parts);
        } else {
            tree.set_link(node, target, via);
        }
    }

    /// Makes a scalar stand for a text.
    fn stand_for(&mut self, node: NodeId, span: Span, text: &str, style: Style, parts: Parts) {
        let tree = &mut self.out.tree;
        let made = tree.add_scalar(span, text, style);
        // Also what is known altogether is done: it must not be read for variables again.
        tree.set_parts(made, parts);
        tree.set_link(node, made, Via::Variable);
    }

    /// Reads a text with variables in it.
    pub(super) fn text(&mut self, text: &str, at: At<'_>, depth: usize) -> Parts {
        if !text.contains("${") {
            return Parts::known(text);
        }
        self.join(&split(text), at, depth)
    }

    fn join(&mut self, pieces: &[Piece<'_>], at: At<'_>, depth: usize) -> Parts {
        let mut parts = Parts::default();
        for piece in pieces {
            let long: usize = parts.parts.iter().map(|part| if let Part::Known(text) = part { text.len() } else { 1 }).sum();
            if long > TEXT_LIMIT && !matches!(piece, Piece::Text(_)) {
                self.say_budget(at.span);
                parts = Parts::default();
                parts.push_unknown("…", "a text that grows too long");
                return parts;
            }
            match piece {
                Piece::Text(text) => parts.push(text),
                Piece::Broken { source, problem } => {
                    self.say_of(VariableProblemKind::Syntax(problem), At { written: source, ..at });
                    parts.push_unknown(*source, "a variable that can't be read");
                }
                Piece::Variable(variable) => {
                    let at = At { written: variable.source, ..at };
                    match self.variable(variable, at, depth) {
                        Answer::Node(node, marks) => {
                            parts.take_marks(&marks);
                            let text = self.text_of(node, at, depth);
                            parts.append(text);
                        }
                        Answer::Text(text, _) => parts.append(text),
                        Answer::Null => {
                            self.say_of(VariableProblemKind::NoText(None), at);
                            parts.push_unknown(variable.source, "nothing where a text is wanted");
                        }
                        Answer::Unknown(reason) => parts.push_unknown(variable.source, reason),
                        Answer::Absent => parts.push_unknown(variable.source, "a variable without a value"),
                    }
                }
            }
        }
        parts
    }

    /// The text that a value gives inside another text.
    fn text_of(&mut self, node: NodeId, at: At<'_>, depth: usize) -> Parts {
        let unknown = |reason: &str| {
            let mut parts = Parts::default();
            parts.push_unknown(at.written, reason);
            parts
        };
        if depth > CHAIN_LIMIT || !self.resolve(node, depth + 1) {
            self.say_of(VariableProblemKind::Cycle, at);
            return unknown("a variable that leads back to itself");
        }
        let tree = &self.out.tree;
        if let Some(parts) = tree.parts(node) {
            let parts = parts.clone();
            // What was escaped where it stands is read once more where it is used.
            let again = parts.whole().filter(|text| text.contains("${")).map(str::to_owned);
            return match again {
                Some(text) => {
                    let mut read = self.text(&text, at, depth + 1);
                    read.take_marks(&parts);
                    read
                }
                None => parts,
            };
        }
        match tree.content(node) {
            Content::Scalar(text, style) => match typed(text, style, Schema::Core) {
                Typed::Null => {
                    self.say_of(VariableProblemKind::NoText(Some(node)), at);
                    unknown("nothing where a text is wanted")
                }
                Typed::Bool(value) => Parts::known(value.to_string()),
                Typed::Integer(value) => Parts::known(value.to_string()),
                Typed::Float(value) => Parts::known(value.to_string()),
                Typed::Text => Parts::known(text),
            },
            Content::List(items) => {
                let items = items.to_vec();
                self.say_of(VariableProblemKind::ListInText(node, at.text.to_owned()), at);
                let mut parts = Parts::default();
                for (index, item) in items.into_iter().take(ITEM_LIMIT).enumerate() {
                    if index > 0 {
                        parts.push(",");
                    }
                    parts.append(self.text_of(item, at, depth + 1));
                }
                parts
            }
            Content::Map(_) => {
                self.say_of(VariableProblemKind::NoText(Some(node)), at);
                unknown("a map where a text is wanted")
            }
            Content::Hole(_) => unknown(tree.reason(node).unwrap_or("a value that is not known")),
        }
    }

    pub(super) fn say_of(&mut self, kind: VariableProblemKind, at: At<'_>) {
        if self.service.is_some() {
            self.say(kind, at.written, at.span);
        }
    }

    /// Reads one variable.
    fn variable(&mut self, variable: &Variable<'_>, at: At<'_>, depth: usize) -> Answer {
        self.steps += 1;
        if self.steps > super::WALK_LIMIT {
            self.say_budget(at.span);
            return Answer::unknown("more variables than are followed");
        }
        if depth > CHAIN_LIMIT {
            self.say_of(VariableProblemKind::Depth, at);
            return Answer::unknown("variables that lead too far");
        }
        // What was tried before and came to nothing may still come to something in another deployment.
        let mut tried = Parts::default();
        let mut absent: Option<String> = None;
        for (index, source) in variable.sources.iter().enumerate() {
            let last = index + 1 == variable.sources.len();
            let answer = match source {
                Source::Literal(literal) => match literal_text(literal) {
                    None => Answer::Null,
                    Some(text) => {
                        let style = if literal.starts_with('"') || literal.starts_with('\'') { Style::SingleQuoted } else { Style::Plain };
                        // A number is printed as JSON prints it.
                        let text = match typed(&text, style, Schema::Json) {
                            Typed::Integer(value) => value.to_string(),
                            Typed::Float(value) => value.to_string(),
                            _ => text,
                        };
                        Answer::Text(Parts::known(text), style)
                    }
                },
                Source::Look { kind, params, address } => {
                    let answer = self.look(kind, *params, *address, at, last, &mut tried, &mut absent, depth);
                    if tried.pinned && matches!(*kind, "self" | "file" | "param") {
                        self.say_of(VariableProblemKind::StageOfProvider(true), at);
                    }
                    answer
                }
            };
            match answer {
                Answer::Absent => {}
                Answer::Node(node, mut marks) => {
                    marks.take_marks(&tried);
                    // Behind an option it is no more than a fallback.
                    marks.pinned &= !tried.staged;
                    if marks.pinned {
                        self.say_of(VariableProblemKind::StageOfProvider(false), at);
                    }
                    return Answer::Node(node, marks);
                }
                Answer::Text(mut parts, style) => {
                    parts.take_marks(&tried);
                    parts.pinned &= !tried.staged;
                    return Answer::Text(parts, style);
                }
                done @ (Answer::Null | Answer::Unknown(_)) => return done,
            }
        }
        match absent {
            Some(path) if !tried.assumed && (!tried.staged || self.is_told_the_stage()) => {
                self.say_of(VariableProblemKind::Absent(path), at);
                Answer::unknown("a variable without a value")
            }
            _ => Answer::Absent,
        }
    }

    /// Whether a deployment may find other things below a dotted path; true where more than the stage decides that.
    pub(super) fn is_chosen(&self, from: NodeId, address: &str) -> Option<bool> {
        if self.chosen.is_empty() {
            return None;
        }
        let tree = &self.out.tree;
        let mut node = from;
        let mut found: Option<bool> = None;
        for key in address.split('.') {
            let next = match tree.content(node) {
                Content::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index).copied()),
                _ => tree.get(node, key),
            };
            node = next?;
            let mut at = node;
            for _ in 0..CHAIN_LIMIT {
                if let Some(more) = self.chosen.get(&at) {
                    found = Some(*more || found == Some(true));
                }
                let Some((next, _)) = tree.link(at) else { break };
                at = next;
            }
            if found.is_some() {
                return found;
            }
        }
        found
    }

    /// The value of a key. Of a large map many keys are asked for, so it is read once.
    fn member(&mut self, node: NodeId, key: &str) -> Option<NodeId> {
        const LARGE: usize = 32;
        let tree = &self.out.tree;
        let map = tree.target(node);
        if tree.entries(map).len() < LARGE {
            return tree.get(map, key);
        }
        let index = self.indexes.entry(map).or_insert_with(|| {
            let mut index = HashMap::new();
            // Own keys win over merged ones, and of equal ones the last.
            for merged in [true, false] {
                let entries = tree.entries(map).iter().filter(|entry| entry.merged == merged);
                let mut named: Vec<(String, NodeId)> =
                    entries.filter_map(|entry| Some((tree.text(entry.key)?.to_owned(), entry.value))).collect();
                if merged {
                    named.reverse();
                }
                index.extend(named);
            }
            index
        });
        index.get(key).copied()
    }

    /// The node at a dotted path below another one, variables on the way followed; `Ok(None)` where nothing is there.
    pub(super) fn look_up(&mut self, from: NodeId, address: &str, depth: usize) -> Result<Option<NodeId>, String> {
        let mut node = from;
        for key in address.split('.') {
            if depth > CHAIN_LIMIT || !self.resolve(node, depth + 1) {
                return Err("a variable that leads back to itself".to_owned());
            }
            let member = self.member(node, key);
            let tree = &self.out.tree;
            let next = match tree.content(node) {
                Content::Map(_) => member,
                Content::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index).copied()),
                Content::Hole(_) => return Err(tree.reason(node).unwrap_or("a value that is not known").to_owned()),
                Content::Scalar(..) if tree.parts(node).is_some_and(|parts| parts.whole().is_none()) => {
                    return Err(tree.parts(node).and_then(Parts::reason).unwrap_or_default().to_owned());
                }
                Content::Scalar(..) => None,
            };
            match next {
                Some(next) => node = next,
                None if tree.is_open(node) || has_unread_merge(tree, node) => return Err("a part that can't be read".to_owned()),
                None => return Ok(None),
            }
        }
        if !self.resolve(node, depth + 1) {
            return Err("a variable that leads back to itself".to_owned());
        }
        let tree = &self.out.tree;
        Ok(if tree.is_null(node) { None } else { Some(node) })
    }
}

/// In a fragment only what is certainly a framework's variable counts: it may belong to a plain template.
fn leave_foreign(piece: &mut Piece<'_>) {
    const OURS: [&str; 9] = ["self", "opt", "sls", "env", "file", "param", "ssm", "cf", "strToBool"];
    let foreign = match piece {
        Piece::Variable(variable) => match variable.sources.first() {
            Some(Source::Look { kind, .. }) if OURS.contains(kind) => None,
            _ => Some(variable.source),
        },
        Piece::Broken { source, .. } if !OURS.iter().any(|kind| source[2..].starts_with(kind)) => Some(*source),
        Piece::Broken { .. } | Piece::Text(_) => None,
    };
    if let Some(source) = foreign {
        *piece = Piece::Text(source.to_owned());
    }
}

/// A merge key that could not be followed may bring in any key.
fn has_unread_merge(tree: &Tree, node: NodeId) -> bool {
    tree.entries(node).iter().any(|entry| tree.text(entry.key) == Some("<<"))
}
