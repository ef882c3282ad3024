//! Providers of tokens and assertions: whose tokens a trust takes.

mod any_web_identity_subject;
mod github_subject_form;
mod missing_provider_audience;
mod wrong_federated_principal;

use crate::resolve::Val;
use crate::rules::prelude::*;

pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        meta: &table::TRUST_WRONG_FEDERATED_PRINCIPAL,
        checks: &[
            Check::Statement(wrong_federated_principal::no_provider),
            Check::Statement(wrong_federated_principal::under_another_member),
            Check::Statement(wrong_federated_principal::keys_of_another_issuer),
        ],
    },
    Rule { meta: &table::TRUST_ANY_WEB_IDENTITY_SUBJECT, checks: &[Check::Statement(any_web_identity_subject::any_web_identity_subject)] },
    Rule {
        meta: &table::TRUST_MISSING_PROVIDER_AUDIENCE,
        checks: &[Check::Statement(missing_provider_audience::missing_provider_audience)],
    },
    Rule { meta: &table::TRUST_GITHUB_SUBJECT_FORM, checks: &[Check::Statement(github_subject_form::github_subject_form)] },
];

/// Where a mark stands in a value, or a parameter with an empty default: both are there to be replaced.
fn is_to_be_filled(value: &Val<'_>, text: &str) -> bool {
    let has_gap = || ["repo:/", "/:", "::"].iter().any(|gap| text.contains(gap)) || text.ends_with([':', '/']);
    text.contains(['<', '>', '{', '}']) || value.is_assumed() && has_gap()
}
