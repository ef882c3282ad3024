//! What is chosen by a stage that the command line can't change.

use crate::compose::{Generation, VariableProblemKind};
use crate::model::Service;
use crate::rules::{Checked, Findings};

pub(super) fn stage_from_provider<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    if service.generation() == Generation::Four {
        return Ok(());
    }
    let Some(stage) = service.provider(&["stage"])? else { return Ok(()) };
    let written = stage.literal()?;
    let problems = &service.world().stack.variable_problems;
    let place = |wanted: bool| problems.iter().find(|problem| problem.kind == VariableProblemKind::StageOfProvider(wanted));
    let text = format!("always `{written}` for `${{self:provider.stage}}`, whatever `--stage` says");
    if let Some(chosen) = place(true) {
        let report = out.report(&stage, text).related_span(chosen.span, "chosen by it");
        if service.generation() == Generation::Any {
            report.title("versions 2 and 3 of the framework take another stage's settings when `--stage` is given").case("open");
        }
    } else if let Some(named) = place(false) {
        out.report(&stage, text)
            .related_span(named.span, "named by it")
            .title("names do not follow `--stage`, so two stages may claim the same one")
            .case("name");
    }
    Ok(())
}
