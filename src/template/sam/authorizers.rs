//! Authorizers of an API: come in those that are written under `Auth`, go out who may call their functions, and the schemes of the
//! API's definition.

use super::expansion::{Expansion, Written};
use super::shape::{fields, is_given};
use crate::syntax::{Content, Entry, NodeId};

/// The name under which the authorization by IAM stands.
pub(super) const IAM: &str = "AWS_IAM";

/// `Auth` of an API, as a map; `None` where there is none.
pub(super) fn auth_of(expansion: &Expansion<'_>, written: &Written) -> Option<NodeId> {
    let auth = expansion.given(written, "Auth")?;
    Some(expansion.parameters.value(expansion.tree(), auth))
}

/// The authorizers of an `Auth`, by their names.
pub(super) fn all(expansion: &Expansion<'_>, auth: NodeId) -> Vec<Entry> {
    expansion.field(auth, "Authorizers").map(|all| fields(expansion.tree(), all)).unwrap_or_default()
}

/// True where it is known which authorizers there are.
pub(super) fn are_known(expansion: &Expansion<'_>, auth: NodeId) -> bool {
    let is_map = |node: NodeId| {
        let tree = expansion.tree();
        matches!(tree.content(node), Content::Map(_)) && !tree.is_open(node) && tree.call(node).is_none()
    };
    is_map(auth) && expansion.field(auth, "Authorizers").is_none_or(is_map)
}

/// Lets API Gateway call the functions of the authorizers. SAM does so for HTTP APIs only where it is asked to.
pub(super) fn permit_all(expansion: &mut Expansion<'_>, written: &Written, partition: &str, http: bool) {
    let Some(auth) = auth_of(expansion, written) else { return };
    if !are_known(expansion, auth) {
        expansion.set_open();
    }
    for entry in all(expansion, auth) {
        let Some(name) = expansion.tree().text(entry.key).map(str::to_owned) else { continue };
        let Some(function) = expansion.field(entry.value, "FunctionArn") else { continue };
        let switch = if http { "EnableFunctionDefaultPermissions" } else { "DisableFunctionDefaultPermissions" };
        let is_on = expansion.field(entry.value, switch).is_some_and(|on| is_given(expansion.tree(), on));
        if is_on == http {
            expansion.because_of(entry.key);
            permit_authorizer(expansion, written, partition, &format!("{}{name}AuthorizerPermission", written.id), function);
        }
    }
    expansion.because_of(written.key);
}

/// Lets an API call the function of an authorizer.
pub(super) fn permit_authorizer(expansion: &mut Expansion<'_>, written: &Written, partition: &str, id: &str, function: NodeId) {
    let api = expansion.builder.reference(&written.id);
    let text = format!("arn:{partition}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{__ApiId__}}/authorizers/*");
    let source = substituted(expansion, &text, "__ApiId__", api);
    permit(expansion, written, id, function, source);
}

/// Lets API Gateway call a function.
pub(super) fn permit(expansion: &mut Expansion<'_>, written: &Written, id: &str, function: NodeId, source: NodeId) {
    let action = expansion.builder.text("lambda:InvokeFunction");
    let service = expansion.builder.text("apigateway.amazonaws.com");
    let properties =
        expansion.builder.map(&[("Action", action), ("FunctionName", function), ("Principal", service), ("SourceArn", source)]);
    expansion.add(written, id, "AWS::Lambda::Permission", properties);
}

/// `Fn::Sub` with one value.
pub(super) fn substituted(expansion: &mut Expansion<'_>, text: &str, name: &str, value: NodeId) -> NodeId {
    let text = expansion.builder.text(text);
    let values = expansion.builder.map(&[(name, value)]);
    let argument = expansion.builder.list(&[text, values]);
    expansion.builder.map(&[("Fn::Sub", argument)])
}

/// The scheme of a REST API's authorizer.
pub(super) fn rest_scheme(expansion: &mut Expansion<'_>, authorizer: NodeId) -> NodeId {
    let identity = expansion.field(authorizer, "Identity");
    let header = identity.and_then(|identity| expansion.field(identity, "Header"));
    if let Some(pool) = expansion.field(authorizer, "UserPoolArn") {
        let pools = match expansion.tree().content(pool) {
            Content::List(_) | Content::Hole(_) => pool,
            _ => expansion.builder.list(&[pool]),
        };
        let kind = expansion.builder.text("cognito_user_pools");
        let how = expansion.open_map(&[("type", kind), ("providerARNs", pools)]);
        return api_key(expansion, header, "Authorization", Some("cognito_user_pools"), Some(how));
    }
    let payload = expansion.field(authorizer, "FunctionPayloadType").and_then(|payload| expansion.tree().text(payload));
    let (kind, default) = if payload == Some("REQUEST") { ("request", "Unused") } else { ("token", "Authorization") };
    let how = by_function(expansion, authorizer, kind);
    api_key(expansion, header, default, Some("custom"), Some(how))
}

/// The scheme of an HTTP API's authorizer.
pub(super) fn http_scheme(expansion: &mut Expansion<'_>, authorizer: NodeId) -> NodeId {
    let Some(jwt) = expansion.field(authorizer, "JwtConfiguration") else {
        let how = by_function(expansion, authorizer, "request");
        return api_key(expansion, None, "Unused", None, Some(how));
    };
    let kind = expansion.builder.text("jwt");
    let mut how = vec![("type", kind), ("jwtConfiguration", jwt)];
    how.extend(expansion.field(authorizer, "IdentitySource").map(|source| ("identitySource", source)));
    let how = expansion.builder.map(&how);
    let kind = expansion.builder.text("oauth2");
    expansion.builder.map(&[("type", kind), ("x-amazon-apigateway-authorizer", how)])
}

/// An authorizer that asks a function.
fn by_function(expansion: &mut Expansion<'_>, authorizer: NodeId, kind: &str) -> NodeId {
    let kind = expansion.builder.text(kind);
    let mut entries = vec![("type", kind)];
    if let Some(function) = expansion.field(authorizer, "FunctionArn") {
        let text = format!(
            "arn:{}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{__FunctionArn__}}/invocations",
            expansion.partition
        );
        entries.push(("authorizerUri", substituted(expansion, &text, "__FunctionArn__", function)));
    }
    entries.extend(invoke_role(expansion, authorizer));
    entries.extend(lifetime(expansion, authorizer));
    expansion.open_map(&entries)
}

/// The role in which the function is called.
fn invoke_role(expansion: &Expansion<'_>, authorizer: NodeId) -> Option<(&'static str, NodeId)> {
    let role = expansion.field(authorizer, "FunctionInvokeRole")?;
    (expansion.tree().text(role) != Some("NONE")).then_some(("authorizerCredentials", role))
}

/// For how many seconds an answer of the function counts.
fn lifetime(expansion: &Expansion<'_>, authorizer: NodeId) -> Option<(&'static str, NodeId)> {
    let identity = expansion.field(authorizer, "Identity")?;
    Some(("authorizerResultTtlInSeconds", expansion.field(identity, "ReauthorizeEvery")?))
}

/// The scheme of signed requests.
pub(super) fn iam_scheme(expansion: &mut Expansion<'_>) -> NodeId {
    api_key(expansion, None, "Authorization", Some("awsSigv4"), None)
}

/// A scheme by a header.
pub(super) fn api_key(
    expansion: &mut Expansion<'_>,
    header: Option<NodeId>,
    default: &str,
    kind: Option<&str>,
    how: Option<NodeId>,
) -> NodeId {
    let by = expansion.builder.text("apiKey");
    let place = expansion.builder.text("header");
    let header = match header {
        Some(header) => header,
        None => expansion.builder.text(default),
    };
    let mut entries = vec![("type", by), ("name", header), ("in", place)];
    entries.extend(kind.map(|kind| ("x-amazon-apigateway-authtype", expansion.builder.text(kind))));
    entries.extend(how.map(|how| ("x-amazon-apigateway-authorizer", how)));
    expansion.builder.map(&entries)
}
