//! Requests: what is known of the keys that a call carries.

use std::collections::HashMap;

use crate::resolve::Text;

/// What a request says under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// The key with one value.
    One(Text),
    /// A key that may have several, with those that it has; none at all is as good as absent.
    Many(Vec<Text>),
    /// No such key.
    Absent,
    /// Nobody knows.
    Unknown,
}

/// The keys of a request.
#[derive(Debug, Clone)]
pub struct Request {
    keys: HashMap<String, Presence>,
    others: Presence,
}

impl Request {
    /// A request of which nothing is known.
    #[must_use]
    pub fn open() -> Self {
        Self { keys: HashMap::new(), others: Presence::Unknown }
    }

    /// A request that carries nothing but what is added.
    #[must_use]
    pub fn closed() -> Self {
        Self { keys: HashMap::new(), others: Presence::Absent }
    }

    /// The same with a key; the case of its letters makes no difference.
    #[must_use]
    pub fn with(mut self, key: &str, presence: Presence) -> Self {
        self.set(key, presence);
        self
    }

    /// Says what a key is.
    pub fn set(&mut self, key: &str, presence: Presence) {
        self.keys.insert(key.to_ascii_lowercase(), presence);
    }

    /// What it says under a key.
    #[must_use]
    pub fn key(&self, key: &str) -> &Presence {
        self.keys.get(&key.to_ascii_lowercase()).unwrap_or(&self.others)
    }
}
