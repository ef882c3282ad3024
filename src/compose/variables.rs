//! The grammar of Serverless variables: comes in the text of a scalar, goes out its literal pieces and its variables.
//!
//! What opens with `${` but does not have the form `word:` or `word(` is foreign: CloudFormation's, a policy variable's, a shell's.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text as it will stand.
    Text(String),
    /// A variable with what its braces hold.
    Variable(Variable<'t>),
}

/// `${source, source, …}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable<'t> {
    /// The whole of it, `${` and `}` included.
    pub source: &'t str,
    /// The alternatives in order.
    pub sources: Vec<Source<'t>>,
}

/// One alternative of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source<'t> {
    /// `type(params):address`.
    Look {
        /// `self`, `opt`, `file` …
        kind: &'t str,
        /// What stands in parentheses.
        params: Option<&'t str>,
        /// What stands behind the colon.
        address: Option<&'t str>,
    },
    /// A quoted text, a number, `true`, `false` or `null`.
    Literal(&'t str),
    /// Anything else, such as a bare word: the framework refuses it.
    Other(&'t str),
}

/// Splits a text. A text without variables is one piece.
#[must_use]
pub fn split(text: &str) -> Vec<Piece<'_>> {
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
        match variable(&rest[at..]) {
            Some((found, len)) => {
                // Dollars right before the brace are eaten with it.
                while literal.ends_with('$') {
                    literal.pop();
                }
                if !literal.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut literal)));
                }
                pieces.push(Piece::Variable(found));
                rest = &rest[at + len..];
            }
            None => {
                literal.push_str("${");
                rest = &rest[at + 2..];
            }
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    pieces
}

/// The variable that a text opens with, and its length.
fn variable(text: &str) -> Option<(Variable<'_>, usize)> {
    let end = closing(text.as_bytes(), 1)?;
    let inner = &text[2..end];
    let (kind, _) = kind_of(inner)?;
    debug_assert!(!kind.is_empty());
    let sources = alternatives(inner).into_iter().map(source).collect();
    Some((Variable { source: &text[..=end], sources }, end + 1))
}

/// The word that makes a variable of it, and what follows.
fn kind_of(inner: &str) -> Option<(&str, &str)> {
    let len = inner.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'.' && byte != b'-')?;
    let (kind, rest) = inner.split_at(len);
    let opens = rest.starts_with('(') || rest.starts_with(':') && !rest.starts_with("::");
    (kind.starts_with(|letter: char| letter.is_ascii_lowercase()) && opens).then_some((kind, rest))
}

fn source(text: &str) -> Source<'_> {
    let text = text.trim();
    if let Some((kind, rest)) = kind_of(text) {
        let (params, rest) = match rest.strip_prefix('(') {
            Some(inside) => match closing(rest.as_bytes(), 0) {
                Some(end) => (Some(inside[..end - 1].trim()), &rest[end + 1..]),
                None => return Source::Other(text),
            },
            None => (None, rest),
        };
        let address = rest.strip_prefix(':').map(str::trim);
        return Source::Look { kind, params, address };
    }
    let quoted = text.len() >= 2 && (text.starts_with('\'') && text.ends_with('\'') || text.starts_with('"') && text.ends_with('"'));
    if quoted || matches!(text, "true" | "false" | "null") || text.parse::<f64>().is_ok() {
        return Source::Literal(text);
    }
    Source::Other(text)
}

/// The text of a literal without its quotes; `None` for `null`.
#[must_use]
pub fn literal_text(literal: &str) -> Option<&str> {
    match literal.as_bytes() {
        b"null" => None,
        [b'\'' | b'"', .., _] => Some(&literal[1..literal.len() - 1]),
        _ => Some(literal),
    }
}

/// The path of a text that is one `${self:path}` and nothing else.
#[must_use]
pub fn self_path(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("${self:")?.strip_suffix('}')?;
    let path = inner.split(',').next()?.trim();
    (!path.is_empty() && !path.contains(['$', '{'])).then_some(path)
}

/// The index of the bracket that closes the one at `open`, quotes and nested brackets passed over.
fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match (quote, byte) {
            (Some(mark), _) if mark == *byte => quote = None,
            (Some(_), _) => {}
            // An apostrophe inside a word opens nothing.
            (None, b'\'' | b'"') if depth > 0 && at > 0 && !bytes[at - 1].is_ascii_alphanumeric() => quote = Some(*byte),
            (None, b'{' | b'(') => depth += 1,
            (None, b'}' | b')') => {
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
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0usize, None);
    for (at, byte) in inner.bytes().enumerate() {
        match (quote, byte) {
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'{' | b'(') => depth += 1,
            (None, b'}' | b')') => depth = depth.saturating_sub(1),
            (None, b',') if depth == 0 => {
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
            Source::Other(text) => format!("other {text}"),
        };
        let mut shown = Vec::new();
        for piece in split(text) {
            match piece {
                Piece::Text(text) => shown.push(text),
                Piece::Variable(variable) => shown.push(variable.sources.iter().map(show).collect::<Vec<_>>().join(" | ")),
            }
        }
        shown
    }

    #[test]
    fn reads_the_grammar() {
        assert_eq!(looks("${self:custom.stage}-x"), ["self(-):custom.stage", "-x"]);
        assert_eq!(looks("a ${opt:stage, 'dev'}"), ["a ", "opt(-):stage | lit 'dev'"]);
        assert_eq!(looks("${file(a b.yml):x.y, null}"), ["file(a b.yml):x.y | lit null"]);
        assert_eq!(looks("${self:custom.${opt:stage, 'a,b'}.x, self:y}"), ["self(-):custom.${opt:stage, 'a,b'}.x | self(-):y"]);
        assert_eq!(looks("${opt:x, dev}"), ["opt(-):x | other dev"]);
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
