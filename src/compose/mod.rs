//! Composing: comes in the file of a service, goes out one tree in which includes and variables lead to what they stand for.
//!
//! Nodes are never copied: a scalar that is one variable or include becomes a link to the node it stands for, and keeps its place.
//! A variable inside a longer text stays there; [`text`] reads it when somebody asks.

mod deployment;
mod merge;
mod read;
pub mod variables;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use self::variables::{Piece, Source, Variable, split};
use crate::source::{FileId, ReadError, Span, Store};
use crate::syntax::{self, Content, Document, Hole, NodeId, Tree, Via};

pub use deployment::Deployment;
pub(crate) use merge::merge;
pub use read::{FrameworkPiece, FrameworkText, plain, text};

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

/// Something about includes that must be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncludeProblem {
    /// What.
    pub kind: IncludeProblemKind,
    /// The path as it is written.
    pub path: String,
    /// Where the include stands.
    pub span: Span,
}

/// The kinds of [`IncludeProblem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncludeProblemKind {
    /// The file is not there.
    Missing,
    /// The file that the default stage chooses is not there.
    MissingForStage,
    /// The file is not there, and version control is told to leave it out.
    KeptOut,
    /// The file is there, the part of it that the address names is not.
    MissingAddress(String),
    /// The file can't be read; with the reason.
    Unreadable(String),
    /// It includes itself, directly or through others.
    Cycle,
    /// It lies outside the project.
    Outside,
    /// It is a program.
    Code,
    /// Variables that would make the service larger than any is.
    Budget,
}

/// The framework versions' own limit.
const DEPTH_LIMIT: usize = 10;

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
    /// Absolute paths of the included files.
    pub included: Vec<PathBuf>,
}

/// What one variable stands for.
enum Meaning {
    Node(NodeId),
    Text,
    Hole(Hole),
}

/// Reads a service file and everything that it includes.
#[must_use]
pub fn compose(store: &Store<'_>, path: &Path, file: FileId, name: &str, text: &str, deployment: &Deployment) -> Composition {
    let mut tree = Tree::default();
    let document = syntax::parse(&mut tree, file, name, text);
    let root = document.root;
    let files = vec![UnitFile { id: file, document, included_at: None }];
    let mut composer = Composer {
        store,
        deployment,
        folder: path.parent().unwrap_or(path).to_path_buf(),
        out: Composition { tree, root, files, problems: Vec::new(), included: Vec::new() },
        parsed: HashMap::new(),
        walked: HashMap::new(),
        followed: HashSet::new(),
        path: HashSet::new(),
        spent: 0,
        open: vec![path.to_path_buf()],
        steps: 0,
    };
    if let Some(root) = root {
        composer.walk(root, 0);
    }
    composer.out
}

struct Composer<'s, 'r> {
    store: &'s Store<'r>,
    deployment: &'s Deployment,
    folder: PathBuf,
    out: Composition,
    /// Roots of included files; `None` for one that gave nothing.
    parsed: HashMap<PathBuf, Option<NodeId>>,
    /// Sizes of the nodes below which everything is followed.
    walked: HashMap<NodeId, u64>,
    /// Scalars whose own variable was followed.
    followed: HashSet<NodeId>,
    /// The nodes from the root to where the walk stands.
    path: HashSet<NodeId>,
    spent: u64,
    /// The includes that are being walked right now.
    open: Vec<PathBuf>,
    steps: usize,
}

impl Composer<'_, '_> {
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
        self.step(node, depth);
        self.path.insert(node);
        let size = if self.out.tree.link(node).is_some() {
            let target = self.out.tree.target(node);
            let cut = if self.path.contains(&target) {
                Some(Hole::Variable)
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
        let kind = if hole == Hole::Depth { IncludeProblemKind::Budget } else { return };
        if !self.out.problems.iter().any(|problem| problem.kind == kind) {
            self.out.problems.push(IncludeProblem { kind, path: String::new(), span: self.out.tree.span(node) });
        }
    }

    fn follow(&mut self, node: NodeId, source: &str, depth: usize) {
        let pieces = split(source);
        let [Piece::Variable(variable)] = pieces.as_slice() else { return };
        let span = self.out.tree.span(node);
        let includes = matches!(variable.sources.first(), Some(Source::Look { kind: "file", .. }));
        match self.meaning(variable, span, depth) {
            Meaning::Node(target) if self.out.tree.target(target) == node => self.out.tree.set_hole(node, Hole::Variable),
            Meaning::Node(target) => {
                self.out.tree.set_link(node, target, if includes { Via::Include } else { Via::Variable });
            }
            // A text stays where it is: whoever reads it asks [`text`] for what is known about it.
            Meaning::Text => {}
            Meaning::Hole(hole) => self.out.tree.set_hole(node, if includes { Hole::Include } else { hole }),
        }
    }

    fn meaning(&mut self, variable: &Variable<'_>, span: Span, depth: usize) -> Meaning {
        if depth >= DEPTH_LIMIT {
            return Meaning::Hole(Hole::Variable);
        }
        let (mut absent, mut option) = (None, false);
        for (index, source) in variable.sources.iter().enumerate() {
            let last = index + 1 == variable.sources.len();
            match source {
                Source::Look { kind: "file", params: Some(path), address } => match self.include(path, *address, span, depth, last) {
                    Some(meaning) => return meaning,
                    None => absent = Some(Hole::Include),
                },
                Source::Look { kind: "self", params: None, address: Some(address) } => {
                    let nested = address.contains("${");
                    let Ok(address) = plain(&self.out.tree, self.out.root, address) else { return Meaning::Hole(Hole::Variable) };
                    match self.look_up(&address, depth) {
                        // That an option may replace it is known of texts only.
                        Ok(Some(node)) if (option || nested) && self.out.tree.text(node).is_some() => return Meaning::Text,
                        Ok(Some(node)) => return Meaning::Node(node),
                        Ok(None) => absent = Some(Hole::Variable),
                        Err(hole) => return Meaning::Hole(hole),
                    }
                }
                Source::Look { kind: "opt", params: None, .. } => option = true,
                // Texts are read later, by `text`, which knows the same sources.
                _ => return Meaning::Text,
            }
        }
        match absent {
            Some(hole) => Meaning::Hole(hole),
            None => Meaning::Text,
        }
    }

    /// The node at a dotted path of the service, variables on the way followed.
    fn look_up(&mut self, address: &str, depth: usize) -> Result<Option<NodeId>, Hole> {
        let Some(mut node) = self.out.root else { return Ok(None) };
        for key in address.split('.') {
            self.step(node, depth);
            node = match self.out.tree.content(node) {
                Content::Map(_) => match self.out.tree.get(node, key) {
                    Some(next) => next,
                    None => return Ok(None),
                },
                Content::List(items) => match key.parse::<usize>().ok().and_then(|index| items.get(index)) {
                    Some(next) => *next,
                    None => return Ok(None),
                },
                Content::Hole(hole) => return Err(hole),
                Content::Scalar(text, _) if text.contains("${") => return Err(Hole::Variable),
                Content::Scalar(..) => return Ok(None),
            };
        }
        self.step(node, depth);
        Ok(if self.out.tree.is_null(node) { None } else { Some(node) })
    }

    /// Follows the variable at a node, without what lies below it.
    fn step(&mut self, node: NodeId, depth: usize) {
        let target = self.out.tree.target(node);
        if let Content::Scalar(text, _) = self.out.tree.content(target)
            && let Some(variable) = whole_variable(text)
            && self.followed.insert(target)
        {
            self.follow(target, &variable, depth + 1);
        }
    }

    /// The included node; `None` where the file or the part is absent and another source may follow.
    fn include(&mut self, written: &str, address: Option<&str>, span: Span, depth: usize, last: bool) -> Option<Meaning> {
        let written = written.trim().trim_matches(['\'', '"']);
        // A path that the stage decides is followed for the default stage; that it leads nowhere would prove nothing.
        let chosen = written.contains("${") || address.is_some_and(|address| address.contains("${"));
        let known = |text: &str| plain(&self.out.tree, self.out.root, text);
        let (Ok(written), Ok(address)) = (known(written), address.map(known).transpose()) else {
            return Some(Meaning::Hole(Hole::Include));
        };
        let (written, address) = (written.as_str(), address.as_deref());
        let path = crate::source::normalize(&self.folder.join(written));
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
        let mut say = |kind| self.out.problems.push(IncludeProblem { kind, path: written.to_owned(), span });
        if matches!(extension.as_str(), "js" | "cjs" | "mjs" | "ts") {
            say(IncludeProblemKind::Code);
            return Some(Meaning::Hole(Hole::Include));
        }
        if address.is_none() && self.open.contains(&path) || self.open.len() > DEPTH_LIMIT {
            say(IncludeProblemKind::Cycle);
            return Some(Meaning::Hole(Hole::Include));
        }
        let root = match self.parsed.get(&path) {
            Some(root) => *root,
            None => match self.store.load(&path) {
                Ok((id, source)) => {
                    if !matches!(extension.as_str(), "yml" | "yaml" | "json" | "tfstate") {
                        // Everything else is a text, whose variables the framework reads too.
                        return Some(Meaning::Hole(Hole::Include));
                    }
                    let name = source.name().to_owned();
                    let document = parse_checked(&mut self.out.tree, id, &name, &source);
                    let root = document.root;
                    self.out.files.push(UnitFile { id, document, included_at: Some(span) });
                    self.out.included.push(path.clone());
                    self.parsed.insert(path.clone(), root);
                    root
                }
                Err(error) => {
                    let kind = match error {
                        ReadError::Missing if !last => return None,
                        ReadError::Missing if chosen => IncludeProblemKind::MissingForStage,
                        ReadError::Missing if crate::source::is_kept_out(&path) => IncludeProblemKind::KeptOut,
                        ReadError::Missing => IncludeProblemKind::Missing,
                        ReadError::Outside => IncludeProblemKind::Outside,
                        other => IncludeProblemKind::Unreadable(other.to_string()),
                    };
                    say(kind);
                    return Some(Meaning::Hole(Hole::Include));
                }
            },
        };
        let Some(mut node) = root else { return Some(Meaning::Hole(Hole::Include)) };
        self.open.push(path);
        let found = self.part(&mut node, address, depth);
        if matches!(found, Ok(true)) {
            self.walk(node, depth + 1);
        }
        self.open.pop();
        match found {
            Ok(true) => Some(Meaning::Node(node)),
            Ok(false) if !last => None,
            Ok(false) if chosen => Some(Meaning::Hole(Hole::Include)),
            Ok(false) => {
                let address = address.unwrap_or_default().to_owned();
                let kind = IncludeProblemKind::MissingAddress(address);
                self.out.problems.push(IncludeProblem { kind, path: written.to_owned(), span });
                Some(Meaning::Hole(Hole::Include))
            }
            Err(hole) => Some(Meaning::Hole(hole)),
        }
    }

    /// Moves `node` to the part that an address names; false where it is absent.
    fn part(&mut self, node: &mut NodeId, address: Option<&str>, depth: usize) -> Result<bool, Hole> {
        for key in address.into_iter().flat_map(|address| address.split('.')) {
            self.step(*node, depth);
            let next = match self.out.tree.content(*node) {
                Content::Map(_) => self.out.tree.get(*node, key),
                Content::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index).copied()),
                Content::Hole(hole) => return Err(hole),
                Content::Scalar(text, _) if text.contains("${") => return Err(Hole::Variable),
                Content::Scalar(..) => None,
            };
            match next {
                Some(next) => *node = next,
                None => return Ok(false),
            }
        }
        Ok(true)
    }
}

/// Parses a file of which the store may know that its bytes are no text.
#[must_use]
pub fn parse_checked(tree: &mut Tree, id: FileId, name: &str, source: &crate::source::SourceFile) -> Document {
    if let Some(at) = source.invalid_at() {
        let span = Span::new(id, at, (at + 3).min(source.text().len() as u32));
        let problem = syntax::Problem { kind: syntax::ProblemKind::NotUtf8, span };
        return Document { format: syntax::Format::Yaml, root: None, comments: Vec::new(), problems: vec![problem] };
    }
    syntax::parse(tree, id, name, source.text())
}

/// The text, if it is one variable and nothing else.
fn whole_variable(text: &str) -> Option<String> {
    let trimmed = text.trim();
    (trimmed.starts_with("${") && trimmed.ends_with('}')).then(|| trimmed.to_owned())
}
