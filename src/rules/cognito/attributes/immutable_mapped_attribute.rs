//! Attributes that a provider fills at each sign-in, and that can't be changed after the first.

use super::schema::is_called;
use crate::model::{Place, Resource, UserPool};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

pub(super) fn immutable_mapped_attribute<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let is_ours = |provider: &Resource<'w>| provider.user_pool().map(|pool| pool.map(|pool| pool.0.index())) == Ok(Some(pool.0.index()));
    let providers: Vec<Resource<'w>> = pool.0.mentioned_by("AWS::Cognito::UserPoolIdentityProvider").filter(is_ours).collect();
    if providers.is_empty() {
        return Ok(());
    }
    out.each(pool.attributes()?, |attribute, out| {
        let attribute = attribute?;
        let mutable = attribute.is_mutable()?;
        if *mutable {
            return Ok(());
        }
        let name = attribute.name()?;
        out.each(&providers, |provider, out| {
            let Some(key) = mapped(*provider, |key| is_called(attribute, key))? else { return Ok(()) };
            let text = match mutable.is_written() {
                true => format!("{} can't change after the first sign-in", *name),
                false => format!("`Mutable` is not set, so {} can't change after the first sign-in", *name),
            };
            let report = out.report(&mutable, text).related(key, format!("{} fills it at each sign-in", provider.id()));
            // Without the mapping a required attribute would be missing at the first sign-in.
            if attribute.is_required().map(|required| *required) != Ok(false) {
                report.help(
                    "write `Mutable: true` in a pool that is not deployed yet; a deployed one refuses the change, so it takes a new pool",
                );
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// The key of the mapping that fills an attribute.
fn mapped(provider: Resource<'_>, is_it: impl Fn(&str) -> Known<bool>) -> Known<Option<Place>> {
    let Some(mapping) = provider.property("AttributeMapping")? else { return Ok(None) };
    for (key, place, _) in mapping.object()?.entries()? {
        if is_it(&key)? {
            return Ok(Some(Place::of(place)));
        }
    }
    Ok(None)
}
