//! How text is laid out around an edit: come in bytes of a file, go out edits that leave its lines, commas, dashes and comments in order.

use crate::finding::TextEdit;
use crate::rules::Written;
use crate::source::{FileId, Span};
use crate::syntax::Comment;

/// A file, as far as edits need it.
pub(super) struct Layout<'s> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub text: &'s str,
    /// Its comments.
    pub comments: &'s [Comment],
    /// JSON has no comments, and quotes everything.
    pub is_json: bool,
    /// How lines end in this file.
    pub newline: &'static str,
}

impl Layout<'_> {
    fn edit(&self, start: usize, end: usize, text: impl Into<String>) -> TextEdit {
        TextEdit { span: Span::new(self.file, start as u32, end as u32), text: text.into() }
    }

    fn line_start(&self, at: usize) -> usize {
        let line = self.text[..at].rfind(['\n', '\r']).map_or(0, |found| found + 1);
        // A byte-order mark is no part of the line.
        if line == 0 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { line }
    }

    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |found| at + found)
    }

    /// True where a comment lies within some bytes.
    pub(super) fn has_comment(&self, span: Span) -> bool {
        self.comments.iter().any(|comment| span.contains(comment.span))
    }

    /// The column of a key before which nothing but dashes stands.
    pub(super) fn column_of_key(&self, start: u32) -> Option<usize> {
        let start = start as usize;
        let before = &self.text[self.line_start(start)..start];
        before.chars().all(|letter| matches!(letter, ' ' | '-')).then_some(before.len())
    }

    /// The column of what begins its line.
    pub(super) fn column_of_line(&self, start: u32) -> Option<usize> {
        let start = start as usize;
        let before = &self.text[self.line_start(start)..start];
        before.chars().all(|letter| matches!(letter, ' ' | '\t')).then_some(before.len())
    }

    /// The column of the first dash of a list.
    pub(super) fn column_of_dash(&self, start: u32) -> Option<usize> {
        self.text[start as usize..].starts_with('-').then(|| self.column_of_key(start)).flatten()
    }

    /// By how much a map below a key is indented here: as its neighbour is, or by two.
    pub(super) fn step(&self, neighbour: Span, indent: usize) -> usize {
        let is_below = self.text[self.line_start(neighbour.start as usize)..neighbour.start as usize].chars().all(|letter| letter == ' ');
        let column = neighbour.start as usize - self.line_start(neighbour.start as usize);
        if is_below && column > indent { column - indent } else { 2 }
    }

    /// Puts lines after the line on which something ends, with its comment.
    pub(super) fn after_line(&self, end: u32, lines: &str, indent: usize) -> Option<Vec<TextEdit>> {
        let mut end = end as usize;
        // A text over several lines ends with its last line break.
        let is_broken = self.text[..end].ends_with('\n');
        let mut breaks = 0;
        while is_broken && self.text[..end].ends_with(['\n', '\r', ' ']) {
            breaks += usize::from(self.text[..end].ends_with('\n'));
            end -= 1;
        }
        let line_end = self.line_end(end);
        let rest = self.text[end..line_end].trim_start();
        // More than one break at the end of a text may be what it keeps.
        if !rest.is_empty() && !rest.starts_with('#') || indent > 1_000 || breaks > 1 {
            return None;
        }
        let newline = self.newline;
        Some(vec![self.edit(line_end, line_end, format!("{newline}{}", lines.replace('\n', newline)))])
    }

    /// True for a line that is indented deeper than the one above it, though that one opens nothing: YAML reads both as one text.
    pub(super) fn goes_on_from_above(&self, at: u32) -> bool {
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let start = self.line_start(at as usize);
        let above = self.text[..start].lines().rev().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        let own = indent(&self.text[start..]);
        above.is_some_and(|above| {
            let code = above.split(" #").next().unwrap_or(above).trim_end();
            // A key behind a dash is indented by the dash too.
            let column = indent(above) + if above.trim_start().starts_with("- ") { 2 } else { 0 };
            own > column && !code.ends_with([':', '-', '{', '[', ','])
        })
    }

    /// Fills brackets that hold nothing.
    pub(super) fn fill_brackets(&self, span: Span, value: &Written) -> TextEdit {
        TextEdit { span, text: inline(value, self.is_json) }
    }

    /// Writes a value behind a key that has none.
    pub(super) fn fill(&self, key: Span, old: Span, value: &Written, is_flow: bool) -> Option<Vec<TextEdit>> {
        let after = key.end as usize;
        let colon = after + self.text[after..].find(':')? + 1;
        if !self.text[after..colon - 1].trim().is_empty() {
            return None;
        }
        // What is written for nothing, such as `null` or `~`.
        let end = if old.is_empty() { colon } else { old.end as usize };
        if is_flow || self.is_json || !matches!(value, Written::Map(_)) {
            return Some(vec![self.edit(colon, end, format!(" {}", inline(value, self.is_json)))]);
        }
        let Written::Map(entries) = value else { return None };
        let indent = self.column_of_key(key.start)? + 2;
        if !old.is_empty() {
            return Some(vec![self.edit(colon, end, format!(" {}", inline(value, false)))]);
        }
        self.after_line(colon as u32, &block_map(entries, indent, 2), indent)
    }

    /// Adds to what stands in brackets, after its last item.
    pub(super) fn add_in_brackets(&self, span: Span, last_start: u32, last_end: u32, added: &[String]) -> Option<Vec<TextEdit>> {
        let (last_start, end, close) = (last_start as usize, last_end as usize, (span.end as usize).checked_sub(1)?);
        let rest = self.text.get(end..close)?;
        let has_comma = rest.trim_start().starts_with(',');
        let is_tall = self.text.get(span.start as usize..last_start)?.contains('\n');
        let Some(indent) = self.column_of_line(last_start as u32).filter(|_| is_tall) else {
            if rest.contains('#') || rest.contains('\n') && has_comma {
                return None;
            }
            let text = added.join(", ");
            let at = if has_comma { end + rest.find(',')? + 1 } else { end };
            return Some(vec![self.edit(at, at, if has_comma { format!(" {text}") } else { format!(", {text}") })]);
        };
        let line = self.line_start(last_start);
        let pad = format!("{}{}", self.newline, &self.text[line..line + indent]);
        let lines: Vec<String> = added.iter().map(|text| format!("{pad}{text}")).collect();
        let text = lines.join(",");
        let line_end = self.line_end(end);
        if line_end > close {
            // The bracket closes on the same line.
            return (!has_comma && !rest.contains('#')).then(|| vec![self.edit(end, end, format!(",{text}"))]);
        }
        let behind = self.text[end..line_end].trim_start_matches([' ', '\t', ',']);
        if !behind.is_empty() && !behind.starts_with('#') {
            return None;
        }
        let mut edits = Vec::new();
        if has_comma {
            edits.push(self.edit(line_end, line_end, format!("{text},")));
        } else if line_end == end {
            edits.push(self.edit(end, end, format!(",{text}")));
        } else {
            edits.push(self.edit(end, end, ","));
            edits.push(self.edit(line_end, line_end, text));
        }
        Some(edits)
    }

    /// A list in brackets, one item a line.
    pub(super) fn tall_list(&self, span: Span, items: &[Written], indent: usize) -> String {
        let newline = self.newline;
        let start = self.line_start(span.start as usize);
        let outer = self.text[start..].len() - self.text[start..].trim_start_matches([' ', '\t']).len();
        let pad = " ".repeat(indent);
        let lines: Vec<String> = items.iter().map(|item| format!("{newline}{pad}{}", inline(item, self.is_json))).collect();
        format!("[{}{newline}{}]", lines.join(","), " ".repeat(outer))
    }

    /// Takes one of several parts out of brackets, with its comma.
    pub(super) fn out_of_brackets(&self, parts: &[Span], at: usize) -> Option<Vec<TextEdit>> {
        let part = parts[at];
        let span = match (parts.get(at + 1), at.checked_sub(1)) {
            (Some(next), _) => Span::new(part.file, part.start, next.start),
            (None, Some(before)) => Span::new(part.file, parts[before].end, part.end),
            (None, None) => return None,
        };
        (!self.has_comment(span)).then(|| vec![TextEdit { span, text: String::new() }])
    }

    /// Takes one of several parts out of a block, with its lines and the comment behind it.
    pub(super) fn out_of_block(&self, parts: &[Span], at: usize, is_list: bool) -> Option<Vec<TextEdit>> {
        let part = parts[at];
        let (start, mut end) = (part.start as usize, part.end as usize);
        while self.text[..end].ends_with(['\n', '\r', ' ']) && end > start {
            end -= 1;
        }
        let line = self.line_start(start);
        let line_end = self.line_end(end);
        let rest = self.text[end..line_end].trim_start();
        if !rest.is_empty() && !rest.starts_with('#') {
            return None;
        }
        let before = &self.text[line..start];
        let alone = if is_list { before.trim() == "-" } else { before.trim().is_empty() };
        if alone {
            let after = self.text[line_end..].char_indices().nth(usize::from(self.text[line_end..].starts_with("\r\n")));
            let until = after.map_or(line_end, |(index, letter)| line_end + index + letter.len_utf8());
            // The last line of a file without a line break at its end takes the one before it along.
            let from = if until == line_end { self.text[..line].trim_end_matches(['\n', '\r']).len() } else { line };
            return Some(vec![self.edit(from, until, "")]);
        }
        // The first key behind a dash: the next one takes its place.
        let next = parts.get(at + 1).filter(|_| !is_list && before.trim() == "-")?;
        let span = Span::new(part.file, part.start, next.start);
        (!self.has_comment(span)).then(|| vec![TextEdit { span, text: String::new() }])
    }
}

/// A text in double quotes, as JSON and YAML both read it.
pub(super) fn double_quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A key.
pub(super) fn key_text(key: &str, is_json: bool) -> String {
    if is_json { double_quoted(key) } else { scalar(key) }
}

/// A text in YAML: without quotes where every reader takes it for what it is.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let plain = text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/' | ':' | '@' | '+' | '$'))
        && !text.ends_with(':')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// A value on one line.
pub(super) fn inline(value: &Written, is_json: bool) -> String {
    match value {
        Written::Text(text) if is_json => double_quoted(text),
        Written::Text(text) => scalar(text),
        Written::Bool(value) => value.to_string(),
        Written::Number(value) => value.to_string(),
        Written::Bare(digits) => digits.clone(),
        Written::List(items) => format!("[{}]", items.iter().map(|item| inline(item, is_json)).collect::<Vec<_>>().join(", ")),
        Written::Map(entries) => {
            let entry = |(key, value): &(String, Written)| format!("{}: {}", key_text(key, is_json), inline(value, is_json));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Written::Call(name, argument) if is_json => match argument.split_once('.').filter(|_| *name == "GetAtt") {
            Some((resource, attribute)) => {
                format!("{{\"Fn::GetAtt\": [{}, {}]}}", double_quoted(resource), double_quoted(attribute))
            }
            None if *name == "Ref" => format!("{{\"Ref\": {}}}", double_quoted(argument)),
            None => format!("{{\"Fn::{name}\": {}}}", double_quoted(argument)),
        },
        Written::Call(name, argument) => format!("!{name} {argument}"),
    }
}

/// Keys and values, one a line.
pub(super) fn block_map(entries: &[(String, Written)], indent: usize, step: usize) -> String {
    let pad = " ".repeat(indent);
    let lines = entries.iter().map(|(key, value)| match value {
        Written::Map(inner) if !inner.is_empty() => {
            format!("{pad}{}:\n{}", key_text(key, false), block_map(inner, indent + step, step))
        }
        Written::List(items) if !items.is_empty() && items.iter().any(|item| matches!(item, Written::Map(_))) => {
            format!("{pad}{}:\n{}", key_text(key, false), block_list(items, indent + step))
        }
        value => format!("{pad}{}: {}", key_text(key, false), inline(value, false)),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Items behind dashes, one a line.
pub(super) fn block_list(items: &[Written], indent: usize) -> String {
    let pad = " ".repeat(indent);
    items.iter().map(|item| format!("{pad}- {}", inline(item, false))).collect::<Vec<_>>().join("\n")
}
