//! Who may change users, clients and pools of Amazon Cognito: functions in every pool, people in any.

use super::listed::tell;
use super::scope::{Scope, Teller, is_held_by_people, place_of, worst_first};
use super::{lists, wildcard_action};
use crate::data::iam::{self, Action};
use crate::model::{ActionEntry, ActionSet, Place, Statement, is_everything};
use crate::resolve::{Known, Piece};
use crate::rules::{Checked, Findings};

pub(super) fn cognito_administration<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !is_held_by_people(&statement) {
        return tell(statement, Teller::Cognito, lists::administers_cognito, out);
    }
    if !statement.grants() || !statement.allows()? || statement.narrows()? {
        return Ok(());
    }
    let entries = statement.known_actions()?.into_iter().filter(|entry| !is_everything(&entry.pattern));
    // What is named one by one is one mistake, each wildcard is one.
    let (broad, plain): (Vec<_>, Vec<_>) = entries.partition(|entry| wildcard_action::reach(&statement, entry).is_some());
    by_people(&statement, &plain, false, out)?;
    broad.iter().try_for_each(|entry| by_people(&statement, std::slice::from_ref(entry), true, out))
}

/// Reports what people may do by some entries.
fn by_people<'w>(statement: &Statement<'w>, entries: &[ActionEntry<'w>], is_broad: bool, out: &mut Findings<'w>) -> Checked {
    let all_users = statement.roles().iter().any(|role| role.is_attached_to_pool() == Ok(true));
    let is_wide = !statement.wide_resources()?.is_empty();
    // A group of administrators may hold on their own pool what all users may not.
    let mut services = Vec::new();
    for service in ["cognito-idp", "cognito-identity"] {
        if is_wide || all_users && names_pool(statement, service)? {
            services.push(service);
        }
    }
    let counts = |action: &Action| services.contains(&action.service().prefix()) && lists::administers_cognito_as_user(*action);
    let held = entries.iter().fold(ActionSet::new(), |held, entry| held.union(&entry.set));
    let actions: Vec<Action> = statement.reachable(&held).iter().filter(counts).collect();
    let Some(worst) = iam::reach(actions.iter().copied()).worst else { return Ok(()) };
    let Some(entry) = entries.iter().find(|entry| entry.set.contains(worst)) else { return Ok(()) };
    let who = if all_users { "everybody who comes in through the identity pool" } else { "the people who get this role" };
    let place = if is_broad { Place::from(&entry.value) } else { place_of(statement, entry)? };
    // In a list, what a pattern lets in is not seen by its name.
    let is_hidden = place.node != Place::from(&entry.value).node && entry.pattern.contains(['*', '?']);
    let report = out.report(place, format!("{who} may call {}", worst_first(&actions)));
    let mut report = if actions.iter().all(|action| lists::looks_at_users(*action)) {
        report.title("people reach the accounts of others").case("looking")
    } else {
        report.case("users")
    };
    if is_hidden {
        report = report.related(&entry.value, format!("`{}` lets it in", entry.pattern));
    }
    report = report.help("take this out of the role: people change what is theirs with their own access token");
    for entry in entries {
        for rule in ["iam/wildcard-action", "iam/data-exfiltration", "iam/credentials-exposure"] {
            report = report.covers_rule(rule, &entry.value);
        }
    }
    if let Some(scope) = Scope::of(*statement)?
        && let Some(star) = scope.star()
        && scope.untold().is_empty()
    {
        report.covers_rule("iam/wildcard-resource", star);
    }
    Ok(())
}

/// Whether some resource is a pool of the service, as far as its text says so.
fn names_pool(statement: &Statement<'_>, service: &str) -> Known<bool> {
    let stack = statement.world().stack;
    let (kind, in_arn) = match service {
        "cognito-idp" => ("AWS::Cognito::UserPool", ":cognito-idp:"),
        _ => ("AWS::Cognito::IdentityPool", ":cognito-identity:"),
    };
    for resource in statement.resources()? {
        let text = resource.text()?;
        let by_name = text.literals().any(|literal| literal.contains(in_arn));
        let by_attribute = |piece: &Piece| matches!(piece, Piece::Attribute { resource, .. } if stack.resources[*resource].kind == kind);
        if by_name || text.pieces.iter().any(by_attribute) {
            return Ok(true);
        }
    }
    Ok(false)
}
