//! Other events: come in schedules, rules, logs, devices and voice, go out what calls the functions and the permissions for it.

use super::names;
use super::roles::Role;
use super::service::{Event, Service, Setting, depends_on_alias};
use super::shape::{Made, arn, entries, joined, map, open_map, piece, reference, sketch, sub, text};
use crate::source::Span;
use crate::syntax::{Content, Parts};

impl Service<'_> {
    /// Calls `add` for each event of a kind, with the index of its function and the number of the event among its kind.
    fn each_event(&mut self, kind: &str, mut add: impl FnMut(&mut Self, usize, &Event, usize)) {
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events(kind).cloned().collect();
            for (number, event) in events.iter().enumerate() {
                add(self, index, event, number + 1);
            }
        }
    }

    /// A setting of an event that is a map.
    fn part(&self, event: &Event, key: &str) -> Setting {
        if self.is_map(event.value) { self.get(event.value, key) } else { Setting::Absent }
    }

    /// A permission for the function of an event.
    fn permit(&mut self, index: usize, id: &str, cause: Span, principal: Made, more: Vec<(String, Made)>) {
        let function = &self.functions[index];
        let all = depends_on_alias(function).into_iter().chain(more).collect();
        let (id, target) = (function.named(id), function.target());
        self.permission(id, cause, target, principal, all);
    }

    /// Adds what `schedule` events make.
    pub(super) fn add_schedules(&mut self, role: Option<&mut Role>) {
        let (mut scheduled, mut first, mut open) = (Vec::new(), None, false);
        for index in 0..self.functions.len() {
            let events: Vec<Event> = self.functions[index].events("schedule").cloned().collect();
            let mut number = 0;
            let mut has_scheduler = false;
            for event in events {
                let rate = if self.is_map(event.value) { self.get(event.value, "rate") } else { Setting::Given(event.value) };
                let rates = match rate {
                    Setting::Given(list) if matches!(self.tree.content(list), Content::List(_)) => self.tree.items(list).to_vec(),
                    Setting::Given(one) => vec![one],
                    Setting::Absent | Setting::Unknown => {
                        (self.open, open) = (true, true);
                        continue;
                    }
                };
                let by_scheduler = match self.part(&event, "method") {
                    Setting::Given(node) => self.known(node).map(|method| method == "scheduler"),
                    Setting::Absent => Some(false),
                    Setting::Unknown => None,
                };
                let Some(by_scheduler) = by_scheduler else {
                    (self.open, open) = (true, true);
                    continue;
                };
                for rate in rates {
                    number += 1;
                    let function = &self.functions[index];
                    if by_scheduler {
                        has_scheduler = true;
                        first = first.or(Some(event.cause));
                        let id = function.named(&format!("SchedulerSchedule{number}"));
                        let target = open_map([("Arn", function.target())]);
                        let made = sketch("AWS::Scheduler::Schedule", [("ScheduleExpression", Made::Node(rate)), ("Target", target)]);
                        self.resources.set(id, event.cause, made);
                        continue;
                    }
                    let id = function.named(&format!("EventsRuleSchedule{number}"));
                    let made = sketch("AWS::Events::Rule", [("ScheduleExpression", Made::Node(rate))]);
                    self.resources.set(&id, event.cause, made);
                    let permission = format!("LambdaPermissionEventsRuleSchedule{number}");
                    let more = entries([("SourceArn", arn(id))]);
                    self.permit(index, &permission, event.cause, text("events.amazonaws.com"), more);
                }
            }
            if has_scheduler {
                let start = piece("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:");
                let name = &self.functions[index].name;
                scheduled.extend([piece(""), piece(":*")].map(|rest| Made::Sub(joined([&start, name, &rest]))));
            }
        }
        let Some(role) = role else { return };
        role.open |= open;
        if let Some(cause) = first {
            role.principals.push(Made::Because(cause, Box::new(text("scheduler.amazonaws.com"))));
            let statement = super::shape::allow(["lambda:InvokeFunction"], Made::List(scheduled));
            role.statements.push(Made::Because(cause, Box::new(statement)));
        }
    }

    /// Adds what `cloudwatchEvent` and `cloudwatchLog` events make.
    pub(super) fn add_watches(&mut self) {
        self.each_event("cloudwatchEvent", |service, index, event, number| {
            let id = service.functions[index].named(&format!("EventsRuleCloudWatchEvent{number}"));
            let pattern = service.made(service.part(event, "event"));
            let mut properties = Vec::new();
            properties.extend(pattern.map(|made| ("EventPattern".to_owned(), made)));
            let all = entries([("Type", text("AWS::Events::Rule")), ("Properties", Made::OpenMap(properties))]);
            service.resources.set(&id, event.cause, all);
            let permission = format!("LambdaPermissionEventsRuleCloudWatchEvent{number}");
            service.permit(index, &permission, event.cause, text("events.amazonaws.com"), entries([("SourceArn", arn(id))]));
        });
        let mut groups: Vec<(usize, Vec<Parts>)> = Vec::new();
        self.each_event("cloudwatchLog", |service, index, event, number| {
            let group = if service.is_map(event.value) { service.part(event, "logGroup") } else { Setting::Given(event.value) };
            let name = service.text_of(group, "");
            match groups.last_mut() {
                Some((known, names)) if *known == index => names.push(name.clone()),
                _ => groups.push((index, vec![name.clone()])),
            }
            let Some((_, names)) = groups.last() else { return };
            let common = common_start(names);
            let id = service.functions[index].named(&format!("LogsSubscriptionFilterCloudWatchLog{number}"));
            let target = service.functions[index].target();
            let made = sketch("AWS::Logs::SubscriptionFilter", [("LogGroupName", Made::Parts(name)), ("DestinationArn", target)]);
            service.resources.set(id, event.cause, made);
            let principal = Made::Join("", vec![text("logs."), reference("AWS::Region"), text(".amazonaws.com")]);
            let source = vec![
                text("arn:"),
                reference("AWS::Partition"),
                text(":logs:"),
                reference("AWS::Region"),
                text(":"),
                reference("AWS::AccountId"),
                text(":log-group:"),
                Made::Parts(common),
                text(":*"),
            ];
            let more = entries([("SourceArn", Made::Join("", source))]);
            // It has one permission for all of its groups, which names no alias twice.
            let depends: Vec<Made> = service.functions[index].alias_id().map(text).into_iter().collect();
            let function = &service.functions[index];
            let (id, target) = (function.named("LambdaPermissionLogsSubscriptionFilterCloudWatchLog"), function.target());
            let mut all = more;
            if !depends.is_empty() {
                all.push(("DependsOn".to_owned(), Made::List(depends)));
            }
            service.permission(id, event.cause, target, principal, all);
        });
    }

    /// Adds what `iot` and `iotFleetProvisioning` events make.
    pub(super) fn add_devices(&mut self) {
        self.each_event("iot", |service, index, event, number| {
            let function = &service.functions[index];
            let id = function.named(&format!("IotTopicRule{number}"));
            let action = map([("Lambda", map([("FunctionArn", function.target())]))]);
            let payload = open_map([("Actions", Made::List(vec![action]))]);
            service.resources.set(&id, event.cause, sketch("AWS::IoT::TopicRule", [("TopicRulePayload", payload)]));
            let source = vec![
                text("arn:"),
                reference("AWS::Partition"),
                text(":iot:"),
                reference("AWS::Region"),
                text(":"),
                reference("AWS::AccountId"),
                text(":rule/"),
                reference(&id),
            ];
            let more = entries([("SourceArn", Made::Join("", source))]);
            service.permit(index, &format!("LambdaPermissionIotTopicRule{number}"), event.cause, text("iot.amazonaws.com"), more);
        });
        self.each_event("iotFleetProvisioning", |service, index, event, _| {
            let function = &service.functions[index];
            let id = function.named("IotProvisioningTemplate");
            let role = service.made(service.part(event, "provisioningRoleArn"));
            let mut properties = entries([("PreProvisioningHook", map([("TargetArn", function.target())]))]);
            properties.extend(role.map(|made| ("ProvisioningRoleArn".to_owned(), made)));
            let all = entries([("Type", text("AWS::IoT::ProvisioningTemplate")), ("Properties", Made::OpenMap(properties))]);
            service.resources.set(id, event.cause, all);
            service.permit(index, "LambdaPermissionIotProvisioningTemplate", event.cause, text("iot.amazonaws.com"), Vec::new());
        });
    }

    /// Adds what `alexaSkill` and `alexaSmartHome` events make.
    pub(super) fn add_voices(&mut self) {
        const KINDS: [(&str, &str, &str); 2] = [
            ("alexaSkill", "LambdaPermissionAlexaSkill", "alexa-appkit.amazon.com"),
            ("alexaSmartHome", "LambdaPermissionAlexaSmartHome", "alexa-connectedhome.amazon.com"),
        ];
        for (kind, rest, principal) in KINDS {
            self.each_event(kind, |service, index, event, number| {
                let written = if service.is_map(event.value) { service.get(event.value, "appId") } else { Setting::Given(event.value) };
                // `alexaSkill: true` is no id of a skill.
                let token =
                    written.given().filter(|node| !service.is_true(*node)).map(|node| ("EventSourceToken".to_owned(), Made::Node(node)));
                let enabled = if service.is_map(event.value) { service.raw(event.value, "enabled") } else { Setting::Absent };
                let action = match enabled {
                    Setting::Given(node) if service.truth(node) == Setting::Absent => text("lambda:DisableInvokeFunction"),
                    Setting::Unknown => Made::Unknown("a setting that is not known"),
                    Setting::Given(_) | Setting::Absent => text("lambda:InvokeFunction"),
                };
                let function = &service.functions[index];
                let mut properties = entries([("FunctionName", function.target()), ("Action", action), ("Principal", text(principal))]);
                properties.extend(token);
                let mut all = entries([("Type", text("AWS::Lambda::Permission")), ("Properties", Made::Map(properties))]);
                all.extend(depends_on_alias(function));
                let id = function.named(&format!("{rest}{number}"));
                service.resources.set(id, event.cause, all);
            });
        }
    }

    /// Adds what `eventBridge` events make.
    pub(super) fn add_bridges(&mut self) {
        self.each_event("eventBridge", |service, index, event, _| {
            let bus = service.part(event, "eventBus");
            let bus_text = bus.given().filter(|node| !service.is_map(*node)).map(|node| service.parts(node));
            if bus == Setting::Unknown {
                service.open = true;
                return;
            }
            let function = &service.functions[index];
            let number = event.number;
            let own_name = joined([&function.name, &piece(format!("-rule-{number}"))]);
            let (Some(rule), target) = (own_name.whole().map(str::to_owned), function.target()) else {
                service.open = true;
                return;
            };
            let rule_name = match service.part(event, "name") {
                Setting::Absent if rule.len() > 64 => {
                    let mut name = piece(rule.chars().take(31 - "rule-".len() - number.to_string().len()).collect::<String>());
                    name.push_unknown("?", "a hash of the name");
                    name
                }
                Setting::Absent => own_name.clone(),
                other => service.text_of(other, ""),
            };
            let mut bus_name = None;
            match bus_text.as_ref().map(|parts| (parts, parts.whole())) {
                Some((_, Some("default"))) => {}
                Some((_, Some(name))) if name.starts_with("arn") => {
                    bus_name = Some(text(name.split_once('/').map_or(name, |(_, rest)| rest)));
                }
                Some((_, Some(name))) => {
                    let id = format!("{}EventBridgeEventBus", names::norm(name));
                    service.resources.set(id, event.cause, sketch("AWS::Events::EventBus", [("Name", text(name))]));
                    bus_name = Some(text(name));
                }
                Some((parts, None)) => {
                    service.open = true;
                    bus_name = Some(Made::Parts(parts.clone()));
                }
                None => bus_name = bus.given().map(Made::Node),
            }
            let id = format!("{}EventBridgeRule", names::alnum(&rule));
            let targets = Made::List(vec![open_map([("Arn", target)])]);
            let mut properties = entries([("Name", Made::Parts(rule_name.clone())), ("Targets", targets)]);
            properties.extend(bus_name.clone().map(|bus| ("EventBusName".to_owned(), bus)));
            let all = entries([("Type", text("AWS::Events::Rule")), ("Properties", Made::OpenMap(properties))]);
            service.resources.set(id, event.cause, all);
            let path = [Some(text("rule")), bus_name, Some(Made::Parts(rule_name))].into_iter().flatten().collect();
            let source = vec![
                text("arn"),
                reference("AWS::Partition"),
                text("events"),
                reference("AWS::Region"),
                reference("AWS::AccountId"),
                Made::Join("/", path),
            ];
            let more = entries([("SourceArn", Made::Join(":", source))]);
            let permission = format!("EventBridgeLambdaPermission{number}");
            service.permit(index, &permission, event.cause, text("events.amazonaws.com"), more);
        });
    }

    /// Adds what `alb` events make.
    pub(super) fn add_balancers(&mut self) {
        self.each_event("alb", |service, index, event, _| {
            let listener = service.part(event, "listenerArn").given();
            let id = listener.and_then(|node| match service.tree.call(node) {
                Some(("Ref", id)) => service.known(id).map(str::to_owned),
                Some(_) => None,
                None => service.known(node)?.rsplit('/').nth(1).map(str::to_owned),
            });
            let priority = service.part(event, "priority").given().and_then(|node| service.known(node));
            let many = service.part(event, "multiValueHeaders");
            let (Some(id), Some(priority), false) = (id, priority, many == Setting::Unknown) else {
                service.open = true;
                return;
            };
            let function = &service.functions[index];
            let many = if many == Setting::Absent { "" } else { "MultiValue" };
            let group = function.named(&format!("Alb{many}TargetGroup{id}"));
            let target = map([("Id", function.target())]);
            let made =
                sketch("AWS::ElasticLoadBalancingV2::TargetGroup", [("TargetType", text("lambda")), ("Targets", Made::List(vec![target]))]);
            let rule = function.named(&format!("AlbListenerRule{priority}"));
            let depends: Vec<Made> = function.alias_id().map(text).into_iter().collect();
            let (permissions, target) =
                ([function.named("LambdaPermissionAlb"), function.named("LambdaPermissionRegisterTarget")], function.target());
            service.resources.set(&group, event.cause, made);
            for (id, source) in permissions.into_iter().zip([Some(reference(&group)), None]) {
                let mut more = Vec::new();
                if !depends.is_empty() {
                    more.push(("DependsOn".to_owned(), Made::List(depends.clone())));
                }
                more.extend(source.map(|source| ("SourceArn".to_owned(), source)));
                service.permission(id, event.cause, target.clone(), text("elasticloadbalancing.amazonaws.com"), more);
            }
            let listener = listener.map_or(Made::Unknown("the listener"), Made::Node);
            let made = sketch("AWS::ElasticLoadBalancingV2::ListenerRule", [("ListenerArn", listener)]);
            service.resources.set(rule, event.cause, made);
        });
    }

    /// Adds what `cloudFront` events make.
    pub(super) fn add_edges(&mut self, role: Option<&mut Role>) {
        let distribution = "CloudFrontDistribution";
        let mut first = None;
        self.each_event("cloudFront", |service, index, event, _| {
            first = first.or(Some(event.cause));
            let function = &service.functions[index];
            let source = vec![
                text(""),
                text("arn:"),
                reference("AWS::Partition"),
                text(":cloudfront::"),
                reference("AWS::AccountId"),
                text(":distribution/"),
                reference(distribution),
            ];
            let id = format!("{}InvokePermission", function.id());
            let version = Made::Unknown("the version of a function, which is known when packaging");
            let more = entries([("SourceArn", Made::Join("", source))]);
            service.permission(id, event.cause, version, text("edgelambda.amazonaws.com"), more);
        });
        let Some(cause) = first else { return };
        if let Some(role) = role {
            role.principals.push(Made::Because(cause, Box::new(text("edgelambda.amazonaws.com"))));
            let actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:TagResource"];
            let statement = super::shape::allow(actions, Made::List(vec![sub("arn:${AWS::Partition}:logs:*:*:*")]));
            role.statements.push(Made::Because(cause, Box::new(statement)));
        }
        if let Setting::Given(policies) = self.setting(&["cloudFront", "cachePolicies"]) {
            for entry in self.tree.entries(policies) {
                let Some(name) = self.known(entry.key) else { continue };
                let id = format!("CloudFrontCachePolicy{}", names::norm(name));
                self.resources.set(id, self.tree.span(entry.key), sketch("AWS::CloudFront::CachePolicy", []));
            }
        }
        self.resources.set(distribution, cause, sketch("AWS::CloudFront::Distribution", []));
        self.output(distribution, cause, "CloudFront Distribution Id", reference(distribution), None);
        let domain = Made::Attribute(distribution.to_owned(), "DomainName");
        self.output(format!("{distribution}DomainName"), cause, "CloudFront Distribution Domain Name", domain, None);
    }
}

/// What names of log groups have in common from the start, with a star where they go on.
fn common_start(names: &[Parts]) -> Parts {
    let Some(first) = names.first() else { return piece("") };
    if names.len() == 1 {
        return first.clone();
    }
    let Some(all) = names.iter().map(Parts::whole).collect::<Option<Vec<&str>>>() else {
        let mut parts = Parts::default();
        parts.push_unknown("?", "names of log groups");
        return parts;
    };
    let common = all.iter().fold(all[0], |common, name| {
        let len = common.char_indices().zip(name.chars()).find(|((_, one), other)| one != other).map(|((at, _), _)| at);
        &common[..len.unwrap_or(common.len().min(name.len()))]
    });
    piece(if common.ends_with('*') { common.to_owned() } else { format!("{common}*") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_start_in_common() {
        let start = |names: &[&str]| common_start(&names.iter().map(|name| piece(*name)).collect::<Vec<_>>());
        assert_eq!(start(&["/a/b"]), piece("/a/b"));
        assert_eq!(start(&["/a/b", "/a/c"]), piece("/a/*"));
        assert_eq!(start(&["/a", "/a/c"]), piece("/a*"));
        assert_eq!(start(&["/é1", "/é2"]), piece("/é*"));
        assert_eq!(start(&["", "x"]), piece("*"));
    }
}
