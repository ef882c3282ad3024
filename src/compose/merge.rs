//! Merging: come in the values that stand for one place, from left to right, goes out what the framework makes of them.

use std::collections::HashMap;

use crate::syntax::{Content, Entry, NodeId, Tree};

/// Lays values over each other as the Serverless Framework merges the items of `resources`: maps key by key, lists by index, anything
/// else replaced. All at once, so that a thousand items cost no more than their entries.
///
/// Of a part that can't be read nobody knows whether it adds or replaces: what is known beside it stays, as a map to which more may
/// belong.
pub(crate) fn merge(tree: &mut Tree, values: &[NodeId]) -> Option<NodeId> {
    let known: Vec<NodeId> = values.iter().copied().filter(|value| !matches!(tree.content(*value), Content::Hole(_))).collect();
    if known.len() == values.len() {
        return merge_known(tree, values);
    }
    let Some(merged) = merge_known(tree, &known) else { return values.last().copied() };
    let span = tree.span(merged);
    let open = match tree.content(merged) {
        Content::Map(entries) => {
            let entries = entries.to_vec();
            tree.add_map(span, &entries)
        }
        // A list or a text may be another one altogether.
        _ => return values.iter().copied().find(|value| matches!(tree.content(*value), Content::Hole(_))),
    };
    tree.set_open(open);
    Some(open)
}

fn merge_known(tree: &mut Tree, values: &[NodeId]) -> Option<NodeId> {
    let (last, earlier) = values.split_last()?;
    let kind = |node: NodeId| match tree.content(node) {
        Content::Map(_) => Some(true),
        Content::List(_) => Some(false),
        Content::Scalar(..) | Content::Hole(_) => None,
    };
    let wanted = kind(*last);
    // A value of another kind replaces all before it, so only those after the last such one count.
    let start = earlier.iter().rposition(|value| kind(*value) != wanted || wanted.is_none()).map_or(0, |at| at + 1);
    let run = &values[start..];
    let [first, _, ..] = run else { return Some(*last) };
    let span = tree.span(*first);
    if wanted == Some(true) {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut merged: Vec<(Entry, Vec<NodeId>)> = Vec::new();
        for map in run {
            for entry in tree.entries(*map) {
                match tree.text(entry.key).map(str::to_owned) {
                    Some(key) => match places.get(&key) {
                        Some(index) => merged[*index].1.push(entry.value),
                        None => {
                            places.insert(key, merged.len());
                            merged.push((*entry, vec![entry.value]));
                        }
                    },
                    None => merged.push((*entry, vec![entry.value])),
                }
            }
        }
        let mut entries = Vec::with_capacity(merged.len());
        for (entry, values) in merged {
            entries.push(Entry { value: merge(tree, &values).unwrap_or(entry.value), ..entry });
        }
        return Some(tree.add_map(span, &entries));
    }
    let mut longest = *first;
    for list in &run[1..] {
        tree.add_layered(longest, *list);
        if tree.items(*list).len() > tree.items(longest).len() {
            longest = *list;
        }
    }
    let mut merged: Vec<Vec<NodeId>> = Vec::new();
    for list in run {
        for (index, item) in tree.items(*list).iter().enumerate() {
            match merged.get_mut(index) {
                Some(values) => values.push(*item),
                None => merged.push(vec![*item]),
            }
        }
    }
    let mut items = Vec::with_capacity(merged.len());
    for values in merged {
        items.extend(merge(tree, &values));
    }
    Some(tree.add_list(span, &items))
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

    fn merged(text: &str) -> String {
        let mut tree = Tree::default();
        let root = parse(&mut tree, FileId(0), "a.yml", text).root.unwrap();
        let values = tree.items(root).to_vec();
        let result = merge(&mut tree, &values).unwrap();
        shown(&tree, result)
    }

    #[test]
    fn merges_as_the_framework_does() {
        assert_eq!(merged("[{a: 1, b: {x: 1}}, {b: {y: 2}, c: 3}]"), "{a: 1, b: {x: 1, y: 2}, c: 3}");
        assert_eq!(merged("[{l: [a, b, c]}, {l: [z]}]"), "{l: [z, b, c]}");
        assert_eq!(merged("[{l: [{p: 1}]}, {l: [{q: 2}, e]}]"), "{l: [{p: 1, q: 2}, e]}");
        assert_eq!(merged("[{m: {a: 1}}, {m: [x]}, {m: {b: 2}}]"), "{m: {b: 2}}");
        assert_eq!(merged("[{m: {a: 1}}, {m: 5}]"), "{m: 5}");
        assert_eq!(merged("[{m: 5}, {m: {a: 1}}, {m: {b: 1}}]"), "{m: {a: 1, b: 1}}");
    }
}
