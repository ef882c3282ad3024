//! Claims: comes in a pool, a client or a stack, go out the attributes that people may write into their own profiles, and the claims
//! by which an identity pool chooses roles and session tags. Where both meet, people choose their rights.

use super::{Client, Place, Resource, UserPool};
use crate::resolve::{Known, Object, Piece, Unknown, Val, World};

/// The attributes that every pool has (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>).
pub const STANDARD_ATTRIBUTES: [&str; 21] = [
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "identities",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "sub",
    "updated_at",
    "website",
    "zoneinfo",
];

/// Standard attributes that the service keeps for itself: no client may write them, whatever it lists.
const KEPT_ATTRIBUTES: [&str; 4] = ["email_verified", "identities", "phone_number_verified", "sub"];

/// The types of resources that look at claims.
const ATTACHMENT: &str = "AWS::Cognito::IdentityPoolRoleAttachment";
const TAG: &str = "AWS::Cognito::IdentityPoolPrincipalTag";

/// An attribute of a pool's users.
#[derive(Debug, Clone)]
pub struct UserAttribute {
    /// As tokens, clients and rules name it: `email`, `custom:tenant`.
    pub name: String,
    /// Where its name is declared; the pool for a standard attribute that is not.
    pub place: Place,
    /// Whether it can be changed after the profile is made. What is not can still be chosen at sign-up.
    pub is_mutable: bool,
    /// Whether a profile can't be made without it.
    pub is_required: bool,
    /// Whether only the holders of AWS credentials may write it.
    pub is_for_developers: bool,
}

impl UserAttribute {
    /// False for a standard attribute.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.name.starts_with("custom:")
    }

    /// An entry of `Schema`. Absent `Mutable` is false there, though a standard attribute without an entry is mutable.
    fn declared(entry: &Val<'_>) -> Known<Self> {
        let map = entry.object()?;
        let flag = |key: &str| match map.get(key)? {
            Some(value) => value.boolean(),
            None => Ok(false),
        };
        let value = map.get("Name")?.ok_or(Unknown::Type)?;
        let name = value.literal()?;
        let is_standard = STANDARD_ATTRIBUTES.contains(&name.as_str());
        Ok(Self {
            name: if is_standard { name } else { format!("custom:{name}") },
            place: Place::from(&value),
            is_mutable: flag("Mutable")?,
            is_required: flag("Required")?,
            is_for_developers: flag("DeveloperOnlyAttribute")?,
        })
    }
}

/// The attributes that a pool's `Schema` declares.
///
/// # Errors
/// Unknown where the list is.
pub fn declared_attributes(pool: UserPool<'_>) -> Known<Vec<Known<UserAttribute>>> {
    match pool.0.property("Schema")? {
        Some(list) => Ok(list.one_or_many()?.iter().map(UserAttribute::declared).collect()),
        None => Ok(Vec::new()),
    }
}

/// The attribute of a pool that a claim carries; `None` where the pool has none of that name, as for `cognito:groups`.
///
/// # Errors
/// Unknown where it is not found and a part of the schema is unknown.
pub fn attribute_of_claim(pool: UserPool<'_>, claim: &str) -> Known<Option<UserAttribute>> {
    let mut unknown = None;
    for attribute in declared_attributes(pool)? {
        match attribute {
            Ok(attribute) if attribute.name == claim => return Ok(Some(attribute)),
            Ok(_) => {}
            Err(why) => unknown = Some(why),
        }
    }
    match unknown {
        Some(why) => Err(why),
        None => Ok(STANDARD_ATTRIBUTES.contains(&claim).then(|| UserAttribute {
            name: claim.to_owned(),
            place: pool.0.place(),
            is_mutable: true,
            is_required: false,
            is_for_developers: false,
        })),
    }
}

/// What a client lets people write into their own profiles.
#[derive(Clone)]
pub enum WriteAccess<'w> {
    /// Every attribute, since `WriteAttributes` is absent or empty; where that is seen
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>).
    All(Place),
    /// Those of the list.
    Listed(Vec<Val<'w>>),
}

impl<'w> WriteAccess<'w> {
    /// What a client says.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn of(client: Client<'w>) -> Known<Self> {
        let Some(value) = client.0.property("WriteAttributes")? else { return Ok(Self::All(client.0.place())) };
        let list = value.one_or_many()?;
        Ok(if list.is_empty() { Self::All(Place::from(&value)) } else { Self::Listed(list) })
    }

    /// Where an attribute is opened; `None` where it is not.
    ///
    /// # Errors
    /// Unknown where it is not in the list and an item of the list is unknown.
    pub fn opens(&self, attribute: &str) -> Known<Option<Place>> {
        if KEPT_ATTRIBUTES.contains(&attribute) {
            return Ok(None);
        }
        let list = match self {
            Self::All(place) => return Ok(Some(*place)),
            Self::Listed(list) => list,
        };
        let mut unknown = None;
        for item in list {
            match item.literal() {
                Ok(name) if name == attribute => return Ok(Some(Place::from(item))),
                Ok(_) => {}
                Err(why) => unknown = Some(why),
            }
        }
        unknown.map_or(Ok(None), Err)
    }
}

/// The clients of a pool with which people may write an attribute, and where each says so. One that can't be told is left out.
#[must_use]
pub fn writers<'w>(pool: UserPool<'w>, attribute: &str) -> Vec<(Client<'w>, Place)> {
    let opened = |client: Client<'w>| {
        // Nobody signs in with one that is for machines.
        let for_people = client.is_for_machines() != Ok(true);
        let place = WriteAccess::of(client).and_then(|access| access.opens(attribute));
        match place {
            Ok(Some(place)) if for_people => Some((client, place)),
            _ => None,
        }
    };
    pool.attached("AWS::Cognito::UserPoolClient").map(Client).filter_map(opened).collect()
}

/// Where an identity pool looks at a claim.
#[derive(Clone)]
pub struct ClaimUse<'w> {
    /// The claim, such as `custom:tenant`.
    pub claim: String,
    /// Where it is named.
    pub place: Place,
    /// What for.
    pub purpose: ClaimPurpose<'w>,
    /// The user pool of this stack whose tokens are looked at; `None` for other providers and other stacks.
    pub pool: Known<Option<UserPool<'w>>>,
    /// The attachment or the principal tags in which that stands.
    pub resource: Resource<'w>,
}

/// What an identity pool takes from a claim.
#[derive(Clone)]
pub enum ClaimPurpose<'w> {
    /// A rule of a role mapping: the map with `MatchType`, `Value` and `RoleARN`.
    Role(Object<'w>),
    /// A session tag of this name.
    Tag(String),
}

/// All claims that the role mappings and principal tags of a stack look at.
#[must_use]
pub fn claim_uses<'w>(world: &'w World<'w>) -> Vec<ClaimUse<'w>> {
    let mut uses = Vec::new();
    let of_kind = |kind: &str| world.stack.of_kind(kind).iter().copied();
    let mut all: Vec<usize> = of_kind(ATTACHMENT).chain(of_kind(TAG)).collect();
    all.sort_unstable();
    for resource in all.into_iter().map(|index| Resource::new(world, index)) {
        let found = match resource.kind() {
            ATTACHMENT => mapping_uses(resource, &mut uses),
            _ => tag_uses(resource, &mut uses),
        };
        // What was found before an unknown stays found.
        if found.is_err() {
            continue;
        }
    }
    uses
}

/// The claims by which roles or tags are chosen for the users of one pool.
#[must_use]
pub fn claims_of<'w>(pool: UserPool<'w>) -> Vec<ClaimUse<'w>> {
    let is_ours = |used: &ClaimUse<'w>| matches!(used.pool, Ok(Some(of)) if of.0.index() == pool.0.index());
    claim_uses(pool.0.world()).into_iter().filter(is_ours).collect()
}

fn mapping_uses<'w>(resource: Resource<'w>, uses: &mut Vec<ClaimUse<'w>>) -> Known<()> {
    if resource.exists() == Ok(false) {
        return Ok(());
    }
    let Some(mappings) = resource.property("RoleMappings")? else { return Ok(()) };
    for (_, _, mapping) in mappings.object()?.entries()? {
        let rules = mapping.object().and_then(|map| match map.get("RulesConfiguration")? {
            Some(rules) => Ok((map, rules.object()?.get("Rules")?)),
            None => Ok((map, None)),
        });
        let Ok((map, Some(rules))) = rules else { continue };
        // The key itself is the provider where no other is named; it can't hold a reference.
        let pool = map
            .get("IdentityProvider")
            .and_then(|provider| provider.map_or(Ok(None), |provider| user_pool_in(resource.world(), &provider)));
        for rule in rules.one_or_many()? {
            if let Ok(rule) = rule.object()
                && let Ok(Some(value)) = rule.get("Claim")
                && let Ok(claim) = value.literal()
            {
                let purpose = ClaimPurpose::Role(rule);
                uses.push(ClaimUse { claim, place: Place::from(&value), purpose, pool, resource });
            }
        }
    }
    Ok(())
}

fn tag_uses<'w>(resource: Resource<'w>, uses: &mut Vec<ClaimUse<'w>>) -> Known<()> {
    if resource.exists() == Ok(false) {
        return Ok(());
    }
    // With the defaults the tags that are written here are not used.
    if resource.boolean("UseDefaults", false).map(|setting| *setting) != Ok(false) {
        return Ok(());
    }
    let Some(tags) = resource.property("PrincipalTags")? else { return Ok(()) };
    let provider = resource.property("IdentityProviderName");
    let pool = provider.and_then(|provider| provider.map_or(Ok(None), |provider| user_pool_in(resource.world(), &provider)));
    for (tag, _, value) in tags.object()?.entries()? {
        if let Ok(claim) = value.literal() {
            let purpose = ClaimPurpose::Tag(tag);
            uses.push(ClaimUse { claim, place: Place::from(&value), purpose, pool, resource });
        }
    }
    Ok(())
}

/// The user pool of this stack that stands in the name of a provider, as in `Pool.ProviderName` or `cognito-idp…/${Pool}:${Client}`.
pub(super) fn user_pool_in<'w>(world: &'w World<'w>, provider: &Val<'w>) -> Known<Option<UserPool<'w>>> {
    let text = provider.text()?;
    let named = text.pieces.iter().find_map(|piece| match piece {
        Piece::Attribute { resource, .. } => {
            Some(Resource::new(world, *resource)).filter(|resource| resource.kind() == "AWS::Cognito::UserPool")
        }
        _ => None,
    });
    match named {
        Some(pool) => Ok(Some(UserPool(pool))),
        None if text.has_hole() => Err(Unknown::Deployed),
        None => Ok(None),
    }
}
