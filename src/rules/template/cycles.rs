//! Resources that wait for each other.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::model::{Reference, References, Referrer, Use};
use crate::resolve::{Unknown, World};
use crate::rules::{Checked, Findings};
use crate::template::Stack;

/// So many ways around are tried in a knot of resources: the first of them may need conditions that exclude each other.
const TRIES: usize = 16;

/// A longer way around is told by its first steps.
const SHOWN: usize = 12;

/// Which resource waits for which, and the reference that makes it wait.
struct Graph {
    next: Vec<Vec<(usize, usize)>>,
}

impl Graph {
    /// Without those that depend on a choice, or with them.
    fn of(stack: &Stack, references: &References<'_>, with_choices: bool) -> Self {
        let mut next: Vec<Vec<(usize, usize)>> = vec![Vec::new(); stack.resources.len()];
        let mut seen: HashSet<(usize, usize)> = HashSet::new();
        let is_free = |index: usize| stack.resources[index].condition.is_none();
        for (at, reference) in references.list.iter().enumerate() {
            let Referrer::Resource(from) = reference.by else { continue };
            if !matches!(reference.kind, Use::Ref | Use::GetAtt | Use::Sub | Use::DependsOn) {
                continue;
            }
            let Some(to) = stack.resource(reference.name) else { continue };
            // SAM makes several resources of such a one, and which of them gets the reference is not told.
            if stack.resources[from].kind.starts_with("AWS::Serverless::") {
                continue;
            }
            // A parameter of the same name is what a `Ref` finds.
            if stack.parameter(reference.name).is_some() {
                continue;
            }
            let is_certain = is_free(from) && is_free(to) && references.choices(reference).next().is_none();
            // One that is certain counts, even where one with a choice stands before it.
            if (is_certain || with_choices) && seen.insert((from, to)) {
                next[from].push((to, at));
            }
        }
        Self { next }
    }

    /// Tarjan's strongly connected components, those of one resource only where it waits for itself. Without recursion: a chain may be
    /// as long as the template.
    fn knots(&self) -> Vec<Vec<usize>> {
        const NEW: usize = usize::MAX;
        let count = self.next.len();
        let (mut order, mut low, mut on_path) = (vec![NEW; count], vec![0; count], vec![false; count]);
        let (mut path, mut knots, mut clock) = (Vec::new(), Vec::new(), 0);
        for root in 0..count {
            if order[root] != NEW {
                continue;
            }
            let mut calls = vec![(root, 0)];
            while let Some((node, step)) = calls.pop() {
                if step == 0 {
                    (order[node], low[node], on_path[node]) = (clock, clock, true);
                    clock += 1;
                    path.push(node);
                }
                match self.next[node].get(step) {
                    Some((to, _)) => {
                        calls.push((node, step + 1));
                        if order[*to] == NEW {
                            calls.push((*to, 0));
                        } else if on_path[*to] {
                            low[node] = low[node].min(order[*to]);
                        }
                    }
                    None => {
                        if let Some((caller, _)) = calls.last() {
                            low[*caller] = low[*caller].min(low[node]);
                        }
                        if low[node] == order[node] {
                            let mut knot = Vec::new();
                            while let Some(one) = path.pop() {
                                knot.push(one);
                                if one == node {
                                    break;
                                }
                            }
                            knot.iter().for_each(|one| on_path[*one] = false);
                            knot.sort_unstable();
                            if knot.len() > 1 || self.next[node].iter().any(|(to, _)| *to == node) {
                                knots.push(knot);
                            }
                        }
                    }
                }
            }
        }
        knots
    }

    /// The shortest way from a resource around to itself, as references.
    fn around(&self, start: usize, knot: &HashSet<usize>) -> Option<Vec<usize>> {
        let mut came: HashMap<usize, (usize, usize)> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for (to, at) in &self.next[node] {
                if *to == start {
                    let mut way = vec![*at];
                    let mut back = node;
                    while let Some((before, by)) = came.get(&back).filter(|_| back != start) {
                        way.push(*by);
                        back = *before;
                    }
                    way.reverse();
                    return Some(way);
                }
                if knot.contains(to) && !came.contains_key(to) {
                    came.insert(*to, (node, *at));
                    queue.push_back(*to);
                }
            }
        }
        None
    }
}

pub(super) fn circular_dependency<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    let stack = world.stack;
    if stack.is_rewritten() {
        return Err(Unknown::Open);
    }
    let references = References::of(stack);
    let mut told: HashSet<usize> = HashSet::new();
    for with_choices in [false, true] {
        let graph = Graph::of(stack, &references, with_choices);
        for knot in graph.knots() {
            if knot.iter().any(|node| told.contains(node)) {
                continue;
            }
            let inside: HashSet<usize> = knot.iter().copied().collect();
            let mut ways: Vec<Vec<usize>> = knot.iter().take(TRIES).filter_map(|node| graph.around(*node, &inside)).collect();
            ways.sort_by_key(Vec::len);
            for way in ways {
                let before = out.count();
                out.each([&way], |way, out| report(world, &references, way, out));
                if out.count() > before {
                    told.extend(&knot);
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Tells a way around, where everything on it can be there at once.
fn report<'w>(world: &'w World<'w>, references: &References<'w>, way: &[usize], out: &mut Findings<'w>) -> Checked {
    let stack = world.stack;
    let steps: Vec<(&Reference<'w>, usize)> = way
        .iter()
        .filter_map(|at| match references.list[*at].by {
            Referrer::Resource(from) => Some((&references.list[*at], from)),
            _ => None,
        })
        .collect();
    for (reference, from) in &steps {
        if let Some(condition) = &stack.resources[*from].condition
            && !world.condition(condition)?
        {
            return Ok(());
        }
        for (condition, holds) in references.choices(reference) {
            if world.condition(condition)? != holds {
                return Ok(());
            }
        }
    }
    // It begins where somebody wrote something, so that there is a line to point at.
    let mut steps = steps;
    if let Some(begin) = steps.iter().position(|(reference, _)| !stack.tree.is_generated(reference.place)) {
        steps.rotate_left(begin);
    }
    let Some(((first, from), others)) = steps.split_first() else { return Ok(()) };
    let id = stack.resources[*from].id.as_str();
    let text = |reference: &Reference<'_>, from: usize| format!("`{}` waits for `{}`", stack.resources[from].id, reference.name);
    if others.is_empty() {
        out.report(first.place, format!("`{id}` waits for itself"))
            .resource(id)
            .title("a resource refers to itself, so the deployment fails")
            .help("remove the reference, or write the name or ARN that it would have");
        return Ok(());
    }
    let mut names: Vec<&str> = steps.iter().take(SHOWN).map(|(_, from)| stack.resources[*from].id.as_str()).collect();
    names.push(if steps.len() > SHOWN { "…" } else { id });
    let mut report = out
        .report(first.place, text(first, *from))
        .resource(id)
        .title(format!("{} wait for each other, so the deployment fails", names.join(" → ")));
    for (reference, from) in others.iter().take(SHOWN).rev() {
        report = report.related(reference.place, text(reference, *from));
    }
    Ok(())
}
