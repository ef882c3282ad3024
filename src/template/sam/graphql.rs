//! `AWS::Serverless::GraphQLApi`: comes in one as it is written, go out the API, its data sources with their roles, and what lets it
//! call its authorizers.

use std::collections::HashMap;

use super::connector::{End, connect};
use super::expansion::{Expansion, Written};
use super::policies::trust;
use super::shape::{fields, is_given};
use crate::syntax::{Content, Entry, NodeId};

const SERVICE: &str = "appsync.amazonaws.com";

/// Replaces one by what it stands for.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written) {
    expansion.because_of(written.key);
    let id = &written.id;
    let auth = expansion.property(written, "Auth");
    let providers = auth.map(|auth| authorizers(expansion, written, auth)).unwrap_or_default();
    let api = expansion.builder.attribute(id, "ApiId");
    // All attributes pass on, of an API of this kind.
    let attributes = attributes(expansion, written);
    add(expansion, written, &format!("{id}Schema"), "AWS::AppSync::GraphQLSchema", api);
    logging(expansion, written, &attributes);
    for entry in section(expansion, written, "ApiKeys") {
        add_named(expansion, written, entry, "", "AWS::AppSync::ApiKey", api);
    }
    for (name, kind) in [("Cache", "AWS::AppSync::ApiCache"), ("DomainName", "AWS::AppSync::DomainName")] {
        if expansion.given(written, name).is_some() {
            let suffix = if name == "Cache" { "ApiCache" } else { name };
            add(expansion, written, &format!("{id}{suffix}"), kind, api);
        }
    }
    if expansion.given(written, "DomainName").is_some() {
        add(expansion, written, &format!("{id}DomainNameApiAssociation"), "AWS::AppSync::DomainNameApiAssociation", api);
    }
    sources(expansion, written, &attributes, api);
    let mut empty = false;
    for entry in section(expansion, written, "Functions") {
        if expansion.field(entry.value, "Id").is_some() {
            continue;
        }
        empty |= is_nothing(expansion, entry.value);
        add_named(expansion, written, entry, "", "AWS::AppSync::FunctionConfiguration", api);
    }
    for types in section(expansion, written, "Resolvers") {
        let prefix = expansion.tree().text(types.key).unwrap_or_default().to_owned();
        for entry in fields(expansion.tree(), types.value) {
            add_named(expansion, written, entry, &prefix, "AWS::AppSync::Resolver", api);
        }
    }
    if empty {
        add(expansion, written, &format!("{id}NoneDataSource"), "AWS::AppSync::DataSource", api);
    }
    expansion.because_of(written.key);
    let mut entries = providers;
    for name in ["Name", "XrayEnabled", "Visibility", "IntrospectionConfig", "QueryDepthLimit", "ResolverCountLimit"] {
        entries.extend(expansion.tree().entry(written.properties, name));
    }
    let properties = expansion.builder.map_of(&entries);
    expansion.builder.tree.set_open(properties);
    expansion.replace(written, "AWS::AppSync::GraphQLApi", properties);
}

fn attributes(expansion: &Expansion<'_>, written: &Written) -> Vec<Entry> {
    let mut all = fields(expansion.tree(), written.body);
    all.retain(|entry| {
        let name = expansion.tree().text(entry.key);
        !matches!(name, Some("Type" | "Properties" | "Connectors" | "IgnoreGlobals") | None)
    });
    all
}

/// The entries of a property that is a map.
fn section(expansion: &mut Expansion<'_>, written: &Written, name: &str) -> Vec<Entry> {
    let Some(map) = expansion.given(written, name) else { return Vec::new() };
    if !matches!(expansion.tree().content(map), Content::Map(_)) || expansion.tree().is_open(map) {
        expansion.set_open();
    }
    fields(expansion.tree(), map)
}

fn add(expansion: &mut Expansion<'_>, written: &Written, id: &str, kind: &str, api: NodeId) {
    expansion.add_open(written, id, kind, &[("ApiId", api)]);
}

fn add_named(expansion: &mut Expansion<'_>, written: &Written, entry: Entry, prefix: &str, kind: &str, api: NodeId) {
    let Some(name) = expansion.tree().text(entry.key).map(str::to_owned) else { return };
    expansion.because_of(entry.key);
    add(expansion, written, &format!("{}{prefix}{name}", written.id), kind, api);
}

/// A function or resolver that needs no data.
fn is_nothing(expansion: &Expansion<'_>, function: NodeId) -> bool {
    let source = expansion.field(function, "DataSource").and_then(|source| expansion.tree().text(source));
    source.is_some_and(|source| source.eq_ignore_ascii_case("none"))
}

/// Reads how callers are known; gives the properties of the API. Functions that decide it may be called by the API.
fn authorizers(expansion: &mut Expansion<'_>, written: &Written, auth: NodeId) -> Vec<Entry> {
    let mut functions = Vec::new();
    let mut entries = one_authorizer(expansion, auth, &mut functions);
    if let Some(more) = expansion.field(auth, "Additional") {
        let mut others = Vec::new();
        for one in expansion.tree().items(more).to_vec() {
            let entries = one_authorizer(expansion, one, &mut functions);
            let map = expansion.builder.map_of(&entries);
            if expansion.tree().is_open(one) {
                expansion.builder.tree.set_open(map);
            }
            others.push(map);
        }
        let list = match expansion.tree().content(more) {
            Content::List(_) => expansion.builder.list(&others),
            _ => expansion.unknown(more, "authorizers that could not be read"),
        };
        entries.push(expansion.builder.entry("AdditionalAuthenticationProviders", list));
    }
    for (index, function) in functions.into_iter().enumerate() {
        expansion.because_of(function);
        let arn = expansion.builder.reference(&written.id);
        let api = expansion.builder.attribute(&written.id, "ApiId");
        let source = End { kind: "AWS::AppSync::GraphQLApi".to_owned(), values: values(&[("Arn", arn), ("ResourceId", api)]) };
        let destination = End { kind: "AWS::Lambda::Function".to_owned(), values: values(&[("Arn", function)]) };
        let id = format!("{}ToLambdaAuthConnector{}", written.id, index + 1);
        connect(expansion, [&id, ""], &[], [&source, &destination], &["Write".to_owned()]);
    }
    expansion.because_of(written.key);
    entries
}

fn one_authorizer(expansion: &mut Expansion<'_>, auth: NodeId, functions: &mut Vec<NodeId>) -> Vec<Entry> {
    let Some(kind) = expansion.field(auth, "Type") else { return Vec::new() };
    let mut entries = vec![expansion.builder.entry("AuthenticationType", kind)];
    let (from, to) = match expansion.tree().text(kind) {
        Some("AWS_LAMBDA") => ("LambdaAuthorizer", "LambdaAuthorizerConfig"),
        Some("OPENID_CONNECT") => ("OpenIDConnect", "OpenIDConnectConfig"),
        Some("AMAZON_COGNITO_USER_POOLS") => ("UserPool", "UserPoolConfig"),
        _ => return entries,
    };
    if let Some(config) = expansion.field(auth, from) {
        entries.push(expansion.builder.entry(to, config));
        if from == "LambdaAuthorizer" {
            functions.extend(expansion.field(config, "AuthorizerUri"));
        }
    }
    entries
}

fn values(all: &[(&str, NodeId)]) -> HashMap<String, NodeId> {
    all.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

/// The role in which the API writes its logs, unless there is one or nothing is logged.
fn logging(expansion: &mut Expansion<'_>, written: &Written, attributes: &[Entry]) {
    if let Some(logging) = expansion.property(written, "Logging") {
        let is_off = expansion.tree().text(logging) == Some("false");
        let role = expansion.field(logging, "CloudWatchLogsRoleArn").filter(|role| is_given(expansion.tree(), *role));
        if is_off || role.is_some() {
            return;
        }
    }
    let trust = trust(expansion, SERVICE);
    let arn = expansion.builder.sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs");
    let managed = expansion.builder.list(&[arn]);
    let properties = expansion.builder.map(&[("AssumeRolePolicyDocument", trust), ("ManagedPolicyArns", managed)]);
    expansion.add_with(&written.id, &format!("{}CloudWatchRole", written.id), "AWS::IAM::Role", attributes, properties);
}

/// The data sources, each with a role, unless it has one.
fn sources(expansion: &mut Expansion<'_>, written: &Written, attributes: &[Entry], api: NodeId) {
    let Some(sources) = expansion.given(written, "DataSources") else { return };
    for kind in ["DynamoDb", "Lambda"] {
        let Some(all) = expansion.field(sources, kind) else { continue };
        if expansion.tree().is_open(all) || !matches!(expansion.tree().content(all), Content::Map(_)) {
            expansion.set_open();
        }
        for entry in fields(expansion.tree(), all) {
            source(expansion, written, attributes, api, kind == "DynamoDb", entry);
        }
    }
    expansion.because_of(written.key);
}

fn source(expansion: &mut Expansion<'_>, written: &Written, attributes: &[Entry], api: NodeId, is_table: bool, entry: Entry) {
    let Some(name) = expansion.tree().text(entry.key).map(str::to_owned) else { return };
    expansion.because_of(entry.key);
    let id = format!("{}{name}{}DataSource", written.id, if is_table { "DynamoDB" } else { "Lambda" });
    let given = expansion.field(entry.value, "ServiceRoleArn").filter(|role| is_given(expansion.tree(), *role));
    let role_id = format!("{id}Role");
    let role = match given {
        Some(role) => role,
        None => expansion.builder.attribute(&role_id, "Arn"),
    };
    let properties = expansion.open_map(&[("ApiId", api), ("ServiceRoleArn", role)]);
    expansion.add_with(&written.id, &id, "AWS::AppSync::DataSource", attributes, properties);
    if given.is_some() {
        return;
    }
    let trust = trust(expansion, SERVICE);
    let properties = expansion.builder.map(&[("AssumeRolePolicyDocument", trust)]);
    expansion.add_with(&written.id, &role_id, "AWS::IAM::Role", attributes, properties);

    let arn = expansion.builder.attribute(&id, "DataSourceArn");
    let role = expansion.builder.reference(&role_id);
    let source = End { kind: "AWS::AppSync::DataSource".to_owned(), values: values(&[("Arn", arn), ("RoleName", role)]) };
    let (kind, connector, to, permissions) = if is_table {
        let permissions = expansion.field(entry.value, "Permissions").map(|list| expansion.tree().items(list));
        let permissions = permissions.map(|all| all.iter().filter_map(|one| expansion.tree().text(*one).map(str::to_owned)).collect());
        let permissions = permissions.unwrap_or_else(|| vec!["Read".to_owned(), "Write".to_owned()]);
        ("AWS::DynamoDB::Table", "ToTableConnector", table(expansion, entry.value), permissions)
    } else {
        ("AWS::Lambda::Function", "ToLambdaConnector", expansion.field(entry.value, "FunctionArn"), vec!["Write".to_owned()])
    };
    let Some(to) = to else { return };
    let destination = End { kind: kind.to_owned(), values: values(&[("Arn", to)]) };
    connect(expansion, [&format!("{id}{connector}"), ""], &[], [&source, &destination], &permissions);
}

/// The ARN of a table.
fn table(expansion: &mut Expansion<'_>, source: NodeId) -> Option<NodeId> {
    if let Some(arn) = expansion.field(source, "TableArn").filter(|arn| is_given(expansion.tree(), *arn)) {
        return Some(arn);
    }
    let name = expansion.field(source, "TableName")?;
    let region = match expansion.field(source, "Region") {
        Some(region) => region,
        None => expansion.builder.reference("AWS::Region"),
    };
    let text = expansion.builder.text("arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}");
    let values = expansion.builder.map(&[("__TableName__", name), ("__Region__", region)]);
    let argument = expansion.builder.list(&[text, values]);
    Some(expansion.builder.map(&[("Fn::Sub", argument)]))
}
