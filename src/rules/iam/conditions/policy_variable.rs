//! Policy variables that IAM itself can't read, or that nothing ever fills in.

use crate::data::iam::{ConditionKey, condition_key, condition_keys};
use crate::model::{Comparison, DocumentKind, PolicyVariable, Statement, VariableFault, policy_variables};
use crate::resolve::{Known, Val};
use crate::rules::schema::nearest;
use crate::rules::{Checked, Findings};

const REFUSED: &str = "IAM can't read a policy variable, so the statement does not do what it says";
const EMPTY: &str = "nothing fills a policy variable in, so the text that it stands in never matches";

pub(super) fn in_a_statement<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    // By the rules of 2008 all of it is plain text.
    if !statement.variables? {
        return Ok(());
    }
    for name in ["Action", "NotAction"] {
        nowhere(&statement, statement.element(name)?, "actions", out)?;
    }
    for name in ["Principal", "NotPrincipal"] {
        let Some(principal) = statement.element(name)? else { continue };
        if principal.is_text()? {
            continue;
        }
        for (_, _, members) in principal.object()?.entries()? {
            nowhere(&statement, Some(members), "principals", out)?;
        }
    }
    for name in ["Resource", "NotResource"] {
        let Some(list) = statement.element(name)? else { continue };
        out.each(list.one_or_many()?, |value, out| judge(&statement, &value, out));
    }
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        if matches!(test.operator.comparison, Some(Comparison::Text { .. } | Comparison::Arn)) {
            out.each(test.values.one_or_many()?, |value, out| judge(&statement, &value, out));
        }
        Ok(())
    });
    Ok(())
}

/// A list in which IAM reads no variables.
fn nowhere<'w>(statement: &Statement<'w>, list: Option<Val<'w>>, what: &str, out: &mut Findings<'w>) -> Checked {
    let Some(list) = list else { return Ok(()) };
    out.each(list.one_or_many()?, |value, out| {
        let variables = policy_variables(&value.text()?);
        if let Some(variable) = variables.iter().find(|variable| needs_sub(statement, variable) || is_of_iam(variable)) {
            let help = if needs_sub(statement, variable) { SUB.to_owned() } else { format!("write the {what} out") };
            out.report(&value, format!("IAM reads no variables in {what}")).title(REFUSED).help(help);
        }
        Ok(())
    });
    Ok(())
}

const SUB: &str = "make it the text of `Fn::Sub`";

/// `${Bucket}` and `${AWS::Region}`, which only `Fn::Sub` fills in. Other names are perhaps filled in by whatever deploys the template.
fn needs_sub(statement: &Statement<'_>, variable: &PolicyVariable) -> bool {
    let stack = statement.world().stack;
    let name = variable.inside.split_once('.').map_or(variable.inside.as_str(), |(name, _)| name);
    variable.fault.is_none() && (name.starts_with("AWS::") || stack.parameter(name).is_some() || stack.resource(name).is_some())
}

/// A variable that nobody but IAM reads, well formed or not.
fn is_of_iam(variable: &PolicyVariable) -> bool {
    let name = variable.name().trim();
    let Some((prefix, key)) = name.split_once(':') else { return variable.fault == Some(VariableFault::Empty) };
    let is_host = prefix.contains('.') && !prefix.contains('(');
    !key.starts_with(':') && (prefix.eq_ignore_ascii_case("aws") || is_host || condition_key(name).is_some())
}

fn judge<'w>(statement: &Statement<'w>, value: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    for variable in policy_variables(&value.text()?) {
        if needs_sub(statement, &variable) {
            let label = format!("no condition key is called `{}`, and nothing fills it in here", variable.inside);
            out.report(value, label).title(EMPTY).help(SUB);
        } else if is_of_iam(&variable) {
            match variable.fault {
                Some(fault) => malformed(value, &variable, fault, out),
                None => named(statement, value, variable.name(), out)?,
            }
        }
    }
    Ok(())
}

fn malformed<'w>(value: &Val<'w>, variable: &PolicyVariable, fault: VariableFault, out: &mut Findings<'w>) {
    let name = variable.name().trim();
    let (label, help) = match fault {
        VariableFault::Empty => ("a variable without a name", "write the key, as in `${aws:userid}`".to_owned()),
        VariableFault::Blank => ("a blank inside of a variable", format!("write `${{{name}}}`")),
        VariableFault::Open => ("a variable that no `}` closes", "close it, or write `${$}` for the character".to_owned()),
        VariableFault::Quote => ("a default without quotes", format!("write it as in `${{{name}, 'none'}}`")),
    };
    out.report(value, label).title(REFUSED).help(help);
}

fn named<'w>(statement: &Statement<'w>, value: &Val<'w>, name: &str, out: &mut Findings<'w>) -> Checked {
    let Some((prefix, _)) = name.split_once(':') else { return Ok(()) };
    match condition_key(name) {
        Some(key) if key.is_multi_valued() => {
            out.report(value, format!("`{name}` has several values, so it can't be one"))
                .title(REFUSED)
                .help("write a condition with a set operator on that key");
        }
        Some(_) if name.eq_ignore_ascii_case("aws:username") && serves_only_roles(statement)? => {
            out.report(value, "`aws:username` is the name of a user, and a role has none")
                .title(EMPTY)
                .help("write `${aws:userid}`, `${aws:PrincipalTag/name}`, or the key of the provider whose token the caller has")
                .case("role");
        }
        None if prefix.eq_ignore_ascii_case("aws") || prefix.eq_ignore_ascii_case("cognito-identity.amazonaws.com") => {
            let report = out.report(value, format!("no condition key is called `{name}`")).title(EMPTY);
            match nearest(name, condition_keys().map(ConditionKey::name)) {
                Some(meant) => report.help(format!("write `${{{meant}}}`")),
                None => report.help("write the name of a condition key, such as `${aws:userid}`"),
            };
        }
        Some(_) | None => {}
    }
    Ok(())
}

fn serves_only_roles(statement: &Statement<'_>) -> Known<bool> {
    if statement.kind == DocumentKind::Identity { statement.is_of_roles() } else { Ok(false) }
}
