//! The grammar of Serverless variables: comes in the text of a scalar, goes out its literal pieces and its variables.
//!
//! What opens with `${` but does not have the form `word:` or `word(` is foreign: CloudFormation's, a policy variable's, a shell's.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text as it will stand.
    Text(String),
    /// A variable with what its braces hold.
    Variable(Variable<'t>),
    /// What opens like a variable and does not go on like one: the framework refuses it.
    Broken {
        /// All of it.
        source: &'t str,
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// `${source, source, …}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variable<'t> {
    /// The whole of it, `${` and `}` included.
    pub(super) source: &'t str,
    /// The alternatives in order.
    pub(super) sources: Vec<Source<'t>>,
}

/// One alternative of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source<'t> {
    /// `type(params):address`.
    Look {
        /// `self`, `opt`, `file` …
        kind: &'t str,
        /// What stands in parentheses.
        params: Option<&'t str>,
        /// What stands behind the colon, without quotes.
        address: Option<&'t str>,
    },
    /// A quoted text, a number, `true`, `false` or `null`.
    Literal(&'t str),
}

/// Splits a text. A text without variables is one piece.
pub(super) fn split(text: &str) -> Vec<Piece<'_>> {
    split_within(text, 0)
}

/// Variables inside variables are read this deep.
const DEPTH_LIMIT: usize = 10;

fn split_within(text: &str, depth: usize) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let escapes = rest[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        literal.push_str(&rest[..at - escapes]);
        literal.extend(std::iter::repeat_n('\\', escapes / 2));
        if escapes % 2 == 1 {
            literal.push_str("${");
            rest = &rest[at + 2..];
            continue;
        }
        let opened = &rest[at..];
        if kind_of(&opened[2..]).is_none() {
            literal.push_str("${");
            rest = &opened[2..];
            continue;
        }
        // Dollars right before the brace are eaten with it.
        while literal.ends_with('$') {
            literal.pop();
        }
        if !literal.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut literal)));
        }
        let len = match closing(opened.as_bytes(), 1) {
            Some(end) => {
                let source = &opened[..=end];
                pieces.push(match sources(&source[2..end], depth) {
                    Ok(sources) => Piece::Variable(Variable { source, sources }),
                    Err(problem) => Piece::Broken { source, problem },
                });
                end + 1
            }
            None => {
                pieces.push(Piece::Broken { source: opened, problem: "its closing bracket is missing" });
                opened.len()
            }
        };
        rest = &opened[len..];
    }
    literal.push_str(rest);
    if !literal.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    pieces
}

/// The word that makes a variable of it, and what follows.
fn kind_of(inner: &str) -> Option<(&str, &str)> {
    let len = inner.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'.' && byte != b'-')?;
    let (kind, rest) = inner.split_at(len);
    let opens = rest.starts_with('(') || rest.starts_with(':') && !rest.starts_with("::");
    (kind.starts_with(|letter: char| letter.is_ascii_lowercase()) && opens).then_some((kind, rest))
}

fn sources(inner: &str, depth: usize) -> Result<Vec<Source<'_>>, &'static str> {
    let parts = alternatives(inner);
    let last = parts.len() - 1;
    parts.into_iter().enumerate().map(|(index, part)| source(part.trim(), index == last, depth)).collect()
}

fn source(text: &str, last: bool, depth: usize) -> Result<Source<'_>, &'static str> {
    if let Some((kind, rest)) = kind_of(text) {
        let (params, rest) = match rest.strip_prefix('(') {
            Some(inside) => {
                let end = closing(rest.as_bytes(), 0).ok_or("its closing parenthesis is missing")?;
                (Some(inside[..end - 1].trim()), &rest[end + 1..])
            }
            None => (None, rest),
        };
        let address = match rest.trim_start().strip_prefix(':') {
            Some(address) => Some(unquoted(address.trim())),
            None if rest.trim().is_empty() => None,
            None => return Err("after the parenthesis comes `:` or the end"),
        };
        if depth > DEPTH_LIMIT {
            return Err("it is nested too deeply");
        }
        let foreign = |text: &str| {
            split_within(text, depth + 1).iter().any(|piece| match piece {
                Piece::Text(text) => text.contains("${"),
                Piece::Broken { .. } => true,
                Piece::Variable(_) => false,
            })
        };
        if [params, address].into_iter().flatten().any(|text| text.contains("${") && foreign(text)) {
            return Err("inside a variable only a variable can stand");
        }
        return Ok(Source::Look { kind, params, address });
    }
    if !is_literal(text) {
        return Err(if text.starts_with("${") {
            "a fallback is written without `${` and `}`"
        } else {
            "a fallback is a source, or a text in quotes"
        });
    }
    if last { Ok(Source::Literal(text)) } else { Err("after a literal nothing can follow") }
}

fn is_literal(text: &str) -> bool {
    let quoted = |mark: char| text.len() >= 2 && text.starts_with(mark) && text.ends_with(mark);
    quoted('\'') || quoted('"') || matches!(text, "true" | "false" | "null") || is_number(text)
}

/// A number as JSON has it.
fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) && text.parse::<f64>().is_ok()
}

fn unquoted(text: &str) -> &str {
    match text.as_bytes() {
        [b'\'', .., b'\''] | [b'"', .., b'"'] => &text[1..text.len() - 1],
        _ => text,
    }
}

/// The text of a literal without its quotes; `None` for `null`.
pub(super) fn literal_text(literal: &str) -> Option<String> {
    match literal.as_bytes() {
        b"null" => None,
        [b'"', .., _] => Some(serde_json::from_str(literal).unwrap_or_else(|_| unquoted(literal).to_owned())),
        _ => Some(unquoted(literal).to_owned()),
    }
}

/// The path of a text that is one `${self:path}` and nothing else.
#[must_use]
pub fn self_path(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("${self:")?.strip_suffix('}')?;
    let path = inner.split(',').next()?.trim();
    (!path.is_empty() && !path.contains(['$', '{'])).then_some(path)
}

/// Follows quotes: tells whether a byte stands outside of them.
#[derive(Default)]
struct Quotes {
    open: Option<u8>,
    escaped: bool,
}

impl Quotes {
    /// True for a byte outside of quotes that is no quote itself.
    fn is_bare(&mut self, bytes: &[u8], at: usize) -> bool {
        let byte = bytes[at];
        match self.open {
            Some(_) if self.escaped => self.escaped = false,
            Some(b'"') if byte == b'\\' => self.escaped = true,
            Some(mark) if mark == byte => self.open = None,
            Some(_) => {}
            // An apostrophe inside a word opens nothing.
            None if matches!(byte, b'\'' | b'"') && at > 0 && !bytes[at - 1].is_ascii_alphanumeric() => self.open = Some(byte),
            None => return true,
        }
        false
    }
}

/// The index of the bracket that closes the one at `open`, quotes and nested brackets passed over.
fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut quotes = Quotes::default();
    for at in open..bytes.len() {
        if !quotes.is_bare(bytes, at) {
            continue;
        }
        match bytes[at] {
            b'{' | b'(' => depth += 1,
            b'}' | b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Splits at the commas that stand outside quotes and brackets.
fn alternatives(inner: &str) -> Vec<&str> {
    let bytes = inner.as_bytes();
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    let mut quotes = Quotes::default();
    for at in 0..bytes.len() {
        if !quotes.is_bare(bytes, at) {
            continue;
        }
        match bytes[at] {
            b'{' | b'(' => depth += 1,
            b'}' | b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(text: &str) -> Vec<String> {
        let show = |source: &Source<'_>| match source {
            Source::Look { kind, params, address } => format!("{kind}({}):{}", params.unwrap_or("-"), address.unwrap_or("-")),
            Source::Literal(text) => format!("lit {text}"),
        };
        let shown = |piece| match piece {
            Piece::Text(text) => text,
            Piece::Variable(variable) => variable.sources.iter().map(show).collect::<Vec<_>>().join(" | "),
            Piece::Broken { source, problem } => format!("{source}: {problem}"),
        };
        split(text).into_iter().map(shown).collect()
    }

    #[test]
    fn reads_the_grammar() {
        assert_eq!(looks("${self:custom.stage}-x"), ["self(-):custom.stage", "-x"]);
        assert_eq!(looks("a ${opt:stage, 'dev'}"), ["a ", "opt(-):stage | lit 'dev'"]);
        assert_eq!(looks("${file(a b.yml):x.y, null}"), ["file(a b.yml):x.y | lit null"]);
        assert_eq!(looks("${self:custom.${opt:stage, 'a,b'}.x, self:y}"), ["self(-):custom.${opt:stage, 'a,b'}.x | self(-):y"]);
        assert_eq!(looks("${self:'a,b'}"), ["self(-):a,b"]);
        assert_eq!(literal_text("\"a\\\"b\"").as_deref(), Some("a\"b"));
    }

    #[test]
    fn says_what_the_framework_refuses() {
        assert_eq!(looks("${opt:x, dev}"), ["${opt:x, dev}: a fallback is a source, or a text in quotes"]);
        assert_eq!(looks("${opt:x, ${self:y}}"), ["${opt:x, ${self:y}}: a fallback is written without `${` and `}`"]);
        assert_eq!(looks("${opt:x, 'a', self:y}"), ["${opt:x, 'a', self:y}: after a literal nothing can follow"]);
        assert_eq!(looks("${self:c.${AWS::Region}}"), ["${self:c.${AWS::Region}}: inside a variable only a variable can stand"]);
        assert_eq!(looks("a ${self:x"), ["a ", "${self:x: its closing bracket is missing"]);
    }

    #[test]
    fn leaves_foreign_text() {
        for text in ["${AWS::Region}", "${Bucket.Arn}", "${bucket}", "${!Literal}", "${ self:x}", "${self}", "${}", "${foo::bar}", "${x"] {
            assert_eq!(looks(text), [text]);
        }
        assert_eq!(looks("\\${self:x}"), ["${self:x}"]);
        assert_eq!(looks("$${self:x}"), ["self(-):x"]);
        assert_eq!(looks("${AWS::StackName-${self:service}}"), ["${AWS::StackName-", "self(-):service", "}"]);
    }
}
