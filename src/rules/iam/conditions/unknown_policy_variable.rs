//! Policy variables that are written raw where the framework or `Fn::Sub` reads them as their own.

use crate::compose::{Generation, VariableProblemKind};
use crate::model::{Service, is_policy_variable, substitutions};
use crate::resolve::World;
use crate::rules::{Checked, Edit, Findings};
use crate::template::Dialect;

pub(super) fn read_by_the_framework<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    let stack = service.world().stack;
    let mut filled = None;
    for problem in &stack.variable_problems {
        let is_one = match &problem.kind {
            // The newest version leaves these alone.
            VariableProblemKind::UnknownSource(source) if source == "iot" => service.generation() != Generation::Four,
            VariableProblemKind::UnknownSource(source) => is_policy_variable(source, "x"),
            VariableProblemKind::UnknownAddress(source, address) => is_policy_variable(source, address),
            _ => false,
        };
        let Some(name) = problem.written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).filter(|_| is_one) else { continue };
        let filled = filled.get_or_insert_with(|| substitutions(service.world()));
        let in_sub = filled.iter().any(|call| stack.tree.span(call.place.node).contains(problem.span));
        let escaped = if problem.quoted { format!("\\\\${{{name}}}") } else { format!("\\${{{name}}}") };
        let for_sub = format!("${{!{name}}}");
        let help = match service.generation() {
            Generation::Old => format!("set `variablesResolutionMode: 20210326` and write `{escaped}`"),
            _ if in_sub => format!("write `{for_sub}`"),
            Generation::Three | Generation::Fork => format!("write `{escaped}`"),
            Generation::Four => format!("make it the text of `Fn::Sub`, and write `{for_sub}` in it"),
            Generation::Any => format!("write `{escaped}`, or for version 4 `{for_sub}` in the text of `Fn::Sub`"),
        };
        let report =
            out.report_span(problem.span, "the framework reads this as a variable of its own, and has none of this name").help(help);
        match service.generation() {
            Generation::Old => {}
            _ if in_sub => {
                report.fix(Edit::text(problem.span, &for_sub));
            }
            Generation::Three | Generation::Fork => {
                report.fix(Edit::text(problem.span, &escaped));
            }
            // What is right depends on the version, or is more than one change.
            Generation::Four | Generation::Any => {}
        }
    }
    Ok(())
}

pub(super) fn read_by_sub<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    if !matches!(world.stack.dialect, Dialect::CloudFormation | Dialect::Sam | Dialect::Unknown) {
        return Ok(());
    }
    for call in substitutions(world) {
        for name in call.names {
            let Some((prefix, key)) = name.split_once(':') else { continue };
            // `AWS::Region` is CloudFormation's.
            if !key.starts_with(':') && is_policy_variable(prefix, key) {
                out.report(call.place, format!("`Fn::Sub` looks for something called `{name}`"))
                    .title("CloudFormation refuses the template because it takes a policy variable for its own")
                    .help(format!("write `${{!{name}}}`"));
            }
        }
    }
    Ok(())
}
