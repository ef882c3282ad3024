//! Types of resources that there are not.

use crate::data::schemas;
use crate::model::Resource;
use crate::rules::schema::{known_as_written, nearest};
use crate::rules::{Checked, Edit, Findings};

/// The services whose types are known well enough to say that one does not exist.
const SERVICES: [&str; 5] = ["AWS::Cognito::", "AWS::IAM::", "AWS::ApiGateway::", "AWS::ApiGatewayV2::", "AWS::Lambda::"];

pub(super) fn unknown_resource_type<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let kind = resource.kind();
    // The types of SAM are written all day long, and they are no slips.
    if kind.starts_with("AWS::Serverless::") {
        return Ok(());
    }
    // `MODULE` is the last part of a module's name, and its author chose the others.
    if !kind.starts_with("AWS::")
        || schemas::is_kind(kind)
        || kind.ends_with("::MODULE")
        || !kind.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == ':')
    {
        return Ok(());
    }
    known_as_written(resource)?;
    let Some(value) = resource.attribute("Type")? else { return Ok(()) };
    let is_ours = SERVICES.iter().any(|service| kind.starts_with(service));
    let meant = nearest(kind, SERVICES.iter().flat_map(|service| schemas::kinds(service)));
    let text = format!("there is no type `{kind}`");
    match meant {
        Some(meant) => {
            out.report(&value, text).help(format!("write `{meant}`")).fix(Edit::replace(&value, meant));
        }
        None if is_ours => {
            out.report(&value, text)
                .title("this type may not exist, and then the deployment fails")
                .help(format!("write a type that there is, unless this one is newer than {}", schemas::date()))
                .case("new");
        }
        None => {}
    }
    Ok(())
}
