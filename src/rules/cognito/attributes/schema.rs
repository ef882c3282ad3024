//! Entries of a pool's schema that the service refuses, or that become another attribute than was meant.

use crate::model::{Attribute, STANDARD_ATTRIBUTES, UserPool, standard_type};
use crate::resolve::Known;
use crate::rules::{Checked, Edit, Findings, edit_distance};

/// The two maps with limits, and the type that each is for.
const LIMITS: [(&str, &str); 2] = [("StringAttributeConstraints", "String"), ("NumberAttributeConstraints", "Number")];

fn each<'w>(pool: UserPool<'w>, out: &mut Findings<'w>, check: impl Fn(Attribute<'w>, &str, &mut Findings<'w>) -> Checked) -> Checked {
    out.each(pool.attributes()?, |attribute, out| {
        let attribute = attribute?;
        let name = attribute.name()?;
        check(attribute, &name, out)
    });
    Ok(())
}

pub(super) fn attribute_without_data_type<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    each(pool, out, |attribute, name, out| {
        if let Some(kind) = standard_type(name)
            && attribute.property("AttributeDataType")?.is_none()
        {
            out.report(attribute.key("Name"), format!("no AttributeDataType for {name}"))
                .help(format!("write `AttributeDataType: {kind}`"));
        }
        Ok(())
    })
}

pub(super) fn wrong_standard_type<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    each(pool, out, |attribute, name, out| {
        let Some(kind) = standard_type(name) else { return Ok(()) };
        if let Some(written) = attribute.property("AttributeDataType")?
            && written.literal()? != kind
        {
            let text = format!("{name} is a {kind} in every pool");
            out.report(&written, text).help(format!("write `AttributeDataType: {kind}`")).fix(Edit::replace(&written, kind));
        }
        let hidden = attribute.is_for_developers()?;
        if *hidden {
            out.report(&hidden, format!("{name} can't be made an attribute for developers only"))
                .help("leave `DeveloperOnlyAttribute` out, and name what clients may write in `WriteAttributes`");
        }
        Ok(())
    })
}

pub(super) fn invalid_custom_attribute<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    each(pool, out, |attribute, name, out| {
        if standard_type(name).is_some() {
            return Ok(());
        }
        if name.starts_with("custom:") {
            out.report(&attribute.name()?, format!("becomes `custom:{name}`"))
                .title("a custom attribute gets its prefix twice")
                .help(format!("write `Name: {}` in a pool that is not deployed yet", name.trim_start_matches("custom:")))
                .case("prefix");
        }
        // Each of these may be unknown while the others are not.
        out.each([()], |(), out| {
            let required = attribute.is_required()?;
            if *required {
                out.report(&required, format!("{name} is a custom attribute")).fix(Edit::replace(&required, false));
            }
            Ok(())
        });
        out.each([()], |(), out| limits_of_another_type(attribute, name, out));
        out.each([()], |(), out| {
            let hidden = attribute.is_for_developers()?;
            if *hidden {
                out.report(&hidden, format!("becomes `dev:custom:{name}`"))
                    .title("an attribute for developers only is an old form, with another name")
                    .help("leave `DeveloperOnlyAttribute` out, and name what clients may write in `WriteAttributes`")
                    .case("developers");
            }
            Ok(())
        });
        Ok(())
    })
}

fn limits_of_another_type<'w>(attribute: Attribute<'w>, name: &str, out: &mut Findings<'w>) -> Checked {
    let Some(kind) = attribute.property("AttributeDataType")? else { return Ok(()) };
    let kind = kind.literal()?;
    for (limits, of) in LIMITS {
        if kind != of && attribute.property(limits)?.is_some() {
            out.report(attribute.key(limits), format!("{name} is a {kind}"))
                .title("limits that are for another type say nothing about the attribute")
                .help(format!("remove `{limits}`, or make the attribute a {of}"))
                .case("limits");
        }
    }
    Ok(())
}

pub(super) fn shadowed_standard_attribute<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    each(pool, out, |attribute, name, out| {
        // The prefix is said by the rule about it.
        if standard_type(name).is_some() || name.starts_with("custom:") {
            return Ok(());
        }
        if let Some(meant) = STANDARD_ATTRIBUTES.into_iter().find(|standard| is_meant(name, standard)) {
            out.report(&attribute.name()?, format!("becomes `custom:{name}`, beside {meant}"))
                .help(format!("write `Name: {meant}` in a pool that is not deployed yet"));
        }
        Ok(())
    })
}

/// The same letters, or a slip in a long name. Short words that differ by a letter are other words.
fn is_meant(name: &str, standard: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(name) == letters(standard) || standard.len() > 8 && edit_distance(name, standard) == 1
}

/// Whether an attribute is known under a name as clients and providers write it.
pub(super) fn is_called(attribute: Attribute<'_>, name: &str) -> Known<bool> {
    let own = attribute.name()?;
    Ok(if standard_type(&own).is_some() { *own == name } else { name.strip_prefix("custom:") == Some(own.as_str()) })
}
