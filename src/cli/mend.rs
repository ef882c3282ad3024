//! `authlint check --fix` and `--diff`.

use std::io::{self, Write};

use authlint::Request;
use authlint::finding::{Safety, Severity};
use authlint::mend::{Change, Mended, mend, write};
use authlint::report;

use super::args::CheckOptions;
use super::check::{Progress, code, failed, note, show};
use super::{CLEAN, FAILED, FINDINGS, fail, written};

pub(super) fn run(options: &CheckOptions, request: Request, threshold: Severity) -> u8 {
    let allowed = if options.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let is_text = request.text.is_some();
    let progress = Progress::default();
    let before = request.text.as_ref().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    let result = mend(request, allowed, &|done, all| progress.show(done, all));
    progress.clear();
    let mended = match result {
        Ok(mended) => mended,
        Err(failures) => return failed(&failures),
    };
    if options.diff {
        let result = differences(&mended.changes, &mut io::stdout().lock());
        note(&summary(&mended, "would be mended"));
        let is_something = !mended.changes.is_empty() && !options.exit_zero;
        return written(result, if is_something { FINDINGS } else { CLEAN });
    }
    if is_text {
        // The text goes where the other one came from, and what remains is said beside it.
        let text = mended.changes.first().map(|change| &change.after).or(before.as_ref());
        let result = io::stdout().lock().write_all(text.map_or(&[][..], |text| text.as_bytes()));
        note(&summary(&mended, "mended"));
        let mut remains = Vec::new();
        let looks = report::Options::detect(false);
        if report::write(&mended.report, report::Format::Concise, &looks, &mut remains).is_ok() {
            note(&String::from_utf8_lossy(&remains));
        }
        return written(result, code(&mended.report, options, threshold));
    }
    let mut is_whole = true;
    for change in &mended.changes {
        if let Err(error) = write(change) {
            is_whole = false;
            fail(format_args!("{}: is left as it was: {error}", change.name));
        }
    }
    if !is_whole {
        return FAILED;
    }
    let shown = show(&mended.report, options, threshold);
    note(&summary(&mended, "mended"));
    shown
}

/// What was done.
fn summary(mended: &Mended, verb: &str) -> String {
    let count = |number: usize, what: &str| if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") };
    match mended.fixed {
        0 => format!("nothing {verb}"),
        fixed => format!("{verb}: {} in {}", count(fixed, "finding"), count(mended.changes.len(), "file")),
    }
}

/// The changes as a unified diff, as other tools take it; a secret in its lines is not shown.
fn differences(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    for change in changes {
        let diff = similar::TextDiff::from_lines(&change.shown.0, &change.shown.1);
        let (old, new) = (format!("a/{}", change.name), format!("b/{}", change.name));
        write!(out, "{}", diff.unified_diff().context_radius(3).header(&old, &new))?;
    }
    Ok(())
}
