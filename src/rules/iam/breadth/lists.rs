//! Which actions give credentials away, read what is stored, change who may do what, or rule over the accounts of users.

use super::wildcard_resource;
use crate::data::iam::Action;

/// Actions whose answer is a credential, or after which one is known. `sts:AssumeRole` has a rule of its own.
const CREDENTIALS: [(&str, &[&str]); 14] = [
    ("appsync", &["CreateApiKey", "ListApiKeys"]),
    ("codeartifact", &["GetAuthorizationToken"]),
    ("codepipeline", &["PollForJobs"]),
    ("cognito-identity", &["GetOpenIdTokenForDeveloperIdentity"]),
    ("cognito-idp", &["DescribeUserPoolClient"]),
    ("connect", &["GetFederationToken"]),
    ("ec2", &["GetPasswordData"]),
    ("ec2-instance-connect", &["SendSSHPublicKey"]),
    ("grafana", &["CreateWorkspaceApiKey"]),
    (
        "iam",
        &[
            "CreateAccessKey",
            "CreateLoginProfile",
            "CreateServiceSpecificCredential",
            "ResetServiceSpecificCredential",
            "UpdateAccessKey",
            "UpdateLoginProfile",
        ],
    ),
    ("rds-db", &["connect"]),
    ("redshift", &["GetClusterCredentials"]),
    ("redshift-serverless", &["GetCredentials"]),
    ("s3", &["GetDataAccess"]),
];

/// Actions that read what people and programs have stored, and what each service keeps it in.
const DATA: [(&str, &str, &[&str]); 16] = [
    ("athena", "workgroups", &["GetQueryResults"]),
    ("codecommit", "repositories", &["GitPull"]),
    ("cognito-idp", "user pools", &["AdminGetUser", "ListUsers", "ListUsersInGroup"]),
    ("cognito-sync", "identities", &["ListRecords", "QueryRecords"]),
    ("dynamodb", "tables", &["BatchGetItem", "ExportTableToPointInTime", "GetItem", "GetRecords", "Query", "Scan"]),
    ("es", "domains", &["ESHttpGet"]),
    ("kinesis", "streams", &["GetRecords"]),
    ("kms", "keys", &["Decrypt"]),
    ("lambda", "functions", &["GetFunction"]),
    ("logs", "log groups", &["FilterLogEvents", "GetLogEvents", "StartQuery", "Unmask"]),
    ("rds", "snapshots", &["CopyDBSnapshot"]),
    ("rds-data", "clusters", &["ExecuteStatement"]),
    ("s3", "buckets", &["GetObject", "GetObjectVersion"]),
    ("secretsmanager", "secrets", &["BatchGetSecretValue", "GetSecretValue"]),
    ("sqs", "queues", &["ReceiveMessage"]),
    ("ssm", "parameters", &["GetParameter", "GetParameterHistory", "GetParameters", "GetParametersByPath"]),
];

/// Actions that the facts call plain writes, and that open a resource to others all the same.
const OPENING: [(&str, &[&str]); 3] = [
    ("ec2", &["ModifyImageAttribute"]),
    ("lambda", &["CreateFunctionUrlConfig", "UpdateFunctionUrlConfig"]),
    ("ram", &["AssociateResourceShare"]),
];

/// Writes of IAM that decide nothing about permissions, or have a rule of their own.
const PLAIN_IAM: [&str; 4] = ["PassRole", "CreateServiceLinkedRole", "DeleteServiceLinkedRole", "GenerateCredentialReport"];

/// Names that begin so read, whatever level the facts give to single ones of them.
const READING: [&str; 6] = ["Access", "Describe", "Get", "List", "Search", "Test"];

/// Writes of identity pools that everybody may call, for an identity of their own.
const OWN_IDENTITY: [&str; 2] = ["GetId", "UnlinkIdentity"];

/// What people who sign in should never read of each other.
const OTHER_USERS: [&str; 4] = ["ListUsers", "ListUsersInGroup", "ListGroups", "DescribeUserPoolClient"];

fn is_in(list: &[(&str, &[&str])], action: Action) -> bool {
    let prefix = action.service().prefix();
    list.iter().any(|(service, names)| prefix == *service && names.contains(&action.name()))
}

/// Its answer is a credential, and it could be limited to a resource.
pub(super) fn gives_credentials(action: Action) -> bool {
    is_in(&CREDENTIALS, action) && action.limitable()
}

/// It reads what is stored.
pub(super) fn reads_data(action: Action) -> bool {
    keeper(action).is_some() && action.limitable()
}

/// What the data that an action reads is kept in, as the plural of a noun; `None` where it reads none.
pub(super) fn keeper(action: Action) -> Option<&'static str> {
    let prefix = action.service().prefix();
    DATA.iter().find(|(service, _, names)| prefix == *service && names.contains(&action.name())).map(|(_, keeper, _)| *keeper)
}

/// It changes who may do what, or opens a resource to others.
pub(super) fn manages_permissions(action: Action) -> bool {
    let name = action.name();
    if READING.iter().any(|beginning| name.starts_with(beginning)) {
        return false;
    }
    let of_iam = action.service().prefix() == "iam" && !PLAIN_IAM.contains(&name);
    // A firewall's rules are no permissions, nor is it one to reach a service at all.
    let by_level = action.levels().changes_permissions() && !name.contains("WebACL") && !name.ends_with("AccessAll");
    let changes = of_iam || by_level || is_in(&OPENING, action);
    let elsewhere = is_passing(action) || gives_credentials(action) || administers_cognito(action);
    changes && !elsewhere && wildcard_resource::minds(action)
}

/// It creates, changes or deletes users, clients, groups or pools.
pub(super) fn administers_cognito(action: Action) -> bool {
    let service = action.service().prefix();
    let is_of_cognito = matches!(service, "cognito-idp" | "cognito-identity");
    // A firewall before the pool is none of its users' accounts.
    let changes = !action.name().ends_with("WebACL") && action.levels().writes() && action.limitable() && !gives_credentials(action);
    // The facts call it an action that can't be limited; it decides by which claims roles are told apart.
    is_of_cognito && (changes || action.name() == "SetPrincipalTagAttributeMap")
}

/// The same and more, for people: what a user should never be able to do with a pool or with other users.
pub(super) fn administers_cognito_as_user(action: Action) -> bool {
    let name = action.name();
    match action.service().prefix() {
        "cognito-idp" => administers_cognito(action) || name.starts_with("Admin") || OTHER_USERS.contains(&name),
        "cognito-identity" => name == "GetOpenIdTokenForDeveloperIdentity" || action.levels().writes() && !OWN_IDENTITY.contains(&name),
        _ => false,
    }
}

/// Of these, what only looks at other users, or speaks for them where the developer's own sign-in is used.
pub(super) fn looks_at_users(action: Action) -> bool {
    administers_cognito_as_user(action) && !action.levels().writes()
}

/// It hands a role on, or takes one: each has a rule of its own.
pub(super) fn is_passing(action: Action) -> bool {
    matches!((action.service().prefix(), action.name()), ("iam", "PassRole") | ("sts", "AssumeRole"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::iam;

    #[test]
    fn the_lists_name_actions_that_exist_each_once() {
        let data = DATA.map(|(service, _, names)| (service, names));
        for list in [&CREDENTIALS[..], &data, &OPENING] {
            assert!(list.is_sorted_by(|a, b| a.0 < b.0));
            for (prefix, names) in list {
                let service = iam::service(prefix).expect("a known service");
                assert!(!names.is_empty() && names.is_sorted_by(|a, b| a < b), "{prefix}");
                for name in *names {
                    assert_eq!(service.action(name).map(Action::name), Some(*name), "{prefix}:{name}");
                }
            }
        }
        let iam = iam::service("iam").expect("a known service");
        assert!(PLAIN_IAM.iter().all(|name| iam.action(name).is_some()));
        let idp = iam::service("cognito-idp").expect("a known service");
        let identity = iam::service("cognito-identity").expect("a known service");
        assert!(OWN_IDENTITY.iter().all(|name| identity.action(name).is_some()));
        assert!(OTHER_USERS.iter().all(|name| idp.action(name).is_some()));
    }

    #[test]
    fn an_action_is_told_about_once() {
        for action in iam::services().flat_map(iam::Service::actions) {
            assert!(!(gives_credentials(action) && manages_permissions(action)), "{action:?}");
            assert!(!(is_passing(action) && (gives_credentials(action) || manages_permissions(action))), "{action:?}");
            assert!(!(administers_cognito(action) && (gives_credentials(action) || manages_permissions(action))), "{action:?}");
        }
    }
}
