//! Composing: comes in the file of a service, goes out one tree in which includes and variables lead to what they stand for.
//!
//! Nodes are never copied: a scalar that is one variable or include becomes a link to the node it stands for, and keeps its place.
//! A text with variables in it becomes a link to the text that they make of it, or keeps [`Parts`](crate::syntax::Parts) where some of
//! it is not known. After composing nobody has to know how variables are written.

mod deployment;
mod generation;
mod include;
mod merge;
mod problem;
mod sources;
mod stages;
mod value;
mod variables;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::source::{FileId, SourceFile, Span, Store};
use crate::syntax::{self, Content, Document, Hole, NodeId, Tree, Via};

pub use deployment::{Deployment, Given};
pub use generation::Generation;
pub(crate) use merge::merge;
pub use problem::{IncludeProblem, IncludeProblemKind, VariableProblem, VariableProblemKind};
pub use variables::self_path;

/// One file of a unit.
#[derive(Debug)]
pub struct UnitFile {
    /// The file.
    pub id: FileId,
    /// What it holds.
    pub document: Document,
    /// Where it is included; `None` for the unit's own file.
    pub included_at: Option<Span>,
}

/// How many nodes are walked in search of variables; far beyond any service, small enough for a hostile one.
const WALK_LIMIT: usize = 4_000_000;

/// How many nodes links may stand for in all.
const SIZE_BUDGET: u64 = 2_000_000;

/// How deep a tree may get through links.
const PATH_LIMIT: usize = 1_000;

/// A service, composed.
#[derive(Debug)]
pub struct Composition {
    /// All nodes.
    pub tree: Tree,
    /// The topmost node of the service file.
    pub root: Option<NodeId>,
    /// The service file first, then the included ones in the order of discovery.
    pub files: Vec<UnitFile>,
    /// What must be said about includes.
    pub problems: Vec<IncludeProblem>,
    /// What must be said about variables.
    pub variable_problems: Vec<VariableProblem>,
    /// Absolute paths of the included files.
    pub included: Vec<PathBuf>,
    /// Environment variables whose values were used, with these: they must be shown nowhere.
    pub hidden: Vec<(String, String)>,
    /// The stages that the files themselves list.
    pub stages: BTreeSet<String>,
    /// The stage for which it was composed; `None` where it is not known.
    pub stage: Option<String>,
    /// The generation of the framework that deploys it.
    pub generation: Generation,
}

/// Reads everything that a service file includes, and follows its variables, as a deployment would.
#[must_use]
pub fn compose(store: &Store<'_>, path: &Path, file: FileId, tree: Tree, document: Document, deployment: &Deployment) -> Composition {
    let root = document.root;
    let mut composer = Composer::new(Some((store, path)), tree, deployment);
    composer.out.root = root;
    composer.out.files = vec![UnitFile { id: file, document, included_at: None }];
    if let (Some(root), false) = (root, deployment.raw) {
        composer.begin(root);
        composer.walk(root, 0);
    }
    composer.out
}

/// Reads the variables of a fragment, of whose service nothing is known.
pub fn compose_fragment(tree: Tree, root: NodeId, deployment: &Deployment) -> Tree {
    let mut composer = Composer::new(None, tree, deployment);
    composer.walk(root, 0);
    composer.out.tree
}

/// How far a scalar is with its variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Open,
    Done,
}

struct Composer<'s, 'r> {
    /// Where files are read and the path of the service; none for a fragment.
    service: Option<(&'s Store<'r>, &'s Path)>,
    deployment: &'s Deployment,
    /// Environment variables that were read from files.
    dotenv: HashMap<String, String>,
    out: Composition,
    /// Roots of included files; `None` for one that gave nothing.
    parsed: HashMap<PathBuf, Option<NodeId>>,
    /// Sizes of the nodes below which everything is followed.
    walked: HashMap<NodeId, u64>,
    /// Large maps by their keys, for look-ups.
    indexes: HashMap<NodeId, HashMap<String, NodeId>>,
    /// Scalars with variables that were looked at.
    progress: HashMap<NodeId, Progress>,
    /// The nodes from the root to where the walk stands.
    path: HashSet<NodeId>,
    /// Nodes that lead to a map or list which something chose that a deployment may say otherwise; true where it is not the stage alone.
    chosen: HashMap<NodeId, bool>,
    spent: u64,
    steps: usize,
    /// What the compose file gives to this service.
    composed: Option<NodeId>,
    has_looked_for_compose: bool,
    /// Plugins may add sources of variables.
    has_plugins: bool,
    /// Variables are written in another way, which is not followed.
    custom_syntax: bool,
}

impl<'s, 'r> Composer<'s, 'r> {
    fn new(service: Option<(&'s Store<'r>, &'s Path)>, tree: Tree, deployment: &'s Deployment) -> Self {
        Composer {
            service,
            deployment,
            dotenv: HashMap::new(),
            out: Composition {
                tree,
                root: None,
                files: Vec::new(),
                problems: Vec::new(),
                variable_problems: Vec::new(),
                included: Vec::new(),
                hidden: Vec::new(),
                stages: BTreeSet::new(),
                stage: None,
                generation: Generation::Any,
            },
            parsed: HashMap::new(),
            walked: HashMap::new(),
            indexes: HashMap::new(),
            progress: HashMap::new(),
            path: HashSet::new(),
            chosen: HashMap::new(),
            spent: 0,
            steps: 0,
            composed: None,
            has_looked_for_compose: false,
            has_plugins: false,
            custom_syntax: false,
        }
    }

    /// What must be known of the service before its variables are read.
    fn begin(&mut self, root: NodeId) {
        let tree = &self.out.tree;
        // `plugins: [a]`, or in old services `plugins: {modules: [a]}`.
        self.has_plugins = tree.get(root, "plugins").is_some_and(|plugins| match tree.content(plugins) {
            Content::List(items) => !items.is_empty(),
            Content::Map(_) | Content::Hole(_) => true,
            Content::Scalar(..) => !tree.is_null(plugins),
        });
        self.out.generation = match tree.get(root, "frameworkVersion").and_then(|version| tree.text(version)) {
            Some(version) => Generation::of(version),
            None => self.installed().unwrap_or(Generation::Any),
        };
        let tree = &self.out.tree;
        if let Some(syntax) = tree.at(root, &["provider", "variableSyntax"]) {
            self.custom_syntax = true;
            let span = tree.span(syntax);
            self.say(VariableProblemKind::CustomSyntax, "", span);
            return;
        }
        let stage = self.effective_stage(0);
        self.out.stage = stage.whole().filter(|_| stage.secret.is_none()).map(str::to_owned);
        self.read_dotenv(root);
    }

    /// Follows every variable below a node and gives its size, links counted as what they lead to. A link back to a node that is
    /// still open would make the tree endless, one too deep or too large would make it useless: each becomes a hole.
    fn walk(&mut self, node: NodeId, depth: usize) -> u64 {
        if let Some(size) = self.walked.get(&node) {
            return *size;
        }
        self.steps += 1;
        if self.steps > WALK_LIMIT || self.path.len() > PATH_LIMIT {
            self.out.tree.set_hole(node, Hole::Depth);
            return 1;
        }
        self.resolve(node, depth);
        self.path.insert(node);
        let size = if self.out.tree.link(node).is_some() {
            let target = self.out.tree.target(node);
            let cut = if self.path.contains(&target) {
                Some(if self.out.tree.link(node).is_some_and(|(_, via)| via == Via::Include) { Hole::Include } else { Hole::Variable })
            } else {
                let size = self.walk(target, depth);
                self.spent = self.spent.saturating_add(size);
                (self.spent > SIZE_BUDGET).then_some(Hole::Depth)
            };
            if let Some(hole) = cut {
                self.say_cut(node, hole);
                self.out.tree.set_hole(node, hole);
            }
            self.walked.get(&target).copied().unwrap_or(1)
        } else {
            let children: Vec<NodeId> = match self.out.tree.content(node) {
                Content::List(items) => items.to_vec(),
                Content::Map(entries) => entries.iter().map(|entry| entry.value).collect(),
                _ => Vec::new(),
            };
            children.into_iter().fold(1, |size: u64, child| size.saturating_add(self.walk(child, depth)))
        };
        self.path.remove(&node);
        self.walked.insert(node, size);
        size
    }

    fn say_cut(&mut self, node: NodeId, hole: Hole) {
        let span = self.out.tree.span(node);
        if hole == Hole::Include {
            let written = self.out.tree.own_text(node).unwrap_or_default();
            let path = written.trim_start_matches("${file(").split(')').next().unwrap_or_default().to_owned();
            self.out.problems.push(IncludeProblem { kind: IncludeProblemKind::Cycle, path, span });
            return;
        }
        if hole != Hole::Depth {
            let written = self.out.tree.own_text(node).unwrap_or_default().to_owned();
            // An alias inside itself is the parser's to say.
            if written.contains("${") {
                self.say(VariableProblemKind::Cycle, &written, span);
            }
            return;
        }
        self.say_budget(span);
    }

    fn say_budget(&mut self, span: Span) {
        let kind = IncludeProblemKind::Budget;
        if !self.out.problems.iter().any(|problem| problem.kind == kind) {
            self.out.problems.push(IncludeProblem { kind, path: String::new(), span });
        }
    }

    fn say(&mut self, kind: VariableProblemKind, written: &str, span: Span) {
        let source = self.service.map(|(store, _)| store.file(span.file));
        let bytes = source.as_ref().and_then(|source| source.text().get(span.start as usize..span.end as usize)).unwrap_or_default();
        let found = bytes.find(written).filter(|_| !written.is_empty()).map(|at| span.start + at as u32);
        let quoted = bytes.starts_with('"');
        let span = found.map_or(span, |start| Span::new(span.file, start, start + written.len() as u32));
        let problem = VariableProblem { kind, written: written.to_owned(), span, quoted };
        // A scalar reached on several ways says what is wrong with it once.
        if !self.out.variable_problems.iter().rev().take(64).any(|known| *known == problem) {
            self.out.variable_problems.push(problem);
        }
    }
}

/// Parses a file of which the store may know that its bytes are no text.
#[must_use]
pub fn parse_checked(tree: &mut Tree, id: FileId, name: &str, source: &SourceFile) -> Document {
    if let Some(at) = source.invalid_at() {
        let span = Span::new(id, at, (at + 3).min(source.text().len() as u32));
        let problem = syntax::Problem { kind: syntax::ProblemKind::NotUtf8, span };
        return Document { format: syntax::Format::Yaml, root: None, comments: Vec::new(), problems: vec![problem] };
    }
    syntax::parse(tree, id, name, source.text())
}
