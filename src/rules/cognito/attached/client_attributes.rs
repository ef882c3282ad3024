//! Lists of attributes that the service refuses, or that lock somebody out.

use crate::model::{Client, IdentityProvider, STANDARD_ATTRIBUTES, UserPool, WriteAccess, declared_attributes};
use crate::resolve::{Known, Val};
use crate::rules::schema::nearest;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn invalid_write_attributes<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let WriteAccess::Listed(list) = WriteAccess::of(client)? else { return Ok(()) };
    out.each(list.clone(), |item, out| {
        let name = item.literal()?;
        if name.ends_with("_verified") && STANDARD_ATTRIBUTES.contains(&name.as_str()) {
            let report = out
                .report(&item, format!("{name} is written by the service alone"))
                .title("people cannot vouch for their own address or number")
                .help(format!("take `{name}` out of the list"))
                .case("verified");
            // An empty list would open everything.
            if list.len() > 1 {
                report.fix(Edit::remove_item(&item));
            }
        }
        Ok(())
    });
    let Some(pool) = client.0.user_pool()? else { return Ok(()) };
    unknown_names(pool, &list, out)?;
    let Some(property) = client.0.property("WriteAttributes")? else { return Ok(()) };
    let names: Vec<String> = list.iter().map(Val::literal).collect::<Known<_>>()?;
    out.each(declared_attributes(pool)?, |attribute, out| {
        let attribute = attribute?;
        if attribute.is_required && !names.contains(&attribute.name) {
            out.report(&property, format!("{} is required and not in the list", attribute.name))
                .related(attribute.place, "required here")
                .title("the deployment fails because a required attribute is not writable")
                .help(format!("add `{}`", attribute.name))
                .fix(Edit::append(&property, attribute.name.as_str()))
                .not_safe();
        }
        Ok(())
    });
    mapped(client, pool, &property, &names, out)
}

/// An attribute that a provider of this client writes must be writable, or sign-in with it fails.
fn mapped<'w>(client: Client<'w>, pool: UserPool<'w>, property: &Val<'w>, names: &[String], out: &mut Findings<'w>) -> Checked {
    let Some(supported) = client.0.property("SupportedIdentityProviders")? else { return Ok(()) };
    let supported = supported.one_or_many()?;
    out.each(pool.attached("AWS::Cognito::UserPoolIdentityProvider").collect::<Vec<_>>(), |provider, out| {
        let Some(own_name) = provider.property("ProviderName")? else { return Ok(()) };
        let own_name = own_name.literal()?;
        let is_supported = crate::model::any(&supported, |item| {
            let text = item.text()?;
            match text.reference() {
                Some((index, _)) => Ok(index == provider.index()),
                None => Ok(text.known()? == own_name),
            }
        })?;
        if !is_supported {
            return Ok(());
        }
        out.each(IdentityProvider(provider).mapped_attributes()?, |(name, key), out| {
            if name != "username" && !name.ends_with("_verified") && !names.contains(&name) {
                out.report(property, format!("{name} is not in the list, though {own_name} writes it"))
                    .related(key, "mapped here")
                    .title("signing in with the provider fails because the client may not write an attribute")
                    .help(format!("add `{name}`"))
                    .fix(Edit::append(property, name.as_str()))
                    .not_safe();
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

pub(super) fn invalid_read_attributes<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(property) = client.0.property("ReadAttributes")? else { return Ok(()) };
    let Some(pool) = client.0.user_pool()? else { return Ok(()) };
    unknown_names(pool, &property.one_or_many()?, out)
}

fn unknown_names<'w>(pool: UserPool<'w>, list: &[Val<'w>], out: &mut Findings<'w>) -> Checked {
    let declared: Vec<String> = declared_attributes(pool)?.into_iter().map(|one| one.map(|one| one.name)).collect::<Known<_>>()?;
    out.each(list.to_vec(), |item, out| {
        let name = item.literal()?;
        // Those for developers have a prefix of their own.
        if STANDARD_ATTRIBUTES.contains(&name.as_str()) || declared.contains(&name) || name.starts_with("dev:") {
            return Ok(());
        }
        let custom = format!("custom:{name}");
        let near = if declared.contains(&custom) {
            Some(custom.as_str())
        } else {
            nearest(&name, declared.iter().map(String::as_str).chain(STANDARD_ATTRIBUTES))
        };
        let report = out.report(&item, format!("{name} is no attribute of {}", pool.0.id())).related(pool.0.place(), "the pool");
        match near {
            Some(near) => report.help(format!("did you mean `{near}`")),
            None => report.help(format!("declare it in the `Schema` of {}, or take it out of the list", pool.0.id())),
        };
        Ok(())
    });
    Ok(())
}
