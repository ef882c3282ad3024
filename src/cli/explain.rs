//! `authlint explain`: a rule's page on the terminal.

use std::io::{self, IsTerminal, Write};

use authlint::report::rule_url;
use authlint::rules::{Page, is_family, rule, similar};

use super::args::ExplainOptions;
use super::{CLEAN, fail, written};

pub(super) fn run(options: &ExplainOptions) -> u8 {
    let id = options.rule.trim();
    if is_family(id) {
        return super::rules::list(Some(id));
    }
    let Some(rule) = rule(id) else {
        let near: Vec<String> = similar(id).into_iter().map(|id| format!("`{id}`")).collect();
        let hint = if near.is_empty() { "`authlint rules` lists them".to_owned() } else { format!("did you mean {}?", near.join(" or ")) };
        return fail(format_args!("no rule is named `{id}`; {hint}"));
    };
    let page = match Page::read(rule.meta.page) {
        Ok(page) => page,
        Err(error) => return fail(format_args!("internal error: the page of {id}: {error}")),
    };
    let color = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let result = write(&mut io::stdout().lock(), id, &page, color);
    written(result, CLEAN)
}

fn write(out: &mut dyn Write, id: &str, page: &Page, color: bool) -> io::Result<()> {
    let bold = |text: &str| if color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() };
    let dim = |text: &str| if color { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() };
    let head = &page.head;
    writeln!(out, "{}", bold(&format!("{id}: {}", page.title)))?;
    let mut facts = vec![head.severity.clone()];
    facts.extend(head.cases.iter().map(|(case, severity)| format!("{severity} (case {case})")));
    facts.extend(head.strict.iter().map(|severity| format!("{severity} with --profile strict")));
    if head.default.as_deref() == Some("off") {
        facts.push("off unless selected".to_owned());
    }
    facts.push(format!("confidence {}", head.confidence));
    facts.push(format!("since {}", head.since));
    writeln!(out, "{}\n", facts.join(", "))?;
    let mut code = false;
    for line in page.body.lines() {
        if line.starts_with("```") {
            // What is Bad and what is Good says the heading; the fence itself says nothing to a reader.
            code = !code;
        } else if code {
            writeln!(out, "    {}", dim_mark(line, &dim))?;
        } else if let Some(heading) = line.strip_prefix("## ") {
            writeln!(out, "{}", bold(heading))?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "\n{}", bold("What to write"))?;
    writeln!(out, "{}", head.help)?;
    if !head.errors.is_empty() {
        writeln!(out, "\n{}", bold("What AWS says otherwise"))?;
        head.errors.iter().try_for_each(|error| writeln!(out, "{error}"))?;
    }
    if !head.like.is_empty() {
        writeln!(out, "\n{} {}", bold("Elsewhere:"), head.like.join(", "))?;
    }
    writeln!(out, "\n{}", bold("References"))?;
    head.references.iter().try_for_each(|reference| writeln!(out, "{reference}"))?;
    writeln!(out, "{}", rule_url(id))
}

/// Marks of the examples read as arrows: `#~ text` is what the rule says on that line.
fn dim_mark(line: &str, dim: &dyn Fn(&str) -> String) -> String {
    for mark in ["#~ ", "//~ ", "#- ", "//- "] {
        if let Some((code, text)) = line.split_once(mark) {
            let arrow = if mark.contains('~') { "<-- " } else { "... " };
            return format!("{code}{}", dim(&format!("{arrow}{text}")));
        }
    }
    let carets = line.starts_with('#') && line.contains('^') && line.trim_start_matches('#').trim().chars().all(|letter| letter == '^');
    if carets { dim(&line.replacen('#', " ", 1)) } else { line.to_owned() }
}
