//! Condition keys by hand: the global ones, which no service lists, what the facts get wrong about others, and the claims that every
//! identity provider has. `tests/generated.rs` takes them into `iam.bin`; where they are read is [`super::iam::condition_key`].

use super::iam::KeyFlags as Flags;
use super::iam::KeyKind::{Arn, Bool, Date, Ip, Numeric, String};

const STRING: Flags = Flags::of(String);
const ARN: Flags = Flags::of(Arn);
const BOOL: Flags = Flags::of(Bool);
const DATE: Flags = Flags::of(Date);
const NUMERIC: Flags = Flags::of(Numeric);
const IP: Flags = Flags::of(Ip);
const MULTI: Flags = STRING.with(Flags::MULTI_VALUED);
const MAYBE: Flags = STRING.with(Flags::MAYBE_MULTI_VALUED);
const SENSITIVE: Flags = STRING.with(Flags::SENSITIVE);

/// Keys that may be in requests to any service. Those of other prefixes than `aws` are of the credentials that a service or an
/// identity provider gave, and stay with them.
pub const GLOBAL: &[(&str, Flags)] = &[
    // In every request.
    ("aws:CurrentTime", DATE),
    ("aws:EpochTime", DATE),
    ("aws:PrincipalAccount", SENSITIVE),
    ("aws:PrincipalType", STRING),
    ("aws:RequestedRegion", STRING),
    ("aws:SecureTransport", BOOL),
    ("aws:UserAgent", STRING.with(Flags::SPOOFABLE)),
    ("aws:ViaAWSService", BOOL),
    ("aws:userid", STRING),
    // Who asks.
    ("aws:PrincipalArn", ARN),
    ("aws:PrincipalIsAWSService", BOOL),
    ("aws:PrincipalOrgID", SENSITIVE),
    ("aws:PrincipalOrgMasterAccountId", STRING),
    ("aws:PrincipalOrgPaths", MULTI),
    ("aws:PrincipalTag/${TagKey}", STRING),
    ("aws:username", STRING),
    ("aws:ARN", ARN.with(Flags::DEPRECATED)),
    // Services that ask.
    ("aws:PrincipalServiceName", STRING),
    ("aws:PrincipalServiceNamesList", MULTI),
    ("aws:SourceAccount", SENSITIVE),
    ("aws:SourceArn", ARN),
    ("aws:SourceOrgID", SENSITIVE),
    ("aws:SourceOrgPaths", MULTI),
    ("aws:SourceOwner", STRING),
    // How the credentials were got.
    ("aws:AssumedRoot", BOOL),
    ("aws:ChatbotSourceArn", ARN),
    ("aws:FederatedProvider", STRING),
    ("aws:MultiFactorAuthAge", NUMERIC),
    ("aws:MultiFactorAuthPresent", BOOL),
    ("aws:SignInSessionArn", ARN),
    ("aws:SourceIdentity", STRING),
    ("aws:TokenIssueTime", DATE),
    ("aws:Ec2InstanceSourcePrivateIPv4", IP),
    ("aws:Ec2InstanceSourceVpc", STRING),
    ("codebuild:buildArn", ARN),
    ("codebuild:projectArn", ARN),
    ("ec2:RoleDelivery", NUMERIC),
    ("ec2:SourceInstanceARN", ARN),
    ("glue:CredentialIssuingService", STRING),
    ("glue:RoleAssumedBy", STRING),
    ("identitystore:UserId", MAYBE),
    ("lambda:SourceFunctionArn", ARN),
    ("ssm:SourceInstanceARN", ARN),
    ("accounts.google.com:aud", STRING),
    ("accounts.google.com:sub", STRING),
    ("cognito-identity.amazonaws.com:amr", MULTI),
    ("cognito-identity.amazonaws.com:aud", STRING),
    ("cognito-identity.amazonaws.com:sub", STRING),
    ("graph.facebook.com:app_id", STRING),
    ("graph.facebook.com:id", STRING),
    ("saml:namequalifier", STRING),
    ("saml:sub", STRING),
    ("saml:sub_type", STRING),
    ("www.amazon.com:app_id", STRING),
    ("www.amazon.com:user_id", STRING),
    // Where from.
    ("aws:SourceIp", IP),
    ("aws:SourceVpc", SENSITIVE),
    ("aws:SourceVpcArn", ARN),
    ("aws:SourceVpce", SENSITIVE),
    ("aws:VpcSourceIp", IP),
    ("aws:VpceAccount", SENSITIVE),
    ("aws:VpceOrgID", SENSITIVE),
    ("aws:VpceOrgPaths", MULTI),
    ("aws:referer", STRING.with(Flags::SPOOFABLE)),
    // What for.
    ("aws:RequestTag/${TagKey}", STRING),
    ("aws:ResourceAccount", SENSITIVE),
    ("aws:ResourceOrgID", SENSITIVE),
    ("aws:ResourceOrgPaths", MULTI),
    ("aws:ResourceTag/${TagKey}", STRING),
    ("aws:TagKeys", MULTI),
    // On whose behalf.
    ("aws:CalledVia", MULTI),
    ("aws:CalledViaAWSMCP", STRING),
    ("aws:CalledViaFirst", STRING),
    ("aws:CalledViaLast", STRING),
    ("aws:IsMcpServiceAction", BOOL),
    ("aws:ViaAWSMCPService", BOOL),
];

/// Keys of a service of which the facts say too little: they may have several values.
pub const CORRECTED: &[(&str, Flags)] = &[
    ("saml:commonName", MAYBE),
    ("saml:givenName", MAYBE),
    ("saml:mail", MAYBE),
    ("saml:name", MAYBE),
    ("saml:organizationStatus", MAYBE),
    ("saml:primaryGroupSID", MAYBE),
    ("saml:surname", MAYBE),
    ("saml:uid", MAYBE),
    ("saml:x500UniqueIdentifier", MAYBE),
];

/// The claims that requests carry of any identity provider.
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>).
pub const CLAIMS: &[(&str, Flags)] =
    &[("${Provider}:amr", MAYBE), ("${Provider}:aud", STRING), ("${Provider}:email", STRING), ("${Provider}:sub", STRING)];

/// Keys of actions that the facts leave out, by service and action: the claims, and what AWS's own policies ask for.
pub const ADDED: &[(&str, &str, &[&str])] = &[
    ("aws-marketplace", "Subscribe", &["aws-marketplace:ProductId"]),
    ("aws-marketplace", "Unsubscribe", &["aws-marketplace:ProductId"]),
    ("sts", "AssumeRoleWithWebIdentity", &["${Provider}:amr", "${Provider}:aud", "${Provider}:email", "${Provider}:sub"]),
];

/// What to write in place of a deprecated key.
#[must_use]
pub fn replacement(name: &str) -> Option<&'static str> {
    name.eq_ignore_ascii_case("aws:ARN").then_some("aws:PrincipalArn")
}
