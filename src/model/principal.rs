//! Principals of identity pools, in every partition.

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

impl Federation {
    /// The federation of a principal.
    #[must_use]
    pub fn of(host: &str) -> Option<Self> {
        FEDERATION_HOSTS.into_iter().find(|federation| federation.host == host)
    }
}
