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
        ListFormat::Human => {
            let width = listed.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
            listed.iter().try_for_each(|rule| {
                let off = if rule.default { "" } else { " (off unless selected)" };
                writeln!(out, "{:width$}  {:7}  {}{off}", rule.id, rule.severity, rule.title)
            })
        }
    };
    written(result, CLEAN)
}
