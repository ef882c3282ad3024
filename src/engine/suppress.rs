//! Suppressions: come in comments and metadata that say "ignore", goes out which findings they take away, and what is wrong with
//! themselves.

use crate::rules::{is_family, rule, similar};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{Content, Format, NodeId};
use crate::template::{Dialect, Stack};

/// One suppression: the rules or families that it names, and where it counts.
#[derive(Debug)]
pub(super) struct Suppression {
    /// The rules or families, each with its own place.
    pub(super) names: Vec<Named>,
    /// What to point at when the reason is missing: `ignore[…]`, or the value of `rule`.
    pub(super) mark: Span,
    /// How it is written.
    pub(super) form: Form,
    /// Findings whose primary place begins in one of these are taken away.
    pub(super) areas: Vec<Span>,
    /// It says why.
    pub(super) has_reason: bool,
}

impl Suppression {
    /// What is missing where it says no reason.
    #[must_use]
    pub(super) fn without_reason(&self) -> &'static str {
        if self.form == Form::Metadata { "no `reason` beside this `rule`" } else { "no reason after `ignore[...]`" }
    }
}

/// How a suppression is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `# authlint: ignore[rule] reason`.
    Comment,
    /// An entry of a resource's metadata.
    Metadata,
    /// Something that begins like one and names no rule.
    Malformed,
}

/// A name inside a suppression.
#[derive(Debug)]
pub(super) struct Named {
    /// As it is written.
    pub(super) name: String,
    /// Where.
    pub(super) span: Span,
    /// It took something away.
    pub(super) used: bool,
}

impl Named {
    /// True when the name is a rule's or a family's.
    #[must_use]
    pub(super) fn is_known(&self) -> bool {
        rule(&self.name).is_some() || is_family(&self.name)
    }

    /// True when it names this rule or its family.
    #[must_use]
    pub(super) fn covers(&self, id: &str) -> bool {
        self.name == id || id.split_once('/').is_some_and(|(family, _)| family == self.name)
    }

    /// Names that come near, for the help.
    #[must_use]
    pub(super) fn hint(&self) -> Option<String> {
        let near: Vec<String> = similar(&self.name).into_iter().map(|id| format!("`{id}`")).collect();
        Some(if near.is_empty() { "`authlint rules` lists all rules".to_owned() } else { format!("did you mean {}?", near.join(" or ")) })
    }
}

/// All suppressions of a stack.
#[must_use]
pub(super) fn suppressions(stack: &Stack, sources: &SourceMap) -> Vec<Suppression> {
    let mut all = Vec::new();
    for file in &stack.files {
        if file.document.format == Format::Yaml {
            for comment in &file.document.comments {
                all.extend(from_comment(stack, sources, file.id, comment.span, comment.own_line));
            }
        }
    }
    for resource in &stack.resources {
        from_metadata(stack, resource.body, &whole(stack, resource.key, resource.body), &mut all);
    }
    // The metadata of a template speaks for all of it.
    if let (Some(root), Dialect::CloudFormation | Dialect::Sam | Dialect::Unknown) = (stack.root, stack.dialect) {
        let file = stack.tree.span(root).file;
        let all_of_it = Span::new(file, 0, sources.file(file).text().len() as u32);
        from_metadata(stack, root, &[all_of_it], &mut all);
    }
    all
}

/// The bodies that a comment above a key covers as a whole: resources and outputs.
fn bodies(stack: &Stack) -> impl Iterator<Item = (NodeId, NodeId)> {
    let resources = stack.resources.iter().map(|resource| (resource.key, resource.body));
    resources.chain(stack.outputs.iter().map(|output| (output.key, output.body)))
}

fn from_comment(stack: &Stack, sources: &SourceMap, file: FileId, span: Span, own_line: bool) -> Option<Suppression> {
    let source = sources.file(file);
    let comment = sources.text(span);
    let rest = comment.trim_start_matches('#').trim_start().strip_prefix("authlint:")?.trim_start();
    let open = rest.strip_prefix("ignore").and_then(|rest| rest.trim_start().strip_prefix('['));
    let Some((open, (inside, reason))) = open.and_then(|open| Some((open, open.split_once(']')?))) else {
        let start = span.start + comment.find("authlint:").unwrap_or(0) as u32;
        let mark = Span { start, ..span };
        return Some(Suppression { names: Vec::new(), mark, form: Form::Malformed, areas: Vec::new(), has_reason: true });
    };
    let inside_start = span.start + (comment.len() - open.len()) as u32;
    let names = names_in(inside, inside_start, file);
    let has_reason = reason.trim().trim_start_matches(['-', ':', '—']).trim().chars().any(char::is_alphanumeric);

    let (text, lines) = (source.text(), source.lines());
    let mut line = lines.line(span.start);
    if own_line {
        // The next line that holds more than a comment.
        loop {
            line += 1;
            if line > lines.count() {
                break;
            }
            let content = text[lines.range(text, line)].trim();
            if !content.is_empty() && !content.starts_with('#') {
                break;
            }
        }
    }
    let range = lines.range(text, line);
    let line_span = Span::new(file, range.start as u32, range.end as u32);
    let mut areas = vec![line_span];
    if own_line {
        let root = stack.files.iter().find(|unit| unit.id == file).and_then(|unit| unit.document.root);
        if text[range.clone()].trim_start().starts_with("- ") {
            areas.extend(root.and_then(|root| item_at(stack, root, line_span)));
        }
        for (key, body) in bodies(stack) {
            let key_span = stack.tree.span(key);
            // Right below the logical id, above `Type`, is where some write what is meant for all of it.
            let kind = stack.tree.entries(body).first().filter(|entry| stack.tree.text(entry.key) == Some("Type"));
            let above_type = kind.is_some_and(|entry| line_span.contains(stack.tree.span(entry.key)));
            let above_key = line_span.contains(key_span) && text[range.start..key_span.start as usize].trim().is_empty();
            if above_key || above_type {
                areas.extend(whole(stack, key, body));
            }
        }
    }
    let start = span.start + comment.find("ignore").unwrap_or(0) as u32;
    let mark = Span::new(file, start, inside_start + inside.len() as u32 + 1);
    Some(Suppression { names, mark, form: Form::Comment, areas, has_reason })
}

/// The list item that begins on a line: a comment above it is meant for all of it.
fn item_at(stack: &Stack, node: NodeId, line: Span) -> Option<Span> {
    let tree = &stack.tree;
    let covers = |child: NodeId| {
        let span = tree.span(child);
        span.file == line.file && span.start <= line.end && line.start < span.end
    };
    let inside = |child: &NodeId| covers(*child).then(|| item_at(stack, *child, line)).flatten();
    match tree.content(node) {
        Content::List(items) => {
            let begins = items.iter().map(|item| tree.span(*item)).find(|span| line.contains(Span { end: span.start, ..*span }));
            begins.or_else(|| items.iter().find_map(inside))
        }
        Content::Map(entries) => entries.iter().find_map(|entry| inside(&entry.value)),
        _ => None,
    }
}

/// The spans of a whole resource: its key and body, and where the body is included from elsewhere that too.
fn whole(stack: &Stack, key: NodeId, body: NodeId) -> Vec<Span> {
    let key = stack.tree.span(key);
    let written = stack.tree.span(body);
    let target = stack.tree.span(stack.tree.target(body));
    let own = if written.file == key.file { Span { end: written.end.max(key.end), ..key } } else { key };
    if target == written { vec![own] } else { vec![own, target] }
}

fn names_in(inside: &str, start: u32, file: FileId) -> Vec<Named> {
    let mut names = Vec::new();
    let mut at = 0;
    for part in inside.split(',') {
        let name = part.trim();
        if !name.is_empty() {
            let from = start + (at + part.find(name).unwrap_or(0)) as u32;
            names.push(Named { name: name.to_owned(), span: Span::new(file, from, from + name.len() as u32), used: false });
        }
        at += part.len() + 1;
    }
    names
}

/// `Metadata: {authlint: {ignore: [{rule, reason}]}}`: the form for JSON and for generated templates.
fn from_metadata(stack: &Stack, body: NodeId, areas: &[Span], all: &mut Vec<Suppression>) {
    let tree = &stack.tree;
    let Some(list) = tree.at(body, &["Metadata", "authlint", "ignore"]) else { return };
    let items: Vec<NodeId> = match tree.content(list) {
        Content::List(items) => items.to_vec(),
        _ => vec![list],
    };
    for item in items {
        let rule = tree.get(item, "rule").or_else(|| tree.get(item, "rules")).unwrap_or(item);
        let names: Vec<NodeId> = match tree.content(rule) {
            Content::List(items) => items.to_vec(),
            _ => vec![rule],
        };
        let names: Vec<Named> = names
            .into_iter()
            .filter_map(|node| Some(Named { name: tree.text(node)?.trim().to_owned(), span: tree.span(node), used: false }))
            .collect();
        let reason = tree.get(item, "reason").and_then(|node| tree.text(node));
        let has_reason = reason.is_some_and(|reason| reason.chars().any(char::is_alphanumeric));
        // An entry that names no rule hides nothing: to be told that is better than to wonder.
        let form = if names.is_empty() { Form::Malformed } else { Form::Metadata };
        let has_reason = has_reason || names.is_empty();
        all.push(Suppression { names, mark: tree.span(rule), form, areas: areas.to_vec(), has_reason });
    }
}
