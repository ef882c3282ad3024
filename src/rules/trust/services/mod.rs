//! Services and accounts in trusts, and in the policies of resources.

mod cross_account;
mod not_principal;
mod redundant_principal;
mod service_confused_deputy;
mod unknown_service_principal;
mod users_and_machines;

use crate::data::service_principals::service_of;
use crate::resolve::{Known, Piece, Text, Unknown, Val};
use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        meta: &table::TRUST_UNKNOWN_SERVICE_PRINCIPAL,
        checks: &[
            Check::Statement(unknown_service_principal::unknown_service_principal),
            Check::Of("AWS::Lambda::Permission", unknown_service_principal::of_permission),
        ],
    },
    Rule { meta: &table::TRUST_SERVICE_CONFUSED_DEPUTY, checks: &[Check::Document(service_confused_deputy::service_confused_deputy)] },
    Rule {
        meta: &table::TRUST_CROSS_ACCOUNT_WITHOUT_EXTERNAL_ID,
        checks: &[Check::Statement(cross_account::cross_account_without_external_id)],
    },
    Rule { meta: &table::TRUST_NOT_PRINCIPAL, checks: &[Check::Statement(not_principal::not_principal)] },
    Rule { meta: &table::TRUST_REDUNDANT_PRINCIPAL, checks: &[Check::Statement(redundant_principal::redundant_principal)] },
    Rule {
        meta: &table::TRUST_USERS_AND_MACHINES_SHARE_ROLE,
        checks: &[Check::Document(users_and_machines::users_and_machines_share_role)],
    },
];

/// The host that a text makes; which region or partition it is makes no difference to the name of a service.
fn host_of(text: &Text) -> Known<String> {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => Ok(text.clone()),
        Piece::Pseudo(name) if name == "AWS::Region" => Ok("eu-west-1".to_owned()),
        Piece::Pseudo(name) if name == "AWS::URLSuffix" => Ok("amazonaws.com".to_owned()),
        _ => Err(Unknown::Deployed),
    };
    text.pieces.iter().map(piece).collect()
}

/// The name of the service that a principal is; `None` where it is none.
fn service_name(principal: &Val<'_>) -> Known<Option<String>> {
    let host = host_of(&principal.text()?)?;
    Ok(service_of(&host).map(|name| name.to_ascii_lowercase()))
}

/// Names beside each other: `a`, `b` and `c`.
fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}

/// A principal of an account, as far as its ARN tells.
struct Account {
    /// Its number; [`OWN`] for the account of the stack.
    number: String,
    /// `root`, `role/name` and so on; of what is not known there stands `?`.
    resource: String,
}

/// Stands for the number of the account in which the stack is.
const OWN: &str = "own";

impl Account {
    /// The principal that a value is; `None` where it is no ARN of IAM or STS, and no number of an account.
    fn read(value: &Val<'_>) -> Known<Option<Self>> {
        let text = value.text()?;
        let mut whole = String::new();
        for piece in &text.pieces {
            match piece {
                Piece::Literal(text) => whole.push_str(text),
                Piece::Pseudo(name) if name == "AWS::AccountId" => whole.push_str(OWN),
                Piece::Pseudo(name) if name == "AWS::Partition" => whole.push_str("aws"),
                // Before the name anything may be in it.
                _ if whole.matches(':').count() < 5 => return Err(Unknown::Deployed),
                _ => whole.push('?'),
            }
        }
        let account = |number: &str, resource: &str| Self { number: number.to_owned(), resource: resource.to_owned() };
        let is_number = |text: &str| text == OWN || text.len() == 12 && text.bytes().all(|letter| letter.is_ascii_digit());
        if is_number(&whole) {
            return Ok(Some(account(&whole, "root")));
        }
        Ok(match whole.splitn(6, ':').collect::<Vec<_>>().as_slice() {
            ["arn", _, "iam" | "sts", "", number, resource] if is_number(number) => Some(account(number, resource)),
            _ => None,
        })
    }
}
