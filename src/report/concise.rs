//! One line for each finding: comes in a report, goes out `path:line:column: severity[rule] what can happen: what is there`.
//!
//! What `--fix` would mend says `[fix]` or `[unsafe fix]` after the rule, which patterns take for the beginning of the text.
//!
//! For `grep`, editors' problem matchers and people with many findings.

use std::io::{self, Write};

use super::paint::Paint;
use super::places::Places;
use super::summary;
use super::text::escaped;
use super::{Options, Report};
use crate::finding::{Finding, Safety};

/// Writes all findings and the closing lines.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(options.color);
    let mut places = Places::new(&report.sources);
    for finding in &report.findings {
        let at = places.name(finding.primary.span);
        let severity = paint.severity(finding.severity, finding.severity.name());
        let mark = finding.fix.as_ref().map_or("", |fix| mark(fix.safety));
        writeln!(out, "{}: {severity}[{}] {}{}", escaped(&at), finding.rule, paint.faint(mark), escaped(&message(finding)))?;
    }
    out.write_all(summary::closing(report).as_bytes())
}

const fn mark(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "[fix] ",
        Safety::Unsafe => "[unsafe fix] ",
    }
}

/// The title, then the label where it says more, then the condition: it holds for both.
fn message(finding: &Finding) -> String {
    let headline = finding.headline();
    let (title, label) = (finding.title.as_str(), finding.primary.text.as_str());
    if label.is_empty() || title.contains(label) {
        return headline;
    }
    let condition = headline.strip_prefix(title).unwrap_or("");
    format!("{title}: {label}{condition}")
}
