//! Triggers of user pools: come in the `cognitoUserPool` events, go out pools with their triggers, and what changes existing pools.

use super::helper::HelperRole;
use super::names;
use super::service::{Event, Service, Setting};
use super::shape::{Made, allow, arn, entries, map, sketch, sub, text, texts};
use crate::source::Span;
use crate::syntax::NodeId;

/// The triggers that get a key to decrypt with.
const SENDERS: [&str; 2] = ["CustomSMSSender", "CustomEmailSender"];

/// A pool in the making.
struct Pool {
    name: String,
    node: NodeId,
    cause: Span,
    triggers: Vec<(String, Made)>,
    depends: Vec<Made>,
    open: bool,
}

impl Service<'_> {
    /// Adds what `cognitoUserPool` events make.
    pub(super) fn add_pools(&mut self, helper: &mut HelperRole) {
        let mut pools: Vec<Pool> = Vec::new();
        let mut existing: Vec<(usize, Vec<Event>)> = Vec::new();
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events("cognitoUserPool").cloned().collect();
            let mut on_existing = Vec::new();
            for event in events {
                match self.get(event.value, "existing") {
                    Setting::Given(_) => on_existing.push(event),
                    Setting::Unknown => self.open = true,
                    Setting::Absent => self.add_trigger(&mut pools, index, &event),
                }
            }
            if !on_existing.is_empty() {
                existing.push((index, on_existing));
            }
        }
        for pool in pools {
            let id = pool_id(&pool.name);
            let config = if pool.open { Made::OpenMap(pool.triggers) } else { Made::Map(pool.triggers) };
            let properties = map([("UserPoolName", Made::Node(pool.node)), ("LambdaConfig", config)]);
            let all =
                entries([("Type", text("AWS::Cognito::UserPool")), ("Properties", properties), ("DependsOn", Made::List(pool.depends))]);
            self.resources.set(id, pool.cause, all);
        }
        if !existing.is_empty() {
            self.add_existing_pools(&existing, helper);
        }
    }

    fn add_trigger(&mut self, pools: &mut Vec<Pool>, index: usize, event: &Event) {
        let part = |key: &str| self.get(event.value, key).given();
        let pool = part("pool").and_then(|node| Some((node, self.known(node)?.to_owned())));
        let Some((node, name)) = pool else {
            self.open = true;
            return;
        };
        let place = pools.iter().position(|pool| pool.name == name).unwrap_or_else(|| {
            let name = name.clone();
            pools.push(Pool { name, node, cause: event.cause, triggers: Vec::new(), depends: Vec::new(), open: false });
            pools.len() - 1
        });
        let pool = &mut pools[place];
        let function = &self.functions[index];
        pool.depends.push(text(function.alias_id().map_or_else(|| function.id(), str::to_owned)));
        let Some(trigger) = part("trigger").and_then(|node| self.known(node)) else {
            (pool.open, self.open) = (true, true);
            return;
        };
        let because = |made: Made| Made::Because(event.cause, Box::new(made));
        let version = self.get(event.value, "lambdaVersion");
        let mut say = |key: &str, made: Made| {
            pool.triggers.retain(|(known, _)| known != key);
            pool.triggers.push((key.to_owned(), because(made)));
        };
        if SENDERS.contains(&trigger) {
            let version = self.made(version).unwrap_or(text("V1_0"));
            say(trigger, map([("LambdaArn", function.target()), ("LambdaVersion", version)]));
            if let Some(key) = self.made(self.get(event.value, "kmsKeyId")) {
                say("KMSKeyID", key);
            }
        } else if let ("PreTokenGeneration", Some(version)) = (trigger, self.made(version)) {
            say("PreTokenGenerationConfig", map([("LambdaArn", function.target()), ("LambdaVersion", version)]));
        } else {
            say(trigger, function.target());
        }
        let id = format!(
            "{}LambdaPermissionCognitoUserPool{}TriggerSource{}",
            names::norm(&function.key),
            names::alnum(&name),
            names::alnum(trigger)
        );
        let mut more = super::service::depends_on_alias(function);
        more.push(("SourceArn".to_owned(), arn(pool_id(&name))));
        let target = function.target();
        self.permission(id, event.cause, target, text("cognito-idp.amazonaws.com"), more);
    }

    /// Pools that exist already get their triggers from a helper when deploying.
    fn add_existing_pools(&mut self, existing: &[(usize, Vec<Event>)], helper: &mut HelperRole) {
        let any = texts(["cognito-idp:ListUserPools", "cognito-idp:DescribeUserPool", "cognito-idp:UpdateUserPool"]);
        let allow_on = |resource: Made, actions: Made| entries([("Effect", text("Allow")), ("Resource", resource), ("Action", actions)]);
        let mut statements = Vec::new();
        let cause = existing[0].1[0].cause;
        let handler = "CustomDashresourceDashexistingDashcupLambdaFunction";
        for (index, events) in existing {
            let first = &events[0];
            if let Setting::Given(key) = self.get(first.value, "kmsKeyId")
                && self.get(first.value, "trigger").given().and_then(|node| self.known(node)).is_some_and(|name| SENDERS.contains(&name))
            {
                statements.push(Made::Map(allow_on(Made::Node(key), texts(["kms:CreateGrant"]))));
            }
            let function = &self.functions[*index];
            let name = function.odd_name.map_or_else(|| Made::Parts(function.name.clone()), Made::Node);
            let pool = self.made(self.get(first.value, "pool")).unwrap_or(Made::Unknown("the name of the pool"));
            let made = sketch("Custom::CognitoUserPool", [("ServiceToken", arn(handler)), ("FunctionName", name), ("UserPoolName", pool)]);
            let id = function.named("CustomCognitoUserPool1");
            self.resources.set(id, first.cause, made);
            statements.push(Made::Map(allow_on(text("*"), any.clone())));
        }
        let functions = || sub("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:*");
        let mut add = allow_on(functions(), texts(["lambda:AddPermission"]));
        let principal = map([("lambda:Principal", text("cognito-idp.amazonaws.com"))]);
        add.push(("Condition".to_owned(), map([("StringEquals", principal)])));
        statements.push(Made::Map(add));
        statements.push(allow(["lambda:RemovePermission"], functions()));
        statements.push(allow(["iam:PassRole"], sub("arn:${AWS::Partition}:iam::*:role/*")));
        self.add_helper("custom-resource-existing-cup", cause, statements, helper);
    }
}

fn pool_id(name: &str) -> String {
    format!("CognitoUserPool{}", names::alnum(name))
}
