//! Lists that the framework lays over each other item by item, where people expect the later one to replace the earlier.

use super::Place;
use crate::resolve::World;
use crate::syntax::{NodeId, Tree};

/// An earlier list and the one that was laid over it.
pub struct LaidOver {
    /// The earlier list.
    pub earlier: Place,
    /// The later list.
    pub later: Place,
    /// The texts of both, where both hold nothing else.
    pub texts: Option<(Vec<String>, Vec<String>)>,
    /// The names of two items that are merged into one though they are called differently: the earlier, the later.
    pub mixed: Option<(String, String)>,
}

/// What names an item among others.
const NAMES: [&str; 5] = ["Sid", "PolicyName", "Name", "ProviderName", "Id"];

/// The lists of a stack that were laid over earlier ones, and in which somebody wrote both.
#[must_use]
pub fn laid_over(world: &World<'_>) -> Vec<LaidOver> {
    let tree = &world.stack.tree;
    let mut all: Vec<LaidOver> = Vec::new();
    for (earlier, later) in tree.layered() {
        if tree.is_generated(*earlier) || tree.is_generated(*later) || tree.span(*earlier) == tree.span(*later) {
            continue;
        }
        if all.iter().any(|known| known.earlier.node == *earlier && known.later.node == *later) {
            continue;
        }
        let texts = texts(tree, *earlier).zip(texts(tree, *later));
        let mixed = tree.items(*earlier).iter().zip(tree.items(*later)).find_map(|(before, after)| {
            let (before, after) = (name_of(tree, *before)?, name_of(tree, *after)?);
            (before != after).then_some((before, after))
        });
        let is_shorter = tree.items(*later).len() < tree.items(*earlier).len();
        // Of new items in all places nobody can say that they were not meant to replace the others.
        let moved = || names(tree, *earlier).iter().any(|name| names(tree, *later).contains(name));
        let mixed = mixed.filter(|_| is_shorter || moved());
        all.push(LaidOver { earlier: Place::of(*earlier), later: Place::of(*later), texts, mixed });
    }
    all
}

fn texts(tree: &Tree, list: NodeId) -> Option<Vec<String>> {
    tree.items(list).iter().map(|item| tree.text(*item).map(str::to_owned)).collect()
}

fn names(tree: &Tree, list: NodeId) -> Vec<String> {
    tree.items(list).iter().filter_map(|item| name_of(tree, *item)).collect()
}

fn name_of(tree: &Tree, item: NodeId) -> Option<String> {
    NAMES.iter().find_map(|name| tree.get(item, name)).and_then(|node| tree.text(node)).map(str::to_owned)
}
