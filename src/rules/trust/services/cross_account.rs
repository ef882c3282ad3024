//! Trusts for other accounts that ask for no external id.

use super::{Account, OWN};
use crate::data::iam::glob;
use crate::data::vendors::vendor;
use crate::model::{ConditionTest, Statement, any};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

/// Keys that tell who comes, or that it is a person.
const TELLING: [&str; 16] = [
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalType",
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpcSourceIp",
    "aws:userid",
    "aws:username",
    "sts:ExternalId",
    "sts:RoleSessionName",
    "sts:SourceIdentity",
];

pub(super) fn cross_account_without_external_id<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.lets_assume()? || statement.everybody()?.is_some() {
        return Ok(());
    }
    let accounts = statement.accounts()?;
    let assumes = |action: &Val<'_>| Ok(glob(&action.literal()?.to_ascii_lowercase(), "sts:assumerole"));
    if accounts.is_empty() || !any(&statement.actions()?, assumes)? {
        return Ok(());
    }
    for test in statement.tests()? {
        if tells(&test)? {
            return Ok(());
        }
    }
    out.each(accounts, |value, out| judge(&value, out));
    Ok(())
}

fn judge<'w>(value: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(account) = Account::read(value)?.filter(|account| account.number != OWN) else { return Ok(()) };
    if let Some(vendor) = vendor(&account.number) {
        out.report(value, format!("an account of {vendor}, and no test of `sts:ExternalId`"))
            .title("a vendor's other customers may get at this role through the vendor")
            .help(format!("test `sts:ExternalId` with the id that {vendor} shows for your account"))
            .case("vendor");
    } else if account.resource == "root" {
        out.report(value, "all of an account, and no test of `sts:ExternalId`");
    } else if account.resource.starts_with("user/") {
        out.report(value, "a user of an account, and no test of `sts:ExternalId`");
    }
    Ok(())
}

/// A test that not everybody in the account passes: of who comes, by a value that says something.
fn tells(test: &ConditionTest<'_>) -> Known<bool> {
    let is_of_caller = TELLING.iter().any(|key| test.is_of(key)) || test.key.to_ascii_lowercase().starts_with("aws:principaltag/");
    if !is_of_caller || !test.asks_for_key() {
        return Ok(false);
    }
    let says_nothing = |value: &Val<'_>| {
        let text = value.literal()?;
        Ok(text.is_empty() || text.bytes().all(|letter| letter == b'*') || text.eq_ignore_ascii_case("false"))
    };
    Ok(any(&test.values.one_or_many()?, says_nothing) != Ok(true))
}
