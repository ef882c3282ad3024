//! Documents that are read by the rules of 2008, where a policy variable is plain text.

use crate::model::{Document, Statement, any};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Edit, Findings};

pub(super) fn missing_version<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.version()?.is_some() {
        return Ok(());
    }
    // Of statements without a document the framework writes the rest.
    let Some(object) = document.object() else { return Ok(()) };
    let fix = Edit::set_key(object.node(), "Version", "2012-10-17");
    if uses_variables(&document)? {
        let report = out.report(document.place(), "no `Version`, so the policy variables in this document are plain text");
        // From then on the variables stand for something.
        report.fix(fix).not_safe().case("variables");
    } else if !document.owner.is_some_and(|owner| owner.is_generated() || owner.kind().starts_with("AWS::Serverless::")) {
        // SAM's own policies have no Version either, so nobody expects one beside them.
        let report = out.report(document.place(), "no `Version` beside it").fix(fix);
        if document.owner.is_some_and(|owner| owner.kind() == "AWS::IAM::ManagedPolicy") {
            report.case("managed");
        }
    }
    Ok(())
}

/// True where a statement is known to use a policy variable.
pub(super) fn uses_variables(document: &Document<'_>) -> Known<bool> {
    let mut variables = false;
    for statement in document.statements()? {
        // A statement that can't be read has no variable that could be known.
        variables |= statement.and_then(|statement| has_variable(&statement)) == Ok(true);
    }
    Ok(variables)
}

fn has_variable(statement: &Statement<'_>) -> Known<bool> {
    for name in ["Resource", "NotResource"] {
        if let Some(list) = statement.element(name)?
            && any(&list.one_or_many()?, is_variable) == Ok(true)
        {
            return Ok(true);
        }
    }
    for test in statement.tests()? {
        if any(&test.values.one_or_many()?, is_variable) == Ok(true) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `${aws:username}`, `${cognito-identity.amazonaws.com:sub}`; not `${AWS::Region}`, which is CloudFormation's.
fn is_variable(value: &Val<'_>) -> Known<bool> {
    let text = value.text()?;
    Ok(text.literals().any(|literal| {
        literal.split("${").skip(1).filter_map(|rest| rest.split_once('}')).any(|(name, _)| name.contains(':') && !name.contains("::"))
    }))
}
