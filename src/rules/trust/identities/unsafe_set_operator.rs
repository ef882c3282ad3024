//! Set operators that do not fit `amr`, which is a list, and `aud`, which is none.

use super::claims::{
    GUEST, USER, admits_methods, admitted_pools, has_guests, is_for_guests, names_identities, names_values, rename_operator,
};
use crate::model::{ConditionTest, Federation, SetOperator, Statement, Verdict};
use crate::resolve::Known;
use crate::rules::{Checked, Edit, Findings, Report};

/// What tokens of guests and of signed-in users say; the latter name the provider too.
const OF_GUESTS: [&str; 1] = [GUEST];
const OF_USERS: [&str; 2] = [USER, "cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE"];

pub(super) fn on_audience<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((federation, _)) = admitted_pools(&statement)? else { return Ok(()) };
    out.each(statement.tests_of(federation, "aud")?, |test, out| {
        if test.operator.set.is_none() || test.operator.is_null() || test.operator.comparison.is_none() {
            return Ok(());
        }
        let name = test.operator.written.split_once(':').map_or("", |(_, name)| name);
        let is_single =
            |other: &ConditionTest<'_>| ["aud", "sub"].iter().any(|claim| other.is_of(&format!("{}:{claim}", federation.key_prefix)));
        let fix = rename_operator(&statement, &test, name, is_single)?;
        let report = report(&test, format!("{} has one value", test.key), out)
            .title("a set operator compares the audience, which is no list")
            .help(format!("write `{name}`"))
            .case("audience");
        mend(report, fix);
        Ok(())
    });
    Ok(())
}

pub(super) fn on_methods<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((federation, _)) = admitted_pools(&statement)? else { return Ok(()) };
    out.each(statement.tests_of(federation, "amr")?, |test, out| {
        if test.operator.is_null() || test.operator.comparison.is_none() {
            return Ok(());
        }
        match test.operator.set {
            None => without_set_operator(&statement, &test, out),
            Some(set) if admits_both(&statement, federation, &test, set)? => {
                let report = report(&test, label_of_both(&test, set)?, out);
                if !has_guests(&statement) {
                    report.case("closed");
                }
                Ok(())
            }
            Some(SetOperator::AllValues) => all_values(&statement, federation, &test, out),
            Some(SetOperator::AnyValue) => Ok(()),
        }
    });
    Ok(())
}

fn report<'f, 'w>(test: &ConditionTest<'w>, label: String, out: &'f mut Findings<'w>) -> Report<'f, 'w> {
    out.report(test.operator_node, label).related(test.key_node, "the key").covers(test.operator_node)
}

fn mend(report: Report<'_, '_>, fix: Option<Edit>) {
    if let Some(fix) = fix {
        report.fix(fix);
    }
}

/// The same operator for a list.
fn for_any_value(test: &ConditionTest<'_>) -> String {
    let name = test.operator.written.split_once(':').map_or(test.operator.written.as_str(), |(_, name)| name);
    format!("ForAnyValue:{name}")
}

fn without_set_operator<'w>(statement: &Statement<'w>, test: &ConditionTest<'w>, out: &mut Findings<'w>) -> Checked {
    let name = for_any_value(test);
    let fix = rename_operator(statement, test, &name, |other| other.is_of(&test.key))?.filter(|_| names_values(test));
    let help = match names_values(test) {
        true if fix.is_some() => format!("write `{name}`"),
        true => format!("move `{}` into a block of its own, `{name}`", test.key),
        false => "write `ForAnyValue:StringEquals` with who may come".to_owned(),
    };
    let report = report(test, format!("{} has several values", test.key), out)
        .title("it is not defined who passes: a list of claims is compared as one value")
        .help(help)
        .case("plain")
        .not_safe();
    mend(report, fix);
    Ok(())
}

/// True where guests pass a test that signed-in users pass too, without being named.
fn admits_both(statement: &Statement<'_>, federation: Federation, test: &ConditionTest<'_>, set: SetOperator) -> Known<bool> {
    let values = test.literals()?;
    let names_guests = set == SetOperator::AnyValue && names_values(test) && values.iter().any(|(_, text)| text == GUEST);
    if names_guests || is_for_guests(statement) || names_identities(statement, federation)? {
        return Ok(false);
    }
    Ok(admits_methods(statement, federation, &OF_GUESTS)? == Verdict::Yes
        && admits_methods(statement, federation, &OF_USERS)? == Verdict::Yes)
}

fn label_of_both(test: &ConditionTest<'_>, set: SetOperator) -> Known<String> {
    let values = test.literals()?;
    Ok(match (names_values(test), set) {
        (false, SetOperator::AnyValue) => "one value that differs is enough, and guests have one".to_owned(),
        _ => match values.iter().find(|(_, text)| crate::data::iam::glob(text, GUEST)) {
            Some((_, text)) => format!("`{text}` fits `{GUEST}` too"),
            None => "guests pass this too".to_owned(),
        },
    })
}

fn all_values<'w>(statement: &Statement<'w>, federation: Federation, test: &ConditionTest<'w>, out: &mut Findings<'w>) -> Checked {
    let values = test.literals()?;
    let name = for_any_value(test);
    if names_values(test) && !values.is_empty() && values.iter().all(|(_, text)| text == USER) {
        let fix = rename_operator(statement, test, &name, |other| other.is_of(&test.key))?;
        let report = report(test, format!("the provider's name is in the list too, and it is not `{USER}`"), out)
            .title("nobody can take the role: no token has `authenticated` alone in `amr`")
            .help(format!("write `{name}`"))
            .not_safe();
        mend(report, fix);
        return Ok(());
    }
    let is_demanded = |other: &ConditionTest<'_>| other.operator.is_null() || other.asks_for_key();
    if statement.tests_of(federation, "amr")?.iter().any(is_demanded) {
        return Ok(());
    }
    let help = match names_values(test) {
        true => format!("write `{name}`"),
        false => "write `ForAnyValue:StringEquals` with who may come".to_owned(),
    };
    report(test, format!("holds for a token without {} too", test.key), out)
        .title("a test of how somebody signed in also holds where nothing says so")
        .help(help)
        .case("absent");
    Ok(())
}
