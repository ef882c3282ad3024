//! Buckets and topics: come in the `s3` and `sns` events, go out buckets, topics, subscriptions and permissions.

use super::helper::HelperRole;
use super::names;
use super::service::{Event, Service, Setting, depends_on_alias};
use super::shape::{Made, arn, entries, joined, map, piece, reference, sketch, text, texts};
use crate::source::Span;
use crate::syntax::NodeId;

impl Service<'_> {
    /// Adds what `s3` events make.
    pub(super) fn add_buckets(&mut self, helper: &mut HelperRole) {
        let mut existing: Vec<(usize, Span, NodeId)> = Vec::new();
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events("s3").cloned().collect();
            for event in events {
                let of = |key: &str| if self.is_map(event.value) { self.get(event.value, key) } else { Setting::Absent };
                match of("existing") {
                    Setting::Absent => self.add_bucket(index, &event),
                    Setting::Unknown => self.open = true,
                    Setting::Given(_) => {
                        if existing.last().is_none_or(|(known, ..)| *known != index) {
                            existing.push((index, event.cause, event.value));
                        }
                    }
                }
            }
        }
        let Some((_, cause, _)) = existing.first().copied() else { return };
        let arn_of = |rest: Vec<Made>| {
            let mut pieces = vec![text("arn"), reference("AWS::Partition")];
            pieces.extend(rest);
            Made::Join(":", pieces)
        };
        let allow = |actions: Made, resource: Made| map([("Effect", text("Allow")), ("Resource", resource), ("Action", actions)]);
        let mut statements = Vec::new();
        for (index, cause, value) in existing {
            let function = &self.functions[index];
            let bucket = self.made(self.get(value, "bucket")).unwrap_or(Made::Unknown("the name of the bucket"));
            let actions = texts(["s3:PutBucketNotification", "s3:GetBucketNotification"]);
            statements.push(allow(actions, arn_of(vec![text("s3"), text(""), text(""), bucket.clone()])));
            let name = function.odd_name.map_or_else(|| Made::Parts(function.name.clone()), Made::Node);
            let token = arn("CustomDashresourceDashexistingDashs3LambdaFunction");
            let made = sketch("Custom::S3", [("ServiceToken", token), ("FunctionName", name), ("BucketName", bucket)]);
            let id = function.named("CustomS31");
            self.resources.set(id, cause, made);
        }
        let region = [reference("AWS::Region"), reference("AWS::AccountId"), text("function"), text("*")];
        let functions = arn_of([text("lambda")].into_iter().chain(region).collect());
        statements.push(allow(texts(["lambda:AddPermission", "lambda:RemovePermission"]), functions));
        self.add_helper("custom-resource-existing-s3", cause, statements, helper);
    }

    fn add_bucket(&mut self, index: usize, event: &Event) {
        let bucket = if self.is_map(event.value) { self.get(event.value, "bucket") } else { Setting::Given(event.value) };
        let Some(key) = bucket.given().and_then(|node| self.known(node)) else {
            self.open = true;
            return;
        };
        let provider = self.setting(&["s3", key]);
        let name = match self.of(provider, "name") {
            Setting::Absent => self.made(bucket).unwrap_or(text(key)),
            other => self.made(other).unwrap_or(text(key)),
        };
        let name_text = self.text_of(self.of(provider, "name"), key);
        let alnum = names::alnum(key);
        let id = format!("S3Bucket{alnum}");
        if !self.resources.has(&id) {
            let mut properties = vec![("BucketName".to_owned(), name)];
            if let Setting::Given(settings) = provider {
                for entry in self.tree.entries(settings) {
                    match self.known(entry.key) {
                        Some("name" | "notificationConfiguration") | None => {}
                        Some(key) => properties.push((names::large(key), Made::Node(entry.value))),
                    }
                }
            }
            let all = entries([("Type", text("AWS::S3::Bucket")), ("Properties", Made::OpenMap(properties))]);
            self.resources.set(id, event.cause, all);
        }
        let function = &self.functions[index];
        let bucket = Made::Parts(joined([&piece(":s3:::"), &name_text]));
        let source = Made::Join("", vec![text("arn:"), reference("AWS::Partition"), bucket]);
        let mut more = depends_on_alias(function);
        more.extend(entries([("SourceArn", source), ("SourceAccount", reference("AWS::AccountId"))]));
        let (id, target) = (function.named(&format!("LambdaPermission{alnum}S3")), function.target());
        self.permission(id, event.cause, target, text("s3.amazonaws.com"), more);
    }

    /// Adds what `sns` events make.
    pub(super) fn add_topics(&mut self) {
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events("sns").cloned().collect();
            for event in events {
                self.add_topic(index, &event);
            }
        }
    }

    fn add_topic(&mut self, index: usize, event: &Event) {
        let of = |key: &str| if self.is_map(event.value) { self.get(event.value, key) } else { Setting::Absent };
        let written = self.known(event.value);
        let arn_node = match of("arn") {
            Setting::Absent => written.filter(|text| text.starts_with("arn:")).map(|_| event.value),
            other => other.given(),
        };
        if of("arn") == Setting::Unknown || of("topicName") == Setting::Unknown {
            self.open = true;
            return;
        }
        let given_name = of("topicName").given();
        let last = |arn: &str| arn.rsplit(':').next().unwrap_or(arn).to_owned();
        let name = match (given_name, arn_node) {
            (Some(node), _) => self.known(node).map(str::to_owned),
            (None, Some(node)) => self.known(node).map(last),
            (None, None) => written.map(str::to_owned),
        };
        let Some(name) = name else {
            self.open = true;
            return;
        };
        let alnum = names::alnum(&name);
        let function = &self.functions[index];
        let topic_id = format!("SNSTopic{alnum}");
        let source = match arn_node {
            Some(node) => Made::Node(node),
            None => {
                let name = text(&name);
                let start = [text("arn:"), reference("AWS::Partition"), text(":sns:"), reference("AWS::Region"), text(":")];
                Made::Join("", start.into_iter().chain([reference("AWS::AccountId"), text(":"), name]).collect())
            }
        };
        let (subscription, permission, target) =
            (function.named(&format!("SnsSubscription{alnum}")), function.named(&format!("LambdaPermission{alnum}SNS")), function.target());
        let mut more = depends_on_alias(function);
        let redrive = of("redrivePolicy");
        let queue_policy = format!("{alnum}To{}DLQPolicy", names::norm(&function.key));
        let filtered = of("filterPolicy").or(redrive);
        self.open |= filtered == Setting::Unknown;
        let topic = if arn_node.is_some() { source.clone() } else { reference(&topic_id) };
        if arn_node.is_none() && !self.resources.has(&topic_id) {
            self.resources.set(topic_id, event.cause, sketch("AWS::SNS::Topic", [("TopicName", text(&name))]));
        }
        if arn_node.is_some() || filtered.given().is_some() {
            let properties = [("TopicArn", topic), ("Protocol", text("lambda")), ("Endpoint", target.clone())];
            self.resources.set(subscription, event.cause, sketch("AWS::SNS::Subscription", properties));
        }
        if let Setting::Given(redrive) = redrive {
            self.add_queue_policy(queue_policy, event.cause, redrive, source.clone(), arn_node.is_some());
        }
        more.push(("SourceArn".to_owned(), source));
        self.permission(permission, event.cause, target, text("sns.amazonaws.com"), more);
    }

    /// The queue of dead letters takes them from the topic.
    fn add_queue_policy(&mut self, id: String, cause: Span, redrive: NodeId, topic: Made, by_arn: bool) {
        let queue = match (self.get(redrive, "deadLetterTargetArn"), self.get(redrive, "deadLetterTargetRef")) {
            (Setting::Given(node), _) => Made::Node(node),
            (Setting::Absent, Setting::Given(node)) => match self.known(node) {
                Some(id) => arn(id),
                None => Made::Unknown("the queue of dead letters"),
            },
            _ => match self.of(self.get(redrive, "deadLetterTargetImport"), "arn") {
                Setting::Given(node) => map([("Fn::ImportValue", Made::Node(node))]),
                _ => Made::Unknown("the queue of dead letters"),
            },
        };
        // The framework writes the condition before it knows the ARN of a topic of its own.
        let condition = if by_arn { vec![("aws:SourceArn".to_owned(), topic)] } else { Vec::new() };
        let statement = map([
            ("Effect", text("Allow")),
            ("Principal", map([("Service", text("sns.amazonaws.com"))])),
            ("Action", text("sqs:SendMessage")),
            ("Resource", queue),
            ("Condition", map([("ArnEquals", Made::Map(condition))])),
        ]);
        let document = map([("Version", text("2012-10-17")), ("Id", text(&id)), ("Statement", Made::List(vec![statement]))]);
        self.resources.set(id, cause, sketch("AWS::SQS::QueuePolicy", [("PolicyDocument", document)]));
    }
}
