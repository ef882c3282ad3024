//! What a rule reports into: one world's findings, with the places and chains that make labels of them.

use super::edits::{Edit, Step};
use super::merge::{Clause, merge};
use super::{Checked, Meta};
use crate::finding::{Confidence, Label, Severity};
use crate::model::{Place, Resource};
use crate::resolve::World;
use crate::source::Span;
use crate::syntax::{Format, NodeId, Via};
use crate::template::Stack;

/// A finding of a rule in some worlds.
#[derive(Debug, Clone)]
pub struct Raw {
    /// Whose it is.
    pub meta: &'static Meta,
    /// How much it weighs here.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The title, where it is not the page's.
    pub title: Option<String>,
    /// The place.
    pub span: Span,
    /// The node at that place, if it is one.
    pub node: Option<NodeId>,
    /// What is there.
    pub text: String,
    /// Other places.
    pub related: Vec<Label>,
    /// What to write, where it is not the page's.
    pub help: Option<String>,
    /// The logical id of the resource.
    pub resource: Option<String>,
    /// Answers under which it appears; none means always.
    pub when: Vec<Clause>,
    /// The milder severity that it has otherwise.
    pub otherwise: Option<Severity>,
    /// Where it speaks for other rules: for the one that is named, or for all that its page names.
    pub covered: Vec<(Option<&'static str>, Span)>,
    /// What would mend it, all steps together; none where nothing does.
    pub fix: Vec<Step>,
    /// Whether that may be done unasked here, where it is not as the page says.
    pub is_unsafe: bool,
    /// Whether that is right only where the finding always appears.
    pub is_bound: bool,
}

/// The findings of one rule.
pub struct Findings<'w> {
    stack: &'w Stack,
    world: Option<&'w World<'w>>,
    meta: &'static Meta,
    strict: bool,
    resource: Option<&'w str>,
    raws: Vec<Raw>,
    /// Some item was left out because it is unknown.
    unknown: std::cell::Cell<bool>,
}

impl<'w> Findings<'w> {
    pub(crate) fn new(stack: &'w Stack, meta: &'static Meta, strict: bool) -> Self {
        Self { stack, world: None, meta, strict, resource: None, raws: Vec::new(), unknown: std::cell::Cell::new(false) }
    }

    pub(crate) fn in_world(mut self, world: &'w World<'w>) -> Self {
        self.world = Some(world);
        self
    }

    pub(crate) fn about(mut self, resource: Option<Resource<'w>>) -> Self {
        self.resource = resource.map(Resource::id);
        self
    }

    /// True when an item was left out because it is unknown.
    pub(crate) fn met_unknown(&self) -> bool {
        self.unknown.get()
    }

    /// How many there are so far.
    pub(crate) fn count(&self) -> usize {
        self.raws.len()
    }

    pub(crate) fn into_raws(self) -> Vec<Raw> {
        self.raws
    }

    /// Reports what is at a place: a value, a setting, a resource.
    pub fn report(&mut self, place: impl Into<Place>, text: impl Into<String>) -> Report<'_, 'w> {
        let place = place.into();
        let span = self.stack.tree.span(place.node);
        let mut raw = self.raw(span, text.into());
        raw.node = Some(place.node);
        raw.related = chain(self.stack, self.world, place);
        if place.assumed {
            raw.confidence = raw.confidence.lower();
        }
        self.push(raw)
    }

    /// A function call as it is written in the file of a place, short in YAML and long in JSON: `("Ref", "Pool")` is `!Ref Pool`.
    #[must_use]
    pub fn call(&self, place: impl Into<Place>, name: &str, argument: &str) -> String {
        let file = self.stack.tree.span(place.into().node).file;
        let is_json = self.stack.files.iter().any(|unit| unit.id == file && unit.document.format == Format::Json);
        match (is_json, name) {
            (false, _) => format!("`!{name} {argument}`"),
            (true, "GetAtt") => {
                let (resource, attribute) = argument.split_once('.').unwrap_or((argument, ""));
                format!("`{{\"Fn::GetAtt\": [\"{resource}\", \"{attribute}\"]}}`")
            }
            (true, name) => format!("`{{\"{name}\": \"{argument}\"}}`"),
        }
    }

    /// Reports what is at some bytes.
    pub fn report_span(&mut self, span: Span, text: impl Into<String>) -> Report<'_, 'w> {
        let mut raw = self.raw(span, text.into());
        raw.related = included(self.stack, span);
        self.push(raw)
    }

    fn raw(&self, span: Span, text: String) -> Raw {
        Raw {
            meta: self.meta,
            severity: self.severity(self.meta.severity),
            confidence: self.meta.confidence,
            title: None,
            span,
            node: None,
            text,
            related: Vec::new(),
            help: None,
            resource: self.resource.map(str::to_owned),
            when: Vec::new(),
            otherwise: None,
            covered: Vec::new(),
            fix: Vec::new(),
            is_unsafe: false,
            is_bound: false,
        }
    }

    fn severity(&self, plain: Severity) -> Severity {
        match self.meta.strict {
            Some(strict) if self.strict => strict.max(plain),
            _ => plain,
        }
    }

    fn push(&mut self, raw: Raw) -> Report<'_, 'w> {
        let (stack, strict) = (self.stack, self.strict);
        self.raws.push(raw);
        let last = self.raws.len() - 1;
        Report { stack, strict, raw: &mut self.raws[last] }
    }

    /// Reports for another rule than the one that this was made for.
    pub(super) fn of_rule<T>(&mut self, meta: &'static Meta, look: impl FnOnce(&mut Self) -> T) -> T {
        let own = std::mem::replace(&mut self.meta, meta);
        let seen = look(self);
        self.meta = own;
        seen
    }

    /// Looks at each item in little worlds of its own: an unknown item does not silence its siblings, and twenty items with a choice
    /// each cost twenty small trees, not a product. What was asked inside is forgotten afterwards.
    pub fn each<T: Clone>(&mut self, items: impl IntoIterator<Item = T>, check: impl Fn(T, &mut Self) -> Checked) {
        for item in items {
            let inner = || {
                let mut inner = Self {
                    stack: self.stack,
                    world: self.world,
                    meta: self.meta,
                    strict: self.strict,
                    resource: self.resource,
                    raws: Vec::new(),
                    unknown: std::cell::Cell::new(false),
                };
                // An unknown ends this item's check in silence.
                if check(item.clone(), &mut inner).is_err() || inner.met_unknown() {
                    self.unknown.set(true);
                }
                inner.raws
            };
            let found = match self.world {
                Some(world) => {
                    let (leaves, complete) = world.explore(inner);
                    merge(leaves, complete)
                }
                None => inner(),
            };
            self.raws.extend(found);
        }
    }
}

/// A finding that was just reported, to say more about it.
pub struct Report<'f, 'w> {
    stack: &'w Stack,
    strict: bool,
    raw: &'f mut Raw,
}

impl Report<'_, '_> {
    /// Another place of the argument.
    pub fn related(self, place: impl Into<Place>, text: impl Into<String>) -> Self {
        let span = self.stack.tree.span(place.into().node);
        self.related_span(span, text)
    }

    /// Another place of the argument, by its bytes.
    pub fn related_span(self, span: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        self.raw.related.insert(0, Label { span, text });
        self
    }

    /// The severity of a case that the page names. Strictness may only raise it.
    pub fn case(self, name: &str) -> Self {
        let found = self.raw.meta.cases.iter().find(|(case, _)| *case == name);
        debug_assert!(found.is_some(), "{} names no case {name}", self.raw.meta.id);
        if let Some((_, severity)) = found {
            let strict = self.raw.meta.strict.filter(|_| self.strict && *severity < self.raw.meta.severity);
            self.raw.severity = strict.unwrap_or(*severity).max(*severity);
        }
        self
    }

    /// A title with the user's own names in it.
    pub fn title(self, title: impl Into<String>) -> Self {
        self.raw.title = Some(title.into());
        self
    }

    /// What to write here.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.raw.help = Some(help.into());
        self
    }

    /// A step of what would mend it; several belong together. A step that can't be made where it is written (through an alias, in an
    /// included file that others read, at something generated) takes the whole fix away.
    pub fn fix(self, edit: Edit) -> Self {
        self.raw.fix.push(edit.step());
        self
    }

    /// What would mend it changes what is deployed here, though the page says that it does not elsewhere.
    pub fn not_safe(self) -> Self {
        self.raw.is_unsafe = true;
        self
    }

    /// What would mend it is right only where the finding always appears, not in one branch of a condition.
    pub fn only_everywhere(self) -> Self {
        self.raw.is_bound = true;
        self
    }

    /// The whole of what the rules that this one covers would speak about.
    pub fn covers(self, place: impl Into<Place>) -> Self {
        self.raw.covered.push((None, self.stack.tree.span(place.into().node)));
        self
    }

    /// The whole of what one of the rules that this one covers would speak about.
    pub fn covers_rule(self, id: &'static str, place: impl Into<Place>) -> Self {
        debug_assert!(self.raw.meta.covers.contains(&id), "{} names no {id} under covers", self.raw.meta.id);
        self.raw.covered.push((Some(id), self.stack.tree.span(place.into().node)));
        self
    }

    /// The resource that it is about, where it is not the one that was looked at.
    pub fn resource(self, id: &str) -> Self {
        self.raw.resource = Some(id.to_owned());
        self
    }
}

/// Labels for where a value comes from: the variable or alias, the parameter's default, the include.
fn chain(stack: &Stack, world: Option<&World<'_>>, place: Place) -> Vec<Label> {
    let tree = &stack.tree;
    let mut labels = Vec::new();
    let mut add = |node: NodeId, text: String| {
        let span = tree.span(node);
        if span != tree.span(place.node) && !labels.iter().any(|label: &Label| label.span == span) {
            labels.push(Label { span, text });
        }
    };
    let literal = tree.target(place.literal);
    for (path, source) in tree.sources(place.node) {
        add(*source, format!("{path} is set here"));
    }
    if literal != tree.target(place.node) || tree.link(place.node).is_some_and(|(_, via)| via != Via::Include) {
        add(literal, "the value stands here".to_owned());
    }
    for node in [place.node, place.literal] {
        for parameter in parameters(stack, node, 0) {
            let chosen = world.and_then(|world| world.chosen(parameter));
            let parameter = &stack.parameters[parameter];
            if let Some(value) = chosen {
                add(value, format!("an allowed value of {}", parameter.name));
            } else if let Some(given) = parameter.given {
                add(given, format!("the value of {} is given here", parameter.name));
            } else if let Some(default) = parameter.default.filter(|default| tree.text(*default).is_some_and(|text| !text.is_empty())) {
                add(default, format!("the default of {} is set here", parameter.name));
            }
        }
    }
    let span = tree.span(place.node);
    labels.extend(included(stack, span));
    labels
}

/// The parameters that a function call reads, itself or in its arguments.
fn parameters(stack: &Stack, node: NodeId, depth: usize) -> Vec<usize> {
    let tree = &stack.tree;
    let Some((name, argument)) = tree.call(node) else { return Vec::new() };
    if name == "Ref" {
        return tree.text(argument).and_then(|name| stack.parameter(name)).into_iter().collect();
    }
    // A branch that was not taken says nothing about the value, and nobody nests further than this by hand.
    if depth > 4 || name == "Fn::If" {
        return Vec::new();
    }
    let mut found = parameters(stack, argument, depth + 1);
    for item in tree.items(argument) {
        found.extend(parameters(stack, *item, depth + 1));
    }
    found
}

/// Where the file of a span is included, and where that one is.
fn included(stack: &Stack, span: Span) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let mut file = span.file;
    while let Some(at) = stack.included_at(file) {
        if labels.iter().any(|label| label.span == at) {
            break;
        }
        labels.push(Label { span: at, text: "included here".to_owned() });
        file = at.file;
    }
    labels
}
