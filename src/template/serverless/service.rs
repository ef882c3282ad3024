//! The service as the generating parts see it: comes in a composed tree, go out its settings, functions and events, and a place for
//! what is made of them.

use std::collections::HashMap;

use super::names;
use super::shape::{Made, arn, entries, joined, map, piece};
use crate::compose::Deployment;
use crate::source::Span;
use crate::syntax::{Content, NodeId, Part, Parts, Style, Tree};
use crate::template::builder::parts_of;

/// A setting, as the framework's own conditions see it: `false`, nothing, zero and an empty text count as absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    Absent,
    /// It may be there or not, or it may be anything.
    Unknown,
    Given(NodeId),
}

impl Setting {
    pub(super) fn given(self) -> Option<NodeId> {
        match self {
            Self::Given(node) => Some(node),
            Self::Absent | Self::Unknown => None,
        }
    }

    /// This one, else the other.
    pub(super) fn or(self, other: Self) -> Self {
        if self == Self::Absent { other } else { self }
    }
}

/// A version of a function that everything aims at instead of the function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Alias {
    None,
    Unknown,
    Known { name: &'static str, id: String },
}

/// A function.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) key: String,
    /// The key where it is written.
    pub(super) cause: Span,
    pub(super) node: NodeId,
    /// Its name when deployed.
    pub(super) name: Parts,
    /// The name as it is written, where that is no text.
    pub(super) odd_name: Option<NodeId>,
    pub(super) alias: Alias,
    pub(super) events: Vec<Event>,
    /// There may be more events than these.
    pub(super) more_events: bool,
}

/// An event of a function.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) kind: String,
    pub(super) value: NodeId,
    pub(super) cause: Span,
    /// The place among all events of the function, from 1.
    pub(super) number: usize,
}

impl Function {
    /// The logical id of the function.
    pub(super) fn id(&self) -> String {
        format!("{}LambdaFunction", names::norm(&self.key))
    }

    /// An id that begins with the function's name.
    pub(super) fn named(&self, rest: &str) -> String {
        format!("{}{rest}", names::norm(&self.key))
    }

    /// What calls the function: its ARN, or that of its alias.
    pub(super) fn target(&self) -> Made {
        match &self.alias {
            Alias::None => arn(self.id()),
            Alias::Known { name, .. } => Made::Join(":", vec![arn(self.id()), Made::Text((*name).to_owned())]),
            Alias::Unknown => Made::Unknown("which version of the function is called"),
        }
    }

    /// The id of the alias, where there is one.
    pub(super) fn alias_id(&self) -> Option<&str> {
        match &self.alias {
            Alias::Known { id, .. } => Some(id),
            Alias::None | Alias::Unknown => None,
        }
    }

    /// The events of a kind.
    pub(super) fn events<'f>(&'f self, kind: &'f str) -> impl Iterator<Item = &'f Event> {
        self.events.iter().filter(move |event| event.kind == kind)
    }
}

/// How many resources are made: a stack may have 500.
const RESOURCE_LIMIT: usize = 10_000;

/// How many entries that functions share are handed on to each of them: far beyond any service, small enough for a hostile one.
const SHARED_LIMIT: usize = 20_000;

/// Entries of a section in the making; a later one of the same id takes the place of the earlier.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub(super) made: Vec<(String, Span, Made)>,
    places: HashMap<String, usize>,
    /// There were more than are made.
    pub(super) overflows: bool,
}

impl Section {
    pub(super) fn set(&mut self, id: impl Into<String>, cause: Span, entries: Vec<(String, Made)>) {
        let id = id.into();
        match self.places.get(&id) {
            Some(place) => self.made[*place] = (id, cause, Made::Map(entries)),
            None if self.made.len() >= RESOURCE_LIMIT => self.overflows = true,
            None => {
                self.places.insert(id.clone(), self.made.len());
                self.made.push((id, cause, Made::Map(entries)));
            }
        }
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }
}

/// A service, and what is made of it so far.
#[derive(Debug)]
pub(super) struct Service<'t> {
    pub(super) tree: &'t Tree,
    pub(super) root: NodeId,
    pub(super) provider: Setting,
    /// Where what belongs to no function comes from.
    pub(super) cause: Span,
    pub(super) name: Parts,
    pub(super) stage: Parts,
    pub(super) region: Parts,
    pub(super) functions: Vec<Function>,
    by_key: HashMap<String, usize>,
    shared: usize,
    pub(super) resources: Section,
    pub(super) outputs: Section,
    /// More may be generated than is listed.
    pub(super) open: bool,
}

impl<'t> Service<'t> {
    pub(super) fn new(tree: &'t Tree, root: NodeId, functions: Option<NodeId>, deployment: &Deployment) -> Self {
        let entry = tree.entry(root, "provider");
        let cause = entry.map_or_else(|| tree.span(root), |entry| tree.span(entry.key));
        let mut service = Self {
            tree,
            root,
            provider: Setting::Absent,
            cause,
            name: Parts::default(),
            stage: Parts::default(),
            region: Parts::default(),
            functions: Vec::new(),
            by_key: HashMap::new(),
            shared: 0,
            resources: Section::default(),
            outputs: Section::default(),
            open: false,
        };
        service.provider = service.get(root, "provider");
        let name = service.get(root, "service");
        let name = if let Setting::Given(node) = name { service.get(node, "name").or(name) } else { name };
        service.name = service.text_of(name, "");
        let chosen = |given: &Option<String>, setting: Setting, default: &str| match given {
            Some(given) => Parts { scoped: true, assumed: deployment.assumed, ..piece(given) },
            None => Parts { scoped: true, ..service.text_of(setting, default) },
        };
        let stage = chosen(&deployment.stage, service.setting(&["stage"]), "dev");
        let region = chosen(&deployment.region, service.setting(&["region"]), "us-east-1");
        (service.stage, service.region) = (stage, region);
        if let Some(functions) = functions {
            service.read_functions(functions);
        }
        service
    }

    fn read_functions(&mut self, functions: NodeId) {
        let tree = self.tree;
        self.open |= !matches!(tree.content(functions), Content::Map(_) | Content::Scalar(..)) || tree.is_open(functions);
        for entry in tree.entries(functions) {
            let key = match self.known(entry.key) {
                Some(key) if matches!(tree.content(entry.value), Content::Map(_)) => key.to_owned(),
                _ => {
                    self.open |= !tree.is_null(entry.value);
                    continue;
                }
            };
            let function = self.function(key.clone(), tree.span(entry.key), entry.value);
            match self.by_key.get(&key) {
                Some(place) => self.functions[*place] = function,
                None => {
                    self.by_key.insert(key, self.functions.len());
                    self.functions.push(function);
                }
            }
        }
    }

    fn function(&mut self, key: String, cause: Span, node: NodeId) -> Function {
        let written = self.get(node, "name");
        let name = match written {
            Setting::Absent => joined([&self.name, &piece("-"), &self.stage, &piece(format!("-{key}"))]),
            _ => self.text_of(written, ""),
        };
        let odd_name = written.given().filter(|node| parts_of(self.tree, *node).is_none());
        const ALIASES: [(&str, &str, &str); 3] = [
            ("durableConfig", "durable", "DurableLambdaAlias"),
            ("provisionedConcurrency", "provisioned", "ProvConcLambdaAlias"),
            ("snapStart", "snapstart", "SnapStartLambdaAlias"),
        ];
        let mut alias = Alias::None;
        for (setting, name, rest) in ALIASES {
            alias = match self.get(node, setting) {
                Setting::Absent => continue,
                Setting::Unknown => Alias::Unknown,
                Setting::Given(_) => Alias::Known { name, id: format!("{}{rest}", names::norm(&key)) },
            };
            break;
        }
        self.open |= alias == Alias::Unknown;
        let mut function = Function { key, cause, node, name, odd_name, alias, events: Vec::new(), more_events: false };
        match self.get(node, "events") {
            Setting::Given(list) => {
                let tree = self.tree;
                for (index, item) in tree.items(list).iter().enumerate() {
                    function.more_events |= matches!(tree.content(*item), Content::Hole(_)) || tree.is_open(*item);
                    for entry in tree.entries(*item) {
                        let Some(kind) = self.known(entry.key) else { continue };
                        if matches!(self.truth(entry.value), Setting::Given(_)) {
                            let event = Event { kind: kind.to_owned(), value: entry.value, cause: tree.span(entry.key), number: index + 1 };
                            function.events.push(event);
                        } else {
                            function.more_events |= self.truth(entry.value) == Setting::Unknown;
                        }
                    }
                }
                function.more_events |= tree.is_open(list);
            }
            Setting::Unknown => function.more_events = true,
            Setting::Absent => {}
        }
        self.open |= function.more_events;
        function
    }

    /// The function of a key.
    pub(super) fn function_of(&self, key: &str) -> Option<&Function> {
        self.by_key.get(key).map(|index| &self.functions[*index])
    }

    /// Takes note of entries that are handed on to a function; false where that would be too many.
    pub(super) fn share(&mut self, entries: usize) -> bool {
        self.shared = self.shared.saturating_add(entries);
        self.shared <= SHARED_LIMIT
    }

    /// What calls the function of a key, known or not.
    pub(super) fn target_of(&self, key: &str) -> Made {
        self.function_of(key).map_or_else(|| arn(format!("{}LambdaFunction", names::norm(key))), Function::target)
    }

    /// What the framework's conditions make of a value.
    pub(super) fn truth(&self, node: NodeId) -> Setting {
        match self.tree.content(node) {
            Content::Hole(_) => Setting::Unknown,
            Content::List(_) | Content::Map(_) => Setting::Given(node),
            Content::Scalar(written, style) => match self.tree.parts(node).map(|parts| (parts, parts.whole())) {
                Some((_, Some(whole))) if style != Style::Plain => {
                    if whole.is_empty() {
                        Setting::Absent
                    } else {
                        Setting::Given(node)
                    }
                }
                Some((parts, None)) => {
                    let says_something = parts.parts.iter().any(|part| matches!(part, Part::Known(text) if !text.is_empty()));
                    if says_something { Setting::Given(node) } else { Setting::Unknown }
                }
                _ => {
                    let plain = style == Style::Plain && matches!(written, "false" | "False" | "FALSE" | "0");
                    if plain || self.tree.is_null(node) || written.is_empty() { Setting::Absent } else { Setting::Given(node) }
                }
            },
        }
    }

    /// A setting of a map.
    pub(super) fn get(&self, map: NodeId, key: &str) -> Setting {
        match self.tree.get(map, key) {
            Some(node) => self.truth(node),
            None => self.beside(map),
        }
    }

    /// The value of a key that is written, whatever it is.
    pub(super) fn raw(&self, map: NodeId, key: &str) -> Setting {
        match self.tree.get(map, key) {
            Some(node) if self.tree.is_null(node) => Setting::Absent,
            Some(node) if matches!(self.tree.content(node), Content::Hole(_)) => Setting::Unknown,
            Some(node) => Setting::Given(node),
            None => self.beside(map),
        }
    }

    /// What is known of a key that a map does not show.
    fn beside(&self, map: NodeId) -> Setting {
        let hidden = matches!(self.tree.content(map), Content::Hole(_)) || self.tree.is_open(map);
        if hidden { Setting::Unknown } else { Setting::Absent }
    }

    /// A setting of `provider`.
    pub(super) fn setting(&self, path: &[&str]) -> Setting {
        path.iter().fold(self.provider, |from, key| self.of(from, key))
    }

    /// A setting of a setting.
    pub(super) fn of(&self, from: Setting, key: &str) -> Setting {
        match from {
            Setting::Given(node) => self.get(node, key),
            other => other,
        }
    }

    /// The text of a scalar, where all of it is known. What comes from the environment must not become the name of anything.
    pub(super) fn known(&self, node: NodeId) -> Option<&'t str> {
        match self.tree.parts(node) {
            Some(parts) => parts.whole().filter(|_| parts.secret.is_none()),
            None => self.tree.text(node),
        }
    }

    /// True for a map, which as a value is a function of CloudFormation.
    pub(super) fn is_map(&self, node: NodeId) -> bool {
        matches!(self.tree.content(node), Content::Map(_))
    }

    /// True where a scalar is written (or known to be) `true`.
    pub(super) fn is_true(&self, node: NodeId) -> bool {
        self.known(node).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// What is known of a text; of what is no text nothing is.
    pub(super) fn parts(&self, node: NodeId) -> Parts {
        parts_of(self.tree, node).unwrap_or_else(|| {
            let mut parts = Parts::default();
            parts.push_unknown("?", "a function of CloudFormation");
            parts
        })
    }

    /// The text of a setting, or a default.
    pub(super) fn text_of(&self, setting: Setting, default: &str) -> Parts {
        match setting {
            Setting::Absent => piece(default),
            Setting::Given(node) => self.parts(node),
            Setting::Unknown => {
                let mut parts = Parts::default();
                parts.push_unknown("?", "a setting that is not known");
                parts
            }
        }
    }

    /// A setting as a value; `None` where it is absent.
    pub(super) fn made(&self, setting: Setting) -> Option<Made> {
        match setting {
            Setting::Absent => None,
            Setting::Unknown => Some(Made::Unknown("a setting that is not known")),
            Setting::Given(node) => Some(Made::Node(node)),
        }
    }

    /// `<service>-<stage>`.
    pub(super) fn prefix(&self) -> Parts {
        joined([&self.name, &piece("-"), &self.stage])
    }

    /// Adds an output with the framework's name for its export.
    pub(super) fn output(&mut self, id: impl Into<String>, cause: Span, about: &str, value: Made, more: Option<(&str, Made)>) {
        let id = id.into();
        let export = joined([&piece("sls-"), &self.prefix(), &piece(format!("-{id}"))]);
        let mut all = entries([("Value", value), ("Export", map([("Name", Made::Parts(export))]))]);
        if !about.is_empty() {
            all.push(("Description".to_owned(), Made::Text(about.to_owned())));
        }
        all.extend(more.map(|(key, made)| (key.to_owned(), made)));
        self.outputs.set(id, cause, all);
    }

    /// Adds a permission to call a function.
    pub(super) fn permission(&mut self, id: String, cause: Span, function: Made, principal: Made, more: Vec<(String, Made)>) {
        let mut properties =
            entries([("FunctionName", function), ("Action", Made::Text("lambda:InvokeFunction".to_owned())), ("Principal", principal)]);
        let mut all = entries([("Type", Made::Text("AWS::Lambda::Permission".to_owned()))]);
        for (key, made) in more {
            // Attributes of the resource travel beside the properties.
            if key == "DependsOn" { all.push((key, made)) } else { properties.push((key, made)) }
        }
        all.push(("Properties".to_owned(), Made::Map(properties)));
        self.resources.set(id, cause, all);
    }
}

/// `DependsOn` for the alias of a function, where there is one.
pub(super) fn depends_on_alias(function: &Function) -> Vec<(String, Made)> {
    function.alias_id().map(|id| ("DependsOn".to_owned(), Made::Text(id.to_owned()))).into_iter().collect()
}
