//! Streams and queues: come in the events that Lambda polls, go out event source mappings and the statements that they need.

use super::names;
use super::roles::Role;
use super::service::{Event, Function, Service, Setting};
use super::shape::{Made, allow, entries, map, reference, sketch, text, texts};
use crate::syntax::{NodeId, Parts};

const NETWORK: [&str; 6] = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeVpcs",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
];
const DYNAMODB: [&str; 4] = ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams"];
const KINESIS: [&str; 4] = ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:ListStreams"];
const CONSUMED: [&str; 4] = ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStreamSummary", "kinesis:ListShards"];
const QUEUE: [&str; 3] = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/// The statements that one function's streams need, each with its resources.
#[derive(Default)]
struct Needs {
    dynamodb: Vec<Made>,
    kinesis: Vec<Made>,
    consumed: Vec<Made>,
    consumers: Vec<Made>,
    topics: Vec<Made>,
    queues: Vec<Made>,
    open: bool,
}

impl Service<'_> {
    /// Adds what `stream` events make.
    pub(super) fn add_streams(&mut self, mut role: Option<&mut Role>) {
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events("stream").cloned().collect();
            let mut needs = Needs::default();
            for event in events {
                self.add_stream(index, &event, &mut needs);
            }
            let Some(role) = role.as_deref_mut() else { continue };
            role.open |= needs.open;
            let cause = self.functions[index].cause;
            let mut say = |statement: fn(Made) -> Made, resources: Vec<Made>| {
                if !resources.is_empty() {
                    role.statements.push(Made::Because(cause, Box::new(statement(Made::List(resources)))));
                }
            };
            say(|on| allow(DYNAMODB, on), needs.dynamodb);
            say(|on| allow(KINESIS, on), needs.kinesis);
            say(|on| allow(CONSUMED, on), needs.consumed);
            say(|on| allow(["kinesis:SubscribeToShard"], on), needs.consumers);
            say(|on| allow(["sns:Publish"], on), needs.topics);
            say(|on| allow(["sqs:ListQueues", "sqs:SendMessage"], on), needs.queues);
        }
    }

    /// The ARN of an event that is one, or has one.
    fn source(&self, value: NodeId) -> Setting {
        if !self.is_map(value) {
            return Setting::Given(value);
        }
        self.get(value, "arn")
    }

    /// `dynamodb` or `kinesis`: as it is written, or as the ARN says.
    fn stream_kind(&self, value: NodeId, source: NodeId) -> Option<String> {
        let written = if self.is_map(value) { self.get(value, "type") } else { Setting::Absent };
        match written {
            Setting::Given(kind) => self.known(kind).map(str::to_owned),
            Setting::Absent => self.part_of_arn(source, 2),
            Setting::Unknown => None,
        }
    }

    /// A part of an ARN that is written as text, between colons.
    fn part_of_arn(&self, node: NodeId, index: usize) -> Option<String> {
        let parts: Parts = crate::template::builder::parts_of(self.tree, node)?;
        let crate::syntax::Part::Known(start) = parts.parts.first()? else { return None };
        let mut pieces = start.split(':').skip(index);
        let piece = pieces.next()?;
        // The last piece of a text that goes on with something unknown may go on too.
        (parts.whole().is_some() || pieces.next().is_some()).then(|| piece.to_owned())
    }

    /// The name that an event source gives to the logical id.
    fn source_name(&self, node: NodeId, by: char, queue: bool) -> Option<String> {
        if let Some((name, argument)) = self.tree.call(node) {
            return match name {
                "Fn::GetAtt" => {
                    let first = self.tree.items(argument).first().copied();
                    let written = self.known(first.unwrap_or(argument))?;
                    Some(if first.is_some() { written } else { written.split('.').next()? }.to_owned())
                }
                "Ref" | "Fn::ImportValue" => self.known(argument).map(str::to_owned),
                "Fn::Join" => {
                    let last = self.tree.items(*self.tree.items(argument).get(1)?).last()?;
                    let written = self.known(*last)?;
                    Some(if queue { written } else { written.rsplit('/').next()? }.to_owned())
                }
                _ => None,
            };
        }
        let written = self.known(node)?;
        if queue { written.rsplit(by).next() } else { written.split(by).nth(1) }.map(str::to_owned)
    }

    fn add_stream(&mut self, index: usize, event: &Event, needs: &mut Needs) {
        let source = self.source(event.value).given();
        let kind = source.and_then(|source| self.stream_kind(event.value, source));
        let (Some(source), Some(kind)) = (source, kind) else {
            (self.open, needs.open) = (true, true);
            return;
        };
        let of = |key: &str| if self.is_map(event.value) { self.get(event.value, key) } else { Setting::Absent };
        let consumer = of("consumer");
        needs.open |= consumer == Setting::Unknown;
        let resource = Made::Node(source);
        if kind == "dynamodb" {
            needs.dynamodb.push(resource);
        } else if consumer.given().is_some() {
            needs.consumed.push(resource);
        } else {
            needs.kinesis.push(resource);
        }
        match self.of(of("destinations"), "onFailure") {
            Setting::Given(target) => {
                let arn = self.source(target).given();
                match arn.and_then(|arn| Some((arn, self.stream_kind(target, arn)?))) {
                    Some((arn, kind)) if kind == "sns" => needs.topics.push(Made::Node(arn)),
                    Some((arn, _)) => needs.queues.push(Made::Node(arn)),
                    None => needs.open = true,
                }
            }
            Setting::Unknown => needs.open = true,
            Setting::Absent => {}
        }
        let function = &self.functions[index];
        let Some(name) = self.source_name(source, '/', false) else {
            (self.open, needs.open) = (true, true);
            return;
        };
        let mut from = Made::Node(source);
        if let Setting::Given(consumer) = consumer
            && kind == "kinesis"
        {
            if self.is_true(consumer) {
                let mut full = format!("{}{name}", function.key);
                if self.setting(&["kinesis", "consumerNamingMode"]) != Setting::Absent {
                    let Some(rest) = self.name.whole().zip(self.stage.whole()) else {
                        (self.open, needs.open) = (true, true);
                        return;
                    };
                    full.push_str(&format!("{}{}", rest.0, rest.1));
                }
                full.push_str("Consumer");
                let id = format!("{}StreamConsumer", names::norm(&full));
                let made = sketch("AWS::Kinesis::StreamConsumer", [("StreamARN", from), ("ConsumerName", text(&full))]);
                from = reference(&id);
                self.resources.set(id, event.cause, made);
            } else {
                from = Made::Node(consumer);
            }
            needs.consumers.push(from.clone());
        }
        let id = format!("{}EventSourceMapping{}{}", names::norm(&function.key), names::large(&kind), names::alnum(&name));
        let made = mapping(function, from);
        self.resources.set(id, event.cause, made);
    }

    /// Adds what `sqs` events make.
    pub(super) fn add_queues(&mut self, role: Option<&mut Role>) {
        let (mut resources, mut cause, mut open) = (Vec::new(), None, false);
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events("sqs").cloned().collect();
            for event in events {
                cause = cause.or(Some(event.cause));
                let Setting::Given(source) = self.source(event.value) else {
                    (self.open, open) = (true, true);
                    continue;
                };
                resources.push(Made::Node(source));
                let function = &self.functions[index];
                match self.source_name(source, ':', true) {
                    Some(name) => {
                        let id = format!("{}EventSourceMappingSQS{}", names::norm(&function.key), names::alnum(&name));
                        let made = mapping(function, Made::Node(source));
                        self.resources.set(id, event.cause, made);
                    }
                    None => self.open = true,
                }
            }
        }
        if let (Some(role), Some(cause)) = (role, cause) {
            role.open |= open;
            if !resources.is_empty() {
                role.statements.push(Made::Because(cause, Box::new(allow(QUEUE, Made::List(resources)))));
            }
        }
    }

    /// The statements about streams and queues in a role that a function has for itself.
    pub(super) fn stream_statements_of(&self, function: &Function, role: &mut Role) {
        let (mut dynamodb, mut kinesis, mut queues) = (Vec::new(), Vec::new(), Vec::new());
        for event in function.events("stream") {
            let source = self.source(event.value).given();
            match source.and_then(|source| Some((source, self.stream_kind(event.value, source)?))) {
                Some((source, kind)) if kind == "dynamodb" => dynamodb.push(Made::Node(source)),
                Some((source, _)) => kinesis.push(Made::Node(source)),
                None => role.open = true,
            }
        }
        for event in function.events("sqs") {
            match self.source(event.value) {
                Setting::Given(source) => queues.push(Made::Node(source)),
                _ => role.open = true,
            }
        }
        if !dynamodb.is_empty() {
            role.statements.push(allow(DYNAMODB, Made::List(dynamodb)));
        }
        if !kinesis.is_empty() {
            role.statements.push(allow(KINESIS, Made::List(kinesis)));
        }
        if !queues.is_empty() {
            role.statements.push(allow(QUEUE, Made::List(queues)));
        }
    }

    /// Adds what events of brokers make: self-managed Kafka, message brokers, managed Kafka.
    pub(super) fn add_brokers(&mut self, mut role: Option<&mut Role>) {
        for (kind, topic, label, longest) in [
            ("kafka", "topic", "Kafka", 158),
            ("activemq", "queue", "ActiveMQ", 150),
            ("rabbitmq", "queue", "RabbitMQ", 150),
            ("msk", "topic", "MSK", 79),
        ] {
            for index in 0..self.functions.len() {
                let events: Vec<Event> = self.functions[index].events(kind).cloned().collect();
                if events.is_empty() {
                    continue;
                }
                for event in &events {
                    let function = &self.functions[index];
                    let text_of = |key: &str| self.get(event.value, key).given().and_then(|node| self.known(node));
                    let cluster = match (kind, self.source(event.value)) {
                        ("msk", Setting::Given(arn)) => self.source_name(arn, '/', false),
                        ("msk", _) => None,
                        _ => Some(String::new()),
                    };
                    let (Some(name), Some(cluster)) = (text_of(topic), cluster) else {
                        self.open = true;
                        continue;
                    };
                    let short = |name: &str| names::alnum(name).chars().take(longest).collect::<String>();
                    let id = format!("{}EventSourceMapping{label}{}{}", names::norm(&function.key), short(&cluster), short(name));
                    let from = self.made(self.source(event.value)).filter(|_| kind != "kafka");
                    let mut properties = entries([("FunctionName", function.target())]);
                    properties.extend(from.map(|from| ("EventSourceArn".to_owned(), from)));
                    let made = entries([("Type", text("AWS::Lambda::EventSourceMapping")), ("Properties", Made::OpenMap(properties))]);
                    self.resources.set(id, event.cause, made);
                }
                if let Some(role) = role.as_deref_mut() {
                    self.broker_statements(kind, &events, role);
                }
            }
        }
    }

    fn broker_statements(&self, kind: &str, events: &[Event], role: &mut Role) {
        let cause = events[0].cause;
        let mut unknown = false;
        let mut all = |key: &str| -> Vec<Made> {
            let setting = |event: &Event| self.get(event.value, key);
            unknown |= events.iter().any(|event| setting(event) == Setting::Unknown);
            events.iter().filter_map(|event| self.made(setting(event))).collect()
        };
        let secret = |on: Vec<Made>| allow(["secretsmanager:GetSecretValue"], Made::List(on));
        let network = || {
            let actions = texts(NETWORK);
            map([("Effect", text("Allow")), ("Action", actions), ("Resource", text("*"))])
        };
        let mut statements = Vec::new();
        match kind {
            "msk" => {
                statements.push(allow(["kafka:DescribeCluster", "kafka:GetBootstrapBrokers"], Made::List(all("arn"))));
                statements.push(network());
            }
            "kafka" => {
                let (mut secrets, mut inside) = (Vec::new(), false);
                for event in events {
                    let Setting::Given(access) = self.get(event.value, "accessConfigurations") else {
                        role.open = true;
                        continue;
                    };
                    role.open |= self.tree.is_open(access);
                    for entry in self.tree.entries(access) {
                        match self.known(entry.key) {
                            Some("vpcSubnet" | "vpcSecurityGroup") => inside = true,
                            Some(_) => {
                                let items = self.tree.items(entry.value);
                                let one = [entry.value];
                                secrets.extend(if items.is_empty() { &one } else { items }.iter().map(|item| Made::Node(*item)));
                            }
                            None => role.open = true,
                        }
                    }
                }
                if !secrets.is_empty() {
                    statements.push(secret(secrets));
                }
                if inside {
                    statements.push(network());
                }
            }
            _ => {
                statements.push(secret(all("basicAuthArn")));
                statements.push(allow(["mq:DescribeBroker"], Made::List(all("arn"))));
                statements.push(network());
            }
        }
        role.open |= unknown;
        role.statements.extend(statements.into_iter().map(|statement| Made::Because(cause, Box::new(statement))));
    }
}

fn mapping(function: &Function, from: Made) -> Vec<(String, Made)> {
    sketch("AWS::Lambda::EventSourceMapping", [("EventSourceArn", from), ("FunctionName", function.target())])
}
