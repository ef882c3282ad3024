//! Laying over: come in the generated template and what the service writes in `resources`, goes out both as one. Places of what was
//! written win, so that findings point at them.

use std::collections::HashMap;

use crate::syntax::{Content, Entry, NodeId, Tree};

/// Lays what was written over what was generated, as the framework merges: maps key by key, lists by index, anything else replaced.
pub(in crate::template) fn lay_over(tree: &mut Tree, generated: NodeId, written: NodeId) -> NodeId {
    match (tree.content(generated), tree.content(written)) {
        (Content::Map(below), Content::Map(above)) => {
            let (below, above) = (below.to_vec(), above.to_vec());
            let open = tree.is_open(generated) || tree.is_open(written);
            let mut places: HashMap<String, usize> = HashMap::new();
            let mut entries: Vec<Entry> = Vec::with_capacity(below.len() + above.len());
            for entry in below {
                if let Some(key) = tree.text(entry.key) {
                    places.insert(key.to_owned(), entries.len());
                }
                entries.push(entry);
            }
            for entry in above {
                let key = tree.text(entry.key).unwrap_or_default();
                match places.get(key).copied() {
                    Some(place) => {
                        let below = entries[place].value;
                        let above = if key == "DependsOn" { listed_as(tree, below, entry.value) } else { entry.value };
                        entries[place] = Entry { value: lay_over(tree, below, above), ..entry };
                    }
                    None => entries.push(entry),
                }
            }
            let span = tree.span(written);
            let map = tree.add_map(span, &entries);
            if open {
                tree.set_open(map);
            }
            map
        }
        (Content::List(below), Content::List(above)) => {
            let (mut items, above) = (below.to_vec(), above.to_vec());
            let open = tree.is_open(generated) || tree.is_open(written);
            for (index, item) in above.into_iter().enumerate() {
                match items.get(index).copied() {
                    Some(below) => items[index] = lay_over(tree, below, item),
                    None => items.push(item),
                }
            }
            let span = tree.span(written);
            let list = tree.add_list(span, &items);
            if open {
                tree.set_open(list);
            }
            list
        }
        // Nobody knows whether it adds or replaces: what is known stays, as a map to which more may belong.
        (Content::Map(below), Content::Hole(_)) => {
            let below = below.to_vec();
            let span = tree.span(generated);
            let map = tree.add_map(span, &below);
            tree.set_open(map);
            map
        }
        _ => written,
    }
}

/// One name where the framework has a list of them is a list of one.
fn listed_as(tree: &mut Tree, below: NodeId, above: NodeId) -> NodeId {
    if matches!((tree.content(below), tree.content(above)), (Content::List(_), Content::Scalar(..))) {
        let span = tree.span(above);
        return tree.add_list(span, &[above]);
    }
    above
}

/// Takes away what is written as nothing below the properties of resources, as the framework does; in lists it stays.
pub(in crate::template) fn strip_nothing(tree: &mut Tree, template: NodeId) {
    let Some(resources) = tree.get(template, "Resources") else { return };
    let bodies: Vec<NodeId> = tree.entries(resources).iter().map(|entry| entry.value).collect();
    let mut stack: Vec<NodeId> = bodies.into_iter().filter_map(|body| tree.get(body, "Properties")).collect();
    let mut seen = std::collections::HashSet::new();
    while let Some(node) = stack.pop() {
        let node = tree.target(node);
        if !seen.insert(node) {
            continue;
        }
        match tree.content(node) {
            Content::Map(entries) => {
                let kept: Vec<Entry> = entries.iter().filter(|entry| !tree.is_null(entry.value)).copied().collect();
                let all = entries.len();
                stack.extend(kept.iter().map(|entry| entry.value));
                if kept.len() < all {
                    tree.set_entries(node, &kept);
                }
            }
            Content::List(items) => stack.extend(items),
            Content::Scalar(..) | Content::Hole(_) => {}
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::syntax::parse;

    fn shown(tree: &Tree, node: NodeId) -> String {
        match tree.content(node) {
            Content::Map(entries) => {
                let entries = entries.iter().map(|entry| format!("{}: {}", shown(tree, entry.key), shown(tree, entry.value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            Content::List(items) => format!("[{}]", items.iter().map(|item| shown(tree, *item)).collect::<Vec<_>>().join(", ")),
            Content::Scalar(text, _) => text.to_owned(),
            Content::Hole(_) => "?".to_owned(),
        }
    }

    #[test]
    fn lays_over_by_key_and_index_and_keeps_the_written_places() {
        let mut tree = Tree::default();
        let text = "[{a: {x: 1, l: [p, q]}, DependsOn: [a, b]}, {a: {l: [z], y: 2}, DependsOn: c, d: 3}]";
        let root = parse(&mut tree, FileId(0), "a.yml", text).root.unwrap();
        let (below, above) = (tree.items(root)[0], tree.items(root)[1]);
        let merged = lay_over(&mut tree, below, above);
        assert_eq!(shown(&tree, merged), "{a: {x: 1, l: [z, q], y: 2}, DependsOn: [c, b], d: 3}");
        assert_eq!(tree.span(merged), tree.span(above));
        assert_eq!(tree.entry(merged, "a").unwrap().key, tree.entry(above, "a").unwrap().key);
    }

    #[test]
    fn nothing_goes_from_properties_only() {
        let mut tree = Tree::default();
        let text = "{Resources: {A: {Metadata: {n: null}, Properties: {a: null, b: {c: ~}, l: [null, {d: null, e: 1}]}}}}";
        let root = parse(&mut tree, FileId(0), "a.yml", text).root.unwrap();
        strip_nothing(&mut tree, root);
        assert_eq!(shown(&tree, root), "{Resources: {A: {Metadata: {n: null}, Properties: {b: {}, l: [null, {e: 1}]}}}}");
    }
}
