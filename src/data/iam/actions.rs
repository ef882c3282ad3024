//! Services and their actions.

use std::fmt;
use std::ops::Range;

use super::format;
use super::glob::{glob_bytes, is_wildcard};
use super::keys::ConditionKey;
use super::levels::Levels;
use super::read::{ACTIONS, API_NAMES, SERVICES, bytes, compare, index_u16, set, text, u16_at, u32_at};
use super::resources::ResourceType;

/// The service with this prefix (the part of an action before the colon), ignoring ASCII case.
#[must_use]
pub fn service(prefix: &str) -> Option<Service> {
    let index = SERVICES.binary_search_by(|record| compare(prefix_bytes(record), prefix.as_bytes())).ok()?;
    Some(Service { index: index_u16(index) })
}

/// All services, by prefix.
pub fn services() -> impl Iterator<Item = Service> {
    (0..SERVICES.len()).map(|index| Service { index: index_u16(index) })
}

/// The actions, separated by blanks, that are needed for what somebody wrote as an action but what is the name of an operation of
/// the service's API, or of a method of its SDK: `s3:ListObjectsV2` needs `s3:ListBucket`. Names that services have elsewhere are
/// there as well: `bedrock-runtime:*` needs `bedrock:*`.
#[must_use]
pub fn needed_for(written: &str) -> Option<&'static str> {
    let index = API_NAMES.binary_search_by(|record| compare(api_name(record), written.as_bytes())).ok()?;
    Some(needed(&API_NAMES[index]))
}

/// Every name that [`needed_for`] knows, with what it needs.
pub fn api_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    API_NAMES.iter().map(|record| (text(api_name(record)), needed(record)))
}

fn api_name(record: &[u8; format::API_NAME_LEN]) -> &'static [u8] {
    bytes(u32_at(record, 0), record[8])
}

fn needed(record: &[u8; format::API_NAME_LEN]) -> &'static str {
    text(bytes(u32_at(record, 4), record[9]))
}

/// The number of actions of all services together.
#[must_use]
pub fn action_count() -> usize {
    ACTIONS.len()
}

/// The actions at some places of the table.
pub fn actions_at(places: Range<usize>) -> impl Iterator<Item = Action> {
    let mut service = Action::at(places.start).map_or(0, |action| action.service);
    (places.start..places.end.min(ACTIONS.len())).map(move |index| {
        while SERVICES.get(usize::from(service) + 1).is_some_and(|next| u32_at(next, 8) as usize <= index) {
            service += 1;
        }
        Action { service, index: index_u32(index) }
    })
}

fn prefix_bytes(record: &[u8; format::SERVICE_LEN]) -> &'static [u8] {
    bytes(u32_at(record, 0), record[14])
}

fn name_bytes(record: &[u8; format::ACTION_LEN]) -> &'static [u8] {
    bytes(u32_at(record, 0), record[4])
}

fn index_u32(index: usize) -> u32 {
    u32::try_from(index).expect("internal error: the IAM action table has too many actions")
}

/// A service of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Service {
    index: u16,
}

impl Service {
    fn record(self) -> &'static [u8; format::SERVICE_LEN] {
        &SERVICES[usize::from(self.index)]
    }

    /// The index of the first action.
    fn first(self) -> usize {
        u32_at(self.record(), 8) as usize
    }

    fn records(self) -> &'static [[u8; format::ACTION_LEN]] {
        &ACTIONS[self.first()..self.first() + self.len()]
    }

    /// The prefix as the table spells it: `cognito-idp`.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        text(prefix_bytes(self.record()))
    }

    /// The display name: `Amazon Cognito User Pools`.
    #[must_use]
    pub fn name(self) -> &'static str {
        text(bytes(u32_at(self.record(), 4), self.record()[15]))
    }

    /// The number of actions.
    #[must_use]
    pub fn len(self) -> usize {
        usize::from(u16_at(self.record(), 12))
    }

    /// Whether the service has no actions.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// All actions, by name ignoring ASCII case.
    pub fn actions(self) -> impl Iterator<Item = Action> {
        self.range(0, self.len())
    }

    /// The action with this name (without the prefix), ignoring ASCII case.
    #[must_use]
    pub fn action(self, name: &str) -> Option<Action> {
        let index = self.records().binary_search_by(|record| compare(name_bytes(record), name.as_bytes())).ok()?;
        Some(Action { service: self.index, index: index_u32(self.first() + index) })
    }

    /// The actions whose name (without the prefix) matches a pattern as [`glob`](super::glob) does, by name. Only those that start
    /// with what the pattern has before its first wildcard are looked at.
    pub fn matching(self, pattern: &str) -> impl Iterator<Item = Action> {
        let literal = pattern.bytes().position(is_wildcard).unwrap_or(pattern.len());
        let exact = literal == pattern.len();
        let prefix = &pattern.as_bytes()[..literal];
        // Cutting a name to the length of the prefix keeps the order of the table; an exact name is not cut.
        let order = |record: &[u8; format::ACTION_LEN]| {
            let name = name_bytes(record);
            let len = if exact { name.len() } else { name.len().min(prefix.len()) };
            compare(&name[..len], prefix)
        };
        let low = self.records().partition_point(|record| order(record).is_lt());
        let len = self.records()[low..].partition_point(|record| order(record).is_eq());
        self.range(low, low + len).filter(move |action| glob_bytes(pattern.as_bytes(), action.bytes()))
    }

    /// The condition keys that the service defines or that its actions have, the global ones only where it names them.
    pub fn keys(self) -> impl Iterator<Item = ConditionKey> + Clone {
        set(u16_at(self.record(), 16)).map(|(index, _)| ConditionKey::new(index))
    }

    /// The resource types, by name ignoring ASCII case.
    pub fn resource_types(self) -> impl Iterator<Item = ResourceType> + Clone {
        let first = u16_at(self.record(), 18);
        (first..first + u16_at(self.record(), 20)).map(ResourceType::new)
    }

    pub(super) fn new(index: u16) -> Self {
        Self { index }
    }

    /// Where in the table the actions stand whose names begin so; ASCII case is ignored.
    #[must_use]
    pub fn beginning(self, prefix: &str) -> Range<usize> {
        let order = |record: &[u8; format::ACTION_LEN]| {
            let name = name_bytes(record);
            compare(&name[..name.len().min(prefix.len())], prefix.as_bytes())
        };
        let low = self.records().partition_point(|record| order(record).is_lt());
        let len = self.records()[low..].partition_point(|record| order(record).is_eq());
        self.first() + low..self.first() + low + len
    }

    fn range(self, low: usize, high: usize) -> impl Iterator<Item = Action> {
        (self.first() + low..self.first() + high).map(move |index| Action { service: self.index, index: index_u32(index) })
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service({})", self.prefix())
    }
}

/// An action of the table. Actions are equal when they are the same one of the same service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Action {
    service: u16,
    index: u32,
}

impl Action {
    fn record(self) -> &'static [u8; format::ACTION_LEN] {
        &ACTIONS[self.index as usize]
    }

    fn bytes(self) -> &'static [u8] {
        name_bytes(self.record())
    }

    /// The action at an index of the table.
    #[must_use]
    pub fn at(index: usize) -> Option<Self> {
        if index >= ACTIONS.len() {
            return None;
        }
        let after = SERVICES.partition_point(|record| u32_at(record, 8) as usize <= index);
        Some(Self { service: index_u16(after - 1), index: index_u32(index) })
    }

    /// The place in the table, whose actions stand by service and name: below [`action_count`].
    #[must_use]
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// The condition keys that a request may carry for this action: its own and those of its resource types. Of the global keys
    /// only those that the facts name for it.
    pub fn keys(self) -> impl Iterator<Item = ConditionKey> + Clone {
        set(u16_at(self.record(), 6)).map(|(index, _)| ConditionKey::new(index))
    }

    /// The resource types, each with whether the action needs it.
    pub fn resource_types(self) -> impl Iterator<Item = (ResourceType, bool)> + Clone {
        set(u16_at(self.record(), 8)).map(|(index, required)| (ResourceType::new(index), required))
    }

    /// The name as the table spells it, without the prefix: `AdminCreateUser`.
    #[must_use]
    pub fn name(self) -> &'static str {
        text(self.bytes())
    }

    /// The service that the action belongs to.
    #[must_use]
    pub fn service(self) -> Service {
        Service { index: self.service }
    }

    /// The access levels. Beside `permissions` and `tagging` the facts always have `write` as well.
    #[must_use]
    pub fn levels(self) -> Levels {
        Levels(self.record()[5] & Levels::ALL)
    }

    /// Whether a policy can limit the action to resources: it needs one, or one of several. Otherwise it works with `Resource: "*"`, at
    /// least in part.
    #[must_use]
    pub fn limitable(self) -> bool {
        self.record()[5] & format::LIMITABLE != 0
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Action({}:{})", self.service().prefix(), self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::super::glob::glob;
    use super::*;

    fn known(prefix: &str) -> Service {
        service(prefix).expect("a known service")
    }

    fn names(prefix: &str, pattern: &str) -> Vec<&'static str> {
        known(prefix).matching(pattern).map(Action::name).collect()
    }

    #[test]
    fn every_service_and_action_is_found_by_its_name_in_any_case() {
        assert!(services().count() > 400);
        for listed in services() {
            assert!(!listed.is_empty());
            assert!(!listed.name().is_empty());
            assert_eq!(service(listed.prefix()), Some(listed));
            assert_eq!(service(&listed.prefix().to_ascii_uppercase()), Some(listed));
            assert_eq!(listed.actions().count(), listed.len());
            for action in listed.actions() {
                assert_eq!(action.service(), listed);
                assert_eq!(Action::at(action.index()), Some(action));
                assert_eq!(listed.action(action.name()), Some(action));
                assert_eq!(listed.action(&action.name().to_ascii_uppercase()), Some(action));
                let mut matching = listed.matching(action.name());
                assert_eq!((matching.next(), matching.next()), (Some(action), None));
                assert!(action.levels().writes() != action.levels().only_reads(), "{action:?} has no level");
            }
        }
    }

    #[test]
    fn the_table_is_sorted_without_doubles() {
        let prefixes: Vec<_> = services().map(Service::prefix).collect();
        assert!(prefixes.is_sorted_by(|a, b| a < b));
        for service in services() {
            assert!(service.records().is_sorted_by(|a, b| compare(name_bytes(a), name_bytes(b)).is_lt()), "{service:?}");
        }
    }

    #[test]
    fn unknown_names_are_none() {
        for prefix in ["", "s", "s33", "cognito", "zzz", "s3 ", "é"] {
            assert_eq!(service(prefix), None, "{prefix}");
        }
        let s3 = known("s3");
        for name in ["", "Get", "GetObjects", "ZZZ", "s3:GetObject", "Gét"] {
            assert_eq!(s3.action(name), None, "{name}");
            assert_eq!(s3.matching(name).count(), 0, "{name}");
        }
    }

    #[test]
    fn actions_know_their_levels_and_limits() {
        let levels = |prefix, name| known(prefix).action(name).expect("a known action").levels();
        assert_eq!(levels("s3", "GetObject"), Levels::READ);
        assert_eq!(levels("s3", "PutObject"), Levels::WRITE);
        assert_eq!(levels("s3", "PutBucketPolicy"), Levels::WRITE.union(Levels::PERMISSIONS));
        assert_eq!(levels("s3", "ListBucket"), Levels::LIST);
        assert_eq!(levels("sqs", "TagQueue"), Levels::WRITE.union(Levels::TAGGING));
        let limitable = |prefix, name| known(prefix).action(name).expect("a known action").limitable();
        assert!(limitable("s3", "GetObject"));
        assert!(!limitable("s3", "ListAllMyBuckets"));
        assert!(limitable("cognito-idp", "AdminCreateUser"));
        assert!(!limitable("cognito-idp", "ListUserPools"));
    }

    #[test]
    fn patterns_find_their_actions() {
        let all = known("s3").len();
        assert_eq!(names("s3", "*").len(), all);
        assert_eq!(names("s3", "**").len(), all);
        assert_eq!(names("S3", "PUTBUCKETP?LICY"), ["PutBucketPolicy"]);
        assert_eq!(names("s3", "Get?bject"), ["GetObject"]);
        assert_eq!(names("s3", "?etObject"), ["GetObject"]);
        assert_eq!(names("s3", "putobject"), ["PutObject"]);
        assert_eq!(names("s3", "GetObject?").len(), 0);
        assert_eq!(names("dynamodb", "*Table?"), ["ListGlobalTables", "ListTables"]);
        assert_eq!(
            names("cognito-identity", "*DeveloperIdent*y"),
            ["GetOpenIdTokenForDeveloperIdentity", "LookupDeveloperIdentity", "UnlinkDeveloperIdentity"]
        );
        assert_eq!(names("s3", "").len(), 0);
    }

    #[test]
    fn a_pattern_finds_what_looking_at_every_action_finds() {
        for prefix in ["s3", "iam", "ec2", "cognito-idp", "aws-marketplace-management", "vpc-lattice"] {
            for pattern in [
                "*",
                "get*",
                "G*",
                "put*policy",
                "?",
                "*a*e*",
                "Z*",
                "view*",
                "AssociateViaAWSService*",
                "associateviaawsservice-*",
                "Get??r",
            ] {
                let slow: Vec<_> = known(prefix).actions().map(Action::name).filter(|name| glob(pattern, name)).collect();
                assert_eq!(names(prefix, pattern), slow, "{prefix}:{pattern}");
            }
        }
    }

    #[test]
    fn names_that_begin_alike_stand_together() {
        for (prefix, beginning) in [("s3", ""), ("s3", "get"), ("iam", "PUTRole"), ("s3", "z"), ("ec2", "Describe"), ("s3", "GetObject")] {
            let service = known(prefix);
            let found: Vec<_> = actions_at(service.beginning(beginning)).collect();
            assert_eq!(found, service.matching(&format!("{beginning}*")).collect::<Vec<_>>(), "{prefix}:{beginning}");
        }
    }

    #[test]
    fn actions_have_places_in_the_table() {
        let all: Vec<_> = services().flat_map(Service::actions).collect();
        assert_eq!(all.len(), action_count());
        for (index, action) in all.iter().enumerate() {
            assert_eq!(action.index(), index);
            assert_eq!(Action::at(index), Some(*action));
        }
        assert_eq!(actions_at(0..action_count() + 1).collect::<Vec<_>>(), all);
        assert_eq!(actions_at(400..402).collect::<Vec<_>>(), all[400..402]);
        assert_eq!(actions_at(action_count()..action_count() + 1).count(), 0);
        assert_eq!(Action::at(all.len()), None);
        assert_eq!(Action::at(usize::MAX), None);
    }

    #[test]
    fn names_of_operations_lead_to_actions() {
        assert_eq!(needed_for("S3:listobjectsv2"), Some("s3:ListBucket"));
        assert_eq!(needed_for("s3:CopyObject"), Some("s3:GetObject s3:PutObject"));
        assert_eq!(needed_for("s3:GetObject"), None);
        for (written, needed) in api_names() {
            assert_eq!(needed_for(written), Some(needed));
            for action in needed.split(' ') {
                let (prefix, name) = action.split_once(':').expect("an action");
                assert!(service(prefix).is_some_and(|service| service.matching(name).next().is_some()), "{action}");
            }
        }
    }
}
