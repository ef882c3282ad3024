//! Colours: comes in a piece of text, goes out the text between escape sequences, or as it is where there are no colours.

use crate::finding::Severity;

/// Paints, or leaves alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    on: bool,
}

impl Paint {
    pub(super) const fn new(on: bool) -> Self {
        Self { on }
    }

    pub(super) fn severity(self, severity: Severity, text: &str) -> String {
        // The first eight colours only: every terminal theme keeps them legible.
        match severity {
            Severity::Error => self.with("1;31", text),
            Severity::Warning => self.with("1;33", text),
            Severity::Info => self.with("1;36", text),
        }
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// For words such as `help` and `note`.
    pub(super) fn word(self, text: &str) -> String {
        self.with("1;36", text)
    }

    pub(super) fn faint(self, text: &str) -> String {
        self.with("2", text)
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.on && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
