//! Addresses to which people are sent back: those that are refused or never reached, the user's own computer in production, and a
//! default that is none of the list.

use crate::model::{
    Client, RedirectFault, is_loopback, is_production, is_same, names_development, names_production, redirect_fault, whole,
};
use crate::resolve::{Text, Unknown, Val};
use crate::rules::schema;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn insecure_callback_url<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let stack = client.0.world().stack;
    for is_logout in [false, true] {
        out.each([()], |(), out| {
            let urls = if is_logout { client.logout_urls()? } else { client.callback_urls()? };
            out.each(urls, |url, out| {
                let text = url.text()?;
                let Some(fault) = redirect_fault(stack, &text) else { return Ok(()) };
                if fault == RedirectFault::Relative && is_mark(&url, &text) {
                    return Ok(());
                }
                let shown = shown(&url, &text);
                let (label, help) = match fault {
                    RedirectFault::Http => (
                        format!("{shown} is plain http"),
                        "write the address with https; plain http is taken for localhost, 127.0.0.1 and [::1] only",
                    ),
                    RedirectFault::Fragment => (
                        format!("{shown} has a fragment, the part behind `#`"),
                        "leave out `#` and what follows it; the page that is named there can read from `state` where to go",
                    ),
                    RedirectFault::Wildcard => (
                        format!("{shown} has a `*`, which stands for itself"),
                        "list each address as the application sends it; they are compared letter by letter",
                    ),
                    RedirectFault::Relative => {
                        (format!("{shown} has no scheme"), "write the whole address, such as https://app.example/signed-in")
                    }
                };
                let is_refused = fault == RedirectFault::Http || fault == RedirectFault::Fragment && !is_logout;
                let report = out.report(&url, label).help(help);
                if !is_refused {
                    let what =
                        if is_logout { "nobody who signs out is sent to this address" } else { "no sign-in returns to this address" };
                    report.title(what).case("unreachable");
                }
                Ok(())
            });
            Ok(())
        });
    }
    Ok(())
}

pub(super) fn localhost_callback<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let world = client.0.world();
    let named = |name: &str, test: fn(&str) -> bool| match client.0.property(name)? {
        Some(value) => Ok::<bool, Unknown>(value.text()?.literals().any(test)),
        None => Ok(false),
    };
    if names_development(client.0.id()) || named("ClientName", names_development) == Ok(true) {
        return Ok(());
    }
    let is_named = named("ClientName", names_production) == Ok(true);
    out.each(client.callback_urls()?, |url, out| {
        let text = url.text()?;
        if is_loopback(world.stack, &text) && (is_named || is_production(world)) {
            out.report(&url, format!("{} in production", shown(&url, &text)));
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn default_redirect_not_listed<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(default) = client.default_redirect()? else { return Ok(()) };
    let urls = client.callback_urls()?;
    let text = default.text()?;
    let mut near = None;
    for url in &urls {
        let listed = url.text()?;
        if is_same(&text, &listed)? {
            return Ok(());
        }
        if near.is_none() && differ_by_a_slip(&text, &listed) {
            near = Some(url);
        }
    }
    // A list that is empty is spoken about by `incomplete-oauth-settings`.
    let Some(first) = urls.first() else { return Ok(()) };
    let report = out.report(&default, format!("{} is none of the CallbackURLs", shown(&default, &text)));
    match near {
        Some(near) => {
            let meant = near.literal()?;
            let report = report.related(near, "nearly the same address").help(format!("write `{meant}` as it is listed, letter by letter"));
            report.fix(Edit::replace(&default, meant));
        }
        None => {
            let report = report.related(first, "the first of those that are listed");
            if let (Some(list), Some(address)) = (client.0.property("CallbackURLs")?, whole(&text)) {
                report.fix(Edit::append(&list, address)).not_safe();
            }
        }
    }
    Ok(())
}

/// Two addresses that differ in case or in a slash at the end.
fn differ_by_a_slip(one: &Text, other: &Text) -> bool {
    let (Some(one), Some(other)) = (whole(one), whole(other)) else { return false };
    one.trim_end_matches('/').eq_ignore_ascii_case(other.trim_end_matches('/'))
}

/// An address for people.
fn shown(url: &Val<'_>, text: &Text) -> String {
    match url.name().or_else(|| whole(text).and_then(schema::shown)) {
        Some(shown) => shown,
        None => "this address".to_owned(),
    }
}

/// What a parameter has as its default only so that something stands there: nothing, which a condition guards, or bare words.
fn is_mark(url: &Val<'_>, text: &Text) -> bool {
    let is_word = |text: &str| text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' ' | '<' | '>'));
    text.assumed && (url.name().is_none() || whole(text).is_some_and(is_word))
}
