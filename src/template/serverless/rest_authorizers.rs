//! Authorizers of REST APIs: comes in what an `http` event says about authorization, go out the authorizer and the method's settings.

use super::names;
use super::service::{Service, Setting};
use super::shape::{Made, entries, reference, text};
use crate::source::Span;
use crate::syntax::NodeId;

/// How a method is guarded.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Authorization {
    Open,
    Unknown,
    /// A signature of AWS.
    Iam,
    /// An authorizer that stands elsewhere: its type, its id, scopes.
    Given {
        kind: Option<String>,
        written: NodeId,
        id: NodeId,
        scopes: Setting,
    },
    Cognito(Authorizer),
    Lambda(Authorizer),
}

/// An authorizer that is made for the API.
#[derive(Debug, Clone)]
pub(super) struct Authorizer {
    pub(super) name: String,
    pub(super) arn: Made,
    /// The alias of the function that decides.
    pub(super) alias: Option<String>,
    /// Its permission is somebody else's business; `None` where that is not known.
    pub(super) managed_elsewhere: Option<bool>,
    kind: Option<String>,
    ttl: Option<Made>,
    source: Option<Made>,
    expression: Setting,
    scopes: Setting,
}

impl PartialEq for Authorizer {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Service<'_> {
    /// Reads what an event says about authorization.
    pub(super) fn authorization(&self, event: NodeId) -> Authorization {
        if !self.is_map(event) {
            return Authorization::Open;
        }
        let node = match self.get(event, "authorizer") {
            Setting::Given(node) => node,
            Setting::Absent => return Authorization::Open,
            Setting::Unknown => return Authorization::Unknown,
        };
        let header = Some(text("method.request.header.Authorization"));
        let mut made = Authorizer {
            name: String::new(),
            arn: Made::Node(node),
            alias: None,
            managed_elsewhere: Some(false),
            kind: None,
            ttl: None,
            source: header.clone(),
            expression: Setting::Absent,
            scopes: Setting::Absent,
        };
        if !self.is_map(node) {
            let Some(written) = self.known(node) else { return Authorization::Unknown };
            if written.eq_ignore_ascii_case("aws_iam") {
                return Authorization::Iam;
            }
            if written.contains(':') {
                made.name = name_in_arn(written);
            } else {
                self.decided_by(&mut made, written);
            }
            return if is_pool(written) { Authorization::Cognito(made) } else { Authorization::Lambda(made) };
        }
        let (kind, id, arn) = (self.get(node, "type"), self.get(node, "authorizerId"), self.get(node, "arn"));
        if [kind, id, arn].contains(&Setting::Unknown) {
            return Authorization::Unknown;
        }
        let kind_text = match kind {
            Setting::Given(kind) => match self.known(kind) {
                Some(kind) => Some(kind.to_owned()),
                None => return Authorization::Unknown,
            },
            _ => None,
        };
        made.scopes = self.get(node, "scopes");
        if let (Setting::Given(written), Setting::Given(id)) = (kind, id) {
            return Authorization::Given { kind: kind_text, written, id, scopes: made.scopes };
        }
        let is = |name: &str| kind_text.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case(name));
        if is("AWS_IAM") {
            return Authorization::Iam;
        }
        let name = self.get(node, "name");
        let mut pool = is("COGNITO_USER_POOLS");
        match (arn, name) {
            (_, Setting::Unknown) => return Authorization::Unknown,
            (Setting::Given(arn), name) => {
                made.arn = Made::Node(arn);
                let written = self.known(arn);
                pool |= written.is_some_and(is_pool);
                let name = name.given().and_then(|name| self.known(name)).map(str::to_owned);
                match name.or_else(|| written.map(name_in_arn)) {
                    Some(name) => made.name = name,
                    None => return Authorization::Unknown,
                }
            }
            (_, Setting::Given(name)) => match self.known(name) {
                Some(name) => self.decided_by(&mut made, name),
                None => return Authorization::Unknown,
            },
            (_, Setting::Absent) => return Authorization::Unknown,
        }
        made.expression = self.get(node, "identityValidationExpression");
        made.managed_elsewhere = match self.raw(node, "managedExternally") {
            Setting::Absent => Some(false),
            Setting::Given(node) => Some(self.truth(node) != Setting::Absent),
            Setting::Unknown => None,
        };
        let ttl = self.raw(node, "resultTtlInSeconds");
        let number = |node: NodeId| self.known(node).is_some_and(|text| text.trim_start().starts_with(|sign: char| sign.is_ascii_digit()));
        let mut never = false;
        made.ttl = Some(match ttl {
            Setting::Given(node) if number(node) => {
                never = self.known(node).is_some_and(|text| text.trim() == "0");
                Made::Node(node)
            }
            Setting::Unknown => Made::Unknown("a setting that is not known"),
            Setting::Given(_) | Setting::Absent => Made::Plain("300"),
        });
        made.source = self.made(self.get(node, "identitySource")).or(header.filter(|_| !(is("REQUEST") && never)));
        made.kind = kind_text;
        if pool { Authorization::Cognito(made) } else { Authorization::Lambda(made) }
    }

    /// A function of the service decides.
    fn decided_by(&self, made: &mut Authorizer, key: &str) {
        made.name = key.to_owned();
        made.arn = self.target_of(key);
        made.alias = self.function_of(key).and_then(|function| function.alias_id()).map(str::to_owned);
    }

    /// The properties of a method that say how it is guarded.
    pub(super) fn method_authorization(&self, authorization: &Authorization) -> Vec<(String, Made)> {
        let mut all = Vec::new();
        let mut scopes_of = Setting::Absent;
        let mut say = |kind: Made| all.push(("AuthorizationType".to_owned(), kind));
        match authorization {
            Authorization::Open => say(text("NONE")),
            Authorization::Unknown => {
                for property in ["AuthorizationType", "AuthorizerId", "AuthorizationScopes"] {
                    all.push((property.to_owned(), Made::Unknown("how the method is guarded")));
                }
            }
            Authorization::Iam => say(text("AWS_IAM")),
            Authorization::Given { kind, written, id, scopes } => {
                let is = |name: &str| kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case(name));
                say(if is("TOKEN") || is("REQUEST") { text("CUSTOM") } else { Made::Node(*written) });
                all.push(("AuthorizerId".to_owned(), Made::Node(*id)));
                if is("COGNITO_USER_POOLS") {
                    scopes_of = *scopes;
                }
            }
            Authorization::Cognito(authorizer) => {
                say(text("COGNITO_USER_POOLS"));
                all.push(("AuthorizerId".to_owned(), reference(authorizer.id())));
                scopes_of = authorizer.scopes;
            }
            Authorization::Lambda(authorizer) => {
                say(text("CUSTOM"));
                all.push(("AuthorizerId".to_owned(), reference(authorizer.id())));
            }
        }
        match scopes_of {
            Setting::Given(scopes) if self.tree.items(scopes).is_empty() && self.known(scopes).is_none() => {}
            scopes => all.extend(self.made(scopes).map(|made| ("AuthorizationScopes".to_owned(), made))),
        }
        all
    }

    /// Adds the authorizer of a method.
    pub(super) fn add_authorizer(&mut self, api: &Made, authorization: &Authorization, cause: Span) {
        let (Authorization::Cognito(authorizer) | Authorization::Lambda(authorizer)) = authorization else { return };
        let mut properties = entries([("Name", text(&authorizer.name)), ("RestApiId", api.clone())]);
        properties.extend(authorizer.ttl.clone().map(|ttl| ("AuthorizerResultTtlInSeconds".to_owned(), ttl)));
        properties.extend(authorizer.source.clone().map(|source| ("IdentitySource".to_owned(), source)));
        properties.extend(self.made(authorizer.expression).map(|made| ("IdentityValidationExpression".to_owned(), made)));
        if matches!(authorization, Authorization::Cognito(_)) {
            properties.push(("Type".to_owned(), text("COGNITO_USER_POOLS")));
            properties.push(("ProviderARNs".to_owned(), Made::List(vec![authorizer.arn.clone()])));
        } else {
            let kind = authorizer.kind.as_deref().unwrap_or("TOKEN").to_uppercase();
            properties.push(("Type".to_owned(), text(kind)));
            properties.push(("AuthorizerUri".to_owned(), invocation(authorizer.arn.clone())));
        }
        let mut all = entries([("Type", text("AWS::ApiGateway::Authorizer")), ("Properties", Made::Map(properties))]);
        all.extend(authorizer.alias.clone().map(|alias| ("DependsOn".to_owned(), text(alias))));
        self.resources.set(authorizer.id(), cause, all);
    }
}

impl Authorizer {
    fn id(&self) -> String {
        format!("{}ApiGatewayAuthorizer", names::norm(&self.name))
    }
}

/// The address at which API Gateway calls a function.
pub(super) fn invocation(function: Made) -> Made {
    let before = text(":lambda:path/2015-03-31/functions/");
    let start = [text("arn:"), reference("AWS::Partition"), text(":apigateway:"), reference("AWS::Region"), before];
    Made::Join("", start.into_iter().chain([function, text("/invocations")]).collect())
}

/// What follows the last dash of the last part.
fn name_in_arn(arn: &str) -> String {
    let last = arn.rsplit(':').next().unwrap_or(arn);
    last.rsplit('-').next().unwrap_or(last).to_owned()
}

fn is_pool(arn: &str) -> bool {
    let Some(rest) = arn.strip_prefix("arn:") else { return false };
    let partition = rest.find(|letter: char| !letter.is_ascii_alphabetic() && letter != '-').unwrap_or(rest.len());
    rest[partition..].starts_with(":cognito-idp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_pools_in_arns() {
        assert_eq!(name_in_arn("arn:aws:cognito-idp:us-east-1:1:userpool/us-east-1_ABC"), "1_ABC");
        assert_eq!(name_in_arn("arn:aws:lambda:us-east-1:1:function:shop-dev-auth"), "auth");
        assert!(is_pool("arn:aws-us-gov:cognito-idp:x") && is_pool("arn:aws:cognito-idp"));
        assert!(!is_pool("arn:aws:lambda:x") && !is_pool("arn:aws1:cognito-idp:x"));
    }
}
