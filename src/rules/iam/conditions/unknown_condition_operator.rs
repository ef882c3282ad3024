//! Operators that IAM does not have, and those that are written so that they do not do what they say.

use crate::model::{Operator, SetOperator, Statement};
use crate::resolve::Val;
use crate::rules::schema::nearest;
use crate::rules::{Checked, Edit, Findings};
use crate::syntax::NodeId;

/// Names that people expect, with what to write instead.
const EXPECTED: [(&str, &str); 11] = [
    ("BoolEquals", "write `Bool`"),
    ("BoolNotEquals", "write `Bool` with the other value"),
    ("BinaryLike", "write `BinaryEquals` with the whole value"),
    ("NumericLike", "write `NumericEquals`, or a pair such as `NumericGreaterThan` and `NumericLessThan`"),
    ("NumericBetween", "write `NumericGreaterThanEquals` and `NumericLessThanEquals`"),
    ("DateBetween", "write `DateGreaterThan` and `DateLessThan`"),
    ("StringContains", "write `StringLike` with `*` on both sides of the value"),
    ("StringStartsWith", "write `StringLike` with `*` at the end of the value"),
    ("StringEndsWith", "write `StringLike` with `*` at the begin of the value"),
    ("IpEquals", "write `IpAddress`"),
    ("NotNull", "write `Null` with `false`"),
];

pub(super) fn unknown_condition_operator<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.operators()?, |(operator, key, below), out| {
        // A name that a variable makes is known when deploying, and an operator over nothing is passed over.
        if operator.written.contains("${") || below.object()?.entries()?.is_empty() {
            return Ok(());
        }
        judge(&operator, key, &below, out)
    });
    Ok(())
}

fn judge<'w>(operator: &Operator, key: NodeId, below: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(spelled) = operator.spelled() else {
        return unknown(operator, key, out);
    };
    match operator.set {
        Some(set) if operator.is_null() => {
            let label = match set {
                SetOperator::AllValues => "holds for every request",
                SetOperator::AnyValue => "holds for no request",
            };
            out.report(key, label)
                .title("a `Null` test with a set operator asks nothing of the request")
                .help("write `Null` without a set operator")
                .case("set")
                .related(below.place(), "whatever is asked here")
                .fix(Edit::rename(key, "Null"))
                .not_safe();
        }
        _ if spelled != operator.written => {
            out.report(key, format!("documented as `{spelled}`"))
                .title("a condition operator is not spelled as AWS documents it")
                .help(format!("write `{spelled}`"))
                .case("spelling")
                .fix(Edit::rename(key, spelled));
        }
        _ => {}
    }
    Ok(())
}

fn unknown(operator: &Operator, key: NodeId, out: &mut Findings<'_>) -> Checked {
    if operator.is_null() {
        let report = out.report(key, "`Null` takes no `IfExists`: it asks itself whether the key is there").help("write `Null`");
        if operator.set.is_none() {
            report.fix(Edit::rename(key, "Null"));
        }
        return Ok(());
    }
    const LABEL: &str = "IAM has no operator of this name";
    let bare = operator.written.split_once(':').map_or(operator.written.as_str(), |(_, name)| name);
    if let Some((_, help)) = EXPECTED.iter().find(|(name, _)| name.eq_ignore_ascii_case(bare)) {
        out.report(key, LABEL).help(*help);
    } else if let Some(meant) = meant(&operator.written) {
        out.report(key, LABEL).help(format!("write `{meant}`")).fix(Edit::rename(key, meant));
    } else {
        out.report(key, LABEL);
    }
    Ok(())
}

/// The operator that comes near to one that is none.
fn meant(written: &str) -> Option<String> {
    let (set, name) = match written.split_once(':') {
        Some((set, name)) => (Some(nearest(set, [SetOperator::AnyValue.name(), SetOperator::AllValues.name()])?), name),
        None => (None, written),
    };
    let all: Vec<String> =
        Operator::names().flat_map(|name| [name.to_owned(), format!("{name}IfExists")]).filter(|name| name != "NullIfExists").collect();
    let found = nearest(name, all.iter().map(String::as_str))?;
    Some(set.map_or_else(|| found.to_owned(), |set| format!("{set}:{found}")))
}
