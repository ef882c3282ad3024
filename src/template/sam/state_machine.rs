//! `AWS::Serverless::StateMachine`: comes in one as it is written, go out the machine with its role, its alias, and what starts it.

use super::events;
use super::expansion::{Expansion, Written};
use super::function::Target;
use super::policies::{Grants, trust};
use super::references::Stands;
use super::shape::{fields, is_true};
use crate::syntax::NodeId;

/// Properties that a machine hands on, and the names that they get.
const SAME: &[(&str, &str)] =
    &[("Name", "StateMachineName"), ("Type", "StateMachineType"), ("Logging", "LoggingConfiguration"), ("Tracing", "TracingConfiguration")];

/// Replaces one by what it stands for.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written) {
    expansion.because_of(written.key);
    let role = match expansion.given(written, "Role") {
        Some(role) => role,
        // Whether a role is written can't be told.
        None if expansion.tree().is_open(written.properties) => expansion.unknown(written.key, "properties that could not be read"),
        None => role(expansion, written),
    };
    let target = target(expansion, written);
    events::machine::expand(expansion, written, &target);
    expansion.because_of(written.key);

    let mut entries = vec![expansion.builder.entry("RoleArn", role)];
    for (from, to) in SAME {
        if let Some(value) = expansion.property(written, from) {
            entries.push(expansion.builder.entry(to, value));
        }
    }
    let properties = expansion.builder.map_of(&entries);
    // The definition becomes a text with substitutions.
    expansion.builder.tree.set_open(properties);
    expansion.replace(written, "AWS::StepFunctions::StateMachine", properties);
}

/// Makes the machine's role; gives its ARN.
fn role(expansion: &mut Expansion<'_>, written: &Written) -> NodeId {
    let id = format!("{}Role", written.id);
    let mut grants = Grants::default();
    if let Some(policies) = expansion.property(written, "Policies") {
        grants.add(expansion, policies, &id);
        expansion.because_of(written.key);
    }
    let traced = expansion.property(written, "Tracing").and_then(|tracing| expansion.field(tracing, "Enabled"));
    if traced.is_some_and(|enabled| is_true(expansion.tree(), enabled)) {
        let xray = if expansion.partition == "aws" { "AWSXrayWriteOnlyAccess" } else { "AWSXRayDaemonWriteAccess" };
        grants.aws(expansion, xray);
    }
    let trust = trust(expansion, "states.amazonaws.com");
    let (path, boundary) = (expansion.property(written, "RolePath"), expansion.property(written, "PermissionsBoundary"));
    let mut properties = grants.role(expansion, trust, path, boundary);
    // Unlike a function's role, it has the list even where nothing is in it.
    if expansion.tree().get(properties, "ManagedPolicyArns").is_none() {
        let mut entries = fields(expansion.tree(), properties);
        let none = expansion.builder.list(&[]);
        entries.push(expansion.builder.entry("ManagedPolicyArns", none));
        properties = expansion.builder.map_of(&entries);
    }
    expansion.add(written, &id, "AWS::IAM::Role", properties);
    expansion.builder.attribute(&id, "Arn")
}

/// The machine, or the alias that its events start.
fn target(expansion: &mut Expansion<'_>, written: &Written) -> Target {
    let mut target = Target { id: written.id.clone(), alias: None, unnamed: None };
    let Some(given) = expansion.given(written, "AutoPublishAlias") else { return target };
    let machine = expansion.builder.reference(&written.id);
    let version = format!("{}Version", written.id);
    expansion.add_open(written, &version, "AWS::StepFunctions::StateMachineVersion", &[("StateMachineArn", machine)]);
    expansion.stands(&written.id, "Version", Stands::For(version));
    let leads = expansion.property(written, "UseAliasAsEventTarget").is_some_and(|on| is_true(expansion.tree(), on));
    let value = expansion.parameters.value(expansion.tree(), given);
    let Some(name) = expansion.tree().text(value).map(str::to_owned) else {
        expansion.set_open();
        expansion.stands(&written.id, "Alias", Stands::Unnamed);
        target.unnamed = Some(given).filter(|_| leads);
        return target;
    };
    let id = format!("{}Alias{name}", written.id);
    expansion.add_open(written, &id, "AWS::StepFunctions::StateMachineAlias", &[("Name", value)]);
    expansion.stands(&written.id, "Alias", Stands::For(id.clone()));
    target.alias = Some(id).filter(|_| leads);
    target
}
