//! Places as people count them: come in spans of any quality, go out lines and columns, without reading a long line twice.

use std::collections::HashMap;
use std::ops::Range;

use crate::source::{FileId, Position, SourceFile, SourceMap, Span};

/// Bytes between two columns that are remembered in a long line.
const STRIDE: usize = 4096;

/// The bytes of a span in its file: in order, within the text, and not inside a character.
pub(super) fn clip(file: &SourceFile, span: Span) -> Range<usize> {
    let text = file.text();
    let start = text.floor_char_boundary(span.start as usize);
    let end = text.ceil_char_boundary(span.end as usize);
    start..end.max(start)
}

/// Lines and columns of a run's files.
///
/// Counting the columns of a minified template, one line of megabytes, from its start for each of its findings would take
/// seconds, so a long line's columns are counted once.
pub(super) struct Places<'a> {
    sources: &'a SourceMap,
    long: HashMap<(FileId, u32), Vec<u32>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(sources: &'a SourceMap) -> Self {
        Self { sources, long: HashMap::new() }
    }

    /// Where a span starts and ends.
    pub(super) fn of(&mut self, span: Span) -> (Position, Position) {
        let bytes = clip(self.sources.file(span.file), span);
        (self.at(span.file, bytes.start), self.at(span.file, bytes.end))
    }

    /// `path:line:column` of the start of a span.
    pub(super) fn name(&mut self, span: Span) -> String {
        let (start, _) = self.of(span);
        format!("{}:{}:{}", self.sources.file(span.file).name(), start.line, start.column)
    }

    fn at(&mut self, id: FileId, byte: usize) -> Position {
        let file = self.sources.file(id);
        let text = file.text();
        let line = file.lines().line(byte as u32);
        let start = file.lines().start(line) as usize;
        if byte - start < 2 * STRIDE {
            return file.position(byte as u32);
        }
        let columns = self.long.entry((id, line)).or_insert_with(|| columns(&text[file.lines().range(text, line)]));
        let stride = ((byte - start) / STRIDE).min(columns.len() - 1);
        let known = text.ceil_char_boundary(start + stride * STRIDE);
        let after = text.get(known..byte).unwrap_or("").chars().count() as u32;
        // The mark at the start of a file takes no column.
        let mark = u32::from(start == 0 && text.starts_with('\u{feff}'));
        Position { line, column: columns[stride] + after + 1 - mark, byte: byte as u32 }
    }
}

/// How many characters stand before each multiple of the stride, rounded up to a whole character.
fn columns(line: &str) -> Vec<u32> {
    let mut columns = vec![0];
    let (mut from, mut count) = (0, 0);
    for stride in 1..=line.len() / STRIDE {
        let to = line.ceil_char_boundary(stride * STRIDE);
        count += line[from..to].chars().count() as u32;
        columns.push(count);
        from = to;
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_counted_like_a_short_one() {
        let text = format!("\u{feff}{}\r\n{}", "aé漢🔐 ".repeat(3000), "漢".repeat(5000));
        let mut sources = SourceMap::default();
        let id = sources.add(SourceFile::new("a.json", text.clone()));
        let mut places = Places::new(&sources);
        for byte in (0..=text.len()).step_by(97).chain([text.len()]) {
            let span = Span::new(id, byte as u32, byte as u32);
            let start = text.floor_char_boundary(byte) as u32;
            assert_eq!(places.of(span).0, sources.file(id).position(start), "byte {byte}");
        }
    }

    #[test]
    fn a_bad_span_becomes_a_good_one() {
        let file = SourceFile::new("a.yml", "é漢");
        assert_eq!(clip(&file, Span::new(FileId(0), 1, 3)), 0..5);
        assert_eq!(clip(&file, Span::new(FileId(0), 4, 1)), 2..2);
        assert_eq!(clip(&file, Span::new(FileId(0), 90, 99)), 5..5);
    }
}
