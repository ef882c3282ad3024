//! Source text: what comes in are bytes of files, what goes out are [`Span`]s that every later stage carries.
//!
//! A span is a file and two byte offsets. Lines and columns exist only when something is printed.

mod discover;
mod line_index;
mod read;

use std::sync::{Arc, OnceLock};

pub use discover::{Candidate, Discovery, discover, is_program, may_be_template};
pub use line_index::{LineIndex, Position};
pub use read::{Disk, Edited, Overlay, ReadError, Reads, Store, display_name, is_kept_out, normalize, project_root};

/// One file of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `file` from byte `start` up to byte `end`.
    #[must_use]
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// Number of bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// True when the span covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True when `other` lies within `self`.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// The text of one file, under the name by which people know it.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    invalid: Option<u32>,
    lines: OnceLock<LineIndex>,
    newline: OnceLock<&'static str>,
}

impl SourceFile {
    /// A file shown to people as `name`, with `/` between folders.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), invalid: None, lines: OnceLock::new(), newline: OnceLock::new() }
    }

    /// How lines end: `\r\n` where any does, else `\n`.
    #[must_use]
    pub fn newline(&self) -> &'static str {
        self.newline.get_or_init(|| if self.text.contains("\r\n") { "\r\n" } else { "\n" })
    }

    /// A file from its bytes. Where they are not UTF-8 the text is what stands before the first such byte, and a mark for it.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(name, text),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                Self { invalid: Some(valid as u32), ..Self::new(name, text) }
            }
        }
    }

    /// The offset of the first byte that is not UTF-8.
    #[must_use]
    pub fn invalid_at(&self) -> Option<u32> {
        self.invalid
    }

    /// The name shown to people: relative to where the run was started, with `/`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, a byte-order mark included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line starts, computed when first asked for.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column of a byte offset, both from 1, the column in characters.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset)
    }
}

/// All files of a run, in the order in which they were read.
#[derive(Debug, Default, Clone)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
}

impl SourceMap {
    /// Adds a file and gives its id.
    pub fn add(&mut self, file: impl Into<Arc<SourceFile>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("internal error: more files than a u32 counts"));
        self.files.push(file.into());
        id
    }

    /// The file of an id.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The file of an id, shared.
    #[must_use]
    pub fn shared(&self, id: FileId) -> Arc<SourceFile> {
        Arc::clone(&self.files[id.0 as usize])
    }

    /// The text that a span covers; empty where the span lies outside the file or cuts a character.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text().get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Replaces every byte of these spans by a star: what must not be shown stays out of every excerpt, and all other places stay
    /// where they are.
    pub fn mask(&mut self, spans: &[Span]) {
        // One copy of a file, however many secrets it holds.
        let mut spans = spans.to_vec();
        spans.sort_unstable();
        for spans in spans.chunk_by(|one, other| one.file == other.file) {
            let file = &self.files[spans[0].file.0 as usize];
            let mut masked = SourceFile::new(file.name.clone(), file.text.clone());
            masked.invalid = file.invalid;
            for span in spans {
                let range = span.start as usize..span.end as usize;
                let Some(secret) = masked.text.get(range.clone()) else { continue };
                let stars: String = secret.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { byte as char } else { '*' }).collect();
                masked.text.replace_range(range, &stars);
            }
            let id = spans[0].file.0 as usize;
            self.files[id] = Arc::new(masked);
        }
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file.as_ref()))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// True when no file was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
