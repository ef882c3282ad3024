//! YAML: comes in a text, goes out nodes with exact spans, built from the parser's events with an explicit stack.

use std::collections::HashMap;

use granit_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use super::error::yaml_message;
use super::glue::{self, Patches};
use super::tags::long_form;
use super::{Comment, DEPTH_LIMIT, Document, Entry, Format, Hole, NodeId, Problem, ProblemKind, Style, Tree, Via};
use crate::source::{FileId, Span};

/// Aliases may expand to this many nodes in all; a template is refused by CloudFormation long before.
const ALIAS_BUDGET: u64 = 1_000_000;

/// How often a glued key is mended in one file before the rest is left as it is.
const PATCH_LIMIT: usize = 50;

/// Mending reads the text anew for every key: after this many bytes in all the rest is left as it is.
const PATCH_BUDGET: usize = 16 << 20;

/// Parses a text. Where a key glued to its value breaks it, the text is read as if the space were there, spans still those of
/// the text as it stands.
pub(super) fn parse(tree: &mut Tree, file: FileId, text: &str) -> Document {
    let base = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let body = &text[base..];
    let mut patches = Patches::new(base);
    let mut parsed = Builder::new(tree, file, &patches).run(body);
    let mut patched = String::new();
    let mut spent = 0;
    // Each round mends one key, or all that hide in one scalar. A mended text that gets no further than before was not broken
    // by that key.
    while patches.len() < PATCH_LIMIT && spent < PATCH_BUDGET {
        let current = if patches.is_empty() { body } else { patched.as_str() };
        let candidates: Vec<Vec<usize>> = match &parsed.error {
            Some(error) => glue::near_error(current, error.line),
            None => glue::odd_scalars(current, &parsed.plain, &patches),
        };
        let mut progress = false;
        for places in candidates {
            let next = glue::spaced(current, &places);
            spent += next.len();
            let tried_patches = patches.with(&places);
            let tried = Builder::new(tree, file, &tried_patches).run(&next);
            let further = match (&tried.error, &parsed.error) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(tried), Some(before)) => tried.line > before.line && places.iter().all(|at| glue::is_known_before(current, *at)),
            };
            if further {
                (patched, patches, parsed, progress) = (next, tried_patches, tried, true);
                break;
            }
        }
        if !progress {
            break;
        }
    }
    let current = if patches.is_empty() { body } else { patched.as_str() };
    for (key, value, span) in patches.glued(current) {
        let span = Span::new(file, span.start, span.end);
        parsed.problems.push(Problem { kind: ProblemKind::GluedKey { key, value }, span });
    }
    // What is folded into the scalar above needs its indentation mended too, which a space alone does not do: said, not mended.
    if parsed.error.is_none() && patches.len() < PATCH_LIMIT {
        for at in glue::odd_scalars(current, &parsed.plain, &patches).into_iter().flatten() {
            let (key, value, span) = glue::glued_here(current, at, &patches);
            parsed.problems.push(Problem { kind: ProblemKind::GluedKey { key, value }, span: Span::new(file, span.start, span.end) });
        }
    }
    if let Some(error) = parsed.error {
        parsed.problems.push(Problem { kind: ProblemKind::Syntax(error.message), span: error.span });
    }
    Document { format: Format::Yaml, root: parsed.root, comments: parsed.comments, problems: parsed.problems }
}

/// Where and why parsing stopped; the line is one of the text that was parsed.
pub(super) struct Broken {
    pub(super) line: usize,
    span: Span,
    message: String,
}

pub(super) struct Parsed {
    root: Option<NodeId>,
    comments: Vec<Comment>,
    problems: Vec<Problem>,
    /// Plain scalars in which a glued key may hide: their bytes in the parsed text.
    pub(super) plain: Vec<std::ops::Range<usize>>,
    error: Option<Broken>,
}

/// A collection that is not closed yet.
struct Frame {
    is_map: bool,
    start: u32,
    tag: Option<(Box<str>, Span)>,
    anchor: usize,
    pending_key: Option<NodeId>,
    entries: Vec<Entry>,
    items: Vec<NodeId>,
    /// Expanded size: nodes with aliases counted as what they stand for.
    size: u64,
    /// Where the last child ends.
    end: u32,
    flow: bool,
    has_merge: bool,
}

struct Builder<'t> {
    tree: &'t mut Tree,
    file: FileId,
    patches: Patches,
    frames: Vec<Frame>,
    anchors: HashMap<usize, (NodeId, u64)>,
    spent: u64,
    out: Parsed,
    roots: usize,
    skipping: bool,
    /// Collections that ended after the last scalar: where reading stops right behind, a slip of indentation may have ended them.
    recent: Vec<NodeId>,
}

impl<'t> Builder<'t> {
    fn new(tree: &'t mut Tree, file: FileId, patches: &Patches) -> Self {
        let out = Parsed { root: None, comments: Vec::new(), problems: Vec::new(), plain: Vec::new(), error: None };
        let patches = patches.clone();
        Self {
            tree,
            file,
            patches,
            frames: Vec::new(),
            anchors: HashMap::new(),
            spent: 0,
            out,
            roots: 0,
            skipping: false,
            recent: Vec::new(),
        }
    }

    fn offset(&self, mark: Marker) -> u32 {
        self.patches.original(mark.byte_offset().unwrap_or(0))
    }

    fn run(mut self, text: &str) -> Parsed {
        let mut options = granit_parser::options! {
            emit_unresolved_aliases: true,
            block_scalar_eof_without_line_feed: true,
            simple_key_max_lookahead: 1 << 16,
            flow_nesting_limit: DEPTH_LIMIT,
            block_nesting_limit: DEPTH_LIMIT,
            max_buffered_comment_events: 1 << 20,
        };
        options.set_emit_comments(true);
        for next in Parser::new_from_str_with_options(text, options) {
            match next {
                Ok((event, span)) => self.event(event, span, text),
                Err(error) => {
                    self.fail(&error, text);
                    break;
                }
            }
        }
        // What was read before an error still counts: close what is open, and remember that more may stand in it.
        while let Some(mut frame) = self.frames.pop() {
            let end = frame.end.max(frame.start);
            if let Some(key) = frame.pending_key.take() {
                let at = self.tree.span(key);
                let value = self.tree.add_hole(Span { start: at.end, ..at }, Hole::Broken);
                frame.entries.push(Entry { key, value, merged: false });
            }
            let node = self.close(frame, end);
            self.tree.set_open(node);
        }
        if self.out.error.is_some() {
            self.recent.iter().for_each(|node| self.tree.set_open(*node));
        }
        self.out
    }

    fn fail(&mut self, error: &ScanError, text: &str) {
        let mark = error.marker();
        let kind = error.kind();
        let mut message = yaml_message(kind);
        let mut start = offset_of(text, mark.line(), mark.col());
        if matches!(kind, granit_parser::ErrorKind::TabInPlainScalar) {
            // The scalar above goes on into the tab: that one is meant.
            start += text[start..].find('\t').unwrap_or(0);
        }
        if let Some(conflict) = conflict_near(text, mark.line()) {
            (start, message) = (conflict, "a merge conflict that is not resolved".to_owned());
        }
        let mut end = text[start..].find(['\r', '\n']).map_or(text.len(), |len| start + len).min(start + 200);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let span = Span::new(self.file, self.patches.original(start), self.patches.original(end));
        if matches!(kind, granit_parser::ErrorKind::RecursionLimitExceeded) {
            let span = Span { end: span.end.min(span.start + 1), ..span };
            self.out.problems.push(Problem { kind: ProblemKind::TooDeep, span });
            return;
        }
        self.out.error = Some(Broken { line: mark.line(), span, message });
    }

    fn event(&mut self, event: Event<'_>, span: granit_parser::Span, text: &str) {
        let (start, end) = (self.offset(span.start), self.offset(span.end));
        let at = Span::new(self.file, start, end.max(start));
        match event {
            Event::Comment(..) => self.out.comments.push(Comment { span: at, own_line: self.alone(text, span) }),
            Event::DocumentStart(..) => {
                self.roots += 1;
                self.anchors.clear();
                if self.roots == 2 {
                    self.skipping = true;
                    self.out.problems.push(Problem { kind: ProblemKind::SecondDocument, span: at });
                }
            }
            _ if self.skipping => {}
            Event::Scalar(value, style, anchor, tag) => {
                let tag = self.tag(tag.as_deref(), &span);
                let style = match style {
                    ScalarStyle::Plain if at.is_empty() => Style::Absent,
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                };
                // Bytes and points in time are values that no template holds: what they become is not followed.
                let foreign = tag.as_ref().is_some_and(|(name, _)| matches!(&**name, "!!binary" | "!!timestamp"));
                // `!!str 5` and `! 5` are texts whatever they look like; a tag with nothing after it holds an empty text.
                let (style, tag) = match tag {
                    Some((name, _)) if &*name == "!!str" || &*name == "!" => (Style::SingleQuoted, None),
                    Some((name, _)) if name.starts_with("!!") => (style, None),
                    other => (style, other),
                };
                let value = if style == Style::Absent { "" } else { value.as_ref() };
                let node = if foreign { self.tree.add_hole(at, Hole::Broken) } else { self.tree.add_scalar(at, value, style) };
                if style == Style::Plain && value.contains(':') {
                    // What a colon follows is a key that holds a colon, such as `aws:SourceArn`. In brackets a key may have none:
                    // `{Key:value, Other: x}`.
                    let is_key = |bytes: &std::ops::Range<usize>| text[bytes.end..].trim_start_matches([' ', '\t']).starts_with(':');
                    self.out.plain.extend(span.byte_range().filter(|bytes| !is_key(bytes)));
                }
                self.recent.clear();
                let node = self.wrap(node, tag, at);
                self.anchor(anchor, node, 1);
                self.attach(node, 1, at.end);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let start =
                    self.dash(&span, text).filter(|_| style == StructureStyle::Block).map_or(at.start, |dash| self.patches.original(dash));
                self.open(false, start, style, anchor, tag.as_deref(), &span);
            }
            Event::MappingStart(style, anchor, tag) => self.open(true, at.start, style, anchor, tag.as_deref(), &span),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.frames.pop() {
                    // The pair of `[key: value]` is a map without brackets, and what ends a block lies at the next token.
                    let end = if frame.flow && !at.is_empty() { at.end } else { frame.end.max(frame.start) };
                    self.close(frame, end);
                }
            }
            Event::Alias(id) => {
                let (node, size) = match self.anchors.get(&id) {
                    Some((target, size)) => {
                        let size = *size;
                        self.spent = self.spent.saturating_add(size);
                        if self.spent > ALIAS_BUDGET {
                            if !self.out.problems.iter().any(|problem| problem.kind == ProblemKind::AliasBudget) {
                                self.out.problems.push(Problem { kind: ProblemKind::AliasBudget, span: at });
                            }
                            (self.tree.add_hole(at, Hole::Alias), 1)
                        } else {
                            (self.tree.add_link(at, *target, Via::Alias), size)
                        }
                    }
                    // The anchor's node is still open: the alias lies inside it.
                    None => {
                        self.out.problems.push(Problem { kind: ProblemKind::EndlessAlias, span: at });
                        (self.tree.add_hole(at, Hole::Alias), 1)
                    }
                };
                self.attach(node, size, at.end);
            }
            Event::UnresolvedAlias(name) => {
                self.out.problems.push(Problem { kind: ProblemKind::UnknownAnchor(name.into_owned()), span: at });
                let node = self.tree.add_hole(at, Hole::Alias);
                self.attach(node, 1, at.end);
            }
            _ => {}
        }
    }

    fn alone(&self, text: &str, span: granit_parser::Span) -> bool {
        let start = span.start.byte_offset().unwrap_or(0).min(text.len());
        let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        text[line..start].trim_start_matches('\u{feff}').trim().is_empty()
    }

    fn tag(&self, tag: Option<&Tag>, span: &granit_parser::Span) -> Option<(Box<str>, Span)> {
        let tag = tag?;
        let written = tag.original();
        let at = match span.tag_span() {
            Some(at) => Span::new(self.file, self.offset(at.start), self.offset(at.end)),
            None => Span::new(self.file, self.offset(span.start), self.offset(span.start)),
        };
        Some((written.into(), at))
    }

    /// Puts a tagged node into the long form: `!Sub x` becomes `{Fn::Sub: x}`, an unknown `!Own x` becomes `{!Own: x}`.
    fn wrap(&mut self, node: NodeId, tag: Option<(Box<str>, Span)>, at: Span) -> NodeId {
        let Some((written, tag_span)) = tag else { return node };
        let name = written.strip_prefix('!').unwrap_or(&written);
        let long = long_form(name).unwrap_or(&written);
        let key = self.tree.add_scalar(tag_span, long, Style::Tag);
        let span = Span::new(self.file, tag_span.start.min(at.start), at.end.max(tag_span.end));
        self.tree.add_map(span, &[Entry { key, value: node, merged: false }])
    }

    /// The first dash of a list that is indented no deeper than the key above it: the parser's span starts behind that dash.
    fn dash(&self, span: &granit_parser::Span, text: &str) -> Option<usize> {
        self.frames.last().filter(|parent| parent.is_map)?;
        let start = span.start.byte_offset()?.min(text.len());
        let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let before = text[line..start].trim_start_matches(' ');
        let rest = before.strip_prefix('-')?.trim_start();
        (rest.is_empty() || rest.starts_with('#')).then(|| start - before.len())
    }

    fn open(&mut self, is_map: bool, start: u32, style: StructureStyle, anchor: usize, tag: Option<&Tag>, span: &granit_parser::Span) {
        let tag = self.tag(tag, span).filter(|(name, _)| !name.starts_with("!!") && &**name != "!");
        self.frames.push(Frame {
            is_map,
            start,
            tag,
            anchor,
            pending_key: None,
            entries: Vec::new(),
            items: Vec::new(),
            size: 1,
            end: start,
            flow: style == StructureStyle::Flow,
            has_merge: false,
        });
    }

    fn close(&mut self, mut frame: Frame, end: u32) -> NodeId {
        let span = Span::new(self.file, frame.start, end.max(frame.start));
        let node = if frame.is_map {
            if let Some(key) = frame.pending_key.take() {
                let at = self.tree.span(key);
                let value = self.tree.add_scalar(Span { start: at.end, ..at }, "", Style::Absent);
                frame.entries.push(Entry { key, value, merged: false });
            }
            report_duplicates(self.tree, &frame.entries, &mut self.out.problems);
            if frame.has_merge {
                self.merge(&mut frame);
            }
            self.tree.add_map(span, &frame.entries)
        } else {
            self.tree.add_list(span, &frame.items)
        };
        self.recent.push(node);
        let whole = self.wrap(node, frame.tag, span);
        self.anchor(frame.anchor, whole, frame.size);
        self.attach(whole, frame.size, span.end);
        node
    }

    /// Adds what merge keys bring in; the `<<` entry itself goes. Own keys win, and of several merged maps the first.
    fn merge(&mut self, frame: &mut Frame) {
        let mut merged: Vec<Entry> = Vec::new();
        let is_merge = |tree: &Tree, entry: &Entry| matches!(tree.content(entry.key), super::Content::Scalar("<<", Style::Plain));
        for entry in frame.entries.clone().iter().filter(|entry| is_merge(self.tree, entry)) {
            let sources: Vec<NodeId> = match self.tree.content(entry.value) {
                super::Content::List(items) => items.to_vec(),
                _ => vec![entry.value],
            };
            for source in sources {
                for entry in self.tree.entries(source) {
                    merged.push(Entry { merged: true, ..*entry });
                }
            }
        }
        self.spent = self.spent.saturating_add(merged.len() as u64);
        if self.spent > ALIAS_BUDGET {
            merged.clear();
        }
        let mut seen: std::collections::HashSet<String> = std::collections::HashSet::new();
        frame.entries.retain(|entry| !is_merge(self.tree, entry));
        for entry in &frame.entries {
            seen.extend(self.tree.text(entry.key).map(str::to_owned));
        }
        for entry in merged {
            if self.tree.text(entry.key).is_none_or(|key| seen.insert(key.to_owned())) {
                frame.entries.push(entry);
            }
        }
    }

    fn anchor(&mut self, anchor: usize, node: NodeId, size: u64) {
        if anchor != 0 {
            self.anchors.insert(anchor, (node, size));
        }
    }

    fn attach(&mut self, node: NodeId, size: u64, end: u32) {
        let Some(frame) = self.frames.last_mut() else {
            if self.out.root.is_none() {
                self.out.root = Some(node);
            }
            return;
        };
        frame.size = frame.size.saturating_add(size);
        frame.end = frame.end.max(end);
        if !frame.is_map {
            frame.items.push(node);
        } else if let Some(key) = frame.pending_key.take() {
            frame.entries.push(Entry { key, value: node, merged: false });
        } else {
            frame.has_merge |= matches!(self.tree.content(node), super::Content::Scalar("<<", Style::Plain));
            frame.pending_key = Some(node);
        }
    }
}

/// Reports every key that a map has twice, in time linear in its size.
pub(super) fn report_duplicates(tree: &Tree, entries: &[Entry], problems: &mut Vec<Problem>) {
    let mut report = |first: &Entry, second: &Entry, key: &str| {
        let same = tree.text(first.value).is_some_and(|value| tree.text(second.value) == Some(value));
        let kind = ProblemKind::DuplicateKey { key: key.to_owned(), first: tree.span(first.key), same };
        problems.push(Problem { kind, span: tree.span(second.key) });
    };
    let text = |entry: &Entry| tree.text(entry.key).filter(|key| *key != "<<");
    if entries.len() <= 12 {
        for (index, entry) in entries.iter().enumerate() {
            let Some(key) = text(entry) else { continue };
            if let Some(first) = entries[..index].iter().find(|earlier| text(earlier) == Some(key)) {
                report(first, entry, key);
            }
        }
        return;
    }
    let mut seen: HashMap<&str, &Entry> = HashMap::with_capacity(entries.len());
    for entry in entries {
        let Some(key) = text(entry) else { continue };
        match seen.get(key) {
            Some(first) => report(first, entry, key),
            None => {
                seen.insert(key, entry);
            }
        }
    }
}

/// The mark of a version control's conflict on this line (from 1) or the two before it.
fn conflict_near(text: &str, line: usize) -> Option<usize> {
    let index = crate::source::LineIndex::new(text);
    let lines = (line.saturating_sub(2).max(1)..=line).map(|line| index.range(text, line as u32));
    let is_mark = |line: &str| ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark));
    lines.filter(|range| is_mark(&text[range.clone()])).map(|range| range.start).next()
}

/// The byte of a line (from 1) and column (from 0, in characters).
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let index = crate::source::LineIndex::new(text);
    let range = index.range(text, line as u32);
    let line = &text[range.clone()];
    line.char_indices().nth(column).map_or(range.end, |(at, _)| range.start + at)
}
