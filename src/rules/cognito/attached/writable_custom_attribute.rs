//! Attributes that sound like rights and that people may write themselves.

use crate::model::{Client, IdentityProvider, UserAttribute, WriteAccess, claims_of, declared_attributes};
use crate::rules::{Checked, Findings};

pub(super) fn writable_custom_attribute<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(pool) = client.0.user_pool()? else { return Ok(()) };
    // Nobody signs in with one that is for machines.
    if client.is_for_machines()? {
        return Ok(());
    }
    let access = WriteAccess::of(client)?;
    let choosing = claims_of(pool);
    out.each(declared_attributes(pool)?, |attribute, out| {
        let attribute = attribute?;
        // What chooses a role or a tag is told by the rule about that; what a provider writes must be writable.
        let is_told = choosing.iter().any(|used| used.claim == attribute.name);
        if !is_a_right(&attribute) || is_told || IdentityProvider::any_writes(pool, &attribute.name) {
            return Ok(());
        }
        if let Some(place) = access.opens(&attribute.name)? {
            let text = match access {
                WriteAccess::All(_) => format!("everything is writable, {} too", attribute.name),
                WriteAccess::Listed(_) => format!("{} is writable", attribute.name),
            };
            let help = match access {
                WriteAccess::All(_) => "list in `WriteAttributes` what people may change, such as `[email, name]`".to_owned(),
                WriteAccess::Listed(_) => format!("take `{}` out of the list, and write it from a server", attribute.name),
            };
            out.report(place, text).related(attribute.place, "declared as mutable here").help(help);
        }
        Ok(())
    });
    Ok(())
}

/// True for a mutable custom attribute whose name tells what its owner may do.
fn is_a_right(attribute: &UserAttribute) -> bool {
    const RIGHTS: [&str; 20] = [
        "admin",
        "administrator",
        "entitlement",
        "entitlements",
        "isadmin",
        "permission",
        "permissions",
        "privilege",
        "privileges",
        "role",
        "roles",
        "superuser",
        "tenant",
        "tenantid",
        "tenants",
        "userrole",
        "orgid",
        "organizationid",
        "organisationid",
        "usergroup",
    ];
    // Words that mean other things too: alone, or beside nothing but these companions.
    const PERHAPS: [&str; 9] = ["plan", "tier", "group", "groups", "subscription", "organization", "organisation", "org", "level"];
    const COMPANIONS: [&str; 10] = ["id", "name", "user", "customer", "account", "type", "access", "billing", "paid", "my"];
    if !attribute.is_custom() || !attribute.is_mutable || attribute.is_for_developers {
        return false;
    }
    let words = words(&attribute.name["custom:".len()..]);
    let is_one_of = |list: &[&str], word: &String| list.contains(&word.as_str());
    words.iter().any(|word| is_one_of(&RIGHTS, word))
        || words.iter().any(|word| is_one_of(&PERHAPS, word))
            && words.iter().all(|word| is_one_of(&PERHAPS, word) || is_one_of(&COMPANIONS, word))
}

/// `tenantId`, `tenant_id` and `tenant-id` have two words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || letter.is_uppercase() && was_lower {
            words.push(String::new());
        }
        was_lower = letter.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
