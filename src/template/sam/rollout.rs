//! `DeploymentPreference`: come in those of all functions, go out CodeDeploy's application, groups and role.

use super::conditions;
use super::expansion::{Expansion, Written};
use super::policies::{Grants, trust};
use super::shape::is_given;
use crate::syntax::NodeId;

/// A function that is rolled out step by step.
#[derive(Debug, Clone)]
pub(super) struct Rollout {
    function: Written,
    /// The condition of its group.
    condition: Option<String>,
    role: Option<NodeId>,
    enabled: bool,
}

const APPLICATION: &str = "ServerlessDeploymentApplication";
const ROLE: &str = "CodeDeployServiceRole";
const CONDITION: &str = "ServerlessCodeDeployCondition";

/// Notes a function's preference.
pub(super) fn add(expansion: &mut Expansion<'_>, written: &Written) {
    let Some(preference) = expansion.given(written, "DeploymentPreference") else { return };
    let setting = |name: &str| {
        let node = expansion.field(preference, name)?;
        let node = expansion.parameters.value(expansion.tree(), node);
        Some(expansion.mapped(node))
    };
    let enabled = setting("Enabled").is_none_or(|node| is_on(expansion, node));
    let passes = setting("PassthroughCondition").is_some_and(|node| is_on(expansion, node));
    let own = expansion.tree().get(written.body, "Condition").and_then(|own| expansion.tree().text(own)).map(str::to_owned);
    let role = expansion.field(preference, "Role").filter(|role| is_given(expansion.tree(), *role));
    expansion.rollouts.push(Rollout { function: written.clone(), condition: own.filter(|_| passes), role, enabled });
}

fn is_on(expansion: &Expansion<'_>, node: NodeId) -> bool {
    is_given(expansion.tree(), node) && !expansion.tree().text(node).is_some_and(|text| text.eq_ignore_ascii_case("false"))
}

/// Makes what they share, and the group of each.
pub(super) fn finish(expansion: &mut Expansion<'_>) {
    let rollouts = std::mem::take(&mut expansion.rollouts);
    let enabled: Vec<&Rollout> = rollouts.iter().filter(|rollout| rollout.enabled).collect();
    let Some(first) = enabled.first() else { return };
    expansion.because_of(first.function.key);
    let mut attributes = Vec::new();
    // Made under a condition only where every function has one.
    if enabled.iter().all(|rollout| rollout.condition.is_some()) {
        let mut names: Vec<String> = enabled.iter().filter_map(|rollout| rollout.condition.clone()).collect();
        names.sort_unstable();
        names.dedup();
        let name = conditions::any(expansion, &names, CONDITION);
        let name = expansion.builder.text(&name);
        attributes.push(expansion.builder.entry("Condition", name));
    }
    let platform = expansion.builder.text("Lambda");
    let properties = expansion.builder.map(&[("ComputePlatform", platform)]);
    let beside = &enabled[enabled.len() - 1].function.id;
    expansion.add_with(beside, APPLICATION, "AWS::CodeDeploy::Application", &attributes, properties);
    if enabled.iter().any(|rollout| rollout.role.is_none()) {
        let mut grants = Grants::default();
        grants.aws(expansion, "service-role/AWSCodeDeployRoleForLambda");
        let trust = trust(expansion, "codedeploy.amazonaws.com");
        let properties = grants.role(expansion, trust, None, None);
        expansion.add_with(beside, ROLE, "AWS::IAM::Role", &attributes, properties);
    }
    for rollout in &enabled {
        expansion.because_of(rollout.function.key);
        let application = expansion.builder.reference(APPLICATION);
        let role = match rollout.role {
            Some(role) => role,
            None => expansion.builder.attribute(ROLE, "Arn"),
        };
        let properties = expansion.open_map(&[("ApplicationName", application), ("ServiceRoleArn", role)]);
        let mut attributes = Vec::new();
        if let Some(condition) = &rollout.condition {
            let condition = expansion.builder.text(condition);
            attributes.push(expansion.builder.entry("Condition", condition));
        }
        let id = format!("{}DeploymentGroup", rollout.function.id);
        expansion.add_with(&rollout.function.id, &id, "AWS::CodeDeploy::DeploymentGroup", &attributes, properties);
    }
}
