//! What is wrong with `${file(…)}`.

use crate::compose::{IncludeProblem, IncludeProblemKind};
use crate::rules::Findings;
use crate::template::Stack;

pub(super) fn missing_include(stack: &Stack, out: &mut Findings<'_>) {
    for IncludeProblem { kind, path, span } in &stack.include_problems {
        match kind {
            IncludeProblemKind::Missing => {
                out.report_span(*span, format!("`{path}` is not there"));
            }
            IncludeProblemKind::MissingForStage => {
                out.report_span(*span, format!("`{path}` is not there, which the default stage chooses"))
                    .title("what another stage includes here is not checked, and the default one can't be deployed")
                    .case("stage");
            }
            IncludeProblemKind::KeptOut => {
                out.report_span(*span, format!("`{path}` is not there, and ignored by git"))
                    .title("what this file adds is not checked, because it is kept out of the repository")
                    .help("nothing, if it is made before the service is deployed")
                    .case("ignored");
            }
            IncludeProblemKind::MissingAddress(address) => {
                out.report_span(*span, format!("`{path}` has no `{address}`"))
                    .title("an included part is not there, so the service can't be deployed")
                    .help("write the path of a key that the file has, or a fallback after a comma");
            }
            IncludeProblemKind::Unreadable(reason) => {
                out.report_span(*span, format!("`{path}` can't be read: {reason}"));
            }
            IncludeProblemKind::Code => {
                out.report_span(*span, format!("`{path}` is a program: what it gives is not known"))
                    .title("what this program adds to the service is not checked")
                    .help("write the resources in YAML or JSON where they are to be checked")
                    .case("code");
            }
            IncludeProblemKind::Cycle | IncludeProblemKind::Outside | IncludeProblemKind::Budget => {}
        }
    }
}

pub(super) fn include_cycle(stack: &Stack, out: &mut Findings<'_>) {
    for IncludeProblem { path, span, .. } in stack.include_problems.iter().filter(|problem| problem.kind == IncludeProblemKind::Cycle) {
        out.report_span(*span, format!("`{path}` is included again before it is complete: this never ends"));
    }
}

pub(super) fn include_outside_project(stack: &Stack, out: &mut Findings<'_>) {
    for IncludeProblem { path, span, .. } in stack.include_problems.iter().filter(|problem| problem.kind == IncludeProblemKind::Outside) {
        out.report_span(*span, format!("`{path}` lies outside the project: it is not read"));
    }
}
