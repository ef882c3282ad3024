//! `AWS::Serverless::WebSocketApi`: comes in one as it is written, go out the API with its routes, who may call what, and its authorizer.

use super::authorizers::{permit, permit_authorizer, substituted};
use super::domain;
use super::expansion::{Expansion, Written};
use super::references::Stands;
use super::shape::{fields, is_function, is_given};
use crate::syntax::{Content, Entry, NodeId};

const SAME: &[&str] = &["Name", "Description", "RouteSelectionExpression", "ApiKeySelectionExpression", "DisableExecuteApiEndpoint"];

/// Replaces one by what it stands for.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written) {
    expansion.because_of(written.key);
    let stage = stage(expansion, written);
    let auth = expansion.given(written, "Auth");
    match expansion.property(written, "Routes") {
        Some(routes) if matches!(expansion.tree().content(routes), Content::Map(_)) && !is_function(expansion.tree(), routes) => {
            if expansion.tree().is_open(routes) {
                expansion.set_open();
            }
            for entry in fields(expansion.tree(), routes) {
                route(expansion, written, auth, stage, entry);
            }
        }
        Some(_) => expansion.set_open(),
        // SAM refuses an API without routes.
        None => {}
    }
    expansion.because_of(written.key);
    domain::version_2(expansion, written);
    let mut entries: Vec<Entry> = Vec::new();
    for name in SAME {
        let entry = expansion.tree().entry(written.properties, name);
        entries.extend(entry.filter(|entry| !expansion.tree().is_null(entry.value)));
    }
    let protocol = expansion.builder.text("WEBSOCKET");
    entries.push(expansion.builder.entry("ProtocolType", protocol));
    let properties = expansion.builder.map_of(&entries);
    expansion.builder.tree.set_open(properties);
    expansion.replace(written, "AWS::ApiGatewayV2::Api", properties);
}

/// Makes the stage; gives its name, where one is written.
fn stage(expansion: &mut Expansion<'_>, written: &Written) -> Option<NodeId> {
    let given = expansion.property(written, "StageName");
    let name = match given {
        Some(given) => given,
        None => expansion.builder.text("default"),
    };
    let id = match expansion.tree().text(name) {
        Some("default") => format!("{}DefaultStage", written.id),
        Some(name) => format!("{}{name}Stage", written.id),
        None => format!("{}Stage", written.id),
    };
    let api = expansion.builder.reference(&written.id);
    expansion.add_open(written, &id, "AWS::ApiGatewayV2::Stage", &[("ApiId", api), ("StageName", name)]);
    expansion.stands(&written.id, "Stage", Stands::For(id));
    given
}

fn route(expansion: &mut Expansion<'_>, written: &Written, auth: Option<NodeId>, stage: Option<NodeId>, entry: Entry) {
    let Some(key) = expansion.tree().text(entry.key).map(str::to_owned) else { return };
    let id = format!("{}{}", written.id, capitalized(key.trim_start_matches('$')));
    expansion.because_of(entry.key);
    let api = expansion.builder.reference(&written.id);
    let (slash, prefix) = (expansion.builder.text("/"), expansion.builder.text("integrations"));
    let integration = expansion.builder.reference(&format!("{id}Integration"));
    let pieces = expansion.builder.list(&[prefix, integration]);
    let argument = expansion.builder.list(&[slash, pieces]);
    let target = expansion.builder.map(&[("Fn::Join", argument)]);
    let mut properties = vec![
        expansion.builder.entry("ApiId", api),
        Entry { key: expansion.builder.plain("RouteKey"), value: entry.key, merged: false },
        expansion.builder.entry("Target", target),
    ];
    for name in ["ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels", "RequestParameters"] {
        let own = expansion.tree().entry(entry.value, name);
        properties.extend(own.filter(|own| !expansion.tree().is_null(own.value)));
    }
    if key == "$connect"
        && let Some(auth) = auth
    {
        properties.extend(authorize(expansion, written, auth));
        expansion.because_of(entry.key);
    }
    let properties = expansion.builder.map_of(&properties);
    if expansion.tree().is_open(entry.value) {
        expansion.builder.tree.set_open(properties);
    }
    expansion.add(written, &format!("{id}Route"), "AWS::ApiGatewayV2::Route", properties);
    expansion.add_open(written, &format!("{id}Integration"), "AWS::ApiGatewayV2::Integration", &[("ApiId", api)]);

    let Some(function) = expansion.field(entry.value, "FunctionArn") else { return };
    let prefix = format!("arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{}.ApiId}}", written.id);
    let name = stage.map_or(Some("default"), |stage| expansion.tree().text(stage)).map(str::to_owned);
    let source = match (name, stage) {
        (Some(name), _) => expansion.builder.sub(&format!("{prefix}/{name}/{key}")),
        (None, Some(stage)) => {
            let text = format!("{prefix}/${{__StageName__}}/{key}");
            substituted(expansion, &text, "__StageName__", stage)
        }
        (None, None) => return,
    };
    permit(expansion, written, &format!("{id}Permission"), function, source);
}

/// What `Auth` makes of the route on which a client connects.
fn authorize(expansion: &mut Expansion<'_>, written: &Written, auth: NodeId) -> Vec<Entry> {
    let cause = expansion.tree().entry(written.properties, "Auth").map_or(auth, |entry| entry.key);
    expansion.because_of(cause);
    let Some(kind) = expansion.field(auth, "AuthType") else {
        // SAM refuses an `Auth` without it, unless it can't be read.
        let kind = expansion.unknown(auth, "an authorization that could not be read");
        return vec![expansion.builder.entry("AuthorizationType", kind)];
    };
    let value = expansion.parameters.value(expansion.tree(), kind);
    let mut entries = vec![expansion.builder.entry("AuthorizationType", value)];
    if expansion.tree().text(value) == Some("CUSTOM") {
        let id = format!("{}ConnectAuthorizer", written.id);
        let authorizer = expansion.builder.reference(&id);
        entries.push(expansion.builder.entry("AuthorizerId", authorizer));
        authorizer_of(expansion, written, auth, &id);
    } else if expansion.tree().text(value).is_none() {
        expansion.set_open();
    }
    entries
}

fn authorizer_of(expansion: &mut Expansion<'_>, written: &Written, auth: NodeId, id: &str) {
    let api = expansion.builder.reference(&written.id);
    let kind = expansion.builder.text("REQUEST");
    let mut entries = vec![("ApiId", api), ("AuthorizerType", kind)];
    let function = expansion.field(auth, "AuthArn");
    if let Some(function) = function {
        let text = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AuthArn}/invocations";
        entries.push(("AuthorizerUri", substituted(expansion, text, "AuthArn", function)));
    }
    let role = expansion.field(auth, "InvokeRole");
    entries.extend(role.map(|role| ("AuthorizerCredentialsArn", role)));
    entries.extend(expansion.field(auth, "IdentitySource").map(|source| ("IdentitySource", source)));
    let name = match expansion.field(auth, "Name") {
        Some(name) => name,
        None => expansion.builder.text(id),
    };
    entries.push(("Name", name));
    let properties = expansion.builder.map(&entries);
    expansion.add(written, id, "AWS::ApiGatewayV2::Authorizer", properties);
    // In a role of its own API Gateway needs no permission.
    let in_role = role.is_some_and(|role| is_given(expansion.tree(), role));
    if let Some(function) = function.filter(|_| !in_role) {
        permit_authorizer(expansion, written, "${AWS::Partition}", &format!("{}AuthorizerPermission", written.id), function);
    }
}

/// The first letter large, the others small.
fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str().to_lowercase())
}
