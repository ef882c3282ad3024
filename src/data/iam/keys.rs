//! Condition keys: in comes a name as a policy writes it, out comes the key with its type.

use std::fmt;

use super::format;
use super::read::{HOLED, KEYS, bytes, compare, index_u16, text, u16_at, u32_at};

/// What the values of a condition key are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyKind {
    /// Text.
    String,
    /// ARNs.
    Arn,
    /// `true` or `false`.
    Bool,
    /// Points in time.
    Date,
    /// Numbers.
    Numeric,
    /// Addresses and ranges of addresses.
    Ip,
}

impl KeyKind {
    const ALL: [Self; 6] = [Self::String, Self::Arn, Self::Bool, Self::Date, Self::Numeric, Self::Ip];
}

/// What is to be said of a condition key, as the table stores it: its kind, and a few facts that hold or don't.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyFlags(u16);

impl KeyFlags {
    const KIND: u16 = (1 << 3) - 1;

    /// Several values in one request.
    pub const MULTI_VALUED: Self = Self(1 << 3);
    /// Several values in some requests, or the sources disagree.
    pub const MAYBE_MULTI_VALUED: Self = Self(1 << 4);
    /// In requests to any service.
    pub const GLOBAL: Self = Self(1 << 5);
    /// Takes neither wildcards nor variables.
    pub const SENSITIVE: Self = Self(1 << 6);
    /// Another key has replaced it.
    pub const DEPRECATED: Self = Self(1 << 7);
    /// The caller writes what it likes.
    pub const SPOOFABLE: Self = Self(1 << 8);

    /// Those of a key of a kind.
    #[must_use]
    pub const fn of(kind: KeyKind) -> Self {
        Self(kind as u16)
    }

    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// As the table stores them.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The condition key of a name, ignoring ASCII case: `aws:ResourceTag/team` finds `aws:ResourceTag/${TagKey}`. Keys of all services,
/// the global ones, and the claims of any identity provider: `id.example.com:aud` finds `${Provider}:aud`.
#[must_use]
pub fn condition_key(name: &str) -> Option<ConditionKey> {
    let exact = KEYS.binary_search_by(|record| compare(name_bytes(record), name.as_bytes())).ok().map(index_u16);
    let key = |record: &[u8; 2]| ConditionKey { index: u16::from_le_bytes(*record) };
    // Of several that fit, the one that says most.
    let holed = || HOLED.iter().map(key).filter(|key| key.fits(name)).max_by_key(|key| key.literal());
    exact.map(ConditionKey::new).or_else(holed)
}

/// All condition keys, by name.
pub fn condition_keys() -> impl Iterator<Item = ConditionKey> {
    (0..KEYS.len()).map(|index| ConditionKey { index: index_u16(index) })
}

fn name_bytes(record: &[u8; format::KEY_LEN]) -> &'static [u8] {
    bytes(u32_at(record, 0), record[4])
}

/// A condition key of the table. A key that several services have is one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionKey {
    index: u16,
}

impl ConditionKey {
    pub(super) fn new(index: u16) -> Self {
        Self { index }
    }

    fn record(self) -> &'static [u8; format::KEY_LEN] {
        &KEYS[usize::from(self.index)]
    }

    fn flags(self) -> KeyFlags {
        KeyFlags(u16_at(self.record(), 6))
    }

    /// The name as the table spells it, with `${…}` for what varies: `aws:ResourceTag/${TagKey}`.
    #[must_use]
    pub fn name(self) -> &'static str {
        text(name_bytes(self.record()))
    }

    /// What its values are.
    #[must_use]
    pub fn kind(self) -> KeyKind {
        KeyKind::ALL.get(usize::from(self.flags().0 & KeyFlags::KIND)).copied().unwrap_or(KeyKind::String)
    }

    /// Whether a request carries several values of it, so that a condition needs a set operator.
    #[must_use]
    pub fn is_multi_valued(self) -> bool {
        self.flags().has(KeyFlags::MULTI_VALUED)
    }

    /// Whether a request may carry several values of it: also where the sources disagree.
    #[must_use]
    pub fn may_be_multi_valued(self) -> bool {
        self.flags().has(KeyFlags::MULTI_VALUED.with(KeyFlags::MAYBE_MULTI_VALUED))
    }

    /// Whether it may be in requests to any service.
    #[must_use]
    pub fn is_global(self) -> bool {
        self.flags().has(KeyFlags::GLOBAL)
    }

    /// Whether IAM wants its values whole, without wildcards and variables.
    #[must_use]
    pub fn is_sensitive(self) -> bool {
        self.flags().has(KeyFlags::SENSITIVE)
    }

    /// Whether another key has replaced it.
    #[must_use]
    pub fn is_deprecated(self) -> bool {
        self.flags().has(KeyFlags::DEPRECATED)
    }

    /// Whether callers can write into it what they like.
    #[must_use]
    pub fn is_spoofable(self) -> bool {
        self.flags().has(KeyFlags::SPOOFABLE)
    }

    /// The name around its hole; the whole name before it where there is none.
    fn around(self) -> (&'static str, &'static str) {
        let name = self.name();
        let Some((before, rest)) = name.split_once("${") else { return (name, "") };
        (before, rest.split_once('}').map_or("", |(_, after)| after))
    }

    /// Whether a name is this key with something in its hole. A hole at the very beginning is the host of an identity provider.
    fn fits(self, name: &str) -> bool {
        // The first letter tells most of them apart.
        let first = name_bytes(&KEYS[usize::from(self.index)]).first();
        if first.zip(name.as_bytes().first()).is_some_and(|(own, other)| *own != b'$' && !own.eq_ignore_ascii_case(other)) {
            return false;
        }
        let (before, after) = self.around();
        let Some(filling) = strip(name, before, after) else { return false };
        !filling.is_empty() && (!before.is_empty() || (filling.contains('.') && !filling.contains(':')))
    }

    /// How much of the name is not its hole.
    fn literal(self) -> usize {
        let (before, after) = self.around();
        before.len() + after.len()
    }
}

/// What is between a beginning and an end, ignoring ASCII case.
fn strip<'n>(name: &'n str, before: &str, after: &str) -> Option<&'n str> {
    let (first, rest) = name.split_at_checked(before.len())?;
    let (filling, last) = rest.split_at_checked(rest.len().checked_sub(after.len())?)?;
    (first.eq_ignore_ascii_case(before) && last.eq_ignore_ascii_case(after)).then_some(filling)
}

impl fmt::Debug for ConditionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConditionKey({})", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Service, service};
    use super::*;
    use crate::data::global_keys::{ADDED, CLAIMS, CORRECTED, GLOBAL, replacement};

    fn key(name: &str) -> ConditionKey {
        condition_key(name).unwrap_or_else(|| panic!("{name} is known"))
    }

    #[test]
    fn every_key_is_found_by_its_name_in_any_case() {
        assert!(condition_keys().count() > 1_500);
        for listed in condition_keys() {
            assert_eq!(condition_key(listed.name()), Some(listed));
            assert_eq!(condition_key(&listed.name().to_ascii_uppercase()), Some(listed));
        }
        let names: Vec<_> = condition_keys().map(|key| key.name().to_ascii_lowercase()).collect();
        assert!(names.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn what_varies_in_a_name_may_be_anything() {
        for (written, name) in [
            ("aws:ResourceTag/team", "aws:ResourceTag/${TagKey}"),
            ("AWS:resourcetag/a/b:c", "aws:ResourceTag/${TagKey}"),
            ("aws:PrincipalTag/é", "aws:PrincipalTag/${TagKey}"),
            ("s3:ExistingObjectTag/class", "s3:ExistingObjectTag/${TagKey}"),
            ("secretsmanager:ResourceTag/team", "secretsmanager:ResourceTag/${TagKey}"),
            ("kms:EncryptionContext:aws:logs:arn", "kms:EncryptionContext:${EncryptionContextKey}"),
            ("events:Metadata/a/Matcher", "events:Metadata/${MetadataKey}/Matcher"),
            ("token.actions.githubusercontent.com:sub", "${Provider}:sub"),
            ("token.actions.githubusercontent.com:repository", "token.actions.githubusercontent.com:repository"),
            ("oidc.eks.eu-west-1.amazonaws.com/id/0AF:aud", "${Provider}:aud"),
            ("accounts.google.com:aud", "accounts.google.com:aud"),
        ] {
            assert_eq!(key(written).name(), name, "{written}");
        }
        for unknown in
            ["", ":", "aws:", "aws:ResourceTag", "aws:ResourceTag/", "s3:aud", "a.b:c:aud", "token.actions.githubusercontent.com:actors"]
        {
            assert_eq!(condition_key(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn keys_know_what_their_values_are() {
        for (name, kind) in [
            ("aws:PrincipalOrgID", KeyKind::String),
            ("aws:SourceArn", KeyKind::Arn),
            ("aws:SecureTransport", KeyKind::Bool),
            ("aws:CurrentTime", KeyKind::Date),
            ("aws:MultiFactorAuthAge", KeyKind::Numeric),
            ("aws:SourceIp", KeyKind::Ip),
            ("s3:max-keys", KeyKind::Numeric),
            ("iam:PolicyARN", KeyKind::Arn),
        ] {
            assert_eq!(key(name).kind(), kind, "{name}");
        }
        assert!(key("aws:TagKeys").is_multi_valued() && key("dynamodb:LeadingKeys").is_multi_valued());
        assert!(key("cognito-identity.amazonaws.com:amr").is_multi_valued());
        let maybe = key("saml:mail");
        assert!(!maybe.is_multi_valued() && maybe.may_be_multi_valued());
        assert!(!key("saml:aud").may_be_multi_valued() && !key("aws:SourceArn").may_be_multi_valued());
        assert!(key("aws:SourceVpc").is_sensitive() && !key("aws:SourceIp").is_sensitive());
        assert!(key("aws:referer").is_spoofable() && !key("aws:SourceIp").is_spoofable());
        assert!(key("aws:ARN").is_deprecated() && !key("aws:PrincipalArn").is_deprecated());
        assert!(key("aws:TagKeys").is_global() && !key("s3:prefix").is_global() && !key("saml:aud").is_global());
    }

    #[test]
    fn actions_and_services_have_keys() {
        let action = |prefix: &str, name: &str| service(prefix).and_then(|service| service.action(name)).expect("a known action");
        let has = |prefix, name, wanted: &str| action(prefix, name).keys().any(|key| key.name() == wanted);
        assert!(has("s3", "ListBucket", "s3:prefix") && !has("s3", "GetObject", "s3:prefix"));
        // By its resource type.
        assert!(has("lambda", "InvokeFunction", "aws:ResourceTag/${TagKey}"));
        assert!(has("sts", "AssumeRoleWithWebIdentity", "${Provider}:sub") && !has("sts", "AssumeRole", "${Provider}:sub"));
        let s3: Vec<_> = service("s3").into_iter().flat_map(Service::keys).collect();
        assert!(s3.contains(&key("s3:prefix")) && !s3.contains(&key("dynamodb:LeadingKeys")));
        assert!(s3.is_sorted());
    }

    #[test]
    fn what_is_written_by_hand_is_in_the_table() {
        for (name, flags) in GLOBAL {
            assert_eq!(key(name).flags(), flags.with(KeyFlags::GLOBAL), "{name}");
        }
        for (name, flags) in CORRECTED.iter().chain(CLAIMS) {
            assert_eq!(key(name).flags(), *flags, "{name}");
        }
        for (prefix, name, keys) in ADDED {
            let action = service(prefix).and_then(|service| service.action(name)).expect("a known action");
            assert!(keys.iter().all(|added| action.keys().any(|key| key.name() == *added)), "{name}");
        }
        for deprecated in condition_keys().filter(|key| key.is_deprecated()) {
            let instead = replacement(deprecated.name()).expect("a key to write instead");
            assert!(!key(instead).is_deprecated());
        }
    }
}
