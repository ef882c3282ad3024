//! Principals that federate: identity pools in every partition, sites and providers of an account.

use super::{Resource, SharedIssuer};
use crate::data::service_principals;
use crate::resolve::{Known, Piece, Text, Unknown, Val, World};

/// A host under which an identity pool federates, with the prefix of its condition keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Federation {
    /// The value of `Federated`.
    pub host: &'static str,
    /// What stands before `:aud`.
    pub key_prefix: &'static str,
}

/// The hosts of all partitions (<https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html>).
pub const FEDERATION_HOSTS: [Federation; 6] = [
    Federation { host: "cognito-identity.amazonaws.com", key_prefix: "cognito-identity.amazonaws.com" },
    Federation { host: "cognito-identity-us-gov.amazonaws.com", key_prefix: "cognito-identity-us-gov.amazonaws.com" },
    Federation { host: "cognito-identity.us-gov-east-1.amazonaws.com", key_prefix: "cognito-identity.us-gov-east-1.amazonaws.com" },
    Federation { host: "cognito-identity.us-gov-west-1.amazonaws.com", key_prefix: "cognito-identity.us-gov-west-1.amazonaws.com" },
    Federation { host: "cognito-identity.amazonaws.com.cn", key_prefix: "cognito-identity.amazonaws.com.cn" },
    Federation { host: "cognito-identity.cn-north-1.amazonaws.com.cn", key_prefix: "cognito-identity.amazonaws.com.cn" },
];

/// Sites whose tokens AWS takes without a provider in the account
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>).
pub const SITES: [&str; 3] = ["accounts.google.com", "graph.facebook.com", "www.amazon.com"];

impl Federation {
    /// The federation of a principal.
    #[must_use]
    pub fn of(host: &str) -> Option<Self> {
        FEDERATION_HOSTS.into_iter().find(|federation| federation.host == host)
    }
}

/// The member of `Principal` under which a text belongs; `None` where its form does not tell.
#[must_use]
pub fn member_of(text: &str) -> Option<&'static str> {
    let is_provider = Federation::of(text).is_some()
        || SITES.contains(&text)
        || SharedIssuer::of(text).is_some()
        || text.starts_with("arn:") && [":saml-provider/", ":oidc-provider/"].iter().any(|kind| text.contains(kind));
    if is_provider {
        return Some("Federated");
    }
    if service_principals::service_of(text).is_some_and(|name| service_principals::is_known(&name)) {
        return Some("Service");
    }
    let is_account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_caller = text.contains(":iam::") && [":root", ":role/", ":user/"].iter().any(|kind| text.contains(kind))
        || text.contains(":sts::") && text.contains(":assumed-role/");
    (is_account || text.starts_with("arn:") && is_caller).then_some("AWS")
}

/// What a value of `Federated` stands for.
#[derive(Clone)]
pub enum Trusted<'w> {
    /// Identity pools.
    Pools(Federation),
    /// A site that AWS knows: Google, Facebook, Amazon.
    Site(&'static str),
    /// An `OpenID` Connect provider of the account.
    OpenId {
        /// Host and path of its issuer, which stand before its condition keys; `None` where that is not known.
        issuer: Option<String>,
        /// The provider, where it is in this stack.
        resource: Option<Resource<'w>>,
    },
    /// A SAML provider of the account.
    Saml,
    /// A resource that is no provider.
    Resource(Resource<'w>),
    /// A text that is none of these.
    Other(String),
}

impl<'w> Trusted<'w> {
    /// What a value stands for.
    ///
    /// # Errors
    /// Unknown where too little is known of it.
    pub fn read(world: &'w World<'w>, value: &Val<'w>) -> Known<Self> {
        let text = value.text()?;
        if let Some((index, _)) = text.reference() {
            return Self::of_resource(Resource::new(world, index));
        }
        if let Some(provider) = Self::of_arn(&text) {
            return Ok(provider);
        }
        let text = text.known()?;
        if let Some(federation) = Federation::of(text) {
            return Ok(Self::Pools(federation));
        }
        let site = SITES.into_iter().find(|site| *site == text);
        Ok(site.map_or_else(|| Self::Other(text.to_owned()), Self::Site))
    }

    fn of_resource(resource: Resource<'w>) -> Known<Self> {
        match resource.kind() {
            "AWS::IAM::SAMLProvider" => Ok(Self::Saml),
            "AWS::IAM::OIDCProvider" => {
                let url = resource.property("Url").ok().flatten().and_then(|url| url.literal().ok());
                let issuer = url.map(|url| url.trim_start_matches("https://").trim_end_matches('/').to_owned());
                Ok(Self::OpenId { issuer, resource: Some(resource) })
            }
            // What a custom resource gives is anybody's guess.
            kind if kind.starts_with("Custom::") || kind == "AWS::CloudFormation::CustomResource" => Err(Unknown::Deployed),
            "AWS::CloudFormation::Stack" => Err(Unknown::Deployed),
            _ => Ok(Self::Resource(resource)),
        }
    }

    fn of_arn(text: &Text) -> Option<Self> {
        let kind = |literal: &str| literal.contains(":saml-provider/").then_some(Self::Saml);
        if let Some(saml) = text.literals().find_map(kind) {
            return Some(saml);
        }
        let marked = text.pieces.iter().position(|piece| matches!(piece, Piece::Literal(text) if text.contains(":oidc-provider/")))?;
        let Some(Piece::Literal(mark)) = text.pieces.get(marked) else { return None };
        let issuer = mark.split_once(":oidc-provider/").map(|(_, issuer)| issuer.to_owned());
        // Behind it may stand more that is not known.
        let is_whole = marked + 1 == text.pieces.len();
        Some(Self::OpenId { issuer: issuer.filter(|_| is_whole), resource: None })
    }

    /// What stands before the keys of its claims; `None` where that is not known, or where it has none.
    #[must_use]
    pub fn key_prefix(&self) -> Option<&str> {
        match self {
            Self::Pools(federation) => Some(federation.key_prefix),
            Self::Site(site) => Some(site),
            Self::OpenId { issuer, .. } => issuer.as_deref(),
            Self::Saml => Some("SAML"),
            Self::Resource(_) | Self::Other(_) => None,
        }
    }

    /// The action by which its users come in; `None` where it is no provider.
    #[must_use]
    pub fn action(&self) -> Option<&'static str> {
        match self {
            Self::Pools(_) | Self::Site(_) | Self::OpenId { .. } => Some("sts:AssumeRoleWithWebIdentity"),
            Self::Saml => Some("sts:AssumeRoleWithSAML"),
            Self::Resource(_) | Self::Other(_) => None,
        }
    }
}
