//! Merging: come in two values for one place, goes out what the framework makes of them.

use crate::syntax::{Content, Entry, NodeId, Tree};

/// Lays `right` over `left` as the Serverless Framework merges the items of `resources`: maps key by key, lists by index, anything
/// else replaced.
pub fn merge(tree: &mut Tree, left: NodeId, right: NodeId) -> NodeId {
    match (tree.content(left), tree.content(right)) {
        (Content::Map(left_entries), Content::Map(right_entries)) => {
            let mut entries: Vec<Entry> = left_entries.to_vec();
            let right_entries = right_entries.to_vec();
            let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
            for (index, entry) in entries.iter().enumerate() {
                if let Some(key) = tree.text(entry.key) {
                    places.insert(key.to_owned(), index);
                }
            }
            for entry in right_entries {
                let known = tree.text(entry.key).and_then(|key| places.get(key).copied());
                match known {
                    Some(index) => entries[index].value = merge(tree, entries[index].value, entry.value),
                    None => {
                        if let Some(key) = tree.text(entry.key) {
                            places.insert(key.to_owned(), entries.len());
                        }
                        entries.push(entry);
                    }
                }
            }
            tree.add_map(tree.span(left), &entries)
        }
        (Content::List(left_items), Content::List(right_items)) => {
            let mut items = left_items.to_vec();
            for (index, right) in right_items.to_vec().into_iter().enumerate() {
                match items.get(index).copied() {
                    Some(left) => items[index] = merge(tree, left, right),
                    None => items.push(right),
                }
            }
            tree.add_list(tree.span(left), &items)
        }
        _ => right,
    }
}
