//! ARNs that only fit the first partition of AWS.

use crate::model::Resource;
use crate::resolve::Val;
use crate::rules::{Checked, Edit, Findings, Written};
use crate::template::Dialect;

/// So deep do properties nest in any resource that somebody writes.
const DEPTH: usize = 24;

pub(super) fn hard_coded_partition<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    // The framework would take `${AWS::Partition}` for its own in some versions.
    let mends = resource.world().stack.dialect != Dialect::Serverless;
    let Some(properties) = resource.value() else { return Ok(()) };
    look(&properties, mends, 0, out);
    Ok(())
}

fn look<'w>(value: &Val<'w>, mends: bool, depth: usize, out: &mut Findings<'w>) {
    if depth > DEPTH {
        return;
    }
    if let Ok(items) = value.list() {
        out.each(items, |item, out| {
            look(&item, mends, depth + 1, out);
            Ok(())
        });
    } else if let Ok(object) = value.object() {
        out.each(object.written(), |(_, entry), out| {
            if let Some(inner) = object.value_of(entry)? {
                look(&inner, mends, depth + 1, out);
            }
            Ok(())
        });
    } else if value.text().is_ok_and(|text| text.literals().any(|literal| literal.starts_with("arn:aws:"))) {
        report(value, mends, out);
    }
}

fn report<'w>(value: &Val<'w>, mends: bool, out: &mut Findings<'w>) {
    let report = out.report(value, "an ARN of the partition `aws`");
    // Only a text that stands there as it is; in one that is put together, the place is not sure.
    let Some((text, _)) = value.scalar().filter(|(text, _)| mends && !text.contains("${") && !text.contains("{{")) else { return };
    if let Some(rest) = text.strip_prefix("arn:aws:") {
        report.fix(Edit::replace(value, Written::Call("Sub", format!("arn:${{AWS::Partition}}:{rest}"))));
    }
}
