//! authlint: a linter for the auth of serverless applications.
//!
//! The house, in the order in which a file walks through it. Each stage sees only what stands before it:
//!
//! | stage | in | out |
//! |---|---|---|
//! | [`source`] | paths | texts with spans; [`source::discover`] finds them |
//! | [`syntax`] | a text | a tree of nodes, comments, problems |
//! | [`compose`] | the tree of a service | the same with includes and variables followed |
//! | [`template`] | a tree | a stack: resources, outputs, parameters, conditions |
//! | [`resolve`] | a node | its value in one world, or why it is unknown |
//! | [`model`] | a resource | typed settings with the service's defaults |
//! | [`rules`] | a typed thing | findings |
//! | [`engine`] | a stack | its findings over all worlds, covered and suppressed |
//! | [`report`] | findings | text |
//!
//! [`data`] holds facts compiled in; [`finding`] is the one type between rules and everything after.

pub mod compose;
pub mod data;
pub mod engine;
pub mod finding;
pub mod model;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod template;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use engine::{Outcome, Settings};
use finding::Finding;
use report::{Report, Skipped, Summary};
use source::{Candidate, Disk, Overlay, Reads, SourceMap, Span, Store, discover, display_name, may_be_template, normalize, project_root};
use template::{Given, Loaded, RoleName, load_with};

/// What a run is asked to check.
#[derive(Debug, Default)]
pub struct Request {
    /// The files and folders, as they were named.
    pub paths: Vec<PathBuf>,
    /// The folder in which the run was started; names in reports are relative to it.
    pub start: PathBuf,
    /// A text that stands for the file of a name, as from standard input.
    pub text: Option<(PathBuf, Vec<u8>)>,
    /// Files with values for parameters; of several values the last one counts.
    pub parameters: Vec<PathBuf>,
    /// What counts.
    pub settings: Settings,
}

/// Why a run could not do its job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {reason}")]
pub struct Failure {
    /// The path as people know it.
    pub name: String,
    /// Why it could not be read.
    pub reason: String,
}

/// Told how far a run is: files done, files in all.
pub type Progress<'p> = &'p (dyn Fn(usize, usize) + Sync);

/// Reads and checks what a request names.
///
/// # Errors
/// A [`Failure`] for each named path or parameter file that does not exist or can't be read. What can't be read below a named folder is no failure: the
/// report's summary names it.
pub fn lint(request: &Request, progress: Progress<'_>) -> Result<Report, Vec<Failure>> {
    let begun = Instant::now();
    let absolute = |path: &Path| normalize(&request.start.join(path));
    let paths: Vec<PathBuf> = request.paths.iter().map(|path| absolute(path)).collect();
    let mut found = discover(&paths);
    let failure = |path: &Path, reason: &str| Failure { name: display_name(path, &request.start), reason: reason.to_owned() };
    let named = |path: &PathBuf| paths.contains(path);
    let (fatal, passed): (Vec<_>, Vec<_>) = found.failed.drain(..).partition(|(path, _)| named(path));
    let mut failures: Vec<Failure> = fatal.iter().map(|(path, reason)| failure(path, reason)).collect();

    let roots = paths.iter().chain(request.text.as_ref().map(|(path, _)| path)).map(|path| project_root(&absolute(path)));
    // Of a parameter file only itself may be read, not what lies beside it.
    let disk = Disk::new(roots.chain(request.parameters.iter().map(|path| absolute(path))));
    let overlay;
    let mut reader: &dyn Reads = &disk;
    if let Some((path, bytes)) = &request.text {
        let path = absolute(path);
        found.candidates.push(Candidate { path: path.clone(), named: true });
        overlay = Overlay { below: &disk, path, bytes: bytes.clone() };
        reader = &overlay;
    }
    let store = Store::new(reader, request.start.clone());
    let mut given = Vec::new();
    for path in &request.parameters {
        match values(&store, &absolute(path)) {
            Ok(values) => given.push((path, values)),
            Err(reason) => failures.push(failure(&absolute(path), &reason)),
        }
    }
    let all: Arc<[Given]> = given.iter().flat_map(|(_, values)| values.iter().cloned()).collect();
    let read: Vec<Read> =
        each(&found.candidates, |done| progress(done, found.candidates.len() * 2), |candidate| open(&store, candidate, &all));

    let mut summary = Summary { files: read.len(), ..Summary::default() };
    let mut skip =
        |path: &Path, reason: &str| summary.skipped.push(Skipped { file: display_name(path, &request.start), reason: reason.to_owned() });
    found.skipped.iter().for_each(|(path, reason)| skip(path, reason));
    passed.iter().for_each(|(path, reason)| skip(path, reason));
    let included: HashSet<PathBuf> = read.iter().filter_map(|read| read.loaded()).flat_map(|loaded| loaded.included.clone()).collect();
    let mut units: Vec<Loaded> = Vec::new();
    let mut strangers: Vec<PathBuf> = Vec::new();
    let mut ours = false;
    for (read, candidate) in read.into_iter().zip(&found.candidates) {
        match read {
            // A fragment that a service of this run includes is checked inside it.
            Read::Template(loaded) => {
                ours |= candidate.named;
                if !included.contains(&candidate.path) {
                    units.push(*loaded);
                }
            }
            Read::Other if candidate.named && included.contains(&candidate.path) => ours = true,
            Read::Other if candidate.named => strangers.push(candidate.path.clone()),
            Read::Other => {}
            Read::Failed(reason) if candidate.named => failures.push(failure(&candidate.path, &reason)),
            Read::Failed(reason) => skip(&candidate.path, &reason),
        }
    }
    // A hook passes every changed file: of those that are not ours nobody wants to hear, unless none is.
    if !ours {
        strangers.iter().for_each(|path| skip(path, "not a Serverless, CloudFormation or SAM template"));
    }
    if !failures.is_empty() {
        return Err(failures);
    }

    let is_known = |given: &Given| units.iter().any(|unit| unit.stack.parameter(&given.name).is_some());
    let unmatched = given.iter().filter(|(_, values)| !values.iter().any(is_known));
    summary.unmatched = unmatched.map(|(path, _)| display_name(&absolute(path), &request.start)).collect();
    link(&mut units);
    let mut sources = store.into_sources();
    let outcomes: Vec<Outcome> =
        each(&units, |done| progress(units.len() + done, units.len() * 2), |unit| engine::check(&unit.stack, &sources, &request.settings));
    let mut checked: HashSet<source::FileId> = HashSet::new();
    units.iter().for_each(|unit| checked.extend(unit.stack.files.iter().map(|file| file.id)));
    summary.checked = checked.len();
    // What a named service includes was looked at too.
    let unnamed =
        units.iter().flat_map(|unit| &unit.included).filter(|path| !found.candidates.iter().any(|candidate| candidate.path == **path));
    summary.files += unnamed.collect::<HashSet<_>>().len();
    summary.suppressed = outcomes.iter().map(|outcome| outcome.suppressed).sum();
    summary.skipped.sort();
    let findings = joined(outcomes, &sources);
    sources.mask(&units.iter().flat_map(|unit| unit.stack.secrets()).collect::<Vec<_>>());
    let mut report = Report { sources, findings, summary };
    report.sort();
    report.summary.elapsed = begun.elapsed();
    Ok(report)
}

/// Tells each stack what the others export.
fn link(units: &mut [Loaded]) {
    let exports: HashMap<String, RoleName> = units.iter().flat_map(|unit| engine::exported_role_names(&unit.stack)).collect();
    if !exports.is_empty() {
        units.iter_mut().for_each(|unit| unit.stack.imports.clone_from(&exports));
    }
}

/// What reading a candidate gave.
enum Read {
    Template(Box<Loaded>),
    Other,
    Failed(String),
}

impl Read {
    fn loaded(&self) -> Option<&Loaded> {
        match self {
            Self::Template(loaded) => Some(loaded),
            _ => None,
        }
    }
}

/// The values that a parameter file gives.
fn values(store: &Store<'_>, path: &Path) -> Result<Vec<Given>, String> {
    let (id, source) = store.load(path).map_err(|error| error.to_string())?;
    template::parameters::read(id, &source)
}

fn open(store: &Store<'_>, candidate: &Candidate, given: &Arc<[Given]>) -> Read {
    let (id, source) = match store.load(&candidate.path) {
        Ok(loaded) => loaded,
        Err(error) => return Read::Failed(error.to_string()),
    };
    // A text in UTF-16 has a zero beside every letter: enough to see what it is, which is all that is said about it.
    let looks_like_one = match source.invalid_at() {
        Some(_) => may_be_template(&candidate.path, source.text().replace('\0', "").as_bytes()),
        None => may_be_template(&candidate.path, source.text().as_bytes()),
    };
    if !candidate.named && !looks_like_one {
        return Read::Other;
    }
    match load_with(store, &candidate.path, id, &source, looks_like_one, given) {
        Ok(loaded) => Read::Template(Box::new(loaded)),
        Err(template::NotATemplate) => Read::Other,
    }
}

/// A run with fewer jobs than this starts no threads.
const PARALLEL_FROM: usize = 8;

/// The stack of a thread, in bytes: trees are walked by recursion, to a depth that parser and composer bound.
const STACK_SIZE: usize = 16 << 20;

/// Does a job for each item, in parallel when there are many, and gives the results in order.
fn each<T: Sync, R: Send>(items: &[T], progress: impl Fn(usize) + Sync, job: impl Fn(&T) -> R + Sync) -> Vec<R> {
    use rayon::prelude::*;
    let done = AtomicUsize::new(0);
    let run = |item: &T| {
        let result = job(item);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        result
    };
    if items.len() >= PARALLEL_FROM
        && let Ok(pool) = rayon::ThreadPoolBuilder::new().stack_size(STACK_SIZE).build()
    {
        return pool.install(|| items.par_iter().map(run).collect());
    }
    items.iter().map(run).collect()
}

/// Joins what the stacks gave: what a shared file shows in several of them is said once.
fn joined(outcomes: Vec<Outcome>, sources: &SourceMap) -> Vec<Finding> {
    let used: HashSet<Span> = outcomes.iter().flat_map(|outcome| outcome.used.iter().copied()).collect();
    let mut seen: HashMap<(&'static str, Span, String), usize> = HashMap::new();
    let mut findings: Vec<Finding> = Vec::new();
    for finding in outcomes.into_iter().flat_map(|outcome| outcome.findings) {
        if finding.rule == "suppressions/unused-suppression" && used.contains(&finding.primary.span) {
            continue;
        }
        debug_assert!((finding.primary.span.file.0 as usize) < sources.len());
        match seen.get(&(finding.rule, finding.primary.span, finding.primary.text.clone())) {
            Some(index) => {
                let known = &mut findings[*index];
                known.severity = known.severity.max(finding.severity);
                // Without a condition in one stack it holds without one.
                if finding.when.is_none() {
                    known.when = None;
                }
                for label in finding.related {
                    if !known.related.contains(&label) {
                        known.related.push(label);
                    }
                }
            }
            None => {
                seen.insert((finding.rule, finding.primary.span, finding.primary.text.clone()), findings.len());
                findings.push(finding);
            }
        }
    }
    findings
}
