//! Which resources are made before another one: comes in a stack, go out those that one waits for.

use std::collections::{HashMap, HashSet};

use super::{References, Referrer, Use};
use crate::template::Stack;

/// The resources that one waits for, itself or through others: it depends on them, or refers to them.
#[must_use]
pub fn awaited(stack: &Stack, resource: usize) -> HashSet<usize> {
    let mut next: HashMap<usize, Vec<usize>> = HashMap::new();
    for reference in &References::of(stack).list {
        let Referrer::Resource(from) = reference.by else { continue };
        if matches!(reference.kind, Use::Ref | Use::GetAtt | Use::Sub | Use::DependsOn)
            && let Some(to) = stack.resource(reference.name)
        {
            next.entry(from).or_default().push(to);
        }
    }
    let mut found = HashSet::new();
    let mut open = vec![resource];
    while let Some(from) = open.pop() {
        for to in next.get(&from).into_iter().flatten() {
            if found.insert(*to) {
                open.push(*to);
            }
        }
    }
    found
}
