//! Default authorizers of SAM's REST APIs that are no entry of the list of authorizers.

use crate::model::sam_apis;
use crate::resolve::World;
use crate::rules::{Checked, Findings};

pub(super) fn ignored_default_authorizer<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(sam_apis(world)?, |api, out| {
        let api = api?;
        let Some(default) = api.default_authorizer()? else { return Ok(()) };
        let name = default.literal()?;
        // Built in, or the wish for none. In a document of its own the authorizers may be described.
        if matches!(name.as_str(), "AWS_IAM" | "NONE") || api.has_definition() {
            return Ok(());
        }
        match api.authorizers()? {
            None => {
                out.report(&default, format!("no `Authorizers` beside it, so {} is open", api.id()));
            }
            Some((place, names)) if !names.contains(&name) => {
                out.report(&default, format!("no entry of `Authorizers` is called `{name}`"))
                    .related(place, "the authorizers that there are")
                    .title("the deployment fails because the default authorizer is none of the API's")
                    .help(format!("write one of {}, or add `{name}`", names.join(", ")));
            }
            Some(_) => {}
        }
        Ok(())
    });
    Ok(())
}
