//! Scopes that nothing defines, and scopes of which the client may be made before they are.

use std::cell::OnceCell;

use super::order::{belonging, pool_of_its_own, wait};
use crate::model::{Client, ResourceServer, STANDARD_SCOPES, awaited, is_same, whole, with_identifiers};
use crate::resolve::{Known, Text, Val};
use crate::rules::schema::{nearest, shown};
use crate::rules::{Checked, Findings};

const SERVER: &str = "AWS::Cognito::UserPoolResourceServer";

/// Who defines a scope.
enum Owner<'w> {
    /// A resource server that has it.
    Has(ResourceServer<'w>),
    /// A resource server by its identifier, which has others.
    Lacks(ResourceServer<'w>, Vec<String>),
    Nobody,
}

pub(super) fn unknown_scope<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    if !*client.is_oauth_on()? {
        return Ok(());
    }
    let stack = client.0.world().stack;
    let before = OnceCell::new();
    out.each(client.oauth_scopes()?, |scope, out| {
        let text = with_identifiers(client.0.world(), &scope.text()?)?;
        if let Some(name) = whole(&text).filter(|name| !name.contains('/')) {
            // Another scope than these always has the identifier of its resource server and a slash.
            if !STANDARD_SCOPES.contains(&name) && !name.is_empty() {
                no_scope(&scope, name, out);
            }
            return Ok(());
        }
        let Some(pool) = pool_of_its_own(client)? else { return Ok(()) };
        let servers: Vec<ResourceServer<'w>> = belonging(pool, SERVER).map(ResourceServer).collect();
        let name = label(&scope, &text);
        match owner(&servers, &text)? {
            Owner::Has(server) => {
                if !before.get_or_init(|| awaited(stack, client.0.index())).contains(&server.0.index()) {
                    out.report(&scope, format!("{name} is a text, so nothing makes the client wait for {}", server.0.id()))
                        .related(server.0.place(), "has the scope")
                        .title("the deployment fails when the client is made before the scope")
                        .help(format!("write `DependsOn: {}` beside the client's Type", server.0.id()))
                        .fix(wait(client, server.0)?);
                }
            }
            Owner::Lacks(server, others) => {
                let near = nearest(last(whole(&text).map_or("", |text| text)), others.iter().map(|other| last(other)));
                let report =
                    out.report(&scope, format!("{} has no scope {name}", server.0.id())).related(server.0.place(), "its resource server");
                match near {
                    Some(near) => report.help(format!("write the scope as the resource server has it: `{near}`")),
                    None => report.help(format!("add the scope to the `Scopes` of {}, or take it out here", server.0.id())),
                }
                .case("scope");
            }
            Owner::Nobody if servers.is_empty() => {
                out.report(&scope, format!("no resource server of this stack has {name}"))
                    .title("the deployment fails unless another stack has made the resource server before")
                    .case("elsewhere");
            }
            Owner::Nobody => {
                out.report(&scope, format!("no resource server of this stack has {name}"))
                    .related(servers[0].0.place(), "a resource server");
            }
        }
        Ok(())
    });
    Ok(())
}

/// A name that can't be a scope of any pool.
fn no_scope<'w>(scope: &Val<'w>, name: &str, out: &mut Findings<'w>) {
    let shown = shown(name).map_or("this text".to_owned(), |shown| shown);
    let meant = if name == "Cognito" { Some("aws.cognito.signin.user.admin") } else { nearest(name, STANDARD_SCOPES) };
    let report = out.report(scope, format!("{shown} is no scope"));
    match meant {
        Some(meant) => report.help(format!("write `{meant}`")),
        None => report.help(format!("write one of {}, or a scope of a resource server as `identifier/scope`", STANDARD_SCOPES.join(", "))),
    }
    .case("scope");
}

fn owner<'w>(servers: &[ResourceServer<'w>], text: &Text) -> Known<Owner<'w>> {
    for server in servers {
        for scope in server.scopes()? {
            if is_same(text, &scope)? {
                return Ok(Owner::Has(*server));
            }
        }
    }
    for server in servers {
        let identifier = server.identifier()?;
        let (Some(identifier), Some(text)) = (whole(&identifier), whole(text)) else { continue };
        if text.rsplit_once('/').is_some_and(|(start, _)| start == identifier) {
            let scopes = server.scopes()?;
            return Ok(Owner::Lacks(*server, scopes.iter().filter_map(whole).map(str::to_owned).collect()));
        }
    }
    // What has no slash in it yet may turn out to be one of the standard scopes.
    if !text.literals().any(|literal| literal.contains('/')) {
        text.known()?;
    }
    Ok(Owner::Nobody)
}

/// The part behind the last slash.
fn last(scope: &str) -> &str {
    scope.rsplit_once('/').map_or(scope, |(_, last)| last)
}

fn label(scope: &Val<'_>, text: &Text) -> String {
    match scope.name().or_else(|| whole(text).and_then(shown)) {
        Some(label) => label,
        None => "this scope".to_owned(),
    }
}
