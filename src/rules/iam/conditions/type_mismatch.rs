//! Operators that compare something else than the key is, and values that are not what the operator reads.

use crate::data::iam::{ConditionKey, KeyKind, condition_key};
use crate::data::service_principals::service_of;
use crate::model::{AddressRange, Comparison, ConditionTest, Statement, point_in_time, policy_variables};
use crate::resolve::{Known, Val};
use crate::rules::iam::{is_region, quoted};
use crate::rules::{Checked, Findings};

/// What is to be said of an operator on a key.
enum Fit {
    Good,
    /// It works, and another one was made for the key.
    Usable,
    /// It holds for no value that the key has.
    Wrong,
}

pub(super) fn operator_of_another_type<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let (Some(comparison), Some(key)) = (test.operator.comparison, condition_key(&test.key)) else { return Ok(()) };
        let text = format!("{} is {}, and `{}` compares {}", test.key, article(key.kind()), test.operator.name, compared(comparison));
        match fit(comparison, key, &test)? {
            Fit::Good => {}
            Fit::Usable => {
                let report = out.report(test.operator_node, text).case("usable");
                report.title("an operator was made for other values than those of its key").help(advice(key.kind(), &test));
            }
            Fit::Wrong => {
                out.report(test.operator_node, text).help(advice(key.kind(), &test));
            }
        }
        Ok(())
    });
    Ok(())
}

fn fit(comparison: Comparison, key: ConditionKey, test: &ConditionTest<'_>) -> Known<Fit> {
    Ok(match (comparison, key.kind()) {
        (Comparison::Null | Comparison::Binary, _)
        | (Comparison::Text { .. }, KeyKind::String)
        // Equality of whole ARNs is what texts have too.
        | (Comparison::Text { like: false, .. }, KeyKind::Arn)
        | (Comparison::Arn, KeyKind::Arn)
        | (Comparison::Bool, KeyKind::Bool)
        | (Comparison::Date(_), KeyKind::Date)
        // Dates are seconds too.
        | (Comparison::Number(_), KeyKind::Numeric | KeyKind::Date)
        | (Comparison::Ip, KeyKind::Ip) => Fit::Good,
        (Comparison::Text { .. }, KeyKind::Arn | KeyKind::Bool) => Fit::Usable,
        // Tags and the like may hold anything: an ARN, a number, a day. What is written says what is in them.
        (_, KeyKind::String) if all_read(comparison, test)? => Fit::Good,
        _ => Fit::Wrong,
    })
}

/// Whether every value is what the operator compares, or may be.
fn all_read(comparison: Comparison, test: &ConditionTest<'_>) -> Known<bool> {
    let reads = |value: &Val<'_>| {
        let text = value.text()?;
        let Ok(whole) = text.known() else { return Ok(true) };
        // Of the operators that come here only those of ARNs fill in variables that are a part of a value.
        let may_be = whole.starts_with("${") || whole == "*";
        Ok(may_be || is_read(comparison, whole))
    };
    crate::model::all(&test.values.one_or_many()?, reads)
}

fn is_read(comparison: Comparison, text: &str) -> bool {
    match comparison {
        Comparison::Arn => text.starts_with("arn:"),
        Comparison::Number(_) => text.parse::<f64>().is_ok(),
        Comparison::Date(_) => point_in_time(text).is_some(),
        Comparison::Bool => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        Comparison::Ip => AddressRange::parse(text).is_some(),
        Comparison::Text { .. } | Comparison::Binary | Comparison::Null => true,
    }
}

fn article(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::String => "a text",
        KeyKind::Arn => "an ARN",
        KeyKind::Bool => "true or false",
        KeyKind::Date => "a date",
        KeyKind::Numeric => "a number",
        KeyKind::Ip => "an address",
    }
}

fn compared(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Text { .. } => "texts",
        Comparison::Arn => "ARNs",
        Comparison::Number(_) => "numbers",
        Comparison::Date(_) => "dates",
        Comparison::Bool => "true and false",
        Comparison::Binary => "bytes",
        Comparison::Ip => "addresses",
        Comparison::Null => "nothing",
    }
}

fn advice(kind: KeyKind, test: &ConditionTest<'_>) -> String {
    let negated = test.operator.is_negated();
    let operator = match (kind, negated) {
        (KeyKind::String, false) => "StringEquals",
        (KeyKind::String, true) => "StringNotEquals",
        (KeyKind::Arn, false) => "ArnLike",
        (KeyKind::Arn, true) => "ArnNotLike",
        (KeyKind::Bool, _) => "Bool",
        (KeyKind::Date, _) => "DateLessThan` or `DateGreaterThan",
        (KeyKind::Numeric, false) => "NumericEquals",
        (KeyKind::Numeric, true) => "NumericNotEquals",
        (KeyKind::Ip, false) => "IpAddress",
        (KeyKind::Ip, true) => "NotIpAddress",
    };
    match kind {
        KeyKind::Arn => format!("write `{operator}`, with all six parts of the ARN"),
        _ => format!("write `{operator}`"),
    }
}

pub(super) fn malformed_value<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let Some(comparison) = test.operator.comparison else { return Ok(()) };
        let values = test.values.one_or_many()?;
        let reads_whether = matches!(comparison, Comparison::Bool | Comparison::Null);
        if reads_whether && values.len() > 1 {
            out.report(&test.values, format!("`{}` takes one value", test.operator.name))
                .title("true and false beside each other ask for nothing")
                .help("write the one that is meant");
            return Ok(());
        }
        out.each(values, |value, out| {
            let text = value.literal()?;
            // What somebody is to fill in is written in capitals.
            let is_mark = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
            if text.contains("${") || text.contains('_') && text.chars().all(is_mark) {
                return Ok(());
            }
            let Some(quoted) = quoted(&text) else { return Ok(()) };
            let comparison = if reads_whether { Comparison::Bool } else { comparison };
            let (wanted, help) = match comparison {
                Comparison::Bool => ("neither true nor false", "write `true` or `false`"),
                Comparison::Date(_) => ("no date", "write it as `2026-12-31T23:59:59Z`"),
                Comparison::Ip => ("no address and no range", "write it as `203.0.113.0/24` or `2001:db8::/32`"),
                Comparison::Number(_) => ("no number", "write digits"),
                _ => return Ok(()),
            };
            if !is_read(comparison, &text) {
                let report = out.report(&value, format!("{quoted} is {wanted}")).help(help);
                let report = report.title("a value is not what its operator reads");
                if !matches!(comparison, Comparison::Number(_)) {
                    report.case("malformed");
                }
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// Variables where they are not filled in.
pub(super) fn variable<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.variables? {
        return Ok(());
    }
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let Some(comparison) = test.operator.comparison else { return Ok(()) };
        let is_wrong = condition_key(&test.key).is_some_and(|key| matches!(fit(comparison, key, &test), Ok(Fit::Wrong)));
        if is_wrong || matches!(comparison, Comparison::Text { .. } | Comparison::Arn) {
            return Ok(());
        }
        out.each(test.values.one_or_many()?, |value, out| {
            let variables = policy_variables(&value.text()?);
            // What a framework would have filled in is spoken about elsewhere.
            let Some(variable) = variables.iter().find(|variable| condition_key(variable.name()).is_some()) else { return Ok(()) };
            out.report(&value, format!("a policy variable, which `{}` does not fill in", test.operator.name))
                .title("a policy variable stands where it is compared letter by letter")
                .help(format!("compare ${{{}}} by an operator for texts or ARNs", variable.inside));
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// Keys that hold the whole ARN of a key of KMS: an id or an alias is never equal to one.
pub(super) fn no_key_arn<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let Some(key) = condition_key(&test.key).filter(|key| key.kind() == KeyKind::Arn) else { return Ok(()) };
        if !key.name().to_ascii_lowercase().contains("kms")
            || !matches!(test.operator.comparison, Some(Comparison::Text { .. } | Comparison::Arn))
        {
            return Ok(());
        }
        out.each(test.values.one_or_many()?, |value, out| {
            let text = value.literal()?;
            let what = match text.as_str() {
                text if text.contains('$') || text.starts_with('*') || text.contains(":key/") || text.is_empty() => return Ok(()),
                text if text.contains("alias/") => "an alias",
                text if text.starts_with("arn:") => return Ok(()),
                _ => "no ARN",
            };
            out.report(&value, format!("{what}, where {} is the ARN of a key", test.key))
                .title("a condition waits for a key by a name under which it never comes")
                .help("write `arn:aws:kms:<region>:<account>:key/<id>`");
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// Ids of networks and of their endpoints, which are easily taken for each other.
pub(super) fn id_of_a_network<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let (prefix, other, instead) = match () {
            () if test.is_of("aws:SourceVpc") => ("vpc-", "vpce-", "aws:SourceVpce"),
            () if test.is_of("aws:SourceVpce") => ("vpce-", "vpc-", "aws:SourceVpc"),
            () => return Ok(()),
        };
        if !matches!(test.operator.comparison, Some(Comparison::Text { .. })) {
            return Ok(());
        }
        out.each(test.values.one_or_many()?, |value, out| {
            let text = value.literal()?;
            if text.starts_with(other) && !text.starts_with(prefix) {
                out.report(&value, format!("an id that begins with `{other}`, and those of {} begin with `{prefix}`", test.key))
                    .help(format!("test `{instead}`, or write an id of the other kind"));
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// Keys that hold the host of a service.
const SERVICES: [&str; 8] = [
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "iam:AWSServiceName",
    "iam:PassedToService",
    "kms:ViaService",
];

/// Names of services without the rest of their hosts. Whether there is such a service is not asked.
pub(super) fn no_service<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        if !matches!(test.operator.comparison, Some(Comparison::Text { .. })) || !SERVICES.iter().any(|key| test.is_of(key)) {
            return Ok(());
        }
        out.each(test.values.one_or_many()?, |value, out| {
            let text = value.literal()?;
            let Some(quoted) = quoted(&text) else { return Ok(()) };
            if !text.contains(['*', '?', '$']) && service_of(&text.to_ascii_lowercase()).is_none() {
                out.report(&value, format!("{quoted} is no host of a service"))
                    .title("a condition waits for a service by a name that it never has")
                    .help("write the whole host, such as `lambda.amazonaws.com`");
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// Zones, and slips of the pen: their form alone is judged, as regions are added all the time.
pub(super) fn no_region<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let Some(Comparison::Text { any_case, .. }) = test.operator.comparison else { return Ok(()) };
        if !test.is_of("aws:RequestedRegion") {
            return Ok(());
        }
        out.each(test.values.one_or_many()?, |value, out| {
            let text = value.literal()?;
            let region = if any_case { text.to_ascii_lowercase() } else { text.clone() };
            let Some(quoted) = quoted(&text) else { return Ok(()) };
            if !text.contains(['*', '?', '$']) && !is_region(&region) {
                out.report(&value, format!("{quoted} is no region"))
                    .title("a condition waits for a region that does not exist")
                    .help("write a region such as `eu-west-1`");
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}
