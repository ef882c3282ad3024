//! Who may assume a role.

pub(super) mod documents;
pub(super) mod identities;
pub(super) mod providers;
pub(super) mod services;
