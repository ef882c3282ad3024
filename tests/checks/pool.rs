//! Statements about how a pool lets people in.

use super::{Error, Info, Statement, VALUE, Warning, client, pool};

const UP: &str = "cognito/open-sign-up";
const WEAK: &str = "cognito/weak-password-policy";
const OFF: &str = "cognito/mfa-off";
const SMS_ONLY: &str = "cognito/sms-only-mfa";
const NO_FACTOR: &str = "cognito/mfa-without-factor";
const INERT: &str = "cognito/inert-mfa-factors";
const CASE: &str = "cognito/case-sensitive-usernames";
const UPDATE: &str = "cognito/unverified-attribute-update";
const RECOVERY: &str = "cognito/unreachable-account-recovery";
const TEMPORARY: &str = "cognito/conflicting-temporary-password-validity";
const TIER: &str = "cognito/feature-needs-tier";

const TEXTS: &str = "cognito/missing-sms-configuration";
const TWO: &str = "cognito/conflicting-sms-configuration";
const MAIL: &str = "cognito/incomplete-email-configuration";
const FLOWS: &str = "cognito/incomplete-threat-protection";

const SMS: &str = "SmsConfiguration: {SnsCallerArn: !ImportValue sms}";

pub(crate) fn statements() -> Vec<Statement> {
    let users = |properties: &str| format!("AWSTemplateFormatVersion: '2010-09-09'\n{}", pool("", &format!(", {properties}")));
    let tier = |tier: &str, flow: &str| {
        client(&format!("ExplicitAuthFlows: [{flow}]"))
            .replace("Type: AWS::Cognito::UserPool\n", &format!("Type: AWS::Cognito::UserPool\n    Properties: {{{tier}}}\n"))
    };
    let of_pool = |tier: &str, kind: &str, properties: &str| {
        format!(
            "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {{{tier}}}\n  X:\n    Type: AWS::Cognito::{kind}\n    \
             Properties: {{UserPoolId: !Ref Pool, {properties}}}\n"
        )
    };
    let password = |policy: &str| users(&format!("Policies: {{PasswordPolicy: {{{policy}}}}}"));
    let recovery = |more: &str, mechanisms: &str| users(&format!("{more}AccountRecoverySetting: {{RecoveryMechanisms: [{mechanisms}]}}"));
    vec![
        ("54", tier("UserPoolTier: LITE", "ALLOW_USER_AUTH"), vec![(TIER, Some(Error))]),
        ("54", tier("UserPoolTier: ESSENTIALS", "ALLOW_USER_AUTH"), vec![(TIER, None)]),
        ("54", tier("UserPoolName: x", "ALLOW_USER_AUTH"), vec![(TIER, None)]),
        ("151", users("AutoVerifiedAttributes: [phone_number]"), vec![(TEXTS, Some(Error))]),
        ("151", users(&format!("AutoVerifiedAttributes: [phone_number], {SMS}")), vec![(TEXTS, None)]),
        ("151", users("AutoVerifiedAttributes: [email]"), vec![(TEXTS, None)]),
        (
            "151",
            users(
                "AutoVerifiedAttributes: [phone_number], LambdaConfig: {CustomSMSSender: {LambdaArn: !ImportValue f, LambdaVersion: V1_0}}",
            ),
            vec![(TEXTS, None)],
        ),
        ("159", users("UserPoolAddOns: {AdvancedSecurityAdditionalFlows: {CustomAuthMode: AUDIT}}"), vec![(FLOWS, Some(Error))]),
        (
            "159",
            users("UserPoolAddOns: {AdvancedSecurityMode: AUDIT, AdvancedSecurityAdditionalFlows: {CustomAuthMode: AUDIT}}"),
            vec![(FLOWS, None)],
        ),
        ("169", users("EmailConfiguration: {EmailSendingAccount: DEVELOPER}"), vec![(MAIL, Some(Error))]),
        ("169", users("EmailConfiguration: {EmailSendingAccount: DEVELOPER, SourceArn: !ImportValue mail}"), vec![(MAIL, None)]),
        ("169", users("EmailConfiguration: {EmailSendingAccount: COGNITO_DEFAULT}"), vec![(MAIL, None)]),
        (
            "174",
            users("SmsConfiguration: {SnsCallerArn: !ImportValue sms, EumsSms: {CallerArn: !ImportValue texts}}"),
            vec![(TWO, Some(Error))],
        ),
        ("174", users("SmsConfiguration: {EumsSms: {CallerArn: !ImportValue texts}}"), vec![(TWO, None)]),
        ("110", pool("", ""), vec![(CASE, Some(Info))]),
        ("111", users("UsernameConfiguration: {CaseSensitive: true}"), vec![(CASE, Some(Info))]),
        ("111", users("UsernameConfiguration: {CaseSensitive: false}"), vec![(CASE, None)]),
        ("123", pool("", ""), vec![(WEAK, None)]),
        ("124", password("MinimumLength: 5"), vec![(WEAK, None), (VALUE, Some(Error))]),
        ("124", password("MinimumLength: 6"), vec![(WEAK, Some(Warning))]),
        ("124", password("MinimumLength: 8"), vec![(WEAK, None)]),
        ("124", password("MinimumLength: 99"), vec![(WEAK, None)]),
        ("124", password("MinimumLength: 8, RequireSymbols: false"), vec![(WEAK, Some(Info))]),
        ("124", password("MinimumLength: 8, RequireSymbols: false, RequireNumbers: false"), vec![(WEAK, Some(Warning))]),
        ("126", password("MinimumLength: 12"), vec![(WEAK, None)]),
        (
            "128",
            users("Policies: {PasswordPolicy: {TemporaryPasswordValidityDays: 3}}, AdminCreateUserConfig: {UnusedAccountValidityDays: 3}"),
            vec![(TEMPORARY, Some(Error)), ("template/deprecated-property", None)],
        ),
        ("128", password("TemporaryPasswordValidityDays: 3"), vec![(TEMPORARY, None)]),
        ("129", users("AdminCreateUserConfig: {UnusedAccountValidityDays: 3}"), vec![(TEMPORARY, None)]),
        ("131", users("UserPoolTier: LITE, Policies: {PasswordPolicy: {PasswordHistorySize: 5}}"), vec![(TIER, Some(Error))]),
        ("132", pool("", ""), vec![(UP, Some(Info))]),
        ("132", users("AdminCreateUserConfig: {AllowAdminCreateUserOnly: false}"), vec![(UP, Some(Info))]),
        ("132", users("AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}"), vec![(UP, None)]),
        ("133", users("MfaConfiguration: 'ON'"), vec![(NO_FACTOR, Some(Error)), (OFF, None)]),
        (
            "134",
            users("MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA]"),
            vec![(NO_FACTOR, None), (INERT, None), (SMS_ONLY, None)],
        ),
        ("135", users("MfaConfiguration: 'ON', EnabledMfas: [SMS_MFA]"), vec![(NO_FACTOR, Some(Error)), (SMS_ONLY, None)]),
        (
            "135",
            users(&format!("MfaConfiguration: 'ON', EnabledMfas: [SMS_MFA], {SMS}")),
            vec![(NO_FACTOR, None), (SMS_ONLY, Some(Warning))],
        ),
        ("136", users("MfaConfiguration: 'ON', EnabledMfas: [EMAIL_OTP]"), vec![(NO_FACTOR, Some(Error))]),
        (
            "136",
            users("MfaConfiguration: 'ON', EnabledMfas: [EMAIL_OTP], EmailConfiguration: {EmailSendingAccount: COGNITO_DEFAULT}"),
            vec![(NO_FACTOR, Some(Error))],
        ),
        ("137", users("UserPoolTier: LITE, MfaConfiguration: 'ON', EnabledMfas: [EMAIL_OTP]"), vec![(TIER, Some(Error))]),
        (
            "138",
            users("MfaConfiguration: 'ON', EnabledMfas: [EMAIL_OTP], EmailConfiguration: {EmailSendingAccount: DEVELOPER}"),
            vec![(NO_FACTOR, Some(Warning))],
        ),
        ("140", users("EnabledMfas: [SOFTWARE_TOKEN_MFA]"), vec![(INERT, Some(Warning)), (OFF, None)]),
        ("140", users("MfaConfiguration: 'OFF', EnabledMfas: [SOFTWARE_TOKEN_MFA]"), vec![(INERT, Some(Error)), (OFF, None)]),
        ("141", users("MfaConfiguration: OFF"), vec![(OFF, None), (VALUE, Some(Error))]),
        ("142", users("MfaConfiguration: OPTIONAL"), vec![(OFF, None)]),
        ("142", pool("", ""), vec![(OFF, Some(Info))]),
        (
            "143",
            recovery(
                &format!("MfaConfiguration: 'ON', EnabledMfas: [SMS_MFA], AutoVerifiedAttributes: [phone_number], {SMS}, "),
                "{Name: verified_phone_number, Priority: 1}",
            ),
            vec![(RECOVERY, Some(Warning))],
        ),
        (
            "144",
            recovery("AutoVerifiedAttributes: [email], ", "{Name: admin_only, Priority: 1}, {Name: verified_email, Priority: 2}"),
            vec![(RECOVERY, Some(Error))],
        ),
        (
            "145",
            recovery(
                "AutoVerifiedAttributes: [email], ",
                "{Name: verified_email, Priority: 1}, {Name: verified_phone_number, Priority: 1}",
            ),
            vec![(RECOVERY, Some(Error))],
        ),
        ("147", recovery("", "{Name: verified_email, Priority: 1}"), vec![(RECOVERY, Some(Info))]),
        ("147", recovery("AutoVerifiedAttributes: [email], ", "{Name: verified_email, Priority: 1}"), vec![(RECOVERY, None)]),
        ("148", recovery("", "{Name: verified_phone_number, Priority: 1}"), vec![(RECOVERY, Some(Warning))]),
        ("149", pool("", ""), vec![(RECOVERY, None)]),
        ("152", users("UserAttributeUpdateSettings: {AttributesRequireVerificationBeforeUpdate: [email]}"), vec![(UPDATE, Some(Error))]),
        ("153", users("UsernameAttributes: [email], AutoVerifiedAttributes: [email]"), vec![(UPDATE, Some(Info))]),
        (
            "153",
            users("AutoVerifiedAttributes: [email], Schema: [{Name: email, AttributeDataType: String, Mutable: true}]"),
            vec![(UPDATE, Some(Info))],
        ),
        ("153", users("AutoVerifiedAttributes: [email], Schema: [{Name: email, AttributeDataType: String}]"), vec![(UPDATE, None)]),
        ("157", users("UserPoolTier: ESSENTIALS, UserPoolAddOns: {AdvancedSecurityMode: ENFORCED}"), vec![(TIER, Some(Error))]),
        ("157", users("UserPoolTier: LITE, UserPoolAddOns: {AdvancedSecurityMode: ENFORCED}"), vec![(TIER, Some(Warning))]),
        ("158", users("UserPoolAddOns: {AdvancedSecurityMode: AUDIT}"), vec![(TIER, Some(Warning))]),
        (
            "160",
            users("UserPoolTier: LITE, Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]}}"),
            vec![(TIER, Some(Error))],
        ),
        (
            "163",
            users("UserPoolTier: LITE, LambdaConfig: {PreTokenGenerationConfig: {LambdaArn: !ImportValue x, LambdaVersion: V2_0}}"),
            vec![(TIER, Some(Error))],
        ),
        (
            "185",
            of_pool("UserPoolTier: LITE", "UserPoolDomain", "Domain: !Ref AWS::AccountId, ManagedLoginVersion: 2"),
            vec![(TIER, Some(Error))],
        ),
        ("185", of_pool("UserPoolTier: LITE", "UserPoolDomain", "Domain: !Ref AWS::AccountId, ManagedLoginVersion: 1"), vec![(TIER, None)]),
        ("201", of_pool("UserPoolTier: ESSENTIALS", "UserPoolRiskConfigurationAttachment", "ClientId: ALL"), vec![(TIER, Some(Error))]),
        (
            "202",
            of_pool(
                "UserPoolTier: ESSENTIALS",
                "LogDeliveryConfiguration",
                "LogConfigurations: [{EventSource: userAuthEvents, LogLevel: INFO}]",
            ),
            vec![(TIER, Some(Error))],
        ),
    ]
}
