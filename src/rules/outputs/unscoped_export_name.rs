//! Exports whose name is the same in every stage.

use crate::model::Output;
use crate::resolve::Piece;
use crate::rules::{Checked, Findings};
use crate::template::Dialect;

pub(super) fn unscoped_export_name<'w>(output: Output<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(name) = output.export_name()? else { return Ok(()) };
    let text = name.text()?;
    let own = text.pieces.iter().any(|piece| matches!(piece, Piece::Attribute { .. } | Piece::Secret(_) | Piece::Hole(_)));
    if text.scoped || own {
        return Ok(());
    }
    // Written out for one stage, as in a template that was filled in for it.
    let names_a_stage = text.literals().any(|literal| literal.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_stage));
    if names_a_stage {
        return Ok(());
    }
    let report = out.report(&name, "no stage, stack name or parameter in this name");
    if output.world().stack.dialect == Dialect::Serverless {
        report.case("service");
    }
    Ok(())
}

fn is_stage(word: &str) -> bool {
    const STAGES: [&str; 14] = [
        "dev",
        "develop",
        "development",
        "test",
        "testing",
        "qa",
        "uat",
        "int",
        "stage",
        "staging",
        "preprod",
        "prod",
        "production",
        "sandbox",
    ];
    STAGES.iter().any(|stage| word.eq_ignore_ascii_case(stage))
}
