//! Reports: come in findings with the sources they point into, goes out text in one of the formats.
//!
//! Nothing outside this folder knows how a finding looks to a reader; nothing in it knows how a finding was made.

use crate::finding::{Finding, Severity};
use crate::source::SourceMap;

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
}

/// The address of a rule's page.
#[must_use]
pub fn rule_url(rule: &str) -> String {
    format!("https://github.com/authlint/authlint/blob/main/rules/{rule}.md")
}
