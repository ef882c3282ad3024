//! REST APIs: come in the `http` events, go out the API with its resources, methods, authorizers, keys and permissions.

use std::collections::HashMap;

use super::helper::HelperRole;
use super::names;
use super::rest_authorizers::Authorization;
use super::service::{Event, Service, Setting, depends_on_alias};
use super::shape::{Made, entries, joined, map, open_map, piece, reference, sketch, text, texts};
use crate::source::Span;
use crate::syntax::{NodeId, Parts};

const API: &str = "ApiGatewayRestApi";

/// Paths that are longer are followed by nobody.
const PATH_LIMIT: usize = 1_024;

/// A method in the making.
struct Method {
    cause: Span,
    value: NodeId,
    method: String,
    path: String,
    authorization: Authorization,
}

/// The API that methods belong to: its own or one from elsewhere.
struct Api {
    id: Made,
    root: Made,
    /// Resources from elsewhere, by path.
    given: HashMap<String, NodeId>,
}

impl Service<'_> {
    /// Adds what `http` events make.
    pub(super) fn add_rest_api(&mut self, helper: &mut HelperRole) {
        let (mut methods, mut guards) = (Vec::new(), Vec::new());
        let mut cause = None;
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events("http").cloned().collect();
            for event in events {
                cause = cause.or(Some(event.cause));
                let authorization = self.authorization(event.value);
                self.open |= authorization == Authorization::Unknown;
                guards.push((index, event.cause, authorization.clone()));
                let (method, path) = self.method_and_path(event.value);
                let (Some(method), Some(path)) = (method, path.filter(|path| path.len() <= PATH_LIMIT)) else {
                    self.open = true;
                    continue;
                };
                let path = path.strip_prefix('/').unwrap_or(&path);
                let path = path.strip_suffix('/').unwrap_or(path).to_owned();
                let method = method.to_lowercase();
                methods.push(Method { cause: event.cause, value: event.value, method, path, authorization });
            }
        }
        let Some(cause) = cause else { return };
        let external = self.setting(&["apiGateway", "restApiId"]);
        self.add_api(external, cause);
        let api = self.api(external);
        self.add_api_resources(&api, &methods);
        self.add_preflights(&api, &methods);
        for method in &methods {
            self.add_method(&api, method);
        }
        for (_, cause, authorization) in &guards {
            self.add_authorizer(&api.id, authorization, *cause);
        }
        self.add_api_keys(&api.id);
        for (index, cause, authorization) in &guards {
            self.add_api_permissions(&api.id, *index, *cause, authorization);
        }
        self.add_validators(&api, &methods);
        let stage = joined([&piece("/"), &self.stage]);
        let url = Made::Join(
            "",
            vec![
                text("https://"),
                api.id.clone(),
                text(".execute-api."),
                reference("AWS::Region"),
                text("."),
                reference("AWS::URLSuffix"),
                Made::Parts(stage),
            ],
        );
        self.output("ServiceEndpoint", cause, "URL of the service endpoint", url, None);
        self.add_api_logs(cause, helper);
    }

    /// `GET /path`, or a map of both.
    fn method_and_path(&self, value: NodeId) -> (Option<String>, Option<String>) {
        if self.is_map(value) {
            let part = |key: &str| self.get(value, key).given().and_then(|node| self.known(node)).map(str::to_owned);
            return (part("method"), part("path"));
        }
        let mut words = self.known(value).unwrap_or_default().split(' ').map(str::to_owned);
        (words.next().filter(|word| !word.is_empty()), words.next())
    }

    fn api(&self, external: Setting) -> Api {
        let id = self.made(external).unwrap_or(reference(API));
        let root = self.made(self.setting(&["apiGateway", "restApiRootResourceId"]));
        let root = root.unwrap_or(Made::Attribute(API.to_owned(), "RootResourceId"));
        let mut given = HashMap::new();
        if let Setting::Given(resources) = self.setting(&["apiGateway", "restApiResources"]) {
            let clean = |path: &str| path.trim_start_matches('/').trim_end_matches('/').to_owned();
            for entry in self.tree.entries(resources) {
                given.extend(self.known(entry.key).map(|path| (clean(path), entry.value)));
            }
            for item in self.tree.items(resources) {
                let path = self.get(*item, "path").given().and_then(|node| self.known(node));
                if let (Some(path), Some(id)) = (path, self.tree.get(*item, "resourceId")) {
                    given.insert(clean(path), id);
                }
            }
        }
        Api { id, root, given }
    }

    fn add_api(&mut self, external: Setting, cause: Span) {
        match external {
            Setting::Absent => {}
            Setting::Given(_) => return,
            Setting::Unknown => {
                self.open = true;
                return;
            }
        }
        let policy = self.setting(&["apiGateway", "resourcePolicy"]);
        let policy = match policy {
            Setting::Given(list) if self.tree.items(list).is_empty() && self.tree.entries(list).is_empty() => text(""),
            Setting::Given(list) => map([("Version", text("2012-10-17")), ("Statement", Made::Node(list))]),
            Setting::Unknown => Made::Unknown("the policy of the API"),
            Setting::Absent => text(""),
        };
        let name = match (self.setting(&["apiName"]), self.setting(&["apiGateway", "shouldStartNameWithService"])) {
            (Setting::Absent, Setting::Given(_)) => self.prefix(),
            (Setting::Absent, Setting::Absent) => joined([&self.stage, &piece("-"), &self.name]),
            (name, _) => self.text_of(if name == Setting::Absent { Setting::Unknown } else { name }, ""),
        };
        let kind = self.text_of(self.setting(&["endpointType"]), "EDGE");
        let kind = kind.whole().map_or(Made::Unknown("the type of the endpoint"), |kind| text(kind.to_uppercase()));
        let endpoint = open_map([("Types", Made::List(vec![kind]))]);
        let properties = [("Name", Made::Parts(name)), ("Policy", policy), ("EndpointConfiguration", endpoint)];
        self.resources.set(API, cause, sketch("AWS::ApiGateway::RestApi", properties));
    }

    /// Adds a resource for each step of each path that is not given from elsewhere.
    fn add_api_resources(&mut self, api: &Api, methods: &[Method]) {
        for method in methods {
            let mut parent = api.root.clone();
            let mut steps: Vec<(&str, &str)> = Vec::new();
            let mut at = 0;
            for part in method.path.split('/').filter(|_| !method.path.is_empty()) {
                let end = at + part.len();
                steps.push((&method.path[..end], part));
                at = end + 1;
            }
            // Resources from elsewhere may stand in for whole beginnings of a path.
            let from = steps.iter().rposition(|(path, _)| api.given.contains_key(*path)).map_or(0, |place| place + 1);
            if let Some(place) = from.checked_sub(1) {
                parent = Made::Node(api.given[steps[place].0]);
            }
            for (path, part) in &steps[from..] {
                let id = resource_id(path);
                if !self.resources.has(&id) {
                    let made = map([("ParentId", parent), ("PathPart", text(*part)), ("RestApiId", api.id.clone())]);
                    let all = entries([("Type", text("AWS::ApiGateway::Resource")), ("Properties", made)]);
                    self.resources.set(id.clone(), method.cause, all);
                }
                parent = reference(id);
            }
        }
    }

    /// A method `OPTIONS` without authorization for each path that pages of other origins may call.
    fn add_preflights(&mut self, api: &Api, methods: &[Method]) {
        for method in methods {
            match self.get(method.value, "cors") {
                Setting::Given(_) if self.is_map(method.value) => {}
                Setting::Unknown => {
                    self.open = true;
                    continue;
                }
                _ => continue,
            }
            let cause = self.tree.entry(method.value, "cors").map_or(method.cause, |entry| self.tree.span(entry.key));
            let properties = [
                ("AuthorizationType", text("NONE")),
                ("HttpMethod", text("OPTIONS")),
                ("ResourceId", api.resource(&method.path)),
                ("RestApiId", api.id.clone()),
            ];
            self.resources.set(method_id(&method.path, "options"), cause, sketch("AWS::ApiGateway::Method", properties));
        }
    }

    fn add_method(&mut self, api: &Api, method: &Method) {
        let private = if self.is_map(method.value) { self.get(method.value, "private") } else { Setting::Absent };
        let key = match private {
            Setting::Given(_) => Made::Plain("true"),
            Setting::Absent => Made::Plain("false"),
            Setting::Unknown => Made::Unknown("a setting that is not known"),
        };
        let mut properties = entries([
            ("HttpMethod", text(method.method.to_uppercase())),
            ("ResourceId", api.resource(&method.path)),
            ("RestApiId", api.id.clone()),
            ("ApiKeyRequired", key),
        ]);
        properties.extend(self.method_authorization(&method.authorization));
        let cause = method.cause;
        let all = entries([("Type", text("AWS::ApiGateway::Method")), ("Properties", Made::OpenMap(properties))]);
        self.resources.set(method_id(&method.path, &method.method), cause, all);
    }

    fn add_api_permissions(&mut self, api: &Made, index: usize, cause: Span, authorization: &Authorization) {
        let function = &self.functions[index];
        let mut more = depends_on_alias(function);
        more.push(("SourceArn".to_owned(), source_arn(api, "/*/*")));
        let (id, target) = (function.named("LambdaPermissionApiGateway"), function.target());
        self.permission(id, cause, target, text("apigateway.amazonaws.com"), more);
        let Authorization::Lambda(authorizer) = authorization else { return };
        let id = format!("{}LambdaPermissionApiGateway", names::norm(&authorizer.name));
        if self.resources.has(&id) || authorizer.managed_elsewhere == Some(true) {
            return;
        }
        if authorizer.managed_elsewhere.is_none() {
            self.open = true;
            return;
        }
        let target = authorizer.alias.clone().map_or_else(|| authorizer.arn.clone(), reference);
        let more = entries([("SourceArn", source_arn(api, "/*/*"))]);
        self.permission(id, cause, target, text("apigateway.amazonaws.com"), more);
    }

    fn add_api_keys(&mut self, api: &Made) {
        let (keys, plans) = (self.setting(&["apiGateway", "apiKeys"]), self.setting(&["apiGateway", "usagePlan"]));
        if keys == Setting::Unknown || plans == Setting::Unknown {
            self.open = true;
            return;
        }
        let tree = self.tree;
        let cause_of = |key: &str| {
            let gateway = self.setting(&["apiGateway"]).given();
            gateway.and_then(|node| tree.entry(node, key)).map_or(self.cause, |entry| tree.span(entry.key))
        };
        let (keys_cause, plans_cause) = (cause_of("apiKeys"), cause_of("usagePlan"));
        let list = plans.given().map(|plans| tree.items(plans)).unwrap_or_default();
        let many = plans.given().is_some_and(|plans| matches!(tree.content(plans), crate::syntax::Content::List(_)));
        let mut named: Vec<&str> = Vec::new();
        for plan in list {
            let Some(entry) = tree.entries(*plan).first() else { continue };
            let Some(name) = self.known(entry.key) else { continue };
            named.push(name);
        }
        if many {
            for (plan, name) in list.iter().zip(named.clone()) {
                let settings = self.get(*plan, name);
                self.add_usage_plan(api, Some(name), settings, plans_cause);
            }
        } else if plans.given().is_some() || keys.given().is_some() {
            let cause = if plans.given().is_some() { plans_cause } else { keys_cause };
            self.add_usage_plan(api, None, plans, cause);
        }
        let mut number = 0;
        for key in keys.given().map(|keys| tree.items(keys)).unwrap_or_default() {
            let plan = tree.entries(*key).first().and_then(|entry| Some((self.known(entry.key)?, entry.value)));
            match plan.filter(|(name, _)| named.contains(name)) {
                Some((name, inner)) => {
                    number = 0;
                    for inner in tree.items(inner) {
                        number += 1;
                        self.add_api_key(api, *inner, number, name, keys_cause);
                    }
                }
                None => {
                    number += 1;
                    self.add_api_key(api, *key, number, "", keys_cause);
                }
            }
        }
    }

    fn add_api_key(&mut self, api: &Made, key: NodeId, number: usize, plan: &str, cause: Span) {
        let own = |name: &str| if self.is_map(key) { self.raw(key, name) } else { Setting::Absent };
        let name = if self.is_map(key) { self.made(own("name")) } else { Some(Made::Node(key)) };
        let stage = map([("RestApiId", api.clone()), ("StageName", Made::Parts(self.stage.clone()))]);
        let mut properties = entries([("StageKeys", Made::List(vec![stage]))]);
        properties.push(("Enabled".to_owned(), self.made(own("enabled")).unwrap_or(Made::Plain("true"))));
        properties.extend(name.map(|name| ("Name".to_owned(), name)));
        for (setting, property) in [("value", "Value"), ("description", "Description"), ("customerId", "CustomerId")] {
            properties.extend(self.made(own(setting)).map(|made| (property.to_owned(), made)));
        }
        let large = names::large(plan);
        let id = format!("ApiGatewayApiKey{large}{number}");
        let all = entries([("Type", text("AWS::ApiGateway::ApiKey")), ("Properties", Made::Map(properties)), ("DependsOn", deployment())]);
        self.resources.set(id.clone(), cause, all);
        let properties = map([
            ("KeyId", reference(id)),
            ("KeyType", text("API_KEY")),
            ("UsagePlanId", reference(format!("ApiGatewayUsagePlan{large}"))),
        ]);
        let all = entries([("Type", text("AWS::ApiGateway::UsagePlanKey")), ("Properties", properties)]);
        self.resources.set(format!("ApiGatewayUsagePlanKey{large}{number}"), cause, all);
    }

    fn add_usage_plan(&mut self, api: &Made, name: Option<&str>, settings: Setting, cause: Span) {
        let stage = map([("ApiId", api.clone()), ("Stage", Made::Parts(self.stage.clone()))]);
        let mid = name.map_or_else(|| piece("-"), |name| piece(format!("-{name}-")));
        let title: Parts = joined([&self.name, &mid, &self.stage]);
        let quoted = name.map_or_else(|| piece("Usage plan for "), |name| piece(format!("Usage plan \"{name}\" for ")));
        let description = joined([&quoted, &self.name, &piece(" "), &self.stage, &piece(" stage")]);
        let mut properties = entries([
            ("ApiStages", Made::List(vec![stage])),
            ("Description", Made::Parts(description)),
            ("UsagePlanName", Made::Parts(title)),
        ]);
        /// A setting, its property, and the parts of both.
        type Limits = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
        const LIMITS: [Limits; 2] = [
            ("quota", "Quota", &[("limit", "Limit"), ("offset", "Offset"), ("period", "Period")]),
            ("throttle", "Throttle", &[("burstLimit", "BurstLimit"), ("rateLimit", "RateLimit")]),
        ];
        for (key, property, parts) in LIMITS {
            match self.of(settings, key) {
                Setting::Given(limits) => {
                    let part = |(key, name): &(&str, &str)| Some(((*name).to_owned(), self.made(self.raw(limits, key))?));
                    properties.push((property.to_owned(), Made::Map(parts.iter().filter_map(part).collect())));
                }
                Setting::Unknown => properties.push((property.to_owned(), Made::Unknown("a setting that is not known"))),
                Setting::Absent => {}
            }
        }
        let id = format!("ApiGatewayUsagePlan{}", name.map(names::large).unwrap_or_default());
        let all =
            entries([("Type", text("AWS::ApiGateway::UsagePlan")), ("Properties", Made::Map(properties)), ("DependsOn", deployment())]);
        self.resources.set(id, cause, all);
    }

    /// What checks requests before a function sees them: one validator for all, and models.
    fn add_validators(&mut self, api: &Api, methods: &[Method]) {
        let mut validator = None;
        for method in methods {
            if !self.is_map(method.value) {
                continue;
            }
            let request = self.get(method.value, "request");
            let parameters = self.of(request, "parameters").given();
            let groups = parameters.into_iter().flat_map(|parameters| self.tree.entries(parameters));
            let mut asks = groups.flat_map(|group| self.tree.entries(group.value)).any(|entry| {
                let required = if self.is_map(entry.value) { self.raw(entry.value, "required") } else { Setting::Given(entry.value) };
                required.given().is_none_or(|node| self.truth(node) != Setting::Absent)
            });
            let mut models = Vec::new();
            match self.of(request, "schemas") {
                Setting::Given(schemas) => {
                    asks |= !self.tree.entries(schemas).is_empty();
                    for entry in self.tree.entries(schemas) {
                        let Some(content) = self.known(entry.key) else { continue };
                        let shared = if self.is_map(entry.value) { None } else { self.known(entry.value) };
                        let shared = shared.filter(|name| self.setting(&["apiGateway", "request", "schemas", name]).given().is_some());
                        models.push(match shared {
                            Some(name) => format!("ApiGateway{}Model", names::small_words(name)),
                            None => format!("{}{}Model", method_id(&method.path, &method.method), names::words(content)),
                        });
                    }
                }
                Setting::Unknown => self.open = true,
                Setting::Absent => {}
            }
            for id in models {
                self.resources.set(id, method.cause, sketch("AWS::ApiGateway::Model", [("RestApiId", api.id.clone())]));
            }
            validator = validator.or(asks.then_some(method.cause));
        }
        let Some(cause) = validator else { return };
        match self.name.whole() {
            Some(name) => {
                let id = format!("ApiGateway{}RequestValidator", names::alnum(name));
                self.resources.set(id, cause, sketch("AWS::ApiGateway::RequestValidator", [("RestApiId", api.id.clone())]));
            }
            None => self.open = true,
        }
    }

    fn add_api_logs(&mut self, cause: Span, helper: &mut HelperRole) {
        let logs = self.setting(&["logs", "restApi"]);
        let access = match logs {
            Setting::Given(node) if self.is_map(node) => match self.tree.get(node, "accessLogging") {
                Some(access) if !self.tree.is_null(access) => self.truth(access),
                _ => logs,
            },
            other => other,
        };
        match access {
            Setting::Given(_) => {
                let name = joined([&piece("/aws/api-gateway/"), &self.prefix()]);
                let group = sketch("AWS::Logs::LogGroup", [("LogGroupName", Made::Parts(name))]);
                self.resources.set("ApiGatewayLogGroup", cause, group);
                self.add_account_role(cause, helper);
            }
            Setting::Unknown => self.open = true,
            Setting::Absent => {}
        }
    }

    /// The helper that gives API Gateway a role to write logs with.
    pub(super) fn add_account_role(&mut self, cause: Span, helper: &mut HelperRole) {
        match self.setting(&["logs", "restApi", "roleManagedExternally"]) {
            Setting::Given(_) => return,
            Setting::Unknown => {
                self.open = true;
                return;
            }
            Setting::Absent => {}
        }
        let token = super::shape::arn("CustomDashresourceDashapigwDashcwDashroleLambdaFunction");
        let made = sketch("Custom::ApiGatewayAccountRole", [("ServiceToken", token)]);
        self.resources.set("CustomApiGatewayAccountCloudWatchRole", cause, made);
        let arn = |rest: Vec<Made>| {
            let mut pieces = vec![text("arn"), reference("AWS::Partition")];
            pieces.extend(rest);
            Made::Join(":", pieces)
        };
        let allow = |actions: Made, resource: Made| map([("Effect", text("Allow")), ("Resource", resource), ("Action", actions)]);
        let roles = arn(vec![text("iam:"), reference("AWS::AccountId"), text("role/*")]);
        let actions = texts(["iam:AttachRolePolicy", "iam:CreateRole", "iam:ListAttachedRolePolicies", "iam:PassRole"]);
        let account = arn(vec![text("apigateway:*::/account")]);
        let statements = vec![allow(actions, roles), allow(texts(["apigateway:GET", "apigateway:PATCH"]), account)];
        self.add_helper("custom-resource-apigw-cw-role", cause, statements, helper);
    }
}

impl Api {
    /// The resource of a path.
    fn resource(&self, path: &str) -> Made {
        match self.given.get(path) {
            Some(node) => Made::Node(*node),
            None if path.is_empty() => self.root.clone(),
            None => reference(resource_id(path)),
        }
    }
}

fn resource_id(path: &str) -> String {
    format!("ApiGatewayResource{}", names::path(path))
}

fn method_id(path: &str, method: &str) -> String {
    format!("ApiGatewayMethod{}{}", names::path(path), names::large(&method.to_lowercase()))
}

/// The id of a deployment ends with a number of its own in each run.
fn deployment() -> Made {
    Made::Unknown("the deployment, which is known when packaging")
}

/// Calls that come from an API.
pub(super) fn source_arn(api: &Made, rest: &str) -> Made {
    Made::Join(
        "",
        vec![
            text("arn:"),
            reference("AWS::Partition"),
            text(":execute-api:"),
            reference("AWS::Region"),
            text(":"),
            reference("AWS::AccountId"),
            text(":"),
            api.clone(),
            text(rest),
        ],
    )
}
