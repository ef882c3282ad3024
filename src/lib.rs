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
//! | [`policy`] | a stack | its policy documents, what they amount to, and the same in fewer words |
//! | [`overview`] | a stack | what its auth amounts to, for those who ask |
//! | [`report`] | findings | text |
//!
//! [`data`] holds facts compiled in; [`finding`] is the one type between rules and everything after; [`config`] is what a project has
//! settled for all of its runs.

pub mod compose;
pub mod config;
pub mod data;
pub mod engine;
pub mod finding;
pub mod mend;
pub mod model;
pub mod overview;
pub mod policy;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod template;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use compose::{Deployment, Given};
use engine::{Outcome, Settings};
use finding::Finding;
use report::{Report, Skipped, Summary};
use source::{
    Candidate, Disk, Edited, Overlay, Reads, SourceMap, Span, Store, discover, display_name, may_be_template, normalize, project_root,
};
use template::{Export, Loaded, load};

/// What a run is asked to check.
#[derive(Debug, Default)]
pub struct Request {
    /// The files and folders, as they were named.
    pub paths: Vec<PathBuf>,
    /// The folder in which the run was started; names in reports are relative to it.
    pub start: PathBuf,
    /// A text that stands for the file of a name, as from standard input.
    pub text: Option<(PathBuf, Vec<u8>)>,
    /// Texts that stand for those of files on the disk.
    pub edited: HashMap<PathBuf, Vec<u8>>,
    /// Files with values for parameters; of several values the last one counts.
    pub parameters: Vec<PathBuf>,
    /// What counts.
    pub settings: Settings,
    /// Words that properties take though the schemas lack them.
    pub known_values: Vec<String>,
    /// What the deployment is told; its stage is one of `stages`.
    pub deployment: Deployment,
    /// The stages for which services are read; none leaves it to the services.
    pub stages: Vec<String>,
    /// What bare policy files are for; without it, what they say tells that.
    pub policy_kind: Option<data::policies::DocumentKind>,
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

/// What reading gave, before anything is checked.
struct Gathered {
    units: Vec<Unit>,
    sources: SourceMap,
    summary: Summary,
}

/// A file that is deployed by itself, with its stack for each stage that it is read for.
struct Unit {
    variants: Vec<Loaded>,
}

/// Reads and checks what a request names.
///
/// # Errors
/// A [`Failure`] for each named path or parameter file that does not exist or can't be read. What can't be read below a named folder is no failure: the
/// report's summary names it.
pub fn lint(request: &Request, progress: Progress<'_>) -> Result<Report, Vec<Failure>> {
    let begun = Instant::now();
    let Gathered { mut units, mut sources, mut summary } = gather(request, progress)?;
    link(&mut units);
    if !request.known_values.is_empty() {
        let known: Arc<[String]> = request.known_values.clone().into();
        units.iter_mut().flat_map(|unit| &mut unit.variants).for_each(|one| one.stack.known_values = Arc::clone(&known));
    }
    units.iter_mut().flat_map(|unit| &mut unit.variants).for_each(|one| one.stack.policy_kind = request.policy_kind);
    let outcomes: Vec<Outcome> =
        each(&units, |done| progress(units.len() + done, units.len() * 2), |unit| check(unit, &sources, &request.settings));
    summary.suppressed = outcomes.iter().map(|outcome| outcome.suppressed).sum();
    let mut findings = joined(outcomes, &sources);
    let variants = || units.iter().flat_map(|unit| &unit.variants);
    spare_shared(&mut findings, &units);
    let environment: Vec<_> = variants().flat_map(|one| &one.stack.hidden).map(hidden_variable).collect();
    findings.iter_mut().for_each(|finding| finding.mask(&environment));
    sources.mask(&variants().flat_map(|one| one.stack.secrets()).collect::<Vec<_>>());
    let mut report = Report { sources, findings, summary };
    report.sort();
    report.summary.elapsed = begun.elapsed();
    Ok(report)
}

/// Takes fixes away that would change a file which several stacks read: what is wrong in one of them may be right in another.
fn spare_shared(findings: &mut [Finding], units: &[Unit]) {
    let mut readers: HashMap<source::FileId, usize> = HashMap::new();
    for unit in units {
        let files: HashSet<source::FileId> = unit.variants.iter().flat_map(|one| &one.stack.files).map(|file| file.id).collect();
        files.into_iter().for_each(|file| *readers.entry(file).or_default() += 1);
    }
    for finding in findings {
        let shared = |fix: &finding::Fix| fix.edits.iter().any(|edit| readers.get(&edit.span.file).is_some_and(|count| *count > 1));
        finding.fix = finding.fix.take().filter(|fix| !shared(fix));
    }
}

/// Reads what a request names, and gives its stacks as plain CloudFormation: services first, then by file.
///
/// # Errors
/// As [`lint`].
pub fn dump(request: &Request, progress: Progress<'_>) -> Result<serde_json::Value, Vec<Failure>> {
    let Gathered { units, sources, .. } = gather(request, progress)?;
    let mut stacks: Vec<&template::Stack> = units.iter().flat_map(|unit| &unit.variants).map(|one| &one.stack).collect();
    // A policy of its own is deployed by something else.
    stacks.retain(|stack| stack.policy.is_none());
    stacks.sort_by_key(|stack| (stack.dialect != template::Dialect::Serverless, stack.name.clone()));
    let stacks: Vec<serde_json::Value> = stacks.into_iter().map(|stack| template::plain(stack, &sources)).collect();
    Ok(serde_json::json!({ "stacks": stacks }))
}

/// Reads what a request names, and gives what the auth of its stacks amounts to. Secrets and the values of environment variables are not
/// in it.
///
/// # Errors
/// As [`lint`].
pub fn show(request: &Request, progress: Progress<'_>) -> Result<overview::Overview, Vec<Failure>> {
    let Gathered { mut units, sources, .. } = gather(request, progress)?;
    link(&mut units);
    let auth = |unit: &Unit| {
        let variants: Vec<_> = unit.variants.iter().map(|one| (&one.stack, one.stage.as_deref())).collect();
        overview::auth(&variants, &sources)
    };
    let mut stacks: Vec<overview::Auth> = units.iter().filter_map(auth).collect();
    stacks.sort_by(|one, other| one.file.cmp(&other.file));
    let mut overview = overview::Overview { stacks };
    let hidden = hidden(&units, &sources);
    overview.rewrite(&|text| finding::mask(text, &hidden));
    Ok(overview)
}

/// Reads the policies of everything that [`lint`] would check. See [`policy`] for what to make of them.
///
/// # Errors
/// The same as [`lint`].
pub fn policies(request: &Request, progress: Progress<'_>) -> Result<policy::Found, Vec<Failure>> {
    let Gathered { mut units, sources, .. } = gather(request, progress)?;
    link(&mut units);
    let mut holders: Vec<policy::Holder> = Vec::new();
    for unit in &units {
        for variant in &unit.variants {
            let several = unit.variants.len() > 1;
            let stage = variant.stage.as_deref().or(several.then_some("the default"));
            holders.extend(policy::holders(&variant.stack, stage, &sources));
        }
    }
    holders.sort_by(|one, other| one.file.cmp(&other.file));
    let hidden = hidden(&units, &sources);
    holders.iter_mut().flat_map(policy::Holder::texts).for_each(|text| finding::mask(text, &hidden));
    let files = units.iter().flat_map(|unit| &unit.variants).flat_map(|one| &one.stack.files);
    let broken: BTreeSet<String> =
        files.filter(|file| file.document.is_broken()).map(|file| sources.file(file.id).name().to_owned()).collect();
    Ok(policy::Found { holders, broken: broken.into_iter().collect() })
}

/// Values that must not be shown, each with what stands in its place.
fn hidden(units: &[Unit], sources: &SourceMap) -> Vec<(String, String)> {
    let all = || units.iter().flat_map(|unit| &unit.variants).map(|one| &one.stack);
    let mut hidden: Vec<(String, String)> = all().flat_map(|stack| &stack.hidden).map(hidden_variable).collect();
    for span in all().flat_map(template::Stack::secrets) {
        let text = sources.file(span.file).text().get(span.start as usize..span.end as usize).unwrap_or_default();
        hidden.push((text.trim_matches(['"', '\'']).to_owned(), "***".to_owned()));
    }
    hidden
}

/// The value of an environment variable, and its name as it may be written.
fn hidden_variable((name, value): &(String, String)) -> (String, String) {
    (value.clone(), format!("${{env:{name}}}"))
}

/// Checks a unit for each of its stages. What all of them share is said once, the rest names its stages.
fn check(unit: &Unit, sources: &SourceMap, settings: &Settings) -> Outcome {
    let mut outcomes: Vec<Outcome> = unit.variants.iter().map(|one| engine::check(&one.stack, sources, settings)).collect();
    if outcomes.len() < 2 {
        return outcomes.pop().unwrap_or_default();
    }
    let mut merged = Outcome::default();
    let mut seen: HashMap<(&'static str, Span, String, Option<String>), usize> = HashMap::new();
    let mut stages: Vec<Vec<String>> = Vec::new();
    for (outcome, variant) in outcomes.into_iter().zip(&unit.variants) {
        merged.suppressed = merged.suppressed.max(outcome.suppressed);
        merged.used.extend(outcome.used);
        let stage = variant.stage.clone().unwrap_or_else(|| "the default".to_owned());
        for finding in outcome.findings {
            let key = (finding.rule, finding.primary.span, finding.primary.text.clone(), finding.when.clone());
            match seen.get(&key) {
                Some(index) => {
                    stages[*index].push(stage.clone());
                    let known: &mut Finding = &mut merged.findings[*index];
                    known.severity = known.severity.max(finding.severity);
                    known.confidence = known.confidence.max(finding.confidence);
                    if known.fix != finding.fix {
                        known.fix = None;
                    }
                }
                None => {
                    seen.insert(key, merged.findings.len());
                    stages.push(vec![stage.clone()]);
                    merged.findings.push(finding);
                }
            }
        }
    }
    for (finding, stages) in merged.findings.iter_mut().zip(stages) {
        if stages.len() < unit.variants.len() {
            finding.stages = Some(stages);
        }
    }
    // A suppression is stale only where no stage needs it.
    merged.findings.retain(|finding| finding.rule != "suppressions/unused-suppression" || finding.stages.is_none());
    merged
}

fn gather(request: &Request, progress: Progress<'_>) -> Result<Gathered, Vec<Failure>> {
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
    let (overlay, edited);
    let mut reader: &dyn Reads = &disk;
    if let Some((path, bytes)) = &request.text {
        let path = absolute(path);
        found.candidates.push(Candidate { path: path.clone(), named: true });
        overlay = Overlay { below: &disk, path, bytes: bytes.clone() };
        reader = &overlay;
    }
    if !request.edited.is_empty() {
        edited = Edited { below: reader, files: &request.edited };
        reader = &edited;
    }
    let store = Store::new(reader, request.start.clone());
    let mut given = Vec::new();
    for path in &request.parameters {
        match values(&store, &absolute(path)) {
            Ok(values) => given.push((path, values)),
            Err(reason) => failures.push(failure(&absolute(path), &reason)),
        }
    }
    let all = given.iter().flat_map(|(_, values)| values.iter().cloned()).collect();
    let deployment = Deployment { given: all, ..request.deployment.clone() };
    let stages = request.stages.as_slice();
    let read: Vec<Read> = each(
        &found.candidates,
        |done| progress(done, found.candidates.len() * 2),
        |candidate| open(&store, candidate, &deployment, stages),
    );

    let mut summary = Summary { files: read.len(), ..Summary::default() };
    let mut skip =
        |path: &Path, reason: &str| summary.skipped.push(Skipped { file: display_name(path, &request.start), reason: reason.to_owned() });
    found.skipped.iter().for_each(|(path, reason)| skip(path, reason));
    passed.iter().for_each(|(path, reason)| skip(path, reason));
    let included: HashSet<PathBuf> = read.iter().flat_map(Read::variants).flat_map(|loaded| loaded.included.clone()).collect();
    let mut units: Vec<Unit> = Vec::new();
    let mut strangers: Vec<PathBuf> = Vec::new();
    let mut ours = false;
    for (read, candidate) in read.into_iter().zip(&found.candidates) {
        match read {
            // A fragment that a service of this run includes is checked inside it.
            Read::Template(variants) => {
                ours |= candidate.named;
                if !included.contains(&candidate.path) {
                    units.push(Unit { variants });
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

    let variants = || units.iter().flat_map(|unit| &unit.variants);
    let is_known = |given: &Given| variants().any(|one| one.stack.parameter(&given.name).is_some());
    let unmatched = given.iter().filter(|(_, values)| !values.iter().any(is_known));
    summary.unmatched = unmatched.map(|(path, _)| display_name(&absolute(path), &request.start)).collect();
    let mut checked: HashSet<source::FileId> = HashSet::new();
    variants().for_each(|one| checked.extend(one.stack.files.iter().map(|file| file.id)));
    summary.checked = checked.len();
    // What a named service includes was looked at too.
    let unnamed =
        variants().flat_map(|one| &one.included).filter(|path| !found.candidates.iter().any(|candidate| candidate.path == **path));
    summary.files += unnamed.collect::<HashSet<_>>().len();
    summary.skipped.sort();
    Ok(Gathered { units, sources: store.into_sources(), summary })
}

/// Tells each stack what the others export.
fn link(units: &mut [Unit]) {
    let mut exports: HashMap<String, Export> = HashMap::new();
    for (name, export) in units.iter().flat_map(|unit| &unit.variants).flat_map(|one| engine::exports(&one.stack)) {
        match exports.get_mut(&name) {
            // Exported with different values, by different stages or stacks: which one is deployed is not known.
            Some(known) if known.text != export.text => known.text = None,
            Some(_) => {}
            None => {
                exports.insert(name, export);
            }
        }
    }
    if !exports.is_empty() {
        let exports = Arc::new(exports);
        units.iter_mut().flat_map(|unit| &mut unit.variants).for_each(|one| one.stack.imports = Arc::clone(&exports));
    }
}

/// What reading a candidate gave.
enum Read {
    Template(Vec<Loaded>),
    Other,
    Failed(String),
}

impl Read {
    fn variants(&self) -> &[Loaded] {
        match self {
            Self::Template(variants) => variants,
            _ => &[],
        }
    }
}

/// The values that a parameter file gives.
fn values(store: &Store<'_>, path: &Path) -> Result<Vec<Given>, String> {
    let (id, source) = store.load(path).map_err(|error| error.to_string())?;
    template::parameters::read(id, &source)
}

fn open(store: &Store<'_>, candidate: &Candidate, deployment: &Deployment, stages: &[String]) -> Read {
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
    let variant = |stage: Option<&String>, assumed: bool| {
        let deployment = Deployment { stage: stage.cloned(), assumed, ..deployment.clone() };
        load(store, &candidate.path, id, &source, looks_like_one, &deployment)
    };
    let first = match variant(stages.first(), false) {
        Ok(loaded) => loaded,
        Err(template::NotATemplate) => return Read::Other,
    };
    let (staged, default) = (first.stack.dialect == template::Dialect::Serverless, first.stage.clone());
    let listed: Vec<String> = if stages.is_empty() { first.stages.iter().cloned().collect() } else { Vec::new() };
    let mut variants = vec![first];
    if staged {
        let told = stages.iter().skip(1).map(|stage| (stage, false));
        // Those that the files list, beside the default one.
        let found = listed.iter().filter(|stage| Some(*stage) != default.as_ref()).take(STAGE_LIMIT).map(|stage| (stage, true));
        variants.extend(told.chain(found).filter_map(|(stage, assumed)| variant(Some(stage), assumed).ok()));
    }
    Read::Template(variants)
}

/// For so many stages of its own list a service is read; nobody lists more.
const STAGE_LIMIT: usize = 15;

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
                if known.fix != finding.fix {
                    known.fix = None;
                }
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
