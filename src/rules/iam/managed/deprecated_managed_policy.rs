//! Managed policies that AWS has withdrawn or replaced.

use crate::model::{Attached, Naming, Resource, attached, attached_to_service};
use crate::resolve::World;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn of_resource<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attached(resource)?, judge);
    Ok(())
}

pub(super) fn of_service<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attached_to_service(world)?, judge);
    Ok(())
}

fn judge<'w>(policy: Attached<'w>, out: &mut Findings<'w>) -> Checked {
    let naming = policy.naming()?;
    // Other partitions may have kept what the first one gave up.
    if matches!(&naming, Naming::Aws { partition: Some(partition), .. } if partition != "aws") {
        return Ok(());
    }
    let Some(found) = policy.policy()?.filter(|found| found.is_deprecated()) else { return Ok(()) };
    let name = found.name();
    let label = match (found.is_withdrawn(), found.replacement()) {
        (true, _) => format!("AWS has withdrawn `{name}`"),
        (false, Some(right)) => format!("`{}` has taken the place of `{name}`", right.name()),
        (false, None) => format!("what `{name}` is for is gone"),
    };
    let mut report = out.report(&policy.value, label);
    if found.is_withdrawn() {
        report = report.title("the deployment fails: this managed policy can't be attached any more").case("withdrawn");
    }
    let Some(right) = found.replacement() else {
        report.help("leave it out, and write what is needed of it as statements");
        return Ok(());
    };
    let by_name = matches!(naming, Naming::Bare(_));
    let written = if by_name { right.name().to_owned() } else { format!("arn:aws:iam::aws:policy/{}{}", right.path(), right.name()) };
    let help = match right.is_broad() {
        true => format!("write the statements that are needed; `{written}` has taken its place"),
        false => format!("write `{written}`"),
    };
    report = report.help(help);
    if policy.whole().is_ok() && !right.is_broad() {
        report.fix(Edit::replace(&policy.value, written));
    }
    Ok(())
}
