//! HTTP APIs: come in the `httpApi` events, go out the API with its routes, integrations, authorizers and permissions.

use std::collections::HashMap;

use super::names;
use super::rest::source_arn;
use super::rest_authorizers::invocation;
use super::service::{Alias, Event, Service, Setting, depends_on_alias};
use super::shape::{Made, entries, joined, open_map, piece, reference, sketch, text};
use crate::source::Span;
use crate::syntax::{Content, NodeId};

const API: &str = "HttpApi";

/// The kinds of authorizers that `provider` may define.
#[derive(Debug, Clone)]
enum Kind {
    Jwt,
    Request,
    Unknown,
}

/// An authorizer of `provider`.
struct Authorizer {
    name: String,
    kind: Kind,
}

impl Service<'_> {
    /// Adds what `httpApi` events make.
    pub(super) fn add_http_api(&mut self) {
        let cause = self.functions.iter().find_map(|function| function.events("httpApi").next()).map(|event| event.cause);
        let Some(cause) = cause else { return };
        let external = self.setting(&["httpApi", "id"]);
        let api = self.made(external).unwrap_or(reference(API));
        match external {
            Setting::Absent => self.add_http_api_itself(cause),
            Setting::Unknown => self.open = true,
            Setting::Given(_) => {}
        }
        let authorizers = self.add_http_authorizers(&api);
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events("httpApi").cloned().collect();
            if let Some(first) = events.first() {
                self.add_http_target(&api, index, first.cause);
            }
            for event in events {
                self.add_http_route(&api, index, &event, authorizers.as_ref());
            }
        }
    }

    fn add_http_api_itself(&mut self, cause: Span) {
        let name = match (self.setting(&["httpApi", "name"]), self.setting(&["httpApi", "shouldStartNameWithService"])) {
            (Setting::Absent, Setting::Given(_)) => self.prefix(),
            (Setting::Absent, Setting::Absent) => joined([&self.stage, &piece("-"), &self.name]),
            (name, _) => self.text_of(if name == Setting::Absent { Setting::Unknown } else { name }, ""),
        };
        let mut properties = entries([("Name", Made::Parts(name)), ("ProtocolType", text("HTTP"))]);
        match self.setting(&["httpApi", "cors"]) {
            Setting::Absent => {}
            Setting::Given(cors) if !self.is_map(cors) => {
                let cors = open_map([("AllowOrigins", Made::List(vec![text("*")]))]);
                properties.push(("CorsConfiguration".to_owned(), cors));
            }
            Setting::Given(cors) => {
                let origins = self.made(self.get(cors, "allowedOrigins")).unwrap_or(Made::List(vec![text("*")]));
                let mut all = entries([("AllowOrigins", origins)]);
                all.extend(self.made(self.get(cors, "allowCredentials")).map(|made| ("AllowCredentials".to_owned(), made)));
                properties.push(("CorsConfiguration".to_owned(), Made::OpenMap(all)));
            }
            Setting::Unknown => properties.push(("CorsConfiguration".to_owned(), Made::Unknown("a setting that is not known"))),
        }
        let all = entries([("Type", text("AWS::ApiGatewayV2::Api")), ("Properties", Made::OpenMap(properties))]);
        self.resources.set(API, cause, all);
        let stage = sketch("AWS::ApiGatewayV2::Stage", [("ApiId", reference(API)), ("StageName", text("$default"))]);
        self.resources.set("HttpApiStage", cause, stage);
        match self.setting(&["logs", "httpApi"]) {
            Setting::Given(_) => {
                let name = joined([&piece("/aws/http-api/"), &self.stack_name()]);
                let group = sketch("AWS::Logs::LogGroup", [("LogGroupName", Made::Parts(name))]);
                self.resources.set("HttpApiLogGroup", cause, group);
            }
            Setting::Unknown => self.open = true,
            Setting::Absent => {}
        }
        self.output("HttpApiId", cause, "Id of the HTTP API", reference(API), None);
        let rest = [text(".execute-api."), reference("AWS::Region"), text("."), reference("AWS::URLSuffix")];
        let url = Made::Join("", [text("https://"), reference(API)].into_iter().chain(rest).collect());
        self.output("HttpApiUrl", cause, "URL of the HTTP API", url, None);
    }

    /// Adds the authorizers that `provider` defines, by their keys; `None` where more may be defined.
    fn add_http_authorizers(&mut self, api: &Made) -> Option<HashMap<String, Authorizer>> {
        let mut all = HashMap::new();
        let list = match self.setting(&["httpApi", "authorizers"]) {
            Setting::Given(list) => list,
            Setting::Absent => return Some(all),
            Setting::Unknown => {
                self.open = true;
                return None;
            }
        };
        let tree = self.tree;
        let mut complete = !tree.is_open(list);
        for entry in tree.entries(list) {
            let key = self.known(entry.key);
            let name = match self.get(entry.value, "name") {
                Setting::Absent => key,
                other => other.given().and_then(|node| self.known(node)),
            };
            let (Some(key), Some(name), true) = (key, name, self.is_map(entry.value)) else {
                complete = false;
                continue;
            };
            let cause = tree.span(entry.key);
            let kind = match self.get(entry.value, "type") {
                Setting::Absent => Kind::Jwt,
                Setting::Given(node) => match self.known(node) {
                    Some("request") => Kind::Request,
                    Some(_) => Kind::Jwt,
                    None => Kind::Unknown,
                },
                Setting::Unknown => Kind::Unknown,
            };
            self.add_http_authorizer(api, entry.value, name, &kind, cause);
            all.insert(key.to_owned(), Authorizer { name: name.to_owned(), kind });
        }
        self.open |= !complete;
        complete.then_some(all)
    }

    fn add_http_authorizer(&mut self, api: &Made, node: NodeId, name: &str, kind: &Kind, cause: Span) {
        let id = authorizer_id(name);
        let one_or_many = |setting: Setting| match setting {
            Setting::Given(list) if matches!(self.tree.content(list), Content::List(_)) => Made::Node(list),
            Setting::Given(one) => Made::List(vec![Made::Node(one)]),
            Setting::Absent => Made::List(Vec::new()),
            Setting::Unknown => Made::Unknown("a setting that is not known"),
        };
        let source = one_or_many(self.get(node, "identitySource"));
        let mut properties = entries([("ApiId", api.clone()), ("Name", text(name)), ("IdentitySource", source)]);
        let mut depends = None;
        match kind {
            Kind::Jwt => {
                let mut jwt = entries([("Audience", one_or_many(self.get(node, "audience")))]);
                jwt.extend(self.made(self.get(node, "issuerUrl")).map(|made| ("Issuer".to_owned(), made)));
                properties.push(("AuthorizerType".to_owned(), text("JWT")));
                properties.push(("JwtConfiguration".to_owned(), Made::Map(jwt)));
            }
            Kind::Request => {
                let function = match (self.get(node, "functionArn"), self.get(node, "functionName")) {
                    (Setting::Absent, Setting::Given(key)) => match self.known(key) {
                        Some(key) => {
                            depends = self.function_of(key).and_then(|function| function.alias_id()).map(str::to_owned);
                            self.target_of(key)
                        }
                        None => Made::Unknown("the function that decides"),
                    },
                    (arn, _) => self.made(arn).unwrap_or(Made::Unknown("the function that decides")),
                };
                properties.push(("AuthorizerType".to_owned(), text("REQUEST")));
                for (key, property) in
                    [("enableSimpleResponses", "EnableSimpleResponses"), ("resultTtlInSeconds", "AuthorizerResultTtlInSeconds")]
                {
                    properties.extend(self.made(self.raw(node, key)).map(|made| (property.to_owned(), made)));
                }
                let version = self.made(self.get(node, "payloadVersion")).unwrap_or(text("2.0"));
                properties.push(("AuthorizerPayloadFormatVersion".to_owned(), version));
                properties.push(("AuthorizerUri".to_owned(), invocation(function.clone())));
                match self.get(node, "managedExternally") {
                    Setting::Absent => {
                        let id = format!("{}LambdaAuthorizerPermissionHttpApi", names::norm(name));
                        let mut more = entries([("SourceArn", source_arn(api, "/*"))]);
                        more.extend(depends.clone().map(|alias| ("DependsOn".to_owned(), text(alias))));
                        self.permission(id, cause, function, text("apigateway.amazonaws.com"), more);
                    }
                    Setting::Unknown => self.open = true,
                    Setting::Given(_) => {}
                }
            }
            Kind::Unknown => self.open = true,
        }
        let properties = if matches!(kind, Kind::Unknown) { Made::OpenMap(properties) } else { Made::Map(properties) };
        let mut all = entries([("Type", text("AWS::ApiGatewayV2::Authorizer")), ("Properties", properties)]);
        all.extend(depends.map(|alias| ("DependsOn".to_owned(), text(alias))));
        self.resources.set(id, cause, all);
    }

    /// Adds the integration of a function, and the permission to call it.
    fn add_http_target(&mut self, api: &Made, index: usize, cause: Span) {
        let function = &self.functions[index];
        self.open |= function.alias == Alias::Unknown;
        let properties = [("ApiId", api.clone()), ("IntegrationType", text("AWS_PROXY")), ("IntegrationUri", function.target())];
        let integration = sketch("AWS::ApiGatewayV2::Integration", properties);
        let mut more = depends_on_alias(function);
        more.push(("SourceArn".to_owned(), source_arn(api, "/*")));
        let (target, permission) = (function.target(), function.named("LambdaPermissionHttpApi"));
        let id = format!("HttpApiIntegration{}", names::norm(&function.key));
        self.resources.set(id, cause, integration);
        self.permission(permission, cause, target, text("apigateway.amazonaws.com"), more);
    }

    fn add_http_route(&mut self, api: &Made, index: usize, event: &Event, authorizers: Option<&HashMap<String, Authorizer>>) {
        let Some(key) = self.route_key(event.value) else {
            self.open = true;
            return;
        };
        let integration = format!("HttpApiIntegration{}", names::norm(&self.functions[index].key));
        let target = Made::Join("/", vec![text("integrations"), reference(integration)]);
        let shown = if key == "*" { "$default" } else { key.as_str() };
        let mut properties = entries([("ApiId", api.clone()), ("RouteKey", text(shown)), ("Target", target)]);
        let authorizer = if self.is_map(event.value) { self.get(event.value, "authorizer") } else { Setting::Absent };
        let unknown = |properties: &mut Vec<(String, Made)>| {
            for property in ["AuthorizationType", "AuthorizerId", "AuthorizationScopes"] {
                properties.push((property.to_owned(), Made::Unknown("how the route is guarded")));
            }
        };
        match authorizer {
            Setting::Absent => {}
            Setting::Unknown => unknown(&mut properties),
            Setting::Given(node) => {
                let of = |key: &str| if self.is_map(node) { self.get(node, key) } else { Setting::Absent };
                let name = if self.is_map(node) { self.get(node, "name") } else { authorizer };
                let kind = of("type").given().and_then(|node| self.known(node));
                let guard = match (of("id"), name.given().and_then(|name| self.known(name))) {
                    _ if of("type") == Setting::Unknown || of("id") == Setting::Unknown => None,
                    (Setting::Given(id), _) => Some((kind_of(kind), Some(Made::Node(id)))),
                    _ if kind == Some("aws_iam") => Some(("AWS_IAM", None)),
                    (_, Some(name)) => match authorizers.and_then(|all| all.get(name)) {
                        Some(Authorizer { kind: Kind::Unknown, .. }) => None,
                        Some(known) => {
                            let kind = if matches!(known.kind, Kind::Request) { "CUSTOM" } else { "JWT" };
                            Some((kind, Some(reference(authorizer_id(&known.name)))))
                        }
                        None => None,
                    },
                    _ => None,
                };
                match guard {
                    None => unknown(&mut properties),
                    Some((kind, id)) => {
                        properties.push(("AuthorizationType".to_owned(), text(kind)));
                        if let Some(id) = id {
                            properties.push(("AuthorizerId".to_owned(), id));
                            match of("scopes") {
                                Setting::Given(one) if matches!(self.tree.content(one), Content::Scalar(..)) => {
                                    properties.push(("AuthorizationScopes".to_owned(), Made::List(vec![Made::Node(one)])));
                                }
                                scopes => properties.extend(self.made(scopes).map(|made| ("AuthorizationScopes".to_owned(), made))),
                            }
                        }
                    }
                }
            }
        }
        let id = if key == "*" { "HttpApiRouteDefault".to_owned() } else { format!("HttpApiRoute{}", names::path(&key)) };
        let all = entries([("Type", text("AWS::ApiGatewayV2::Route")), ("Properties", Made::OpenMap(properties))]);
        self.resources.set(id, event.cause, all);
    }

    /// `GET /path` or `*`.
    fn route_key(&self, value: NodeId) -> Option<String> {
        let (method, path) = if self.is_map(value) {
            let part = |key: &str| match self.get(value, key) {
                Setting::Given(node) => self.known(node).map(Some),
                Setting::Absent => Some(None),
                Setting::Unknown => None,
            };
            (part("method")?, part("path")??)
        } else {
            let written = self.known(value)?;
            if written == "*" { (None, "*") } else { written.split_once(' ').map(|(method, path)| (Some(method), path))? }
        };
        if path == "*" {
            return Some("*".to_owned());
        }
        let method = method?.to_uppercase();
        Some(format!("{} {path}", if method == "*" { "ANY" } else { &method }))
    }
}

fn kind_of(kind: Option<&str>) -> &'static str {
    match kind {
        Some("request") => "CUSTOM",
        Some("aws_iam") => "AWS_IAM",
        _ => "JWT",
    }
}

fn authorizer_id(name: &str) -> String {
    format!("HttpApiAuthorizer{}", names::norm(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_authorizers() {
        assert_eq!(authorizer_id("my-jwt"), "HttpApiAuthorizerMyDashjwt");
    }
}
