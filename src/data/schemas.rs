//! The schemas of CloudFormation resources: in comes the name of a type, out comes what its properties may be, and for a name of no type
//! the types that there are.
//!
//! The table is one checked-in file, `schemas.bin`, sliced in place: nothing is parsed or built at start-up, and no lookup allocates.
//! Its layout is described in [`mod@format`] and written by `tests/schemas.rs`; the header is that of the other tables.

use super::iam::{format as header, is_readable, section, u16_at, u32_at};

/// The layout of `schemas.bin`, shared by this reader and by the generator. All numbers are little-endian.
///
/// ```text
/// TEXT        UTF-8 without separators; every string is an offset and a length into it
/// KINDS       sorted by name: name u32, name length u16, schema of its properties u16 or NONE, first attribute u16, attributes u16
/// NODES       what a value may be: types u8, flags u8, first property u16, properties u16, schema of items u16 or NONE,
///             schema of the values of any key u16 or NONE, first word u16, words u16, pattern length u16, pattern u32,
///             least i32, most i32
/// PROPERTIES  grouped by the map they are in, sorted by name: name u32, name length u8, flags u8, schema u16
/// WORDS       the values of an enumeration, in its order: word u32, word length u16
/// ATTRIBUTES  what can be read of a type, grouped by it, sorted by name: name u32, name length u16
/// ```
pub mod format {
    /// The section that holds all strings.
    pub const TEXT: u32 = 1;
    /// The section that holds all types.
    pub const KINDS: u32 = 2;
    /// The section that holds the schemas.
    pub const NODES: u32 = 3;
    /// The section that holds the properties of maps.
    pub const PROPERTIES: u32 = 4;
    /// The section that holds the values of enumerations.
    pub const WORDS: u32 = 5;
    /// The section that holds what can be read of the types.
    pub const ATTRIBUTES: u32 = 6;
    /// The length of one type.
    pub const KIND_LEN: usize = 12;
    /// The length of one schema.
    pub const NODE_LEN: usize = 28;
    /// The length of one property.
    pub const PROPERTY_LEN: usize = 8;
    /// The length of one value of an enumeration.
    pub const WORD_LEN: usize = 6;
    /// The length of one attribute.
    pub const ATTRIBUTE_LEN: usize = 6;
    /// No schema.
    pub const NONE: u16 = u16::MAX;

    /// A map without other keys than its properties.
    pub const CLOSED: u8 = 1;
    /// Maps with properties stand here or further down.
    pub const HAS_MAPS: u8 = 1 << 1;

    /// A property that must be there.
    pub const REQUIRED: u8 = 1;
    /// A property that only the service sets.
    pub const READ_ONLY: u8 = 1 << 1;
    /// A property without effect.
    pub const UNUSED: u8 = 1 << 2;
    /// A property that another one has replaced and that still has its effect.
    pub const REPLACED: u8 = 1 << 3;
    /// One of several properties of which one must be there.
    pub const ONE_OF: u8 = 1 << 4;
}

static FILE: &[u8] = include_bytes!("schemas.bin");
static TEXT: &[u8] = section(FILE, format::TEXT);
static KINDS: &[[u8; format::KIND_LEN]] = section(FILE, format::KINDS).as_chunks().0;
static NODES: &[[u8; format::NODE_LEN]] = section(FILE, format::NODES).as_chunks().0;
static PROPERTIES: &[[u8; format::PROPERTY_LEN]] = section(FILE, format::PROPERTIES).as_chunks().0;
static WORDS: &[[u8; format::WORD_LEN]] = section(FILE, format::WORDS).as_chunks().0;
static ATTRIBUTES: &[[u8; format::ATTRIBUTE_LEN]] = section(FILE, format::ATTRIBUTES).as_chunks().0;

fn bytes(start: u32, len: u16) -> &'static [u8] {
    let start = start as usize;
    &TEXT[start..start + usize::from(len)]
}

fn text(start: u32, len: u16) -> &'static str {
    str::from_utf8(bytes(start, len)).expect("internal error: the table of schemas holds text that is not UTF-8")
}

/// The date of the facts, as `YYYY-MM-DD`.
#[must_use]
pub fn date() -> &'static str {
    let date = if is_readable(FILE) { &FILE[header::DATE_AT..header::DATE_AT + header::DATE_LEN] } else { &[] };
    str::from_utf8(date).expect("internal error: the date of the table of schemas is not UTF-8")
}

fn kind_name(record: &[u8; format::KIND_LEN]) -> &'static str {
    text(u32_at(record, 0), u16_at(record, 4))
}

/// Whether there is a resource type of a name.
#[must_use]
pub fn is_kind(name: &str) -> bool {
    KINDS.binary_search_by(|record| kind_name(record).cmp(name)).is_ok()
}

/// All resource types that begin with a prefix, by name.
pub fn kinds(prefix: &str) -> impl Iterator<Item = &'static str> {
    let first = KINDS.partition_point(|record| kind_name(record) < prefix);
    KINDS[first..].iter().map(kind_name).take_while(move |name| name.starts_with(prefix))
}

/// The schema of the properties of a type; `None` where there is none here.
#[must_use]
pub fn schema(kind: &str) -> Option<Schema> {
    let index = KINDS.binary_search_by(|record| bytes(u32_at(record, 0), u16_at(record, 4)).cmp(kind.as_bytes())).ok()?;
    Schema::of(u16_at(&KINDS[index], 6))
}

/// What only the service sets of a type, and `Fn::GetAtt` gives, by name, with dots for what is further down; none where there is no
/// such type.
pub fn attributes(kind: &str) -> impl Iterator<Item = &'static str> + Clone {
    let record = KINDS.binary_search_by(|record| kind_name(record).cmp(kind)).map(|index| &KINDS[index]);
    let range = record.map_or(0..0, |record| {
        let first = usize::from(u16_at(record, 8));
        first..first + usize::from(u16_at(record, 10))
    });
    ATTRIBUTES[range].iter().map(|record| text(u32_at(record, 0), u16_at(record, 4)))
}

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema(u16);

/// The JSON types that a value may have, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// Text.
    pub const STRING: Self = Self(1);
    /// `true` or `false`.
    pub const BOOLEAN: Self = Self(1 << 1);
    /// A number without a fraction.
    pub const INTEGER: Self = Self(1 << 2);
    /// A number.
    pub const NUMBER: Self = Self(1 << 3);
    /// A map.
    pub const MAP: Self = Self(1 << 4);
    /// A list.
    pub const LIST: Self = Self(1 << 5);

    /// The bits, as the table stores them.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether one of `other` is among them.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether they are exactly `other`.
    #[must_use]
    pub const fn is(self, other: Self) -> bool {
        self.0 == other.0
    }
}

impl Schema {
    fn of(index: u16) -> Option<Self> {
        (index != format::NONE).then_some(Self(index))
    }

    fn record(self) -> &'static [u8; format::NODE_LEN] {
        &NODES[usize::from(self.0)]
    }

    /// The types; none where anything goes.
    #[must_use]
    pub fn types(self) -> Types {
        Types(self.record()[0])
    }

    /// A map without other keys than its properties.
    #[must_use]
    pub fn is_closed(self) -> bool {
        self.record()[1] & format::CLOSED != 0
    }

    /// Whether maps with properties stand here or further down.
    #[must_use]
    pub fn has_maps(self) -> bool {
        self.record()[1] & format::HAS_MAPS != 0
    }

    fn records(self) -> &'static [[u8; format::PROPERTY_LEN]] {
        let first = usize::from(u16_at(self.record(), 2));
        &PROPERTIES[first..first + usize::from(u16_at(self.record(), 4))]
    }

    /// The properties of a map, by name.
    pub fn properties(self) -> impl Iterator<Item = Property> {
        self.records().iter().map(Property)
    }

    /// A property of a map.
    #[must_use]
    pub fn property(self, name: &str) -> Option<Property> {
        let records = self.records();
        let index = records.binary_search_by(|record| Property(record).bytes().cmp(name.as_bytes())).ok()?;
        Some(Property(&records[index]))
    }

    /// What the items of a list may be.
    #[must_use]
    pub fn items(self) -> Option<Self> {
        Self::of(u16_at(self.record(), 6))
    }

    /// What the values of a map with keys of any name may be.
    #[must_use]
    pub fn values(self) -> Option<Self> {
        Self::of(u16_at(self.record(), 8))
    }

    /// The values of an enumeration; none where any goes.
    pub fn words(self) -> impl ExactSizeIterator<Item = &'static str> {
        let first = usize::from(u16_at(self.record(), 10));
        let records = &WORDS[first..first + usize::from(u16_at(self.record(), 12))];
        records.iter().map(|record| text(u32_at(record, 0), u16_at(record, 4)))
    }

    /// The pattern of a text.
    #[must_use]
    pub fn pattern(self) -> Option<&'static str> {
        let record = self.record();
        let len = u16_at(record, 14);
        (len > 0).then(|| text(u32_at(record, 16), len))
    }

    /// The least and the most: of a number its value, of a text its letters, of a list its items.
    #[must_use]
    pub fn range(self) -> (Option<i64>, Option<i64>) {
        let limit = |at: usize| u32_at(self.record(), at).cast_signed();
        let (least, most) = (limit(20), limit(24));
        ((least != i32::MIN).then(|| i64::from(least)), (most != i32::MAX).then(|| i64::from(most)))
    }
}

/// A property of a map.
#[derive(Debug, Clone, Copy)]
pub struct Property(&'static [u8; format::PROPERTY_LEN]);

impl Property {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        text(u32_at(self.0, 0), u16::from(self.0[4]))
    }

    /// Its name in UTF-8, which sorts as the name does.
    fn bytes(self) -> &'static [u8] {
        bytes(u32_at(self.0, 0), u16::from(self.0[4]))
    }

    fn has(self, flag: u8) -> bool {
        self.0[5] & flag != 0
    }

    /// It must be there.
    #[must_use]
    pub fn is_required(self) -> bool {
        self.has(format::REQUIRED)
    }

    /// It is one of several of which one must be there.
    #[must_use]
    pub fn is_one_of(self) -> bool {
        self.has(format::ONE_OF)
    }

    /// Only the service sets it.
    #[must_use]
    pub fn is_read_only(self) -> bool {
        self.has(format::READ_ONLY)
    }

    /// It has no effect any more.
    #[must_use]
    pub fn is_unused(self) -> bool {
        self.has(format::UNUSED)
    }

    /// Another one has replaced it, and it still has its effect.
    #[must_use]
    pub fn is_replaced(self) -> bool {
        self.has(format::REPLACED)
    }

    /// What it may be.
    #[must_use]
    pub fn schema(self) -> Option<Schema> {
        Schema::of(u16_at(self.0, 6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_there() {
        assert!(is_readable(FILE), "another layout: UPDATE=1 cargo test --test schemas");
        assert!(is_kind("AWS::Cognito::UserPool") && !is_kind("AWS::Cognito::Userpool"));
        assert!(kinds("AWS::Cognito::").count() > 10);
        let pool = schema("AWS::Cognito::UserPool").expect("internal error: the pool has a schema");
        let mfa = pool.property("MfaConfiguration").and_then(Property::schema).expect("internal error: a pool has the property");
        assert_eq!(mfa.words().collect::<Vec<_>>(), ["OFF", "ON", "OPTIONAL"]);
        assert!(pool.property("Arn").is_some_and(Property::is_read_only));
        assert!(pool.property("EmailVerificationMessage").is_some_and(Property::is_replaced));
        assert!(attributes("AWS::Cognito::UserPool").eq(["Arn", "ProviderName", "ProviderURL", "UserPoolId"]));
        assert!(attributes("AWS::RDS::DBInstance").any(|name| name == "Endpoint.Address") && attributes("AWS::Nothing").next().is_none());
        assert!(schema("AWS::EC2::Instance").is_none() && schema("AWS::Nothing").is_none());
    }

    #[test]
    fn every_record_can_be_read() {
        for name in kinds("") {
            assert!(attributes(name).all(|attribute| !attribute.is_empty()));
            let Some(root) = schema(name) else { continue };
            for property in root.properties() {
                let below = property.schema().expect("internal error: each property has a schema");
                assert!(!property.name().is_empty() && below.words().all(|word| !word.is_empty()));
                assert!(below.pattern().is_none_or(|pattern| crate::data::pattern::matches(pattern, "x").is_some()));
            }
        }
    }
}
