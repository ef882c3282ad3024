//! The resource types of services.

use std::fmt;

use super::actions::Service;
use super::format;
use super::keys::ConditionKey;
use super::read::{RESOURCES, bytes, index_u16, set, text, u16_at, u32_at};

/// All resource types, by service and name.
pub fn resource_types() -> impl Iterator<Item = ResourceType> {
    (0..RESOURCES.len()).map(|index| ResourceType { index: index_u16(index) })
}

/// A kind of resource that policies can name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceType {
    index: u16,
}

impl ResourceType {
    pub(super) fn new(index: u16) -> Self {
        Self { index }
    }

    fn record(self) -> &'static [u8; format::RESOURCE_LEN] {
        &RESOURCES[usize::from(self.index)]
    }

    /// The name as the table spells it: `log-group`.
    #[must_use]
    pub fn name(self) -> &'static str {
        text(bytes(u32_at(self.record(), 0), self.record()[14]))
    }

    /// The service that the type belongs to.
    #[must_use]
    pub fn service(self) -> Service {
        Service::new(u16_at(self.record(), 12))
    }

    /// The pattern of its ARNs: `arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}`. The first of them where
    /// there are several, as [`Self::arns`] gives them.
    #[must_use]
    pub fn arn(self) -> &'static str {
        self.arns().next().unwrap_or_default()
    }

    /// All patterns of its ARNs. A few types have two, most of them those of API Gateway, which has two kinds of APIs.
    pub fn arns(self) -> impl Iterator<Item = &'static str> + Clone {
        text(bytes(u32_at(self.record(), 4), u16_at(self.record(), 8))).split(", ")
    }

    /// The condition keys that a request carries for a resource of this type.
    pub fn keys(self) -> impl Iterator<Item = ConditionKey> + Clone {
        set(u16_at(self.record(), 10)).map(|(index, _)| ConditionKey::new(index))
    }
}

impl fmt::Debug for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResourceType({}:{})", self.service().prefix(), self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{service, services};
    use super::*;

    #[test]
    fn every_resource_type_has_arns() {
        assert!(resource_types().count() > 2_000);
        for kind in resource_types() {
            assert!(!kind.name().is_empty());
            for arn in kind.arns() {
                assert!(arn.starts_with("arn:${Partition}:") && arn.matches(':').count() >= 5, "{arn}");
            }
        }
        let by_service: Vec<_> = services().flat_map(Service::resource_types).collect();
        assert_eq!(by_service, resource_types().collect::<Vec<_>>());
    }

    #[test]
    fn actions_know_their_resource_types() {
        let types = |prefix: &str, name: &str| {
            let action = service(prefix).and_then(|service| service.action(name)).expect("a known action");
            action.resource_types().map(|(kind, required)| (kind.name(), required)).collect::<Vec<_>>()
        };
        assert_eq!(types("iam", "PassRole"), [("role", true)]);
        assert_eq!(types("s3", "ListAllMyBuckets"), []);
        assert!(types("ec2", "RunInstances").contains(&("elastic-inference", false)));
        let group = service("logs").and_then(|logs| logs.resource_types().find(|kind| kind.name() == "log-group")).expect("log groups");
        assert_eq!(group.arn(), "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}");
        assert_eq!((group.arns().count(), group.service().prefix()), (1, "logs"));
        assert!(group.keys().any(|key| key.name() == "aws:ResourceTag/${TagKey}"));
        let bot = service("lex").and_then(|lex| lex.resource_types().find(|kind| kind.name() == "bot")).expect("bots");
        assert_eq!(bot.arns().collect::<Vec<_>>(), [bot.arn(), "arn:${Partition}:lex:${Region}:${Account}:bot:${BotName}"]);
    }
}
