//! Sets of IAM actions: exact sets over the compiled-in table, whatever patterns they were written as.

use crate::data::iam::{self, Action, Service};

/// A set of actions of the table, as ranges of their indices: sorted, apart, none empty.
///
/// Actions that the table does not know are in no set, so a question about those must be asked of the patterns themselves
/// ([`pattern_covers`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionSet {
    ranges: Vec<(usize, usize)>,
}

impl ActionSet {
    /// No action.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every action of every service.
    #[must_use]
    pub fn all() -> Self {
        Self { ranges: vec![(0, iam::action_count())] }
    }

    /// Every action of a service.
    #[must_use]
    pub fn of_service(service: Service) -> Self {
        Self::from_sorted(service.actions())
    }

    /// The actions that an entry of `Action` stands for: `*`, `s3:GetObject`, `s3:Get*`. A service with a wildcard in it is refused by
    /// IAM and stands for none.
    #[must_use]
    pub fn of_pattern(pattern: &str) -> Self {
        if is_everything(pattern) {
            return Self::all();
        }
        let Some((prefix, name)) = pattern.split_once(':') else { return Self::new() };
        let Some(service) = iam::service(prefix) else { return Self::new() };
        let stem = name.trim_end_matches('*');
        if stem.contains(['*', '?']) {
            Self::from_sorted(service.matching(name))
        } else if stem.len() < name.len() {
            let places = service.beginning(stem);
            Self::joined((!places.is_empty()).then_some((places.start, places.end)))
        } else {
            Self::from_sorted(service.action(name).into_iter())
        }
    }

    /// The actions that any of several entries stands for.
    #[must_use]
    pub fn of_patterns<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Self {
        let mut ranges: Vec<(usize, usize)> = patterns.into_iter().flat_map(|pattern| Self::of_pattern(pattern).ranges).collect();
        ranges.sort_unstable();
        Self::joined(ranges)
    }

    fn from_sorted(actions: impl Iterator<Item = Action>) -> Self {
        Self::joined(actions.map(|action| (action.index(), action.index() + 1)))
    }

    /// Ranges sorted by their start, which may touch or overlap.
    fn joined(sorted: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for (start, end) in sorted {
            match ranges.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => ranges.push((start, end)),
            }
        }
        Self { ranges }
    }

    /// What is in this set or the other one.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut ranges: Vec<(usize, usize)> = self.ranges.iter().chain(&other.ranges).copied().collect();
        ranges.sort_unstable();
        Self::joined(ranges)
    }

    /// What is in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut mine, mut theirs) = (self.ranges.as_slice(), other.ranges.as_slice());
        let mut ranges = Vec::new();
        while let (Some(&(start, end)), Some(&(from, to))) = (mine.first(), theirs.first()) {
            let (low, high) = (start.max(from), end.min(to));
            if low < high {
                ranges.push((low, high));
            }
            if end <= to {
                mine = &mine[1..];
            } else {
                theirs = &theirs[1..];
            }
        }
        Self { ranges }
    }

    /// What is in this set and not in the other one.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// Every action that is not in this set: what `NotAction` stands for.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut ranges = Vec::new();
        let mut from = 0;
        for &(start, end) in &self.ranges {
            if from < start {
                ranges.push((from, start));
            }
            from = end;
        }
        if from < iam::action_count() {
            ranges.push((from, iam::action_count()));
        }
        Self { ranges }
    }

    /// True when it has no action.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The number of actions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranges.iter().map(|(start, end)| end - start).sum()
    }

    /// True when every action of it is in the other one too.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.ranges.iter().all(|&(start, end)| {
            let after = other.ranges.partition_point(|range| range.0 <= start);
            after > 0 && end <= other.ranges[after - 1].1
        })
    }

    /// True when some action is in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.intersection(other).is_empty()
    }

    /// True when the action is in it.
    #[must_use]
    pub fn contains(&self, action: Action) -> bool {
        let after = self.ranges.partition_point(|range| range.0 <= action.index());
        after > 0 && action.index() < self.ranges[after - 1].1
    }

    /// Its actions, by service and name.
    pub fn iter(&self) -> impl Iterator<Item = Action> + '_ {
        self.ranges.iter().flat_map(|&(start, end)| iam::actions_at(start..end))
    }

    /// The services that it has actions of, each once.
    pub fn services(&self) -> impl Iterator<Item = Service> + '_ {
        let mut last = None;
        self.iter().map(Action::service).filter(move |service| last.replace(*service) != Some(*service))
    }
}

impl FromIterator<Action> for ActionSet {
    fn from_iter<I: IntoIterator<Item = Action>>(actions: I) -> Self {
        let mut indices: Vec<(usize, usize)> = actions.into_iter().map(|action| (action.index(), action.index() + 1)).collect();
        indices.sort_unstable();
        Self::joined(indices)
    }
}

/// Whether an entry of `Action` stands for an action, among others or alone.
#[must_use]
pub fn stands_for(pattern: &str, action: Action) -> bool {
    let names = |(prefix, name): (&str, &str)| prefix.eq_ignore_ascii_case(action.service().prefix()) && iam::glob(name, action.name());
    is_everything(pattern) || pattern.split_once(':').is_some_and(names)
}

/// True for an entry that stands for every action.
#[must_use]
pub fn is_everything(pattern: &str) -> bool {
    let stars = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
    stars(pattern) || pattern.split_once(':').is_some_and(|(service, name)| stars(service) && stars(name))
}

/// Whether whatever an entry of `Action` stands for, today or one day, the other entry stands for too: `s3:*` covers `s3:Get*`.
#[must_use]
pub fn pattern_covers(wide: &str, narrow: &str) -> bool {
    if is_everything(wide) {
        return true;
    }
    let (Some((service, wide)), Some((same, narrow))) = (wide.split_once(':'), narrow.split_once(':')) else { return false };
    if !service.eq_ignore_ascii_case(same) {
        return false;
    }
    // Most pairs differ before the first wildcard, and most entries have none.
    let stem = wide.bytes().position(|byte| matches!(byte, b'*' | b'?')).unwrap_or(wide.len());
    let begins = narrow.as_bytes().get(..stem).is_some_and(|start| start.eq_ignore_ascii_case(&wide.as_bytes()[..stem]));
    begins && if narrow.contains(['*', '?']) { glob_covers(wide.as_bytes(), narrow.as_bytes()) } else { iam::glob(wide, narrow) }
}

/// Whether one pattern of `*` and `?` matches all that another one does, ignoring ASCII case. Work grows with the product of the lengths.
fn glob_covers(wide: &[u8], narrow: &[u8]) -> bool {
    // reach[i]: the first i bytes of `wide` cover what has been read of `narrow`.
    let mut reach = vec![false; wide.len() + 1];
    reach[0] = true;
    let pass_stars = |reach: &mut [bool]| {
        for i in 0..wide.len() {
            if reach[i] && wide[i] == b'*' {
                reach[i + 1] = true;
            }
        }
    };
    pass_stars(&mut reach);
    for read in narrow {
        let mut next = vec![false; wide.len() + 1];
        for i in 0..wide.len() {
            let stays = wide[i] == b'*' && (reach[i] || reach[i + 1]);
            match (wide[i], *read) {
                (b'*', _) if stays => next[i + 1] = true,
                // What the other one may take any number of, only a star takes.
                (_, b'*') => {}
                (b'?', _) if reach[i] => next[i + 1] = true,
                (byte, read) if reach[i] && read != b'?' && byte.eq_ignore_ascii_case(&read) => next[i + 1] = true,
                _ => {}
            }
        }
        pass_stars(&mut next);
        reach = next;
    }
    reach[wide.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a set is by its meaning: each action of the table for itself.
    fn naive(pattern: &str) -> Vec<bool> {
        iam::services()
            .flat_map(Service::actions)
            .map(|action| {
                is_everything(pattern)
                    || pattern.split_once(':').is_some_and(|(prefix, name)| {
                        prefix.eq_ignore_ascii_case(action.service().prefix()) && iam::glob(name, action.name())
                    })
            })
            .collect()
    }

    fn members(set: &ActionSet) -> Vec<bool> {
        let mut members = vec![false; iam::action_count()];
        set.iter().for_each(|action| members[action.index()] = true);
        members
    }

    fn pattern() -> impl Strategy<Value = String> {
        let services = prop::sample::select(vec!["s3", "IAM", "cognito-idp", "sts", "zz", "lambda", "dynamodb"]);
        let names = prop_oneof![
            Just("*".to_owned()),
            "(Get|List|Put|Delete|Create|Admin|Pass)\\*",
            "\\*(Policy|Role|Object|User|Item)",
            "(g|P|\\*)[a-z*?]{0,4}\\*?",
            Just("GetObject".to_owned()),
            Just("PassRole".to_owned()),
        ];
        prop_oneof![1 => Just("*".to_owned()), 20 => (services, names).prop_map(|(service, name)| format!("{service}:{name}"))]
    }

    fn patterns() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec(pattern(), 0..5)
    }

    fn set(patterns: &[String]) -> ActionSet {
        ActionSet::of_patterns(patterns.iter().map(String::as_str))
    }

    fn naive_union(patterns: &[String]) -> Vec<bool> {
        patterns.iter().map(|pattern| naive(pattern)).fold(vec![false; iam::action_count()], |mut all, one| {
            all.iter_mut().zip(one).for_each(|(all, one)| *all |= one);
            all
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn sets_are_what_looking_at_every_action_says(mine in patterns(), theirs in patterns()) {
            let (a, b) = (set(&mine), set(&theirs));
            let (x, y) = (naive_union(&mine), naive_union(&theirs));
            let both = |op: fn(bool, bool) -> bool| x.iter().zip(&y).map(|(x, y)| op(*x, *y)).collect::<Vec<bool>>();
            prop_assert_eq!(members(&a), x.clone());
            prop_assert_eq!(members(&a.union(&b)), both(|x, y| x || y));
            prop_assert_eq!(members(&a.intersection(&b)), both(|x, y| x && y));
            prop_assert_eq!(members(&a.difference(&b)), both(|x, y| x && !y));
            prop_assert_eq!(members(&a.complement()), x.iter().map(|x| !x).collect::<Vec<bool>>());
            prop_assert_eq!(a.is_subset(&b), x.iter().zip(&y).all(|(x, y)| !x || *y));
            prop_assert_eq!(a.overlaps(&b), x.iter().zip(&y).any(|(x, y)| *x && *y));
            prop_assert_eq!(a.is_empty(), !x.contains(&true));
            prop_assert_eq!(a.len(), x.iter().filter(|x| **x).count());
        }

        #[test]
        fn sets_that_are_equal_look_the_same(mine in patterns(), theirs in patterns()) {
            let (a, b) = (set(&mine), set(&theirs));
            prop_assert_eq!(a.union(&b), b.union(&a));
            prop_assert_eq!(a.complement().complement(), a.clone());
            prop_assert_eq!(a.difference(&b).union(&a.intersection(&b)), a.clone());
            prop_assert_eq!(a.iter().collect::<ActionSet>(), a);
        }

        #[test]
        fn a_pattern_covers_another_one_when_it_matches_all_of_its_words(wide in "[ab*?]{0,5}", narrow in "[ab*?]{0,5}") {
            // Words as long as both patterns together tell them apart.
            let mut words = vec![String::new()];
            let mut all = words.clone();
            for _ in 0..7 {
                words = words.iter().flat_map(|word| ["a", "b", "c"].map(|letter| format!("{word}{letter}"))).collect();
                all.extend(words.iter().cloned());
            }
            let covers = all.iter().filter(|word| iam::glob(&narrow, word)).all(|word| iam::glob(&wide, word));
            // Some inclusions hold only because the alternatives of a star add up; saying no there is right for a warning.
            let said = glob_covers(wide.as_bytes(), narrow.as_bytes());
            prop_assert!(!said || covers, "{} does not cover {}", wide, narrow);
            if !narrow.contains('*') || !wide.contains('?') {
                prop_assert_eq!(said, covers, "{} and {}", wide, narrow);
            }
        }
    }

    #[test]
    fn entries_stand_for_what_iam_takes_them_for() {
        assert_eq!(ActionSet::of_pattern("*"), ActionSet::all());
        assert_eq!(ActionSet::of_pattern("*:*"), ActionSet::all());
        assert_eq!(ActionSet::of_pattern("S3:getobject").len(), 1);
        assert_eq!(ActionSet::of_pattern("s3:*"), ActionSet::of_service(iam::service("s3").expect("a known service")));
        for nothing in ["", "s3", "s3:", "s*:GetObject", "zz:*", "s3:GetObjects", ":"] {
            assert!(ActionSet::of_pattern(nothing).is_empty(), "{nothing}");
        }
        assert!(!is_everything("") && !is_everything("s3:*") && is_everything("**"));
    }

    #[test]
    fn covering_is_about_every_action_that_may_come() {
        for (wide, narrow) in
            [("*", "s3:Get*"), ("s3:*", "S3:GetObject"), ("s3:Get*", "s3:GetObject*"), ("s3:*Object", "s3:Get*Object"), ("a:?b", "a:xb")]
        {
            assert!(pattern_covers(wide, narrow), "{wide} {narrow}");
        }
        for (wide, narrow) in
            [("s3:Get*", "s3:*"), ("s3:Get*", "sqs:Get*"), ("s3:GetObject", "s3:GetObject*"), ("a:?", "a:*"), ("a:x", "a:?"), ("s3", "s3")]
        {
            assert!(!pattern_covers(wide, narrow), "{wide} {narrow}");
        }
    }

    #[test]
    fn an_entry_stands_for_what_is_in_its_set() {
        let action = iam::service("iam").and_then(|iam| iam.action("PassRole")).expect("a known action");
        for pattern in ["*", "iam:*", "IAM:passrole", "iam:Pass*", "iam:GetRole", "i*:PassRole", "sts:*", "iam", "iam:", "iam:PassRol?"] {
            assert_eq!(stands_for(pattern, action), ActionSet::of_pattern(pattern).contains(action), "{pattern}");
        }
    }

    #[test]
    fn services_are_named_once() {
        let set = ActionSet::of_patterns(["s3:*", "sqs:Get*", "s3:GetObject"]);
        assert_eq!(set.services().map(Service::prefix).collect::<Vec<_>>(), ["s3", "sqs"]);
    }
}
