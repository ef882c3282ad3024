//! Fixes as text: come in the steps that a rule states, goes out what to write over which bytes, so that comments, quotes, indentation and
//! line ends stay as they are. What can't be changed where it is written gives nothing.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::finding::TextEdit;
use crate::rules::{Step, Written};
use crate::source::{SourceMap, Span};
use crate::syntax::{Content, Entry, NodeId, Style, Tree, Via};
use crate::template::Stack;

use super::layout::{Layout, block_list, block_map, inline, key_text};

/// A map, the path below it, and the keys that are set at its end.
type Keys<'s> = (NodeId, &'s [String], Vec<(String, Written)>);

/// The keys that are set, by the map in which they stand: what is added to one map is added at one place.
fn sets(steps: &[Step]) -> Vec<Keys<'_>> {
    let mut all: Vec<Keys<'_>> = Vec::new();
    for step in steps {
        let Step::Set { map, path, value } = step else { continue };
        let [above @ .., last] = path.as_slice() else { continue };
        let entry = (last.clone(), value.clone());
        match all.iter_mut().find(|(known, path, _)| known == map && *path == above) {
            Some((_, _, entries)) => entries.push(entry),
            None => all.push((*map, above, vec![entry])),
        }
    }
    all
}

/// With this the key of a loop begins.
const LOOP: &str = "Fn::ForEach";

/// What is read at more than one place.
#[derive(Default)]
struct Readers {
    /// Where a change would be seen elsewhere too: what aliases and variables lead to, files that are included twice, bodies of loops.
    shared: Vec<Span>,
    /// What aliases lead to.
    aliased: Vec<Span>,
}

impl Readers {
    fn of(stack: &Stack) -> Self {
        let tree = &stack.tree;
        let mut readers = Self::default();
        let mut included: HashMap<Span, HashSet<Span>> = HashMap::new();
        for node in tree.ids().filter(|node| !tree.is_generated(*node)) {
            let Some((_, via)) = tree.link(node) else {
                // A loop is one of the keys for which others will stand.
                if stack.is_completed(node) {
                    let is_loop = |entry: &&Entry| tree.text(entry.key).is_some_and(|key| key.starts_with(LOOP));
                    readers.shared.extend(tree.entries(node).iter().filter(is_loop).map(|entry| tree.span(entry.value)));
                }
                continue;
            };
            let (at, target) = (tree.span(node), tree.span(tree.target(node)));
            match via {
                Via::Alias => {
                    readers.shared.push(target);
                    readers.aliased.push(target);
                }
                // A text that variables make stands where they do.
                Via::Variable if target != at => readers.shared.push(target),
                Via::Variable => {}
                Via::Include => {
                    included.entry(target).or_default().insert(at);
                }
            }
        }
        readers.shared.extend(included.into_iter().filter(|(_, places)| places.len() > 1).map(|(target, _)| target));
        for list in [&mut readers.shared, &mut readers.aliased] {
            list.sort_unstable();
            list.dedup();
        }
        readers
    }
}

/// Makes the edits of one stack.
pub(super) struct Editor<'s> {
    stack: &'s Stack,
    tree: &'s Tree,
    sources: &'s SourceMap,
    readers: OnceCell<Readers>,
}

impl<'s> Editor<'s> {
    pub(super) fn new(stack: &'s Stack, sources: &'s SourceMap) -> Self {
        Self { stack, tree: &stack.tree, sources, readers: OnceCell::new() }
    }

    /// The edits that all steps together come to, in the order of the file; `None` where one of them can't be made, or two of them meet.
    pub(super) fn edits(&self, steps: &[Step]) -> Option<Vec<TextEdit>> {
        let mut all: Vec<TextEdit> = Vec::new();
        for (map, above, entries) in sets(steps) {
            all.extend(self.set(self.own(map)?, above, &entries)?);
        }
        for step in steps {
            all.extend(self.step(step)?);
        }
        all.sort();
        all.dedup();
        // What is put in at one place would come in any order.
        let meet = |one: &TextEdit, next: &TextEdit| {
            one.span.file == next.span.file && (next.span.start < one.span.end || next.span.start == one.span.start)
        };
        let loses_an_anchor = |edit: &TextEdit| self.readers().aliased.iter().any(|aliased| edit.span.contains(*aliased));
        let is_fine = !all.is_empty() && !all.windows(2).any(|pair| meet(&pair[0], &pair[1])) && !all.iter().any(loses_an_anchor);
        is_fine.then_some(all)
    }

    fn readers(&self) -> &Readers {
        self.readers.get_or_init(|| Readers::of(self.stack))
    }

    fn step(&self, step: &Step) -> Option<Vec<TextEdit>> {
        match step {
            // All of them together.
            Step::Set { .. } => Some(Vec::new()),
            Step::Remove { map, path } => self.remove(self.own(*map)?, path),
            Step::Replace { node, value } => self.replace(*node, value),
            Step::Append { list, value } => self.append(*list, value),
            Step::RemoveItem { item } => self.remove_item(*item),
            Step::Text { span, text } => {
                let is_ours = self.stack.files.iter().any(|file| file.id == span.file);
                (is_ours && !self.layout(*span).goes_on_from_above(span.start)).then(|| vec![TextEdit { span: *span, text: text.clone() }])
            }
            Step::Rename { key, name } => self.rename(*key, name),
        }
    }

    /// The node itself, where it is written by hand, in a file of its own stack, and stands for nothing else. An included file is where the
    /// resource is written.
    fn own(&self, node: NodeId) -> Option<NodeId> {
        let mut node = node;
        while let Some((target, via)) = self.tree.link(node) {
            if via != Via::Include {
                return None;
            }
            node = target;
        }
        let span = self.tree.span(node);
        let is_file = self.stack.files.iter().any(|file| file.id == span.file);
        let is_written = is_file && !self.tree.is_generated(node) && !self.tree.is_open(node) && !self.tree.is_inside(node);
        (is_written && !self.readers().shared.iter().any(|shared| shared.contains(span))).then_some(node)
    }

    fn layout(&self, span: Span) -> Layout<'_> {
        let file = self.stack.files.iter().find(|file| file.id == span.file);
        let comments = file.map_or(&[][..], |file| file.document.comments.as_slice());
        let is_json = file.is_some_and(|file| file.document.format == crate::syntax::Format::Json);
        let source = self.sources.file(span.file);
        Layout { file: span.file, text: source.text(), comments, is_json, newline: source.newline() }
    }

    fn text(&self, node: NodeId) -> &str {
        self.sources.text(self.tree.span(node))
    }

    /// The entries that are written in a map itself, without what a framework adds; `None` for a function call, and where a merge or a
    /// loop brings others in.
    fn entries(&self, map: NodeId) -> Option<Vec<Entry>> {
        let Content::Map(entries) = self.tree.content(map) else { return None };
        let span = self.tree.span(map);
        let is_call = self.tree.call(map).is_some_and(|(name, _)| name != "Condition");
        let written: Vec<Entry> = entries.iter().copied().filter(|entry| !self.tree.is_generated(entry.key)).collect();
        // A framework lays maps of several places over each other: the result stands where the first of them does.
        let is_here =
            |entry: &Entry| !entry.merged && span.contains(self.tree.span(entry.key)) && span.contains(self.tree.span(entry.value));
        let is_looped = self.text(map).contains(LOOP);
        (!is_call && !is_looped && written.iter().all(is_here)).then_some(written)
    }

    /// The items that are written in a list itself.
    fn items(&self, list: NodeId) -> Option<&[NodeId]> {
        let Content::List(items) = self.tree.content(list) else { return None };
        let span = self.tree.span(list);
        items.iter().all(|item| span.contains(self.tree.span(*item))).then_some(items)
    }

    /// The one entry of a key.
    fn entry(&self, map: NodeId, key: &str) -> Option<Option<Entry>> {
        let mut same = self.entries(map)?.into_iter().filter(|entry| self.tree.text(entry.key) == Some(key));
        let first = same.next();
        same.next().is_none().then_some(first)
    }

    /// A value that aliases lead to is read elsewhere too.
    fn has_anchor(&self, entry: Entry) -> bool {
        let (key, value) = (self.tree.span(entry.key), self.tree.span(entry.value));
        let between = Span::new(key.file, key.end, value.start.max(key.end));
        key.file == value.file && self.sources.text(between).contains('&') || self.text(entry.value).starts_with('&')
    }

    /// Sets keys of the map at the end of a path.
    fn set(&self, map: NodeId, path: &[String], entries: &[(String, Written)]) -> Option<Vec<TextEdit>> {
        let Some((key, rest)) = path.split_first() else { return self.set_here(map, entries) };
        match self.entry(map, key)? {
            Some(entry) if self.tree.is_null(entry.value) => self.fill(map, entry, &nested(rest, entries)),
            Some(entry) if self.has_anchor(entry) => None,
            Some(entry) => self.set(self.own(entry.value)?, rest, entries),
            None => self.insert(map, &[(key.clone(), nested(rest, entries))]),
        }
    }

    /// Sets keys of a map: those that are there by themselves, all others at once.
    fn set_here(&self, map: NodeId, entries: &[(String, Written)]) -> Option<Vec<TextEdit>> {
        let mut all = Vec::new();
        let mut absent = Vec::new();
        for (key, value) in entries {
            match self.entry(map, key)? {
                Some(entry) if self.tree.is_null(entry.value) => all.extend(self.fill(map, entry, value)?),
                Some(entry) if self.has_anchor(entry) => return None,
                Some(entry) => all.extend(self.replace(entry.value, value)?),
                None => absent.push((key.clone(), value.clone())),
            }
        }
        if !absent.is_empty() {
            all.extend(self.insert(map, &absent)?);
        }
        Some(all)
    }

    /// Writes a value behind a key that has none.
    fn fill(&self, map: NodeId, entry: Entry, value: &Written) -> Option<Vec<TextEdit>> {
        let key = self.tree.span(entry.key);
        self.layout(self.tree.span(map)).fill(key, self.tree.span(entry.value), value, self.is_flow(map))
    }

    fn is_flow(&self, map: NodeId) -> bool {
        self.text(map).starts_with(['{', '['])
    }

    fn insert(&self, map: NodeId, entries: &[(String, Written)]) -> Option<Vec<TextEdit>> {
        let span = self.tree.span(map);
        let layout = self.layout(span);
        let own = self.entries(map)?;
        if self.tree.is_open(map) {
            return None;
        }
        let Some(last) = own.last() else {
            // Empty, and written as such.
            return self.is_flow(map).then(|| vec![layout.fill_brackets(span, &Written::Map(entries.to_vec()))]);
        };
        let (first_key, last_key) = (self.tree.span(own[0].key), self.tree.span(last.key));
        let end = self.tree.span(last.value).end.max(last_key.end);
        if self.is_flow(map) {
            let text: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", key_text(key, layout.is_json), inline(value, layout.is_json)))
                .collect();
            layout.add_in_brackets(span, last_key.start, end, &text)
        } else {
            let indent = layout.column_of_key(first_key.start)?;
            let step = layout.step(self.stack.tree.span(last.value), indent);
            layout.after_line(end, &block_map(entries, indent, step), indent)
        }
    }

    fn replace(&self, node: NodeId, value: &Written) -> Option<Vec<TextEdit>> {
        let node = if self.tree.link(node).is_some() { return None } else { self.own(node)? };
        let span = self.tree.span(node);
        let layout = self.layout(span);
        let text = match self.tree.content(node) {
            Content::Scalar(text, style) => {
                // A loop fills its names into copies: what is written may hold them still.
                let is_variable = |text: &str| ["${", "{{", "&{"].iter().any(|mark| text.contains(mark));
                let is_variable = self.tree.parts(node).is_some() || is_variable(text) || is_variable(self.text(node));
                if is_variable || matches!(style, Style::Absent | Style::Tag | Style::Literal | Style::Folded) {
                    return None;
                }
                match (value, style) {
                    (Written::Text(text), Style::SingleQuoted) => format!("'{}'", text.replace('\'', "''")),
                    (Written::Text(text), Style::DoubleQuoted) => super::layout::double_quoted(text),
                    _ => inline(value, layout.is_json),
                }
            }
            Content::List(items) => {
                let Written::List(new) = value else { return None };
                // A branch or a variable among the items holds more than what counts here.
                let is_more =
                    |item: &NodeId| self.tree.call(*item).is_some() || self.tree.link(*item).is_some() || self.tree.parts(*item).is_some();
                if layout.has_comment(span) || self.items(node).is_none() || items.iter().any(is_more) {
                    return None;
                }
                if self.is_flow(node) {
                    let is_tall = self.sources.text(span).contains('\n');
                    let first = items.first().map(|item| self.tree.span(*item).start);
                    match first.filter(|_| is_tall).and_then(|first| layout.column_of_line(first)) {
                        Some(indent) => layout.tall_list(span, new, indent),
                        None => inline(value, layout.is_json),
                    }
                } else {
                    let indent = layout.column_of_dash(span.start)?;
                    let text = block_list(new, indent);
                    // The first dash stands where the old one did.
                    text.trim_start_matches(' ').replace('\n', layout.newline)
                }
            }
            // A reference, or what makes the text of one, in the place of which another one belongs.
            Content::Map(_)
                if matches!(value, Written::Call(..))
                    && self.tree.call(node).is_some_and(|(name, _)| matches!(name, "Ref" | "Fn::GetAtt" | "Fn::Sub" | "Fn::Join")) =>
            {
                if ['\n', '#'].iter().any(|mark| self.text(node).contains(*mark)) || self.holds_variables(node) {
                    return None;
                }
                self.long_or_short(node, value, &layout)
            }
            Content::Map(_) | Content::Hole(_) => return None,
        };
        (text != self.text(node)).then(|| vec![TextEdit { span, text }])
    }

    /// True where a framework or a loop fills something into a call.
    fn holds_variables(&self, node: NodeId) -> bool {
        let argument = self.tree.call(node).map(|(_, argument)| argument);
        argument.is_some_and(|argument| self.tree.parts(argument).is_some())
            || ["{{", "&{"].iter().any(|mark| self.text(node).contains(mark))
    }

    /// A call as the one beside it is written.
    fn long_or_short(&self, node: NodeId, value: &Written, layout: &Layout<'_>) -> String {
        match value {
            Written::Call(name, argument) if !layout.is_json && !self.text(node).starts_with('!') => {
                let name = if *name == "Ref" { "Ref".to_owned() } else { format!("Fn::{name}") };
                let is_flow = self.is_flow(node);
                let text = format!("{name}: {argument}");
                if is_flow { format!("{{{text}}}") } else { text }
            }
            _ => inline(value, layout.is_json),
        }
    }

    fn append(&self, list: NodeId, value: &Written) -> Option<Vec<TextEdit>> {
        let list = if self.tree.link(list).is_some() { return None } else { self.own(list)? };
        let span = self.tree.span(list);
        let layout = self.layout(span);
        match self.tree.content(list) {
            Content::List(_) => {
                let items = self.items(list)?;
                let text = inline(value, layout.is_json);
                let Some(last) = items.last() else {
                    return self.is_flow(list).then(|| vec![layout.fill_brackets(span, &Written::List(vec![value.clone()]))]);
                };
                let last = self.tree.span(*last);
                if self.is_flow(list) {
                    layout.add_in_brackets(span, last.start, last.end, &[text])
                } else {
                    let indent = layout.column_of_dash(span.start)?;
                    layout.after_line(last.end, &format!("{}- {text}", " ".repeat(indent)), indent)
                }
            }
            // One value where several may stand.
            Content::Scalar(_, Style::Plain | Style::SingleQuoted | Style::DoubleQuoted) if self.tree.parts(list).is_none() => {
                let text = format!("[{}, {}]", self.text(list), inline(value, layout.is_json));
                Some(vec![TextEdit { span, text }])
            }
            _ => None,
        }
    }

    fn rename(&self, key: NodeId, name: &str) -> Option<Vec<TextEdit>> {
        let key = self.own(key)?;
        let Content::Scalar(_, style) = self.tree.content(key) else { return None };
        if self.text(key).contains("${") || self.text(key).contains("&{") {
            return None;
        }
        let text = match style {
            Style::Plain => key_text(name, false),
            Style::SingleQuoted => format!("'{name}'"),
            Style::DoubleQuoted => super::layout::double_quoted(name),
            _ => return None,
        };
        Some(vec![TextEdit { span: self.tree.span(key), text }])
    }

    fn remove(&self, map: NodeId, path: &[String]) -> Option<Vec<TextEdit>> {
        let (key, rest) = path.split_first()?;
        let entry = self.entry(map, key)??;
        if !rest.is_empty() {
            if self.has_anchor(entry) {
                return None;
            }
            let inner = self.own(entry.value)?;
            let goes_whole = rest.len() == 1 && self.entries(inner)?.len() == 1 && self.entry(inner, &rest[0])?.is_some();
            if !goes_whole {
                return self.remove(inner, rest);
            }
        }
        let own = self.entries(map)?;
        let at = own.iter().position(|known| known.key == entry.key)?;
        if own.len() == 1 {
            return None;
        }
        let parts: Vec<Span> = own.iter().map(|entry| self.whole(entry.key, entry.value)).collect::<Option<_>>()?;
        let layout = self.layout(self.tree.span(map));
        if self.is_flow(map) { layout.out_of_brackets(&parts, at) } else { layout.out_of_block(&parts, at, false) }
    }

    /// A key with its value.
    fn whole(&self, key: NodeId, value: NodeId) -> Option<Span> {
        let (key, value) = (self.tree.span(key), self.tree.span(value));
        (key.file == value.file).then(|| Span::new(key.file, key.start, value.end.max(key.end)))
    }

    fn remove_item(&self, item: NodeId) -> Option<Vec<TextEdit>> {
        let item = self.own(item)?;
        let list = self.list_of(item)?;
        let items = self.items(list)?;
        let at = items.iter().position(|known| *known == item)?;
        if items.len() == 1 {
            return None;
        }
        let parts: Vec<Span> = items.iter().map(|item| self.tree.span(*item)).collect();
        let layout = self.layout(self.tree.span(list));
        if self.is_flow(list) { layout.out_of_brackets(&parts, at) } else { layout.out_of_block(&parts, at, true) }
    }

    /// The list in which an item stands, looked for by its place.
    fn list_of(&self, item: NodeId) -> Option<NodeId> {
        let goal = self.tree.span(item);
        let file = self.stack.files.iter().find(|file| file.id == goal.file)?;
        let mut node = file.document.root?;
        loop {
            let covers = |child: &NodeId| self.tree.link(*child).is_none() && self.tree.span(*child).contains(goal);
            node = match self.tree.content(node) {
                Content::List(items) if items.contains(&item) => return Some(node),
                Content::List(items) => *items.iter().find(|child| covers(child))?,
                Content::Map(entries) => {
                    entries.iter().filter(|entry| !entry.merged).map(|entry| entry.value).find(|child| covers(child))?
                }
                Content::Scalar(..) | Content::Hole(_) => return None,
            };
        }
    }
}

/// The entries with the maps around them.
fn nested(path: &[String], entries: &[(String, Written)]) -> Written {
    path.iter().rev().fold(Written::Map(entries.to_vec()), |value, key| Written::Map(vec![(key.clone(), value)]))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::compose::Deployment;
    use crate::source::{Edited, ReadError, Reads, Store};
    use crate::template::load;

    struct Nowhere;

    impl Reads for Nowhere {
        fn read(&self, _: &Path) -> Result<Vec<u8>, ReadError> {
            Err(ReadError::Missing)
        }
    }

    /// The files after a fix, by name, the first one that of the stack; `None` where there is no fix.
    fn changed(files: &[(&str, &str)], steps: impl Fn(&Stack, NodeId) -> Vec<Step>) -> Option<Vec<String>> {
        let start = PathBuf::from("/w/shop");
        let all = files.iter().map(|(name, text)| (start.join(name), text.as_bytes().to_vec())).collect();
        let reader = Edited { below: &Nowhere, files: &all };
        let store = Store::new(&reader, start.clone());
        let path = start.join(files[0].0);
        let (id, source) = store.load(&path).unwrap();
        let loaded = load(&store, &path, id, &source, true, &Deployment::default()).unwrap();
        // Services have resources that the framework makes before those that are written.
        let pool = loaded.stack.resource("Pool").unwrap_or(0);
        let steps = steps(&loaded.stack, loaded.stack.resources[pool].body);
        let sources = store.into_sources();
        let mut edits = Editor::new(&loaded.stack, &sources).edits(&steps)?;
        let mut after: Vec<String> = files.iter().map(|(_, text)| (*text).to_owned()).collect();
        edits.reverse();
        for edit in edits {
            let index = files.iter().position(|(name, _)| sources.file(edit.span.file).name() == *name).unwrap();
            after[index].replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        // What comes of it is read again without a complaint that was not there before.
        for ((name, before), after) in files.iter().zip(&after) {
            let problems = |text: &str| crate::syntax::parse(&mut Tree::default(), id, name, text).problems.len();
            assert!(problems(after) <= problems(before), "{after}");
        }
        Some(after)
    }

    fn keys(path: &str) -> Vec<String> {
        path.split('.').map(str::to_owned).collect()
    }

    fn set(path: &str, value: impl Into<Written>) -> impl Fn(&Stack, NodeId) -> Vec<Step> {
        let value = value.into();
        move |_, map| vec![Step::Set { map, path: keys(path), value: value.clone() }]
    }

    fn remove(path: &str) -> impl Fn(&Stack, NodeId) -> Vec<Step> {
        move |_, map| vec![Step::Remove { map, path: keys(path) }]
    }

    fn node(stack: &Stack, body: NodeId, path: &str) -> NodeId {
        stack.tree.at(body, &path.split('.').collect::<Vec<_>>()).unwrap()
    }

    fn replace(path: &'static str, value: impl Into<Written>) -> impl Fn(&Stack, NodeId) -> Vec<Step> {
        let value = value.into();
        move |stack, body| vec![Step::Replace { node: node(stack, body, path), value: value.clone() }]
    }

    fn append(path: &'static str, value: &str) -> impl Fn(&Stack, NodeId) -> Vec<Step> {
        let value = Written::from(value);
        move |stack, body| vec![Step::Append { list: node(stack, body, path), value: value.clone() }]
    }

    fn remove_item(path: &'static str, at: usize) -> impl Fn(&Stack, NodeId) -> Vec<Step> {
        move |stack, body| vec![Step::RemoveItem { item: stack.tree.items(node(stack, body, path))[at] }]
    }

    const HEAD: &str = "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n";

    /// A template with these lines below its resource, and what becomes of them.
    #[track_caller]
    fn yaml(lines: &str, steps: impl Fn(&Stack, NodeId) -> Vec<Step>) -> Option<String> {
        // The same with Windows' line ends and a mark at the start.
        let text = format!("{HEAD}{lines}");
        let after = changed(&[("template.yml", &text)], &steps).map(|mut after| after.remove(0));
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let there = changed(&[("template.yml", &windows)], &steps).map(|mut after| after.remove(0));
        assert_eq!(there, after.as_ref().map(|after| format!("\u{feff}{}", after.replace('\n', "\r\n"))), "with \\r\\n");
        after.map(|after| after.strip_prefix(HEAD).unwrap().to_owned())
    }

    fn json(text: &str, steps: impl Fn(&Stack, NodeId) -> Vec<Step>) -> Option<String> {
        let after = changed(&[("template.json", text)], steps)?.remove(0);
        assert!(serde_json::from_str::<serde_json::Value>(&after).is_ok(), "{after}");
        Some(after)
    }

    #[test]
    fn keys_are_added_where_their_map_ends() {
        let cases = [
            ("    Properties:\n      A: 1\n", "    Properties:\n      A: 1\n      B: 8\n"),
            ("    Properties:\n      A: 1", "    Properties:\n      A: 1\n      B: 8"),
            ("    Properties:\n      A: 1   # one\n", "    Properties:\n      A: 1   # one\n      B: 8\n"),
            (
                "    Properties:\n      A: 1\n\n  # next\n  Topic:\n    Type: AWS::SNS::Topic\n",
                "    Properties:\n      A: 1\n      B: 8\n\n  # next\n  Topic:\n    Type: AWS::SNS::Topic\n",
            ),
            ("    Properties:\n      A: |\n        x\n        y\n", "    Properties:\n      A: |\n        x\n        y\n      B: 8\n"),
            ("    Properties:\n      A:\n      - x\n      - y\n", "    Properties:\n      A:\n      - x\n      - y\n      B: 8\n"),
            ("    Properties:\n      A: {x: [1, 2]}\n", "    Properties:\n      A: {x: [1, 2]}\n      B: 8\n"),
            ("    Properties:\n      A: !Sub 'x'\n", "    Properties:\n      A: !Sub 'x'\n      B: 8\n"),
            ("    Properties: {A: 1}\n", "    Properties: {A: 1, B: 8}\n"),
            ("    Properties: {A: 1} # all\n", "    Properties: {A: 1, B: 8} # all\n"),
            ("    Properties: {\n      A: 1\n    }\n", "    Properties: {\n      A: 1,\n      B: 8\n    }\n"),
            ("    Properties: {\n      A: 1, # one\n    }\n", "    Properties: {\n      A: 1, # one\n      B: 8,\n    }\n"),
            ("    Properties: {\n      A: 1 # one\n    }\n", "    Properties: {\n      A: 1, # one\n      B: 8\n    }\n"),
            ("    Properties: {}\n", "    Properties: {B: 8}\n"),
            ("    Properties:\n", "    Properties:\n      B: 8\n"),
            ("    Properties: # none\n", "    Properties: # none\n      B: 8\n"),
            ("    DependsOn: A\n", "    DependsOn: A\n    Properties:\n      B: 8\n"),
            ("    Properties:\n      B: 7 # seven\n", "    Properties:\n      B: 8 # seven\n"),
        ];
        for (before, after) in cases {
            assert_eq!(yaml(before, set("Properties.B", 8)).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn maps_on_the_way_are_made() {
        let lines = "    Properties:\n      A: 1\n";
        let after = yaml(lines, |_, map| {
            let set = |path: &str| Step::Set { map, path: keys(path), value: "minutes".into() };
            vec![set("Properties.Units.AccessToken"), set("Properties.Units.IdToken")]
        });
        let units = "      Units:\n        AccessToken: minutes\n        IdToken: minutes\n";
        assert_eq!(after, Some(format!("{lines}{units}")));
        let after = yaml("    Properties:\n      Units:\n          Id: hours\n", set("Properties.Units.Access", "hours"));
        assert_eq!(after.as_deref(), Some("    Properties:\n      Units:\n          Id: hours\n          Access: hours\n"));
    }

    #[test]
    fn texts_are_quoted_where_they_would_be_something_else() {
        for text in [
            "yes",
            "No",
            "on",
            "null",
            "~",
            "2012-10-17",
            "8",
            "1e3",
            "0x1F",
            "12:30",
            "",
            " a",
            "a: b",
            "a #b",
            "*",
            "&a",
            "- a",
            "it's",
            "{a}",
            "=",
        ] {
            let after = yaml("    Properties:\n      A: 1\n", set("Properties.B", text)).unwrap();
            let quoted = format!("      B: '{}'\n", text.replace('\'', "''"));
            assert!(after.ends_with(&quoted), "{after}");
        }
        for text in ["ENABLED", "arn:aws:iam::1:role/a", "https://a.example/b", "email"] {
            let after = yaml("    Properties:\n      A: 1\n", set("Properties.B", text)).unwrap();
            assert!(after.ends_with(&format!("      B: {text}\n")), "{after}");
        }
        for (before, after) in [("'x'", "'b'"), ("\"x\"", "\"b\""), ("x", "b")] {
            let line = |value: &str| format!("    Properties:\n      A: {value} # why\n");
            assert_eq!(yaml(&line(before), replace("Properties.A", "b")), Some(line(after)));
        }
        assert_eq!(yaml("    Properties:\n      A: '8'\n", replace("Properties.A", 8)).as_deref(), Some("    Properties:\n      A: 8\n"));
    }

    #[test]
    fn keys_go_with_their_lines_alone() {
        let cases = [
            ("    Properties:\n      A: 1\n      B: 2 # two\n      C: 3\n", "    Properties:\n      A: 1\n      C: 3\n"),
            (
                "    Properties:\n      A: 1\n      # above\n      B:\n        - x\n        - y\n      # below\n      C: 3\n",
                "    Properties:\n      A: 1\n      # above\n      # below\n      C: 3\n",
            ),
            ("    Properties:\n      A: 1\n      B: 2", "    Properties:\n      A: 1"),
            ("    Properties: {A: 1, B: 2, C: 3}\n", "    Properties: {A: 1, C: 3}\n"),
            ("    Properties: {A: 1, B: 2}\n", "    Properties: {A: 1}\n"),
            ("    Properties: {B: 2, A: 1}\n", "    Properties: {A: 1}\n"),
            ("    Properties:\n      B: 2\n    DependsOn: X\n", "    DependsOn: X\n"),
            ("    Properties:\n      B: |\n        x\n      C: 3\n", "    Properties:\n      C: 3\n"),
        ];
        for (before, after) in cases {
            assert_eq!(yaml(before, remove("Properties.B")).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn items_come_and_go() {
        let list = |lines: &str| format!("    Properties:\n      L:{lines}\n      Z: 1\n");
        let cases = [
            ("\n        - a\n        - b # b", "\n        - a\n        - b # b\n        - c", "\n        - a"),
            ("\n      - a\n      - b", "\n      - a\n      - b\n      - c", "\n      - a"),
            (" [a, b]", " [a, b, c]", " [a]"),
            (" [\n        a,\n        b\n      ]", " [\n        a,\n        b,\n        c\n      ]", " [\n        a\n      ]"),
        ];
        for (before, longer, shorter) in cases {
            assert_eq!(yaml(&list(before), append("Properties.L", "c")), Some(list(longer)), "{before}");
            assert_eq!(yaml(&list(before), remove_item("Properties.L", 1)), Some(list(shorter)), "{before}");
        }
        assert_eq!(yaml(&list(" []"), append("Properties.L", "c")), Some(list(" [c]")));
        assert_eq!(yaml(&list(" a"), append("Properties.L", "c")), Some(list(" [a, c]")));
        // A list without items is another thing than none.
        assert_eq!(yaml(&list(" [a]"), remove_item("Properties.L", 0)), None);
    }

    #[test]
    fn what_is_read_elsewhere_too_stays() {
        let silent = [
            "    Properties: &all\n      A: 1\n  Other:\n    Type: AWS::Cognito::UserPool\n    Properties: *all\n",
            "    Properties:\n      <<: *base\n      A: 1\n",
            "    Properties: !If [IsProd, {A: 1}, {A: 2}]\n",
            "    Properties:\n      B: !Ref Size\n",
            "    Properties:\n      B: ${self:custom.size}\n",
            "    Properties:\n      B: 1\n      B: 2\n",
        ];
        for lines in silent {
            let base = "Base: &base\n  X: 1\n";
            let text = format!("{base}{HEAD}{lines}");
            assert_eq!(changed(&[("template.yml", &text)], set("Properties.B", 8)), None, "{lines}");
        }
        let aliased = "    Properties:\n      A: &size 1\n      B: *size\n";
        assert_eq!(yaml(aliased, set("Properties.A", 8)), None);
        assert_eq!(yaml(aliased, set("Properties.B", 8)), None);
        assert_eq!(yaml(aliased, remove("Properties.A")), None);
        let whole = "    Properties:\n      A: 1\n  Copy: *pool\n";
        let text = format!("{}{whole}", HEAD.replace("Pool:", "Pool: &pool"));
        assert_eq!(changed(&[("template.yml", &text)], set("Properties.B", 8)), None);
    }

    #[test]
    fn included_files_are_mended_where_they_have_one_reader() {
        let service = "service: shop\nprovider: {name: aws, runtime: nodejs20.x}\nresources:\n  Resources:\n    Pool: ${file(pool.yml)}\n";
        let pool = "Type: AWS::Cognito::UserPool\nProperties:\n  A: 1\n";
        let after = changed(&[("serverless.yml", service), ("pool.yml", pool)], set("Properties.B", 8)).unwrap();
        assert_eq!(after, [service, &format!("{pool}  B: 8\n")]);
        let twice = format!("{service}    Second: ${{file(pool.yml)}}\n");
        assert_eq!(changed(&[("serverless.yml", &twice), ("pool.yml", pool)], set("Properties.B", 8)), None);
    }

    #[test]
    fn maps_that_a_framework_joins_stay() {
        let service = "service: shop\nprovider: {name: aws, runtime: nodejs20.x}\nresources:\n  - Resources:\n      Pool:\n        Type: AWS::Cognito::UserPool\n        \
                       Properties:\n          A: 1\n  - Resources:\n      Pool:\n        Properties:\n          C: 1\n";
        assert_eq!(changed(&[("serverless.yml", service)], set("Properties.B", 8)), None);
    }

    #[test]
    fn bodies_of_loops_stay() {
        let text = "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Pools:\n    - Name\n    - [Shop, Till]\n    - Pool${Name}:\n        Type: \
                    AWS::Cognito::UserPool\n        Properties:\n          A: 1\n";
        assert_eq!(changed(&[("template.yml", text)], set("Properties.B", 8)), None);
    }

    #[test]
    fn json_stays_json() {
        let tall = "{\n\t\"Resources\": {\n\t\t\"Pool\": {\n\t\t\t\"Type\": \"AWS::Cognito::UserPool\",\n\t\t\t\"Properties\": {\n\t\t\t\t\"A\": \"1\"\n\t\t\t}\n\t\t}\n\t}\n}\n";
        let after = json(tall, set("Properties.B", true)).unwrap();
        assert_eq!(after, tall.replace("\"A\": \"1\"", "\"A\": \"1\",\n\t\t\t\t\"B\": true"));
        assert_eq!(json(tall, set("Properties.A", 1)).unwrap(), tall.replace("\"1\"", "1"));
        let flat = r#"{"Resources":{"Pool":{"Type":"AWS::Cognito::UserPool","Properties":{"A":["x","y"]}}}}"#;
        for steps in [set("Properties.B.C", "d\"e"), set("DeletionPolicy", "Retain")] {
            json(flat, steps).unwrap();
        }
        json(flat, append("Properties.A", "z")).unwrap();
        assert_eq!(json(flat, remove_item("Properties.A", 0)).unwrap(), flat.replace("\"x\",", ""));
        assert_eq!(json(flat, remove_item("Properties.A", 1)).unwrap(), flat.replace(",\"y\"", ""));
        assert_eq!(json(flat, remove("Properties")).unwrap(), r#"{"Resources":{"Pool":{"Type":"AWS::Cognito::UserPool"}}}"#);
        let call = |name, argument: &str| json(flat, replace_call(name, argument)).unwrap();
        assert!(call("Ref", "Pool").contains(r#""B": {"Ref": "Pool"}"#));
        assert!(call("GetAtt", "Pool.Arn").contains(r#""B": {"Fn::GetAtt": ["Pool", "Arn"]}"#));
        assert!(call("ImportValue", "pool").contains(r#""B": {"Fn::ImportValue": "pool"}"#));
    }

    fn replace_call(name: &'static str, argument: &str) -> impl Fn(&Stack, NodeId) -> Vec<Step> {
        set_written("Properties.B", Written::Call(name, argument.to_owned()))
    }

    fn set_written(path: &'static str, value: Written) -> impl Fn(&Stack, NodeId) -> Vec<Step> {
        move |_, map| vec![Step::Set { map, path: keys(path), value: value.clone() }]
    }
}
