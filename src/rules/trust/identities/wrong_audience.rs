//! Audiences that tokens of the pool never have.

use super::claims::{admitted_pools, audience_to_write, compares_texts, names_values, role_of};
use crate::model::{ConditionTest, IdentityPool, Resource, Role, Statement, link};
use crate::resolve::{Known, Piece, Val};
use crate::rules::{Checked, Findings};

/// A pool to which a role is attached, with the place where it is.
type Own<'w> = (IdentityPool<'w>, Val<'w>);

pub(super) fn wrong_audience<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((federation, _)) = admitted_pools(&statement)? else { return Ok(()) };
    // Where the role is attached is only of use as far as it is known.
    let own = role_of(&statement).map_or_else(Vec::new, Role::own_pools);
    let foreign = role_of(&statement).filter(|role| !own.is_empty() && names_foreign_pools_alone(*role, &own) == Ok(true)).is_some();
    out.each(statement.tests_of(federation, "aud")?, |test, out| {
        if !names_values(&test) || !compares_texts(&test) {
            return Ok(());
        }
        let mut found = Vec::new();
        for value in test.values.one_or_many()? {
            match what_is_wrong(&statement, &value, &own, foreign)? {
                Some(label) => found.push((value, label)),
                None => return Ok(()),
            }
        }
        for (value, label) in found {
            let written = audience_to_write(&statement, &value, out);
            let report = out.report(&value, label).help(format!("write {written}"));
            if let Some((pool, at)) = own.first() {
                report.related(at, format!("attached to {} here", pool.0.id()));
            }
        }
        Ok(())
    });
    Ok(())
}

/// True where each statement for identity pools names pools of this stack, and none of them is one that the role is attached to.
fn names_foreign_pools_alone(role: Role<'_>, own: &[Own<'_>]) -> Known<bool> {
    for statement in role.trust()?.statements()? {
        let statement = statement?;
        let Some((federation, _)) = admitted_pools(&statement)? else { continue };
        let tests = statement.tests_of(federation, "aud")?;
        let named: Vec<&ConditionTest<'_>> = tests.iter().filter(|test| names_values(test) && compares_texts(test)).collect();
        if named.is_empty() {
            return Ok(false);
        }
        for value in named.iter().map(|test| test.values.one_or_many()).collect::<Known<Vec<_>>>()?.into_iter().flatten() {
            let pool = link(role.0.world(), &value, "AWS::Cognito::IdentityPool", &["Ref", "Id"])?;
            if pool.is_none_or(|pool| own.iter().any(|(own, _)| own.0.index() == pool.index())) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn what_is_wrong<'w>(statement: &Statement<'w>, value: &Val<'w>, own: &[Own<'w>], foreign: bool) -> Known<Option<String>> {
    let text = value.text()?;
    for piece in &text.pieces {
        let Piece::Attribute { resource, name } = piece else { continue };
        let resource = Resource::new(statement.world(), *resource);
        let is_id = text.reference().is_some() && matches!(name.as_str(), "Ref" | "Id");
        return Ok(match resource.kind() {
            "AWS::Cognito::UserPool" => Some(format!("of the user pool {}, and the audience is the identity pool", resource.id())),
            "AWS::Cognito::UserPoolClient" => Some(format!("of the app client {}, and the audience is the identity pool", resource.id())),
            "AWS::Cognito::IdentityPool" if foreign && is_id => {
                own.first().map(|(own, _)| format!("{} is another identity pool than {}", resource.id(), own.0.id()))
            }
            _ => None,
        });
    }
    // What follows such a beginning makes no difference.
    let looks_like = match text.pieces.first() {
        Some(Piece::Literal(first)) if first.starts_with("cognito-idp.") => what_it_looks_like(first),
        _ => what_it_looks_like(text.known()?),
    };
    Ok(looks_like.map(|what| format!("{what}, and the audience is the identity pool")))
}

/// What a text is that can't be the id of an identity pool.
fn what_it_looks_like(text: &str) -> Option<&'static str> {
    if text.contains(['*', '?', '$']) {
        return None;
    }
    if text.starts_with("cognito-idp.") {
        return Some("the name of a user pool");
    }
    if text.starts_with("arn:") && text.contains(":cognito-idp:") {
        return Some("the ARN of a user pool");
    }
    if let Some((region, id)) = text.split_once('_') {
        let is_region = region.split('-').count() >= 3 && region.ends_with(|letter: char| letter.is_ascii_digit());
        let is_id = !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric());
        return (is_region && is_id).then_some("the id of a user pool");
    }
    let is_client = (24..=28).contains(&text.len())
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        && text.contains(|letter: char| letter.is_ascii_digit());
    is_client.then_some("the id of an app client")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_no_identity_pool() {
        for wrong in [
            "us-east-1_AbCdEfGhI",
            "us-gov-west-1_AbCdEfGhI",
            "1h57kf5cpq17m0eml12EXAMPLE".to_lowercase().as_str(),
            "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
            "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEfGhI",
        ] {
            assert!(what_it_looks_like(wrong).is_some(), "{wrong}");
        }
        for fine in ["us-east-1:01234567-89ab-cdef-0123-456789abcdef", "my_pool", "*", "REPLACE_ME", "identitypoolidgoeshere"] {
            assert!(what_it_looks_like(fine).is_none(), "{fine}");
        }
    }
}
