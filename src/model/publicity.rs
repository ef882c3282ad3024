//! Whether a statement of a resource's policy is for everybody: its principal, and what keeps others out.

use super::{ConditionTest, Document, Statement, any};
use crate::resolve::{Known, Unknown, Val};

/// What keeps strangers out of a statement whose principal is everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Nothing.
    Open,
    /// A condition that strangers may meet.
    Ajar,
    /// A condition that only known callers meet.
    Shut,
}

/// Keys that tell who calls, or from where.
const TELLING: [&str; 22] = [
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpcsourceip",
    "aws:sourcevpcarn",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:userid",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
];

/// Keys that tell how or when somebody calls: everybody can meet them.
const EVERYDAY: [&str; 7] =
    ["aws:securetransport", "aws:useragent", "aws:referer", "aws:currenttime", "aws:epochtime", "aws:requestedregion", "s3:x-amz-acl"];

impl<'w> Statement<'w> {
    /// The `*` by which a statement is for everybody; `None` where it is for somebody.
    ///
    /// # Errors
    /// Unknown where the principal is.
    pub fn everybody(&self) -> Known<Option<Val<'w>>> {
        let Some(principal) = self.element("Principal")? else { return Ok(None) };
        if principal.is_text()? {
            return Ok(Some(principal.clone()).filter(|principal| principal.literal().is_ok_and(|name| name == "*")));
        }
        let Some(accounts) = principal.object()?.get("AWS")? else { return Ok(None) };
        let everybody = |value: &Val<'w>| value.literal().is_ok_and(|name| name == "*");
        Ok(accounts.one_or_many()?.into_iter().find(everybody))
    }

    /// What its condition keeps out, where its principal is everybody.
    ///
    /// # Errors
    /// Unknown where a part of the condition is.
    pub fn gate(&self) -> Known<Gate> {
        let mut gate = Gate::Open;
        for test in self.tests()? {
            let key = test.key.to_ascii_lowercase();
            if is_shut(&test, &key)? {
                return Ok(Gate::Shut);
            }
            // A test of who calls that everybody passes is none.
            let tells = (TELLING.contains(&key.as_str()) || key == "aws:sourceip") && key != "aws:sourcearn";
            if !(EVERYDAY.contains(&key.as_str()) || tells && is_positive(&test)) {
                gate = Gate::Ajar;
            }
        }
        Ok(gate)
    }
}

/// A test that what fits passes, and nothing without the key.
fn is_positive(test: &ConditionTest<'_>) -> bool {
    test.asks_for_key() && !test.operator.is_negated()
}

/// A test that only known callers pass.
fn is_shut(test: &ConditionTest<'_>, key: &str) -> Known<bool> {
    let operator = &test.operator;
    if operator.is_negated() || operator.if_exists || operator.name == "Null" || operator.set == Some(super::SetOperator::AllValues) {
        return Ok(false);
    }
    let values = test.values.one_or_many()?;
    if key == "aws:sourceip" {
        let everywhere = |value: &Val<'_>| Ok(matches!(value.literal()?.as_str(), "0.0.0.0/0" | "::/0"));
        return Ok(any(&values, everywhere) != Ok(true));
    }
    if key == "elasticfilesystem:accessedviamounttarget" {
        return Ok(true);
    }
    let loose = |value: &Val<'_>| {
        let text = value.literal()?;
        // A role of a certain name anybody can make in an account of their own.
        if key == "aws:principalarn" && text.split(':').nth(4).is_some_and(|account| account.contains('*')) && operator.has_wildcards() {
            return Ok(true);
        }
        if key == "aws:sourcearn" && operator.has_wildcards() {
            let fields: Vec<&str> = text.splitn(6, ':').collect();
            return Ok(text == "*" || matches!(fields.as_slice(), [_, _, _, _, "*", "*"]));
        }
        Ok(matches!(text.as_str(), "*" | "false")
            && (operator.name.ends_with("Like") || operator.name.starts_with("Arn") || operator.name == "Bool"))
    };
    Ok(TELLING.contains(&key) && any(&values, loose) != Ok(true))
}

impl Document<'_> {
    /// Whether a `Deny` keeps strangers out, or takes everything away from everybody: one about who calls, or one without a condition.
    ///
    /// # Errors
    /// Unknown where a statement is, which may be such a one.
    pub fn denies_strangers(&self) -> Known<bool> {
        for statement in self.statements()? {
            let statement = statement?;
            let denies = match statement.element("Effect")? {
                Some(effect) => effect.literal()? == "Deny",
                None => return Err(Unknown::Open),
            };
            if !denies {
                continue;
            }
            let tests = statement.tests()?;
            let key = |test: &ConditionTest<'_>| test.key.to_ascii_lowercase();
            let tells = tests.iter().any(|test| TELLING.contains(&key(test).as_str()) || key(test) == "aws:sourceip");
            if tests.is_empty() || tells || statement.element("NotPrincipal")?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
