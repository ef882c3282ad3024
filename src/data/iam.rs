//! The IAM action table: in comes a service prefix, an action name or a wildcard pattern, out come the actions it
//! stands for, with their access levels and whether they can be limited to resources.
//!
//! The table is one checked-in file, `iam.bin`, sliced in place: nothing is parsed or built at start-up, and no lookup
//! allocates. Its layout is described in [`mod@format`] and written by `tests/generated.rs`.

use std::cmp::Ordering;
use std::fmt;

use super::notoriety::notoriety;

/// The layout of `iam.bin`, shared by this reader and by the generator. All numbers are little-endian.
///
/// ```text
/// header    magic 4, version u16, section count u16, date 10 ("2026-09-26"), zero u16
/// sections  one per section: id u32, offset from the start of the file u32, length u32
/// TEXT      UTF-8 without separators; every string is an offset and a length into it, and strings may overlap
/// SERVICES  sorted by prefix: prefix u32, name u32, first action u32, action count u16, prefix length u8, name length u8
/// ACTIONS   grouped by service in its order, sorted by name ignoring ASCII case: name u32, name length u8, flags u8
/// ```
///
/// Readers skip sections they do not know, so adding one keeps the version; changing a layout raises it.
pub mod format {
    /// The first bytes of the file.
    pub const MAGIC: [u8; 4] = *b"ALAT";
    /// Raised whenever the header or a section changes its layout.
    pub const VERSION: u16 = 1;
    /// Where the version stands in the header.
    pub const VERSION_AT: usize = 4;
    /// Where the number of sections stands in the header.
    pub const COUNT_AT: usize = 6;
    /// Where the date stands in the header.
    pub const DATE_AT: usize = 8;
    /// The length of the date.
    pub const DATE_LEN: usize = 10;
    /// The length of the header; the section table follows.
    pub const HEADER_LEN: usize = 20;
    /// The length of one entry of the section table.
    pub const ENTRY_LEN: usize = 12;
    /// The section that holds all strings.
    pub const TEXT: u32 = 1;
    /// The section that holds the service records.
    pub const SERVICES: u32 = 2;
    /// The section that holds the action records.
    pub const ACTIONS: u32 = 3;
    /// The length of one service record.
    pub const SERVICE_LEN: usize = 16;
    /// The length of one action record.
    pub const ACTION_LEN: usize = 6;
    /// The flag of an action that can be limited to resources; the bits below it are those of [`super::Levels`].
    pub const LIMITABLE: u8 = 1 << 5;
}

// Statics rather than constants, so that the file is in the program once. The compiler evaluates them.
static FILE: &[u8] = include_bytes!("iam.bin");
static TEXT: &[u8] = section(FILE, format::TEXT);
static SERVICES: &[[u8; format::SERVICE_LEN]] = section(FILE, format::SERVICES).as_chunks().0;
static ACTIONS: &[[u8; format::ACTION_LEN]] = section(FILE, format::ACTIONS).as_chunks().0;

/// Whether the file has a header in the layout that this reader knows.
pub(super) const fn is_readable(file: &[u8]) -> bool {
    let [a, b, c, d] = format::MAGIC;
    let [low, high] = format::VERSION.to_le_bytes();
    matches!(file, [m0, m1, m2, m3, v0, v1, ..]
        if *m0 == a && *m1 == b && *m2 == c && *m3 == d && *v0 == low && *v1 == high && file.len() >= format::HEADER_LEN)
}

/// The bytes of a section. A file in another layout has no sections, rather than failing to compile: the generator,
/// which links this crate, must be able to run to bring the file up to date. A unit test guards the checked-in file.
pub(super) const fn section(file: &'static [u8], id: u32) -> &'static [u8] {
    if !is_readable(file) {
        return &[];
    }
    let count = u16_at(file, format::COUNT_AT) as usize;
    let mut i = 0;
    while i < count {
        let entry = format::HEADER_LEN + i * format::ENTRY_LEN;
        if u32_at(file, entry) == id {
            return file.split_at(u32_at(file, entry + 4) as usize).1.split_at(u32_at(file, entry + 8) as usize).0;
        }
        i += 1;
    }
    &[]
}

pub(super) const fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(super) const fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Text as bytes: comparing needs no check of its encoding.
fn bytes(start: u32, len: u8) -> &'static [u8] {
    let start = start as usize;
    &TEXT[start..start + usize::from(len)]
}

fn text(bytes: &'static [u8]) -> &'static str {
    str::from_utf8(bytes).expect("internal error: the IAM action table holds text that is not UTF-8")
}

/// Orders by ASCII-lower-case bytes: the order of the table.
fn compare(a: &[u8], b: &[u8]) -> Ordering {
    a.iter().map(u8::to_ascii_lowercase).cmp(b.iter().map(u8::to_ascii_lowercase))
}

/// The date of the facts, as `YYYY-MM-DD`.
#[must_use]
pub fn date() -> &'static str {
    if is_readable(FILE) { text(&FILE[format::DATE_AT..format::DATE_AT + format::DATE_LEN]) } else { "" }
}

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

fn prefix_bytes(record: &[u8; format::SERVICE_LEN]) -> &'static [u8] {
    bytes(u32_at(record, 0), record[14])
}

fn name_bytes(record: &[u8; format::ACTION_LEN]) -> &'static [u8] {
    bytes(u32_at(record, 0), record[4])
}

fn index_u16(index: usize) -> u16 {
    u16::try_from(index).expect("internal error: the IAM action table has too many services")
}

fn index_u32(index: usize) -> u32 {
    u32::try_from(index).expect("internal error: the IAM action table has too many actions")
}

/// The number of actions of all services together.
#[must_use]
pub fn action_count() -> usize {
    ACTIONS.len()
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

    /// The actions whose name (without the prefix) matches a pattern as [`glob`] does, by name. Only those that start
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

    /// Its place among all actions, by service and name.
    #[must_use]
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// The action at a place among all.
    #[must_use]
    pub fn at(index: usize) -> Option<Self> {
        let service = SERVICES.partition_point(|record| u32_at(record, 8) as usize <= index).checked_sub(1)?;
        (index < ACTIONS.len()).then(|| Self { service: index_u16(service), index: index_u32(index) })
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

/// A set of access levels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Levels(u8);

impl Levels {
    /// Reads what is in a resource.
    pub const READ: Self = Self(1);
    /// Lists resources.
    pub const LIST: Self = Self(1 << 1);
    /// Creates, changes or deletes resources.
    pub const WRITE: Self = Self(1 << 2);
    /// Changes tags, which conditions may grant access by.
    pub const TAGGING: Self = Self(1 << 3);
    /// Changes permissions.
    pub const PERMISSIONS: Self = Self(1 << 4);

    const ALL: u8 = (1 << 5) - 1;

    /// The bits of the set, as the table stores them.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether every level of `other` is in this set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set has no level.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The levels of both sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of these actions changes permissions.
    #[must_use]
    pub const fn changes_permissions(self) -> bool {
        self.contains(Self::PERMISSIONS)
    }

    /// Whether any of these actions changes something: write, tagging or permissions.
    #[must_use]
    pub const fn writes(self) -> bool {
        self.0 & (Self::WRITE.0 | Self::TAGGING.0 | Self::PERMISSIONS.0) != 0
    }

    /// Whether these actions read or list, and change nothing.
    #[must_use]
    pub const fn only_reads(self) -> bool {
        !self.is_empty() && !self.writes()
    }

    /// The highest level alone: permissions, write, tagging, list, read. Empty for the empty set.
    #[must_use]
    pub const fn highest(self) -> Self {
        let order = [Self::PERMISSIONS, Self::WRITE, Self::TAGGING, Self::LIST, Self::READ];
        let mut i = 0;
        while i < order.len() {
            if self.contains(order[i]) {
                return order[i];
            }
            i += 1;
        }
        self
    }

    /// How bad the highest level is; more is worse.
    const fn badness(self) -> u8 {
        match self.highest() {
            Self::PERMISSIONS => 5,
            Self::WRITE => 4,
            Self::TAGGING => 3,
            Self::LIST => 2,
            Self::READ => 1,
            _ => 0,
        }
    }
}

/// What a set of actions can do. Each action counts once, under its highest level.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reach {
    /// The number of actions.
    pub total: u32,
    /// Actions that read.
    pub read: u32,
    /// Actions that list.
    pub list: u32,
    /// Actions that write, those for tags included where the facts call them writing as well.
    pub write: u32,
    /// Actions that change tags only.
    pub tagging: u32,
    /// Actions that change permissions.
    pub permissions: u32,
    /// The action to name in a message: of the highest level, the most notorious; among those without notoriety one
    /// that deletes, puts, updates or creates, in this order; then the first of the table. The order in which the
    /// actions come makes no difference.
    pub worst: Option<Action>,
}

/// Counts what actions can do. An action that comes twice counts twice.
#[must_use]
pub fn reach(actions: impl Iterator<Item = Action>) -> Reach {
    let mut reach = Reach::default();
    let mut worst_badness = 0;
    // Looked up only for actions of the highest level met so far: the others cannot be the worst.
    let mut worst_rank = None;
    for action in actions {
        reach.total += 1;
        let levels = action.levels();
        match levels.highest() {
            Levels::PERMISSIONS => reach.permissions += 1,
            Levels::WRITE => reach.write += 1,
            Levels::TAGGING => reach.tagging += 1,
            Levels::LIST => reach.list += 1,
            Levels::READ => reach.read += 1,
            _ => {}
        }
        let badness = levels.badness();
        if badness < worst_badness {
            continue;
        }
        let rank = rank(action);
        if badness > worst_badness || worst_rank.is_none_or(|worst| rank < worst) {
            worst_badness = badness;
            worst_rank = Some(rank);
            reach.worst = Some(action);
        }
    }
    reach
}

/// Where an action stands among those of its level: lower is worse.
fn rank(action: Action) -> (usize, usize, u32) {
    let notoriety = notoriety(action.service().prefix(), action.name()).unwrap_or(usize::MAX);
    let verbs = ["Delete", "Put", "Update", "Create"];
    let verb = verbs.iter().position(|verb| action.name().starts_with(verb)).unwrap_or(verbs.len());
    (notoriety, verb, action.index)
}

/// Whether a text matches a pattern as IAM matches actions: `*` stands for any run of characters (none included), `?`
/// for one character, everything else for itself, ignoring ASCII case.
#[must_use]
pub fn glob(pattern: &str, text: &str) -> bool {
    glob_bytes(pattern.as_bytes(), text.as_bytes())
}

fn is_wildcard(byte: u8) -> bool {
    matches!(byte, b'*' | b'?')
}

/// Only the last star met has to be remembered: what an earlier one took is the shortest there is, and taking more
/// could only leave less for what follows.
fn glob_bytes(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                p += 1;
                if p == pattern.len() {
                    return true;
                }
                star = Some((p, t));
                continue;
            }
            Some(b'?') => {
                p += 1;
                t += 1;
                // One character, not one byte of it.
                while text.get(t).is_some_and(|byte| byte & 0xC0 == 0x80) {
                    t += 1;
                }
                continue;
            }
            Some(byte) if byte.eq_ignore_ascii_case(&text[t]) => {
                p += 1;
                t += 1;
                continue;
            }
            _ => {}
        }
        // A mismatch: let the last star take one byte more.
        let Some((after, taken)) = star else { return false };
        p = after;
        t = taken + 1;
        star = Some((after, t));
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::super::notoriety::NOTORIOUS;
    use super::*;

    fn known(prefix: &str) -> Service {
        service(prefix).expect("a known service")
    }

    fn names(prefix: &str, pattern: &str) -> Vec<&'static str> {
        known(prefix).matching(pattern).map(Action::name).collect()
    }

    fn worst(prefix: &str) -> &'static str {
        reach(known(prefix).actions()).worst.expect("a service with actions").name()
    }

    #[test]
    fn the_file_is_in_the_known_layout_and_within_its_budget() {
        assert!(is_readable(FILE), "iam.bin is in another layout: UPDATE=1 cargo test --test generated");
        assert!(FILE.len() < 1_000_000, "{} bytes", FILE.len());
        assert_eq!(section(FILE, format::SERVICES).len() % format::SERVICE_LEN, 0);
        assert_eq!(section(FILE, format::ACTIONS).len() % format::ACTION_LEN, 0);
        assert_eq!(services().map(Service::len).sum::<usize>(), ACTIONS.len());
    }

    #[test]
    fn a_file_that_is_not_ours_has_no_sections() {
        for file in [&b""[..], b"ALAT", b"ALAT\xFF\xFF\x01\0aaaaaaaaaa\0\0", b"XXXX\x01\0\x01\0aaaaaaaaaa\0\0"] {
            assert!(section(file, format::TEXT).is_empty());
        }
        assert!(section(FILE, u32::MAX).is_empty());
    }

    #[test]
    fn the_date_is_a_date() {
        let date = date().as_bytes();
        assert_eq!(date.len(), format::DATE_LEN);
        assert!(date.iter().enumerate().all(|(i, byte)| if i == 4 || i == 7 { *byte == b'-' } else { byte.is_ascii_digit() }));
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
    fn levels_are_a_set() {
        let both = Levels::READ.union(Levels::LIST);
        assert!(both.contains(Levels::READ) && both.contains(both) && both.contains(Levels::default()));
        assert!(!both.contains(Levels::WRITE.union(Levels::READ)));
        assert!(both.only_reads() && !both.writes() && !both.changes_permissions() && !both.is_empty());
        assert!(Levels::default().is_empty() && !Levels::default().only_reads() && !Levels::default().writes());
        assert!(Levels::TAGGING.writes() && Levels::PERMISSIONS.writes() && Levels::PERMISSIONS.changes_permissions());
        assert_eq!(both.highest(), Levels::LIST);
        assert_eq!(Levels::default().highest(), Levels::default());
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
    fn reach_counts_each_action_once() {
        let s3 = known("s3");
        let all = reach(s3.actions());
        assert_eq!((all.total, all.permissions), (180, 27));
        assert_eq!(all.read + all.list + all.write + all.tagging + all.permissions, all.total);
        assert_eq!(all.worst, s3.action("PutBucketPolicy"));

        let get = reach(s3.matching("get*"));
        assert!(get.total > 50);
        assert_eq!((get.read, get.write, get.permissions), (get.total, 0, 0));
        assert_eq!(get.worst, s3.action("GetObject"));

        assert_eq!(reach(std::iter::empty()), Reach::default());
    }

    #[test]
    fn the_worst_action_is_the_one_to_name() {
        assert_eq!(worst("cognito-identity"), "SetIdentityPoolRoles");
        assert_eq!(worst("cognito-idp"), "AdminSetUserPassword");
        assert_eq!(worst("iam"), "AttachRolePolicy");
        assert_eq!(worst("lambda"), "AddPermission");
        assert_eq!(worst("kms"), "PutKeyPolicy");
        let of = |prefix, pattern| reach(known(prefix).matching(pattern)).worst.map(Action::name);
        assert_eq!(of("dynamodb", "*Item"), Some("DeleteItem"));
        assert_eq!(of("dynamodb", "P*Item"), Some("PutItem"));
        assert_eq!(of("iam", "Pass*"), Some("PassRole"));
        // Without notoriety: the verb first, then the alphabet.
        assert_eq!(of("polly", "*Lexicon"), Some("DeleteLexicon"));
        assert_eq!(of("polly", "*"), Some("DeleteLexicon"));
        assert_eq!(of("polly", "nothing*"), None);
    }

    #[test]
    fn the_worst_action_does_not_depend_on_the_order() {
        for service in services() {
            let mut actions: Vec<_> = service.actions().collect();
            let forward = reach(actions.iter().copied());
            actions.reverse();
            assert_eq!(reach(actions.into_iter()), forward);
        }
        assert_eq!(reach(services().flat_map(Service::actions)).worst.map(Action::name), Some("AttachRolePolicy"));
    }

    #[test]
    fn notorious_actions_exist_once_as_spelled() {
        for (i, (prefix, names)) in NOTORIOUS.iter().enumerate() {
            let found = service(prefix);
            assert_eq!(found.map(Service::prefix), Some(*prefix));
            assert!(NOTORIOUS[..i].iter().all(|(other, _)| other != prefix), "{prefix} twice");
            for (j, name) in names.iter().enumerate() {
                let action = found.and_then(|service| service.action(name));
                assert_eq!(action.map(Action::name), Some(*name), "{prefix}:{name}");
                assert!(!names[..j].contains(name), "{prefix}:{name} twice");
            }
        }
    }

    #[test]
    fn globs_match_as_iam_does() {
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("**", ""),
            ("*", "anything"),
            ("a", "A"),
            ("GetObject", "getobject"),
            ("get*", "GetObject"),
            ("*object", "GetObject"),
            ("g*t*t", "GetObject"),
            ("?", "a"),
            ("?", "é"),
            ("*?", "é"),
            ("a?c*", "abc"),
            ("*?*", "a"),
            ("*ab", "aab"),
            ("*a*b*c*", "xxaxxbxxcxx"),
            ("*aab", "aaaaaaab"),
            ("???", "abc"),
            ("a**b", "ab"),
            ("é*", "éa"),
            ("[a]", "[A]"),
        ] {
            assert!(glob(pattern, text), "{pattern} should match {text}");
        }
        for (pattern, text) in [
            ("", "a"),
            ("a", ""),
            ("?", ""),
            ("*?", ""),
            ("??", "é"),
            ("get*", "PutObject"),
            ("get", "GetObject"),
            ("*object", "GetObjects"),
            ("a?", "a"),
            ("*a*b*c*", "xxcxxbxxaxx"),
            ("????", "abc"),
            ("É", "é"),
            ("[ab]", "a"),
            ("a.c", "abc"),
            (r"\*", "*"),
        ] {
            assert!(!glob(pattern, text), "{pattern} should not match {text}");
        }
    }

    #[test]
    fn many_stars_do_not_explode() {
        let pattern = format!("{}b", "a*".repeat(200));
        assert!(!glob(&pattern, &"a".repeat(5_000)));
    }
}
