//! WebSocket APIs: come in the `websocket` events, go out the API with its routes, integrations, authorizers and permissions.

use super::helper::HelperRole;
use super::names;
use super::rest_authorizers::invocation;
use super::roles::{Role, connections};
use super::service::{Event, Service, Setting};
use super::shape::{Made, entries, joined, piece, reference, sketch, text, texts};
use crate::source::Span;
use crate::syntax::NodeId;

const API: &str = "WebsocketsApi";

/// An authorizer in the making.
struct Authorizer {
    name: String,
    function: Made,
    source: Made,
    /// The permission depends on these.
    depends: Vec<String>,
}

impl Service<'_> {
    /// Adds what `websocket` events make.
    pub(super) fn add_websocket_api(&mut self, role: Option<&mut Role>, helper: &mut HelperRole) {
        let cause = self.functions.iter().find_map(|function| function.events("websocket").next()).map(|event| event.cause);
        let Some(cause) = cause else { return };
        let external = self.setting(&["apiGateway", "websocketApiId"]);
        let api = self.made(external).unwrap_or(reference(API));
        let own = external == Setting::Absent;
        if own {
            let name = match self.setting(&["websocketsApiName"]) {
                Setting::Absent => joined([&self.stage, &piece("-"), &self.name, &piece("-websockets")]),
                name => self.text_of(name, ""),
            };
            let properties = [("Name", Made::Parts(name)), ("ProtocolType", text("WEBSOCKET"))];
            self.resources.set(API, cause, sketch("AWS::ApiGatewayV2::Api", properties));
            if let Some(role) = role {
                role.statements.push(Made::Because(cause, Box::new(connections())));
            }
        } else if external == Setting::Unknown {
            self.open = true;
            if let Some(role) = role {
                role.open = true;
            }
        }
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events("websocket").cloned().collect();
            for event in events {
                self.add_websocket_route(&api, own, index, &event);
            }
        }
        if own {
            self.add_websocket_stage(&api, cause, helper);
        }
        let stage = joined([&piece("/"), &self.stage]);
        let url = Made::Join(
            "",
            vec![
                text("wss://"),
                api,
                text(".execute-api."),
                reference("AWS::Region"),
                text("."),
                reference("AWS::URLSuffix"),
                Made::Parts(stage),
            ],
        );
        self.output("ServiceEndpointWebsocket", cause, "URL of the service endpoint", url, None);
    }

    fn add_websocket_stage(&mut self, api: &Made, cause: Span, helper: &mut HelperRole) {
        let properties = [("ApiId", api.clone()), ("StageName", Made::Parts(self.stage.clone()))];
        self.resources.set("WebsocketsDeploymentStage", cause, sketch("AWS::ApiGatewayV2::Stage", properties));
        match self.setting(&["logs", "websocket"]) {
            Setting::Given(_) => {
                let name = joined([&piece("/aws/websocket/"), &self.prefix()]);
                let group = sketch("AWS::Logs::LogGroup", [("LogGroupName", Made::Parts(name))]);
                self.resources.set("WebsocketsLogGroup", cause, group);
                self.add_account_role(cause, helper);
            }
            Setting::Unknown => self.open = true,
            Setting::Absent => {}
        }
    }

    fn add_websocket_route(&mut self, api: &Made, own: bool, index: usize, event: &Event) {
        let (route, authorizer) = if self.is_map(event.value) {
            (self.get(event.value, "route"), self.get(event.value, "authorizer"))
        } else {
            (Setting::Given(event.value), Setting::Absent)
        };
        let Some(route) = route.given().and_then(|node| self.known(node)) else {
            self.open = true;
            return;
        };
        let function = &self.functions[index];
        let integration = function.named("WebsocketsIntegration");
        let cause = event.cause;
        let properties =
            [("ApiId", api.clone()), ("IntegrationType", text("AWS_PROXY")), ("IntegrationUri", invocation(function.target()))];
        let made = sketch("AWS::ApiGatewayV2::Integration", properties);
        let after_api = || own.then(|| API.to_owned());
        let depends = [after_api(), Some(function.alias_id().map_or_else(|| function.id(), str::to_owned))];
        let more = entries([("DependsOn", names_of(depends.into_iter().flatten()))]);
        let (permission, target) = (function.named("LambdaPermissionWebsockets"), function.target());
        self.resources.set(&integration, cause, made);
        self.permission(permission, cause, target, text("apigateway.amazonaws.com"), more);

        let target = Made::Join("/", vec![text("integrations"), reference(&integration)]);
        let mut properties = entries([("ApiId", api.clone()), ("RouteKey", text(route)), ("Target", target)]);
        match authorizer {
            Setting::Absent => properties.push(("AuthorizationType".to_owned(), text("NONE"))),
            other => match other.given().and_then(|node| self.websocket_authorizer(node)) {
                Some(authorizer) => {
                    let id = format!("{}WebsocketsAuthorizer", names::norm(&authorizer.name));
                    properties.push(("AuthorizationType".to_owned(), text("CUSTOM")));
                    properties.push(("AuthorizerId".to_owned(), reference(&id)));
                    let depends = after_api().into_iter().chain(authorizer.depends.iter().cloned());
                    let more = entries([("DependsOn", names_of(depends))]);
                    let permission = format!("{}LambdaPermissionWebsockets", names::norm(&authorizer.name));
                    self.permission(permission, cause, authorizer.function.clone(), text("apigateway.amazonaws.com"), more);
                    let made = entries([
                        ("ApiId", api.clone()),
                        ("Name", text(&authorizer.name)),
                        ("AuthorizerType", text("REQUEST")),
                        ("AuthorizerUri", invocation(authorizer.function)),
                        ("IdentitySource", authorizer.source),
                    ]);
                    let mut all = entries([("Type", text("AWS::ApiGatewayV2::Authorizer")), ("Properties", Made::Map(made))]);
                    let alias = self.function_of(&authorizer.name).and_then(|function| function.alias_id());
                    all.extend(alias.map(|alias| ("DependsOn".to_owned(), text(alias))));
                    self.resources.set(id, cause, all);
                }
                None => {
                    self.open = true;
                    for property in ["AuthorizationType", "AuthorizerId"] {
                        properties.push((property.to_owned(), Made::Unknown("how the route is guarded")));
                    }
                }
            },
        }
        let id = format!("{}WebsocketsRoute", names::route(route));
        if self.is_map(event.value) && self.get(event.value, "routeResponseSelectionExpression") != Setting::Absent {
            let response = [("ApiId", api.clone()), ("RouteId", reference(&id)), ("RouteResponseKey", text("$default"))];
            self.resources.set(format!("{id}Response"), cause, sketch("AWS::ApiGatewayV2::RouteResponse", response));
        }
        let all = entries([("Type", text("AWS::ApiGatewayV2::Route")), ("Properties", Made::OpenMap(properties))]);
        self.resources.set(id, cause, all);
    }

    fn websocket_authorizer(&self, node: NodeId) -> Option<Authorizer> {
        let default = || texts(["route.request.header.Auth"]);
        let last = |arn: &str| arn.rsplit(':').next().unwrap_or(arn).to_owned();
        let by_key = |key: &str, source: Made| {
            let mut depends = vec![format!("{}LambdaFunction", names::norm(key))];
            depends.extend(self.function_of(key).and_then(|function| function.alias_id()).map(str::to_owned));
            Authorizer { name: key.to_owned(), function: self.target_of(key), source, depends }
        };
        if !self.is_map(node) {
            let written = self.known(node)?;
            return Some(if written.contains(':') {
                Authorizer { name: last(written), function: Made::Node(node), source: default(), depends: Vec::new() }
            } else {
                by_key(written, default())
            });
        }
        let source = self.made(self.get(node, "identitySource")).unwrap_or_else(default);
        let name = self.get(node, "name").given().and_then(|node| self.known(node));
        match self.get(node, "arn") {
            Setting::Given(arn) => {
                let name = if self.is_map(arn) { name.map(str::to_owned) } else { self.known(arn).map(last) };
                Some(Authorizer { name: name?, function: Made::Node(arn), source, depends: Vec::new() })
            }
            Setting::Absent => Some(by_key(name?, source)),
            Setting::Unknown => None,
        }
    }
}

fn names_of(names: impl Iterator<Item = String>) -> Made {
    Made::List(names.map(text).collect())
}
