//! What the documents of managed policies say.

use std::fmt;

use super::super::iam::{self, Action, section, u16_at, u32_at};
use super::{FILE, bytes, format, text};

static STATEMENTS: &[[u8; format::STATEMENT_LEN]] = section(FILE, format::STATEMENTS).as_chunks().0;
static RUNS: &[[u8; format::RUN_LEN]] = section(FILE, format::RUNS).as_chunks().0;
static ITEMS: &[[u8; format::ITEM_LEN]] = section(FILE, format::ITEMS).as_chunks().0;
static TEXTS: &[[u8; format::TEXT_LEN]] = section(FILE, format::TEXTS).as_chunks().0;

/// A statement of a managed policy.
#[derive(Clone, Copy)]
pub struct ManagedStatement {
    record: &'static [u8; format::STATEMENT_LEN],
}

pub(super) fn range(first: usize, end: usize) -> impl Iterator<Item = ManagedStatement> {
    STATEMENTS[first..end].iter().map(|record| ManagedStatement { record })
}

impl ManagedStatement {
    fn has(self, flag: u8) -> bool {
        self.record[4] & flag != 0
    }

    /// True for `Effect: Allow`.
    #[must_use]
    pub fn allows(self) -> bool {
        self.has(format::ALLOWS)
    }

    /// The patterns of `Action`, or of `NotAction`.
    pub fn actions(self) -> impl Iterator<Item = Pattern> {
        run(u16_at(self.record, 0)).map(|item| match item & format::IS_TEXT {
            0 => Pattern::Action(Action::at(usize::from(item)).expect("internal error: managed.bin is of another iam.bin")),
            _ => Pattern::Text(text_at(item)),
        })
    }

    /// True where the patterns are those of `NotAction`.
    #[must_use]
    pub fn is_not_action(self) -> bool {
        self.has(format::NOT_ACTION)
    }

    /// True where `Resource` is or holds `*`.
    #[must_use]
    pub fn is_any_resource(self) -> bool {
        self.resources_run() == format::ANY && !self.is_not_resource()
    }

    /// The resources, or those of `NotResource`; none where `*` is among them.
    pub fn resources(self) -> impl Iterator<Item = &'static str> {
        let run_of = Some(self.resources_run()).filter(|run| *run != format::ANY);
        run_of.into_iter().flat_map(run).map(text_at)
    }

    /// True where the resources are those of `NotResource`.
    #[must_use]
    pub fn is_not_resource(self) -> bool {
        self.has(format::NOT_RESOURCE)
    }

    /// True where it has a condition.
    #[must_use]
    pub fn has_condition(self) -> bool {
        self.has(format::CONDITION)
    }

    fn resources_run(self) -> u16 {
        u16_at(self.record, 2)
    }
}

fn run(index: u16) -> impl Iterator<Item = u16> {
    let record = &RUNS[usize::from(index)];
    let first = u32_at(record, 0) as usize;
    ITEMS[first..first + usize::from(u16_at(record, 4))].iter().map(|item| u16::from_le_bytes(*item))
}

fn text_at(item: u16) -> &'static str {
    let record = &TEXTS[usize::from(item & !format::IS_TEXT)];
    text(bytes(u32_at(record, 0), usize::from(u16_at(record, 4))))
}

/// An entry of `Action`. It displays as the text that stands there: `s3:GetObject`, `s3:Get*`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pattern {
    /// One action of the table.
    Action(Action),
    /// A pattern with wildcards, or an action that the table lacks.
    Text(&'static str),
}

impl Pattern {
    /// The actions that it stands for.
    pub fn matching(self) -> impl Iterator<Item = Action> {
        let (one, text) = match self {
            Self::Action(action) => (Some(action), None),
            Self::Text(text) => (None, Some(text)),
        };
        let every = matches!(text, Some("*" | "*:*"));
        let parts = text.and_then(|text| text.split_once(':')).filter(|_| !every);
        let of_service = parts.and_then(|(prefix, name)| Some((iam::service(prefix)?, name)));
        let all = iam::services().filter(move |_| every).flat_map(iam::Service::actions);
        one.into_iter().chain(of_service.into_iter().flat_map(|(service, name)| service.matching(name))).chain(all)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action(action) => write!(f, "{}:{}", action.service().prefix(), action.name()),
            Self::Text(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::by_name;
    use super::*;

    fn reached(name: &str) -> usize {
        let statements = by_name(name).expect("a known policy").statements();
        statements.flat_map(ManagedStatement::actions).flat_map(Pattern::matching).count()
    }

    #[test]
    fn patterns_stand_for_actions() {
        assert_eq!(reached("AdministratorAccess"), iam::action_count());
        assert_eq!(reached("AWSLambdaBasicExecutionRole"), 3);
        let s3 = iam::service("s3").expect("a known service");
        assert!(reached("AmazonS3FullAccess") > s3.len());
        assert_eq!(Pattern::Text("nobody:*").matching().count(), 0);
        assert_eq!(Pattern::Text("s3:getobject").matching().map(Action::name).collect::<Vec<_>>(), ["GetObject"]);
    }
}
