//! `AWS::Serverless::Connector`: comes in one as it is written, go out the policies and permissions by which its source reaches its
//! destinations.

use std::collections::HashMap;

use super::connector_profiles::{Place, Profile, filled, outputs, role_property};
use super::expansion::{Expansion, Written};
use super::shape::{fields, fingerprint};
use crate::syntax::{Content, Entry, NodeId};

/// One end of a connector.
#[derive(Debug)]
pub(super) struct End {
    /// The type of the resource in CloudFormation.
    pub(super) kind: String,
    /// `Arn`, `Name`, `RoleName` and so on, as far as they are known.
    pub(super) values: HashMap<String, NodeId>,
}

/// Replaces one by what it stands for.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written) {
    expansion.because_of(written.key);
    let Some(permissions) = permissions(expansion, written) else {
        // What is granted can't be told.
        expansion.remove(written);
        expansion.set_open();
        return;
    };
    expansion.remove(written);
    let mut attributes = written.passed.clone();
    attributes.extend(expansion.tree().entry(written.body, "DependsOn"));
    let (Some(source), Some(destination)) = (expansion.property(written, "Source"), expansion.property(written, "Destination")) else {
        return;
    };
    let (destinations, many) = match expansion.tree().content(destination) {
        Content::List(items) => (items.to_vec(), true),
        Content::Map(_) => (vec![destination], false),
        _ => {
            expansion.set_open();
            return;
        }
    };
    for (index, destination) in destinations.into_iter().enumerate() {
        let (from, to) = (end(expansion, source, destination), end(expansion, destination, source));
        let (Some(from), Some(to)) = (from, to) else {
            expansion.set_open();
            continue;
        };
        let suffix = if many { format!("Destination{index}") } else { String::new() };
        connect(expansion, [&written.id, &suffix], &attributes, [&from, &to], &permissions);
    }
}

/// Takes the connectors that stand as `Connectors` in other resources out of these.
pub(super) fn detach(expansion: &mut Expansion<'_>) -> Vec<Written> {
    let mut found = Vec::new();
    let with_connectors = |(_, body): &(NodeId, NodeId)| expansion.tree().get(*body, "Connectors").is_some();
    let resources: Vec<(NodeId, NodeId)> = expansion.all().filter(with_connectors).collect();
    for (key, body) in resources {
        let Some(source) = expansion.tree().text(key).map(str::to_owned) else { continue };
        let Some(connectors) = expansion.tree().get(body, "Connectors") else { continue };
        if !matches!(expansion.tree().content(connectors), Content::Map(_)) || expansion.tree().is_open(connectors) {
            expansion.set_open();
        }
        for entry in fields(expansion.tree(), connectors) {
            let Some(name) = expansion.tree().text(entry.key).map(str::to_owned) else { continue };
            expansion.because_of(entry.key);
            let Some(own) = expansion.field(entry.value, "Properties") else { continue };
            let mut properties = fields(expansion.tree(), own);
            let more = expansion.field(own, "SourceReference").map(|more| fields(expansion.tree(), more)).unwrap_or_default();
            properties.retain(|entry| !matches!(expansion.builder.tree.text(entry.key), Some("Source" | "SourceReference")));
            let mut reference = vec![expansion.builder.entry("Id", key)];
            reference.extend(more);
            let reference = expansion.builder.map_of(&reference);
            properties.push(expansion.builder.entry("Source", reference));
            let properties = expansion.builder.map_of(&properties);
            let passed = ["Condition", "DeletionPolicy", "UpdateReplacePolicy"].into_iter();
            let passed = passed.filter_map(|name| expansion.tree().entry(entry.value, name)).collect();
            found.push(Written { id: format!("{source}{name}"), key: entry.key, body: entry.value, properties, passed });
        }
        let mut entries = fields(expansion.tree(), body);
        entries.retain(|entry| expansion.tree().text(entry.key) != Some("Connectors"));
        let body = expansion.rewritten(body, &entries);
        expansion.set_body(&source, body);
    }
    found
}

/// `Read`, `Write` or both; `None` where they can't be read.
fn permissions(expansion: &Expansion<'_>, written: &Written) -> Option<Vec<String>> {
    let list = expansion.property(written, "Permissions")?;
    let Content::List(items) = expansion.tree().content(list) else { return None };
    items.iter().map(|item| expansion.tree().text(expansion.parameters.value(expansion.tree(), *item)).map(str::to_owned)).collect()
}

/// Reads an end. `other` is the one that it is connected with.
fn end(expansion: &mut Expansion<'_>, node: NodeId, other: NodeId) -> Option<End> {
    let mut written: HashMap<String, NodeId> = HashMap::new();
    for entry in fields(expansion.tree(), node) {
        if let Some(name) = expansion.tree().text(entry.key).filter(|_| !expansion.tree().is_null(entry.value)) {
            written.insert(name.to_owned(), entry.value);
        }
    }
    let Some(id) = written.get("Id") else {
        let kind = expansion.tree().text(*written.get("Type")?)?;
        return Some(End { kind: plain_type(kind).to_owned(), values: written });
    };
    let id = expansion.tree().text(*id)?.to_owned();
    let (_, body) = expansion.current(&id)?;
    let kind = expansion.field(body, "Type").and_then(|kind| expansion.tree().text(kind))?.to_owned();
    let mut values = outputs(expansion, &kind, &id);
    values.extend(written.get("Qualifier").map(|qualifier| ("Qualifier".to_owned(), *qualifier)));
    if let Some(role) = role_of(expansion, &kind, body, other) {
        let role = match (referred(expansion, role), expansion.tree().content(role)) {
            (Some(id), _) => Some(expansion.builder.reference(&id)),
            (None, Content::Hole(_)) => Some(role),
            // SAM refuses what is not a reference.
            (None, _) => None,
        };
        values.extend(role.map(|role| ("RoleName".to_owned(), role)));
    }
    Some(End { kind, values })
}

/// The type in CloudFormation of one of SAM's.
fn plain_type(kind: &str) -> &str {
    match kind {
        "AWS::Serverless::Function" => "AWS::Lambda::Function",
        "AWS::Serverless::StateMachine" => "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::Api" => "AWS::ApiGateway::RestApi",
        "AWS::Serverless::HttpApi" => "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::SimpleTable" => "AWS::DynamoDB::Table",
        kind => kind,
    }
}

fn role_of(expansion: &Expansion<'_>, kind: &str, body: NodeId, other: NodeId) -> Option<NodeId> {
    let tree = expansion.tree();
    let properties = expansion.field(body, "Properties")?;
    let name = role_property(kind)?;
    if name != "Targets" {
        return expansion.field(properties, name);
    }
    // A rule has a role for each of its targets.
    let id = tree.get(other, "Id").and_then(|id| tree.text(id));
    let arn = tree.get(other, "Arn").map(|arn| fingerprint(tree, arn));
    let targets = expansion.field(properties, "Targets")?;
    let target = tree.items(targets).iter().find(|target| {
        tree.get(**target, "Arn")
            .is_some_and(|own| id.is_some() && referred(expansion, own).as_deref() == id || arn.as_ref() == Some(&fingerprint(tree, own)))
    });
    expansion.field(*target?, "RoleArn")
}

/// The id of the resource that a `Ref` or `Fn::GetAtt` names.
fn referred(expansion: &Expansion<'_>, node: NodeId) -> Option<String> {
    let tree = expansion.tree();
    let id = match tree.call(node)? {
        ("Ref", name) => tree.text(name)?,
        ("Fn::GetAtt", argument) => match tree.content(argument) {
            Content::List([id, ..]) => tree.text(*id)?,
            _ => tree.text(argument)?.split('.').next()?,
        },
        _ => return None,
    };
    Some(id.to_owned())
}

/// Makes what grants `permissions`. Its id begins with the first text of `names` and ends with the second one.
pub(super) fn connect(expansion: &mut Expansion<'_>, names: [&str; 2], attributes: &[Entry], ends: [&End; 2], permissions: &[String]) {
    let ([id, suffix], [source, destination]) = (names, ends);
    // SAM refuses other pairs and permissions.
    let Some(profile) = Profile::of(&source.kind, &destination.kind).filter(|profile| profile.takes(permissions)) else { return };
    let mut values = HashMap::new();
    for (prefix, end) in [("Source", source), ("Destination", destination)] {
        values.extend(end.values.iter().map(|(name, value)| (format!("{prefix}.{name}"), *value)));
    }
    let owner = if profile.of_source { source } else { destination };
    let granted = profile.grants.iter().filter(|(name, _)| permissions.iter().any(|given| given == name));
    let mut statements = Vec::new();
    for (name, grant) in granted {
        let Some(node) = filled(expansion, grant, &values) else { return };
        if profile.place != Place::Function {
            statements.extend(expansion.tree().items(node).to_vec());
            continue;
        }
        let Some(function) = owner.values.get("Arn") else { return };
        let mut entries = vec![expansion.builder.entry("FunctionName", *function)];
        entries.extend(fields(expansion.tree(), node));
        let properties = expansion.builder.map_of(&entries);
        expansion.add_with(id, &format!("{id}{name}LambdaPermission{suffix}"), "AWS::Lambda::Permission", attributes, properties);
    }
    let (value, key, kind, made) = match profile.place {
        Place::Role => ("RoleName", "Roles", "AWS::IAM::ManagedPolicy", "Policy"),
        Place::Queue => ("QueueUrl", "Queues", "AWS::SQS::QueuePolicy", "QueuePolicy"),
        Place::Topic => ("Arn", "Topics", "AWS::SNS::TopicPolicy", "TopicPolicy"),
        Place::Function => return,
    };
    let Some(holder) = owner.values.get(value).copied() else { return };
    let version = expansion.builder.text("2012-10-17");
    let statements = expansion.builder.list(&statements);
    let document = expansion.builder.map(&[("Version", version), ("Statement", statements)]);
    let holders = match expansion.tree().content(holder) {
        Content::Hole(_) => holder,
        _ => expansion.builder.list(&[holder]),
    };
    let properties = expansion.builder.map(&[("PolicyDocument", document), (key, holders)]);
    expansion.add_with(id, &format!("{id}{made}{suffix}"), kind, attributes, properties);
}
