//! URLs of functions with one of the two permissions that they need.

use crate::model::{FunctionUrl, Permission, Resource, of_kind};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

/// Who calls a URL with nothing but permissions of the function: everybody, or a distribution that signs its requests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whom {
    Everybody,
    CloudFront,
}

pub(super) fn function_url_permission_pair<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let permission = Permission(resource);
    let stack = resource.world().stack;
    let action = permission.action()?;
    // Elsewhere there may be the other one.
    if !action.literal()?.eq_ignore_ascii_case("lambda:InvokeFunctionUrl") || stack.open.is_some() || stack.is_rewritten() {
        return Ok(());
    }
    let whom = match permission.service()?.as_deref() {
        Some("cloudfront") => Whom::CloudFront,
        None if permission.is_for_everybody()? => Whom::Everybody,
        _ => return Ok(()),
    };
    out.each(of_kind(resource.world(), "AWS::Lambda::Url").map(FunctionUrl), |url, out| {
        let Some(function) = refused(url, permission, whom)? else { return Ok(()) };
        let name = if whom == Whom::Everybody { "anybody" } else { "CloudFront" };
        let text = format!("is all that lets {name} call {} by its URL", function.id());
        let report = out.report(&action, text).related(url.0.place(), "the URL");
        if whom == Whom::CloudFront {
            report
                .title("every request of CloudFront to the function's URL is answered with 403")
                .help("add a permission with the Action `lambda:InvokeFunction` and the same FunctionName, Principal and SourceArn");
        }
        Ok(())
    });
    Ok(())
}

/// The function of a URL for which a permission is all that there is.
fn refused<'w>(url: FunctionUrl<'w>, permission: Permission<'w>, whom: Whom) -> Known<Option<Resource<'w>>> {
    let is_called = || Known::Ok(url.unsigned()?.is_some() == (whom == Whom::Everybody));
    if !url.0.exists()? || !is_called()? || url.is_of_alias()? {
        return Ok(None);
    }
    let Some(function) = url.function()? else { return Ok(None) };
    if !permission.is_for(function)? || function.has_helper() {
        return Ok(None);
    }
    let service = (whom == Whom::CloudFront).then_some("cloudfront");
    let is_enough = Permission::all(function.world()).any(|other| other.lets_invoke(function, service) != Ok(false));
    Ok((!is_enough).then_some(function))
}
