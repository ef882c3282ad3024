//! Statements about flows and tokens of clients.

use super::*;

pub(crate) fn statements() -> Vec<Statement> {
    const REVOCATION: &str = "cognito/token-revocation-off";
    const UNIT: &str = "cognito/unused-token-unit";
    const EXISTENCE: &str = "cognito/user-existence-errors";
    let warning = |rule| vec![(rule, Some(Warning))];
    let fine = |rule| vec![(rule, None)];
    vec![
        ("32", client("TokenValidityUnits: {AccessToken: minutes}"), vec![(UNIT, Some(Info))]),
        ("32", client("TokenValidityUnits: {AccessToken: minutes}, AccessTokenValidity: 10"), fine(UNIT)),
        ("92", client("ClientName: x"), warning(EXISTENCE)),
        ("92", client("PreventUserExistenceErrors: LEGACY"), warning(EXISTENCE)),
        ("92", client("PreventUserExistenceErrors: ENABLED"), fine(EXISTENCE)),
        ("93", client("EnableTokenRevocation: false"), warning(REVOCATION)),
        ("93", client("ClientName: x"), fine(REVOCATION)),
        ("93", client("EnableTokenRevocation: true"), fine(REVOCATION)),
    ]
}
