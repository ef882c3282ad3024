//! The last words of a report: comes in a report, goes out how much was found in how much, and what was passed over.

use std::time::Duration;

use super::Report;
use super::text::escaped;
use crate::finding::{Safety, Severity};

/// How many skipped files are named.
const NAMED: usize = 5;

/// The closing lines, the last with its line break: what was found, what was skipped, what was suppressed.
///
/// A run that was not timed (`elapsed` is zero) says nothing about time.
#[must_use]
pub fn closing(report: &Report) -> String {
    let mut text = found(report);
    text.push('\n');
    let skipped = &report.summary.skipped;
    if !skipped.is_empty() {
        let named: Vec<_> = skipped.iter().take(NAMED).map(|one| escaped_pair(&one.file, &one.reason)).collect();
        text.push_str(&format!("skipped {}: {}", skipped.len(), named.join(", ")));
        if skipped.len() > NAMED {
            text.push_str(&format!(" and {} more", skipped.len() - NAMED));
        }
        text.push('\n');
    }
    if report.summary.suppressed > 0 {
        text.push_str(&format!("suppressed {}\n", counted(report.summary.suppressed, "finding")));
    }
    text.push_str(&mendable(report));
    text
}

/// What `--fix` would do.
fn mendable(report: &Report) -> String {
    let count = |safety| report.findings.iter().filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == safety)).count();
    match (count(Safety::Safe), count(Safety::Unsafe)) {
        (0, 0) => String::new(),
        (safe, 0) => format!("--fix would mend {safe}\n"),
        (0, more) => format!("--fix --unsafe-fixes would mend {more}\n"),
        (safe, more) => format!("--fix would mend {safe}, with --unsafe-fixes {more} more\n"),
    }
}

fn found(report: &Report) -> String {
    let summary = &report.summary;
    let files = counted(summary.files, "file");
    let templates = counted(summary.checked, "template");
    let time = if summary.elapsed.is_zero() { String::new() } else { format!(" in {}", duration(summary.elapsed)) };
    if report.findings.is_empty() {
        return match (summary.files, summary.checked) {
            (0, _) => "nothing checked: no files found".to_owned(),
            (_, 0) => format!("nothing checked: found no template in {files}"),
            (files_count, checked) if files_count == checked => format!("no findings in {templates}{time}"),
            _ => format!("no findings in {templates} ({files} looked at){time}"),
        };
    }
    let counts: Vec<_> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .map(|severity| (report.count(severity), severity.name()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| counted(count, name))
        .collect();
    let checked = if summary.checked == 0 { "no template".to_owned() } else { templates };
    format!("{} in {files} ({checked} checked){time}", counts.join(", "))
}

/// `1 file`, `2 files`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn escaped_pair(file: &str, reason: &str) -> String {
    format!("{} ({})", escaped(file), escaped(reason))
}

fn duration(elapsed: Duration) -> String {
    match elapsed.as_millis() {
        0 => "under 1 ms".to_owned(),
        millis @ 1..1000 => format!("{millis} ms"),
        _ => format!("{:.1} s", elapsed.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        let shown = |micros| duration(Duration::from_micros(micros));
        assert_eq!(shown(400), "under 1 ms");
        assert_eq!(shown(14_900), "14 ms");
        assert_eq!(shown(999_999), "999 ms");
        assert_eq!(shown(1_250_000), "1.2 s");
    }
}
