//! What the values of properties are: of the right type, one of those that are allowed, and written as what they are.

use crate::data::pattern;
use crate::data::schemas::{self, Types};
use crate::resolve::{Text, Unknown, Value};
use crate::rules::schema::{At, cut_off, has_functions, is_glued, is_old_boolean, is_replaced, listed, nearest, number, shown};
use crate::rules::{Checked, Edit, Findings};
use crate::syntax::Style;
use crate::template::Dialect;

const NUMBERS: [Types; 2] = [Types::INTEGER, Types::NUMBER];

fn is_number(types: Types) -> bool {
    NUMBERS.iter().any(|kind| types.is(*kind))
}

fn wanted(types: Types) -> &'static str {
    let words = [
        (Types::LIST, "a list"),
        (Types::MAP, "a map"),
        (Types::BOOLEAN, "`true` or `false`"),
        (Types::INTEGER, "a whole number"),
        (Types::NUMBER, "a number"),
    ];
    words.iter().find(|(kind, _)| types.has(*kind)).map_or("text", |(_, word)| word)
}

pub(super) fn invalid_type<'w>(at: &At<'w>, out: &mut Findings<'w>) -> Checked {
    let types = at.schema.types();
    let what = match &at.content {
        // No types: anything goes.
        _ if types.bits() == 0 => return Ok(()),
        Value::Nothing => return Ok(()),
        Value::Map(_) if types.has(Types::MAP) || has_functions(&at.value.object()?) => return Ok(()),
        Value::List(_) if types.has(Types::LIST) || at.value.place() != at.value.node() => return Ok(()),
        Value::Map(_) => "a map".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Text(text) => match wrong_text(at, text, types)? {
            Some(what) => what,
            None => return Ok(()),
        },
    };
    let name = if at.name.is_empty() { "Properties" } else { at.name };
    let help = match (&at.content, types) {
        (Value::Text(_) | Value::Map(_), types) if types.is(Types::LIST) => "write a list: in YAML with a dash before it".to_owned(),
        _ if at.is_item => format!("write {} for each item of `{name}`", wanted(types)),
        _ => format!("write {} for `{name}`", wanted(types)),
    };
    out.report(&at.value, format!("{what} where {} belongs", wanted(types))).help(help);
    Ok(())
}

/// What a text is where it can't be what is wanted. Numbers and booleans in quotes are what they say.
fn wrong_text(at: &At<'_>, text: &Text, types: Types) -> Result<Option<String>, Unknown> {
    let known = text.known()?;
    if is_replaced(known) {
        return Err(Unknown::Deployed);
    }
    let is_wrong = if types.has(Types::STRING) {
        false
    } else if types.is(Types::BOOLEAN) {
        // A bare 0 or 1 is left alone.
        matches!(at.value.boolean(), Err(Unknown::Type)) && number(known).is_none()
    } else if is_number(types) {
        match number(known) {
            Some(Some(value)) => types.is(Types::INTEGER) && value.fract() != 0.0,
            Some(None) => false,
            None => true,
        }
    } else {
        // A map or list written as JSON is parsed by some services.
        !known.trim_start().starts_with(['{', '['])
    };
    Ok(is_wrong.then(|| shown(known).map_or("text".to_owned(), |shown| shown)))
}

/// What must not be repeated in a message.
fn is_hidden(name: &str) -> bool {
    ["Password", "Secret", "PrivateKey"].iter().any(|word| name.ends_with(word))
}

pub(super) fn invalid_value<'w>(at: &At<'w>, out: &mut Findings<'w>) -> Checked {
    match &at.content {
        Value::Text(text) if at.schema.types().is(Types::STRING) => invalid_text(at, text, out),
        Value::Text(text) if is_number(at.schema.types()) => match number(text.known()?) {
            Some(Some(value)) => {
                outside(at, value, "", out);
                Ok(())
            }
            _ => Ok(()),
        },
        Value::List(items) if at.schema.types().is(Types::LIST) => {
            // What may turn out to be nothing does not count.
            items.iter().try_for_each(|item| item.value().map(|_| ()))?;
            outside(at, items.len() as f64, "items", out);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn invalid_text<'w>(at: &At<'w>, text: &Text, out: &mut Findings<'w>) -> Checked {
    let known = text.known()?;
    if is_replaced(known) {
        return Err(Unknown::Deployed);
    }
    let dialect = at.resource.world().stack.dialect;
    let words = at.schema.words();
    if words.len() > 0 {
        if at.value.scalar().is_some_and(|(word, style)| style == Style::Plain && is_old_boolean(word)) && dialect != Dialect::Serverless {
            if dialect == Dialect::Unknown {
                return Err(Unknown::Dialect);
            }
            out.report(&at.value, format!("{known} without quotes is a boolean, not text"))
                .fix(Edit::replace(&at.value, known))
                .help(format!("write '{known}' in quotes, if {known} is meant; allowed: {}", listed(words)));
            return Ok(());
        }
        let stack = at.resource.world().stack;
        if at.schema.words().any(|word| word == known) || stack.known_values.iter().any(|word| word == known) {
            return Ok(());
        }
        if text.assumed && known.is_empty() {
            return Ok(());
        }
        let value = shown(known).map_or("this text".to_owned(), |shown| shown);
        let report = out.report(&at.value, format!("{value} is not one of {}", listed(words)));
        match nearest(known, at.schema.words()).or_else(|| cut_off(known, at.schema.words())) {
            Some(meant) => {
                report.help(format!("write `{meant}` (the words are of {})", schemas::date())).fix(Edit::replace(&at.value, meant))
            }
            None => report
                .title("this value may not exist, and then the deployment fails")
                .help(format!(
                    "write one of {}; they are of {}, so a newer one is not among them",
                    listed(at.schema.words()),
                    schemas::date()
                ))
                .case("new"),
        };
        return Ok(());
    }
    // A default that is no more than a mark is replaced by whoever deploys.
    if text.assumed {
        return Ok(());
    }
    // What YAML reads as a number or a date reaches the service in another form.
    if text.plain && number(known).is_some_and(|value| value.is_none()) {
        return Ok(());
    }
    if outside(at, known.chars().count() as f64, "letters", out) {
        return Ok(());
    }
    if let Some(pattern) = at.schema.pattern()
        && !is_glued(at)
        && pattern::matches(pattern, known) == Some(false)
    {
        let value = shown(known).filter(|_| !is_hidden(at.name)).map_or("this text".to_owned(), |shown| shown);
        let help = match meant_reference(at, known) {
            Some((function, argument)) => format!("write {}", out.call(&at.value, function, argument)),
            None => format!("write what matches {pattern} (as of {})", schemas::date()),
        };
        out.report(&at.value, format!("{value} has not the form of `{}`", at.name)).help(help);
    }
    Ok(())
}

/// The function that was forgotten before a text that is the name of something in the stack.
fn meant_reference<'k>(at: &At<'_>, known: &'k str) -> Option<(&'static str, &'k str)> {
    let stack = at.resource.world().stack;
    if stack.resource(known).is_some() || stack.parameter(known).is_some() {
        return Some(("Ref", known));
    }
    let (id, _) = known.split_once('.')?;
    stack.resource(id).map(|_| ("GetAtt", known))
}

/// Reports a number outside of what the schema allows; true if it did.
fn outside(at: &At<'_>, value: f64, unit: &str, out: &mut Findings<'_>) -> bool {
    let (least, most) = at.schema.range();
    let is_few = least.is_some_and(|least| value < least as f64);
    let is_many = most.is_some_and(|most| value > most as f64);
    if !is_few && !is_many {
        return false;
    }
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let allowed = match (least, most) {
        (Some(least), Some(most)) if least == most => format!("exactly {least}{unit}"),
        (Some(least), Some(most)) => format!("{least} to {most}{unit}"),
        (Some(least), None) => format!("{least}{unit} or more"),
        (None, Some(most)) => format!("{most}{unit} or fewer"),
        (None, None) => return false,
    };
    out.report(&at.value, format!("{value}{unit} where {allowed} are allowed")).help(format!(
        "write {allowed} for `{}` (as of {})",
        at.name,
        schemas::date()
    ));
    true
}

pub(super) fn quoted_number<'w>(at: &At<'w>, out: &mut Findings<'w>) -> Checked {
    if let Some(text) = quoted(at).filter(|_| is_number(at.schema.types()))
        && let Some(Some(_)) = number(text)
        && !is_glued(at)
    {
        out.report(&at.value, format!("the number {text} is in quotes"))
            .help(format!("write {text} without quotes"))
            .fix(Edit::bare(&at.value, text));
    }
    Ok(())
}

pub(super) fn quoted_boolean<'w>(at: &At<'w>, out: &mut Findings<'w>) -> Checked {
    if let Some(text) = quoted(at).filter(|_| at.schema.types().is(Types::BOOLEAN))
        && ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word))
        && !is_glued(at)
    {
        let bare = text.to_ascii_lowercase();
        let value = bare == "true";
        out.report(&at.value, format!("the boolean {bare} is in quotes"))
            .help(format!("write {bare} without quotes"))
            .fix(Edit::replace(&at.value, value));
    }
    Ok(())
}

/// The text in quotes, where that is how the value is written at its place.
fn quoted<'w>(at: &At<'w>) -> Option<&'w str> {
    let is_here = at.value.place() == at.value.node();
    let quotes = |style: Style| matches!(style, Style::SingleQuoted | Style::DoubleQuoted);
    at.value.scalar().filter(|(_, style)| is_here && quotes(*style)).map(|(text, _)| text)
}
