//! A value of a property: what it is, whether it was written, and where.

use crate::resolve::Val;
use crate::syntax::NodeId;

/// Where something is written: the node in the resource's own file, and the one that states the value when a variable, an alias or
/// a parameter leads from the first to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// In the resource's own file.
    pub node: NodeId,
    /// Where the literal stands.
    pub literal: NodeId,
    /// The value leans on a default that a deployment may replace.
    pub assumed: bool,
}

impl Place {
    /// A place that is its own literal.
    #[must_use]
    pub fn of(node: NodeId) -> Self {
        Self { node, literal: node, assumed: false }
    }
}

impl From<&Val<'_>> for Place {
    fn from(value: &Val<'_>) -> Self {
        Self { node: value.place(), literal: value.node(), assumed: value.is_assumed() }
    }
}

impl From<NodeId> for Place {
    fn from(node: NodeId) -> Self {
        Self::of(node)
    }
}

impl<T> From<&Setting<T>> for Place {
    fn from(setting: &Setting<T>) -> Self {
        setting.place
    }
}

/// The effective value of a property.
#[derive(Debug, Clone)]
pub struct Setting<T> {
    value: T,
    place: Place,
    is_written: bool,
}

impl<T> Setting<T> {
    /// A value that is written.
    #[must_use]
    pub fn written(value: T, at: &Val<'_>) -> Self {
        Self { value, place: Place::from(at), is_written: true }
    }

    /// A value that follows from what is written at a place.
    #[must_use]
    pub fn written_at(value: T, place: Place) -> Self {
        Self { value, place, is_written: true }
    }

    /// The service's default, which points at the resource (or the nearest key that is there).
    #[must_use]
    pub fn default_of(value: T, place: Place) -> Self {
        Self { value, place, is_written: false }
    }

    /// What follows from it, at the same place.
    #[must_use]
    pub fn map<U>(self, follow: impl FnOnce(T) -> U) -> Setting<U> {
        Setting { value: follow(self.value), place: self.place, is_written: self.is_written }
    }

    /// False for the service's default.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.is_written
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// The place of this one if it is written, else of the other if that is, else of this one.
    #[must_use]
    pub fn or_written<U>(&self, other: &Setting<U>) -> Place {
        if !self.is_written && other.is_written { other.place } else { self.place }
    }
}

impl<T> std::ops::Deref for Setting<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
