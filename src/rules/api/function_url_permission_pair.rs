//! URLs of functions with one of the two permissions that they need.

use crate::model::{FunctionUrl, Permission, Resource, of_kind};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

pub(super) fn function_url_permission_pair<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let permission = Permission(resource);
    let stack = resource.world().stack;
    let action = permission.action()?;
    let is_for_urls = action.literal()?.eq_ignore_ascii_case("lambda:InvokeFunctionUrl");
    // Elsewhere there may be the other one.
    if !is_for_urls || !permission.is_for_everybody()? || stack.open.is_some() || stack.is_rewritten() {
        return Ok(());
    }
    out.each(of_kind(resource.world(), "AWS::Lambda::Url").map(FunctionUrl), |url, out| {
        let Some(function) = refused(url, permission)? else { return Ok(()) };
        let text = format!("is all that lets anybody call {} by its URL", function.id());
        out.report(&action, text).related(url.0.place(), "the URL");
        Ok(())
    });
    Ok(())
}

/// The function of a URL for which a permission is all that there is.
fn refused<'w>(url: FunctionUrl<'w>, permission: Permission<'w>) -> Known<Option<Resource<'w>>> {
    if !url.0.exists()? || url.unsigned()?.is_none() || url.is_of_alias()? {
        return Ok(None);
    }
    let Some(function) = url.function()? else { return Ok(None) };
    if !permission.is_for(function)? || function.has_helper() {
        return Ok(None);
    }
    let is_enough = Permission::all(function.world()).any(|other| other.lets_everybody_invoke(function) != Ok(false));
    Ok((!is_enough).then_some(function))
}
