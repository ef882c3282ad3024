//! User pools and what stands around them: one list a topic.

pub(super) mod attached;
pub(super) mod attributes;
pub(super) mod client;
pub(super) mod oauth;
pub(super) mod pool;
pub(super) mod triggers;

use super::prelude;
