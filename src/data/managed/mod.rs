//! The policies that AWS manages: in comes a name or the end of an ARN, out comes the path, what is known against using it, and what it
//! allows.
//!
//! The table is one checked-in file, `managed.bin`, sliced in place: nothing is parsed or built at start-up, and no look-up allocates.
//! Its layout is described in [`mod@format`] and written by `tests/managed.rs`; the header is that of the other tables. What AWS does not
//! publish, which policies are too much and which are no more, is the hand-written table in `notes.rs`.

mod notes;
mod statement;

use std::cmp::Ordering;
use std::fmt;

use super::distance::edit_distance;
use super::iam::{format as header, is_readable, section, u16_at, u32_at};
pub use notes::Class;
use notes::{Note, note};
pub use statement::{ManagedStatement, Pattern};

/// The layout of `managed.bin`, shared by this reader and by the generator. All numbers are little-endian.
///
/// ```text
/// TEXT        UTF-8 without separators; every string is an offset and a length into it, and strings may overlap
/// POLICIES    sorted by name ignoring ASCII case: name u32, first statement u16, statements u16, name length u8, path u8, flags u8
/// STATEMENTS  grouped by policy in its order: run of actions u16, run of resources u16 or ANY, flags u8
/// RUNS        lists that statements share: first item u32, items u16
/// ITEMS       either a text, with the highest bit set, or the number of an action of `iam.bin`: u16
/// TEXTS       patterns and resources: text u32, length u16
/// ACTIONS_OF  the date of the `iam.bin` that the numbers are of
/// ```
pub mod format {
    /// The section that holds all strings.
    pub const TEXT: u32 = 1;
    /// The section that holds the policies.
    pub const POLICIES: u32 = 2;
    /// The section that holds the statements.
    pub const STATEMENTS: u32 = 3;
    /// The section that holds the lists.
    pub const RUNS: u32 = 4;
    /// The section that holds the items of the lists.
    pub const ITEMS: u32 = 5;
    /// The section that holds the places of patterns and resources.
    pub const TEXTS: u32 = 6;
    /// The section that says of which day the action table is that items point into.
    pub const ACTIONS_OF: u32 = 7;
    /// The length of one policy.
    pub const POLICY_LEN: usize = 11;
    /// The length of one statement.
    pub const STATEMENT_LEN: usize = 5;
    /// The length of one list.
    pub const RUN_LEN: usize = 6;
    /// The length of one item.
    pub const ITEM_LEN: usize = 2;
    /// The length of one text.
    pub const TEXT_LEN: usize = 6;

    /// The paths that there are; a policy has the number of one.
    pub const PATHS: [&str; 5] = ["", "service-role/", "job-function/", "aws-service-role/", "root-task/"];
    /// The policy can't be attached any more.
    pub const WITHDRAWN: u8 = 1;
    /// Nothing says under which path the policy was.
    pub const NO_PATH: u8 = 1 << 1;

    /// Among the resources of a statement is `*`.
    pub const ANY: u16 = u16::MAX;
    /// The statement allows.
    pub const ALLOWS: u8 = 1;
    /// Its actions are those of `NotAction`.
    pub const NOT_ACTION: u8 = 1 << 1;
    /// Its resources are those of `NotResource`.
    pub const NOT_RESOURCE: u8 = 1 << 2;
    /// It has a condition.
    pub const CONDITION: u8 = 1 << 3;
    /// The item is a text.
    pub const IS_TEXT: u16 = 1 << 15;
}

static FILE: &[u8] = include_bytes!("../managed.bin");
static TEXT: &[u8] = section(FILE, format::TEXT);
static POLICIES: &[[u8; format::POLICY_LEN]] = section(FILE, format::POLICIES).as_chunks().0;

fn bytes(start: u32, len: usize) -> &'static [u8] {
    let start = start as usize;
    &TEXT[start..start + len]
}

fn text(bytes: &'static [u8]) -> &'static str {
    str::from_utf8(bytes).expect("internal error: the table of managed policies holds text that is not UTF-8")
}

/// Orders by ASCII-lower-case bytes: the order of the table.
fn compare(a: &[u8], b: &[u8]) -> Ordering {
    a.iter().map(u8::to_ascii_lowercase).cmp(b.iter().map(u8::to_ascii_lowercase))
}

/// The date of the facts, as `YYYY-MM-DD`.
#[must_use]
pub fn date() -> &'static str {
    if is_readable(FILE) { text(&FILE[header::DATE_AT..header::DATE_AT + header::DATE_LEN]) } else { "" }
}

/// All policies, by name.
pub fn policies() -> impl Iterator<Item = ManagedPolicy> {
    POLICIES.iter().map(|record| ManagedPolicy { record })
}

/// The policy of a name, as AWS spells it.
#[must_use]
pub fn by_name(name: &str) -> Option<ManagedPolicy> {
    let index = POLICIES.binary_search_by(|record| compare(name_bytes(record), name.as_bytes())).ok()?;
    Some(ManagedPolicy { record: &POLICIES[index] }).filter(|policy| policy.name() == name)
}

/// The policy of the last part of an ARN: `policy/service-role/AWSLambdaRole`. `None` where the path is not that of the policy.
#[must_use]
pub fn by_arn_suffix(suffix: &str) -> Option<ManagedPolicy> {
    let rest = suffix.strip_prefix("policy/")?;
    let name_at = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (path, name) = rest.split_at(name_at);
    by_name(name).filter(|policy| !policy.is_path_known() || policy.path() == path)
}

/// The policies whose names are nearest to one that is none, the nearest first.
#[must_use]
pub fn similar(name: &str) -> Vec<ManagedPolicy> {
    let plain = |name: &str| name.replace(['_', '-'], "").to_ascii_lowercase();
    let wanted = plain(name);
    let allowed = wanted.len() / 4;
    let mut near: Vec<(usize, ManagedPolicy)> = policies()
        .filter(|policy| policy.name().len().abs_diff(name.len()) <= allowed + 2)
        .map(|policy| (edit_distance(&wanted, &plain(policy.name())), policy))
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    near.sort_by_key(|(distance, policy)| (policy.is_withdrawn(), *distance));
    near.into_iter().map(|(_, policy)| policy).take(3).collect()
}

fn name_bytes(record: &[u8; format::POLICY_LEN]) -> &'static [u8] {
    bytes(u32_at(record, 0), usize::from(record[8]))
}

/// A policy that AWS manages.
#[derive(Clone, Copy)]
pub struct ManagedPolicy {
    record: &'static [u8; format::POLICY_LEN],
}

impl ManagedPolicy {
    /// The name: `AWSLambdaRole`.
    #[must_use]
    pub fn name(self) -> &'static str {
        text(name_bytes(self.record))
    }

    /// The path, with its slash: `service-role/`, or nothing.
    #[must_use]
    pub fn path(self) -> &'static str {
        format::PATHS[usize::from(self.record[9])]
    }

    /// False for a policy that was withdrawn before anybody noted its path.
    #[must_use]
    pub fn is_path_known(self) -> bool {
        self.record[10] & format::NO_PATH == 0
    }

    /// True for the policies of service-linked roles, which nobody else can attach.
    #[must_use]
    pub fn is_service_linked(self) -> bool {
        self.path() == "aws-service-role/"
    }

    /// True for a policy that should not be used any more: withdrawn, replaced, or for a service that is gone.
    #[must_use]
    pub fn is_deprecated(self) -> bool {
        self.is_withdrawn() || self.class() == Some(Class::Old)
    }

    /// True for a policy that can't be attached any more.
    #[must_use]
    pub fn is_withdrawn(self) -> bool {
        self.record[10] & format::WITHDRAWN != 0 || self.class() == Some(Class::Withdrawn)
    }

    /// The policy to use instead.
    #[must_use]
    pub fn replacement(self) -> Option<ManagedPolicy> {
        self.note()?.replacement.and_then(by_name)
    }

    /// What is known of it beside its document.
    #[must_use]
    pub fn class(self) -> Option<Class> {
        self.note().map(|note| note.class)
    }

    /// True for a policy that gives so much that nobody should attach it without a thought.
    #[must_use]
    pub fn is_broad(self) -> bool {
        matches!(self.class(), Some(Class::Administrator | Class::Escalation | Class::BroadData | Class::ReadsEverything))
    }

    fn note(self) -> Option<&'static Note> {
        note(self.name())
    }

    /// The statements of its document.
    pub fn statements(self) -> impl Iterator<Item = ManagedStatement> {
        let first = usize::from(u16_at(self.record, 4));
        statement::range(first, first + usize::from(u16_at(self.record, 6)))
    }
}

impl PartialEq for ManagedPolicy {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

impl Eq for ManagedPolicy {}

impl fmt::Debug for ManagedPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ManagedPolicy({}{})", self.path(), self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::super::iam;
    use super::*;

    fn known(name: &str) -> ManagedPolicy {
        by_name(name).expect("a known policy")
    }

    #[test]
    fn the_file_is_in_the_known_layout_and_within_its_budget() {
        assert!(is_readable(FILE), "managed.bin is in another layout: UPDATE=1 cargo test --test managed");
        assert!(FILE.len() < 500_000, "{} bytes", FILE.len());
        assert_eq!(text(section(FILE, format::ACTIONS_OF)), iam::date(), "UPDATE=1 cargo test --test managed");
        assert!(policies().count() > 1_600);
        assert_eq!(date().len(), header::DATE_LEN);
    }

    #[test]
    fn every_policy_is_found_by_its_name_and_its_arn() {
        for policy in policies() {
            assert_eq!(by_name(policy.name()), Some(policy));
            assert_eq!(by_arn_suffix(&format!("policy/{}{}", policy.path(), policy.name())), Some(policy));
            assert!(policy.statements().next().is_some(), "{policy:?}");
            assert!(policy.statements().all(|statement| statement.actions().next().is_some()), "{policy:?}");
        }
        let names: Vec<String> = policies().map(|policy| policy.name().to_ascii_lowercase()).collect();
        assert!(names.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn paths_belong_to_policies() {
        let role = known("AWSLambdaBasicExecutionRole");
        assert_eq!(role.path(), "service-role/");
        assert_eq!(by_arn_suffix("policy/service-role/AWSLambdaBasicExecutionRole"), Some(role));
        for wrong in [
            "policy/AWSLambdaBasicExecutionRole",
            "service-role/AWSLambdaBasicExecutionRole",
            "policy/job-function/AWSLambdaBasicExecutionRole",
            "policy/",
            "",
        ] {
            assert_eq!(by_arn_suffix(wrong), None, "{wrong}");
        }
        assert_eq!(by_name("awslambdabasicexecutionrole"), None);
        assert_eq!(known("ViewOnlyAccess").path(), "job-function/");
        assert!(known("AWSSupportServiceRolePolicy").is_service_linked());
        // Nobody knows where this one was.
        assert!(by_arn_suffix("policy/AWSLambdaFullAccess").is_some() && by_arn_suffix("policy/x/AWSLambdaFullAccess").is_some());
    }

    #[test]
    fn old_policies_name_what_replaces_them() {
        let old = known("AWSLambdaFullAccess");
        assert!(old.is_withdrawn() && old.is_deprecated());
        assert_eq!(old.replacement(), by_name("AWSLambda_FullAccess"));
        let config = known("AWSConfigRole");
        assert!(config.is_withdrawn() && config.replacement() == by_name("AWS_ConfigRole"));
        let watch = known("CloudWatchFullAccess");
        assert!(watch.is_deprecated() && !watch.is_withdrawn());
        assert!(!known("AmazonS3FullAccess").is_deprecated());
    }

    #[test]
    fn statements_say_what_they_allow() {
        let admin: Vec<_> = known("AdministratorAccess").statements().collect();
        assert_eq!(admin.len(), 1);
        assert!(admin[0].allows() && admin[0].is_any_resource() && !admin[0].has_condition() && !admin[0].is_not_action());
        assert_eq!(admin[0].actions().map(|pattern| pattern.to_string()).collect::<Vec<_>>(), ["*"]);
        assert!(known("PowerUserAccess").statements().any(ManagedStatement::is_not_action));
        let basic: Vec<String> = known("AWSLambdaBasicExecutionRole")
            .statements()
            .flat_map(ManagedStatement::actions)
            .map(|action| action.to_string())
            .collect();
        assert_eq!(basic, ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]);
        let execute = known("AWSLambdaExecute");
        assert!(execute.statements().any(|statement| statement.resources().eq(["arn:aws:s3:::*"]) && !statement.is_any_resource()));
        assert!(known("AWSLambda_FullAccess").statements().any(ManagedStatement::has_condition));
    }

    #[test]
    fn names_that_are_none_have_neighbours() {
        let nearest = |name: &str| similar(name).first().map(|policy| policy.name());
        assert_eq!(nearest("AmazonS3FullAcces"), Some("AmazonS3FullAccess"));
        assert_eq!(nearest("awslambdabasicexecutionrole"), Some("AWSLambdaBasicExecutionRole"));
        assert_eq!(nearest("AWSLambdaFullAcess"), Some("AWSLambda_FullAccess"));
        assert_eq!(nearest("SomethingElseEntirely"), None);
        assert_eq!(nearest(""), None);
    }
}
