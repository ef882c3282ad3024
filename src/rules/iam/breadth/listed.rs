//! Actions of three lists on everything: what gives credentials, what reads data, what changes who may do what.

use super::lists;
use super::scope::{List, Scope, Teller, place_of, worst_first};
use crate::data::iam::Action;
use crate::model::{Place, Statement};
use crate::rules::{Checked, Findings};

pub(super) fn credentials_exposure<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    tell(statement, Teller::Credentials, lists::gives_credentials, out)
}

pub(super) fn data_exfiltration<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    tell(statement, Teller::Data, lists::reads_data, out)
}

pub(super) fn permissions_management<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    tell(statement, Teller::Permissions, lists::manages_permissions, out)
}

/// One finding for the statement, at what reaches everything. It covers what the same `*` means otherwise, if all that writes there is
/// of the list.
pub(super) fn tell<'w>(statement: Statement<'w>, teller: Teller, list: List, out: &mut Findings<'w>) -> Checked {
    let Some(scope) = Scope::of(statement)? else { return Ok(()) };
    // Who reads by a wildcard does not know what is in it, and what is in it is rarely credentials.
    let hit = if teller == Teller::Credentials { scope.hit_by_name(list) } else { scope.hit(list) };
    let Some(hit) = hit else { return Ok(()) };
    if statement.are_taken_away(&hit.actions) {
        return Ok(());
    }
    let label = format!("{} on {}", worst_first(&hit.actions), hit.reached());
    let place = match teller {
        _ if hit.is_broad => Place::from(&hit.entry.value),
        Teller::Cognito => place_of(&statement, &hit.entry)?,
        _ => Place::from(&hit.wide.value),
    };
    let mut report = out.report(place, label);
    if teller == Teller::Data
        && let Some(help) = by_name(&hit.actions)
    {
        report = report.help(help);
    }
    // What another rule says of a wildcard says nothing of what stands beside it.
    if hit.is_broad {
        return Ok(());
    }
    if teller != Teller::Data {
        report = report.covers_rule("iam/data-exfiltration", statement.place());
        if let Some((place, text)) = scope.read_too(&hit.actions).filter(|_| teller != Teller::Credentials) {
            report = report.related(place, text);
        }
    }
    if teller == Teller::Cognito {
        report = report.covers_rule("iam/credentials-exposure", statement.place());
    }
    if let Some(star) = scope.star().filter(|_| scope.teller() == teller) {
        report.covers_rule("iam/wildcard-resource", star);
    }
    Ok(())
}

/// What to name instead of everything that is read; `None` where that is of too many kinds to be said.
fn by_name(actions: &[Action]) -> Option<String> {
    let mut keepers: Vec<&str> = actions.iter().filter_map(|action| lists::keeper(*action)).collect();
    keepers.dedup();
    match keepers[..] {
        ["identities"] => Some("name the caller's own identity, by `${cognito-identity.amazonaws.com:sub}` in the ARN".to_owned()),
        [one] => Some(format!("name the {one} that are needed instead of all of them")),
        [one, other] => Some(format!("name the {one} and {other} that are needed instead of all of them")),
        _ => None,
    }
}
