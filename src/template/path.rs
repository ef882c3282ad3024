//! Logical paths: comes in a node, goes out the way to it from the top of the stack, such as `Resources.Pool.Properties.X`.

use super::{Dialect, Resource, Stack};
use crate::syntax::{Content, NodeId};

/// A step on the way to a node.
#[derive(Debug, Clone, Copy)]
enum Step<'s> {
    /// Into a map, by its key.
    Key(&'s str),
    /// Into a list, by the index of the item.
    Item(usize, NodeId),
}

/// The way to a node from the top.
pub struct LogicalPath<'s> {
    stack: &'s Stack,
    steps: Vec<Step<'s>>,
}

impl LogicalPath<'_> {
    /// False where both forms of the path are the same.
    #[must_use]
    pub fn has_items(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Item(..)))
    }

    /// The path for people: list items stand by their index.
    #[must_use]
    pub fn shown(&self) -> String {
        self.joined(|index, _| index.to_string())
    }

    /// The path that stays the same while items of lists come and go: they stand by what they hold.
    #[must_use]
    pub fn stable(&self) -> String {
        self.joined(|_, item| self.stack.content_name(item).to_owned())
    }

    fn joined(&self, name: impl Fn(usize, NodeId) -> String) -> String {
        let mut path = String::with_capacity(80);
        for (index, step) in self.steps.iter().enumerate() {
            if index > 0 {
                path.push('.');
            }
            match step {
                Step::Key(key) => path.push_str(key),
                Step::Item(index, item) => path.push_str(&name(*index, *item)),
            }
        }
        path
    }
}

impl Stack {
    /// The logical path of a node; empty where the node is not found. `near` is the logical id of the resource in which it most likely
    /// lies.
    #[must_use]
    pub fn path_of(&self, node: NodeId, near: Option<&str>) -> LogicalPath<'_> {
        LogicalPath { stack: self, steps: self.steps_to(node, near) }
    }

    fn steps_to(&self, node: NodeId, near: Option<&str>) -> Vec<Step<'_>> {
        let near = near.and_then(|id| self.resource(id)).map(|index| &self.resources[index]);
        // What a framework takes into a resource that it generates stands elsewhere in the service.
        let goal = self.tree.span(node);
        let outside = |resource: &Resource| !self.tree.span(self.tree.target(resource.body)).contains(goal);
        if self.dialect == Dialect::Serverless && near.is_some_and(outside) {
            let path = LogicalPath { stack: self, steps: self.steps_from_root(node) };
            let shown = path.shown();
            if !shown.is_empty() && !shown.starts_with("resources.") {
                return path.steps;
            }
        }
        // Of all others the one in which it is written comes first: it mostly is the one.
        let candidates = [near, self.resource_at(goal)].into_iter().flatten();
        if let Some(steps) = candidates.into_iter().find_map(|resource| self.steps_in_resource(resource, node)) {
            return steps;
        }
        let in_output = self.outputs.iter().find_map(|output| self.steps_in("Outputs", &output.id, [output.key, output.body], node));
        in_output
            .or_else(|| self.resources.iter().find_map(|resource| self.steps_in_resource(resource, node)))
            .unwrap_or_else(|| self.steps_from_root(node))
    }

    fn steps_from_root(&self, node: NodeId) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        if let Some(root) = self.root
            && self.find(root, node, &mut steps, 0)
        {
            steps.reverse();
        }
        steps
    }

    fn steps_in_resource<'s>(&'s self, resource: &'s Resource, node: NodeId) -> Option<Vec<Step<'s>>> {
        self.steps_in("Resources", &resource.id, [resource.key, resource.body], node)
    }

    fn steps_in<'s>(&'s self, section: &'static str, id: &'s str, [key, body]: [NodeId; 2], node: NodeId) -> Option<Vec<Step<'s>>> {
        let mut steps = Vec::new();
        if node != key && node != body && !self.find(body, node, &mut steps, 0) {
            return None;
        }
        steps.extend([Step::Key(id), Step::Key(section)]);
        steps.reverse();
        Some(steps)
    }

    /// Finds a node by place: only branches that may cover its bytes are followed, plus links, which may lead anywhere. The last step
    /// comes first.
    fn find<'s>(&'s self, from: NodeId, node: NodeId, steps: &mut Vec<Step<'s>>, links: usize) -> bool {
        let target = self.tree.target(from);
        if target != from && links > 8 {
            return false;
        }
        let links = links + usize::from(target != from);
        if let Some(root) = self.tree.inside(target).and_then(|inside| inside.root)
            && (root == node || self.find(root, node, steps, links + 1))
        {
            return true;
        }
        let goal = self.tree.span(node);
        let covers = |child: NodeId| self.tree.span(child).contains(goal) || self.tree.link(child).is_some();
        match self.tree.content(target) {
            Content::Map(entries) => {
                for entry in entries {
                    if entry.key == node || entry.value == node || covers(entry.value) && self.find(entry.value, node, steps, links) {
                        steps.push(Step::Key(self.tree.text(entry.key).unwrap_or("?")));
                        return true;
                    }
                }
                false
            }
            Content::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if *item == node || covers(*item) && self.find(*item, node, steps, links) {
                        steps.push(Step::Item(index, *item));
                        return true;
                    }
                }
                false
            }
            _ => false,
        }
    }

    /// A name for a list item by what it holds.
    fn content_name(&self, item: NodeId) -> &str {
        const NAMES: [&str; 6] = ["Sid", "PolicyName", "Name", "Id", "Key", "ProviderName"];
        let named = NAMES.iter().find_map(|name| self.tree.get(item, name).and_then(|node| self.tree.text(node)));
        named.or_else(|| self.tree.text(item)).unwrap_or("*")
    }
}
