//! Overviews: comes in what the auth of stacks amounts to, goes out text for a terminal, a pull request or a program.

use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};

use super::Options;
use super::paint::Paint;
use crate::overview::{Auth, Datum, Fact, Origin, Overview, Said, Thing};

/// A form of an overview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// For a terminal.
    Human,
    /// For programs; see `docs/overview.schema.json`.
    Json,
    /// For a pull request.
    Markdown,
}

/// Writes an overview.
pub fn write_overview(overview: &Overview, shape: Shape, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match shape {
        Shape::Human => {
            let page = Page { paint: Paint::new(options.color), width: options.width };
            overview.stacks.iter().enumerate().try_for_each(|(index, stack)| {
                if index > 0 {
                    writeln!(out)?;
                }
                page.stack(stack, &mut out)
            })?;
        }
        Shape::Json => {
            let stacks: Vec<Value> = overview.stacks.iter().map(stack_json).collect();
            serde_json::to_writer_pretty(&mut out, &json!({ "version": 1, "stacks": stacks })).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Shape::Markdown => overview.stacks.iter().try_for_each(|stack| markdown(stack, &mut out))?,
    }
    out.flush()
}

/// `only with prod`, `in some stages: …`.
fn only(stages: &[String]) -> Option<String> {
    (!stages.is_empty()).then(|| format!("stage {}", stages.join(", ")))
}

fn conditions(said: &Said) -> String {
    let parts: Vec<String> = said.when.clone().into_iter().chain(only(&said.stages)).collect();
    parts.join(", ")
}

/// Where a value comes from. A place in the file of its owner is told by its line.
fn origin(said: &Said, owner: Option<&str>) -> String {
    let own_file = owner.and_then(|owner| owner.rsplit_once(':')).map(|(file, _)| file);
    match &said.origin {
        Origin::Set { at, from, assumed } => {
            let at = match at.rsplit_once(':') {
                Some((file, line)) if own_file == Some(file) => format!("line {line}"),
                _ => at.clone(),
            };
            let from = from.as_ref().map_or_else(String::new, |from| format!(", from {from}"));
            format!("set at {at}{from}{}", if *assumed { " (leans on a default)" } else { "" })
        }
        Origin::Default => "default".to_owned(),
        Origin::Unknown => "unknown".to_owned(),
    }
}

fn value(said: &Said) -> String {
    let text = if said.origin == Origin::Unknown { format!("? {}", said.text) } else { said.text.clone() };
    match conditions(said) {
        conditions if conditions.is_empty() => text,
        conditions => format!("{text}  [{conditions}]"),
    }
}

/// A template can't speak to the terminal, nor break a table.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

// A terminal.

struct Page {
    paint: Paint,
    width: usize,
}

/// Values are aligned so far to the right at most, and what says where they come from.
const VALUE_LIMIT: usize = 44;

impl Page {
    fn stack(&self, stack: &Auth, out: &mut dyn Write) -> io::Result<()> {
        let stages = if stack.stages.is_empty() { String::new() } else { format!("  (stages: {})", stack.stages.join(", ")) };
        writeln!(out, "{}{}", self.paint.word(&plain(&stack.file)), self.paint.faint(&plain(&stages)))?;
        stack.things.iter().try_for_each(|thing| self.thing(thing, 0, out))
    }

    fn thing(&self, thing: &Thing, depth: usize, out: &mut dyn Write) -> io::Result<()> {
        let indent = "  ".repeat(depth);
        let generated = if thing.generated { ", made by the framework" } else { "" };
        let when = thing.when.as_ref().map_or_else(String::new, |when| format!(", when {when}"));
        let stages = only(&thing.stages).map_or_else(String::new, |stages| format!(", {stages}"));
        let rest = plain(&format!("  {}{generated}{when}{stages}", thing.at));
        writeln!(out, "\n{indent}{} {}", self.paint.bold(&plain(&format!("{} {}", thing.kind, thing.id))), self.paint.faint(rest.trim()))?;
        let names = thing.facts.iter().map(|fact| fact.name.chars().count()).max().unwrap_or(0);
        let values = thing.facts.iter().flat_map(|fact| &fact.answers).map(|said| value(said).chars().count());
        let column = values.filter(|length| *length <= VALUE_LIMIT).max().unwrap_or(0);
        for fact in &thing.facts {
            for (index, said) in fact.answers.iter().enumerate() {
                let name = if index == 0 { fact.name } else { "" };
                self.line(&format!("{indent}  {name:names$}  "), said, &origin(said, Some(&thing.at)), column, out)?;
            }
        }
        thing.parts.iter().try_for_each(|part| self.thing(part, depth + 1, out))
    }

    fn line(&self, lead: &str, said: &Said, origin: &str, column: usize, out: &mut dyn Write) -> io::Result<()> {
        let (value, origin) = (plain(&value(said)), plain(origin));
        let start = lead.chars().count();
        let room = self.width.saturating_sub(start).max(20);
        let lines = wrapped(&value, room);
        for (index, line) in lines.iter().enumerate() {
            let lead = if index == 0 { lead.to_owned() } else { " ".repeat(start) };
            let is_last = index + 1 == lines.len();
            let length = line.chars().count();
            let padding = " ".repeat(column.saturating_sub(length));
            let after = [padding.as_str(), ""]
                .into_iter()
                .find(|padding| start + length + padding.len() + 2 + origin.chars().count() <= self.width);
            let origin = match (is_last, after) {
                (true, Some(padding)) => format!("{padding}  {}", self.paint.faint(&origin)),
                (true, None) => format!("\n{}{}", " ".repeat(start), self.paint.faint(&origin)),
                (false, _) => String::new(),
            };
            writeln!(out, "{lead}{line}{origin}")?;
        }
        Ok(())
    }
}

/// Breaks a text at spaces, and words that are longer than a line anywhere.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word = word;
        loop {
            let Some(line) = lines.last_mut() else { return lines };
            let used = line.chars().count();
            let gap = usize::from(used > 0);
            if used + gap + word.chars().count() <= width {
                line.push_str(if gap == 1 { " " } else { "" });
                line.push_str(word);
                break;
            }
            if used > 0 {
                lines.push(String::new());
                continue;
            }
            let cut = word.char_indices().nth(width).map_or(word.len(), |(at, _)| at);
            line.push_str(&word[..cut]);
            word = &word[cut..];
            lines.push(String::new());
        }
    }
    lines
}

// A program.

fn stack_json(stack: &Auth) -> Value {
    json!({ "file": stack.file, "stages": stack.stages, "things": stack.things.iter().map(thing_json).collect::<Vec<_>>() })
}

fn thing_json(thing: &Thing) -> Value {
    json!({
        "kind": thing.kind, "id": thing.id, "at": thing.at, "generated": thing.generated, "when": thing.when, "stages": thing.stages,
        "facts": thing.facts.iter().map(fact_json).collect::<Vec<_>>(),
        "parts": thing.parts.iter().map(thing_json).collect::<Vec<_>>(),
    })
}

fn fact_json(fact: &Fact) -> Value {
    json!({ "key": fact.key, "name": fact.name, "answers": fact.answers.iter().map(said_json).collect::<Vec<_>>() })
}

fn said_json(said: &Said) -> Value {
    let (state, at, from, assumed) = match &said.origin {
        Origin::Set { at, from, assumed } => ("set", Some(at), from.as_ref(), *assumed),
        Origin::Default => ("default", None, None, false),
        Origin::Unknown => ("unknown", None, None, false),
    };
    let is_known = said.origin != Origin::Unknown;
    json!({
        "value": is_known.then_some(&said.text), "data": said.datum.as_ref().map(datum_json), "state": state, "reason": (!is_known).then_some(&said.text),
        "at": at, "from": from, "assumed": assumed, "when": said.when, "stages": said.stages,
    })
}

fn datum_json(datum: &Datum) -> Value {
    match datum {
        Datum::Flag(is) => json!(is),
        Datum::Number(number) => json!(number),
        Datum::Amount { amount, unit } => json!({ "amount": amount, "unit": unit }),
        Datum::Text(text) => json!(text),
        Datum::Resource(id) => json!({ "resource": id }),
        Datum::List(items) => items.iter().map(datum_json).collect(),
    }
}

// A pull request.

fn markdown(stack: &Auth, out: &mut dyn Write) -> io::Result<()> {
    let stages = if stack.stages.is_empty() { String::new() } else { format!(" (stages: {})", escaped(&stack.stages.join(", "))) };
    writeln!(out, "## Auth of {}{stages}\n", code(&stack.file))?;
    stack.things.iter().try_for_each(|thing| table(thing, 3, out))
}

fn table(thing: &Thing, level: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut notes = vec![code(&thing.at)];
    notes.extend(thing.generated.then(|| "made by the framework".to_owned()));
    notes.extend(thing.when.as_ref().map(|when| format!("when {}", escaped(when))));
    notes.extend(only(&thing.stages).map(|stages| escaped(&stages)));
    writeln!(out, "{} {} {}\n\n{}\n", "#".repeat(level), thing.kind, code(&thing.id), notes.join(", "))?;
    if !thing.facts.is_empty() {
        writeln!(out, "| | value | from |\n|---|---|---|")?;
        for fact in &thing.facts {
            for (index, said) in fact.answers.iter().enumerate() {
                let name = if index == 0 { fact.name } else { "" };
                writeln!(out, "| {name} | {} | {} |", escaped(&value(said)), escaped(&origin(said, None)))?;
            }
        }
        writeln!(out)?;
    }
    thing.parts.iter().try_for_each(|part| table(part, (level + 1).min(6), out))
}

fn code(text: &str) -> String {
    format!("`{}`", plain(text).replace('`', "'"))
}

/// What a template says is text, and mentions nobody.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in plain(text).chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '|' | '*' | '_' | '[' | ']' | '`' | '\\' | '#' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_longer_than_the_screen() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn a_template_can_not_write_into_a_comment() {
        assert_eq!(escaped("a|b @team <img>\n`x`"), "a\\|b &#64;team &lt;img&gt; \\`x\\`");
        assert_eq!(code("a`b"), "`a'b`");
    }
}
