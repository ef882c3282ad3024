//! Whole projects, as a user could have them: what a run over each of them says.
//!
//! `fixtures/tutorial` holds the mistakes of a well-known kind of tutorial, `formats` the same in other clothes, `clean` what is right,
//! `flawed` at least one finding of every rule, `broken` what can't be read, `foreign` what is none of our business.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says what it skips.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use authlint::engine::{Selection, Selector, Settings};
use authlint::finding::{Finding, Severity};
use authlint::report::{Format, Options, Report, write};
use authlint::rules::{Rule, rules};
use authlint::{Request, lint};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap()
}

fn fixture(name: &str) -> PathBuf {
    root().join("fixtures").join(name)
}

/// Checks `paths` as somebody who stands in the folder `start` would.
fn check_with(start: &Path, paths: &[&str], settings: Settings) -> Report {
    let paths = paths.iter().map(PathBuf::from).collect();
    let request = Request { paths, start: start.to_owned(), settings, ..Request::default() };
    let mut report = lint(&request, &|_, _| {}).unwrap();
    // A run that was not timed says nothing about time.
    report.summary.elapsed = Duration::ZERO;
    report
}

fn check(start: &Path, paths: &[&str]) -> Report {
    check_with(start, paths, Settings::default())
}

fn strict() -> Settings {
    Settings { strict: true, ..Settings::default() }
}

fn selecting(names: &[&str]) -> Settings {
    let select = names.iter().map(|name| Selector::parse(name).unwrap()).collect();
    Settings { selection: Selection { select, ignore: Vec::new() }, strict: false }
}

fn show(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    write(report, format, &Options { unicode: true, ..Options::default() }, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.replace(concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\""), "\"version\": \"[version]\"")
}

/// The names of what a folder holds, in order.
fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.retain(|name| !name.starts_with('.'));
    names
}

/// The concise output for each project of a folder, under its name.
fn concise(folder: &str) -> String {
    let folder = fixture(folder);
    let mut text = String::new();
    for name in entries(&folder) {
        let report = check(&folder.join(&name), &["."]);
        writeln!(text, "== {name}\n{}", show(&report, Format::Concise)).unwrap();
    }
    text
}

/// Rule, line of the place, severity.
fn lines(report: &Report) -> Vec<(&'static str, u32, Severity)> {
    let line = |finding: &Finding| {
        let file = report.sources.file(finding.primary.span.file);
        file.lines().line(finding.primary.span.start)
    };
    report.findings.iter().map(|finding| (finding.rule, line(finding), finding.severity)).collect()
}

#[test]
fn tutorial() {
    let report = check(&fixture("tutorial"), &["."]);
    insta::assert_snapshot!("tutorial", show(&report, Format::Concise));
    insta::assert_snapshot!("tutorial_human", show(&report, Format::Human));
}

#[test]
fn flawed() {
    insta::assert_snapshot!("flawed", concise("flawed"));
}

#[test]
fn flawed_for_people_and_programs() {
    insta::assert_snapshot!("flawed_clinic_human", show(&check(&fixture("flawed/clinic"), &["."]), Format::Human));
    insta::assert_snapshot!("flawed_guest_uploads_json", show(&check(&fixture("flawed/guest-uploads"), &["."]), Format::Json));
    let strict = check_with(&fixture("flawed/shop"), &["."], strict());
    insta::assert_snapshot!("flawed_shop_strict", show(&strict, Format::Concise));
}

/// A broken file never ends a run, and never goes unsaid.
#[test]
fn broken() {
    insta::assert_snapshot!("broken", concise("broken"));
}

/// Files that were named get an answer, whatever they hold.
#[test]
fn broken_files_by_name() {
    let mut text = String::new();
    for folder in ["bytes", "empty"] {
        let start = fixture("broken").join(folder);
        for name in entries(&start) {
            let report = check(&start, &[&name]);
            assert!(!report.findings.is_empty() || !report.summary.skipped.is_empty() || report.summary.checked == 1, "{folder}/{name}");
            writeln!(text, "== {folder}/{name}\n{}", show(&report, Format::Concise)).unwrap();
        }
    }
    // What lies beside the project is out of reach once only the project is named.
    let outside = check(&fixture("broken/includes/outside/app"), &["."]);
    writeln!(text, "== includes/outside/app\n{}", show(&outside, Format::Concise)).unwrap();
    insta::assert_snapshot!("broken_files_by_name", text);
}

#[test]
fn every_rule_fires() {
    let mut fired: BTreeSet<&str> = BTreeSet::new();
    for folder in ["flawed", "broken"] {
        let folder = fixture(folder);
        fired.extend(check(&folder, &["."]).findings.iter().map(|finding| finding.rule));
    }
    // Outside is what lies outside of the service's own project.
    fired.extend(check(&fixture("broken/includes/outside/app"), &["."]).findings.iter().map(|finding| finding.rule));
    // What is off by default has to be asked for.
    let off: Vec<&str> = rules().filter(|rule| !rule.meta.on).map(|rule| rule.meta.id).collect();
    fired.extend(check_with(&fixture("flawed"), &["."], selecting(&off)).findings.iter().map(|finding| finding.rule));
    let silent: Vec<&str> = rules().map(|rule| rule.meta.id).filter(|id| !fired.contains(id)).collect();
    assert!(silent.is_empty(), "no fixture of flawed/ or broken/ shows {silent:?}");
}

/// What may remain of information in sound projects: rule, file, reason. Nothing of warning or error severity may.
const REMAINING: [(&str, &str, &str); 0] = [];

/// What a team may have settled for itself, and a sound project without that lacks: these must be asked for.
const HOUSE_RULES: [&str; 3] = ["iam/hard-coded-partition", "iam/no-permissions-boundary", "iam/shared-function-role"];

#[test]
fn clean_is_silent() {
    let clean = fixture("clean");
    for settings in [Settings::default(), strict()] {
        let report = check_with(&clean, &["."], settings);
        let unexpected: Vec<String> = (report.findings.iter())
            .map(|finding| (finding.rule, report.sources.file(finding.primary.span.file).name(), finding.severity))
            .filter(|(rule, file, severity)| {
                *severity > Severity::Info || !REMAINING.iter().any(|(known, place, _)| known == rule && place == file)
            })
            .map(|(rule, file, severity)| format!("{file}: {}[{rule}]", severity.name()))
            .collect();
        assert!(unexpected.is_empty(), "sound projects are blamed:\n{}", unexpected.join("\n"));
        // Silent because all of it was read, not because it was passed over.
        assert_eq!(report.summary.checked, 13, "{}", show(&report, Format::Concise));
        assert!(report.summary.skipped.is_empty());
        assert_eq!(report.summary.suppressed, 0, "a sound project needs no suppression");
    }
    let asked_for = |rule: &&Rule| !rule.meta.on && !HOUSE_RULES.contains(&rule.meta.id);
    let off: Vec<&str> = rules().filter(asked_for).map(|rule| rule.meta.id).collect();
    let report = check_with(&clean, &["."], selecting(&off));
    assert!(report.findings.is_empty(), "{}", show(&report, Format::Concise));
    insta::assert_snapshot!("clean", concise("clean"));
}

#[test]
fn foreign_is_silent() {
    let report = check(&fixture("foreign"), &["."]);
    assert!(report.findings.is_empty(), "{}", show(&report, Format::Concise));
    assert!(report.summary.skipped.is_empty(), "nobody expects these to be checked");
    assert!(report.summary.files >= 15, "only {} files were looked at", report.summary.files);
}

/// Each file by its name: it is said to be none of ours, and nothing more.
#[test]
fn foreign_files_by_name() {
    let foreign = fixture("foreign");
    for entry in walkdir::WalkDir::new(&foreign) {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        let name = entry.path().strip_prefix(&foreign).unwrap().to_str().unwrap();
        let report = check(&foreign, &[name]);
        assert!(report.findings.is_empty(), "{}", show(&report, Format::Concise));
        assert_eq!((report.summary.checked, report.summary.skipped.len()), (0, 1), "{name}: {:?}", report.summary);
    }
}

#[test]
fn foreign_holds_no_template() {
    let report = check(&fixture("foreign"), &["."]);
    assert_eq!(report.summary.checked, 0, "{}", show(&report, Format::Concise));
}

/// A finding by what it says, without where in which file.
fn essence(report: &Report) -> BTreeSet<(&'static str, String, String, Severity)> {
    let one = |finding: &Finding| (finding.rule, finding.path.clone(), finding.primary.text.clone(), finding.severity);
    report.findings.iter().map(one).collect()
}

/// What a format shows beside the rest, because its text differs in more than its form: format, rule, reason.
const BESIDE: [(&str, &str, &str); 2] = [
    ("short-tags", "template/invalid-type", "`no` and `off` are text in a service"),
    ("short-tags", "iam/unquoted-version", "its dates stand without quotes"),
];

#[test]
fn formats_are_equal() {
    let expected = essence(&check(&fixture("tutorial"), &["serverless.yml"]));
    assert_eq!(expected.len(), 14);
    let formats = entries(&fixture("formats"));
    assert_eq!(formats, ["bom", "crlf", "json", "long", "short-tags", "stage-filled"]);
    for format in formats {
        let report = check(&fixture("formats").join(&format), &["."]);
        let mut found = essence(&report);
        for (_, rule, reason) in BESIDE.iter().filter(|(name, _, _)| *name == format) {
            let before = found.len();
            found.retain(|(found, _, _, _)| found != rule);
            assert_ne!(found.len(), before, "{format} shows no {rule} any more: drop the exception ({reason})");
        }
        assert_eq!(found, expected, "{format} differs:\n{}", show(&report, Format::Concise));
        assert_eq!(report.summary.checked, 2, "{format}: the service and what it includes");
    }
}

/// The bytes that make these fixtures what they are survive an editor or a checkout only by attention.
#[test]
fn formats_are_what_they_claim() {
    let formats = fixture("formats");
    for name in ["serverless.yml", "resources/auth.yml"] {
        let read = |format: &str| std::fs::read_to_string(formats.join(format).join(name)).unwrap();
        let original = std::fs::read_to_string(fixture("tutorial").join(name)).unwrap();
        assert_eq!(read("crlf").replace("\r\n", "\n"), original);
        assert_eq!(read("crlf").matches("\r\n").count(), original.lines().count());
        assert_eq!(read("bom"), format!("\u{feff}{original}"));
        assert_eq!(read("stage-filled"), original.replace("${self:custom.stage}", "dev"));
    }
    assert!(std::fs::read(fixture("broken/bytes/latin-1.yml")).unwrap().contains(&0xe9));
}

#[test]
fn two_runs_are_equal() {
    let fixtures = root().join("fixtures");
    let projects: Vec<String> = entries(&fixtures).iter().flat_map(|folder| below(&fixtures.join(folder), folder)).collect();
    let mut paths: Vec<&str> = projects.iter().map(String::as_str).collect();
    let first = check(&fixtures, &paths);
    assert!(first.findings.len() > 100);
    let again = check(&fixtures, &paths);
    paths.reverse();
    let reversed = check(&fixtures, &paths);
    for format in [Format::Human, Format::Concise, Format::Json] {
        let expected = show(&first, format);
        assert!(expected == show(&again, format), "two runs differ as {format:?}");
        assert!(expected == show(&reversed, format), "the order of the arguments shows as {format:?}");
    }
}

/// What a folder holds, folders and files mixed, as arguments would name it.
fn below(path: &Path, name: &str) -> Vec<String> {
    entries(path).iter().map(|entry| format!("{name}/{entry}")).collect()
}

/// The tutorial that started it all, where it is at hand.
fn shared_tutorial() -> Option<PathBuf> {
    let folder = root().join("../shared/tutorial");
    if !folder.join("cognito-user-pool.yml").is_file() {
        eprintln!("SKIPPED: ../shared/tutorial is not there, the original tutorial is not checked");
        return None;
    }
    Some(folder.canonicalize().unwrap())
}

/// Every finding of the rules at hand, by its line of cognito-user-pool.yml; nothing else may be found there.
const TUTORIAL: [(&str, u32, Severity); 14] = [
    ("cognito/case-sensitive-usernames", 2, Severity::Info),
    ("cognito/mfa-off", 2, Severity::Info),
    ("cognito/no-deletion-protection", 2, Severity::Warning),
    ("cognito/no-retain-policy", 2, Severity::Info),
    ("cognito/open-sign-up", 2, Severity::Info),
    ("cognito/unverified-attribute-update", 2, Severity::Info),
    ("cognito/user-existence-errors", 12, Severity::Warning),
    ("cognito/legacy-auth-flow", 20, Severity::Warning),
    ("cognito/server-flow-on-public-client", 20, Severity::Info),
    ("cognito/no-retain-policy", 23, Severity::Info),
    ("identity/no-server-side-token-check", 34, Severity::Warning),
    ("iam/wildcard-action", 72, Severity::Warning),
    ("iam/cognito-administration", 73, Severity::Error),
    ("iam/wildcard-action", 79, Severity::Warning),
];

#[test]
fn original_tutorial() {
    let Some(folder) = shared_tutorial() else { return };
    for argument in ["cognito-user-pool.yml", "serverless.yml"] {
        let report = check(&folder, &[argument]);
        assert_eq!(lines(&report), TUTORIAL, "through {argument}:\n{}", show(&report, Format::Concise));
        for finding in &report.findings {
            assert_eq!(report.sources.file(finding.primary.span.file).name(), "cognito-user-pool.yml");
            let included = finding.related.iter().any(|label| report.sources.file(label.span.file).name() == "serverless.yml");
            assert_eq!(included, argument == "serverless.yml", "{}: where the file is included", finding.rule);
        }
    }
    // Both in one run: what the service includes is checked inside it, once.
    assert_eq!(lines(&check(&folder, &["cognito-user-pool.yml", "serverless.yml"])), TUTORIAL);
}

#[test]
fn original_missing_space() {
    let Some(folder) = shared_tutorial() else { return };
    let report = check(&folder, &["missing-space.yml"]);
    let expected = [
        ("cognito/user-existence-errors", 1, Severity::Warning),
        ("cognito/legacy-auth-flow", 9, Severity::Warning),
        ("template/missing-space-after-colon", 11, Severity::Error),
    ];
    assert_eq!(lines(&report), expected, "{}", show(&report, Format::Concise));
}
