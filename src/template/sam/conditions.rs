//! Conditions: come in names of conditions, go out new ones that SAM makes of them, under its names.

use super::digest;
use super::expansion::Expansion;
use crate::syntax::NodeId;

/// `Fn::Or` takes so many.
const MOST: usize = 10;

/// One that is true when another is not. Its name ends in the digits of `seed`.
pub(super) fn not(expansion: &mut Expansion<'_>, condition: &str, seed: &str) -> String {
    let name = format!("NOT{condition}{}", digest::suffix(seed));
    add(expansion, &name, "Fn::Not", &[condition.to_owned()]);
    name
}

/// One that is true when two are.
pub(super) fn both(expansion: &mut Expansion<'_>, first: &str, second: &str, seed: &str) -> String {
    let name = format!("{first}AND{second}{}", digest::suffix(seed));
    add(expansion, &name, "Fn::And", &[first.to_owned(), second.to_owned()]);
    name
}

/// One that is true when any is; the one itself where there is but one. More than `Fn::Or` takes are combined in steps.
pub(super) fn any(expansion: &mut Expansion<'_>, conditions: &[String], name: &str) -> String {
    if let [only] = conditions {
        return only.clone();
    }
    let mut left = conditions.to_vec();
    // Each step takes ten away and adds one.
    let mut steps = 1 + conditions.len().saturating_sub(2) / (MOST - 1);
    while left.len() > 1 {
        steps = steps.saturating_sub(1);
        let step = if steps == 0 { name.to_owned() } else { format!("{name}{steps}") };
        let rest = left.split_off(left.len().min(MOST));
        add(expansion, &step, "Fn::Or", &left);
        left = rest;
        left.push(step);
    }
    name.to_owned()
}

fn add(expansion: &mut Expansion<'_>, name: &str, function: &str, of: &[String]) {
    let parts: Vec<NodeId> = of
        .iter()
        .map(|condition| {
            let condition = expansion.builder.text(condition);
            expansion.builder.map(&[("Condition", condition)])
        })
        .collect();
    let list = expansion.builder.list(&parts);
    let body = expansion.builder.map(&[(function, list)]);
    expansion.add_condition(name, body);
}
