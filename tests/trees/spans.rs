//! Spans: in goes what was read of a text, out come the nodes whose span does not cover what they say.
//!
//! A scalar's source text is decoded here a second time, by hand: plain and quoted ones folded and unescaped to the very text,
//! literals compared line by line without indentation, folded ones word by word. A collection starts at its bracket, dash or first
//! key, ends where its last child or bracket ends, and its children lie inside it one after the other.

use authlint::source::Span;
use authlint::syntax::{Content, Format, Hole, NodeId, Style};

use crate::{Parsed, samples};

#[test]
fn spans_cover_what_they_say() {
    let (samples, _) = samples("spans_cover_what_they_say");
    let mut failed = Vec::new();
    let (mut scalars, mut collections) = (0, 0);
    for sample in &samples {
        let parsed = sample.parse();
        let checked = check(&parsed);
        scalars += checked.scalars;
        collections += checked.collections;
        failed.extend(checked.wrong.into_iter().map(|what| format!("{}:{what}", sample.name)));
    }
    eprintln!("spans: {scalars} scalars and {collections} lists and maps in {} files", samples.len());
    assert!(failed.is_empty(), "{} wrong spans:\n{}", failed.len(), failed[..failed.len().min(60)].join("\n"));
}

/// What was looked at and what is wrong.
#[derive(Default)]
pub(crate) struct Checked {
    pub(crate) wrong: Vec<String>,
    pub(crate) scalars: usize,
    pub(crate) collections: usize,
}

/// Checks every node that was written (not what aliases and merge keys bring in again), every comment and every problem.
pub(crate) fn check(parsed: &Parsed) -> Checked {
    let mut checked = Checked::default();
    if let Some(root) = parsed.document.root {
        node(parsed, root, &mut checked);
    }
    for comment in &parsed.document.comments {
        let text = &parsed.text[comment.span.start as usize..comment.span.end as usize];
        let ends = parsed.text[comment.span.end as usize..].starts_with(['\n', '\r']) || comment.span.end as usize == parsed.text.len();
        if !text.starts_with('#') || text.contains(['\n', '\r']) || !ends {
            checked.wrong.push(format!("{}: the comment {text:?}", parsed.lines.line(comment.span.start)));
        }
    }
    checked
}

/// True when the span lies in the text and cuts no character.
pub(crate) fn in_bounds(text: &str, span: Span) -> bool {
    span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some()
}

fn node(parsed: &Parsed, id: NodeId, checked: &mut Checked) {
    let tree = &parsed.tree;
    let span = tree.span(id);
    if !in_bounds(&parsed.text, span) {
        checked.wrong.push(format!(" {span:?} is out of bounds"));
        return;
    }
    let source = parsed.source(id);
    let line = parsed.lines.line(span.start);
    let mut wrong = |what: String| checked.wrong.push(format!("{line}: {what}"));
    if matches!(tree.content(id), Content::Hole(Hole::Broken | Hole::Depth)) {
        // Reading stopped here: there is no text that could be held against it.
        return;
    }
    if tree.link(id).is_some() || matches!(tree.content(id), Content::Hole(_)) {
        if !source.starts_with('*') || source.contains(char::is_whitespace) {
            wrong(format!("the alias {source:?}"));
        }
        return;
    }
    let children: Vec<NodeId> = match tree.content(id) {
        Content::Scalar(text, style) => {
            checked.scalars += 1;
            if let Some(what) = scalar(parsed, span, source, text, style) {
                checked.wrong.push(format!("{line}: {style:?} {text:?} is written {source:?}: {what}"));
            }
            return;
        }
        Content::List(items) => items.to_vec(),
        Content::Map(entries) => entries.iter().filter(|entry| !entry.merged).flat_map(|entry| [entry.key, entry.value]).collect(),
        Content::Hole(_) => return,
    };
    checked.collections += 1;
    let is_list = matches!(tree.content(id), Content::List(_));
    let brackets = if is_list { ['[', ']'] } else { ['{', '}'] };
    let in_brackets = source.starts_with(brackets[0]) && source.ends_with(brackets[1]);
    let merges = tree.entries(id).iter().any(|entry| entry.merged) || source.contains("<<");
    if !in_brackets {
        let first = children.first().map(|child| tree.span(*child).start);
        let starts = match first {
            _ if merges => true,
            Some(_) if is_list => source.starts_with('-'),
            // `? `, or an anchor or tag of the first key.
            Some(first) => first == span.start || source.starts_with(['?', '&', '!', ':']),
            None => false,
        };
        if !starts {
            wrong(format!("a collection starts at {:?}", source.get(..source.len().min(20)).unwrap_or(source)));
        }
        let last = children.last().map(|child| tree.span(*child).end);
        if !merges && last.is_some_and(|last| last != span.end) {
            wrong(format!("a collection ends at {}, its last child at {last:?}", span.end));
        }
    } else if parsed.document.format == Format::Json
        && children.is_empty()
        && source.len() > 2
        && !source[1..source.len() - 1].trim().is_empty()
    {
        wrong("an empty collection that is not empty".to_owned());
    }
    let mut end = span.start;
    for child in &children {
        let inner = tree.span(*child);
        if !span.contains(inner) {
            wrong(format!("a child {inner:?} lies outside {span:?}"));
        }
        if inner.start < end {
            wrong(format!("a child {inner:?} starts before {end}, where the one before it ends"));
        }
        end = inner.end;
    }
    for child in children {
        node(parsed, child, checked);
    }
}

/// What is wrong with the span of a scalar.
fn scalar(parsed: &Parsed, span: Span, source: &str, text: &str, style: Style) -> Option<String> {
    let json = parsed.document.format == Format::Json;
    let decoded = match style {
        Style::Absent => return (!source.is_empty() || !text.is_empty()).then(|| "absent, but not empty".to_owned()),
        Style::Tag => {
            let name = source.strip_prefix('!').unwrap_or("no exclamation mark");
            // A verbatim tag is normalized, an escaped one decoded.
            let fine = text == source || text == name || text.strip_prefix("Fn::") == Some(name);
            return (!fine && !source.starts_with("!<") && !source.contains('%')).then(|| "another tag".to_owned());
        }
        Style::Plain if json => source.to_owned(),
        Style::DoubleQuoted if json => match serde_json::from_str(source) {
            Ok(text) => text,
            Err(error) => return Some(error.to_string()),
        },
        Style::Plain => folded(source),
        Style::DoubleQuoted => match between(source, '"').map(unescaped) {
            Some(text) => text,
            None => return Some("no quotes around it".to_owned()),
        },
        Style::SingleQuoted => match between(source, '\'') {
            Some(inner) => folded(inner).replace("''", "'"),
            // `!!str text` and `! text` are texts whatever their style.
            None => match before_is_text_tag(&parsed.text[..span.start as usize]) {
                true => return declared_text(source, text),
                false => return Some("no quotes around it".to_owned()),
            },
        },
        // Of a block that holds nothing but line breaks, the mark is all there is to show.
        Style::Literal | Style::Folded if text.trim().is_empty() && source.starts_with(['|', '>']) => return None,
        Style::Literal => return (!same_lines(source, text)).then(|| "other lines".to_owned()),
        Style::Folded => return (!source.split_whitespace().eq(text.split_whitespace())).then(|| "other words".to_owned()),
    };
    (decoded != text).then(|| format!("that is {decoded:?}"))
}

fn between(source: &str, quote: char) -> Option<&str> {
    source.strip_prefix(quote)?.strip_suffix(quote)
}

/// True when the line of a node or the one above it has `!!str` or a lone `!`: between it and the node may stand an anchor, the
/// mark of a block and a comment.
fn before_is_text_tag(before: &str) -> bool {
    let mut lines = before.rsplit('\n').take(2).flat_map(str::split_whitespace);
    lines.any(|word| word.ends_with("!!str") || word.ends_with('!'))
}

fn declared_text(source: &str, text: &str) -> Option<String> {
    let fine = source.is_empty() && text.is_empty()
        || folded(source) == text
        || between(source, '"').is_some_and(|inner| unescaped(inner) == text)
        || same_lines(source, text)
        || source.split_whitespace().eq(text.split_whitespace());
    (!fine).then(|| "no style decodes it to that".to_owned())
}

/// Every line of a literal, without indentation and without the empty ones around it.
fn same_lines(source: &str, text: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        text.trim_matches([' ', '\t', '\n']).split('\n').map(|line| line.trim_start_matches([' ', '\t']).to_owned()).collect()
    };
    lines(source) == lines(text)
}

fn split_lines(source: &str) -> Vec<String> {
    source.replace("\r\n", "\n").replace('\r', "\n").split('\n').map(str::to_owned).collect()
}

/// Joins the lines of a plain or single-quoted scalar: one break is a space, each further one a line feed.
fn folded(source: &str) -> String {
    let lines = split_lines(source);
    let mut text = String::new();
    let mut breaks = 0;
    let blank = [' ', '\t'];
    for (index, line) in lines.iter().enumerate() {
        let (first, last) = (index == 0, index + 1 == lines.len());
        let line = if first { line } else { line.trim_start_matches(blank) };
        let line = if last { line } else { line.trim_end_matches(blank) };
        if index > 0 {
            breaks += 1;
        }
        if line.is_empty() && !last && !first {
            continue;
        }
        push_breaks(&mut text, breaks);
        breaks = 0;
        text.push_str(line);
    }
    text
}

fn push_breaks(text: &mut String, breaks: usize) {
    match breaks {
        0 => {}
        1 => text.push(' '),
        more => text.extend(std::iter::repeat_n('\n', more - 1)),
    }
}

/// Decodes what stands between double quotes.
fn unescaped(source: &str) -> String {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let mut text = String::new();
    // Blanks that vanish if a line break follows.
    let mut blanks = String::new();
    let mut rest = source.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            ' ' | '\t' => blanks.push(letter),
            '\n' => {
                blanks.clear();
                let mut breaks = 1;
                while let Some(next) = rest.next_if(|next| matches!(next, ' ' | '\t' | '\n')) {
                    breaks += usize::from(next == '\n');
                }
                push_breaks(&mut text, breaks);
            }
            '\\' => {
                text.push_str(&blanks);
                blanks.clear();
                let code = rest.next().expect("an escape has a letter");
                let digits = match code {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                if digits > 0 {
                    let mut hex = |digits| (0..digits).filter_map(|_| rest.next()).collect::<String>();
                    let mut value = u32::from_str_radix(&hex(digits), 16).expect("hexadecimal digits");
                    if (0xD800..0xDC00).contains(&value) {
                        let low = u32::from_str_radix(&hex(6)[2..], 16).expect("the second half of a pair");
                        value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
                    }
                    text.push(char::from_u32(value).expect("a character"));
                } else if code == '\n' {
                    let mut empty = 0;
                    while let Some(next) = rest.next_if(|next| matches!(next, ' ' | '\t' | '\n')) {
                        empty += usize::from(next == '\n');
                    }
                    text.extend(std::iter::repeat_n('\n', empty));
                } else {
                    text.push(match code {
                        '0' => '\0',
                        'a' => '\x07',
                        'b' => '\x08',
                        't' => '\t',
                        'n' => '\n',
                        'v' => '\x0b',
                        'f' => '\x0c',
                        'r' => '\r',
                        'e' => '\x1b',
                        'N' => '\u{85}',
                        '_' => '\u{a0}',
                        'L' => '\u{2028}',
                        'P' => '\u{2029}',
                        itself => itself,
                    });
                }
            }
            other => {
                text.push_str(&blanks);
                blanks.clear();
                text.push(other);
            }
        }
    }
    text + &blanks
}
