//! `authlint explain`: a rule's page on the terminal, or the rules that an error of AWS is about, and where they strike.

use std::io::{self, IsTerminal, Read, Write};

use authlint::engine::{Selection, Selector, Settings};
use authlint::report::{self, Format, Options, Report, rule_url};
use authlint::rules::{Likeness, Page, Rule, alike, is_family, rule, similar};
use authlint::{Failure, Request, lint};
use serde_json::{Value, json};

use super::args::{ExplainOptions, ListFormat};
use super::deployment::{config, deployment, stages, start};
use super::{CLEAN, FAILED, fail, written};

/// More rules than this are not shown for one error.
const SHOWN: usize = 3;

/// A rule whose score is so much lower than that of the best one is not shown.
const BEHIND: u8 = 25;

pub(super) fn run(options: &ExplainOptions) -> u8 {
    let text = match question(options) {
        Ok(text) => text,
        Err(message) => return fail(message),
    };
    let text = text.trim();
    if is_family(text) && options.paths.is_empty() {
        return super::rules::list(Some(text));
    }
    if let Some(rule) = rule(text) {
        return explain(options, rule);
    }
    // What looks like the name of a rule is first taken for a slip in one.
    let is_name = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_lowercase() || matches!(letter, '-' | '/'));
    let near: Vec<String> = if is_name { similar(text).into_iter().map(|id| format!("`{id}`")).collect() } else { Vec::new() };
    if !near.is_empty() {
        return fail(format_args!("no rule is named `{text}`; did you mean {}?", near.join(" or ")));
    }
    let mut found = alike(text);
    let best = found.first().map_or(0, |likeness| likeness.score);
    found.retain(|likeness| likeness.score + BEHIND >= best);
    found.truncate(SHOWN);
    if found.is_empty() {
        let words = options.paths.iter().map(|path| path.to_string_lossy());
        let whole: Vec<_> = std::iter::once(text.into()).chain(words).collect();
        if !options.paths.is_empty() && !alike(&whole.join(" ")).is_empty() {
            return fail("an error of several words is one argument: put it in quotes, or give it on standard input with `-`");
        }
        if is_name || text.split_whitespace().nth(1).is_none() {
            return fail(format_args!("no rule is named `{}`; `authlint rules` lists them", shortened(text)));
        }
        return fail("no rule's page lists an error like this one; `authlint rules` lists all rules, and what each prevents");
    }
    answer(options, &found)
}

/// What is asked: the argument, or standard input.
fn question(options: &ExplainOptions) -> Result<String, String> {
    if options.rule != "-" {
        return Ok(options.rule.clone());
    }
    let mut bytes = Vec::new();
    // An error that somebody pastes is no book.
    let read = io::stdin().lock().take(1 << 20).read_to_end(&mut bytes);
    read.map_err(|error| format!("standard input can't be read: {error}"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The first words of a text on one line.
fn shortened(text: &str) -> String {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if line.chars().count() > 60 { format!("{}…", line.chars().take(60).collect::<String>()) } else { line }
}

/// A rule's page, and where it strikes.
fn explain(options: &ExplainOptions, rule: &Rule) -> u8 {
    let id = rule.meta.id;
    let page = match Page::read(rule.meta.page) {
        Ok(page) => page,
        Err(error) => return fail(format_args!("internal error: the page of {id}: {error}")),
    };
    let strikes = match strikes(options, &[id]) {
        Ok(strikes) => strikes,
        Err(code) => return code,
    };
    let mut out = io::stdout().lock();
    let result = match options.format {
        ListFormat::Human => write(&mut out, id, &page, colours()).and_then(|()| say(options, strikes.as_ref(), &[id], &mut out)),
        ListFormat::Json => {
            let head = &page.head;
            let rule = json!({
                "rule": id, "title": page.title, "severity": head.severity, "confidence": head.confidence, "help": head.help,
                "errors": head.errors, "references": head.references, "url": rule_url(id), "page": page.body,
            });
            document(json!({ "rule": rule }), strikes.as_ref()).and_then(|text| writeln!(out, "{text}"))
        }
    };
    written(result, CLEAN)
}

/// The rules whose sentences are nearest to an error, and where they strike.
fn answer(options: &ExplainOptions, found: &[Likeness]) -> u8 {
    let ids: Vec<&'static str> = found.iter().map(|likeness| likeness.rule).collect();
    let strikes = match strikes(options, &ids) {
        Ok(strikes) => strikes,
        Err(code) => return code,
    };
    let mut out = io::stdout().lock();
    let result = match options.format {
        ListFormat::Human => {
            found.iter().try_for_each(|likeness| brief(&mut out, likeness)).and_then(|()| say(options, strikes.as_ref(), &ids, &mut out))
        }
        ListFormat::Json => {
            let matches: Vec<Value> = found.iter().filter_map(match_of).collect();
            document(json!({ "matches": matches }), strikes.as_ref()).and_then(|text| writeln!(out, "{text}"))
        }
    };
    written(result, CLEAN)
}

fn match_of(likeness: &Likeness) -> Option<Value> {
    let meta = rule(likeness.rule)?.meta;
    Some(json!({
        "rule": meta.id, "title": meta.title, "severity": meta.severity.name(), "score": likeness.score, "reason": likeness.reason,
        "sentence": likeness.sentence, "found": likeness.found, "words": likeness.words, "help": meta.help, "url": rule_url(meta.id),
    }))
}

/// A rule in a few lines.
fn brief(out: &mut dyn Write, likeness: &Likeness) -> io::Result<()> {
    let Some(rule) = rule(likeness.rule) else { return Ok(()) };
    let (meta, bold) = (rule.meta, |text: &str| if colours() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() });
    writeln!(out, "{}", bold(&format!("{}: {}", meta.id, meta.title)))?;
    writeln!(out, "  score {} of 100: {}", likeness.score, likeness.reason)?;
    writeln!(out, "  {}", meta.help)?;
    writeln!(out, "  more: authlint explain {}\n", meta.id)
}

/// What the rules find in the paths; `None` without paths.
fn strikes(options: &ExplainOptions, ids: &[&'static str]) -> Result<Option<Report>, u8> {
    if options.paths.is_empty() {
        return Ok(None);
    }
    let request = request(options, ids).map_err(fail)?;
    match lint(&request, &|_, _| {}) {
        Ok(mut report) => {
            // Suppressions have rules of their own, which nobody asked about.
            report.findings.retain(|finding| ids.contains(&finding.rule));
            Ok(Some(report))
        }
        Err(failures) => {
            failures.iter().for_each(|failure: &Failure| {
                fail(failure);
            });
            Err(FAILED)
        }
    }
}

fn request(options: &ExplainOptions, ids: &[&'static str]) -> Result<Request, String> {
    let start = start()?;
    let config = config(&options.deployment, &start)?;
    let select: Result<Vec<Selector>, String> = ids.iter().map(|id| Selector::parse(id).map_err(|unknown| unknown.to_string())).collect();
    Ok(Request {
        paths: options.paths.clone(),
        start,
        parameters: options.deployment.parameters.clone(),
        settings: Settings { selection: Selection { select: select?, ignore: Vec::new() }, strict: false },
        deployment: deployment(&options.deployment, &config)?,
        stages: stages(&options.deployment, &config)?,
        ..Request::default()
    })
}

/// Where the rules strike, in the usual form, or that they do nowhere.
fn say(options: &ExplainOptions, strikes: Option<&Report>, ids: &[&'static str], out: &mut dyn Write) -> io::Result<()> {
    let Some(report) = strikes else { return Ok(()) };
    if options.paths.is_empty() || !report.findings.is_empty() {
        return report::write(report, Format::Human, &Options::detect(io::stdout().is_terminal()), out);
    }
    let rules: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    let strike = if rules.len() == 1 { "strikes" } else { "strike" };
    let templates = match report.summary.checked {
        0 => return writeln!(out, "{} {strike} nowhere: there is no template", rules.join(" and ")),
        1 => "the one template".to_owned(),
        count => format!("the {count} templates"),
    };
    writeln!(out, "{} {strike} nowhere in {templates}; what is known only when deploying was not judged", rules.join(" and "))
}

/// A document for programs, with the findings in the form of `check --format json` where paths were given.
fn document(mut document: Value, strikes: Option<&Report>) -> io::Result<String> {
    if let Some(report) = strikes {
        let mut text = Vec::new();
        report::write(report, Format::Json, &Options::default(), &mut text)?;
        document["report"] = serde_json::from_slice(&text).map_err(io::Error::from)?;
    }
    serde_json::to_string_pretty(&document).map_err(io::Error::from)
}

fn colours() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
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
