//! JSON for machines: comes in a report, goes out the form that `docs/findings.schema.json` describes.
//!
//! The form is a promise: a field is never renamed or taken away without a new `version`. It holds no time, so that two runs over the
//! same files give the same bytes.

use std::io::{self, Write};

use serde::Serialize;

use super::places::Places;
use super::{Report, rule_url};
use crate::finding::{Finding, Fix, Label, Severity, TextEdit};
use crate::source::{Position, SourceMap};

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    tool: Tool,
    findings: Vec<Item<'a>>,
    summary: Totals<'a>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Item<'a> {
    rule: &'a str,
    severity: &'a str,
    confidence: &'a str,
    title: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    url: String,
    file: &'a str,
    start: Place,
    end: Place,
    resource: Option<&'a str>,
    path: &'a str,
    related: Vec<Related<'a>>,
    stages: Option<&'a [String]>,
    when: Option<&'a str>,
    fix: Option<Mending<'a>>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    byte: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    file: &'a str,
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Mending<'a> {
    safety: &'a str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    file: &'a str,
    start: Place,
    end: Place,
    text: &'a str,
}

#[derive(Serialize)]
struct Totals<'a> {
    files: usize,
    checked: usize,
    skipped: Vec<PassedOver<'a>>,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
}

#[derive(Serialize)]
struct PassedOver<'a> {
    file: &'a str,
    reason: &'a str,
}

impl From<Position> for Place {
    fn from(Position { line, column, byte }: Position) -> Self {
        Self { line, column, byte }
    }
}

/// Writes the whole report and a line break.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(&report.sources);
    let summary = &report.summary;
    let output = Output {
        version: 1,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        findings: report.findings.iter().map(|finding| item(finding, &report.sources, &mut places)).collect(),
        summary: Totals {
            files: summary.files,
            checked: summary.checked,
            skipped: summary.skipped.iter().map(|one| PassedOver { file: &one.file, reason: &one.reason }).collect(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            suppressed: summary.suppressed,
        },
    };
    serde_json::to_writer_pretty(&mut *out, &output)?;
    out.write_all(b"\n")
}

fn item<'a>(finding: &'a Finding, sources: &'a SourceMap, places: &mut Places<'_>) -> Item<'a> {
    let (start, end) = places.of(finding.primary.span);
    Item {
        rule: finding.rule,
        severity: finding.severity.name(),
        confidence: finding.confidence.name(),
        title: &finding.title,
        message: &finding.primary.text,
        help: finding.help.as_deref(),
        url: rule_url(finding.rule),
        file: sources.file(finding.primary.span.file).name(),
        start: start.into(),
        end: end.into(),
        resource: finding.resource.as_deref(),
        path: &finding.path,
        related: finding.related.iter().map(|label| related(label, sources, places)).collect(),
        stages: finding.stages.as_deref(),
        when: finding.when.as_deref(),
        fix: finding.fix.as_ref().map(|fix| mending(fix, sources, places)),
        fingerprint: &finding.fingerprint,
    }
}

fn related<'a>(label: &'a Label, sources: &'a SourceMap, places: &mut Places<'_>) -> Related<'a> {
    let (start, end) = places.of(label.span);
    Related { message: &label.text, file: sources.file(label.span.file).name(), start: start.into(), end: end.into() }
}

fn mending<'a>(fix: &'a Fix, sources: &'a SourceMap, places: &mut Places<'_>) -> Mending<'a> {
    let edit = |edit: &'a TextEdit| {
        let (start, end) = places.of(edit.span);
        Edit { file: sources.file(edit.span.file).name(), start: start.into(), end: end.into(), text: &edit.text }
    };
    Mending { safety: fix.safety.name(), edits: fix.edits.iter().map(edit).collect() }
}
