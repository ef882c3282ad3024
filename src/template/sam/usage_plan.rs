//! `UsagePlan` of a REST API: comes in one as it is written, go out the plan with its key.

use super::authorizers::auth_of;
use super::conditions;
use super::expansion::{Expansion, Written};
use super::references::Stands;
use super::shape::is_given;
use crate::syntax::{Entry, NodeId};

/// An API that shares the plan of all others.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    api: Written,
    /// The id of its stage.
    stage: String,
    plan: NodeId,
}

const SHARED: &str = "Serverless";
const CONDITION: &str = "SharedUsagePlanCondition";

/// Makes the plan of an API, or notes that it shares one.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written, stage: &str) {
    let Some(plan) = auth_of(expansion, written).and_then(|auth| expansion.field(auth, "UsagePlan")) else { return };
    let Some(create) = expansion.field(plan, "CreateUsagePlan") else {
        if expansion.tree().call(plan).is_some() || expansion.tree().is_open(plan) {
            expansion.set_open();
        }
        return;
    };
    let create = expansion.parameters.value(expansion.tree(), create);
    let own = Plan { api: written.clone(), stage: stage.to_owned(), plan };
    match expansion.tree().text(create) {
        Some("PER_API") => {
            refer(expansion, written, &written.id);
            make(expansion, &written.id, &[own], &written.passed);
        }
        Some("SHARED") => {
            refer(expansion, written, SHARED);
            expansion.plans.push(own);
        }
        Some(_) => {}
        None => expansion.set_open(),
    }
}

fn refer(expansion: &mut Expansion<'_>, written: &Written, prefix: &str) {
    for suffix in ["UsagePlan", "ApiKey", "UsagePlanKey"] {
        expansion.stands(&written.id, suffix, Stands::For(format!("{prefix}{suffix}")));
    }
}

/// Makes the plan that several share.
pub(super) fn finish(expansion: &mut Expansion<'_>) {
    let plans = std::mem::take(&mut expansion.plans);
    let Some(last) = plans.last() else { return };
    expansion.because_of(last.plan);
    let value = |plan: &Plan, name: &str| {
        let entry = plan.api.passed.iter().find(|entry| expansion.tree().text(entry.key) == Some(name))?;
        expansion.tree().text(entry.value).map(str::to_owned)
    };
    let mut kept = Vec::new();
    for name in ["DeletionPolicy", "UpdateReplacePolicy"] {
        let given: Vec<String> = plans.iter().filter_map(|plan| value(plan, name)).collect();
        let snapshot = given.iter().find(|policy| *policy == "Snapshot").filter(|_| given.first().is_some_and(|first| first == "Delete"));
        let retained = given.iter().find(|policy| *policy == "Retain").or(snapshot).or(given.first());
        kept.extend(retained.map(|policy| (name, policy.clone())));
    }
    let mut names: Vec<String> = plans.iter().filter_map(|plan| value(plan, "Condition")).collect();
    let mut attributes = Vec::new();
    if names.len() == plans.len() {
        names.sort_unstable();
        names.dedup();
        let name = shared_condition(expansion, &names);
        let name = expansion.builder.text(&name);
        attributes.push(expansion.builder.entry("Condition", name));
    }
    for (name, policy) in kept {
        let policy = expansion.builder.text(&policy);
        attributes.push(expansion.builder.entry(name, policy));
    }
    make(expansion, SHARED, &plans, &attributes);
}

/// The condition has SAM's own name even where there is one API.
fn shared_condition(expansion: &mut Expansion<'_>, names: &[String]) -> String {
    if let [only] = names {
        let only = expansion.builder.text(only);
        let body = expansion.builder.map(&[("Condition", only)]);
        expansion.add_condition(CONDITION, body);
        return CONDITION.to_owned();
    }
    conditions::any(expansion, names, CONDITION)
}

fn make(expansion: &mut Expansion<'_>, prefix: &str, plans: &[Plan], attributes: &[Entry]) {
    let Some(last) = plans.last() else { return };
    expansion.because_of(last.plan);
    let [plan_id, key_id] = [format!("{prefix}UsagePlan"), format!("{prefix}ApiKey")];
    let (mut stages, mut keys) = (Vec::new(), Vec::new());
    for plan in plans {
        let api = expansion.builder.reference(&plan.api.id);
        let stage = expansion.builder.reference(&plan.stage);
        stages.push(expansion.builder.map(&[("ApiId", api), ("Stage", stage)]));
        keys.push(expansion.builder.map(&[("RestApiId", api), ("StageName", stage)]));
    }
    let stages = expansion.builder.list(&stages);
    let mut properties = vec![expansion.builder.entry("ApiStages", stages)];
    for name in ["UsagePlanName", "Description", "Quota", "Tags", "Throttle"] {
        let entry = expansion.tree().entry(last.plan, name);
        properties.extend(entry.filter(|entry| is_given(expansion.tree(), entry.value)));
    }
    let properties = expansion.builder.map_of(&properties);
    let apis: Vec<&str> = plans.iter().map(|plan| plan.api.id.as_str()).collect();
    let after = depending(expansion, attributes, &apis);
    let beside = &last.api.id;
    expansion.add_with(beside, &plan_id, "AWS::ApiGateway::UsagePlan", &after, properties);

    let enabled = expansion.builder.plain("true");
    let keys = expansion.builder.list(&keys);
    let properties = expansion.builder.map(&[("Enabled", enabled), ("StageKeys", keys)]);
    let after = depending(expansion, attributes, &[&plan_id]);
    expansion.add_with(beside, &key_id, "AWS::ApiGateway::ApiKey", &after, properties);

    let (key, plan) = (expansion.builder.reference(&key_id), expansion.builder.reference(&plan_id));
    let kind = expansion.builder.text("API_KEY");
    let properties = expansion.builder.map(&[("KeyId", key), ("KeyType", kind), ("UsagePlanId", plan)]);
    let after = depending(expansion, attributes, &[&key_id]);
    expansion.add_with(beside, &format!("{plan_id}Key"), "AWS::ApiGateway::UsagePlanKey", &after, properties);
    expansion.because_of(last.api.key);
}

fn depending(expansion: &mut Expansion<'_>, attributes: &[Entry], on: &[&str]) -> Vec<Entry> {
    let on = expansion.builder.texts(on);
    let mut all = attributes.to_vec();
    all.push(expansion.builder.entry("DependsOn", on));
    all
}
