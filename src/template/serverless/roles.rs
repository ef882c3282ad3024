//! Roles of functions: come in the settings of `provider` and functions, go out the role that functions share, those that functions
//! have for themselves, and which one a function runs with.

use std::collections::HashSet;

use super::service::{Function, Service, Setting};
use super::shape::{Made, allow, entries, joined, map, piece, reference, sub, text, texts};
use crate::source::Span;
use crate::syntax::{NodeId, Part, Parts};

/// The logical id of the role that functions share.
pub(super) const SHARED: &str = "IamRoleLambdaExecution";

const LOG_ARN: &str = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/";

/// A role in the making.
#[derive(Debug, Clone)]
pub(super) struct Role {
    cause: Span,
    pub(super) principals: Vec<Made>,
    pub(super) statements: Vec<Made>,
    /// There may be more statements.
    pub(super) open: bool,
    managed: Vec<Made>,
    has_managed: bool,
    managed_open: bool,
    boundary: Option<Made>,
    name: Made,
    path: Made,
    tags: Option<Made>,
    said: HashSet<String>,
}

/// Lists that stand in a role which the framework makes.
#[derive(Debug, Default)]
pub(super) struct Landed {
    pub(super) statements: HashSet<NodeId>,
    pub(super) managed: bool,
}

impl Role {
    /// Adds a statement, unless one of the same key was added before.
    pub(super) fn say_once(&mut self, key: String, statement: Made) {
        if self.said.insert(key) {
            self.statements.push(statement);
        }
    }

    fn build(self, service: &Service<'_>) -> Vec<(String, Made)> {
        let trust = map([
            ("Effect", text("Allow")),
            ("Principal", map([("Service", Made::List(self.principals))])),
            ("Action", texts(["sts:AssumeRole"])),
        ]);
        let trust = if self.open { Made::OpenList(vec![trust]) } else { Made::List(vec![trust]) };
        let statements = if self.open { Made::OpenList(self.statements) } else { Made::List(self.statements) };
        let policy_name = Made::Join("-", vec![Made::Parts(service.name.clone()), Made::Parts(service.stage.clone()), text("lambda")]);
        let policy =
            map([("PolicyName", policy_name), ("PolicyDocument", map([("Version", text("2012-10-17")), ("Statement", statements)]))]);
        let mut properties = entries([
            ("AssumeRolePolicyDocument", map([("Version", text("2012-10-17")), ("Statement", trust)])),
            ("Policies", Made::List(vec![policy])),
            ("Path", self.path),
            ("RoleName", self.name),
        ]);
        properties.extend(self.tags.map(|tags| ("Tags".to_owned(), tags)));
        properties.extend(self.boundary.map(|boundary| ("PermissionsBoundary".to_owned(), boundary)));
        if self.managed_open {
            properties.push(("ManagedPolicyArns".to_owned(), Made::OpenList(self.managed)));
        } else if self.has_managed {
            properties.push(("ManagedPolicyArns".to_owned(), Made::List(self.managed)));
        }
        entries([("Type", text("AWS::IAM::Role")), ("Properties", Made::Map(properties))])
    }
}

impl Service<'_> {
    /// `provider.iam.role`, where it names a role instead of describing one: a text, or a function of CloudFormation.
    fn existing_role(&self) -> Setting {
        match self.setting(&["iam", "role"]) {
            Setting::Given(node) => {
                let is_call = self.tree.entries(node).iter().any(|entry| self.known(entry.key).is_some_and(|key| key.contains("::")));
                if is_call || !self.is_map(node) { Setting::Given(node) } else { Setting::Absent }
            }
            other => other,
        }
    }

    /// The role that a function is told to have; absent where it has that which is generated.
    pub(super) fn told_role(&self, function: &Function) -> Setting {
        self.get(function.node, "role").or(self.existing_role()).or(self.setting(&["role"]))
    }

    /// The role that functions share; `None` where there is none or nobody can know.
    pub(super) fn shared_role(&mut self, landed: &mut Landed) -> Option<Role> {
        // Version 4 gives each function a role in its own way.
        if self.setting(&["iam", "role", "mode"]) != Setting::Absent {
            self.open = true;
            return None;
        }
        let existing = self.existing_role();
        let older = self.provider.given().map_or(Setting::Absent, |provider| match self.tree.get(provider, "role") {
            Some(node) => Setting::Given(node),
            None => self.get(provider, "role"),
        });
        if self.functions.is_empty() || existing.given().is_some() || older.given().is_some() {
            return None;
        }
        let without = self.functions.iter().any(|function| self.tree.get(function.node, "role").is_none());
        if existing == Setting::Unknown || older == Setting::Unknown || !without {
            // That none of those that can be read needs it proves nothing about the others.
            self.open |= existing == Setting::Unknown || older == Setting::Unknown;
            return None;
        }
        let role = self.setting(&["iam", "role"]);
        let [name, path, tags, permissions_boundary, permission_boundary, statements, managed] =
            ["name", "path", "tags", "permissionsBoundary", "permissionBoundary", "statements", "managedPolicies"]
                .map(|key| self.of(role, key));
        let name = match name {
            Setting::Absent => Made::Join(
                "-",
                vec![Made::Parts(self.name.clone()), Made::Parts(self.stage.clone()), reference("AWS::Region"), text("lambdaRole")],
            ),
            other => self.made(other).unwrap_or(text("")),
        };
        let tags = match tags {
            Setting::Given(tags) => {
                let tag = |entry: &crate::syntax::Entry| map([("Key", Made::Node(entry.key)), ("Value", Made::Node(entry.value))]);
                Some(Made::List(self.tree.entries(tags).iter().map(tag).collect()))
            }
            other => self.made(other),
        };
        let boundary = permissions_boundary.or(permission_boundary).or(self.setting(&["rolePermissionsBoundary"]));
        let mut made = Role {
            cause: self.cause,
            principals: vec![text("lambda.amazonaws.com")],
            statements: Vec::new(),
            open: self.open,
            managed: Vec::new(),
            has_managed: false,
            managed_open: false,
            boundary: self.made(boundary),
            name,
            path: self.made(path).unwrap_or(text("/")),
            tags,
            said: HashSet::new(),
        };
        self.log_statements(&mut made);
        match statements.or(self.setting(&["iamRoleStatements"])) {
            Setting::Given(list) => {
                made.open |= self.tree.is_open(list);
                made.statements.extend(self.tree.items(list).iter().map(|item| Made::Node(*item)));
                landed.statements.insert(list);
            }
            Setting::Unknown => made.open = true,
            Setting::Absent => {}
        }
        match managed.or(self.setting(&["iamManagedPolicies"])) {
            Setting::Given(list) => {
                made.managed_open = self.tree.is_open(list);
                made.managed.extend(self.tree.items(list).iter().map(|item| Made::Node(*item)));
                made.has_managed = !made.managed.is_empty();
                landed.managed = true;
            }
            Setting::Unknown => made.managed_open = true,
            Setting::Absent => {}
        }
        // A function's key alone does it, even with nothing behind it.
        let vpc = self.functions.iter().any(|function| self.tree.get(function.node, "vpc").is_some());
        if vpc || self.setting(&["vpc"]).given().is_some() {
            made.managed.push(vpc_policy());
            made.has_managed = true;
        }
        made.managed_open |= self.setting(&["vpc"]) == Setting::Unknown;
        Some(made)
    }

    fn log_statements(&self, role: &mut Role) {
        let prefix = self.prefix();
        let (mut create, mut put, mut denied) = (Vec::new(), Vec::new(), Vec::new());
        let mut regular = false;
        for function in &self.functions {
            let silent = self.get(function.node, "disableLogs");
            role.open |= silent == Setting::Unknown;
            let silent = silent.given().is_some();
            match starts_with(&function.name, &prefix) {
                Some(true) if silent => {
                    denied.push(Made::Because(function.cause, Box::new(log_group(&function.name, ":*"))));
                }
                Some(true) => regular = true,
                Some(false) if silent => {}
                Some(false) => {
                    create.push(Made::Because(function.cause, Box::new(log_group(&function.name, ":*"))));
                    put.push(Made::Because(function.cause, Box::new(log_group(&function.name, ":*:*"))));
                }
                None => role.open = true,
            }
        }
        if regular {
            create.push(log_group(&prefix, "*:*"));
            put.push(log_group(&prefix, "*:*:*"));
        }
        role.statements.push(allow(["logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource"], Made::List(create)));
        role.statements.push(allow(["logs:PutLogEvents"], Made::List(put)));
        if regular && !denied.is_empty() {
            let action = text("logs:PutLogEvents");
            role.statements.push(map([("Effect", text("Deny")), ("Action", action), ("Resource", Made::List(denied))]));
        }
    }

    /// Adds the statements that settings of functions bring: dead letters, keys, tracing, file systems, durable runs.
    pub(super) fn function_statements(&self, role: &mut Role) {
        let mut durable = Vec::new();
        for function in &self.functions {
            let own = |key: &str| self.get(function.node, key);
            if own("durableConfig").given().is_some() && self.told_role(function) == Setting::Absent {
                let start = piece("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:");
                durable.push(Made::Sub(joined([&start, &function.name, &piece(":*/durable-execution/*/*")])));
            }
        }
        if !durable.is_empty() {
            let actions = ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"];
            role.statements.push(allow(actions, Made::List(durable)));
        }
        for function in &self.functions {
            let own = |key: &str| self.get(function.node, key);
            let because = |made: Made| Made::Because(function.cause, Box::new(made));
            match own("onError") {
                Setting::Given(node) if !self.is_map(node) => {
                    role.statements.push(because(allow(["sns:Publish"], Made::List(vec![Made::Node(node)]))));
                }
                Setting::Unknown => role.open = true,
                Setting::Given(_) | Setting::Absent => {}
            }
            match own("kmsKeyArn").or(self.setting(&["kmsKeyArn"])) {
                Setting::Given(node) if !self.is_map(node) => {
                    let key = self.known(node).map_or_else(|| format!("{node:?}"), str::to_owned);
                    role.say_once(format!("kms {key}"), because(allow(["kms:Decrypt"], Made::List(vec![Made::Node(node)]))));
                }
                Setting::Unknown => role.open = true,
                Setting::Given(_) | Setting::Absent => {}
            }
            match own("tracing").or(self.setting(&["tracing", "lambda"])) {
                Setting::Given(_) => {
                    let actions = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
                    role.say_once("xray".to_owned(), because(allow(actions, texts(["*"]))));
                }
                Setting::Unknown => role.open = true,
                Setting::Absent => {}
            }
            match own("fileSystemConfig") {
                Setting::Given(node) => {
                    let arn = self.made(self.get(node, "arn")).into_iter().collect();
                    let actions = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"];
                    role.statements.push(because(allow(actions, Made::List(arn))));
                }
                Setting::Unknown => role.open = true,
                Setting::Absent => {}
            }
        }
        for function in &self.functions {
            match self.get(function.node, "destinations") {
                Setting::Given(destinations) if self.told_role(function) == Setting::Absent => {
                    for key in ["onSuccess", "onFailure"] {
                        match self.get(destinations, key) {
                            Setting::Given(target) => self.destination_statement(function, target, role),
                            Setting::Unknown => role.open = true,
                            Setting::Absent => {}
                        }
                    }
                }
                Setting::Unknown => role.open = true,
                Setting::Given(_) | Setting::Absent => {}
            }
        }
    }

    fn destination_statement(&self, function: &Function, target: NodeId, role: &mut Role) {
        let statement = |action: &str, resource: Made| {
            let statement = map([("Effect", text("Allow")), ("Action", text(action)), ("Resource", resource)]);
            Made::Because(function.cause, Box::new(statement))
        };
        if self.is_map(target) {
            let kind = self.get(target, "type").given().and_then(|node| self.known(node));
            let action = match kind {
                Some("function") => "lambda:InvokeFunction",
                Some("sqs") => "sqs:SendMessage",
                Some("sns") => "sns:Publish",
                Some("eventBus") => "events:PutEvents",
                _ => {
                    role.open = true;
                    return;
                }
            };
            let arn = self.made(self.get(target, "arn")).unwrap_or(Made::Unknown("a destination"));
            role.statements.push(statement(action, arn));
            return;
        }
        let Some(name) = self.known(target) else {
            role.open = true;
            return;
        };
        let said = format!("destination {name}");
        if !name.starts_with("arn:") {
            let Some(to) = self.function_of(name) else { return };
            let start = piece("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:");
            let alias = match &to.alias {
                super::service::Alias::Known { name, .. } => format!(":{name}"),
                _ => String::new(),
            };
            let arn = Made::Sub(joined([&start, &to.name, &piece(alias)]));
            role.say_once(said, statement("lambda:InvokeFunction", arn));
            return;
        }
        const SERVICES: [(&str, &str); 4] = [
            (":function:", "lambda:InvokeFunction"),
            (":sqs:", "sqs:SendMessage"),
            (":sns:", "sns:Publish"),
            (":event-bus/", "events:PutEvents"),
        ];
        if let Some((_, action)) = SERVICES.iter().find(|(part, _)| name.contains(part)) {
            role.say_once(said, statement(action, Made::Node(target)));
        }
    }

    /// Adds the roles that functions have for themselves, as the plugin for it makes them, and the shared one.
    pub(super) fn add_roles(&mut self, mut shared: Option<Role>, own_roles: bool, landed: &mut Landed) {
        let custom = self.get(self.root, "custom");
        let custom = self.of(custom, "serverless-iam-roles-per-function");
        let global_boundary = self.of(custom, "iamGlobalPermissionsBoundary");
        let inherits_by_default = self.of(custom, "defaultInherit");
        let provider_statements = match self.setting(&["iam"]) {
            Setting::Absent => self.setting(&["iamRoleStatements"]),
            iam => self.of(self.of(iam, "role"), "statements"),
        };
        let mut bounded = false;
        let mut made = Vec::new();
        let handed = provider_statements.given().map_or(0, |list| self.tree.items(list).len());
        for index in 0..self.functions.len() {
            let fits = self.share(handed);
            let function = &self.functions[index];
            let Some(list) = self.own_statements(function, own_roles) else { continue };
            let (Some(shared), Some(list)) = (&shared, list.given()) else { continue };
            bounded = true;
            let mut role = shared.clone();
            role.cause = function.cause;
            let logs = joined([&piece(LOG_ARN), &function.name, &piece(":*:*")]);
            let actions = ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents"];
            role.statements = vec![allow(actions, Made::List(vec![Made::Sub(logs)]))];
            role.open = function.more_events;
            role.managed.clear();
            let has = |setting: Setting| setting.given().is_some_and(|node| !self.tree.entries(node).is_empty());
            if has(self.get(function.node, "vpc")) || has(self.setting(&["vpc"])) {
                role.managed.push(vpc_policy());
            }
            (role.has_managed, role.managed_open) = (true, false);
            self.stream_statements_of(function, &mut role);
            if let Setting::Given(node) = self.get(function.node, "onError") {
                role.statements.push(allow(["sns:Publish"], Made::Node(node)));
            }
            let inherits = match self.raw(function.node, "iamRoleStatementsInherit") {
                Setting::Given(node) => self.truth(node),
                Setting::Absent => inherits_by_default,
                Setting::Unknown => Setting::Unknown,
            };
            match (inherits, provider_statements) {
                (Setting::Given(_), Setting::Given(list)) if fits => {
                    role.open |= self.tree.is_open(list);
                    role.statements.extend(self.tree.items(list).iter().map(|item| Made::Node(*item)));
                }
                (Setting::Absent, _) | (_, Setting::Absent) => {}
                _ => role.open = true,
            }
            role.open |= self.tree.is_open(list);
            role.statements.extend(self.tree.items(list).iter().map(|item| Made::Node(*item)));
            landed.statements.insert(list);
            let boundary = self.get(function.node, "iamPermissionsBoundary").or(global_boundary);
            role.boundary = self.made(boundary).or(role.boundary);
            role.name = match self.get(function.node, "iamRoleStatementsName") {
                Setting::Absent => self.own_role_name(function),
                other => self.made(other).unwrap_or(text("")),
            };
            made.push((function.named(SHARED), function.cause, role));
        }
        if let Some(role) = &mut shared
            && bounded
        {
            role.boundary = self.made(global_boundary).or(role.boundary.take());
        }
        if let Some(role) = shared {
            let built = role.build(self);
            self.resources.set(SHARED, self.cause, built);
        }
        for (id, cause, role) in made {
            let built = role.build(self);
            self.resources.set(id, cause, built);
        }
    }

    /// The statements for which a function gets a role of its own.
    pub(super) fn own_statements(&self, function: &Function, own_roles: bool) -> Option<Setting> {
        if !own_roles {
            return None;
        }
        let node = self.tree.get(function.node, "iamRoleStatements")?;
        Some(match self.truth(node) {
            // An empty text or nothing at all is not what anybody means; the plugin makes a role of it all the same.
            Setting::Absent => Setting::Given(node),
            other => other,
        })
    }

    fn own_role_name(&self, function: &Function) -> Made {
        if self.setting(&["iam", "role", "name"]) != Setting::Absent {
            return Made::Unknown("the plugin's own name for a role");
        }
        let (Some(name), Some(stage), Some(region)) = (self.name.whole(), self.stage.whole(), self.region.whole()) else {
            return Made::Unknown("the length of a role's name");
        };
        let length = name.len() + stage.len() + function.key.len() + region.len() + "lambdaRole".len() + 4;
        let mut pieces = vec![
            Made::Parts(self.name.clone()),
            Made::Parts(self.stage.clone()),
            text(&function.key),
            reference("AWS::Region"),
            text("lambdaRole"),
        ];
        if length > 64 {
            pieces.pop();
        }
        Made::Join("-", pieces)
    }

    /// The role with which a function runs, as the value of its `Role`.
    pub(super) fn role_of(&self, function: &Function, shared: bool, own_roles: bool) -> Made {
        let by_itself = self.get(function.node, "iam") != Setting::Absent || self.setting(&["iam", "role", "mode"]) != Setting::Absent;
        if by_itself && self.get(function.node, "role") == Setting::Absent {
            return Made::Unknown("the role of the function");
        }
        match self.own_statements(function, own_roles) {
            Some(Setting::Given(_)) if shared => return role_arn(&function.named(SHARED)),
            Some(_) => return Made::Unknown("the role of the function"),
            None => {}
        }
        match self.told_role(function) {
            Setting::Absent => role_arn(SHARED),
            Setting::Unknown => Made::Unknown("the role of the function"),
            Setting::Given(node) if self.is_map(node) => Made::Node(node),
            Setting::Given(node) => match self.parts(node).parts.first() {
                Some(Part::Known(start)) if start.starts_with("arn:") => Made::Node(node),
                _ => match self.known(node) {
                    Some(id) => role_arn(id),
                    None => Made::Unknown("the role of the function"),
                },
            },
        }
    }
}

fn role_arn(id: &str) -> Made {
    Made::Attribute(id.to_owned(), "Arn")
}

fn log_group(name: &Parts, rest: &str) -> Made {
    Made::Sub(joined([&piece(LOG_ARN), name, &piece(rest)]))
}

fn vpc_policy() -> Made {
    let rest = text(":iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole");
    Made::Join("", vec![text("arn:"), reference("AWS::Partition"), rest])
}

/// The statement that lets API Gateway's WebSocket connections be answered.
pub(super) fn connections() -> Made {
    allow(["execute-api:ManageConnections"], Made::List(vec![sub("arn:${AWS::Partition}:execute-api:*:*:*/@connections/*")]))
}

/// Whether a text starts with another one; `None` where that depends on what is not known.
fn starts_with(text: &Parts, start: &Parts) -> Option<bool> {
    let mut rest = text.parts.iter();
    for (index, part) in start.parts.iter().enumerate() {
        let last = index + 1 == start.parts.len();
        match (rest.next(), part) {
            (Some(one), other) if one == other => {}
            (Some(Part::Known(one)), Part::Known(other)) if one.starts_with(other.as_str()) => return last.then_some(true),
            (Some(Part::Known(one)), Part::Known(other)) if !other.starts_with(one.as_str()) => return Some(false),
            (None, Part::Known(_)) => return Some(false),
            (Some(Part::Known(_)), Part::Known(_)) if rest.len() == 0 => return Some(false),
            _ => return None,
        }
    }
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_texts_that_are_known_in_part() {
        let unknown = |before: &str, after: &str| {
            let mut parts = piece(before);
            parts.push_unknown("${x:y}", "somebody knows");
            parts.push(after);
            parts
        };
        assert_eq!(starts_with(&piece("shop-dev-a"), &piece("shop-dev")), Some(true));
        assert_eq!(starts_with(&piece("shop"), &piece("shop-dev")), Some(false));
        assert_eq!(starts_with(&piece("other-dev-a"), &piece("shop-dev")), Some(false));
        assert_eq!(starts_with(&unknown("sho", ""), &piece("shop-dev")), None);
        assert_eq!(starts_with(&unknown("other", ""), &piece("shop-dev")), Some(false));
        assert_eq!(starts_with(&unknown("shop-", "-a"), &unknown("shop-", "")), Some(true));
        assert_eq!(starts_with(&unknown("shop-", "-dev-a"), &unknown("shop-", "-dev")), Some(true));
        assert_eq!(starts_with(&unknown("shop-", "-prod"), &unknown("shop-", "-dev")), Some(false));
    }
}
