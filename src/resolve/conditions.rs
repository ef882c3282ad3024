//! Conditions: comes in a name, goes out true or false in this world; what no fact decides is a question.
//!
//! The solver behind it works over finite domains: a parameter takes its allowed values, or the values that conditions compare it with
//! and one more; a comparison of what nobody knows is a free yes or no.

use std::cell::Cell;

use super::world::{Question, World};
use super::{Known, Unknown};
use crate::syntax::NodeId;
use crate::template::Stack;

/// Steps that the solver may take for one question.
const FUEL: u32 = 20_000;

impl World<'_> {
    /// Whether a condition holds in this world.
    ///
    /// # Errors
    /// Unknown when there is no such condition, or too many possibilities to try.
    pub fn condition(&self, name: &str) -> Known<bool> {
        let index = self.stack.condition(name).ok_or(Unknown::Reference)?;
        let question = Question::Condition(index as u32);
        if let Some(answer) = self.answer(question) {
            return Ok(answer == 0);
        }
        let answer = self.ask(question, 2, |facts| self.satisfiable(facts))?;
        Ok(answer == 0)
    }

    /// The index of the value that a parameter takes among its allowed ones.
    pub(super) fn allowed_value(&self, parameter: usize) -> Known<u16> {
        let count = self.stack.parameters[parameter].allowed.len().min(usize::from(u16::MAX)) as u16;
        let question = Question::Parameter(parameter as u32);
        if count == 1 {
            return Ok(0);
        }
        self.ask(question, count, |facts| {
            // Without a condition among the facts nothing can contradict a parameter.
            let bound = facts.iter().any(|(question, _)| matches!(question, Question::Condition(_)));
            if bound { self.satisfiable(facts) } else { Ok(true) }
        })
    }

    fn satisfiable(&self, facts: &[(Question, u16)]) -> Known<bool> {
        self.can_be(facts, || Solver::new(self.stack).satisfiable(facts, Vec::new()))
    }

    /// Whether a parameter can have its default where these conditions turn out as they do. What is too much to try counts as yes.
    pub(super) fn takes_default(&self, parameter: usize, default: NodeId) -> bool {
        self.with_default(parameter, |facts| {
            let name = self.stack.parameters[parameter].name.clone();
            let text = self.stack.tree.text(default).unwrap_or_default().to_owned();
            let assigned = vec![(Variable::Named(name), Choice::Text(text))];
            Solver::new(self.stack).satisfiable(facts, assigned) != Ok(false)
        })
    }
}

/// A thing whose value decides comparisons: a parameter or pseudo parameter by name, or a comparison that nothing decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Variable {
    Named(String),
    Free(NodeId),
}

/// A value of a variable: one of the texts that it may be, or something else than all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    Text(String),
    Other,
    Yes,
    No,
}

pub(super) struct Solver<'s> {
    pub(super) stack: &'s Stack,
    fuel: Cell<u32>,
}

/// What an expression is under a partial assignment.
pub(super) enum Verdict {
    Is(bool),
    /// Open, and the variable to decide next.
    Needs(Variable),
}

impl<'s> Solver<'s> {
    fn new(stack: &'s Stack) -> Self {
        Self { stack, fuel: Cell::new(FUEL) }
    }

    /// Whether all facts can hold together, with what is assigned already.
    fn satisfiable(&self, facts: &[(Question, u16)], mut assigned: Vec<(Variable, Choice)>) -> Known<bool> {
        let mut goals: Vec<(NodeId, bool)> = Vec::new();
        for (question, answer) in facts {
            match question {
                Question::Parameter(index) => {
                    let parameter = &self.stack.parameters[*index as usize];
                    let text = parameter.allowed.get(usize::from(*answer)).and_then(|node| self.stack.tree.text(*node));
                    let choice = Choice::Text(text.unwrap_or_default().to_owned());
                    assigned.push((Variable::Named(parameter.name.clone()), choice));
                }
                Question::Condition(index) => goals.push((self.stack.conditions[*index as usize].body, *answer == 0)),
            }
        }
        self.search(&goals, &mut assigned)
    }

    fn search(&self, goals: &[(NodeId, bool)], assigned: &mut Vec<(Variable, Choice)>) -> Known<bool> {
        let mut needed = None;
        for (body, wanted) in goals {
            match self.evaluate(*body, assigned, 0)? {
                Verdict::Is(value) if value != *wanted => return Ok(false),
                Verdict::Is(_) => {}
                Verdict::Needs(variable) => needed = needed.or(Some(variable)),
            }
        }
        let Some(variable) = needed else { return Ok(true) };
        for choice in self.domain(&variable, goals)? {
            assigned.push((variable.clone(), choice));
            let found = self.search(goals, assigned);
            assigned.pop();
            if found? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn domain(&self, variable: &Variable, goals: &[(NodeId, bool)]) -> Known<Vec<Choice>> {
        let Variable::Named(name) = variable else { return Ok(vec![Choice::Yes, Choice::No]) };
        let parameter = self.stack.parameter(name).map(|index| &self.stack.parameters[index]);
        if let Some(parameter) = parameter
            && !parameter.allowed.is_empty()
        {
            let texts = parameter.allowed.iter().filter_map(|node| self.stack.tree.text(*node));
            return Ok(texts.map(|text| Choice::Text(text.to_owned())).collect());
        }
        let mut texts = Vec::new();
        for (body, _) in goals {
            self.compared_with(*body, name, &mut texts, 0)?;
        }
        // Only whether it is one of the compared texts makes a difference.
        Ok(texts.into_iter().map(Choice::Text).chain([Choice::Other]).collect())
    }

    fn compared_with(&self, node: NodeId, name: &str, texts: &mut Vec<String>, depth: usize) -> Known<()> {
        self.burn(0)?;
        if depth > 32 {
            return Err(Unknown::Fuel);
        }
        let tree = &self.stack.tree;
        match tree.call(node) {
            Some(("Fn::Equals", argument)) => match tree.items(argument) {
                [one, other] => self.told_apart([*one, *other], name, texts),
                _ => Ok(()),
            },
            Some(("Condition", argument)) => match tree.text(argument).and_then(|name| self.stack.condition(name)) {
                Some(body) => self.compared_with(self.stack.conditions[body].body, name, texts, depth + 1),
                None => Ok(()),
            },
            Some((_, argument)) => tree.items(argument).iter().try_for_each(|item| self.compared_with(*item, name, texts, depth + 1)),
            None => Ok(()),
        }
    }

    /// Pays for a step that moves so many bytes.
    pub(super) fn burn(&self, bytes: usize) -> Known<()> {
        let cost = u32::try_from(1 + bytes / 256).map_err(|_| Unknown::Fuel)?;
        let fuel = self.fuel.get().checked_sub(cost).ok_or(Unknown::Fuel)?;
        self.fuel.set(fuel);
        Ok(())
    }

    fn evaluate(&self, node: NodeId, assigned: &[(Variable, Choice)], depth: usize) -> Known<Verdict> {
        self.burn(0)?;
        if depth > 32 {
            return Err(Unknown::Fuel);
        }
        let tree = &self.stack.tree;
        let free = || {
            let variable = Variable::Free(tree.target(node));
            match assigned.iter().find(|(known, _)| *known == variable) {
                Some((_, choice)) => Verdict::Is(*choice == Choice::Yes),
                None => Verdict::Needs(variable),
            }
        };
        let Some((name, argument)) = tree.call(node) else {
            return Ok(match tree.text(node) {
                Some(text) if text.eq_ignore_ascii_case("true") => Verdict::Is(true),
                Some(text) if text.eq_ignore_ascii_case("false") => Verdict::Is(false),
                _ => free(),
            });
        };
        Ok(match name {
            "Condition" => match tree.text(argument).and_then(|name| self.stack.condition(name)) {
                Some(index) => self.evaluate(self.stack.conditions[index].body, assigned, depth + 1)?,
                None => free(),
            },
            "Fn::Not" => match tree.items(argument) {
                [inner] => match self.evaluate(*inner, assigned, depth + 1)? {
                    Verdict::Is(value) => Verdict::Is(!value),
                    open @ Verdict::Needs(_) => open,
                },
                _ => free(),
            },
            "Fn::And" | "Fn::Or" if !tree.items(argument).is_empty() => {
                let decides = name == "Fn::Or";
                let mut open = None;
                for item in tree.items(argument) {
                    match self.evaluate(*item, assigned, depth + 1)? {
                        Verdict::Is(value) if value == decides => return Ok(Verdict::Is(decides)),
                        Verdict::Is(_) => {}
                        needs @ Verdict::Needs(_) => open = open.or(Some(needs)),
                    }
                }
                open.unwrap_or(Verdict::Is(!decides))
            }
            "Fn::Equals" => match tree.items(argument) {
                [one, other] => self.equals(*one, *other, assigned)?.unwrap_or_else(free),
                _ => free(),
            },
            _ => free(),
        })
    }
}
