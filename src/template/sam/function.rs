//! `AWS::Serverless::Function`: comes in one as it is written, go out the function, its role, its alias and its URL, and what its events
//! make.

use super::conditions;
use super::events;
use super::expansion::{Expansion, Written};
use super::invoke;
use super::policies::{Grants, trust};
use super::references::Stands;
use super::rollout;
use super::shape::{fields, is_function, is_no_value};
use crate::syntax::{Content, Entry, NodeId};

/// Properties that a function hands on as they are.
const SAME: &[&str] = &[
    "FunctionName",
    "Handler",
    "Runtime",
    "Description",
    "MemorySize",
    "Timeout",
    "VpcConfig",
    "Environment",
    "KmsKeyArn",
    "ReservedConcurrentExecutions",
    "Layers",
    "FileSystemConfigs",
    "ImageConfig",
    "PackageType",
    "Architectures",
    "SnapStart",
    "EphemeralStorage",
    "CodeSigningConfigArn",
    "RuntimeManagementConfig",
    "LoggingConfig",
    "TenancyConfig",
    "RecursiveLoop",
    "DurableConfig",
    "FunctionScalingConfig",
    "PublishToLatestPublished",
];

/// What events and URLs lead to: a function or its alias.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) id: String,
    /// The id of the alias.
    pub(super) alias: Option<String>,
    /// There is an alias whose name is not known: the node that names it.
    pub(super) unnamed: Option<NodeId>,
}

impl Target {
    /// The name of the function, or the ARN of the alias.
    pub(super) fn name(&self, expansion: &mut Expansion<'_>) -> NodeId {
        match self.unnamed {
            Some(node) => expansion.unknown(node, "an alias whose name is not known"),
            None => expansion.builder.reference(self.alias.as_ref().unwrap_or(&self.id)),
        }
    }

    /// The ARN.
    pub(super) fn arn(&self, expansion: &mut Expansion<'_>) -> NodeId {
        match &self.alias {
            None if self.unnamed.is_none() => expansion.builder.attribute(&self.id, "Arn"),
            _ => self.name(expansion),
        }
    }
}

/// Replaces a function by what it stands for.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written) {
    let id = &written.id;
    expansion.because_of(written.key);
    let mut grants = Grants::default();
    let role_id = format!("{id}Role");
    grant_own(expansion, written, &mut grants);

    let target = target(expansion, written);
    url(expansion, written, &target);
    rollout::add(expansion, written);
    invoke::expand(expansion, written, &target, &mut grants);
    if let Some(policies) = expansion.property(written, "Policies") {
        grants.add(expansion, policies, &role_id);
        expansion.because_of(written.key);
    }
    events::expand(expansion, written, &target, &mut grants);

    let role = role(expansion, written, &role_id, grants);
    let properties = properties(expansion, written, role);
    expansion.replace(written, "AWS::Lambda::Function", properties);
}

/// What every function's role gets, and what its own settings add. Inline policies of the settings stand before those of `Policies`.
fn grant_own(expansion: &mut Expansion<'_>, written: &Written, grants: &mut Grants) {
    let basic = match expansion.given(written, "DurableConfig") {
        Some(_) => "service-role/AWSLambdaBasicDurableExecutionRolePolicy",
        None => "service-role/AWSLambdaBasicExecutionRole",
    };
    grants.aws(expansion, basic);
    if is_traced(expansion, written) {
        let xray = if expansion.partition == "aws" { "AWSXrayWriteOnlyAccess" } else { "AWSXRayDaemonWriteAccess" };
        grants.aws(expansion, xray);
    }
    if expansion.given(written, "VpcConfig").is_some() {
        grants.aws(expansion, "service-role/AWSLambdaVPCAccessExecutionRole");
    }
    if let Some(queue) = expansion.given(written, "DeadLetterQueue") {
        expansion.because_of(queue);
        let kind = expansion.field(queue, "Type").and_then(|kind| expansion.tree().text(kind));
        let action = match kind {
            Some("SQS") => Some("sqs:SendMessage"),
            Some("SNS") => Some("sns:Publish"),
            _ => None,
        };
        if let (Some(action), Some(target)) = (action, expansion.field(queue, "TargetArn")) {
            let action = expansion.builder.text(action);
            let effect = expansion.builder.text("Allow");
            let statement = expansion.builder.map(&[("Action", action), ("Resource", target), ("Effect", effect)]);
            let list = expansion.builder.list(&[statement]);
            let version = expansion.builder.text("2012-10-17");
            let document = expansion.builder.map(&[("Version", version), ("Statement", list)]);
            grants.inline(expansion, "DeadLetterQueuePolicy", document);
        }
        expansion.because_of(written.key);
    }
}

fn is_traced(expansion: &Expansion<'_>, written: &Written) -> bool {
    let tracing = expansion.given(written, "Tracing");
    tracing.is_some_and(|tracing| {
        let value = expansion.parameters.value(expansion.tree(), tracing);
        expansion.tree().text(value) != Some("Disabled")
    })
}

/// Makes the role where the function has none of its own; gives the value of the function's `Role`.
fn role(expansion: &mut Expansion<'_>, written: &Written, id: &str, grants: Grants) -> NodeId {
    let given = expansion.property(written, "Role");
    if given.is_none() && expansion.tree().is_open(written.properties) {
        // Whether a role is written can't be told.
        return expansion.unknown(written.key, "properties that could not be read");
    }
    let mut attributes = written.passed.clone();
    let arn = expansion.builder.attribute(id, "Arn");
    let mut value = arn;
    if let Some(given) = given {
        let branches = expansion.parameters.choice(expansion.tree(), given);
        let Some([condition, then, otherwise]) = branches else { return given };
        let no_value = |node: NodeId| is_no_value(expansion.tree(), node);
        let made_if = match (no_value(then), no_value(otherwise)) {
            (true, true) => None,
            (true, false) => Some((false, [condition, arn, otherwise])),
            (false, true) => Some((true, [condition, then, arn])),
            (false, false) => return given,
        };
        if let Some((negated, argument)) = made_if {
            let Some(name) = expansion.tree().text(condition).map(str::to_owned) else { return given };
            let name = if negated { conditions::not(expansion, &name, "") } else { name };
            let condition = expansion.builder.text(&name);
            attributes.retain(|entry| expansion.tree().text(entry.key) != Some("Condition"));
            attributes.push(expansion.builder.entry("Condition", condition));
            let argument = expansion.builder.list(&argument);
            value = expansion.builder.map(&[("Fn::If", argument)]);
        }
    }
    let trust = match expansion.property(written, "AssumeRolePolicyDocument") {
        Some(trust) => trust,
        None => trust(expansion, "lambda.amazonaws.com"),
    };
    let (path, boundary) = (expansion.property(written, "RolePath"), expansion.property(written, "PermissionsBoundary"));
    let properties = grants.role(expansion, trust, path, boundary);
    expansion.add_with(&written.id, id, "AWS::IAM::Role", &attributes, properties);
    value
}

/// The properties of the plain function.
fn properties(expansion: &mut Expansion<'_>, written: &Written, role: NodeId) -> NodeId {
    let mut entries: Vec<Entry> = Vec::new();
    for name in SAME {
        let entry = expansion.tree().entry(written.properties, name);
        entries.extend(entry.filter(|entry| !expansion.tree().is_null(entry.value)));
    }
    let code = expansion.open_map(&[]);
    entries.push(expansion.builder.entry("Code", code));
    let key = expansion.tree().entry(written.properties, "Role").map(|entry| entry.key);
    entries.push(match key {
        Some(key) => Entry { key, value: role, merged: false },
        None => expansion.builder.entry("Role", role),
    });
    if is_traced(expansion, written)
        && let Some(mode) = expansion.given(written, "Tracing")
    {
        let tracing = expansion.builder.map(&[("Mode", mode)]);
        entries.push(expansion.builder.entry("TracingConfig", tracing));
    }
    let queue = expansion.given(written, "DeadLetterQueue").and_then(|queue| expansion.field(queue, "TargetArn"));
    if let Some(target) = queue {
        let config = expansion.builder.map(&[("TargetArn", target)]);
        entries.push(expansion.builder.entry("DeadLetterConfig", config));
    }
    let tags = tags(expansion, written);
    entries.push(expansion.builder.entry("Tags", tags));
    let map = expansion.builder.map_of(&entries);
    if expansion.tree().is_open(written.properties) {
        expansion.builder.tree.set_open(map);
    }
    map
}

/// The tags as a list, the one that SAM adds first.
fn tags(expansion: &mut Expansion<'_>, written: &Written) -> NodeId {
    let pairs = match expansion.given(written, "Tags") {
        Some(tags) if matches!(expansion.tree().content(tags), Content::Map(_)) && !is_function(expansion.tree(), tags) => {
            fields(expansion.tree(), tags)
        }
        Some(tags) => return expansion.unknown(tags, "tags that could not be read"),
        None => Vec::new(),
    };
    let builder = &mut expansion.builder;
    let (key, value) = (builder.text("lambda:createdBy"), builder.text("SAM"));
    let mut all = vec![builder.map(&[("Key", key), ("Value", value)])];
    all.extend(pairs.iter().map(|pair| builder.map(&[("Key", pair.key), ("Value", pair.value)])));
    builder.list(&all)
}

/// The function, or the alias that `AutoPublishAlias` makes, with the references to it and its version.
fn target(expansion: &mut Expansion<'_>, written: &Written) -> Target {
    let mut target = Target { id: written.id.clone(), alias: None, unnamed: None };
    let Some(given) = expansion.given(written, "AutoPublishAlias") else { return target };
    let value = expansion.parameters.value(expansion.tree(), given);
    expansion.stands(&written.id, "Version", Stands::Unnamed);
    let Some(name) = expansion.tree().text(value).map(str::to_owned) else {
        expansion.stands(&written.id, "Alias", Stands::Unnamed);
        expansion.set_open();
        target.unnamed = Some(given);
        return target;
    };
    let id = format!("{}Alias{}", written.id, name.replace('-', "D").replace('_', "U"));
    expansion.because_of(given);
    let function = expansion.builder.reference(&written.id);
    expansion.add_open(written, &id, "AWS::Lambda::Alias", &[("FunctionName", function), ("Name", value)]);
    expansion.because_of(written.key);
    expansion.stands(&written.id, "Alias", Stands::For(id.clone()));
    target.alias = Some(id);
    target
}

/// The URL that `FunctionUrlConfig` makes, and who may call it.
fn url(expansion: &mut Expansion<'_>, written: &Written, target: &Target) {
    let Some(config) = expansion.given(written, "FunctionUrlConfig") else { return };
    let cause = expansion.tree().entry(written.properties, "FunctionUrlConfig").map_or(config, |entry| entry.key);
    expansion.because_of(cause);
    let id = &written.id;
    if is_function(expansion.tree(), config) || !matches!(expansion.tree().content(config), Content::Map(_)) {
        expansion.add_open(written, &format!("{id}Url"), "AWS::Lambda::Url", &[]);
        expansion.because_of(written.key);
        return;
    }
    let function = target.name(expansion);
    let mut entries = vec![expansion.builder.entry("TargetFunctionArn", function)];
    for name in ["AuthType", "Cors", "InvokeMode"] {
        let entry = expansion.tree().entry(config, name);
        entries.extend(entry.filter(|entry| !expansion.tree().is_null(entry.value)));
    }
    let properties = expansion.builder.map_of(&entries);
    expansion.add(written, &format!("{id}Url"), "AWS::Lambda::Url", properties);

    // Only a plain `NONE` opens it: of a parameter or a function SAM makes no permissions.
    let auth = expansion.field(config, "AuthType");
    if auth.is_some_and(|auth| expansion.tree().text(auth) == Some("NONE")) {
        let permissions = [
            ("UrlPublicPermissions", "lambda:InvokeFunctionUrl", "FunctionUrlAuthType", "NONE"),
            ("URLInvokeAllowPublicAccess", "lambda:InvokeFunction", "InvokedViaFunctionUrl", "true"),
        ];
        for (suffix, action, key, value) in permissions {
            let action = expansion.builder.text(action);
            let function = target.name(expansion);
            let everybody = expansion.builder.text("*");
            let value = expansion.builder.plain(value);
            let properties =
                expansion.builder.map(&[("Action", action), ("FunctionName", function), ("Principal", everybody), (key, value)]);
            expansion.add(written, &format!("{id}{suffix}"), "AWS::Lambda::Permission", properties);
        }
    }
    expansion.because_of(written.key);
}
