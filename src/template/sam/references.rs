//! References that only SAM knows, such as `!Ref Function.Alias`: come in the names with what they stand for, goes out a tree in which
//! they lead there.

use std::collections::HashMap;

use crate::syntax::{Content, Hole, NodeId, Style, Tree, Via};

/// What a reference stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stands {
    /// The resource of this id.
    For(String),
    /// A resource whose id SAM makes of what it holds.
    Unnamed,
}

/// Lets every such reference lead to what it stands for.
pub(super) fn resolve(tree: &mut Tree, stands: &HashMap<String, Stands>) {
    if stands.is_empty() {
        return;
    }
    let ids: Vec<NodeId> = tree.ids().filter(|node| tree.link(*node).is_none()).collect();
    for node in ids {
        let Some((function, argument)) = tree.call(node) else { continue };
        let (function, span) = (function.to_owned(), tree.span(node));
        match (function.as_str(), tree.content(argument)) {
            ("Ref", Content::Scalar(text, _)) => match stands.get(text) {
                Some(Stands::For(id)) => link(tree, argument, id),
                Some(Stands::Unnamed) => hide(tree, node),
                None => {}
            },
            ("Fn::GetAtt", Content::Scalar(text, _)) => {
                if let Some((found, rest)) = split(stands, text) {
                    match found {
                        Stands::For(id) => link(tree, argument, &format!("{id}.{rest}")),
                        Stands::Unnamed => hide(tree, node),
                    }
                }
            }
            // `[F.Version, Version]`
            ("Fn::GetAtt", Content::List([first, rest])) => {
                let (first, rest) = (*first, *rest);
                match tree.text(first).and_then(|text| stands.get(text)) {
                    Some(Stands::For(id)) => {
                        let id = tree.add_scalar(span, id, Style::DoubleQuoted);
                        let list = tree.add_list(span, &[id, rest]);
                        tree.set_link(argument, list, Via::Alias);
                    }
                    Some(Stands::Unnamed) => hide(tree, node),
                    None => {}
                }
            }
            ("Fn::Sub", Content::Scalar(text, _)) => {
                let changed = substituted(text, stands);
                put(tree, node, argument, changed);
            }
            ("Fn::Sub", Content::List([first, ..])) => {
                let first = *first;
                let changed = tree.text(first).map_or(Changed::No, |text| substituted(text, stands));
                put(tree, node, first, changed);
            }
            _ => {}
        }
    }
}

/// What became of a text with placeholders.
enum Changed {
    No,
    To(String),
    Unknown,
}

fn put(tree: &mut Tree, call: NodeId, text: NodeId, changed: Changed) {
    match changed {
        Changed::No => {}
        Changed::To(new) => link(tree, text, &new),
        Changed::Unknown => hide(tree, call),
    }
}

fn link(tree: &mut Tree, node: NodeId, text: &str) {
    let span = tree.span(node);
    let text = tree.add_scalar(span, text, Style::DoubleQuoted);
    tree.set_link(node, text, Via::Alias);
}

fn hide(tree: &mut Tree, node: NodeId) {
    tree.set_hole_because(node, Hole::Variable, "a resource that SAM names by what it holds");
}

/// `F.Version.Attribute` as what `F.Version` stands for, and the attribute.
fn split<'s>(stands: &'s HashMap<String, Stands>, text: &'s str) -> Option<(&'s Stands, &'s str)> {
    let (end, _) = text.match_indices('.').nth(1)?;
    Some((stands.get(&text[..end])?, &text[end + 1..]))
}

fn substituted(text: &str, stands: &HashMap<String, Stands>) -> Changed {
    let mut out = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find("${") {
        let Some(len) = rest[at..].find('}') else { break };
        let name = &rest[at + 2..at + len];
        out.push_str(&rest[..at]);
        let found = stands.get(name).map(|found| (found, "")).or_else(|| split(stands, name));
        match found {
            Some((Stands::Unnamed, _)) => return Changed::Unknown,
            Some((Stands::For(id), attribute)) => {
                changed = true;
                let dot = if attribute.is_empty() { "" } else { "." };
                out.push_str(&format!("${{{id}{dot}{attribute}}}"));
            }
            None => out.push_str(&rest[at..=at + len]),
        }
        rest = &rest[at + len + 1..];
    }
    if !changed {
        return Changed::No;
    }
    out.push_str(rest);
    Changed::To(out)
}
