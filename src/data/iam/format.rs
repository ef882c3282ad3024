//! The layout of `iam.bin`, shared by the reader and by the generator. All numbers are little-endian.
//!
//! ```text
//! header     magic 4, version u16, section count u16, date 10 ("2026-09-26"), zero u16
//! sections   one per section: id u32, offset from the start of the file u32, length u32
//! TEXT       UTF-8 without separators; every string is an offset and a length into it, and strings may overlap
//! SERVICES   sorted by prefix: prefix u32, name u32, first action u32, action count u16, prefix length u8, name length u8,
//!            set of keys u16, first resource type u16, resource type count u16, zero u16
//! ACTIONS    grouped by service in its order, sorted by name ignoring ASCII case: name u32, name length u8, flags u8,
//!            set of keys u16, set of resource types u16
//! KEYS       condition keys, sorted by name ignoring ASCII case: name u32, name length u8, zero u8, flags u16
//! HOLED      the keys with `${…}` in their names: index u16
//! RESOURCES  resource types, grouped by service in its order, sorted by name ignoring ASCII case: name u32, ARNs u32,
//!            ARNs length u16, set of keys u16, service u16, name length u8, zero u8
//! SETS       a set is the place of its length; the length u16, then as many indices u16. Those of resource types have
//!            REQUIRED beside them. Equal sets stand here once.
//! API_NAMES  sorted by what is written ignoring ASCII case: written u32, needed u32, written length u8, needed length u8
//! ```
//!
//! Readers skip sections they do not know. A section that changes its layout gets another number; 2 and 3 are used up.

/// The first bytes of the file.
pub const MAGIC: [u8; 4] = *b"ALAT";
/// The layout of the header and of the table of sections, which other tables share.
pub const VERSION: u16 = 1;
/// Where the version stands in the header.
pub const VERSION_AT: usize = 4;
/// Where the number of sections stands in the header.
pub const COUNT_AT: usize = 6;
/// Where the date stands in the header.
pub const DATE_AT: usize = 8;
/// The length of the date.
pub const DATE_LEN: usize = 10;
/// The length of the header; the section table follows.
pub const HEADER_LEN: usize = 20;
/// The length of one entry of the section table.
pub const ENTRY_LEN: usize = 12;
/// The section that holds all strings.
pub const TEXT: u32 = 1;
/// The section that holds the service records.
pub const SERVICES: u32 = 4;
/// The section that holds the action records.
pub const ACTIONS: u32 = 5;
/// The section that holds the condition keys.
pub const KEYS: u32 = 6;
/// The section that holds which keys have holes in their names.
pub const HOLED: u32 = 7;
/// The section that holds the resource types.
pub const RESOURCES: u32 = 8;
/// The section that holds sets of keys and of resource types.
pub const SETS: u32 = 9;
/// The section that holds names of operations that are no actions.
pub const API_NAMES: u32 = 10;
/// The length of one service record.
pub const SERVICE_LEN: usize = 24;
/// The length of one action record.
pub const ACTION_LEN: usize = 10;
/// The length of one condition key.
pub const KEY_LEN: usize = 8;
/// The length of one resource type.
pub const RESOURCE_LEN: usize = 16;
/// The length of one name of an operation.
pub const API_NAME_LEN: usize = 10;
/// The flag of an action that can be limited to resources; the bits below it are those of [`super::Levels`].
pub const LIMITABLE: u8 = 1 << 5;
/// Stands beside the index of a resource type that an action needs.
pub const REQUIRED: u16 = 1 << 15;
