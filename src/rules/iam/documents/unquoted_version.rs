//! A date that the framework's parser takes for a point in time.

use crate::compose::Generation;
use crate::model::Document;
use crate::rules::{Checked, Edit, Findings};
use crate::template::Dialect;

pub(super) fn unquoted_version<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    let stack = document.world().stack;
    if stack.dialect != Dialect::Serverless || matches!(stack.generation, Generation::Four | Generation::Fork) {
        return Ok(());
    }
    let Some(version) = document.written_version()? else { return Ok(()) };
    let text = version.text()?;
    let date = text.known()?;
    if !text.plain || !matches!(date, "2012-10-17" | "2008-10-17") {
        return Ok(());
    }
    let report = out
        .report(&version, format!("becomes `{date}T00:00:00.000Z`"))
        .help(format!("write `Version: '{date}'`"))
        .fix(Edit::replace(&version, date));
    if stack.generation == Generation::Any {
        report.title("IAM refuses this policy if version 2 or 3 of the framework deploys it: its Version is a point in time").case("open");
    }
    Ok(())
}
