//! The tree, held against readers that share no code with it: in go templates (the repository's fixtures, the corpus of public
//! templates and the YAML test suite that may lie beside the repository), made-up documents and broken ones; compared are shape,
//! texts and spans. Where a folder is not there, as in a packaged source tree, its part is skipped with a message.
//!
//! | module | asks |
//! |---|---|
//! | `readers` | do yaml-rust2, libyaml (through serde_yaml) and serde_json read the same tree? |
//! | `pyyaml` | do we read what PyYAML reads, and refuse what it refuses? |
//! | `suite` | what of the YAML test suite is read as it says? |
//! | `spans` | does every span cover its scalar, every collection its children? |
//! | `documents` | the same for made-up documents |
//! | `hostile` | no panic, no hang, no overflow |
//! | `glued` | is `Key:value` read as meant, and nothing else taken for it? |
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says on stderr what it compared or skipped.

#[path = "trees/documents.rs"]
mod documents;
#[path = "trees/glued.rs"]
mod glued;
#[path = "trees/hostile.rs"]
mod hostile;
#[path = "trees/plain.rs"]
mod plain;
#[path = "trees/pyyaml.rs"]
mod pyyaml;
#[path = "trees/readers.rs"]
mod readers;
#[path = "trees/spans.rs"]
mod spans;
#[path = "trees/suite.rs"]
mod suite;

use std::fs;
use std::path::Path;

use authlint::source::{FileId, LineIndex, SourceFile};
use authlint::syntax::{Document, NodeId, Tree};

/// A text with what was read of it.
struct Parsed {
    text: String,
    tree: Tree,
    document: Document,
    lines: LineIndex,
}

impl Parsed {
    fn new(name: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut tree = Tree::default();
        let document = authlint::syntax::parse(&mut tree, FileId(0), name, &text);
        let lines = LineIndex::new(&text);
        Self { text, tree, document, lines }
    }

    /// The source text of a node.
    fn source(&self, node: NodeId) -> &str {
        let span = self.tree.span(node);
        &self.text[span.start as usize..span.end as usize]
    }

    fn root(&self) -> NodeId {
        self.document.root.unwrap_or_else(|| panic!("nothing was read: {:?}", self.document.problems))
    }
}

/// A file of the fixtures or of the corpus.
struct Sample {
    /// `fixtures/...` or `realworld/...`.
    name: String,
    text: String,
}

impl Sample {
    fn parse(&self) -> Parsed {
        Parsed::new(&self.name, self.text.as_str())
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every YAML and JSON file of the fixtures and the corpus, in order of name, and whether the corpus is there.
fn samples(test: &str) -> (Vec<Sample>, bool) {
    let mut samples = Vec::new();
    let corpus = repository().join("../shared/corpus/realworld");
    let there = corpus.is_dir();
    if !there {
        eprintln!("SKIPPED {test}: the corpus is not there ({} is no folder), only fixtures are compared", corpus.display());
    }
    for (prefix, folder) in [("fixtures", repository().join("fixtures")), ("realworld", corpus)] {
        for entry in walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().flatten() {
            let path = entry.path();
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if !entry.file_type().is_file() || !matches!(extension, "yml" | "yaml" | "json" | "template") {
                continue;
            }
            let within: Vec<_> = path.strip_prefix(&folder).unwrap().iter().map(|part| part.to_string_lossy()).collect();
            // What is broken on purpose (bombs among it) and what belongs to other programs no reader should be asked about.
            if prefix == "fixtures" && matches!(within[0].as_ref(), "broken" | "foreign") {
                continue;
            }
            let file = SourceFile::from_bytes(format!("{prefix}/{}", within.join("/")), fs::read(path).unwrap());
            samples.push(Sample { name: file.name().to_owned(), text: file.text().to_owned() });
        }
    }
    (samples, there)
}

/// The rows of a checked-in list: fields parted by tabs, `#` for remarks.
fn rows(list: &'static str) -> Vec<Vec<&'static str>> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.split('\t').collect()).collect()
}
