//! `authlint rules`: the list.

use std::io::{self, Write};

use authlint::report::rule_url;
use authlint::rules::{Meta, rules};
use serde::Serialize;

use super::args::{ListFormat, RulesOptions};
use super::{CLEAN, fail, written};

#[derive(Serialize)]
struct Listed {
    id: &'static str,
    family: &'static str,
    title: &'static str,
    severity: &'static str,
    confidence: &'static str,
    default: bool,
    strict: Option<&'static str>,
    cases: std::collections::BTreeMap<&'static str, &'static str>,
    help: &'static str,
    url: String,
}

impl From<&'static Meta> for Listed {
    fn from(meta: &'static Meta) -> Self {
        Self {
            id: meta.id,
            family: meta.family(),
            title: meta.title,
            severity: meta.severity.name(),
            confidence: meta.confidence.name(),
            default: meta.on,
            strict: meta.strict.map(|severity| severity.name()),
            cases: meta.cases.iter().map(|(case, severity)| (*case, severity.name())).collect(),
            help: meta.help,
            url: rule_url(meta.id),
        }
    }
}

pub(super) fn run(options: &RulesOptions) -> u8 {
    let mut listed: Vec<Listed> = rules().map(|rule| Listed::from(rule.meta)).collect();
    listed.sort_by_key(|rule| rule.id);
    let mut out = io::stdout().lock();
    let result = match options.format {
        ListFormat::Json => match serde_json::to_string_pretty(&listed) {
            Ok(text) => writeln!(out, "{text}"),
            Err(error) => return fail(format_args!("internal error: {error}")),
        },
        ListFormat::Human => return list(None),
    };
    written(result, CLEAN)
}

/// Lists the rules of a family, or all, for people.
pub(super) fn list(family: Option<&str>) -> u8 {
    let mut metas: Vec<&Meta> = rules().map(|rule| rule.meta).collect();
    metas.retain(|meta| family.is_none_or(|family| meta.family() == family));
    metas.sort_by_key(|meta| meta.id);
    let width = metas.iter().map(|meta| meta.id.len()).max().unwrap_or(0);
    let mut out = io::stdout().lock();
    let result = metas.iter().try_for_each(|meta| {
        let off = if meta.on { "" } else { " (off unless selected)" };
        writeln!(out, "{:width$}  {:7}  {}{off}", meta.id, meta.severity.name(), meta.title)
    });
    written(result, CLEAN)
}
