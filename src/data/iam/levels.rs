//! What actions can do: in come actions, out comes how much they read, write and permit, and which of them is the worst.

use super::Action;
use crate::data::notoriety::notoriety;

/// A set of access levels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Levels(pub(super) u8);

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

    pub(super) const ALL: u8 = (1 << 5) - 1;

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
fn rank(action: Action) -> (usize, usize, usize) {
    let notoriety = notoriety(action.service().prefix(), action.name()).unwrap_or(usize::MAX);
    let verbs = ["Delete", "Put", "Update", "Create"];
    let verb = verbs.iter().position(|verb| action.name().starts_with(verb)).unwrap_or(verbs.len());
    (notoriety, verb, action.index())
}

#[cfg(test)]
mod tests {
    use super::super::{Service, service, services};
    use super::*;
    use crate::data::notoriety::NOTORIOUS;

    fn known(prefix: &str) -> Service {
        service(prefix).expect("a known service")
    }

    fn worst(prefix: &str) -> &'static str {
        reach(known(prefix).actions()).worst.expect("a service with actions").name()
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
}
