//! Selection: which rules of a run count, by id or family.

use crate::rules::{Meta, is_family, rule, similar};

/// A rule's id or a family's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(String);

/// A name that is neither a rule nor a family.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no rule or family is named `{name}`{hint}")]
pub struct UnknownSelector {
    name: String,
    hint: String,
}

impl Selector {
    /// Reads a rule's id or a family's name.
    ///
    /// # Errors
    /// [`UnknownSelector`] with the names that come near.
    pub fn parse(name: &str) -> Result<Self, UnknownSelector> {
        let name = name.trim();
        if rule(name).is_some() || is_family(name) {
            return Ok(Self(name.to_owned()));
        }
        let near = similar(name).into_iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ");
        let hint = if near.is_empty() { "; `authlint rules` lists them".to_owned() } else { format!("; did you mean {near}?") };
        Err(UnknownSelector { name: name.to_owned(), hint })
    }

    /// True when the rule is this one or of this family.
    #[must_use]
    pub fn covers(&self, id: &str) -> bool {
        self.0 == id || id.split_once('/').is_some_and(|(family, _)| family == self.0)
    }
}

/// What a run selects.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these; empty for the defaults.
    pub select: Vec<Selector>,
    /// Not these.
    pub ignore: Vec<Selector>,
}

impl Selection {
    /// True when a rule counts. What is off by default counts only when its own id is selected.
    #[must_use]
    pub fn includes(&self, meta: &Meta) -> bool {
        let named = self.select.iter().any(|selector| selector.0 == meta.id);
        let selected =
            if self.select.is_empty() { meta.on } else { named || meta.on && self.select.iter().any(|selector| selector.covers(meta.id)) };
        // The narrower word wins: `--select iam/full-admin --ignore iam` means the rule.
        let ignored = self.ignore.iter().any(|selector| selector.0 == meta.id || !named && selector.covers(meta.id));
        selected && !ignored
    }
}
