//! Worlds: one way in which conditions and parameters may turn out, and the walk through all of them that a reader can tell apart.
//!
//! Whoever reads a value asks questions. A question that this world has not answered takes its first possible answer, and the others
//! are queued as further worlds; [`World::explore`] runs its reader once for each.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};

use super::{Known, Unknown};
use crate::syntax::NodeId;
use crate::template::Stack;

/// Something that may turn out one way or another, by its index in the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// A condition: answer 0 is true, 1 is false.
    Condition(u32),
    /// A parameter with allowed values: the answer is the index into them, 0 is the default where there is one.
    Parameter(u32),
}

/// The answers of a world, in the order in which they were asked for.
pub type Facts = Vec<(Question, u16)>;

/// What a reader gave in one world.
#[derive(Debug)]
pub struct Leaf<T> {
    /// The answers that it asked for.
    pub facts: Facts,
    /// What it gave.
    pub out: T,
}

/// After so many worlds of one reader a further question takes its first answer.
const LEAF_LIMIT: usize = 64;

/// So many sets of answers are remembered.
const SOLVED_LIMIT: usize = 10_000;

/// Functions inside functions are followed so deep.
const DEPTH_LIMIT: u32 = 64;

/// What working out one value may cost: one for each function and text, and one for each 256 bytes.
const VALUE_FUEL: u32 = 10_000;

/// Which answers can be together: worked out once for all worlds of a stack.
#[derive(Debug, Default)]
pub struct Solved {
    together: RefCell<HashMap<Facts, Known<bool>>>,
    /// Whether a parameter can have its default beside them.
    defaults: RefCell<HashMap<(Facts, usize), bool>>,
}

/// One way in which the stack may turn out.
pub struct World<'s> {
    /// The stack.
    pub stack: &'s Stack,
    solved: Option<&'s Solved>,
    facts: RefCell<Facts>,
    forks: RefCell<Vec<Facts>>,
    /// Worlds that the current exploration may still add.
    room: Cell<usize>,
    /// Nothing was left out of the current exploration.
    complete: Cell<bool>,
    /// How many functions around the one that is worked out are open.
    depth: Cell<u32>,
    /// What the outermost of them may still cost.
    fuel: Cell<u32>,
}

impl<'s> World<'s> {
    /// A world in which nothing is answered yet.
    #[must_use]
    pub fn new(stack: &'s Stack) -> Self {
        Self {
            stack,
            solved: None,
            facts: RefCell::default(),
            forks: RefCell::default(),
            room: Cell::new(LEAF_LIMIT - 1),
            complete: Cell::new(true),
            depth: Cell::new(0),
            fuel: Cell::new(VALUE_FUEL),
        }
    }

    /// The same world, which shares with others of its stack which answers can be together.
    #[must_use]
    pub fn sharing(self, solved: &'s Solved) -> Self {
        Self { solved: Some(solved), ..self }
    }

    /// Whether answers can be together, as `solve` finds out where nobody has before.
    pub(super) fn can_be(&self, facts: &[(Question, u16)], solve: impl FnOnce() -> Known<bool>) -> Known<bool> {
        let Some(Solved { together: solved, .. }) = self.solved else { return solve() };
        if let Some(known) = solved.borrow().get(facts) {
            return *known;
        }
        let found = solve();
        let mut solved = solved.borrow_mut();
        if solved.len() < SOLVED_LIMIT {
            solved.insert(facts.to_vec(), found);
        }
        found
    }

    /// Whether a parameter can have its default beside the facts, as `solve` finds out where nobody has before. Only conditions can speak
    /// against it.
    pub(super) fn with_default(&self, parameter: usize, solve: impl FnOnce(&[(Question, u16)]) -> bool) -> bool {
        let facts = self.facts.borrow();
        if !facts.iter().any(|(question, _)| matches!(question, Question::Condition(_))) {
            return true;
        }
        let Some(Solved { defaults, .. }) = self.solved else { return solve(&facts) };
        let key = (facts.clone(), parameter);
        if let Some(known) = defaults.borrow().get(&key) {
            return *known;
        }
        let found = solve(&facts);
        let mut defaults = defaults.borrow_mut();
        if defaults.len() < SOLVED_LIMIT {
            defaults.insert(key, found);
        }
        found
    }

    /// Presumes an answer, such as that of a resource's own condition.
    pub fn presume(&self, question: Question, answer: u16) {
        let mut facts = self.facts.borrow_mut();
        if !facts.iter().any(|(known, _)| *known == question) {
            facts.push((question, answer));
        }
    }

    /// The value that a parameter takes in this world, when somebody asked and it is not the first of the allowed ones.
    #[must_use]
    pub fn chosen(&self, parameter: usize) -> Option<NodeId> {
        let answer = self.answer(Question::Parameter(parameter as u32))?;
        self.stack.parameters[parameter].allowed.get(usize::from(answer)).copied().filter(|_| answer > 0)
    }

    /// Works out a function, bounded in depth and, with all functions inside it, in cost.
    pub(super) fn nested<T>(&self, work: impl FnOnce() -> Known<T>) -> Known<T> {
        let depth = self.depth.get();
        if depth == 0 {
            self.fuel.set(VALUE_FUEL);
        }
        if depth >= DEPTH_LIMIT {
            return Err(Unknown::Fuel);
        }
        self.spend(0)?;
        self.depth.set(depth + 1);
        let result = work();
        self.depth.set(depth);
        result
    }

    /// Pays for a step that moves so many bytes.
    pub(super) fn spend(&self, bytes: usize) -> Known<()> {
        let cost = u32::try_from(1 + bytes / 256).map_err(|_| Unknown::Fuel)?;
        let left = self.fuel.get().checked_sub(cost);
        self.fuel.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(Unknown::Fuel)
    }

    pub(super) fn answer(&self, question: Question) -> Option<u16> {
        self.facts.borrow().iter().find(|(known, _)| *known == question).map(|(_, answer)| *answer)
    }

    /// Answers a question that has `count` answers, of which `possible` tells which can be under the facts.
    pub(super) fn ask(&self, question: Question, count: u16, possible: impl Fn(&[(Question, u16)]) -> Known<bool>) -> Known<u16> {
        if let Some(answer) = self.answer(question) {
            return Ok(answer);
        }
        let mut facts = self.facts.borrow().clone();
        let mut chosen = None;
        let mut forked = false;
        for answer in 0..count {
            facts.push((question, answer));
            let can_be = possible(&facts);
            let with = facts.clone();
            facts.pop();
            if !can_be? {
                continue;
            }
            if chosen.is_none() {
                chosen = Some(answer);
            } else if self.room.get() > 0 {
                self.room.set(self.room.get() - 1);
                self.forks.borrow_mut().push(with);
                forked = true;
            } else {
                self.complete.set(false);
                forked = true;
            }
        }
        // Facts that can't be together: a hostile or broken template. Nothing is true of a world that can't be.
        let chosen = chosen.ok_or(Unknown::Reference)?;
        // What follows from the facts is no fact of its own: it would only lengthen the words of a finding.
        if forked {
            self.facts.borrow_mut().push((question, chosen));
        }
        Ok(chosen)
    }

    /// Runs a reader in every world that it can tell apart, those with few deviations first, and forgets them afterwards.
    /// The second value is false when there were too many and some were left out.
    pub fn explore<T>(&self, mut read: impl FnMut() -> T) -> (Vec<Leaf<T>>, bool) {
        // What was settled before stays at the beginning, whatever is asked.
        let base = self.facts.borrow().len();
        let outer_forks = std::mem::take(&mut *self.forks.borrow_mut());
        let outer = (self.room.replace(LEAF_LIMIT - 1), self.complete.replace(true));
        let leaf = |out: T| Leaf { facts: self.facts.borrow()[base..].to_vec(), out };
        // Mostly nothing is asked, and this one is all there is.
        let mut leaves = vec![leaf(read())];
        if !self.forks.borrow().is_empty() {
            let mut queue = VecDeque::from(self.forks.take());
            while let Some(facts) = queue.pop_front() {
                *self.facts.borrow_mut() = facts;
                leaves.push(leaf(read()));
                queue.extend(self.forks.borrow_mut().drain(..));
            }
        }
        let complete = self.complete.get();
        self.facts.borrow_mut().truncate(base);
        *self.forks.borrow_mut() = outer_forks;
        self.room.set(outer.0);
        self.complete.set(outer.1);
        (leaves, complete)
    }
}
