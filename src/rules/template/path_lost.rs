//! ARNs put together from the name of something whose ARN has a path too.

use crate::model::Resource;
use crate::rules::edits::Written;
use crate::rules::{Checked, Edit, Findings};
use crate::syntax::{Content, NodeId, Tree};

/// Types whose `Ref` is a name, and how that stands in an ARN.
const KINDS: [(&str, &str); 4] = [
    ("AWS::IAM::Group", "group"),
    ("AWS::IAM::InstanceProfile", "instance-profile"),
    ("AWS::IAM::Role", "role"),
    ("AWS::IAM::User", "user"),
];

/// So many nodes of one resource are looked at: aliases make much of little.
const NODE_LIMIT: usize = 200_000;

pub(super) fn path_lost_in_reference<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((_, word)) = KINDS.iter().find(|(kind, _)| *kind == resource.kind()) else { return Ok(()) };
    let Some(path) = resource.property("Path")? else { return Ok(()) };
    let written = path.literal()?;
    if written == "/" {
        return Ok(());
    }
    let stack = resource.world().stack;
    let mut search = Search { tree: &stack.tree, name: resource.id(), before: format!(":{word}/"), found: Vec::new(), left: NODE_LIMIT };
    for index in stack.mentioned_by(resource.index()) {
        let by = &stack.resources[*index];
        search.walk(by.body);
        for Found { node, is_whole } in std::mem::take(&mut search.found) {
            let instead = out.call(node, "GetAtt", &format!("{}.Arn", resource.id()));
            let report = out
                .report(node, format!("{} has the path `{written}`, which is missing here", resource.id()))
                .related(&path, "the path")
                .resource(&by.id)
                .help(format!("write {instead}"));
            if is_whole {
                report.fix(Edit::replace(node, Written::Call("GetAtt", format!("{}.Arn", resource.id()))));
            }
        }
    }
    Ok(())
}

/// A function that puts such an ARN together, and whether that is all it does.
struct Found {
    node: NodeId,
    is_whole: bool,
}

struct Search<'s> {
    tree: &'s Tree,
    name: &'s str,
    /// What stands before the name, with colon and slash.
    before: String,
    found: Vec<Found>,
    left: usize,
}

impl Search<'_> {
    /// Parsing bounds how deep a node is.
    fn walk(&mut self, node: NodeId) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        match self.tree.call(node) {
            Some(("Fn::Sub", argument)) => self.sub(node, argument),
            Some(("Fn::Join", argument)) => self.join(node, argument),
            _ => {}
        }
        match self.tree.content(node) {
            Content::Map(entries) => entries.iter().for_each(|entry| self.walk(entry.value)),
            Content::List(items) => items.iter().for_each(|item| self.walk(*item)),
            Content::Scalar(..) | Content::Hole(_) => {}
        }
    }

    fn sub(&mut self, node: NodeId, argument: NodeId) {
        let (template, values) = match self.tree.content(argument) {
            Content::List([template, values]) => (*template, Some(*values)),
            Content::List([template]) => (*template, None),
            _ => (argument, None),
        };
        let Some(text) = self.tree.text(template) else { return };
        // The name may stand under another one beside the text.
        let is_name = |value: NodeId| matches!(self.tree.call(value), Some(("Ref", name)) if self.tree.text(name) == Some(self.name));
        let entries = values.map_or(&[][..], |values| self.tree.entries(values));
        let name = entries.iter().find(|entry| is_name(entry.value)).and_then(|entry| self.tree.text(entry.key));
        let reference = format!("{}${{{}}}", self.before, name.map_or(self.name, |name| name));
        if let Some(at) = text.find(&reference) {
            let is_whole = at + reference.len() == text.len() && is_start(&text[..at]);
            self.found.push(Found { node, is_whole });
        }
    }

    /// The name stands behind a text that ends in `:role/`, or in `:role` where a slash joins.
    fn join(&mut self, node: NodeId, argument: NodeId) {
        let [delimiter, list] = self.tree.items(argument) else { return };
        let Some(delimiter) = self.tree.text(*delimiter) else { return };
        let items = self.tree.items(*list);
        let is_name = |item: NodeId| matches!(self.tree.call(item), Some(("Ref", name)) if self.tree.text(name) == Some(self.name));
        let follows = |pair: &[NodeId]| {
            let [before, item] = pair else { return false };
            // A text may begin the ARN, or be all that is between two colons.
            let joined = self.tree.text(*before).map(|text| format!(":{text}{delimiter}"));
            is_name(*item) && joined.is_some_and(|joined| joined.ends_with(&self.before))
        };
        if items.windows(2).any(follows) {
            let begins = items.first().and_then(|first| self.tree.text(*first)).is_some_and(|first| first.starts_with("arn"));
            let is_whole = begins && items.last().is_some_and(|last| is_name(*last));
            self.found.push(Found { node, is_whole });
        }
    }
}

/// The beginning of an ARN of IAM, with functions in it or without.
fn is_start(text: &str) -> bool {
    text.starts_with("arn:") && text.contains(":iam::") && !text.contains([' ', '"', ','])
}
