//! JSON inside a text: comes in a scalar as it is written and what it says, goes out where each byte of the text stands.

use super::Style;
use crate::source::Span;

/// Longer texts are not followed byte by byte: no document of the kinds that stand in texts is allowed to be that long.
const LIMIT: usize = 1 << 18;

/// Where the bytes of a text stand.
#[derive(Debug)]
pub(super) struct Bytes {
    whole: Span,
    /// Where each byte begins and ends, counted from the begin of the scalar; none where that can't be told.
    places: Vec<(u32, u32)>,
}

impl Bytes {
    /// The bytes of a text that stands at `whole`, where `written` is.
    pub(super) fn new(whole: Span, written: &str, style: Style, text: &str) -> Self {
        let places = if text.len() > LIMIT { None } else { follow(written, style, text) };
        Self { whole, places: places.unwrap_or_default() }
    }

    /// The place of some bytes of the text: that of the whole scalar where it can't be told better.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let last = end.max(start + 1) - 1;
        match (self.places.get(start), self.places.get(last)) {
            (Some((start, _)), Some((_, end))) => Span { start: self.whole.start + start, end: self.whole.start + end, ..self.whole },
            (None, _) if !self.places.is_empty() => Span { start: self.whole.end.max(self.whole.start + 1) - 1, ..self.whole },
            _ => self.whole,
        }
    }
}

/// Follows a text letter by letter through what is written. Blanks of both are passed over: indentation and folding change them, and
/// nothing of a document begins or ends with one.
fn follow(written: &str, style: Style, text: &str) -> Option<Vec<(u32, u32)>> {
    let mut reader = Reader { written, at: 0, style };
    match style {
        Style::SingleQuoted if written.starts_with('\'') => reader.at = 1,
        Style::DoubleQuoted if written.starts_with('"') => reader.at = 1,
        Style::Literal | Style::Folded if written.starts_with(['|', '>']) => reader.at = written.find('\n')?,
        Style::Plain | Style::Literal | Style::Folded => {}
        _ => return None,
    }
    let mut places = Vec::with_capacity(text.len());
    for letter in text.chars() {
        let start = if letter.is_whitespace() { reader.blank(letter) } else { reader.letter(letter)? };
        places.resize(places.len() + letter.len_utf8(), (start as u32, reader.at as u32));
    }
    Some(places)
}

struct Reader<'t> {
    written: &'t str,
    at: usize,
    style: Style,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.written[self.at..]
    }

    fn pass_blanks(&mut self) {
        self.at = self.written.len() - self.rest().trim_start().len();
    }

    /// A blank of the text: one that is written as an escape, or any.
    fn blank(&mut self, letter: char) -> usize {
        let before = self.at;
        self.pass_blanks();
        match self.escape() {
            Some((blank, len)) if blank == letter => {
                self.at += len;
                self.at - len
            }
            _ => {
                self.at = before;
                before
            }
        }
    }

    /// Any other letter of the text; `None` where something else is written.
    fn letter(&mut self, letter: char) -> Option<usize> {
        self.pass_blanks();
        // A line that goes on below.
        while self.style == Style::DoubleQuoted && self.rest().starts_with(['\\']) && self.rest()[1..].starts_with(['\n', '\r']) {
            self.at += 1;
            self.pass_blanks();
        }
        let (found, len) = match self.rest().chars().next()? {
            '\'' if self.style == Style::SingleQuoted && self.rest().starts_with("''") => ('\'', 2),
            '\'' if self.style == Style::SingleQuoted => return None,
            '"' if self.style == Style::DoubleQuoted => return None,
            '\\' if self.style == Style::DoubleQuoted => self.escape()?,
            found => (found, found.len_utf8()),
        };
        self.at += len;
        (found == letter).then_some(self.at - len)
    }

    /// What an escape stands for, and how long it is.
    fn escape(&self) -> Option<(char, usize)> {
        let rest = self.rest().strip_prefix('\\').filter(|_| self.style == Style::DoubleQuoted)?;
        let coded = |digits: usize| {
            let code = u32::from_str_radix(rest.get(1..=digits)?, 16).ok()?;
            Some((char::from_u32(code)?, digits + 2))
        };
        match rest.chars().next()? {
            'n' => Some(('\n', 2)),
            't' => Some(('\t', 2)),
            'r' => Some(('\r', 2)),
            'u' => coded(4),
            'x' => coded(2),
            same @ ('"' | '\\' | '/' | ' ') => Some((same, 2)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn places(written: &str, style: Style, text: &str) -> Vec<String> {
        let bytes = Bytes::new(Span::new(FileId(0), 10, 10 + written.len() as u32), written, style, text);
        let at = |start: usize, letter: char| {
            let span = bytes.span(start, start + letter.len_utf8());
            written[span.start as usize - 10..span.end as usize - 10].to_owned()
        };
        text.char_indices().filter(|(_, letter)| !letter.is_whitespace()).map(|(start, letter)| at(start, letter)).collect()
    }

    #[test]
    fn letters_are_found_in_every_way_of_writing() {
        for (written, style, text) in [
            ("{\"a\": 1}", Style::Plain, "{\"a\": 1}"),
            ("'{\"a\": 1}'", Style::SingleQuoted, "{\"a\": 1}"),
            ("'{\n    \"a\":\n  1}'", Style::SingleQuoted, "{ \"a\": 1}"),
            ("|\n    {\n      \"é\": 1\n    }\n", Style::Literal, "{\n  \"é\": 1\n}\n"),
            (">-  # note\n  {\"a\":\n  1}\n", Style::Folded, "{\"a\": 1}"),
            ("|\r\n  {\r\n  }", Style::Literal, "{\n}"),
        ] {
            let expected: Vec<String> = text.chars().filter(|letter| !letter.is_whitespace()).map(String::from).collect();
            assert_eq!(places(written, style, text), expected, "{written}");
        }
        let escaped = places(r#""{\"a\":\n \"\\\u0041''\/\"}""#, Style::DoubleQuoted, "{\"a\":\n \"\\A''/\"}");
        assert_eq!(escaped, ["{", "\\\"", "a", "\\\"", ":", "\\\"", "\\\\", "\\u0041", "'", "'", "\\/", "\\\"", "}"]);
        assert_eq!(places("'it''s'", Style::SingleQuoted, "it's"), ["i", "t", "''", "s"]);
        assert_eq!(places("\"a\\\n   b\"", Style::DoubleQuoted, "ab"), ["a", "b"]);
    }

    #[test]
    fn what_is_not_written_there_is_the_whole_scalar() {
        for (written, style, text) in [
            ("${self:custom.policy}", Style::Plain, "{}"),
            ("\"\\ud83d\\ude00\"", Style::DoubleQuoted, "😀"),
            ("'a", Style::SingleQuoted, "ab"),
            ("", Style::Plain, "{"),
            ("\\", Style::DoubleQuoted, "{"),
        ] {
            assert!(places(written, style, text).iter().all(|place| place == written), "{written}");
        }
    }
}
