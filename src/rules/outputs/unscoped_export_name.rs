//! Exports whose name is the same in every stage.

use crate::model::{Output, names_a_stage};
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
    if names_a_stage(&text) {
        return Ok(());
    }
    let report = out.report(&name, "no stage, stack name or parameter in this name");
    if output.world().stack.dialect == Dialect::Serverless {
        report.case("service");
    }
    Ok(())
}
