//! The form of a condition block: operators, keys, values.

use crate::model::{DocumentKind, Statement};
use crate::resolve::{Object, Val, Value};
use crate::rules::{Checked, Findings};
use crate::syntax::Style;

pub(super) fn form<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind == DocumentKind::Device {
        return Ok(());
    }
    let Some(block) = statement.element("Condition")? else { return Ok(()) };
    let Some(object) = map(&block, "`Condition` is a map from operators to keys", out)? else { return Ok(()) };
    if object.written().is_empty() && !object.is_open() {
        out.report(&block, "a condition that tests nothing").help("write the test that was meant, or take `Condition` out").case("nothing");
    }
    out.each(object.written(), |(_, entry), out| {
        let Some(tests) = object.value_of(entry)? else { return Ok(()) };
        if let Some(keys) = map(&tests, "an operator holds a map from keys to values", out)? {
            self::keys(keys, out);
        }
        Ok(())
    });
    Ok(())
}

/// The map that a value is; reports where it is something else.
fn map<'w>(value: &Val<'w>, expected: &str, out: &mut Findings<'w>) -> Result<Option<Object<'w>>, crate::resolve::Unknown> {
    match value.value()? {
        Value::Map(_) => value.object().map(Some),
        Value::Text(text) if text.has_hole() => Ok(None),
        Value::Text(_) | Value::List(_) => {
            out.report(value, expected);
            Ok(None)
        }
        Value::Nothing => Ok(None),
    }
}

fn keys<'w>(keys: Object<'w>, out: &mut Findings<'w>) {
    let written = keys.written();
    for (index, (name, entry)) in written.iter().enumerate() {
        let twin = written[..index].iter().find(|(earlier, _)| earlier.eq_ignore_ascii_case(name));
        if let Some((earlier, first)) = twin {
            out.report(entry.key, format!("`{name}` and `{earlier}` are one key"))
                .related(first.key, "first here")
                .help("write all values in one list");
        }
    }
    out.each(written, |(name, entry), out| {
        let Some(value) = keys.value_of(entry)? else { return Ok(()) };
        let items = match value.value()? {
            Value::List(items) => items,
            _ => vec![value],
        };
        of_one_type(&items, name, out);
        out.each(items, |item, out| {
            if matches!(item.value()?, Value::Map(_) | Value::List(_)) {
                out.report(&item, format!("a value of `{name}` is a text, a number or a boolean"));
            }
            Ok(())
        });
        Ok(())
    });
}

/// Numbers beside texts: services that compare what JSON has, and not what it says, refuse the document.
fn of_one_type(items: &[Val<'_>], name: &str, out: &mut Findings<'_>) {
    let types: Vec<(&Val<'_>, &str)> = items.iter().filter_map(|item| Some((item, json_type(item)?))).collect();
    let Some(((_, first), rest)) = types.split_first() else { return };
    if let Some((item, other)) = rest.iter().find(|(_, other)| other != first) {
        out.report(*item, format!("{other}, where the first value of `{name}` is {first}")).help("put all of them in quotes").case("mixed");
    }
}

/// What a value is in JSON; `None` where it is made by something else.
fn json_type(item: &Val<'_>) -> Option<&'static str> {
    let (text, style) = item.scalar()?;
    Some(match text {
        _ if style != Style::Plain => "a text",
        "true" | "false" => "a boolean",
        _ if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => "a number",
        _ => "a text",
    })
}
