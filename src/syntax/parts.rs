//! Texts that are known in part: what a framework's variables leave of a scalar.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Known.
    Known(String),
    /// Not known.
    Unknown {
        /// The variable as it is written.
        written: String,
        /// Why: a few lower-case words.
        reason: String,
    },
}

/// A text with what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// The pieces; neighbouring known ones are joined.
    pub parts: Vec<Part>,
    /// The text depends on the stage, or on what may depend on it.
    pub scoped: bool,
    /// The stage decides about it.
    pub staged: bool,
    /// It is what `provider.stage` has as a literal, or was chosen by it: `--stage` may not reach it.
    pub pinned: bool,
    /// It leans on a default that a deployment may replace.
    pub assumed: bool,
    /// The environment variable whose value stands in it: that must be shown nowhere.
    pub secret: Option<String>,
}

impl Parts {
    /// A known text.
    #[must_use]
    pub fn known(text: impl Into<String>) -> Self {
        Self { parts: vec![Part::Known(text.into())], ..Self::default() }
    }

    /// The whole text, where all of it is known.
    #[must_use]
    pub fn whole(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Known(text)] => Some(text),
            _ => None,
        }
    }

    /// Adds a known text.
    pub fn push(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Known(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.parts.push(Part::Known(text.to_owned())),
        }
    }

    /// Adds another text.
    pub fn append(&mut self, other: Self) {
        self.take_marks(&other);
        for part in other.parts {
            match part {
                Part::Known(text) => self.push(&text),
                unknown @ Part::Unknown { .. } => self.parts.push(unknown),
            }
        }
    }

    /// Takes over where another text comes from, without the text.
    pub fn take_marks(&mut self, other: &Self) {
        self.scoped |= other.scoped;
        self.staged |= other.staged;
        self.pinned |= other.pinned;
        self.assumed |= other.assumed;
        if self.secret.is_none() {
            self.secret.clone_from(&other.secret);
        }
    }

    /// True when there is more to say of it than its text.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.scoped || self.staged || self.assumed || self.secret.is_some()
    }

    /// Adds something that is not known.
    pub fn push_unknown(&mut self, written: impl Into<String>, reason: impl Into<String>) {
        self.scoped = true;
        self.parts.push(Part::Unknown { written: written.into(), reason: reason.into() });
    }

    /// The first reason for which something of it is not known.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Unknown { reason, .. } => Some(reason.as_str()),
            Part::Known(_) => None,
        })
    }
}
