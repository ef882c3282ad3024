//! Operators of condition blocks (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>).

/// How several values of a key are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetOperator {
    /// `ForAnyValue`: one value of the request passes.
    AnyValue,
    /// `ForAllValues`: each does, and so do none at all.
    AllValues,
}

impl SetOperator {
    /// As AWS spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AnyValue => "ForAnyValue",
            Self::AllValues => "ForAllValues",
        }
    }
}

/// How a number or a date is compared: what the request says with what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The same.
    Equal,
    /// Below.
    Less,
    /// Below, or the same.
    LessOrEqual,
    /// Above.
    Greater,
    /// Above, or the same.
    GreaterOrEqual,
}

/// What an operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Texts; `like` reads `*` and `?` as wildcards.
    Text {
        /// `…Like`.
        like: bool,
        /// `…IgnoreCase`.
        any_case: bool,
    },
    /// ARNs part by part, with wildcards in each.
    Arn,
    /// Numbers.
    Number(Order),
    /// Points in time.
    Date(Order),
    /// `true` and `false`.
    Bool,
    /// Bytes in base 64.
    Binary,
    /// Addresses with ranges.
    Ip,
    /// Whether the key is there at all.
    Null,
}

struct Kind {
    name: &'static str,
    comparison: Comparison,
    negated: bool,
}

const fn kind(name: &'static str, comparison: Comparison, negated: bool) -> Kind {
    Kind { name, comparison, negated }
}

const PLAIN: Comparison = Comparison::Text { like: false, any_case: false };
const ANY_CASE: Comparison = Comparison::Text { like: false, any_case: true };
const LIKE: Comparison = Comparison::Text { like: true, any_case: false };

static KINDS: [Kind; 27] = [
    kind("StringEquals", PLAIN, false),
    kind("StringNotEquals", PLAIN, true),
    kind("StringEqualsIgnoreCase", ANY_CASE, false),
    kind("StringNotEqualsIgnoreCase", ANY_CASE, true),
    kind("StringLike", LIKE, false),
    kind("StringNotLike", LIKE, true),
    kind("ArnEquals", Comparison::Arn, false),
    kind("ArnLike", Comparison::Arn, false),
    kind("ArnNotEquals", Comparison::Arn, true),
    kind("ArnNotLike", Comparison::Arn, true),
    kind("NumericEquals", Comparison::Number(Order::Equal), false),
    kind("NumericNotEquals", Comparison::Number(Order::Equal), true),
    kind("NumericLessThan", Comparison::Number(Order::Less), false),
    kind("NumericLessThanEquals", Comparison::Number(Order::LessOrEqual), false),
    kind("NumericGreaterThan", Comparison::Number(Order::Greater), false),
    kind("NumericGreaterThanEquals", Comparison::Number(Order::GreaterOrEqual), false),
    kind("DateEquals", Comparison::Date(Order::Equal), false),
    kind("DateNotEquals", Comparison::Date(Order::Equal), true),
    kind("DateLessThan", Comparison::Date(Order::Less), false),
    kind("DateLessThanEquals", Comparison::Date(Order::LessOrEqual), false),
    kind("DateGreaterThan", Comparison::Date(Order::Greater), false),
    kind("DateGreaterThanEquals", Comparison::Date(Order::GreaterOrEqual), false),
    kind("Bool", Comparison::Bool, false),
    kind("BinaryEquals", Comparison::Binary, false),
    kind("IpAddress", Comparison::Ip, false),
    kind("NotIpAddress", Comparison::Ip, true),
    kind("Null", Comparison::Null, false),
];

/// A condition operator, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// As it is written.
    pub written: String,
    /// `ForAnyValue`, `ForAllValues`.
    pub set: Option<SetOperator>,
    /// The operator itself as AWS spells it, such as `StringEquals`; as it is written where there is none of this name.
    pub name: String,
    /// `…IfExists`.
    pub if_exists: bool,
    /// What it compares; `None` where IAM has no such operator.
    pub comparison: Option<Comparison>,
    is_negated: bool,
}

impl Operator {
    /// Takes an operator apart, whatever its letters' case.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (set, name) = match text.split_once(':') {
            Some((set, name)) => (Some(set), name),
            None => (None, text),
        };
        let (bare, if_exists) = match name.len().checked_sub("IfExists".len()).map(|at| (name.get(..at), name.get(at..))) {
            Some((Some(bare), Some(suffix))) if suffix.eq_ignore_ascii_case("IfExists") => (bare, true),
            _ => (name, false),
        };
        let read_set = match set {
            Some(set) => [SetOperator::AnyValue, SetOperator::AllValues].into_iter().find(|known| known.name().eq_ignore_ascii_case(set)),
            None => None,
        };
        let found = KINDS.iter().find(|kind| kind.name.eq_ignore_ascii_case(bare));
        let known = found.filter(|kind| set.is_some() == read_set.is_some() && !(if_exists && kind.comparison == Comparison::Null));
        Self {
            written: text.to_owned(),
            set: read_set,
            name: found.map_or(bare, |kind| kind.name).to_owned(),
            if_exists,
            comparison: known.map(|kind| kind.comparison),
            is_negated: found.map_or(bare.contains("Not"), |kind| kind.negated),
        }
    }

    /// True for `StringNotEquals` and its like.
    #[must_use]
    pub fn is_negated(&self) -> bool {
        self.is_negated
    }

    /// True for `Null`, which asks whether the key is there.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.name == "Null"
    }

    /// True where `*` and `?` in a value stand for other letters.
    #[must_use]
    pub fn has_wildcards(&self) -> bool {
        matches!(self.comparison, Some(Comparison::Text { like: true, .. } | Comparison::Arn))
    }

    /// As AWS spells it; `None` where IAM has no such operator.
    #[must_use]
    pub fn spelled(&self) -> Option<String> {
        self.comparison?;
        let set = self.set.map_or(String::new(), |set| format!("{}:", set.name()));
        Some(format!("{set}{}{}", self.name, if self.if_exists { "IfExists" } else { "" }))
    }

    /// The names of all operators, without set operators and `IfExists`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KINDS.iter().map(|kind| kind.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_apart() {
        let operator = Operator::parse("ForAnyValue:StringNotLikeIfExists");
        assert_eq!((operator.set, operator.name.as_str(), operator.if_exists), (Some(SetOperator::AnyValue), "StringNotLike", true));
        assert!(operator.is_negated() && operator.has_wildcards());
        let small = Operator::parse("forallvalues:stringequalsifexists");
        assert_eq!(small.spelled().as_deref(), Some("ForAllValues:StringEqualsIfExists"));
        assert_eq!(Operator::parse("ArnEquals").comparison, Operator::parse("ArnLike").comparison);
    }

    #[test]
    fn knows_what_there_is_not() {
        for wrong in ["NullIfExists", "BinaryLike", "StringEqualsIfExist", "ForSomeValues:StringEquals", "BoolEquals", "IfExists", "", "é"]
        {
            assert_eq!(Operator::parse(wrong).comparison, None, "{wrong}");
        }
        assert_eq!(Operator::names().count(), 27);
    }
}
