//! Statements about flows and tokens of clients.

use super::*;

const PLAIN: &str = "cognito/plain-password-flow";
const SERVER: &str = "cognito/server-flow-on-public-client";
const CUSTOM: &str = "cognito/custom-flow-without-triggers";

pub(crate) fn statements() -> Vec<Statement> {
    const REVOCATION: &str = "cognito/token-revocation-off";
    const REFRESH: &str = "cognito/no-refresh-flow";
    const ROTATION: &str = "cognito/rotation-with-refresh-flow";
    const INCOMPLETE: &str = "cognito/incomplete-token-rotation";
    const CONTEXT: &str = "cognito/context-without-secret";
    const POOL: &str = "cognito/wrong-pool-id";
    const UNIT: &str = "cognito/unused-token-unit";
    const EXISTENCE: &str = "cognito/user-existence-errors";
    let warning = |rule| vec![(rule, Some(Warning))];
    let fine = |rule| vec![(rule, None)];
    vec![
        ("43", client("ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH]"), warning(REFRESH)),
        ("44", client("ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH], RefreshTokenRotation: {Feature: ENABLED}"), fine(REFRESH)),
        (
            "45",
            client("ExplicitAuthFlows: [ALLOW_REFRESH_TOKEN_AUTH, ALLOW_USER_SRP_AUTH], RefreshTokenRotation: {Feature: ENABLED}"),
            vec![(ROTATION, Some(Error))],
        ),
        ("38", client("RefreshTokenValidity: 180"), vec![("cognito/long-lived-token", Some(Info))]),
        ("38", client("RefreshTokenValidity: 90"), fine("cognito/long-lived-token")),
        // Without a sign of a browser a script may be all that signs in.
        ("49", client("ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]"), vec![(PLAIN, Some(Info))]),
        (
            "49",
            client("ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH], CallbackURLs: ['notes://in']"),
            vec![(PLAIN, Some(Warning))],
        ),
        ("50", client("ExplicitAuthFlows: [ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]"), fine(SERVER)),
        ("51", client("ExplicitAuthFlows: [CUSTOM_AUTH_FLOW_ONLY]"), vec![(CUSTOM, Some(Warning))]),
        ("52", client("ExplicitAuthFlows: [ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH]"), vec![(CUSTOM, Some(Info))]),
        (
            "53",
            client("ExplicitAuthFlows: [ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH]").replace(
                "Type: AWS::Cognito::UserPool\n",
                "Type: AWS::Cognito::UserPool\n    Properties: {LambdaConfig: {DefineAuthChallenge: x}}\n",
            ),
            vec![(CUSTOM, Some(Warning))],
        ),
        ("48", client("RefreshTokenRotation: {Feature: ENABLED, RetryGracePeriodSeconds: 60}"), fine(VALUE)),
        ("48", client("RefreshTokenRotation: {Feature: ENABLED, RetryGracePeriodSeconds: 61}"), vec![(VALUE, Some(Error))]),
        ("47", client("RefreshTokenRotation: {RetryGracePeriodSeconds: 30}"), vec![(INCOMPLETE, Some(Error))]),
        ("47", client("RefreshTokenRotation: {Feature: ENABLED, RetryGracePeriodSeconds: 30}"), fine(INCOMPLETE)),
        ("47", client("RefreshTokenRotation: {Feature: !ImportValue x, RetryGracePeriodSeconds: 30}"), fine(INCOMPLETE)),
        ("91", client("EnablePropagateAdditionalUserContextData: true"), vec![(CONTEXT, Some(Error))]),
        ("91", client("EnablePropagateAdditionalUserContextData: true, GenerateSecret: true"), fine(CONTEXT)),
        ("91", client("EnablePropagateAdditionalUserContextData: false"), fine(CONTEXT)),
        ("104", client("ClientName: x"), fine(POOL)),
        ("104", client("ClientName: x").replace("!Ref Pool", "!GetAtt Pool.Arn"), vec![(POOL, Some(Error))]),
        (
            "104",
            client("ClientName: x").replace("!Ref Pool", "'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEf123'"),
            vec![(POOL, Some(Error)), (VALUE, None)],
        ),
        ("32", client("TokenValidityUnits: {AccessToken: minutes}"), vec![(UNIT, Some(Info))]),
        ("32", client("TokenValidityUnits: {AccessToken: minutes}, AccessTokenValidity: 10"), fine(UNIT)),
        ("92", client("ClientName: x"), warning(EXISTENCE)),
        ("92", client("PreventUserExistenceErrors: LEGACY"), warning(EXISTENCE)),
        ("92", client("GenerateSecret: true"), vec![(EXISTENCE, Some(Info))]),
        ("92", client("PreventUserExistenceErrors: ENABLED"), fine(EXISTENCE)),
        ("93", client("EnableTokenRevocation: false"), warning(REVOCATION)),
        ("93", client("ClientName: x"), fine(REVOCATION)),
        ("93", client("EnableTokenRevocation: true"), fine(REVOCATION)),
    ]
}
