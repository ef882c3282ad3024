//! Byte offsets to lines and columns: comes in a text, goes out a table of line starts.

/// A place as people count it: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters (Unicode scalar values); a byte-order mark counts for nothing.
    pub column: u32,
    /// Byte offset in the file, from 0.
    pub byte: u32,
}

/// The offsets at which lines start. A line ends with `\n`, with `\r\n`, or with a lone `\r`, as in YAML.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the line starts of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as u32 + 1);
            }
        }
        Self { starts }
    }

    /// Number of lines; a text that ends with a line break has an empty last one.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line (from 1) of a byte offset.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// The offset of the first byte of a line (from 1); the last start where the text has fewer lines.
    #[must_use]
    pub fn start(&self, line: u32) -> u32 {
        let index = (line.max(1) as usize - 1).min(self.starts.len() - 1);
        self.starts[index]
    }

    /// The bytes of a line (from 1) without its line break.
    #[must_use]
    pub fn range(&self, text: &str, line: u32) -> std::ops::Range<usize> {
        let start = self.start(line) as usize;
        let end = self.starts.get(line as usize).map_or(text.len(), |next| *next as usize);
        let trimmed = text.get(start..end).unwrap_or("").trim_end_matches(['\r', '\n']);
        start..start + trimmed.len()
    }

    /// Line and column of an offset. An offset inside a character belongs to that character.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let offset = offset.min(text.len() as u32);
        let line = self.line(offset);
        let start = self.start(line) as usize;
        let mut end = offset as usize;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[start..end];
        let before = if start == 0 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        Position { line, column: before.chars().count() as u32 + 1, byte: offset }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_and_all_line_breaks() {
        let text = "a\r\nbé x\rc\n";
        let index = LineIndex::new(text);
        assert_eq!(index.count(), 4);
        let at = |needle: &str| index.position(text, text.find(needle).unwrap() as u32);
        assert_eq!((at("x").line, at("x").column), (2, 4));
        assert_eq!((at("c").line, at("c").column), (3, 1));
        assert_eq!(&text[index.range(text, 2)], "bé x");
        assert_eq!(index.position(text, 99).line, 4);
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let text = "\u{feff}Resources:\n";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 3).column, 1);
    }
}
