//! Secrets that are written out: comes in a stack, goes out where their texts stand, so that a rule can name them and nothing shows them.
//!
//! Nothing here depends on a world: a secret in the branch that is not taken is in the template all the same.

use std::collections::HashSet;

use super::Stack;
use crate::source::Span;
use crate::syntax::{Content, NodeId};

/// A secret property: type, path (`*` for each item of a list), and what it holds.
type Property = (&'static str, &'static [&'static str], SecretKind);

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// The secret of an app at an identity provider.
    ClientSecret,
    /// A private key.
    PrivateKey,
    /// Key and secret of an app at Twitter.
    TwitterSecret,
    /// A password, or a token that serves as one.
    Password,
    /// The value of a secret in Secrets Manager.
    SecretString,
    /// The id of an access key of IAM.
    AccessKey,
    /// The secret part of an access key.
    SecretAccessKey,
}

impl SecretKind {
    /// How people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientSecret => "a client secret",
            Self::PrivateKey => "a private key",
            Self::TwitterSecret => "a consumer key with its secret",
            Self::Password => "a password",
            Self::SecretString => "the value of a secret",
            Self::AccessKey => "an access key",
            Self::SecretAccessKey => "a secret access key",
        }
    }
}

const PROPERTIES: [Property; 21] = [
    ("AWS::Cognito::UserPoolIdentityProvider", &["ProviderDetails", "client_secret"], SecretKind::ClientSecret),
    ("AWS::Cognito::UserPoolIdentityProvider", &["ProviderDetails", "private_key"], SecretKind::PrivateKey),
    ("AWS::Cognito::IdentityPool", &["SupportedLoginProviders", "api.twitter.com"], SecretKind::TwitterSecret),
    ("AWS::IAM::User", &["LoginProfile", "Password"], SecretKind::Password),
    ("AWS::IAM::ServerCertificate", &["PrivateKey"], SecretKind::PrivateKey),
    ("AWS::IAM::SAMLProvider", &["AddPrivateKey"], SecretKind::PrivateKey),
    ("AWS::SecretsManager::Secret", &["SecretString"], SecretKind::SecretString),
    ("AWS::RDS::DBInstance", &["MasterUserPassword"], SecretKind::Password),
    ("AWS::RDS::DBCluster", &["MasterUserPassword"], SecretKind::Password),
    ("AWS::DocDB::DBCluster", &["MasterUserPassword"], SecretKind::Password),
    ("AWS::Redshift::Cluster", &["MasterUserPassword"], SecretKind::Password),
    ("AWS::ElastiCache::ReplicationGroup", &["AuthToken"], SecretKind::Password),
    ("AWS::DMS::Endpoint", &["Password"], SecretKind::Password),
    ("AWS::DirectoryService::MicrosoftAD", &["Password"], SecretKind::Password),
    ("AWS::DirectoryService::SimpleAD", &["Password"], SecretKind::Password),
    ("AWS::AmazonMQ::Broker", &["Users", "*", "Password"], SecretKind::Password),
    ("AWS::Amplify::App", &["AccessToken"], SecretKind::Password),
    ("AWS::Amplify::App", &["OauthToken"], SecretKind::Password),
    ("AWS::Amplify::App", &["BasicAuthConfig", "Password"], SecretKind::Password),
    ("AWS::OpenSearchService::Domain", &["AdvancedSecurityOptions", "MasterUserOptions", "MasterUserPassword"], SecretKind::Password),
    ("AWS::Elasticsearch::Domain", &["AdvancedSecurityOptions", "MasterUserOptions", "MasterUserPassword"], SecretKind::Password),
];

/// A secret that is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Secret {
    /// What it is.
    pub kind: SecretKind,
    /// Where its text stands.
    pub literal: NodeId,
    /// The value in the resource's own file.
    pub place: NodeId,
    /// The resource, where it is a property of one.
    pub resource: Option<usize>,
}

/// Why a parameter is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretUse {
    /// It is what a secret property of a resource is set to, here.
    Property(SecretKind, NodeId),
    /// Its name says so.
    Name,
}

/// A parameter that holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretParameter {
    /// Its index.
    pub index: usize,
    /// Why it is one.
    pub by: SecretUse,
}

/// What a walk to the secret properties found.
#[derive(Default)]
struct Found {
    literals: Vec<Secret>,
    parameters: Vec<SecretParameter>,
    used: HashSet<usize>,
}

impl Stack {
    /// The secrets that are written out in the template.
    #[must_use]
    pub fn written_secrets(&self) -> Vec<Secret> {
        let mut secrets = self.secret_properties().literals;
        // Those of secret parameters are known as such.
        let mut known: HashSet<NodeId> =
            self.secret_parameters().iter().filter_map(|secret| self.parameters[secret.index].default).collect();
        known.extend(secrets.iter().map(|secret| secret.literal));
        for node in self.tree.ids().filter(|node| self.tree.link(*node).is_none()) {
            let (kind, literal) = match self.tree.content(node) {
                // A key is longer than most texts.
                Content::Scalar(text, _) if text.len() < 20 => continue,
                Content::Scalar(text, _) if has_access_key(text) => (SecretKind::AccessKey, node),
                Content::Scalar(text, _) if has_private_key(text) => (SecretKind::PrivateKey, node),
                Content::Map(entries) => match entries.iter().find(|entry| self.is_secret_access_key(entry.key, entry.value)) {
                    Some(entry) => (SecretKind::SecretAccessKey, self.tree.target(entry.value)),
                    None => continue,
                },
                _ => continue,
            };
            if known.insert(literal) {
                secrets.push(Secret { kind, literal, place: literal, resource: None });
            }
        }
        secrets
    }

    /// The parameters that hold a secret, each once.
    #[must_use]
    pub fn secret_parameters(&self) -> Vec<SecretParameter> {
        let mut all = self.secret_properties().parameters;
        let known: HashSet<usize> = all.iter().map(|secret| secret.index).collect();
        for (index, parameter) in self.parameters.iter().enumerate() {
            if is_secret_name(&parameter.name) && !known.contains(&index) {
                all.push(SecretParameter { index, by: SecretUse::Name });
            }
        }
        all.retain(|secret| self.may_hold_a_secret(secret.index, secret.by == SecretUse::Name));
        all.sort_by_key(|secret| secret.index);
        all
    }

    /// The places of texts that must not be shown: secrets that are written out, defaults of parameters that hold one, and what
    /// parameter files give to these.
    pub fn secrets(&self) -> impl Iterator<Item = Span> {
        let no_echo = (0..self.parameters.len()).filter(|index| self.is_secret(*index));
        let named = self.secret_parameters().into_iter().map(|secret| secret.index);
        let hidden: Vec<&super::Parameter> = no_echo.chain(named).map(|index| &self.parameters[index]).collect();
        let given = self.given.iter().filter(|given| hidden.iter().any(|parameter| parameter.name == given.name));
        let defaults = hidden.iter().filter_map(|parameter| parameter.default);
        let written = self.written_secrets().into_iter().map(|secret| secret.literal);
        let nodes = defaults.chain(written).map(|node| self.tree.span(node));
        nodes.chain(given.map(|given| given.span)).collect::<Vec<_>>().into_iter()
    }

    /// The default of a parameter that is more than nothing and more than a mark.
    #[must_use]
    pub fn secret_default(&self, secret: SecretParameter) -> Option<NodeId> {
        let kind = match secret.by {
            SecretUse::Property(kind, _) => kind,
            SecretUse::Name => SecretKind::Password,
        };
        self.parameters[secret.index].default.filter(|default| self.tree.text(*default).is_some_and(|text| is_real(kind, text)))
    }

    fn may_hold_a_secret(&self, index: usize, by_name: bool) -> bool {
        let parameter = &self.parameters[index];
        if parameter.kind != "String" || !parameter.allowed.is_empty() || is_pointer_name(&parameter.name) {
            return false;
        }
        let text = |key: &str| self.tree.get(parameter.body, key).and_then(|node| self.tree.text(node)).unwrap_or_default();
        let default = parameter.default.and_then(|node| self.tree.text(node)).unwrap_or_default();
        // A word such as `secret` in a name may be about the secret: its ARN, or whether there is one.
        let describes = ["arn", " name", " path", "secrets manager", "whether"];
        let is_about = by_name && describes.iter().any(|word| text("Description").to_ascii_lowercase().contains(word));
        !is_about && !is_reference(default) && !["true", "false", "yes", "no"].contains(&default.to_ascii_lowercase().as_str())
    }

    fn secret_properties(&self) -> Found {
        let mut found = Found::default();
        for (index, resource) in self.resources.iter().enumerate() {
            for (_, path, kind) in PROPERTIES.iter().filter(|(kind, ..)| *kind == resource.kind) {
                if let Some(properties) = resource.properties {
                    self.walk(properties, path, &mut |node, place| self.judge(*kind, index, node, place, &mut found), 0);
                }
            }
        }
        found
    }

    /// Follows a path through branches of `Fn::If`; `found` gets the node and the place where it is written.
    fn walk(&self, node: NodeId, path: &[&str], found: &mut dyn FnMut(NodeId, NodeId), depth: usize) {
        let tree = &self.tree;
        if depth > 32 {
            return;
        }
        if let Some(("Fn::If", argument)) = tree.call(node) {
            tree.items(argument).iter().skip(1).for_each(|branch| self.walk(*branch, path, found, depth + 1));
            return;
        }
        match path.split_first() {
            // A list is no text, and what stands in it is a secret all the same.
            None if !tree.items(node).is_empty() => tree.items(node).iter().for_each(|item| self.walk(*item, path, found, depth + 1)),
            None => found(tree.target(node), node),
            Some((&"*", rest)) => tree.items(node).iter().for_each(|item| self.walk(*item, rest, found, depth + 1)),
            Some((name, rest)) => {
                // Of a key that is written twice both values stand in the file.
                let named = tree.entries(node).iter().filter(|entry| tree.text(entry.key) == Some(name));
                named.for_each(|entry| self.walk(entry.value, rest, found, depth + 1));
            }
        }
    }

    fn judge(&self, kind: SecretKind, resource: usize, node: NodeId, place: NodeId, found: &mut Found) {
        let tree = &self.tree;
        let mut parameter = |name: &str| {
            if let Some(index) = self.parameter(name)
                && found.used.insert(index)
            {
                found.parameters.push(SecretParameter { index, by: SecretUse::Property(kind, place) });
            }
        };
        let literal = match tree.call(node) {
            Some(("Ref", argument)) => return tree.text(argument).into_iter().for_each(parameter),
            Some(("Fn::Sub", argument)) => {
                let template = tree.items(argument).first().copied().unwrap_or(argument);
                let text = tree.text(template).unwrap_or_default();
                // In a longer text it may be the name of the user.
                let is_whole = text.starts_with("${") && text.find('}') == Some(text.len() - 1);
                let text = if is_whole || kind != SecretKind::SecretString { text } else { "" };
                text.split("${").skip(1).filter_map(|part| part.split('}').next()).for_each(&mut parameter);
                template
            }
            Some(_) => return,
            None => node,
        };
        if tree.text(literal).is_some_and(|text| is_real(kind, text)) && !tree.is_null(literal) {
            found.literals.push(Secret { kind, literal: tree.target(literal), place, resource: Some(resource) });
        }
    }

    fn is_secret_access_key(&self, key: NodeId, value: NodeId) -> bool {
        let text = self.tree.text(value).unwrap_or_default();
        // Most are not, and the name need not be looked at.
        if text.len() != 40 {
            return false;
        }
        let name: String = self.tree.text(key).unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
        let is_one = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
        is_one && name.to_ascii_lowercase().ends_with("secretaccesskey") && !text.to_ascii_uppercase().contains("EXAMPLE")
    }
}

/// `AKIA` and sixteen letters or digits more; AWS's own examples end in `EXAMPLE`.
fn has_access_key(text: &str) -> bool {
    const LEN: usize = 20;
    let is_part = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    text.match_indices("AKIA").any(|(at, _)| {
        let rest = &text.as_bytes()[at..];
        let alone = at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric();
        let whole = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count() == LEN;
        let key = &rest[..rest.len().min(LEN)];
        alone && whole && key.iter().all(is_part) && !key.ends_with(b"EXAMPLE") && key[4..].iter().any(|byte| *byte != key[4])
    })
}

/// The first line of a key and then something of it.
fn has_private_key(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("PRIVATE KEY-----") else { return false };
    let body: String = rest
        .replace("\\n", "\n")
        .trim_start()
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || "+/=".contains(*letter))
        .collect();
    text.contains("-----BEGIN ") && body.len() >= 40
}

/// Whether a text in a secret property is a secret: not a reference to one, nor a mark of where to put it.
fn is_real(kind: SecretKind, text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || is_reference(text) {
        return false;
    }
    match kind {
        // Whatever is written here becomes the password, `changeme` too.
        SecretKind::Password => !is_mark(text),
        SecretKind::SecretString => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(value) if !value.is_string() && !value.is_number() => has_secret(&value, "", 0),
            _ => !is_placeholder(text),
        },
        SecretKind::TwitterSecret => text.contains(';') && !is_placeholder(text),
        _ => !is_placeholder(text),
    }
}

fn has_secret(value: &serde_json::Value, name: &str, depth: usize) -> bool {
    match value {
        serde_json::Value::Object(map) if depth < 8 => map.iter().any(|(name, value)| has_secret(value, name, depth + 1)),
        serde_json::Value::Array(items) if depth < 8 => items.iter().any(|item| has_secret(item, name, depth + 1)),
        serde_json::Value::String(text) => {
            let name = name.to_ascii_lowercase();
            let is_named = ["password", "passwd", "secret", "token", "key"].iter().any(|word| name.contains(word));
            is_named && !text.trim().is_empty() && !is_reference(text) && !is_placeholder(text)
        }
        _ => false,
    }
}

/// A text that leads to a secret: a variable, a dynamic reference, an ARN, a path.
fn is_reference(text: &str) -> bool {
    text.contains("${") || text.contains("{{") || text.starts_with("arn:") || text.starts_with('/')
}

/// A text in brackets, to be replaced, or a word for nothing.
fn is_mark(text: &str) -> bool {
    let is_nothing = ["none", "null", "n/a", "na", "nil"].iter().any(|word| text.eq_ignore_ascii_case(word));
    let is_in_brackets = text.starts_with(['<', '[', '%']) && text.ends_with(['>', ']', '%']);
    is_nothing || is_in_brackets || text.chars().all(|letter| letter == '*')
}

/// A text that says where a secret belongs.
fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 20] = [
        "example",
        "placeholder",
        "changeme",
        "change-me",
        "change_me",
        "change me",
        "replace",
        "your",
        "xxx",
        "todo",
        "dummy",
        "fake",
        "sample",
        "insert",
        "tbd",
        "redacted",
        "to-be",
        "to be",
        "...",
        "update",
    ];
    const WHOLE: [&str; 6] = ["secret", "client_secret", "client-secret", "clientsecret", "private_key", "test"];
    let lower = text.to_ascii_lowercase();
    let first = lower.chars().next();
    is_mark(text)
        || lower.chars().all(|letter| Some(letter) == first)
        || WORDS.iter().any(|word| lower.contains(word))
        || WHOLE.contains(&lower.as_str())
}

/// A name whose last word says that the value is a secret.
fn is_secret_name(name: &str) -> bool {
    const ENDS: [&str; 9] =
        ["password", "passwd", "passphrase", "secret", "privatekey", "secretkey", "secretaccesskey", "authtoken", "clientsecret"];
    let lower: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    // What is done about a secret is a switch.
    const VERBS: [&str; 10] = ["create", "generate", "rotate", "use", "enable", "has", "existing", "require", "with", "manage"];
    ENDS.iter().any(|end| lower.ends_with(end)) && !VERBS.iter().any(|verb| lower.starts_with(verb))
}

/// A name of something that leads to a secret, or describes one.
fn is_pointer_name(name: &str) -> bool {
    const ENDS: [&str; 10] = ["arn", "name", "id", "path", "prefix", "parameter", "length", "enabled", "key_id", "location"];
    let lower = name.to_ascii_lowercase();
    ENDS.iter().any(|end| lower.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_keys() {
        assert!(has_access_key(concat!("x AKIA", "2E0A8F3B244C9986 y")));
        for none in [
            "AKIAIOSFODNN7EXAMPLE",
            "AKIA",
            "AKIA2E0A8F3B244C998",
            "XAKIA2E0A8F3B244C9986",
            "AKIAXXXXXXXXXXXXXXXX",
            "AKIA2E0A8F3B244C99867",
        ] {
            assert!(!has_access_key(none), "{none}");
        }
    }

    #[test]
    fn placeholders() {
        for mark in ["<secret>", "YOUR_SECRET", "changeme", "xxxxxxxx", "********", "client_secret", "example-secret", "TODO"] {
            assert!(!is_real(SecretKind::ClientSecret, mark), "{mark}");
        }
        for reference in ["", "{{resolve:secretsmanager:x}}", "${env:SECRET}", "/shop/secret", "arn:aws:x"] {
            assert!(!is_real(SecretKind::Password, reference), "{reference}");
        }
        assert!(is_real(SecretKind::Password, "changeme") && is_real(SecretKind::ClientSecret, "Zk3v9qLm"));
        assert!(is_real(SecretKind::SecretString, r#"{"user": "a", "password": "Zk3v9qLm"}"#));
        assert!(!is_real(SecretKind::SecretString, r#"{"user": "a", "password": ""}"#) && !is_real(SecretKind::SecretString, "{}"));
    }

    #[test]
    fn names() {
        for name in ["DBPassword", "GoogleClientSecret", "client_secret", "PrivateKey"] {
            assert!(is_secret_name(name) && !is_pointer_name(name), "{name}");
        }
        for name in ["PasswordLength", "SecretArn", "GenerateSecret", "UserName", "SecretPrefix"] {
            assert!(!is_secret_name(name) || is_pointer_name(name), "{name}");
        }
    }
}
