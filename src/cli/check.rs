//! `authlint check`.

use std::collections::HashMap;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use authlint::config::Profile as ProjectProfile;
use authlint::data::policies::DocumentKind;
use authlint::engine::{Selection, Selector, Settings};
use authlint::finding::Severity;
use authlint::report::{self, Options, Report};
use authlint::{Failure, Request, lint};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{CheckOptions, Format, Profile};
use super::deployment::{config, deployment, stages, start};
use super::{CLEAN, FAILED, FINDINGS, fail, written};

/// Runs shorter than this show no progress.
const QUIET: Duration = Duration::from_millis(500);

pub(super) fn run(options: &CheckOptions) -> u8 {
    let (request, threshold) = match request(options) {
        Ok(request) => request,
        Err(message) => return fail(message),
    };
    if options.fix || options.diff {
        return super::mend::run(options, request, threshold);
    }
    let progress = Progress::default();
    match lint(&request, &|done, all| progress.show(done, all)) {
        Ok(found) => {
            progress.clear();
            show(&found, options, threshold)
        }
        Err(failures) => {
            progress.clear();
            failed(&failures)
        }
    }
}

/// Says why the run could not do its job.
pub(super) fn failed(failures: &[Failure]) -> u8 {
    failures.iter().for_each(|failure| {
        fail(failure);
    });
    FAILED
}

/// Writes a report, and gives the exit code.
pub(super) fn show(found: &Report, options: &CheckOptions, threshold: Severity) -> u8 {
    let out = io::stdout();
    let looks = Options::detect(out.is_terminal());
    for name in &found.summary.unmatched {
        note(&format!("{name}: gives a value to no parameter of these templates"));
    }
    let nothing = found.summary.checked == 0 && found.findings.is_empty();
    if nothing {
        note(&report::closing(found));
    }
    // Of nothing the closing line says all there is, and that was the note.
    let result = if nothing && options.format != Format::Json {
        Ok(())
    } else {
        report::write(found, options.format.into(), &looks, &mut out.lock())
    };
    written(result, code(found, options, threshold))
}

/// The exit code of what was found.
pub(super) fn code(found: &Report, options: &CheckOptions, threshold: Severity) -> u8 {
    let is_over = found.findings.iter().any(|finding| finding.severity >= threshold);
    if is_over && !options.exit_zero { FINDINGS } else { CLEAN }
}

/// A note on standard error that changes no exit code.
pub(super) fn note(message: &str) {
    use std::io::Write;
    let _ = writeln!(io::stderr(), "{}", message.trim_end());
}

/// What is asked for, and the least severity that makes the exit code 1.
fn request(options: &CheckOptions) -> Result<(Request, Severity), String> {
    let selectors = |names: &[String]| -> Result<Vec<Selector>, String> {
        let filled = names.iter().filter(|name| !name.trim().is_empty());
        filled.map(|name| Selector::parse(name).map_err(|unknown| unknown.to_string())).collect()
    };
    for (name, list) in [("--select", &options.select), ("--ignore", &options.ignore)] {
        // A variable of a script that is not set would otherwise change the whole run.
        if !list.is_empty() && list.iter().all(|rule| rule.trim().is_empty()) {
            return Err(format!("{name} names no rule"));
        }
    }
    let start = start()?;
    let config = config(&options.deployment, &start)?;
    let settled = |named: &[String], config: &[String]| if named.is_empty() { selectors(config) } else { selectors(named) };
    let mut ignore = selectors(&options.ignore)?;
    ignore.extend(selectors(&config.ignore)?);
    let selection = Selection { select: settled(&options.select, &config.select)?, ignore };
    let deployment = deployment(&options.deployment, &config)?;
    let stages = stages(&options.deployment, &config)?;
    let stdin = Path::new("-");
    let mut paths = options.paths.clone();
    let mut text = None;
    if paths.iter().any(|path| path == stdin) {
        paths.retain(|path| path != stdin);
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("standard input can't be read: {error}"))?;
        let name = options.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("stdin"));
        text = Some((name, bytes));
    } else if options.stdin_filename.is_some() {
        return Err("--stdin-filename goes with `-`".to_owned());
    }
    if options.unsafe_fixes && !options.fix && !options.diff {
        return Err("--unsafe-fixes goes with --fix or --diff".to_owned());
    }
    let strict = match options.profile {
        Some(profile) => profile == Profile::Strict,
        None => config.profile == Some(ProjectProfile::Strict),
    };
    let threshold = options.fail_on.map(Severity::from).or_else(|| config.fail_on.map(Severity::from)).unwrap_or(Severity::Warning);
    Ok((
        Request {
            paths,
            start,
            text,
            edited: HashMap::new(),
            parameters: options.deployment.parameters.clone(),
            settings: Settings { selection, strict },
            known_values: config.known_values,
            deployment,
            stages,
            policy_kind: options.policy_type.map(DocumentKind::from),
        },
        threshold,
    ))
}

/// A bar on a terminal, once a run takes its time.
pub(super) struct Progress {
    begun: Instant,
    bar: Mutex<Option<ProgressBar>>,
}

impl Default for Progress {
    fn default() -> Self {
        Self { begun: Instant::now(), bar: Mutex::new(None) }
    }
}

impl Progress {
    pub(super) fn show(&self, done: usize, all: usize) {
        if self.begun.elapsed() < QUIET {
            return;
        }
        let Ok(mut bar) = self.bar.lock() else { return };
        let bar = bar.get_or_insert_with(|| {
            // It draws nothing where standard error is no terminal.
            let bar = ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("checking {bar:30} {percent}%") {
                bar.set_style(style);
            }
            bar
        });
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    }

    pub(super) fn clear(&self) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.finish_and_clear();
        }
    }
}
