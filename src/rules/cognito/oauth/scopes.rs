//! Scopes about users: those that lead nowhere without `openid`, and the one that lets a token change its user.

use crate::model::{Client, any};
use crate::rules::{Checked, Edit, Findings};

pub(super) fn missing_openid_scope<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    // Machines have no such scopes at all, which `invalid-client-credentials` says.
    if !*client.is_oauth_on()? || client.is_for_machines()? {
        return Ok(());
    }
    let scopes = client.oauth_scopes()?;
    if any(&scopes, |scope| scope.is("openid"))? {
        return Ok(());
    }
    let mut about_users = Vec::new();
    for scope in &scopes {
        if matches!(scope.literal()?.as_str(), "email" | "phone" | "profile") {
            about_users.push(scope);
        }
    }
    let Some((first, others)) = about_users.split_first() else { return Ok(()) };
    let mut report = out.report(*first, format!("`{}` without `openid`", first.literal()?));
    // Those of a list in a parameter all stand at one place.
    for other in others.iter().filter(|other| other.place() != first.place()) {
        report = report.related(*other, "the same");
    }
    if let Some(list) = client.0.property("AllowedOAuthScopes")? {
        report.fix(Edit::append(&list, "openid"));
    }
    Ok(())
}

pub(super) fn self_service_scope<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    if !*client.is_oauth_on()? {
        return Ok(());
    }
    out.each(client.oauth_scopes()?, |scope, out| {
        if scope.is("aws.cognito.signin.user.admin")? {
            let shown = scope.name().map_or("this scope".to_owned(), |name| name);
            out.report(&scope, format!("{shown} is for calls that change the user"));
        }
        Ok(())
    });
    Ok(())
}
