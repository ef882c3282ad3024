//! What composing a service can't do, with its place.

use crate::source::Span;
use crate::syntax::NodeId;

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

/// Something about variables that must be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableProblem {
    /// What.
    pub kind: VariableProblemKind,
    /// The variable as it is written.
    pub written: String,
    /// Where it stands; the scalar where its bytes are written in another way.
    pub span: Span,
    /// It stands in double quotes, where a backslash is written twice.
    pub quoted: bool,
}

/// The kinds of [`VariableProblem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableProblemKind {
    /// The framework can't read it; with what is wrong.
    Syntax(&'static str),
    /// No such kind of variable; with its name.
    UnknownSource(String),
    /// The source has nothing of that name; with both.
    UnknownAddress(String, String),
    /// The files prove that nothing is there, and no fallback is given; with the resolved path.
    Absent(String),
    /// A list stands inside a text, as text with commas; with the list and the whole text as it is written.
    ListInText(NodeId, String),
    /// A map or nothing stands inside a text, which the framework refuses; with the value.
    NoText(Option<NodeId>),
    /// It leads back to itself.
    Cycle,
    /// Variables lead to variables, further than the framework goes.
    Depth,
    /// `strToBool` of a text that is no boolean.
    NotBoolean(String),
    /// It reads a literal `provider.stage`, or something that this chose; true where a key or a file is chosen by it.
    StageOfProvider(bool),
    /// The service changes how variables are written.
    CustomSyntax,
}
