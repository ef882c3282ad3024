//! Trusts whose action is not the one by which their principal comes in.

use crate::data::iam::glob;
use crate::model::{DocumentKind, Statement, Trusted, member_of, whole};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Edit, Findings};

/// All actions that give credentials of a role.
const ASSUMING: [&str; 3] = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];

/// `*`, or an action of another service: IAM stores no trust with one.
pub(super) fn foreign_action<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind != DocumentKind::Trust {
        return Ok(());
    }
    out.each(["Action", "NotAction"], |name, out| {
        let Some(list) = statement.element(name)? else { return Ok(()) };
        out.each(list.one_or_many()?, |action, out| {
            let text = action.literal()?;
            let is_foreign = text.split_once(':').map_or(text == "*", |(service, _)| !service.eq_ignore_ascii_case("sts"));
            if is_foreign {
                let label = format!("`{text}` in a trust, which knows actions of `sts` only");
                out.report(&action, label)
                    .title("IAM refuses this role: its trust has an action that is not one of sts")
                    .help("keep `sts:AssumeRole`, `sts:AssumeRoleWithWebIdentity` or `sts:AssumeRoleWithSAML`; what the role may do stands in its policies")
                    .covers_rule("iam/unknown-action", &action);
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// A principal, how its callers come in, and what to call them.
struct Entrance<'w> {
    principal: Val<'w>,
    action: &'static str,
    who: String,
}

pub(super) fn unfit_action<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.lets_assume()? {
        return Ok(());
    }
    let mut actions = Vec::new();
    for action in statement.actions()? {
        let text = action.literal()?;
        actions.push((action, text));
    }
    let stands_for = |pattern: &str, action: &str| glob(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase());
    let assuming: Vec<&(Val<'w>, String)> =
        actions.iter().filter(|(_, text)| ASSUMING.iter().any(|action| stands_for(text, action))).collect();
    // What only adds tags to a session has its assuming beside it.
    let Some((first, written)) = assuming.first() else { return Ok(()) };
    // What stands under the wrong member is another mistake, and the action may be right.
    for (member, value) in statement.named_principals()? {
        let text = value.text()?;
        let Some(known) = whole(&text) else {
            // Of one that is put together a part may tell; one of which nothing is known may be anything.
            if text.has_hole() && text.literals().all(|literal| !literal.contains(':')) {
                return Ok(());
            }
            continue;
        };
        if member_of(known).is_some_and(|meant| meant != member) {
            return Ok(());
        }
    }
    let entrances = entrances(&statement)?;
    let unfit: Vec<&Entrance<'w>> =
        entrances.iter().filter(|entrance| !assuming.iter().any(|(_, text)| stands_for(text, entrance.action))).collect();
    let Some(one) = unfit.first() else { return Ok(()) };
    let wants_one = unfit.iter().all(|entrance| entrance.action == one.action);
    if unfit.len() == entrances.len() && wants_one {
        out.report(first, format!("`{written}` is not how {} come in", one.who))
            .related(&one.principal, "the principal")
            .help(format!("write `{}`", one.action))
            .covers_rule("iam/inapplicable-condition-key", statement.place())
            .fix(Edit::replace(first, one.action));
        return Ok(());
    }
    for entrance in unfit {
        out.report(&entrance.principal, format!("{} come in by `{}`, which is not among the actions", entrance.who, entrance.action))
            .related(first, "the action")
            .help(format!("give it a statement of its own with `{}`", entrance.action));
    }
    Ok(())
}

fn entrances<'w>(statement: &Statement<'w>) -> Known<Vec<Entrance<'w>>> {
    let mut all = Vec::new();
    for (trusted, principal) in statement.providers()? {
        let Some(action) = trusted.action() else { continue };
        let who = match &trusted {
            Trusted::Pools(_) => "users of an identity pool".to_owned(),
            Trusted::Site(site) => format!("users of {site}"),
            Trusted::OpenId { issuer: Some(issuer), .. } => format!("tokens of {issuer}"),
            Trusted::Saml => "users of a SAML provider".to_owned(),
            _ => "tokens of an OpenID provider".to_owned(),
        };
        all.push(Entrance { principal, action, who });
    }
    for principal in statement.services()? {
        all.push(Entrance { principal, action: "sts:AssumeRole", who: "services".to_owned() });
    }
    for principal in statement.accounts()? {
        all.push(Entrance { principal, action: "sts:AssumeRole", who: "accounts, users and roles".to_owned() });
    }
    Ok(all)
}
