//! The one type between rules and everything after: what was found, where, and what to do about it.

use crate::source::Span;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// The author would be glad to have been told.
    Warning,
    /// The deployment fails, or somebody can do what they should not.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }

    /// The severity of a name as [`Severity::name`] gives it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Error, Self::Warning, Self::Info].into_iter().find(|severity| severity.name() == name)
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A sign, not a proof.
    Low,
    /// True unless something outside the project says otherwise, such as a parameter that is not left at its default.
    Medium,
    /// Follows from what is written.
    High,
}

impl Confidence {
    /// `high`, `medium` or `low`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// The confidence of a name as [`Confidence::name`] gives it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::High, Self::Medium, Self::Low].into_iter().find(|confidence| confidence.name() == name)
    }

    /// One step less sure.
    #[must_use]
    pub const fn lower(self) -> Self {
        match self {
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

/// A place with a few words about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// What may be changed without being asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// The same stack comes of it, or one that could not be deployed before and grants nothing new.
    Safe,
    /// What is deployed behaves differently.
    Unsafe,
}

impl Safety {
    /// `safe` or `unsafe`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// New text for some bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextEdit {
    /// What it replaces; empty where it is put in between.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// How a finding may be mended by a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it may be applied unasked.
    pub safety: Safety,
    /// The edits, in the order of the file; they belong together.
    pub edits: Vec<TextEdit>,
}

/// One thing that was found. It has exactly one primary label; related ones may lie in any file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, `family/name`.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What can happen: one lower-case sentence without a full stop, which makes sense alone.
    pub title: String,
    /// The place, and what is there.
    pub primary: Label,
    /// Other places of the argument: where a value comes from, where a file is included, other resources.
    pub related: Vec<Label>,
    /// What to write.
    pub help: Option<String>,
    /// The logical id of the resource that it is about.
    pub resource: Option<String>,
    /// The logical path of the primary place, such as `Resources.Pool.Properties.X`; empty where the place is no node.
    pub path: String,
    /// Under which conditions it holds, such as `condition IsProd is false`; `None` where it always holds.
    pub when: Option<String>,
    /// The stages in which it holds; `None` where stages make no difference.
    pub stages: Option<Vec<String>>,
    /// How a machine may mend it.
    pub fix: Option<Fix>,
    /// A hash of rule, file and logical path that stays the same while lines move.
    pub fingerprint: String,
}

impl Finding {
    /// Masks every text of it, as [`mask`] does.
    pub fn mask(&mut self, hidden: &[(String, String)]) {
        let texts = [&mut self.title, &mut self.primary.text, &mut self.path].into_iter();
        let labels = self.related.iter_mut().map(|label| &mut label.text);
        let rest = self.help.iter_mut().chain(&mut self.when).chain(&mut self.resource);
        texts.chain(labels).chain(rest).for_each(|text| mask(text, hidden));
    }

    /// The title with the condition under which it holds.
    #[must_use]
    pub fn headline(&self) -> String {
        let mut headline = self.title.clone();
        if let Some(stages) = &self.stages {
            headline.push_str(&format!(" (only with stage {})", stages.join(", ")));
        }
        if let Some(when) = &self.when {
            headline.push_str(&format!(" (when {when})"));
        }
        headline
    }
}

/// Puts what may be shown in the place of values that must not be: pairs of a value and what stands for it.
pub fn mask(text: &mut String, hidden: &[(String, String)]) {
    for (value, instead) in hidden {
        // A value of a letter or two tells nothing, and would hit every other word.
        if value.len() > 2 && text.contains(value.as_str()) {
            *text = text.replace(value.as_str(), instead);
        }
    }
}
