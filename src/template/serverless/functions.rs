//! Functions: come in the functions of a service, go out their Lambda functions with log groups, aliases, URLs and layers.

use super::names;
use super::service::{Alias, Function, Service, Setting, depends_on_alias};
use super::shape::{Made, entries, joined, map, piece, reference, sketch, text};
use crate::syntax::{Entry, NodeId};

/// What a function's URL allows to pages of other origins, where nothing else is said.
const CORS: [(&str, &str, &[&str]); 3] = [
    (
        "allowedHeaders",
        "AllowHeaders",
        &["Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amzn-Trace-Id"],
    ),
    ("allowedMethods", "AllowMethods", &["*"]),
    ("allowedOrigins", "AllowOrigins", &["*"]),
];

impl Service<'_> {
    /// Adds the functions, each with the role that it runs with.
    pub(super) fn add_functions(&mut self, roles: Vec<Made>) {
        for (index, role) in roles.into_iter().enumerate() {
            self.add_log_group(index);
            self.add_function(index, role);
            self.add_alias(index);
            self.add_url(index);
            self.add_invoke_config(index);
        }
    }

    fn condition_of(&self, function: &Function) -> Option<(String, Made)> {
        self.made(self.get(function.node, "condition")).map(|made| ("Condition".to_owned(), made))
    }

    fn add_log_group(&mut self, index: usize) {
        let function = &self.functions[index];
        let silent = self.get(function.node, "disableLogs");
        if silent == Setting::Absent {
            let name = joined([&piece("/aws/lambda/"), &function.name]);
            let mut group = sketch("AWS::Logs::LogGroup", [("LogGroupName", Made::Parts(name))]);
            group.extend(self.condition_of(function));
            let (id, cause) = (function.named("LogGroup"), function.cause);
            self.resources.set(id, cause, group);
        }
        self.open |= silent == Setting::Unknown;
    }

    fn add_function(&mut self, index: usize, role: Made) {
        let handed = self.setting(&["environment"]).given().map_or(0, |node| self.tree.entries(node).len());
        let fits = self.share(handed);
        let function = &self.functions[index];
        let own = |key: &str| self.get(function.node, key);
        let name = function.odd_name.map_or_else(|| Made::Parts(function.name.clone()), Made::Node);
        let mut properties = entries([("FunctionName", name), ("Role", role)]);
        // At the edge a function has neither variables nor a network.
        let at_the_edge = function.events("cloudFront").next().is_some();
        let variables = if fits { self.variables(function) } else { Some(Made::Unknown("more variables than are followed")) };
        if !at_the_edge && let Some(variables) = variables {
            properties.push(("Environment".to_owned(), map([("Variables", variables)])));
        }
        for (key, property) in [("handler", "Handler"), ("runtime", "Runtime")] {
            properties.extend(self.made(own(key)).map(|made| (property.to_owned(), made)));
        }
        let layers = own("layers").or(self.setting(&["layers"]));
        properties.extend(self.made(layers).map(|made| ("Layers".to_owned(), made)));
        let key = own("kmsKeyArn").or(self.setting(&["kmsKeyArn"]));
        properties.extend(self.made(key).map(|made| ("KmsKeyArn".to_owned(), made)));
        if let Some(arn) = self.made(own("onError")) {
            properties.push(("DeadLetterConfig".to_owned(), map([("TargetArn", arn)])));
        }
        let mut all = entries([("Type", text("AWS::Lambda::Function")), ("Properties", Made::OpenMap(properties))]);
        all.extend(self.condition_of(function));
        let (id, cause) = (function.id(), function.cause);
        self.resources.set(id, cause, all);
    }

    /// The variables of a function: those of `provider`, and its own over them.
    fn variables(&self, function: &Function) -> Option<Made> {
        let sources = [self.setting(&["environment"]), self.get(function.node, "environment")];
        match sources {
            [Setting::Absent, other] | [other, Setting::Absent] => return self.made(other),
            _ => {}
        }
        let mut all: Vec<Entry> = Vec::new();
        let mut places = std::collections::HashMap::new();
        let mut open = false;
        for source in sources {
            let Setting::Given(source) = source else {
                open |= source == Setting::Unknown;
                continue;
            };
            open |= self.tree.is_open(source);
            for entry in self.tree.entries(source) {
                let Some(key) = self.tree.text(entry.key) else { continue };
                match places.get(key) {
                    Some(place) => all[*place] = *entry,
                    None => {
                        places.insert(key, all.len());
                        all.push(*entry);
                    }
                }
            }
        }
        Some(Made::Entries(all, open))
    }

    fn add_alias(&mut self, index: usize) {
        let function = &self.functions[index];
        let cause = function.cause;
        let versioned = match self.raw(function.node, "versionFunction") {
            Setting::Absent => self.provider.given().map_or(Setting::Absent, |provider| self.raw(provider, "versionFunctions")),
            other => other,
        };
        let versioned = match versioned {
            // It is so unless somebody says no.
            Setting::Absent => Some(true),
            Setting::Given(node) => match self.truth(node) {
                Setting::Given(_) => Some(true),
                Setting::Absent => Some(false),
                Setting::Unknown => None,
            },
            Setting::Unknown => None,
        };
        self.open |= versioned.is_none();
        let condition = self.condition_of(function);
        let output = format!("{}QualifiedArn", function.id());
        let mut alias = None;
        if let Alias::Known { name, id } = &function.alias {
            let made = sketch("AWS::Lambda::Alias", [("FunctionName", reference(function.id())), ("Name", text(*name))]);
            alias = Some((id.clone(), made));
        }
        if versioned == Some(true) || alias.is_some() {
            // The id of the version ends with a hash of the code.
            let value = Made::Unknown("the version of a function, which is known when packaging");
            let condition = condition.as_ref().map(|(key, made)| (key.as_str(), made.clone()));
            self.output(output, cause, "Current Lambda function version", value, condition);
        }
        if let Some((id, mut made)) = alias {
            made.extend(condition);
            self.resources.set(id, cause, made);
        }
    }

    fn add_url(&mut self, index: usize) {
        let function = &self.functions[index];
        let url = match self.get(function.node, "url") {
            Setting::Given(url) => url,
            Setting::Unknown => {
                self.open = true;
                return;
            }
            Setting::Absent => return,
        };
        let cause = self.tree.entry(function.node, "url").map_or(function.cause, |entry| self.tree.span(entry.key));
        let authorizer = if self.is_map(url) { self.get(url, "authorizer") } else { Setting::Absent };
        let known = match authorizer {
            Setting::Given(node) => self.known(node).map(|text| text == "aws_iam"),
            Setting::Absent => Some(false),
            Setting::Unknown => None,
        };
        let auth = || match known {
            Some(true) => text("AWS_IAM"),
            Some(false) => text("NONE"),
            None => Made::Unknown("whether the URL asks for a signature"),
        };
        let mut properties = entries([("AuthType", auth()), ("TargetFunctionArn", function.target())]);
        let cors = if self.is_map(url) { self.get(url, "cors") } else { Setting::Absent };
        match cors {
            Setting::Given(cors) => properties.push(("Cors".to_owned(), self.url_cors(cors))),
            Setting::Unknown => properties.push(("Cors".to_owned(), Made::Unknown("a setting that is not known"))),
            Setting::Absent => {}
        }
        if let Setting::Given(mode) = self.get(url, "invokeMode")
            && self.known(mode) == Some("RESPONSE_STREAM")
        {
            properties.push(("InvokeMode".to_owned(), Made::Node(mode)));
        }
        let around: Vec<(String, Made)> = self.condition_of(function).into_iter().chain(depends_on_alias(function)).collect();
        let mut all = entries([("Type", text("AWS::Lambda::Url")), ("Properties", Made::Map(properties))]);
        all.extend(around.clone());
        let id = function.named("LambdaFunctionUrl");
        let mut permissions = Vec::new();
        if known == Some(false) {
            for (rest, action, key, made) in [
                ("LambdaPermissionFnUrl", "lambda:InvokeFunctionUrl", "FunctionUrlAuthType", auth()),
                ("LambdaPermissionFn", "lambda:InvokeFunction", "InvokedViaFunctionUrl", Made::Plain("true")),
            ] {
                let properties =
                    map([("FunctionName", function.target()), ("Action", text(action)), ("Principal", text("*")), (key, made)]);
                let mut all = entries([("Type", text("AWS::Lambda::Permission")), ("Properties", properties)]);
                all.extend(around.clone());
                permissions.push((function.named(rest), all));
            }
        }
        self.open |= known.is_none();
        let condition = self.condition_of(function);
        let condition = condition.as_ref().map(|(key, made)| (key.as_str(), made.clone()));
        self.resources.set(id.clone(), cause, all);
        let value = Made::Attribute(id.clone(), "FunctionUrl");
        self.output(id, cause, "Lambda Function URL", value, condition);
        for (id, permission) in permissions {
            self.resources.set(id, cause, permission);
        }
    }

    fn url_cors(&self, cors: NodeId) -> Made {
        let mut all = Vec::new();
        for (key, property, default) in CORS {
            match self.get(cors, key) {
                Setting::Given(node) => all.push((property.to_owned(), Made::Node(node))),
                Setting::Unknown => all.push((property.to_owned(), Made::Unknown("a setting that is not known"))),
                // Written as nothing, it takes the default away.
                Setting::Absent if self.tree.get(cors, key).is_some_and(|node| self.tree.is_null(node)) => {}
                Setting::Absent => {
                    all.push((property.to_owned(), Made::List(default.iter().map(|value| text(*value)).collect())));
                }
            }
        }
        for (key, property) in [("exposedResponseHeaders", "ExposeHeaders"), ("allowCredentials", "AllowCredentials")] {
            all.extend(self.made(self.get(cors, key)).map(|made| (property.to_owned(), made)));
        }
        all.extend(self.made(self.raw(cors, "maxAge")).map(|made| ("MaxAge".to_owned(), made)));
        Made::Map(all)
    }

    fn add_invoke_config(&mut self, index: usize) {
        let function = &self.functions[index];
        let has = |key: &str| self.raw(function.node, key) != Setting::Absent;
        if has("destinations") || has("maximumEventAge") || has("maximumRetryAttempts") {
            let mut config = sketch("AWS::Lambda::EventInvokeConfig", [("FunctionName", reference(function.id()))]);
            config.extend(self.condition_of(function));
            let (id, cause) = (function.named("LambdaEvConf"), function.cause);
            self.resources.set(id, cause, config);
        }
    }

    /// Adds the layers that the service brings.
    pub(super) fn add_layers(&mut self) {
        let layers = match self.get(self.root, "layers") {
            Setting::Given(layers) => layers,
            Setting::Unknown => {
                self.open = true;
                return;
            }
            Setting::Absent => return,
        };
        self.open |= self.tree.is_open(layers);
        for entry in self.tree.entries(layers) {
            let (Some(name), true) = (self.known(entry.key), self.is_map(entry.value)) else {
                self.open |= !self.tree.is_null(entry.value);
                continue;
            };
            let cause = self.tree.span(entry.key);
            let id = format!("{}LambdaLayer", names::norm(name));
            // The id of one that is kept ends with a hash.
            let kept = self.get(entry.value, "retain") != Setting::Absent;
            let value = if kept { Made::Unknown("the version of a layer, which is known when packaging") } else { reference(&id) };
            if !kept {
                let written = self.made(self.get(entry.value, "name")).unwrap_or(text(name));
                self.resources.set(id.clone(), cause, sketch("AWS::Lambda::LayerVersion", [("LayerName", written)]));
                if let Setting::Given(accounts) = self.get(entry.value, "allowedAccounts") {
                    for account in self.tree.items(accounts) {
                        let Some(written) = self.known(*account) else { continue };
                        let permission = map([
                            ("Action", text("lambda:GetLayerVersion")),
                            ("LayerVersionArn", reference(&id)),
                            ("Principal", Made::Node(*account)),
                        ]);
                        let all = entries([("Type", text("AWS::Lambda::LayerVersionPermission")), ("Properties", permission)]);
                        let id = format!("{}{}LambdaLayerPermission", names::norm(name), written.replacen('*', "Wild", 1));
                        self.resources.set(id, cause, all);
                    }
                }
            }
            self.output(format!("{id}QualifiedArn"), cause, "Current Lambda layer version", value, None);
            for (rest, about) in [("Hash", "Current Lambda layer hash"), ("S3Key", "Current Lambda layer S3Key")] {
                self.output(format!("{id}{rest}"), cause, about, Made::Unknown("known when packaging"), None);
            }
        }
    }

    /// Adds the bucket from which the service is deployed.
    pub(super) fn add_deployment_bucket(&mut self) {
        let bucket = self.setting(&["deploymentBucket"]);
        let named = match bucket {
            Setting::Given(node) if self.is_map(node) => self.get(node, "name"),
            other => other,
        };
        let id = "ServerlessDeploymentBucket";
        let (cause, kind) = (self.cause, "AWS::S3::Bucket");
        match named {
            Setting::Given(node) => self.output(format!("{id}Name"), cause, "", Made::Node(node), None),
            Setting::Unknown => {
                self.open = true;
                self.output(format!("{id}Name"), cause, "", Made::Unknown("a setting that is not known"), None);
            }
            Setting::Absent => {
                self.resources.set(id, cause, sketch(kind, []));
                match self.of(bucket, "skipPolicySetup") {
                    Setting::Absent => {
                        let policy = bucket_policy(id);
                        self.resources.set(format!("{id}Policy"), cause, policy);
                    }
                    Setting::Unknown => self.open = true,
                    Setting::Given(_) => {}
                }
                self.output(format!("{id}Name"), cause, "", reference(id), None);
            }
        }
    }
}

/// Nobody without an encrypted connection.
fn bucket_policy(id: &str) -> Vec<(String, Made)> {
    let arn = |rest: Option<&str>| {
        let mut pieces = vec![text("arn:"), reference("AWS::Partition"), text(":s3:::"), reference(id)];
        pieces.extend(rest.map(text));
        Made::Join("", pieces)
    };
    let statement = map([
        ("Action", text("s3:*")),
        ("Effect", text("Deny")),
        ("Principal", text("*")),
        ("Resource", Made::List(vec![arn(Some("/*")), arn(None)])),
        ("Condition", map([("Bool", map([("aws:SecureTransport", Made::Plain("false"))]))])),
    ]);
    let document = map([("Statement", Made::List(vec![statement]))]);
    entries([("Type", text("AWS::S3::BucketPolicy")), ("Properties", map([("Bucket", reference(id)), ("PolicyDocument", document)]))])
}
