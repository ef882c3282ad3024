//! Conditions: come in a test of a statement and a request, goes out whether the test holds.

use super::matching::{Sign, fits, fits_arn, signs};
use super::scalar_value::{in_order, number};
use super::{AddressRange, Comparison, Operator, Order, Presence, Request, SetOperator, Statement, Verdict, Why, point_in_time};
use crate::resolve::{Known, Piece, Text, Unknown, Val};
use crate::syntax::NodeId;

/// One test of a condition block: operator, key, values.
#[derive(Clone)]
pub struct ConditionTest<'w> {
    /// The operator.
    pub operator: Operator,
    /// Where the operator is written.
    pub operator_node: NodeId,
    /// The key as it is written.
    pub key: String,
    /// Where the key is written.
    pub key_node: NodeId,
    /// The values.
    pub values: Val<'w>,
}

/// What a policy compares with.
enum Wanted {
    Signs(Vec<Sign>),
    /// A policy variable that the request does not carry: nothing is equal to it.
    Nothing,
}

impl<'w> ConditionTest<'w> {
    /// True for a test of this key; case makes no difference.
    #[must_use]
    pub fn is_of(&self, key: &str) -> bool {
        self.key.eq_ignore_ascii_case(key)
    }

    /// The values, each with its whole text.
    ///
    /// # Errors
    /// Unknown where one of them is.
    pub fn literals(&self) -> Known<Vec<(Val<'w>, String)>> {
        self.values.one_or_many()?.into_iter().map(|value| value.literal().map(|text| (value, text))).collect()
    }

    /// True where no request without the key passes: it narrows.
    #[must_use]
    pub fn asks_for_key(&self) -> bool {
        !self.operator.is_null() && !self.holds_without_key()
    }

    /// Whether the test holds for a request. `variables` says whether the document is read with policy variables.
    #[must_use]
    pub fn holds(&self, request: &Request, variables: Known<bool>) -> Verdict {
        let answer = match self.operator.comparison {
            None => Verdict::maybe(Why::Operator),
            Some(Comparison::Null) => self.is_there_as_asked(request),
            Some(comparison) => self.compares(comparison, request, variables),
        };
        answer.at(self.key_node)
    }

    /// `Null`: each value asks for the key to be absent (`true`) or there.
    fn is_there_as_asked(&self, request: &Request) -> Verdict {
        match self.operator.set {
            Some(SetOperator::AllValues) => return Verdict::Yes,
            Some(SetOperator::AnyValue) => return Verdict::No,
            None => {}
        }
        let is_there = match request.key(&self.key) {
            Presence::One(_) => true,
            Presence::Many(values) => !values.is_empty(),
            Presence::Absent => false,
            Presence::Unknown => return Verdict::maybe(Why::Request),
        };
        match self.values.one_or_many() {
            Ok(values) => Verdict::any(values.iter().map(|value| match value.boolean() {
                Ok(absent) => Verdict::from(absent != is_there),
                Err(why) => Verdict::from(why).at(value),
            })),
            Err(why) => why.into(),
        }
    }

    fn compares(&self, comparison: Comparison, request: &Request, variables: Known<bool>) -> Verdict {
        let wanted = match self.values.one_or_many() {
            Ok(wanted) => wanted,
            Err(why) => return why.into(),
        };
        let (given, may_be_several) = match request.key(&self.key) {
            Presence::Unknown => return Verdict::maybe(Why::Request),
            Presence::One(value) => (std::slice::from_ref(value), false),
            Presence::Many(values) => (values.as_slice(), true),
            Presence::Absent => ([].as_slice(), false),
        };
        if wanted.is_empty() {
            return self.holds_for_no_value(given.is_empty());
        }
        if given.is_empty() {
            return self.holds_without_key().into();
        }
        let mut each = given.iter().map(|given| {
            let found = Verdict::any(wanted.iter().map(|wanted| compare(comparison, wanted, given, request, variables).at(wanted)));
            if self.operator.is_negated() { found.negated() } else { found }
        });
        match self.operator.set {
            Some(SetOperator::AnyValue) => Verdict::any(each),
            Some(SetOperator::AllValues) => Verdict::all(each),
            None if may_be_several => Verdict::maybe(Why::SeveralValues),
            None => each.next().unwrap_or(Verdict::No),
        }
    }

    /// The answer for a request that does not carry the key
    /// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>).
    #[must_use]
    pub fn holds_without_key(&self) -> bool {
        match self.operator.set {
            _ if self.operator.if_exists => true,
            Some(SetOperator::AllValues) => true,
            Some(SetOperator::AnyValue) => false,
            None => self.operator.is_negated(),
        }
    }

    /// The answer of a test with an empty list.
    fn holds_for_no_value(&self, is_absent: bool) -> Verdict {
        match self.operator.set {
            Some(SetOperator::AnyValue) => Verdict::No,
            Some(SetOperator::AllValues) => is_absent.into(),
            None if self.operator.if_exists => is_absent.into(),
            None => Verdict::maybe(Why::Empty),
        }
    }
}

impl Statement<'_> {
    /// Whether all tests of the condition block hold for a request; a statement without one holds.
    #[must_use]
    pub fn holds(&self, request: &Request) -> Verdict {
        match self.each_test() {
            Ok(tests) => Verdict::all(tests.into_iter().map(|test| match test {
                Ok(test) => test.holds(request, self.variables),
                Err(why) => Verdict::from(why).at(self.place()),
            })),
            Err(why) => Verdict::from(why).at(self.place()),
        }
    }
}

fn compare(comparison: Comparison, wanted: &Val<'_>, given: &Text, request: &Request, variables: Known<bool>) -> Verdict {
    let text = match wanted.text() {
        Ok(text) => text,
        Err(why) => return why.into(),
    };
    match comparison {
        Comparison::Text { like, any_case } => match pattern(&text, like, request, variables) {
            Wanted::Signs(pattern) => fits(&pattern, &signs(given), any_case),
            Wanted::Nothing => Verdict::No,
        },
        Comparison::Arn => match pattern(&text, true, request, variables) {
            Wanted::Signs(pattern) => fits_arn(&pattern, &signs(given)),
            Wanted::Nothing => Verdict::No,
        },
        Comparison::Number(order) => in_time_or_number(order, &text, given, number),
        Comparison::Date(order) => in_time_or_number(order, &text, given, point_in_time),
        Comparison::Bool => read(&text, given, boolean).map_or_else(|open| open, |(wanted, given)| (wanted == given).into()),
        Comparison::Binary => {
            read(&text, given, |text| Some(text.to_owned())).map_or_else(|open| open, |(one, other)| (one == other).into())
        }
        Comparison::Ip => {
            read(&text, given, AddressRange::parse).map_or_else(|open| open, |(range, address)| range.contains(&address).into())
        }
        Comparison::Null => Verdict::maybe(Why::Operator),
    }
}

fn in_time_or_number(order: Order, wanted: &Text, given: &Text, number: fn(&str) -> Option<f64>) -> Verdict {
    if wanted.pieces == given.pieces && wanted.known().is_err() {
        return matches!(order, Order::Equal | Order::LessOrEqual | Order::GreaterOrEqual).into();
    }
    read(wanted, given, number).map_or_else(|open| open, |(wanted, given)| in_order(order, given, wanted).into())
}

fn boolean(text: &str) -> Option<bool> {
    [true, false].into_iter().find(|known| text.eq_ignore_ascii_case(if *known { "true" } else { "false" }))
}

/// Both sides as what the operator compares; the answer where that can't be.
fn read<T>(wanted: &Text, given: &Text, parse: impl Fn(&str) -> Option<T>) -> Result<(T, T), Verdict> {
    let known = |text: &Text| text.known().map(str::to_owned).map_err(Verdict::from);
    let (wanted, given) = (known(wanted)?, known(given)?);
    // What a request carries is well formed, unless its key is of another type, and then nothing matches.
    match (parse(&wanted), parse(&given)) {
        (Some(wanted), Some(given)) => Ok((wanted, given)),
        (None, _) => Err(Verdict::maybe(Why::Malformed)),
        (Some(_), None) => Err(Verdict::No),
    }
}

/// The signs of a value of the policy, with its variables filled in.
fn pattern(text: &Text, like: bool, request: &Request, variables: Known<bool>) -> Wanted {
    let mut out = Vec::new();
    for piece in &text.pieces {
        let Piece::Literal(literal) = piece else {
            out.push(Sign::Atom(piece.clone()));
            continue;
        };
        let mut rest = literal.as_str();
        while let Some(letter) = rest.chars().next() {
            if let Some((name, behind)) = variable(rest).filter(|_| variables != Ok(false)) {
                rest = behind;
                match filled(name, request, variables) {
                    Some(signs) => out.extend(signs),
                    None => return Wanted::Nothing,
                }
                continue;
            }
            rest = &rest[letter.len_utf8()..];
            out.push(match letter {
                '*' if like => Sign::Any,
                '?' if like => Sign::One,
                letter => Sign::Letter(letter),
            });
        }
    }
    Wanted::Signs(out)
}

/// The inside of a policy variable that a text begins with, and what follows it.
fn variable(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("${")?.split_once('}')
}

/// What a variable stands for; `None` where the request lacks it and there is no default.
fn filled(inside: &str, request: &Request, variables: Known<bool>) -> Option<Vec<Sign>> {
    let unknown = || Some(vec![Sign::Atom(Piece::Hole(format!("${{{inside}}}")))]);
    if variables != Ok(true) {
        return unknown();
    }
    if matches!(inside, "*" | "?" | "$") {
        return Some(inside.chars().map(Sign::Letter).collect());
    }
    let (name, default) = match inside.split_once(',') {
        Some((name, default)) => (name, default.trim().strip_prefix('\'').and_then(|default| default.strip_suffix('\''))),
        None => (inside, None),
    };
    match request.key(name) {
        Presence::One(value) => Some(signs(value)),
        Presence::Absent => default.map(|default| default.chars().map(Sign::Letter).collect()),
        Presence::Many(_) | Presence::Unknown => unknown(),
    }
}

/// The tests of a block with keys in any order; one whose key is not known is unknown.
pub(super) fn tests_of_block<'w>(block: &Val<'w>) -> Known<Vec<Known<ConditionTest<'w>>>> {
    let mut tests = Vec::new();
    for (operator, operator_node, keys) in block.object()?.entries()? {
        let entries = match keys.object().and_then(|keys| keys.entries()) {
            Ok(entries) => entries,
            Err(why) => {
                tests.push(Err(why));
                continue;
            }
        };
        for (key, key_node, values) in entries {
            // A key with a variable in it may be any key.
            tests.push(if key.contains("${") {
                Err(Unknown::Variable)
            } else {
                Ok(ConditionTest { operator: Operator::parse(&operator), operator_node, key, key_node, values })
            });
        }
    }
    Ok(tests)
}
