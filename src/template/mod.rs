//! Templates: comes in a parsed or composed file, goes out a stack with its resources, outputs, parameters and conditions, whatever
//! format it came from.

mod builder;
mod documents;
mod for_each;
mod kind;
mod load;
pub mod parameters;
mod path;
mod plain;
mod sam;
mod secrets;
mod serverless;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use crate::compose::{Generation, Given, IncludeProblem, UnitFile, VariableProblem};
use crate::data::policies::DocumentKind;
use crate::source::{FileId, Span};
use crate::syntax::{Content, NodeId, Tree};

pub use kind::{Kind, classify, dialect_of};
pub use load::{Loaded, NotATemplate, load};
pub use path::LogicalPath;
pub use plain::{UNKNOWN, plain, value};
pub use secrets::{Secret, SecretKind, SecretParameter, SecretUse};

/// Which rules of reading apply to a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// CloudFormation.
    CloudFormation,
    /// CloudFormation with the SAM transform.
    Sam,
    /// The Serverless Framework.
    Serverless,
    /// A fragment without the service or template that it belongs to: what depends on the dialect is unknown.
    Unknown,
    /// A bare IAM policy document.
    Policy,
}

/// A resource as it is written.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The logical id.
    pub id: String,
    /// The node of the logical id; for a single body without one, of the key `Type`.
    pub key: NodeId,
    /// The map with `Type` and `Properties`.
    pub body: NodeId,
    /// The type, such as `AWS::IAM::Role`.
    pub kind: String,
    /// The value of `Properties`.
    pub properties: Option<NodeId>,
    /// The name of its condition.
    pub condition: Option<String>,
}

/// An output as it is written.
#[derive(Debug, Clone)]
pub struct Output {
    /// The logical id.
    pub id: String,
    /// The node of the logical id.
    pub key: NodeId,
    /// The map with `Value` and `Export`.
    pub body: NodeId,
    /// The name of its condition.
    pub condition: Option<String>,
}

/// A parameter as it is written.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// The node of the name.
    pub key: NodeId,
    /// The map with `Type` and `Default`.
    pub body: NodeId,
    /// `String`, `Number`, `CommaDelimitedList` …
    pub kind: String,
    /// The value of `Default`.
    pub default: Option<NodeId>,
    /// The values that are allowed, the default first, each once; empty where any is.
    pub allowed: Vec<NodeId>,
    /// The value that a parameter file gives to it; then it is the only allowed one.
    pub given: Option<NodeId>,
}

impl Parameter {
    /// True where the value is a list, written as one text with commas.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.kind == "CommaDelimitedList" || self.kind.starts_with("List<")
    }

    /// True where the value must not be shown.
    #[must_use]
    pub fn is_secret(&self, tree: &Tree) -> bool {
        tree.get(self.body, "NoEcho").and_then(|node| tree.text(node)).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// True where the value is kept elsewhere, and what is written is only the name under which it is found.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.kind.starts_with("AWS::SSM::Parameter::Value")
    }
}

/// A condition as it is written.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The name.
    pub name: String,
    /// Its definition.
    pub body: NodeId,
}

/// Statements that a service gives to its functions, outside of any resource.
#[derive(Debug, Clone)]
pub struct ServicePolicy {
    /// How people call it: `provider.iam.role.statements`.
    pub path: String,
    /// The key that holds the statements.
    pub key: NodeId,
    /// The list of statements.
    pub statements: NodeId,
}

/// What is deployed together.
#[derive(Debug)]
pub struct Stack {
    /// The name of the file that it comes from.
    pub name: String,
    /// Which rules of reading apply.
    pub dialect: Dialect,
    /// All nodes.
    pub tree: Tree,
    /// The topmost node of the unit's own file.
    pub root: Option<NodeId>,
    /// The template as the framework hands it to CloudFormation, with what it generates.
    pub template: Option<NodeId>,
    /// The files that it is made of.
    pub files: Vec<UnitFile>,
    /// What must be said about includes.
    pub include_problems: Vec<IncludeProblem>,
    /// What must be said about variables.
    pub variable_problems: Vec<VariableProblem>,
    /// Environment variables with values that must be shown nowhere.
    pub hidden: Vec<(String, String)>,
    /// The resources, in the order of the file.
    pub resources: Vec<Resource>,
    /// The outputs.
    pub outputs: Vec<Output>,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The conditions.
    pub conditions: Vec<Condition>,
    /// The value of `Mappings`.
    pub mappings: Option<NodeId>,
    /// Statements of `provider` and `functions`.
    pub service_policies: Vec<ServicePolicy>,
    /// Lists of managed policies of `provider`.
    pub service_managed_policies: Vec<NodeId>,
    /// The document of a bare policy file.
    pub policy: Option<NodeId>,
    /// What that document is for, where the run was told.
    pub policy_kind: Option<DocumentKind>,
    /// Why resources may exist that are not listed here; `None` where the list is complete.
    pub open: Option<Open>,
    /// Macros that can't be followed: their names and places.
    pub macros: Vec<(String, Span)>,
    /// The first line of a service that is written as a program.
    pub program: Option<Span>,
    /// The generation of the framework that deploys a service.
    pub generation: Generation,
    /// What the stacks of the same run export, by the name of the export.
    pub imports: Arc<HashMap<String, Export>>,
    /// Words that the project knows to be allowed though the schemas lack them.
    pub known_values: Arc<[String]>,
    deployed_as: Option<String>,
    /// What parameter files give, those that win last.
    given: Arc<[Given]>,
    ids: HashMap<String, usize>,
    parameter_ids: HashMap<String, usize>,
    condition_ids: HashMap<String, usize>,
    mentions: OnceLock<Vec<Vec<usize>>>,
    kinds: OnceLock<HashMap<String, Vec<usize>>>,
    bodies: OnceLock<Vec<(Span, usize)>>,
    completed: OnceLock<HashSet<NodeId>>,
}

/// What another stack of the same run exports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// The value, where it is a known text.
    pub text: Option<String>,
    /// The role whose name it is.
    pub role: Option<RoleName>,
}

/// A role whose name, not its ARN, is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleName {
    /// The logical id of the role.
    pub role: String,
    /// The value of the output.
    pub span: Span,
}

/// Why a stack may hold more than is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// An include that could not be read.
    Include,
    /// A transform, a loop or a plugin.
    Transform,
    /// A fragment: the rest is elsewhere.
    Fragment,
    /// The framework generates resources.
    Generated,
    /// The file could not be read to its end.
    Broken,
}

impl Stack {
    /// The resource of a logical id.
    #[must_use]
    pub fn resource(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// The parameter of a name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<usize> {
        self.parameter_ids.get(name).copied()
    }

    /// The condition of a name.
    #[must_use]
    pub fn condition(&self, name: &str) -> Option<usize> {
        self.condition_ids.get(name).copied()
    }

    /// The name under which the stack is deployed, as far as the files tell it; else the name of the file.
    #[must_use]
    pub fn stack_name(&self) -> &str {
        self.deployed_as.as_deref().unwrap_or(&self.name)
    }

    /// True for a parameter whose value must not be shown.
    #[must_use]
    pub fn is_secret(&self, parameter: usize) -> bool {
        self.parameters[parameter].is_secret(&self.tree)
    }

    /// Whether a macro sees the whole template, and may make anything of what is written. AWS's own add to it, and a loop makes resources
    /// beside those that are there.
    #[must_use]
    pub fn is_rewritten(&self) -> bool {
        self.macros.iter().any(|(name, _)| !name.starts_with("AWS::") && !name.starts_with("Fn::ForEach"))
    }

    /// Where the file is included; `None` for the unit's own file.
    #[must_use]
    pub fn included_at(&self, file: FileId) -> Option<Span> {
        self.files.iter().find(|unit| unit.id == file).and_then(|unit| unit.included_at)
    }

    fn by_kind(&self) -> &HashMap<String, Vec<usize>> {
        self.kinds.get_or_init(|| {
            let mut all: HashMap<String, Vec<usize>> = HashMap::new();
            for (index, resource) in self.resources.iter().enumerate() {
                all.entry(resource.kind.clone()).or_default().push(index);
            }
            all
        })
    }

    /// The resources of a type, in the order of the file.
    #[must_use]
    pub fn of_kind(&self, kind: &str) -> &[usize] {
        self.by_kind().get(kind).map_or(&[], Vec::as_slice)
    }

    /// The types of which there are resources, each once, in no order.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.by_kind().keys().map(String::as_str)
    }

    /// True for a map to whose keys others may come: a transform or an unresolved merge stands in it, or it was not read to its end.
    #[must_use]
    pub fn is_completed(&self, map: NodeId) -> bool {
        let completed = self.completed.get_or_init(|| self.tree.ids().filter(|node| self.tree.is_completed(*node)).collect());
        !completed.is_empty() && completed.contains(&map)
    }

    /// The resource in whose body some bytes are written.
    fn resource_at(&self, span: Span) -> Option<&Resource> {
        let bodies = self.bodies.get_or_init(|| {
            let body = |(index, resource): (usize, &Resource)| (self.tree.span(self.tree.target(resource.body)), index);
            let mut all: Vec<(Span, usize)> = self.resources.iter().enumerate().map(body).collect();
            all.sort_unstable();
            all
        });
        let after = bodies.partition_point(|(body, _)| (body.file, body.start) <= (span.file, span.start));
        let (body, index) = bodies.get(after.checked_sub(1)?)?;
        body.contains(span).then(|| &self.resources[*index])
    }

    /// The resources whose body names this one (by Ref, GetAtt, Sub or DependsOn), in the order of the file.
    #[must_use]
    pub fn mentioned_by(&self, resource: usize) -> &[usize] {
        let mentions = self.mentions.get_or_init(|| {
            let mut all: Vec<Vec<usize>> = vec![Vec::new(); self.resources.len()];
            for (index, by) in self.resources.iter().enumerate() {
                let mut named = Vec::new();
                self.collect_names(by.body, &mut named);
                named.sort_unstable();
                named.dedup();
                for target in named {
                    all[target].push(index);
                }
            }
            all
        });
        mentions.get(resource).map_or(&[], Vec::as_slice)
    }

    /// Composing and parsing bound how much there is below a node.
    fn collect_names(&self, node: NodeId, named: &mut Vec<usize>) {
        match self.tree.content(node) {
            Content::Scalar(text, _) => {
                // `Ref: Id`, `GetAtt: Id.Attr`, `Sub: …${Id.Attr}…`: any text may be one, and a false mention costs nothing.
                let head = text.split('.').next().unwrap_or(text);
                named.extend(self.ids.get(head).copied());
                let mut rest = text;
                while let Some(at) = rest.find("${") {
                    rest = &rest[at + 2..];
                    let len = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
                    named.extend(self.ids.get(&rest[..len]).copied());
                }
            }
            Content::List(items) => items.iter().for_each(|item| self.collect_names(*item, named)),
            Content::Map(entries) => entries.iter().for_each(|entry| self.collect_names(entry.value, named)),
            Content::Hole(_) => {}
        }
    }
}
