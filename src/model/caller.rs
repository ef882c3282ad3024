//! Callers of a role: who asks, by which action, with which keys
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>).

use super::{FEDERATION_HOSTS, Presence, Request};
use crate::resolve::Text;

/// Somebody who wants to assume a role.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who it is.
    pub identity: Identity,
    /// The action, such as `sts:AssumeRole`.
    pub action: String,
    /// The keys that the call carries.
    pub request: Request,
}

/// Who a caller is.
#[derive(Debug, Clone)]
pub enum Identity {
    /// Somebody with a token or an assertion of a provider: its host, or its ARN.
    Federated(Text),
    /// A service of AWS, by its host.
    Service(String),
    /// A principal of an account.
    Aws(AwsCaller),
}

/// A principal of an account.
#[derive(Debug, Clone)]
pub struct AwsCaller {
    /// The ARN of the user or role.
    pub arn: Text,
    /// The number of the account.
    pub account: Text,
    /// The ARN of the session, where a role calls.
    pub session: Option<Text>,
    /// Made after the trust was written: an ARN in the trust stands for a predecessor of the same name, which is gone.
    pub is_newer: bool,
}

/// A claim of a token: its name and its values.
pub type Claim<'c> = (&'c str, &'c [&'c str]);

const GITLAB: [&str; 9] = [
    "namespace_id",
    "pipeline_source",
    "project_id",
    "ref_protected",
    "runner_environment",
    "user_access_level",
    "user_email",
    "user_id",
    "user_login",
];

const BUILDKITE: [&str; 7] =
    ["build_branch", "cluster_id", "cluster_name", "organization_id", "organization_slug", "pipeline_id", "pipeline_slug"];

/// Keys that each call may carry, whatever else is known of it.
const OF_ANY_CALL: [&str; 14] = [
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:PrincipalType",
    "aws:Referer",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:UserAgent",
    "aws:UserId",
    "aws:ViaAWSService",
    "aws:VpcSourceIp",
];

impl Caller {
    /// What GitHub's tokens say that AWS makes keys of, beside audience and subject.
    pub const GITHUB_CLAIMS: [&str; 10] = [
        "actor",
        "actor_id",
        "enterprise_id",
        "environment",
        "job_workflow_ref",
        "ref",
        "repository",
        "repository_id",
        "repository_owner_id",
        "workflow",
    ];

    /// Somebody with a token of an identity pool, a known site, or an OIDC provider.
    #[must_use]
    pub fn with_token(provider: Text, claims: &[Claim<'_>]) -> Self {
        let mut request = any_call();
        // The caller chooses the name of the session.
        request.set("sts:RoleSessionName", Presence::Unknown);
        request.set("sts:SourceIdentity", Presence::Unknown);
        if claim(claims, "https://aws.amazon.com/roles").is_some() {
            request.set("sts:RoleAuthorizedByIdp", Presence::Unknown);
        }
        match provider.literals().last().and_then(issuer) {
            Some(issuer) => add_claims(&mut request, issuer, claims),
            // Whose keys they are is not known.
            None => request = Request::open(),
        }
        Self { identity: Identity::Federated(provider), action: "sts:AssumeRoleWithWebIdentity".to_owned(), request }
    }

    /// Somebody with an assertion of a SAML provider; the attributes are those behind `saml:`.
    #[must_use]
    pub fn with_assertion(provider: Text, attributes: &[Claim<'_>]) -> Self {
        let mut request = any_call();
        for (name, values) in attributes {
            let is_list = name.to_ascii_lowercase().starts_with("edu");
            request.set(&format!("saml:{name}"), presence(values, is_list));
        }
        Self { identity: Identity::Federated(provider), action: "sts:AssumeRoleWithSAML".to_owned(), request }
    }

    /// A service that works for somebody; the keys are those that it passes on.
    #[must_use]
    pub fn service(host: &str, keys: &[Claim<'_>]) -> Self {
        let mut request = any_call();
        request.set("aws:PrincipalIsAWSService", presence(&["true"], false));
        request.set("aws:PrincipalServiceName", presence(&[host], false));
        keys.iter().for_each(|(key, values)| request.set(key, presence(values, false)));
        Self { identity: Identity::Service(host.to_owned()), action: "sts:AssumeRole".to_owned(), request }
    }

    /// A user or role. Of keys that are not given nothing is known.
    #[must_use]
    pub fn principal(who: AwsCaller) -> Self {
        let request = Request::open()
            .with("aws:PrincipalArn", Presence::One(who.arn.clone()))
            .with("aws:PrincipalAccount", Presence::One(who.account.clone()))
            .with("aws:PrincipalIsAWSService", presence(&["false"], false));
        Self { identity: Identity::Aws(who), action: "sts:AssumeRole".to_owned(), request }
    }
}

/// A call that carries what each may, and no other key.
fn any_call() -> Request {
    OF_ANY_CALL.iter().fold(Request::closed(), |request, key| request.with(key, Presence::Unknown))
}

fn presence(values: &[&str], is_list: bool) -> Presence {
    let mut texts: Vec<Text> = values.iter().map(|value| Text::literal(*value)).collect();
    if is_list || texts.len() > 1 {
        return Presence::Many(texts);
    }
    texts.pop().map_or(Presence::Absent, Presence::One)
}

/// What stands before the keys of a provider: its host and path.
#[must_use]
pub fn issuer(provider: &str) -> Option<&str> {
    if let Some(federation) = FEDERATION_HOSTS.iter().find(|federation| federation.host == provider) {
        return Some(federation.key_prefix);
    }
    match provider.split_once("oidc-provider/") {
        Some((_, issuer)) => Some(issuer),
        None => Some(provider).filter(|host| !host.contains(':') && host.contains('.')),
    }
}

fn claim<'c>(claims: &[Claim<'c>], name: &str) -> Option<&'c [&'c str]> {
    claims.iter().find(|(known, _)| *known == name).map(|(_, values)| *values)
}

/// Puts the claims of a token into a request, as far as AWS makes keys of them.
fn add_claims(request: &mut Request, issuer: &str, claims: &[Claim<'_>]) {
    let mut add = |key: &str, from: &str, is_list: bool| {
        if let Some(values) = claim(claims, from) {
            request.set(&format!("{issuer}:{key}"), presence(values, is_list));
        }
    };
    match issuer {
        "graph.facebook.com" => ["app_id", "id"].iter().for_each(|key| add(key, key, false)),
        "www.amazon.com" => ["app_id", "user_id"].iter().for_each(|key| add(key, key, false)),
        _ => {
            add("aud", "aud", false);
            add("sub", "sub", false);
            add("amr", "amr", true);
            add("email", "email", false);
        }
    }
    match issuer {
        // The party that asked for the token comes before the one that it is for.
        "accounts.google.com" => {
            add("oaud", "aud", false);
            add("aud", "azp", false);
            add("google/organization_number", "google/organization_number", false);
        }
        "gitlab.com" => GITLAB.iter().for_each(|key| add(key, key, false)),
        "agent.buildkite.com" => BUILDKITE.iter().for_each(|key| add(key, key, false)),
        _ if is_github(issuer) => Caller::GITHUB_CLAIMS.iter().for_each(|key| add(key, key, false)),
        _ if issuer.starts_with("oidc.circleci.com/") => add("oidc.circleci.com/project-id", "oidc.circleci.com/project-id", false),
        _ => {}
    }
    let authorised_differs = claim(claims, "azp").is_some_and(|by| claim(claims, "aud").is_some_and(|aud| aud != by));
    if claim(claims, "aud").is_none() {
        add("aud", "azp", false);
    } else if authorised_differs && issuer != "accounts.google.com" {
        request.set(&format!("{issuer}:aud"), Presence::Unknown);
    }
}

fn is_github(issuer: &str) -> bool {
    issuer == "token.actions.githubusercontent.com"
        || issuer.starts_with("token.actions.githubusercontent.com/")
        || issuer.starts_with("token.actions.") && issuer.ends_with(".ghe.com")
}
