//! Made-up documents: a random structure in, its YAML or JSON text in many styles out, with what must be read of it.

use std::fmt::Write;

use authlint::syntax::{Format, Style};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use crate::plain::{Plain, difference, ours};
use crate::{Parsed, spans};

#[derive(Debug, Clone)]
enum Made {
    Absent,
    /// Words, one or more lines of them.
    Plain(Vec<String>),
    Single(String),
    Double(String),
    Block {
        folded: bool,
        strip: bool,
        lines: Vec<String>,
    },
    List(Shape, Vec<(Made, Extras)>),
    Map(Shape, Vec<(Key, Made, Extras)>),
    Tagged(&'static str, Box<Made>),
    Anchored(Box<Made>),
    Alias(Index),
}

#[derive(Debug, Clone)]
enum Key {
    Plain(String),
    Single(String),
    Double(String),
}

/// How a collection is laid out.
#[derive(Debug, Clone, Copy)]
struct Shape {
    flow: bool,
    /// In a block: a list no deeper than its key, a collection on the line of its dash. In a flow: one line for each child.
    other: bool,
}

/// What stands around a child.
#[derive(Debug, Clone, Copy)]
struct Extras {
    comment: bool,
    tab: bool,
    line_before: bool,
}

fn made() -> impl Strategy<Value = Made> {
    let word = "[a-z_é漢][a-zA-Z0-9_é漢😀/.:-]{0,6}[a-zA-Z0-9é]";
    let words = move || prop::collection::vec(word, 1..3).prop_map(|words| words.join(" "));
    let text = "[ -~éß漢😀]{0,12}";
    let escaped = "([ -~éß漢😀]|\t|\n|\r|\u{85}|\u{2028}|\u{7}|\u{a0}){0,12}";
    let line = prop_oneof![4 => "[!-~é漢][ -~é😀]{0,10}[!-~é]", 1 => Just(String::new())];
    let block = (any::<bool>(), any::<bool>(), prop::collection::vec(line, 0..4), "[!-~é漢]{1,5}");
    let leaf = prop_oneof![
        1 => Just(Made::Absent),
        4 => prop::collection::vec(words(), 1..3).prop_map(Made::Plain),
        2 => text.prop_map(Made::Single),
        2 => escaped.prop_map(Made::Double),
        2 => block.prop_map(|(folded, strip, mut lines, last)| {
            // The first line decides the indentation and the last one must not be empty: such texts need other marks.
            lines.insert(0, last.clone());
            lines.push(last);
            Made::Block { folded, strip, lines }
        }),
        1 => any::<Index>().prop_map(Made::Alias),
    ];
    let key = prop_oneof![4 => word.prop_map(Key::Plain), 1 => text.prop_map(Key::Single), 1 => "[ -~é\t]{0,8}".prop_map(Key::Double)];
    let shape = || (prop::bool::weighted(0.3), any::<bool>()).prop_map(|(flow, other)| Shape { flow, other });
    let extras = || {
        let flags = (prop::bool::weighted(0.2), prop::bool::weighted(0.1), prop::bool::weighted(0.2));
        flags.prop_map(|(comment, tab, line_before)| Extras { comment, tab, line_before })
    };
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let tag = prop::sample::select(vec!["!Sub", "!Ref", "!GetAtt", "!Own", "!!str", "!"]);
        prop_oneof![
            3 => (shape(), prop::collection::vec((inner.clone(), extras()), 0..5)).prop_map(|(shape, items)| Made::List(shape, items)),
            5 => (shape(), prop::collection::vec((key.clone(), inner.clone(), extras()), 0..5)).prop_map(|(shape, entries)| Made::Map(shape, entries)),
            1 => (tag, inner.clone()).prop_map(|(tag, inner)| Made::Tagged(tag, Box::new(inner))),
            1 => inner.prop_map(|inner| Made::Anchored(Box::new(inner))),
        ]
    })
}

/// Writes a document and collects what must be read of it.
#[derive(Default)]
struct Writer {
    text: String,
    anchors: Vec<Plain>,
}

impl Writer {
    fn blanks(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n(' ', count));
    }

    fn end_line(&mut self, extras: Extras) {
        if extras.tab {
            self.text.push('\t');
        }
        if extras.comment {
            self.text.push_str(" # a comment: 'with' \"all\" {of} é");
        }
        self.text.push('\n');
    }

    fn lines_before(&mut self, extras: Extras, indent: usize) {
        if extras.line_before {
            self.blanks(indent);
            self.text.push_str("# above\n\n");
        }
    }

    /// Writes a value behind a `key:` or `-` that stands at `indent`; `tight` where it may start on the line of a dash.
    fn block(&mut self, made: &Made, indent: usize, extras: Extras, in_map: bool, tight: bool) -> Plain {
        match made {
            Made::List(shape, items) if !shape.flow && !items.is_empty() => {
                let inner = if in_map && shape.other { indent } else { indent + 2 };
                let on_line = tight && shape.other;
                if on_line {
                    self.text.push(' ');
                } else {
                    self.end_line(extras);
                }
                let mut plain = Vec::new();
                for (index, (item, extras)) in items.iter().enumerate() {
                    if index > 0 || !on_line {
                        self.lines_before(*extras, inner);
                        self.blanks(inner);
                    }
                    self.text.push('-');
                    plain.push(self.block(item, inner, *extras, false, true));
                }
                Plain::List(plain)
            }
            Made::Map(shape, entries) if !shape.flow && !entries.is_empty() => {
                let on_line = tight && shape.other;
                if on_line {
                    self.text.push(' ');
                } else {
                    self.end_line(extras);
                }
                let mut plain = Vec::new();
                for (index, (key, value, extras)) in entries.iter().enumerate() {
                    if index > 0 || !on_line {
                        self.lines_before(*extras, indent + 2);
                        self.blanks(indent + 2);
                    }
                    let key = self.key(key, index);
                    self.text.push(':');
                    plain.push((key, self.block(value, indent + 2, *extras, true, false)));
                }
                Plain::Map(plain)
            }
            Made::Tagged(tag, inner) if can_have_tag(inner) => {
                write!(self.text, " {tag}").unwrap();
                let plain = self.block(inner, indent, extras, in_map, false);
                with_tag(plain, tag)
            }
            Made::Tagged(_, inner) => self.block(inner, indent, extras, in_map, tight),
            Made::Anchored(inner) if can_have_anchor(inner) => {
                write!(self.text, " &a{}", self.anchors.len()).unwrap();
                // The anchor counts from here on, but it can be used only after its node.
                let number = self.anchors.len();
                self.anchors.push(Plain::Hole);
                let plain = self.block(inner, indent, extras, in_map, false);
                self.anchors[number] = plain.clone();
                plain
            }
            Made::Anchored(inner) => self.block(inner, indent, extras, in_map, tight),
            Made::Block { folded, strip, lines } => {
                write!(self.text, " {}{}", if *folded { '>' } else { '|' }, if *strip { "-" } else { "" }).unwrap();
                self.end_line(Extras { tab: false, ..extras });
                for line in lines {
                    if !line.is_empty() {
                        self.blanks(indent + 2);
                    }
                    writeln!(self.text, "{line}").unwrap();
                }
                Plain::Scalar(block_text(*folded, *strip, lines), Some(false))
            }
            Made::Plain(lines) => {
                let glue = format!("\n{}", " ".repeat(indent + 3));
                write!(self.text, " {}", lines.join(&glue)).unwrap();
                self.end_line(extras);
                Plain::Scalar(lines.join(" "), Some(true))
            }
            Made::Absent => {
                self.end_line(extras);
                Plain::Scalar(String::new(), Some(true))
            }
            _ => {
                self.text.push(' ');
                let plain = self.flow(made, indent + 1, true);
                self.end_line(extras);
                plain
            }
        }
    }

    /// Writes a value inside brackets, or one that looks the same outside.
    fn flow(&mut self, made: &Made, indent: usize, in_list: bool) -> Plain {
        match made {
            Made::Absent if in_list => {
                self.text.push('~');
                Plain::Scalar("~".to_owned(), Some(true))
            }
            Made::Absent => Plain::Scalar(String::new(), Some(true)),
            Made::Plain(lines) => {
                self.text.push_str(&lines.join(" "));
                Plain::Scalar(lines.join(" "), Some(true))
            }
            Made::Single(text) => self.single(text),
            Made::Double(text) => self.double(text),
            Made::Block { folded, strip, lines } => self.double(&block_text(*folded, *strip, lines)),
            Made::List(shape, items) => {
                self.text.push('[');
                let mut plain = Vec::new();
                for (index, (item, extras)) in items.iter().enumerate() {
                    self.between(index, *shape, *extras, indent);
                    plain.push(self.flow(item, indent + 1, true));
                }
                self.text.push(']');
                Plain::List(plain)
            }
            Made::Map(shape, entries) => {
                self.text.push('{');
                let mut plain = Vec::new();
                for (index, (key, value, extras)) in entries.iter().enumerate() {
                    self.between(index, *shape, *extras, indent);
                    let key = self.key(key, index);
                    self.text.push_str(": ");
                    plain.push((key, self.flow(value, indent + 1, false)));
                }
                self.text.push('}');
                Plain::Map(plain)
            }
            Made::Tagged(tag, inner) if can_have_tag(inner) => {
                write!(self.text, "{tag} ").unwrap();
                let plain = self.flow(inner, indent, in_list);
                with_tag(plain, tag)
            }
            Made::Anchored(inner) if can_have_anchor(inner) => {
                let number = self.anchors.len();
                write!(self.text, "&a{number} ").unwrap();
                self.anchors.push(Plain::Hole);
                let plain = self.flow(inner, indent, in_list);
                self.anchors[number] = plain.clone();
                plain
            }
            Made::Tagged(_, inner) | Made::Anchored(inner) => self.flow(inner, indent, in_list),
            Made::Alias(index) => {
                let closed: Vec<usize> = (0..self.anchors.len()).filter(|number| self.anchors[*number] != Plain::Hole).collect();
                if closed.is_empty() {
                    return self.flow(&Made::Plain(vec!["none".to_owned()]), indent, in_list);
                }
                let number = closed[index.index(closed.len())];
                write!(self.text, "*a{number} ").unwrap();
                self.anchors[number].clone()
            }
        }
    }

    fn between(&mut self, index: usize, shape: Shape, extras: Extras, indent: usize) {
        if index > 0 {
            self.text.push(',');
        }
        if shape.other {
            self.end_line(extras);
            self.blanks(indent + 1);
        } else if index > 0 {
            self.text.push(' ');
        }
    }

    /// Keys are numbered, so that no map has one twice.
    fn key(&mut self, key: &Key, index: usize) -> Plain {
        match key {
            Key::Plain(word) => {
                write!(self.text, "{word}{index}").unwrap();
                Plain::Scalar(format!("{word}{index}"), Some(true))
            }
            Key::Single(text) => self.single(&format!("{text}{index}")),
            Key::Double(text) => self.double(&format!("{text}{index}")),
        }
    }

    fn single(&mut self, text: &str) -> Plain {
        write!(self.text, "'{}'", text.replace('\'', "''")).unwrap();
        Plain::Scalar(text.to_owned(), Some(false))
    }

    fn double(&mut self, text: &str) -> Plain {
        self.text.push('"');
        for letter in text.chars() {
            match letter {
                '"' | '\\' => write!(self.text, "\\{letter}").unwrap(),
                '\n' => self.text.push_str("\\n"),
                '\t' => self.text.push_str("\\t"),
                '\r' => self.text.push_str("\\r"),
                '\u{85}' => self.text.push_str("\\N"),
                '\u{a0}' => self.text.push_str("\\_"),
                '\u{2028}' => self.text.push_str("\\L"),
                '\u{7}' => self.text.push_str("\\a"),
                'é' => self.text.push_str("\\xe9"),
                '漢' => self.text.push_str("\\u6f22"),
                '😀' => self.text.push_str("\\U0001F600"),
                other => self.text.push(other),
            }
        }
        self.text.push('"');
        Plain::Scalar(text.to_owned(), Some(false))
    }

    fn json(&mut self, made: &Made) -> Plain {
        let string = |writer: &mut Self, text: &str| {
            writer.text.push_str(&serde_json::to_string(text).unwrap());
            Plain::Scalar(text.to_owned(), Some(false))
        };
        match made {
            Made::Absent | Made::Alias(_) => {
                self.text.push_str("null");
                Plain::Scalar("null".to_owned(), Some(true))
            }
            Made::Plain(lines) => string(self, &lines.join("\n")),
            Made::Single(text) | Made::Double(text) => string(self, text),
            Made::Block { lines, .. } => {
                let number = format!("-{}.5e{}", lines.len(), lines[0].len());
                self.text.push_str(&number);
                Plain::Scalar(number, Some(true))
            }
            Made::List(shape, items) => {
                self.text.push('[');
                let mut plain = Vec::new();
                for (index, (item, extras)) in items.iter().enumerate() {
                    self.between(index, *shape, Extras { comment: false, ..*extras }, index);
                    plain.push(self.json(item));
                }
                self.text.push_str(" ]");
                Plain::List(plain)
            }
            Made::Map(shape, entries) => {
                self.text.push('{');
                let mut plain = Vec::new();
                for (index, (Key::Plain(key) | Key::Single(key) | Key::Double(key), value, extras)) in entries.iter().enumerate() {
                    self.between(index, *shape, Extras { comment: false, ..*extras }, index);
                    let key = string(self, &format!("{key}{index}"));
                    self.text.push_str(" :");
                    plain.push((key, self.json(value)));
                }
                self.text.push('}');
                Plain::Map(plain)
            }
            Made::Tagged(_, inner) | Made::Anchored(inner) => self.json(inner),
        }
    }
}

fn can_have_tag(inner: &Made) -> bool {
    !matches!(inner, Made::Tagged(..) | Made::Anchored(_) | Made::Alias(_))
}

fn can_have_anchor(inner: &Made) -> bool {
    match inner {
        Made::Anchored(_) | Made::Alias(_) => false,
        // Its tag may be left out.
        Made::Tagged(_, inner) => can_have_anchor(inner),
        _ => true,
    }
}

/// `!!str` and `!` make a text of any scalar and change nothing else.
fn with_tag(plain: Plain, tag: &str) -> Plain {
    match plain {
        Plain::Scalar(text, _) if tag == "!!str" || tag == "!" => Plain::Scalar(text, Some(false)),
        other => other.tagged(tag),
    }
}

/// What a block scalar says: its first and last line are not empty.
fn block_text(folded: bool, strip: bool, lines: &[String]) -> String {
    let mut text = if folded {
        let mut text = String::new();
        let mut empty = 0;
        for (index, line) in lines.iter().enumerate() {
            if line.is_empty() {
                empty += 1;
                continue;
            }
            if index > 0 {
                if empty == 0 {
                    text.push(' ');
                }
                text.extend(std::iter::repeat_n('\n', empty));
            }
            empty = 0;
            text.push_str(line);
        }
        text
    } else {
        lines.join("\n")
    };
    if !strip {
        text.push('\n');
    }
    text
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(11), max_shrink_iters: 2_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn made_yaml_is_read_as_made(
        entries in prop::collection::vec(made(), 1..5),
        as_list in any::<bool>(),
        newline in prop::sample::select(vec!["\n", "\n", "\r\n", "\r"]),
        mark in any::<bool>(),
        start in any::<bool>(),
    ) {
        let none = Extras { comment: false, tab: false, line_before: false };
        let mut writer = Writer::default();
        if start {
            writer.text.push_str("---\n");
        }
        let mut items = Vec::new();
        let mut pairs = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let key = if as_list { "-".to_owned() } else { format!("Key{index}:") };
            writer.text.push_str(&key);
            let value = writer.block(entry, 0, none, !as_list, false);
            pairs.push((Plain::Scalar(format!("Key{index}"), Some(true)), value.clone()));
            items.push(value);
        }
        let expected = if as_list { Plain::List(items) } else { Plain::Map(pairs) };
        let text = format!("{}{}", if mark { "\u{feff}" } else { "" }, writer.text.replace('\n', newline));
        let parsed = Parsed::new("made.yml", text);
        prop_assert!(parsed.document.problems.is_empty(), "{:?}\n{}", parsed.document.problems, writer.text);
        let difference = difference(&ours(&parsed).unwrap(), &expected);
        prop_assert!(difference.is_none(), "{difference:?}\n{}", writer.text);
        let wrong = spans::check(&parsed).wrong;
        prop_assert!(wrong.is_empty(), "{wrong:#?}\n{}", writer.text);
    }

    #[test]
    fn made_json_is_read_as_made(made in made(), mark in any::<bool>(), template in any::<bool>()) {
        let mut writer = Writer { text: "{\"Resources\": ".to_owned(), ..Writer::default() };
        let value = writer.json(&made);
        let expected = Plain::Map(vec![(Plain::Scalar("Resources".to_owned(), Some(false)), value)]);
        writer.text.push_str("\n}\n");
        let text = format!("{}{}", if mark { "\u{feff}" } else { "" }, writer.text);
        let parsed = Parsed::new(if template { "made.template" } else { "made.json" }, text);
        prop_assert_eq!(parsed.document.format, Format::Json);
        prop_assert!(parsed.document.problems.is_empty(), "{:?}\n{}", parsed.document.problems, writer.text);
        let difference = difference(&ours(&parsed).unwrap(), &expected);
        prop_assert!(difference.is_none(), "{difference:?}\n{}", writer.text);
        let wrong = spans::check(&parsed).wrong;
        prop_assert!(wrong.is_empty(), "{wrong:#?}\n{}", writer.text);
    }
}

#[test]
fn styles_are_told_apart() {
    let text = "a: plain\nb: 'single'\nc: \"double\"\nd: |\n  literal\ne: >\n  folded\nf:\ng: !Sub x\nh: !!str 5\ni: ! 6\nj: !!int 7\n";
    let parsed = Parsed::new("a.yml", text);
    let style = |key: &str| match parsed.tree.content(parsed.tree.get(parsed.root(), key).unwrap()) {
        authlint::syntax::Content::Scalar(_, style) => style,
        other => panic!("{other:?}"),
    };
    let expected = [
        ("a", Style::Plain),
        ("b", Style::SingleQuoted),
        ("c", Style::DoubleQuoted),
        ("d", Style::Literal),
        ("e", Style::Folded),
        ("f", Style::Absent),
        ("h", Style::SingleQuoted),
        ("i", Style::SingleQuoted),
        ("j", Style::Plain),
    ];
    for (key, expected) in expected {
        assert_eq!(style(key), expected, "{key}");
    }
    let sub = parsed.tree.get(parsed.root(), "g").unwrap();
    let key = parsed.tree.entries(sub)[0].key;
    assert!(parsed.tree.is_tag(key));
    assert_eq!((parsed.source(key), parsed.tree.text(key), parsed.source(sub)), ("!Sub", Some("Fn::Sub"), "!Sub x"));
}
