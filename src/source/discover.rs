//! Discovery: come in the paths that somebody named, go out the files that may be templates, and what was passed over.

use std::path::{Path, PathBuf};

use memchr::memmem;

/// A file that may be a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its absolute path.
    pub path: PathBuf,
    /// Somebody named the file itself, not a folder above it.
    pub named: bool,
}

/// What walking the arguments gave.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The candidates, each once, sorted by path.
    pub candidates: Vec<Candidate>,
    /// Folders that were passed over, with the reason.
    pub skipped: Vec<(PathBuf, &'static str)>,
    /// Arguments that do not exist, and folders that can't be read, each with the system's words.
    pub failed: Vec<(PathBuf, String)>,
}

/// Folders that tools write: what stands in them was generated from what is checked.
const GENERATED: [&str; 5] = [".serverless", ".aws-sam", "cdk.out", "node_modules", "#current-cloud-backend"];

/// Walks the arguments (absolute paths). Files are taken as they are; below folders, ignore files are respected.
#[must_use]
pub fn discover(arguments: &[PathBuf]) -> Discovery {
    let mut found = Discovery::default();
    for argument in arguments {
        match std::fs::metadata(argument) {
            Err(error) => found.failed.push((argument.clone(), plain_error(&error))),
            Ok(facts) if facts.is_dir() => walk(argument, &mut found),
            Ok(_) => found.candidates.push(Candidate { path: argument.clone(), named: true }),
        }
    }
    // A file that was named and lies below a named folder too counts as named.
    found.candidates.sort_by(|one, other| one.path.cmp(&other.path).then(other.named.cmp(&one.named)));
    found.candidates.dedup_by(|later, earlier| later.path == earlier.path);
    found.skipped.sort();
    found.skipped.dedup();
    found
}

fn plain_error(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => "no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        kind => kind.to_string(),
    }
}

fn walk(folder: &Path, found: &mut Discovery) {
    let skipped = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&skipped);
    let walker = ignore::WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(move |entry| {
            let name = entry.file_name().to_string_lossy();
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            if !is_folder || entry.depth() == 0 {
                return true;
            }
            if GENERATED.contains(&name.as_ref()) {
                if let Ok(mut seen) = seen.lock() {
                    seen.push(entry.path().to_path_buf());
                }
                return false;
            }
            name != ".git"
        })
        .build();
    for entry in walker {
        match entry {
            Ok(entry) => {
                if entry.file_type().is_some_and(|kind| kind.is_file()) && has_template_name(entry.path()) {
                    found.candidates.push(Candidate { path: entry.path().to_path_buf(), named: false });
                }
            }
            Err(error) => {
                let path = error_path(&error).unwrap_or_else(|| folder.to_path_buf());
                let words = error.io_error().map_or_else(|| "can't be read".to_owned(), plain_error);
                found.failed.push((path, words));
            }
        }
    }
    if let Ok(mut skipped) = skipped.lock() {
        found.skipped.extend(skipped.drain(..).map(|path| (path, "generated folder")));
    }
}

fn error_path(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(err),
        _ => None,
    }
}

fn has_template_name(path: &Path) -> bool {
    if is_program(path) {
        return true;
    }
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["yml", "yaml", "json", "template"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// True for a service that is written as a program.
#[must_use]
pub fn is_program(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    matches!(name, "serverless.ts" | "serverless.js" | "serverless.mjs" | "serverless.cjs")
}

/// Whether a text may be a template, told by its bytes alone: what fails here is never parsed, so that no chart, workflow or
/// compiler configuration is ever a parse error.
#[must_use]
pub fn may_be_template(path: &Path, text: &[u8]) -> bool {
    if is_program(path) {
        return true;
    }
    let has = |needle: &[u8]| memmem::find(text, needle).is_some();
    // A template of another program (Jinja, Helm, cookiecutter) becomes one of ours only after that program has run.
    if has(b"{%") && foreign_statements(text) || has(b"{{") && foreign_braces(text) {
        return false;
    }
    has(b"AWS::") || has(b"\"Statement\"") && has(b"\"Effect\"") || has(b"service:") && has(b"provider:") || has(b"\nResources:")
}

/// A `{% … %}` that opens a line. In quotes it is an expression of Step Functions.
fn foreign_statements(text: &[u8]) -> bool {
    memmem::find_iter(text, b"{%").any(|at| {
        let line = text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        text[line..at].trim_ascii().is_empty()
    })
}

/// A `{{ … }}` that is neither a dynamic reference of CloudFormation nor inside a longer run of braces as JSON has them.
fn foreign_braces(text: &[u8]) -> bool {
    memmem::find_iter(text, b"{{").any(|at| {
        let rest = &text[at + 2..];
        let line = &rest[..rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())];
        let inner = line.trim_ascii_start();
        let closes = memmem::find(line, b"}}").is_some();
        // Helm's and Jinja's expressions stand unquoted at the start of a value or line; mail and VTL texts hold braces in quotes.
        let before = text[..at].trim_ascii_end().last().copied();
        let starts_value = matches!(before, None | Some(b':' | b'-')) || text[..at].ends_with(b"\n");
        closes && starts_value && !inner.starts_with(b"resolve:") && text.get(at.wrapping_sub(1)) != Some(&b'$')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_templates_of_other_programs() {
        let may_be_template = |text: &[u8]| may_be_template(Path::new("a.yml"), text);
        assert!(may_be_template(b"Resources:\n  A:\n    Type: AWS::S3::Bucket\n"));
        assert!(may_be_template(b"  ClientSecret: '{{resolve:secretsmanager:x}}'\n  Type: AWS::X"));
        assert!(may_be_template(b"Type: AWS::X\nMessage: 'code {{####}} {{x}}'"));
        assert!(!may_be_template(b"name: {{ .Values.name }}\nrole: AWS::X\n"));
        assert!(may_be_template(b"Type: AWS::X\nOutput: '{% $states.input %}'\n"));
        assert!(!may_be_template(b"{% if x %}\nType: AWS::S3::Bucket\n{% endif %}"));
        assert!(!may_be_template(b"{\"compilerOptions\": {}}"));
    }
}
