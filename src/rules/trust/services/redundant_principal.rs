//! Principals of a trust that another one of the same list already stands for.

use super::{Account, OWN};
use crate::model::Statement;
use crate::resolve::Val;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn redundant_principal<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.lets_assume()? {
        return Ok(());
    }
    let mut all: Vec<(Account, Val<'w>)> = Vec::new();
    for value in statement.accounts()? {
        if let Some(account) = Account::read(&value)? {
            all.push((account, value));
        }
    }
    for (narrow, value) in &all {
        let wide = all.iter().find(|(wide, _)| stands_for(wide, narrow));
        if let Some((wide, place)) = wide {
            let label =
                if wide.resource == "root" { "the whole account stands beside it" } else { "every session of the role stands beside it" };
            out.report(value, label).related(place, "this one stands for it").fix(Edit::remove_item(value));
        }
    }
    Ok(())
}

/// True where whoever is the one is the other too. In the account of the stack that is not all: who is named there needs no policy of
/// their own to assume the role, and who comes as a part of the account does.
fn stands_for(wide: &Account, narrow: &Account) -> bool {
    if wide.number != narrow.number {
        return false;
    }
    let session = narrow.resource.strip_prefix("assumed-role/").and_then(|session| session.split_once('/'));
    match (wide.resource.strip_prefix("role/"), session) {
        // A session has the name of the role without its path.
        (Some(role), Some((name, _))) => role.rsplit('/').next() == Some(name) && !name.contains('?'),
        _ => wide.resource == "root" && narrow.resource != "root" && wide.number != OWN,
    }
}
