//! Guests who get what signed-in users may do.

use super::claims::{
    GUEST, USER, admits_methods, admitted_pools, attached_names, has_guests, is_for_guests, names_identities, names_values,
};
use crate::model::{RoleAttachment, SetOperator, Statement, Verdict, is_same};
use crate::rules::{Checked, Findings};

pub(super) fn one_role_attached<'w>(attachment: RoleAttachment<'w>, out: &mut Findings<'w>) -> Checked {
    // What is attached for guests of a pool that has none is of no use, which another rule says.
    if !attachment.may_have_guests()? {
        return Ok(());
    }
    let Some(guests) = attachment.role(GUEST)? else { return Ok(()) };
    let text = guests.text()?;
    // Two that were left empty are no role.
    if text.known().is_ok_and(|text| !text.starts_with("arn:")) {
        return Ok(());
    }
    for users in attachment.roles_of_pool(USER) {
        if is_same(&users.text()?, &text) == Ok(true) {
            out.report(&guests, "the same role as for signed-in users").related(&users, "attached for signed-in users here");
            return Ok(());
        }
    }
    Ok(())
}

pub(super) fn both_admitted<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((federation, _)) = admitted_pools(&statement)? else { return Ok(()) };
    // Where the role is attached for both, the attachment is what is wrong; that users may come to the guests' role harms nobody.
    let names = attached_names(&statement);
    let is_shared = [GUEST, USER].iter().all(|kind| names.iter().any(|name| name == kind));
    if is_shared || is_for_guests(&statement) || names_identities(&statement, federation)? {
        return Ok(());
    }
    let pass = |method: &str| admits_methods(&statement, federation, &[method, "provider"]).map(|verdict| verdict == Verdict::Yes);
    if admits_methods(&statement, federation, &[GUEST])? != Verdict::Yes || !pass(USER)? {
        return Ok(());
    }
    for test in statement.tests_of(federation, "amr")? {
        if !names_values(&test) || test.operator.set != Some(SetOperator::AnyValue) {
            continue;
        }
        let values = test.literals()?;
        let of = |kind: &str| values.iter().find(|(_, text)| text == kind).map(|(value, _)| value);
        if let (Some(guests), Some(users)) = (of(GUEST), of(USER)) {
            let report = out.report(guests, "lets guests in").related(users, "lets signed-in users in");
            if !has_guests(&statement) {
                report.case("closed");
            }
        }
    }
    Ok(())
}
