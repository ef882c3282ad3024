//! Addresses that change before anybody has shown that they are theirs.

use crate::model::UserPool;
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Edit, Findings, Written};

const SETTINGS: &str = "UserAttributeUpdateSettings";
const LIST: &str = "AttributesRequireVerificationBeforeUpdate";

pub(super) fn unverified_attribute_update<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let verified = pool.auto_verified()?;
    let Some((place, listed)) = pool.verified_before_update()? else {
        let open = changeable(pool, verified)?;
        if open.is_empty() || pool.is_for_machines()? {
            return Ok(());
        }
        let report = out
            .report(pool.0.place(), format!("a new {} counts before it is verified", shown(&open)))
            .title(title(&open))
            .help(help(&open));
        if let Some(properties) = pool.0.properties()?
            && properties.key(SETTINGS).is_none()
        {
            let settings = Written::Map(vec![(LIST.to_owned(), open.into())]);
            report.fix(Edit::set_key(properties.node(), SETTINGS, settings));
        }
        return Ok(());
    };
    let words = listed.iter().map(Val::literal).collect::<Result<Vec<_>, _>>()?;
    for (value, word) in listed.iter().zip(&words).filter(|(_, word)| !verified.contains(word)) {
        out.report(value, format!("{word} is not in AutoVerifiedAttributes"))
            .title("the deployment fails because an attribute can't be verified before an update")
            .help(format!("add {word} to `AutoVerifiedAttributes`, or take it out here"))
            .case("refused");
    }
    let left = changeable(pool, verified.into_iter().filter(|attribute| !words.contains(attribute)).collect())?;
    if !left.is_empty() && !pool.is_for_machines()? {
        let report =
            out.report(place, format!("a new {} counts before it is verified", shown(&left))).title(title(&left)).help(help(&left));
        let mut all = words;
        all.extend(left);
        report.fix(Edit::replace(place, all));
    }
    Ok(())
}

/// Those that the pool's `Schema` lets anybody change.
fn changeable(pool: UserPool<'_>, attributes: Vec<String>) -> Known<Vec<String>> {
    let mut left = Vec::new();
    for attribute in attributes {
        if !pool.is_fixed(&attribute)? {
            left.push(attribute);
        }
    }
    Ok(left)
}

fn title(attributes: &[String]) -> String {
    format!("users can enter somebody else's {}, and it counts at once", shown(attributes))
}

/// For people: `e-mail address or phone number`.
fn shown(attributes: &[String]) -> String {
    let names = attributes.iter().map(|attribute| match attribute.as_str() {
        "email" => "e-mail address",
        "phone_number" => "phone number",
        other => other,
    });
    names.collect::<Vec<_>>().join(" or ")
}

fn help(attributes: &[String]) -> String {
    format!("list {} in `{SETTINGS}.{LIST}`", attributes.join(" and "))
}
