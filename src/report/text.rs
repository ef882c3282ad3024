//! Words for a screen: comes in text from anywhere, goes out text that takes a known number of columns and moves no cursor.

use std::borrow::Cow;

/// Columns between two tab stops.
pub(super) const TAB: usize = 4;

/// How many columns a character takes. Close enough for cutting and wrapping; exact alignment is the drawing library's business.
pub(super) fn cells(c: char) -> usize {
    match c as u32 {
        0x20..=0x7e => 1,
        0x0300..=0x036f | 0x200b..=0x200f | 0x20d0..=0x20ff | 0xfe00..=0xfe0f | 0xfeff => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// What to show instead of a character that a terminal obeys rather than shows: a template is not trusted to move the cursor,
/// to set the window's title, or to turn the reading direction around so that text seems to say something else.
pub(super) fn stand_in(c: char, unicode: bool) -> Option<char> {
    let control = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let direction = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match c {
        _ if !control && !direction => None,
        _ if !unicode => Some('?'),
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        _ => Some('\u{fffd}'),
    }
}

/// The text with stand-ins for everything that a terminal would obey, line breaks and tabs (as a space) excepted.
pub(super) fn harmless(text: &str, unicode: bool) -> Cow<'_, str> {
    let harms = |c: char| c == '\t' || (c != '\n' && stand_in(c, unicode).is_some());
    if !text.contains(harms) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    let shown = text.chars().map(|c| match c {
        '\n' => c,
        '\t' => ' ',
        _ => stand_in(c, unicode).unwrap_or(c),
    });
    Cow::Owned(shown.collect())
}

/// The text on one line: line breaks, tabs and whatever else a terminal would obey are written as escapes.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| stand_in(c, true).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            _ if stand_in(c, true).is_none() => line.push(c),
            '\n' | '\r' | '\t' => line.extend(c.escape_default()),
            _ => line.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(line)
}

/// Breaks text at spaces so that a line ends before column `limit`, where the first line starts at column `first` and the others at
/// column `rest`. A longer word stays whole, so that an address can still be copied; a line that starts with a space is an example
/// of code and stays as it is.
pub(super) fn wrap(text: &str, first: usize, rest: usize, limit: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut column = first;
    for given in text.split('\n') {
        if given.starts_with(' ') {
            lines.push(given.trim_end().to_owned());
            column = rest;
            continue;
        }
        let mut line = String::new();
        for word in given.split(' ') {
            let needed = width(word) + usize::from(!line.is_empty());
            if !line.is_empty() && column + needed > limit {
                lines.push(std::mem::take(&mut line));
                column = rest;
            }
            if !line.is_empty() {
                line.push(' ');
                column += 1;
            }
            line.push_str(word);
            column += width(word);
        }
        lines.push(line);
        column = rest;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_spaces_and_leaves_examples_alone() {
        assert_eq!(wrap("one two three", 0, 0, 8), ["one two", "three"]);
        assert_eq!(wrap("one two three", 6, 2, 10), ["one", "two", "three"]);
        assert_eq!(wrap("write\n  a: b c d e f g\nthen", 0, 0, 8), ["write", "  a: b c d e f g", "then"]);
        assert_eq!(wrap("https://example.com/long x", 0, 0, 8), ["https://example.com/long", "x"]);
        assert_eq!(wrap("", 0, 0, 8), [""]);
    }

    #[test]
    fn nothing_reaches_a_terminal_that_it_would_obey() {
        assert_eq!(harmless("a\u{1b}[31mb\u{202e}c", true), "a␛[31mb\u{fffd}c");
        assert_eq!(harmless("a\u{7}b", false), "a?b");
        assert_eq!(harmless("a\r\n\tb", true), "a\n b");
        assert_eq!(escaped("a\r\n\tb\u{1b}é"), "a\\r\\n\\tb\\u{1b}é");
        assert!(matches!(escaped("plain é 漢"), Cow::Borrowed(_)));
    }
}
