//! Facts about rules. The static table is generated from the heads of the pages; a page itself is read only when somebody asks.

use serde::Deserialize;

use super::{rules, table};
use crate::finding::{Confidence, Safety, Severity};

/// What the head of a rule's page says, as far as a run needs it.
#[derive(Debug)]
pub struct Meta {
    /// `family/name`.
    pub id: &'static str,
    /// What can happen.
    pub title: &'static str,
    /// What to write.
    pub help: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Other severities, by the name of the case in which they hold.
    pub cases: &'static [(&'static str, Severity)],
    /// The severity under `--profile strict`.
    pub strict: Option<Severity>,
    /// False for a rule that must be selected.
    pub on: bool,
    /// Rules for which this one speaks when both find something at one place.
    pub covers: &'static [&'static str],
    /// How its fix may be applied; `None` for a rule without one.
    pub fix: Option<Safety>,
    /// True for a rule that also speaks about what nobody wrote because a framework makes it.
    pub generated: bool,
    /// The whole page.
    pub page: &'static str,
}

impl Meta {
    /// The part before the slash.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(family, _)| family)
    }
}

/// The facts of every page, whether its rule is listed or not, sorted by id.
#[must_use]
pub fn metas() -> &'static [&'static Meta] {
    table::ALL
}

/// The head of a page.
#[derive(Debug, Clone, Deserialize)]

pub struct Head {
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// `preview`, `stable` or `deprecated`.
    pub status: String,
    /// The version that brought it.
    pub since: String,
    /// `none`, `safe` or `unsafe`.
    pub fix: String,
    /// The resource types that it looks at.
    pub resources: Vec<String>,
    /// Pages of AWS and others on which it stands.
    pub references: Vec<String>,
    /// Words of AWS that it prevents.
    #[serde(default)]
    pub errors: Vec<String>,
    /// The same finding in other tools.
    #[serde(default)]
    pub like: Vec<String>,
    /// Other severities by case.
    #[serde(default)]
    pub cases: std::collections::BTreeMap<String, String>,
    /// The severity under the strict profile.
    #[serde(default)]
    pub strict: Option<String>,
    /// `off` for a rule that must be selected.
    #[serde(default)]
    pub default: Option<String>,
    /// Rules for which it speaks.
    #[serde(default)]
    pub covers: Vec<String>,
    /// Whether it also speaks about what a framework makes.
    #[serde(default)]
    pub generated: bool,
    /// What to write.
    pub help: String,
}

/// A rule's page, read.
#[derive(Debug, Clone)]
pub struct Page {
    /// The head.
    pub head: Head,
    /// The title.
    pub title: String,
    /// Everything below the title.
    pub body: String,
}

/// Why a page can't be read.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// No head between two lines of dashes.
    #[error("no head between two lines of `---`")]
    NoHead,
    /// A head that is not as it must be.
    #[error("the head: {0}")]
    Head(String),
    /// No title.
    #[error("no line `# title` after the head")]
    NoTitle,
}

impl Page {
    /// Reads a page.
    ///
    /// # Errors
    /// See [`PageError`]; the pages that are compiled in have none, which a test shows.
    pub fn read(text: &str) -> Result<Self, PageError> {
        let rest = text.strip_prefix("---\n").ok_or(PageError::NoHead)?;
        let (head, rest) = rest.split_once("\n---\n").ok_or(PageError::NoHead)?;
        let head: Head = serde_saphyr::from_str(head).map_err(|error| PageError::Head(error.to_string()))?;
        let rest = rest.trim_start().strip_prefix("# ").ok_or(PageError::NoTitle)?;
        let (title, body) = rest.split_once('\n').unwrap_or((rest, ""));
        Ok(Self { head, title: title.trim().to_owned(), body: body.trim().to_owned() })
    }

    /// The text of a section such as `Why`.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&str> {
        let start = self.body.find(&format!("## {name}\n")).filter(|at| *at == 0 || self.body[..*at].ends_with('\n'))?;
        let rest = &self.body[start..];
        let text = &rest[rest.find('\n')? + 1..];
        Some(text.split("\n## ").next().unwrap_or(text).trim())
    }
}

/// True when every page belongs to a listed rule; what is missing otherwise.
#[must_use]
pub fn unlisted() -> Vec<&'static str> {
    metas().iter().map(|meta| meta.id).filter(|id| !rules().any(|rule| rule.meta.id == *id)).collect()
}
