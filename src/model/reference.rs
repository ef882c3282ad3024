//! References: comes in a stack, goes out every name that its parts refer to, with its kind and place.
//!
//! No world is asked: AWS looks at the names of all branches, whatever the conditions will be. Under which choices of `Fn::If` a
//! reference stands is kept for those who want it.

use crate::syntax::{Content, NodeId, Part, Tree};
use crate::template::Stack;

/// So many nodes are looked at in one stack: aliases make much of little.
const NODE_LIMIT: usize = 2_000_000;

/// How a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// `Ref: name`.
    Ref,
    /// `Fn::GetAtt: name.attribute`.
    GetAtt,
    /// `${name}` in `Fn::Sub`, with or without an attribute.
    Sub,
    /// `DependsOn`.
    DependsOn,
    /// The name of a condition, wherever it stands.
    Condition,
    /// The name of a mapping in `Fn::FindInMap`.
    Mapping,
}

/// What refers to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referrer {
    /// A resource, by its index.
    Resource(usize),
    /// An output, by its index.
    Output(usize),
    /// A condition, by its index.
    Condition(usize),
}

/// A name that is referred to.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'s> {
    /// How.
    pub kind: Use,
    /// By what.
    pub by: Referrer,
    /// The name of a resource, parameter, condition or mapping.
    pub name: &'s str,
    /// The attribute, where one is asked for.
    pub attribute: Option<&'s str>,
    /// Where the name is written.
    pub place: NodeId,
    branch: Option<usize>,
}

/// One way to go at an `Fn::If`.
struct Branch<'s> {
    outer: Option<usize>,
    condition: &'s str,
    holds: bool,
}

/// All references of a stack.
pub struct References<'s> {
    /// In the order of the file: resources, outputs, conditions.
    pub list: Vec<Reference<'s>>,
    branches: Vec<Branch<'s>>,
    tree: &'s Tree,
    left: usize,
}

impl<'s> References<'s> {
    /// The references of a stack.
    #[must_use]
    pub fn of(stack: &'s Stack) -> Self {
        let tree = &stack.tree;
        let mut all = Self { list: Vec::new(), branches: Vec::new(), tree, left: NODE_LIMIT };
        for (index, resource) in stack.resources.iter().enumerate() {
            let by = Referrer::Resource(index);
            for entry in tree.entries(resource.body) {
                match tree.text(entry.key) {
                    Some("Condition") => all.add(by, Use::Condition, tree.text(entry.value), entry.value, None),
                    Some("DependsOn") => {
                        let items = tree.items(entry.value);
                        let one = items.is_empty().then_some(&entry.value);
                        one.into_iter().chain(items).for_each(|item| all.add(by, Use::DependsOn, tree.text(*item), *item, None));
                    }
                    _ => all.walk(by, entry.value, None),
                }
            }
        }
        for (index, output) in stack.outputs.iter().enumerate() {
            let by = Referrer::Output(index);
            for entry in tree.entries(output.body) {
                match tree.text(entry.key) {
                    Some("Condition") => all.add(by, Use::Condition, tree.text(entry.value), entry.value, None),
                    _ => all.walk(by, entry.value, None),
                }
            }
        }
        for (index, condition) in stack.conditions.iter().enumerate() {
            all.walk(Referrer::Condition(index), condition.body, None);
        }
        all
    }

    /// The choices under which a reference stands: the name of a condition, and whether it holds there.
    pub fn choices(&self, reference: &Reference<'s>) -> impl Iterator<Item = (&'s str, bool)> {
        let branch = |index: Option<usize>| index.map(|index| &self.branches[index]);
        let all = std::iter::successors(branch(reference.branch), move |inner| branch(inner.outer));
        all.map(|branch| (branch.condition, branch.holds))
    }

    fn add(&mut self, by: Referrer, kind: Use, name: Option<&'s str>, place: NodeId, branch: Option<usize>) {
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            self.list.push(Reference { kind, by, name, attribute: None, place, branch });
        }
    }

    /// Composing and parsing bound how deep a node is.
    fn walk(&mut self, by: Referrer, node: NodeId, branch: Option<usize>) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        let tree = self.tree;
        match tree.call(node) {
            Some(("Ref", argument)) => return self.add(by, Use::Ref, tree.text(argument), argument, branch),
            Some(("Fn::GetAtt", argument)) => return self.get_att(by, argument, branch),
            Some(("Fn::Sub", argument)) => return self.sub(by, argument, branch),
            Some(("Fn::If", argument)) => {
                if let [condition, yes, no] = tree.items(argument) {
                    let name = tree.text(*condition);
                    self.add(by, Use::Condition, name, *condition, branch);
                    for (value, holds) in [(*yes, true), (*no, false)] {
                        let inner = name.map(|condition| {
                            self.branches.push(Branch { outer: branch, condition, holds });
                            self.branches.len() - 1
                        });
                        self.walk(by, value, inner.or(branch));
                    }
                    return;
                }
            }
            Some(("Fn::FindInMap", argument)) => {
                if let Some(map) = tree.items(argument).first() {
                    self.add(by, Use::Mapping, tree.text(*map), *map, branch);
                }
            }
            // Elsewhere the word is the condition of a policy's statement.
            Some(("Condition", argument)) if matches!(by, Referrer::Condition(_)) => {
                return self.add(by, Use::Condition, tree.text(argument), argument, branch);
            }
            _ => {}
        }
        match tree.content(node) {
            Content::Map(entries) => {
                for entry in entries {
                    // What a macro is given, and the body of a loop that was not followed, mean what their readers make of them.
                    if !tree.text(entry.key).is_some_and(|key| key == "Fn::Transform" || key.starts_with("Fn::ForEach")) {
                        self.walk(by, entry.value, branch);
                    }
                }
            }
            Content::List(items) => items.iter().for_each(|item| self.walk(by, *item, branch)),
            Content::Scalar(..) | Content::Hole(_) => {}
        }
    }

    fn get_att(&mut self, by: Referrer, argument: NodeId, branch: Option<usize>) {
        let tree = self.tree;
        let (name, attribute, place) = match tree.content(argument) {
            Content::List([id, attribute]) => (tree.text(*id), tree.text(*attribute), *id),
            Content::Scalar(..) => match tree.text(argument).and_then(|text| text.split_once('.')) {
                Some((id, attribute)) => (Some(id), Some(attribute), argument),
                None => return,
            },
            _ => return,
        };
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            self.list.push(Reference { kind: Use::GetAtt, by, name, attribute, place, branch });
        }
    }

    fn sub(&mut self, by: Referrer, argument: NodeId, branch: Option<usize>) {
        let tree = self.tree;
        let (template, values) = match tree.content(argument) {
            Content::List([template, values]) => (*template, Some(*values)),
            Content::List([template]) => (*template, None),
            _ => (argument, None),
        };
        if let Some(values) = values {
            self.walk(by, values, branch);
            // Which names it brings is not known.
            let is_known = matches!(tree.content(values), Content::Map(_)) && tree.call(values).is_none();
            if !is_known || tree.is_completed(values) {
                return;
            }
        }
        let whole = match tree.content(template) {
            Content::Scalar(text, _) => text,
            _ => return,
        };
        let pieces: Vec<&str> = match tree.parts(template) {
            Some(parts) => {
                parts.parts.iter().filter_map(|part| if let Part::Known(text) = part { Some(text.as_str()) } else { None }).collect()
            }
            None => vec![whole],
        };
        for mut rest in pieces {
            while let Some(at) = rest.find("${") {
                let Some(len) = rest[at..].find('}') else { break };
                let written = rest[at + 2..at + len].trim();
                rest = &rest[at + len + 1..];
                if written.is_empty() || written.starts_with('!') || values.is_some_and(|values| tree.get(values, written).is_some()) {
                    continue;
                }
                let (name, attribute) = match written.split_once('.') {
                    Some((name, attribute)) => (name, Some(attribute)),
                    None => (written, None),
                };
                self.list.push(Reference { kind: Use::Sub, by, name, attribute, place: template, branch });
            }
        }
    }
}
