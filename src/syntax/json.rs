//! JSON: comes in a text, goes out the same nodes as from YAML.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

use super::error::json_message;
use super::inside::Bytes;
use super::yaml::report_duplicates;
use super::{DEPTH_LIMIT, Document, Entry, Format, Hole, NodeId, Problem, ProblemKind, Style, Tree};
use crate::source::{FileId, Span};

/// JSON and nothing else: CloudFormation and IAM refuse comments, trailing commas and single quotes.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn parse(tree: &mut Tree, file: FileId, text: &str) -> Document {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let places = Places::File(file, (text.len() - body.len()) as u32);
    read(Builder { tree, places, filled: None, problems: Vec::new() }, body)
}

/// Parses a text inside of which JSON is written. `filled` tells that `Fn::Sub` fills the text in, with the values that it is given.
pub(super) fn parse_inside(tree: &mut Tree, bytes: Bytes, text: &str, filled: Option<Option<NodeId>>) -> Document {
    read(Builder { tree, places: Places::Inside(bytes), filled, problems: Vec::new() }, text)
}

fn read(mut builder: Builder<'_>, body: &str) -> Document {
    let collect = CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false };
    let root = match parse_to_ast(body, &collect, &STRICT) {
        Ok(parsed) => parsed.value.map(|value| builder.node(&value, body, 0)),
        Err(error) => {
            let range = error.range();
            let start = floor(body, range.start);
            let end = ceil(body, range.end.clamp(start, start + 64).max((start + 1).min(body.len())));
            let span = builder.span(start, end);
            builder.problems.push(Problem { kind: ProblemKind::Syntax(json_message(error.kind())), span });
            None
        }
    };
    Document { format: Format::Json, root, comments: Vec::new(), problems: builder.problems }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Where the bytes that are parsed stand.
enum Places {
    /// In a file, behind so many bytes of a byte-order mark, which the parser does not see.
    File(FileId, u32),
    /// Inside a scalar.
    Inside(Bytes),
}

struct Builder<'t> {
    tree: &'t mut Tree,
    places: Places,
    /// Texts with `${` are filled in by `Fn::Sub`, with these values.
    filled: Option<Option<NodeId>>,
    problems: Vec<Problem>,
}

impl Builder<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        match &self.places {
            Places::File(file, base) => Span::new(*file, start as u32 + base, end as u32 + base),
            Places::Inside(bytes) => bytes.span(start, end),
        }
    }

    fn text(&mut self, span: Span, text: &str) -> NodeId {
        let scalar = self.tree.add_scalar(span, text, Style::DoubleQuoted);
        let Some(values) = self.filled.filter(|_| text.contains("${")) else { return scalar };
        let value = values.map_or(scalar, |values| self.tree.add_list(span, &[scalar, values]));
        let key = self.tree.add_scalar(span, "Fn::Sub", Style::DoubleQuoted);
        self.tree.add_map(span, &[Entry { key, value, merged: false }])
    }

    /// Recursion is bounded: the parser refuses over 512 levels, and this stops at [`DEPTH_LIMIT`].
    fn node(&mut self, value: &Value<'_>, text: &str, depth: usize) -> NodeId {
        let range = match value {
            Value::StringLit(lit) => lit.range,
            Value::NumberLit(lit) => lit.range,
            Value::BooleanLit(lit) => lit.range,
            Value::NullKeyword(lit) => lit.range,
            Value::Object(object) => object.range,
            Value::Array(array) => array.range,
        };
        let span = self.span(range.start, range.end);
        if depth > DEPTH_LIMIT {
            if !self.problems.iter().any(|problem| problem.kind == ProblemKind::TooDeep) {
                let span = Span { end: span.start + 1, ..span };
                self.problems.push(Problem { kind: ProblemKind::TooDeep, span });
            }
            return self.tree.add_hole(span, Hole::Depth);
        }
        match value {
            Value::StringLit(lit) => {
                self.check_controls(text, range.start, range.end);
                self.text(span, &lit.value)
            }
            Value::NumberLit(lit) => self.tree.add_scalar(span, lit.value, Style::Plain),
            Value::BooleanLit(lit) => self.tree.add_scalar(span, if lit.value { "true" } else { "false" }, Style::Plain),
            Value::NullKeyword(_) => self.tree.add_scalar(span, "null", Style::Plain),
            Value::Array(array) => {
                let items: Vec<NodeId> = array.elements.iter().map(|item| self.node(item, text, depth + 1)).collect();
                self.tree.add_list(span, &items)
            }
            Value::Object(object) => {
                let mut entries = Vec::with_capacity(object.properties.len());
                for property in &object.properties {
                    let (name, range) = match &property.name {
                        ObjectPropName::String(lit) => (lit.value.as_ref(), lit.range),
                        ObjectPropName::Word(lit) => (lit.value, lit.range),
                    };
                    self.check_controls(text, range.start, range.end);
                    let span = self.span(range.start, range.end);
                    let key = self.tree.add_scalar(span, name, Style::DoubleQuoted);
                    let value = self.node(&property.value, text, depth + 1);
                    entries.push(Entry { key, value, merged: false });
                }
                report_duplicates(self.tree, &entries, &mut self.problems);
                self.tree.add_map(span, &entries)
            }
        }
    }

    /// The parser lets raw control characters stand in strings; JSON does not.
    fn check_controls(&mut self, text: &str, start: usize, end: usize) {
        let Some(at) = text.as_bytes()[start..end].iter().position(|byte| *byte < 0x20) else { return };
        let span = self.span(start + at, start + at + 1);
        let what = match text.as_bytes()[start + at] {
            b'\n' | b'\r' => "a line break inside a string: expected `\"` before it, or `\\n`",
            b'\t' => "a raw tab inside a string: expected `\\t`",
            _ => "a control character inside a string: expected its `\\u` escape",
        };
        self.problems.push(Problem { kind: ProblemKind::Syntax(what.to_owned()), span });
    }
}
