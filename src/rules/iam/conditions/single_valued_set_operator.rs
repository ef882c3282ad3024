//! Set operators on keys with one value, and keys with several without one.

use crate::data::iam::{ConditionKey, condition_key};
use crate::model::{ConditionTest, DocumentKind, SetOperator, Statement};
use crate::rules::{Checked, Findings};

/// Lists of which a request without them comes from somewhere else: that it passes is never meant.
const DEMANDED: [&str; 7] = [
    "aws:CalledVia",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceNamesList",
    "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths",
    "aws:VpceOrgPaths",
    "saml:edupersonaffiliation",
];

/// Lists that nearly always have one item, and are compared as one.
const LISTS_OF_ONE: [&str; 2] = ["events:detail-type", "events:source"];

pub(super) fn single_valued_set_operator<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let tests = statement.tests()?;
    let allows = statement.allows()?;
    for test in tests.iter().filter(|test| !test.operator.is_null() && test.operator.comparison.is_some()) {
        let Some(key) = condition_key(&test.key) else { continue };
        match test.operator.set {
            Some(set) if !key.may_be_multi_valued() && !is_list(test) => {
                let may_lack_it = allows && is_of_caller(key) && !(statement.kind == DocumentKind::Trust && is_in_every_token(test));
                on_one_value(test, set, may_lack_it, out);
            }
            None if key.is_multi_valued() => without_set_operator(test, out),
            Some(SetOperator::AllValues) if allows => without_null(test, &tests, out),
            _ => {}
        }
    }
    Ok(())
}

/// The ways in which somebody signed in, whatever the provider.
fn is_list(test: &ConditionTest<'_>) -> bool {
    test.key.to_ascii_lowercase().ends_with(":amr")
}

/// What no token of a provider lacks.
fn is_in_every_token(test: &ConditionTest<'_>) -> bool {
    test.key
        .rsplit_once(':')
        .is_some_and(|(host, claim)| host.contains('.') && matches!(claim.to_ascii_lowercase().as_str(), "aud" | "sub"))
}

/// A key that some callers lack. What an action is asked to do is there with each of its requests.
fn is_of_caller(key: ConditionKey) -> bool {
    key.is_global() || key.name().split(':').next().is_some_and(|prefix| prefix.contains('.') || prefix.contains('$'))
}

fn on_one_value(test: &ConditionTest<'_>, set: SetOperator, may_lack_it: bool, out: &mut Findings<'_>) {
    let key = &test.key;
    let opens = set == SetOperator::AllValues && may_lack_it && !test.operator.if_exists;
    let label = if opens { format!("{key} has one value, and requests without it pass") } else { format!("{key} has one value") };
    let help = format!("write `{}`", test.operator.written.split_once(':').map_or("", |(_, name)| name));
    let report = out.report(test.operator_node, label).related(test.key_node, "the key").help(help);
    if opens {
        return;
    }
    let report = report.title("a set operator on a key with one value looks like a list, and is none");
    if !key.to_ascii_lowercase().ends_with(":aud") {
        report.case("style");
    }
}

fn without_set_operator(test: &ConditionTest<'_>, out: &mut Findings<'_>) {
    if LISTS_OF_ONE.iter().any(|key| test.is_of(key)) {
        return;
    }
    let label = format!("{} has several values, which this operator does not look at one by one", test.key);
    let name = &test.operator.written;
    let help = format!("write `ForAnyValue:{name}`, or `ForAllValues:{name}` where all of them have to pass");
    out.report(test.operator_node, label)
        .related(test.key_node, "the key")
        .title("a key with several values is compared by an operator for one")
        .help(help);
}

fn without_null(test: &ConditionTest<'_>, tests: &[ConditionTest<'_>], out: &mut Findings<'_>) {
    let is_demanded = tests.iter().any(|other| {
        other.is_of(&test.key) && (other.operator.is_null() || other.operator.set == Some(SetOperator::AnyValue) && other.asks_for_key())
    });
    if is_demanded || !DEMANDED.iter().any(|key| test.is_of(key)) {
        return;
    }
    let key = &test.key;
    out.report(test.operator_node, format!("requests without {key} pass"))
        .related(test.key_node, "the key")
        .title("a list that a request need not carry is the condition of an Allow")
        .help(format!("add `Null` with `{key}: 'false'`"));
}
