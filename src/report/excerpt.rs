//! Pieces of source: come in a file and marks in it, goes out the few lines worth showing, made fit for a screen.
//!
//! The text of an [`Excerpt`] is not the file's: tabs are spaces, a byte-order mark and carriage returns are gone, control characters
//! have stand-ins, and a line too long for the screen is cut down to what surrounds its mark. Whoever draws it needs to know none of
//! that, and never sees more of a file than is drawn.

use std::ops::Range;

use super::Options;
use super::places::clip;
use super::text::{TAB, cells, harmless, stand_in, wrap};
use crate::finding::Label;
use crate::source::{FileId, SourceFile, SourceMap};

/// A mark over more lines than this is shown at its first line only: nobody reads a whole resource under a message.
const TALLEST_MARK: u32 = 6;
/// Marks further apart than this get excerpts of their own. With a line of context each and a head, that costs no line more.
const WIDEST_GAP: u32 = 6;
/// An excerpt grows no taller than this.
const TALLEST_EXCERPT: u32 = 16;
/// Columns that a drawing needs beside the digits of a line number.
const FRAME: usize = 4;
/// Columns that it needs for a bracket over several lines.
const BRACKET: usize = 4;
/// Columns between the middle of an underline and the words about it.
const HOOK: usize = 4;
/// Nothing is broken or cut into columns narrower than these, even where that passes the edge of the screen.
const NARROWEST_LABEL: usize = 28;
const NARROWEST_LINE: usize = 20;

/// A label, its span made good and its extent known.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    file: FileId,
    text: String,
    bytes: Range<usize>,
    lines: (u32, u32),
}

impl Mark {
    pub(super) fn new(label: &Label, sources: &SourceMap) -> Self {
        let file = sources.file(label.span.file);
        let mut bytes = clip(file, label.span);
        // A block's span often runs up to the next key, some lines further down.
        bytes.end = bytes.start + file.text()[bytes.clone()].trim_end().len();
        let first = file.lines().line(bytes.start as u32);
        let mut last = file.lines().line(bytes.end as u32);
        if last - first >= TALLEST_MARK {
            bytes.end = file.lines().range(file.text(), first).end.max(bytes.start);
            last = first;
        }
        Self { file: label.span.file, text: label.text.clone(), bytes, lines: (first, last) }
    }

    fn is_tall(&self) -> bool {
        self.lines.0 < self.lines.1
    }

    /// True when both can be drawn into the same lines and each still be told from the other.
    fn sits_beside(&self, other: &Self) -> bool {
        let apart = self.bytes.end <= other.bytes.start || other.bytes.end <= self.bytes.start;
        self.bytes.start != other.bytes.start && (apart || self.is_tall() != other.is_tall())
    }
}

/// The marks that share an excerpt, and the lines that it covers.
#[derive(Debug)]
pub(super) struct Group {
    file: FileId,
    marks: Vec<Mark>,
    lines: (u32, u32),
}

impl Group {
    pub(super) fn new(mark: Mark) -> Self {
        Self { file: mark.file, lines: mark.lines, marks: vec![mark] }
    }

    pub(super) fn file(&self) -> FileId {
        self.file
    }

    /// Takes a mark in where it is near and does not get into another's way, and says whether it did.
    pub(super) fn join(&mut self, mark: Mark, file: &SourceFile, options: &Options) -> bool {
        if mark.file != self.file {
            return false;
        }
        if let Some(same) = self.marks.iter_mut().find(|known| known.bytes == mark.bytes) {
            if !same.text.is_empty() && !mark.text.is_empty() {
                same.text.push('\n');
            }
            same.text.push_str(&mark.text);
            return true;
        }
        let lines = (self.lines.0.min(mark.lines.0), self.lines.1.max(mark.lines.1));
        let gap = mark.lines.0.saturating_sub(self.lines.1).max(self.lines.0.saturating_sub(mark.lines.1));
        let in_the_way = |known: &Mark| {
            let shared = [known.lines.0, known.lines.1].into_iter().find(|line| (mark.lines.0..=mark.lines.1).contains(line));
            !known.sits_beside(&mark) || shared.is_some_and(|line| !fits(file, line, options))
        };
        if gap > WIDEST_GAP || lines.1 - lines.0 >= TALLEST_EXCERPT || self.marks.iter().any(in_the_way) {
            return false;
        }
        self.lines = lines;
        self.marks.push(mark);
        true
    }

    /// The lines to draw.
    pub(super) fn excerpt(&self, file: &SourceFile, options: &Options) -> Excerpt {
        let (first, last) = self.with_context(file);
        let digits = last.to_string().len();
        let bracket = if self.marks.iter().any(Mark::is_tall) { BRACKET } else { 0 };
        let frame = digits + FRAME + bracket;
        let mut text = String::new();
        let mut spots: Vec<_> = self.marks.iter().map(|mark| Spot { bytes: 0..0, label: mark.text.clone() }).collect();
        let mut columns = vec![0; spots.len()];
        for number in first..=last {
            // A mark that starts on a line has a better claim to be seen than one that only ends there.
            let starts = self.marks.iter().find(|mark| mark.lines.0 == number);
            let focus = starts.or_else(|| self.marks.iter().find(|mark| mark.lines.1 == number));
            let line = Line::new(file, number, focus.map(|mark| mark.bytes.clone()), room(options, frame), options.unicode);
            let offset = text.len();
            for ((mark, spot), column) in self.marks.iter().zip(&mut spots).zip(&mut columns) {
                if mark.lines.0 == number {
                    let (start, at) = line.place(mark.bytes.start);
                    spot.bytes = offset + start..offset + start;
                    *column = at;
                }
                if mark.lines.1 == number {
                    let (end, at) = line.place(mark.bytes.end);
                    spot.bytes.end = spot.bytes.start.max(offset + end);
                    // The words hang from the middle of an underline, or stand at the end of a bracket.
                    let hook = if mark.is_tall() { 0 } else { (*column + at.max(*column + 1)) / 2 };
                    let limit = options.width.saturating_sub(frame + hook + HOOK).max(NARROWEST_LABEL);
                    spot.label = wrap(&harmless(&mark.text, options.unicode), 0, 0, limit).join("\n");
                }
            }
            text.push_str(&line.text);
            text.push('\n');
        }
        Excerpt { text, first, digits, spots }
    }

    /// The first and the last line to show: one more at each side, unless there is nothing on it.
    fn with_context(&self, file: &SourceFile) -> (u32, u32) {
        let index = file.lines();
        let says_something = |line: &u32| !file.text()[index.range(file.text(), *line)].trim_matches(is_blank).is_empty();
        let before = self.lines.0.checked_sub(1).filter(|line| *line > 0).filter(says_something);
        let after = Some(self.lines.1 + 1).filter(|line| *line <= index.count()).filter(says_something);
        (before.unwrap_or(self.lines.0), after.unwrap_or(self.lines.1))
    }
}

/// Lines of source ready to be drawn.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The lines, each with a line break, the last one too.
    pub(super) text: String,
    /// The number in the file, from 1, of the first line.
    pub(super) first: u32,
    /// How many digits the highest line number has.
    pub(super) digits: usize,
    /// Where the marks lie in `text`, the primary one or the first of the group first.
    pub(super) spots: Vec<Spot>,
}

/// A mark in the text of an excerpt.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) bytes: Range<usize>,
    /// Its words, broken into lines that fit at the right of it.
    pub(super) label: String,
}

/// One line as it is shown.
struct Line {
    text: String,
    /// For each character shown: its byte in the file, its byte in `text`, its column. Ends with the place after the last one.
    steps: Vec<(usize, usize, usize)>,
    width: usize,
}

impl Line {
    fn new(file: &SourceFile, number: u32, focus: Option<Range<usize>>, room: usize, unicode: bool) -> Self {
        let range = file.lines().range(file.text(), number);
        let (mut start, source) = (range.start, &file.text()[range]);
        // A byte-order mark is no part of the first line, and one elsewhere has no width.
        let source = if start == 0 { source.strip_prefix('\u{feff}').unwrap_or(source) } else { source };
        if start == 0 && file.text().starts_with('\u{feff}') {
            start = '\u{feff}'.len_utf8();
        }
        let focus = focus.map(|bytes| inside(source, start, bytes.start)..inside(source, start, bytes.end));
        let ellipsis = if unicode { "…" } else { "..." };
        let shown = window(source, focus, room, ellipsis.chars().count());

        let mut text = String::new();
        let mut width = 0;
        let mut steps = Vec::new();
        if shown.start > 0 {
            text.push_str(ellipsis);
            width = ellipsis.chars().count();
        }
        for (at, c) in source[shown.clone()].char_indices() {
            steps.push((start + shown.start + at, text.len(), width));
            if c == '\t' {
                let blank = TAB - width % TAB;
                text.extend(std::iter::repeat_n(' ', blank));
                width += blank;
            } else {
                let c = stand_in(c, unicode).unwrap_or(c);
                text.push(c);
                width += cells(c);
            }
        }
        steps.push((start + shown.end, text.len(), width));
        if shown.end < source.len() {
            text.push_str(ellipsis);
            width += ellipsis.chars().count();
        }
        Self { text, steps, width }
    }

    /// The byte in `text` and the column at which a byte of the file is shown; one that was cut off lies at the edge.
    fn place(&self, byte: usize) -> (usize, usize) {
        let step = self.steps.get(self.steps.partition_point(|step| step.0 < byte));
        step.map_or((self.text.len(), self.width), |step| (step.1, step.2))
    }
}

/// A byte of a file as a byte of a line of it that starts at `start`.
fn inside(line: &str, start: usize, byte: usize) -> usize {
    line.floor_char_boundary(byte.saturating_sub(start))
}

/// What of a line to show in `room` columns, `ellipsis` of which each cut takes: the start of the line if `focus` can be seen there,
/// what surrounds the start of `focus` otherwise. Reads no more of the line than it shows: it may have megabytes.
fn window(line: &str, focus: Option<Range<usize>>, room: usize, ellipsis: usize) -> Range<usize> {
    if forward(line, room) == line.len() {
        return 0..line.len();
    }
    let head = forward(line, room.saturating_sub(ellipsis));
    let Some(focus) = focus.filter(|focus| focus.end > head) else { return 0..head };
    let start = focus.start;
    let room = room.saturating_sub(2 * ellipsis);
    // All of the marked text where it can be; the rest of the room lies at both sides of it.
    let marked: usize = line[focus].chars().map(in_a_line).take(room).sum();
    let end = start + forward(&line[start..], marked.clamp(room * 2 / 3, room));
    let used: usize = line[start..end].chars().map(in_a_line).sum();
    backward(&line[..start], room.saturating_sub(used))..end
}

/// How many bytes from the start of a text fit into some columns.
fn forward(text: &str, room: usize) -> usize {
    let mut used = 0;
    let full = text.char_indices().find(|(_, c)| {
        used += in_a_line(*c);
        used > room
    });
    full.map_or(text.len(), |(at, _)| at)
}

/// The byte from which on the rest of a text fits into some columns.
fn backward(text: &str, room: usize) -> usize {
    let mut used = 0;
    let full = text.char_indices().rev().find(|(_, c)| {
        used += in_a_line(*c);
        used > room
    });
    full.map_or(0, |(at, c)| at + c.len_utf8())
}

/// Columns that a character may take at most. One without a width counts, so that a megabyte of them ends somewhere.
fn in_a_line(c: char) -> usize {
    if c == '\t' { TAB } else { cells(c).max(1) }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Columns for a line of source.
fn room(options: &Options, frame: usize) -> usize {
    options.width.saturating_sub(frame).max(NARROWEST_LINE)
}

/// True when a line need not be cut.
fn fits(file: &SourceFile, number: u32, options: &Options) -> bool {
    let line = &file.text()[file.lines().range(file.text(), number)];
    let digits = number.to_string().len();
    // The next line's number may have a digit more.
    forward(line, room(options, digits + 1 + FRAME + BRACKET)) == line.len()
}
