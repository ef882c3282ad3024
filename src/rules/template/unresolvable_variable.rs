//! Variables for which the framework finds nothing, or which it refuses.

use crate::compose::{Generation, VariableProblem, VariableProblemKind};
use crate::model::{Service, is_policy_variable};
use crate::rules::{Checked, Findings};

const REFUSED: &str = "the framework refuses this variable, so the service can't be deployed";

const DROPPED: &str = "a variable has no value, so the property is dropped with no more than a warning";

pub(super) fn unresolvable_variable<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    for problem in &service.world().stack.variable_problems {
        say(problem, service.generation(), out);
    }
    Ok(())
}

fn say(VariableProblem { kind, span, written, .. }: &VariableProblem, generation: Generation, out: &mut Findings<'_>) {
    match kind {
        VariableProblemKind::Absent(path) => {
            let report = out.report_span(*span, format!("nothing stands at `{path}`"));
            if generation == Generation::Old {
                report.title(DROPPED).case("dropped");
            }
        }
        VariableProblemKind::Syntax(problem) => {
            let report = out.report_span(*span, format!("a variable that can't be read: {problem}")).title(REFUSED);
            match generation {
                Generation::Three | Generation::Fork => report.help("write it as `${source:address, source:address, 'text'}`"),
                Generation::Any => report
                    .title("version 3 of the framework refuses this variable")
                    .help("write it as `${source:address, source:address, 'text'}`, which every version reads")
                    .case("open"),
                // Older versions read the inner variable first, and the newest reads variables inside variables.
                Generation::Old | Generation::Four => report.case("open").title("version 3 of the framework refuses this variable"),
            };
        }
        // Older versions go on to the fallback.
        VariableProblemKind::UnknownSource(_) if generation == Generation::Old && written.contains(',') => {}
        VariableProblemKind::UnknownSource(source) if !is_policy_variable(source, "x") => {
            out.report_span(*span, format!("no kind of variable is called `{source}`"))
                .title(REFUSED)
                .help("write one of `self`, `opt`, `sls`, `env`, `file`, `param`, `ssm`, `cf`, `s3`, or add the plugin that brings it");
        }
        VariableProblemKind::UnknownAddress(source, address) if !is_policy_variable(source, address) => {
            let help = match source.as_str() {
                "aws" => "write `aws:region` or `aws:accountId`; CloudFormation's own are written `${AWS::StackName}`",
                "sls" => "write `sls:stage` or `sls:instanceId`",
                _ => "write the bucket and the key of the object, with a slash between them",
            };
            let report = out.report_span(*span, format!("`{source}` has no `{address}`")).help(help);
            if generation == Generation::Old && source == "sls" {
                report.title(DROPPED).case("dropped");
            } else {
                report.title(REFUSED);
            }
        }
        VariableProblemKind::NoText(value) => {
            let report = out
                .report_span(*span, if value.is_some() { "no text, but it stands inside one" } else { "null stands inside a text" })
                .title("a variable inside a text gives no text, so the service can't be deployed")
                .help("name a key below it whose value is a text, or let the variable be the whole value");
            if let Some(value) = value {
                report.related(*value, "this is its value");
            }
        }
        VariableProblemKind::Cycle => {
            out.report_span(*span, "a variable that leads back to itself")
                .title("a variable waits for its own value, so the service can't be deployed")
                .help("write the value in one of the places through which it leads");
        }
        VariableProblemKind::Depth => {
            out.report_span(*span, "variables lead to variables, further than the framework goes")
                .title("a variable leads too far, so the service can't be deployed")
                .help("name the place where the value is written");
        }
        VariableProblemKind::NotBoolean(_) => {
            out.report_span(*span, "neither true nor false")
                .title(REFUSED)
                .help("give `strToBool` one of the texts `true`, `false`, `1` and `0`");
        }
        VariableProblemKind::UnknownSource(_)
        | VariableProblemKind::UnknownAddress(..)
        | VariableProblemKind::ListInText(..)
        | VariableProblemKind::StageOfProvider(_)
        | VariableProblemKind::CustomSyntax => {}
    }
}
