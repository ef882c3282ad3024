//! The IAM tables: in comes a service prefix, the name or a pattern of an action, or a condition key; out comes what it stands for:
//! actions with their access levels, resource types and condition keys, keys with their types.
//!
//! The table is one checked-in file, `iam.bin`, sliced in place: nothing is parsed or built at start-up, and no lookup
//! allocates. Its layout is described in [`mod@format`] and written by `tests/generated.rs`.

mod actions;
pub mod format;
mod glob;
mod keys;
mod levels;
mod read;
mod resources;

pub use actions::{Action, Service, action_count, actions_at, api_names, needed_for, service, services};
pub use glob::glob;
pub use keys::{ConditionKey, KeyFlags, KeyKind, condition_key, condition_keys};
pub use levels::{Levels, Reach, reach};
pub use read::date;
pub(super) use read::{is_readable, section, u16_at, u32_at};
pub use resources::{ResourceType, resource_types};
