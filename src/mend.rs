//! Mending: come in a request and how far one may go, go out the files as they would be, and what remains to be said about them. Nothing
//! is written here but by [`write()`].

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::finding::{Finding, Safety, TextEdit};
use crate::report::Report;
use crate::source::normalize;
use crate::{Failure, Progress, Request, lint};

/// Fixes may uncover others; after so many rounds the rest is left for the next run.
const ROUNDS: usize = 10;

/// A file that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it is.
    pub path: PathBuf,
    /// Its name for people.
    pub name: String,
    /// As it was.
    pub before: String,
    /// As it is now.
    pub after: String,
    /// Both for showing, with stars over what must not be shown.
    pub shown: (String, String),
}

/// What mending came to.
#[derive(Debug)]
pub struct Mended {
    /// The files that changed, by name.
    pub changes: Vec<Change>,
    /// How many findings were mended.
    pub fixed: usize,
    /// What remains.
    pub report: Report,
}

/// Mends what may be mended, in memory only, until nothing is left to do.
///
/// # Errors
/// As [`lint`].
pub fn mend(mut request: Request, allowed: Safety, progress: Progress<'_>) -> Result<Mended, Vec<Failure>> {
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    let mut fixed = 0;
    let mut report = lint(&request, progress)?;
    for _ in 0..ROUNDS {
        let (edits, count) = chosen(&report.findings, allowed);
        if count == 0 {
            break;
        }
        let mut by_file: BTreeMap<String, Vec<&TextEdit>> = BTreeMap::new();
        for edit in edits {
            by_file.entry(report.sources.file(edit.span.file).name().to_owned()).or_default().push(edit);
        }
        let mut some = false;
        for (name, edits) in by_file {
            let path = normalize(&request.start.join(&name));
            let seen = report.sources.file(edits[0].span.file).text().to_owned();
            // Somebody may have written it while the run was reading.
            let Some(before) = text(&request, &path).filter(|text| is_masked(text, &seen)) else { continue };
            let after = applied(&before, &edits);
            some |= after != before;
            match &mut request.text {
                Some((of, bytes)) if normalize(&request.start.join(&*of)) == path => *bytes = after.clone().into_bytes(),
                _ => {
                    request.edited.insert(path.clone(), after.clone().into_bytes());
                }
            }
            changes.entry(name.clone()).and_modify(|change| change.after.clone_from(&after)).or_insert(Change {
                path,
                name,
                before,
                after,
                shown: (seen, String::new()),
            });
        }
        if !some {
            break;
        }
        fixed += count;
        report = lint(&request, progress)?;
    }
    for (_, file) in report.sources.iter() {
        if let Some(change) = changes.get_mut(file.name()) {
            file.text().clone_into(&mut change.shown.1);
        }
    }
    Ok(Mended { changes: changes.into_values().filter(|change| change.before != change.after).collect(), fixed, report })
}

/// The text of a file as the run sees it. Not that of a report: there secrets are masked.
fn text(request: &Request, path: &Path) -> Option<String> {
    let bytes = match &request.text {
        Some((of, bytes)) if normalize(&request.start.join(of)) == path => bytes.clone(),
        _ => match request.edited.get(path) {
            Some(bytes) => bytes.clone(),
            None => std::fs::read(path).ok()?,
        },
    };
    String::from_utf8(bytes).ok()
}

/// True where a text is another one but for the stars over its secrets.
fn is_masked(text: &str, masked: &str) -> bool {
    text.len() == masked.len() && text.bytes().zip(masked.bytes()).all(|(byte, shown)| byte == shown || shown == b'*')
}

/// The edits of all fixes that are allowed and don't meet, and of how many findings they are.
fn chosen(findings: &[Finding], allowed: Safety) -> (Vec<&TextEdit>, usize) {
    let mut taken: Vec<&TextEdit> = Vec::new();
    let mut seen: HashSet<&[TextEdit]> = HashSet::new();
    let mut count = 0;
    for finding in findings {
        let Some(fix) = finding.fix.as_ref().filter(|fix| fix.safety <= allowed) else { continue };
        if seen.contains(fix.edits.as_slice()) {
            count += 1;
            continue;
        }
        let meets = |edit: &TextEdit| {
            taken.iter().any(|known| {
                known.span.file == edit.span.file
                    && known.span.start <= edit.span.end
                    && edit.span.start <= known.span.end
                    && !stand_together(known, edit)
            })
        };
        if fix.edits.iter().any(meets) {
            continue;
        }
        count += 1;
        seen.insert(&fix.edits);
        taken.extend(&fix.edits);
    }
    (taken, count)
}

/// True for two new lines of one place, each with a key of its own: both can be added there.
fn stand_together(one: &TextEdit, other: &TextEdit) -> bool {
    one.span == other.span && matches!((new_line(one), new_line(other)), (Some(one), Some(other)) if one.1 != other.1)
}

/// The indentation and the key of the lines that an edit puts below another one.
fn new_line(edit: &TextEdit) -> Option<(usize, &str)> {
    let line = edit.text.trim_start_matches('\r').strip_prefix('\n').filter(|_| edit.span.is_empty())?;
    let (key, _) = line.split_once(':')?;
    Some((key.len() - key.trim_start_matches(' ').len(), key.trim_start_matches(' ')))
}

/// A text with edits that don't meet.
fn applied(text: &str, edits: &[&TextEdit]) -> String {
    let mut edits = edits.to_vec();
    // Where an inner map and the one around it end together, the inner one comes first.
    edits.sort_by_key(|edit| (edit.span, new_line(edit).map(|(indent, _)| std::cmp::Reverse(indent)), &edit.text));
    let mut after = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        let (Some(kept), true) = (text.get(at..edit.span.start as usize), text.is_char_boundary(edit.span.end as usize)) else {
            // The file is another one than the run saw.
            return text.to_owned();
        };
        after.push_str(kept);
        after.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    after.push_str(&text[at..]);
    after
}

/// Writes a change to the disk: whole or not at all, with the permissions that the file has, and only where it still holds what the run
/// saw. A link is followed to its target, which stays inside the project, since the run would not have read it otherwise.
///
/// # Errors
/// Where it can't be written, or holds something else by now.
pub fn write(change: &Change) -> io::Result<()> {
    let path = change.path.canonicalize()?;
    if std::fs::read(&path)? != change.before.as_bytes() {
        return Err(io::Error::other("it was changed by somebody else meanwhile"));
    }
    let permissions = std::fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    let folder = path.parent().ok_or_else(|| io::Error::other("it lies in no folder"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.authlint", std::process::id()));
    let whole = || -> io::Result<()> {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.write_all(change.after.as_bytes())?;
        file.set_permissions(permissions.clone())?;
        file.sync_all()?;
        std::fs::rename(&beside, &path)
    };
    whole().inspect_err(|_| {
        let _ = std::fs::remove_file(&beside);
    })
}
