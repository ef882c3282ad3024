//! Reports: come in findings with the sources they point into, goes out text in one of the formats.
//!
//! Nothing outside this folder knows how a finding looks to a reader; nothing in it knows how a finding was made.

mod concise;
mod excerpt;
mod human;
mod json;
mod options;
mod overview;
mod paint;
mod places;
mod policy;
mod summary;
mod text;

use std::io::{self, BufWriter, Write};

use crate::finding::{Finding, Severity};
use crate::source::SourceMap;

pub use options::Options;
pub use overview::{Shape, write_overview};
pub use policy::{PolicyView, write_patterns, write_policies, write_simplified};
pub use summary::closing;

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// Excerpts and explanations, for people.
    #[default]
    Human,
    /// A line for each finding, for people and editors.
    Concise,
    /// JSON, for programs; see `docs/findings.schema.json`.
    Json,
}

/// Writes a report; the formats for people end with the [`closing`] lines.
pub fn write(report: &Report, format: Format, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    // A terminal's own buffer ends at every line.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    match format {
        Format::Human => human::write(report, options, &mut out)?,
        Format::Concise => concise::write(report, options, &mut out)?,
        Format::Json => json::write(report, &mut out)?,
    }
    out.flush()
}

/// Everything that a run found, in the order in which it is shown: by file name, byte, rule.
#[derive(Debug)]
pub struct Report {
    /// The texts that the findings point into.
    pub sources: SourceMap,
    /// What was found.
    pub findings: Vec<Finding>,
    /// What was looked at.
    pub summary: Summary,
}

/// What a run looked at and what it passed over.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many files were looked at, whether they turned out to be templates or not.
    pub files: usize,
    /// How many of them were templates and were checked.
    pub checked: usize,
    /// What was passed over although somebody might expect it to be checked, and why.
    pub skipped: Vec<Skipped>,
    /// Parameter files that give a value to no parameter of any template.
    pub unmatched: Vec<String>,
    /// How many findings a suppression with a reason took away.
    pub suppressed: usize,
    /// How long the run took; not part of any machine-readable format.
    pub elapsed: std::time::Duration,
}

/// A file or folder that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Its name, with `/`.
    pub file: String,
    /// Why: a few lower-case words.
    pub reason: String,
}

impl Report {
    /// How many findings have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Puts the findings into the order in which they are shown: file name, first byte, last byte, rule, text.
    pub fn sort(&mut self) {
        let sources = &self.sources;
        self.findings.sort_by(|left, right| order(sources, left).cmp(&order(sources, right)));
    }
}

fn order<'a>(sources: &'a SourceMap, finding: &'a Finding) -> impl Ord + 'a {
    let span = finding.primary.span;
    (sources.file(span.file).name(), span.start, span.end, finding.rule, &finding.title, &finding.primary.text)
}

/// The address of a rule's page.
#[must_use]
pub fn rule_url(rule: &str) -> String {
    format!("https://github.com/authlint/authlint/blob/main/rules/{rule}.md")
}
