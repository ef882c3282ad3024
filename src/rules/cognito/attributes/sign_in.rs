//! What users sign in with: names and aliases that can't be together.

use crate::model::{UserPool, any};
use crate::rules::{Checked, Findings};

pub(super) fn username_and_alias_attributes<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let (names, aliases) = (pool.listed("UsernameAttributes")?, pool.listed("AliasAttributes")?);
    if !names.is_empty() && !aliases.is_empty() {
        out.report(pool.key("AliasAttributes"), "aliases beside UsernameAttributes")
            .related(pool.key("UsernameAttributes"), "these take the place of a user name");
    }
    Ok(())
}

pub(super) fn required_preferred_username_alias<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    const NAME: &str = "preferred_username";
    let aliases = pool.listed("AliasAttributes")?;
    if !any(&aliases, |alias| Ok(alias.literal()? == NAME))? {
        return Ok(());
    }
    out.each(pool.attributes()?, |attribute, out| {
        let attribute = attribute?;
        let required = attribute.is_required()?;
        if *required && *attribute.name()? == NAME {
            out.report(&required, "required at sign-up").related(pool.key("AliasAttributes"), "an alias, which a user gets after sign-up");
        }
        Ok(())
    });
    Ok(())
}
