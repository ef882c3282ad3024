//! Which properties are written: those that there are not, those that must be, those that only the service sets, those without use.

use crate::data::schemas::{self, Schema};
use crate::model::Resource;
use crate::resolve::{Object, Value};
use crate::rules::schema::{At, elsewhere, has_functions, is_function, known_as_written, may_be_generated, nearest};
use crate::rules::{Checked, Edit, Findings};

/// What stands beside `Properties`, not in it.
const ATTRIBUTES: [&str; 9] = [
    "Type",
    "Description",
    "DependsOn",
    "Condition",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "Metadata",
    "CreationPolicy",
    "UpdatePolicy",
];

fn map<'w>(at: &At<'w>) -> Result<Object<'w>, crate::resolve::Unknown> {
    at.value.object()
}

pub(super) fn misplaced_property<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    known_as_written(resource)?;
    if let Some(schema) = schemas::schema(resource.kind()) {
        let mut outside = resource.body().written();
        outside.retain(|(name, _)| !ATTRIBUTES.contains(name) && schema.property(name).is_some_and(|property| !property.is_read_only()));
        for (name, entry) in outside {
            out.report(entry.key, format!("`{name}` stands beside `Properties`, not in it"))
                .help(format!("move `{name}` into `Properties`"));
        }
    }
    Ok(())
}

pub(super) fn unknown_property<'w>(at: &At<'w>, out: &mut Findings<'w>) -> Checked {
    if !at.schema.is_closed() {
        return Ok(());
    }
    let map = map(at)?;
    let mut unknown = map.written();
    unknown.retain(|(name, _)| at.schema.property(name).is_none() && !is_function(name));
    // So many no hand writes; what they were meant to be is looked up for each.
    unknown.truncate(100);
    out.each(unknown, |(name, entry), out| {
        // `AWS::NoValue` is as if nothing were written.
        if map.value_of(entry)?.is_none() {
            return Ok(());
        }
        let key = entry.key;
        let whose = if at.name.is_empty() { at.resource.kind() } else { at.name };
        let report = out.report(key, format!("`{name}` is no property of {whose}"));
        let names = || at.schema.properties().filter(|property| !property.is_read_only()).map(|property| property.name());
        let root = schemas::schema(at.resource.kind());
        if at.name.is_empty() && ATTRIBUTES.contains(&name) {
            report.help(format!("move `{name}` out of `Properties`, beside it"));
        } else if let Some(meant) = nearest(name, names()) {
            let report = report.help(format!("write `{meant}`"));
            // What is there already would be there twice.
            if map.key(meant).is_none() {
                report.fix(Edit::rename(key, meant));
            }
        } else if let Some(path) = root.and_then(|root| elsewhere(root, name)) {
            // `AccessTokenValidity` in `TokenValidityUnits` is meant to be `AccessToken`.
            let shorter = names().filter(|known| known.len() > 4 && name.starts_with(known)).max_by_key(|known| known.len());
            match shorter {
                Some(meant) => report.help(format!("write `{meant}`, or `{path}` if that is meant")),
                None => report.help(format!("write it as `{path}`")),
            };
        } else {
            report
                .title("this property may not exist, and then the deployment fails")
                .help(format!("remove it, unless it is newer than {}: the properties known here are of that day", schemas::date()))
                .case("new");
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn missing_properties<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    if may_be_generated(resource) {
        return Ok(());
    }
    known_as_written(resource)?;
    if let (None, Some(schema)) = (resource.value(), schemas::schema(resource.kind())) {
        let missing: Vec<&str> = schema.properties().filter(|property| property.is_required()).map(|property| property.name()).collect();
        if !missing.is_empty() && !resource.body().is_open() {
            out.report(resource.place(), missing_text(&missing, resource.kind()));
        }
    }
    Ok(())
}

pub(super) fn missing_property<'w>(at: &At<'w>, out: &mut Findings<'w>) -> Checked {
    let map = map(at)?;
    if map.is_open() || has_functions(&map) {
        return Ok(());
    }
    let whose = if at.name.is_empty() { at.resource.kind() } else { at.name };
    let is_absent = |name: &str| map.key(name).is_none();
    let required = at.schema.properties().filter(|property| property.is_required()).map(|property| property.name());
    let missing: Vec<&str> = required.filter(|name| is_absent(name)).collect();
    if !missing.is_empty() && !may_be_generated(at.resource) {
        out.report(at.place, missing_text(&missing, whose));
    }
    let one_of = || at.schema.properties().filter(|property| property.is_one_of()).map(|property| property.name());
    if one_of().next().is_some() && one_of().all(is_absent) && !may_be_generated(at.resource) {
        let names: Vec<String> = one_of().map(|name| format!("`{name}`")).collect();
        out.report(at.place, format!("{whose} needs one of {}", names.join(", "))).help(format!("write one of {}", names.join(", ")));
    }
    Ok(())
}

fn missing_text(missing: &[&str], whose: &str) -> String {
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} of {whose} {verb} missing", names.join(", "))
}

pub(super) fn read_only_property<'w>(at: &At<'w>, out: &mut Findings<'w>) -> Checked {
    let map = map(at)?;
    let read_only = at.schema.properties().filter(|property| property.is_read_only()).map(|property| property.name());
    let written = read_only.filter_map(|name| map.key(name).map(|key| (name, key)));
    out.each(written, |(name, key), out| {
        if map.get(name)?.is_some() {
            out.report(key, format!("`{name}` can be read, not set"))
                .help(help_of_read_only(at.schema, name))
                .fix(Edit::remove_key(map.node(), name));
        }
        Ok(())
    });
    Ok(())
}

/// `Name` of a client is `ClientName` when it is set.
fn help_of_read_only(schema: Schema, name: &str) -> String {
    let settable = schema.properties().filter(|property| !property.is_read_only()).map(|property| property.name());
    match settable.filter(|known| known.len() > name.len() && known.ends_with(name)).min_by_key(|known| known.len()) {
        Some(meant) => format!("remove it, or write `{meant}` if that is meant"),
        None => format!("remove it; after the deployment `Fn::GetAtt` or `Ref` gives `{name}`"),
    }
}

pub(super) fn deprecated_property<'w>(at: &At<'w>, out: &mut Findings<'w>) -> Checked {
    let map = map(at)?;
    let deprecated = at.schema.properties().filter(|property| property.is_unused() || property.is_replaced());
    let written = deprecated.filter_map(|property| map.key(property.name()).map(|key| (property, key)));
    out.each(written, |(property, key), out| {
        let name = property.name();
        let Some(value) = map.get(name)? else { return Ok(()) };
        if matches!(value.value()?, Value::Nothing) {
            return Ok(());
        }
        if property.is_replaced() {
            out.report(key, format!("`{name}` is no longer the place for this text"))
                .title("the same text can be set in two places, and which one counts is not documented")
                .help(help_of_replaced(name))
                .case("replaced");
        } else {
            out.report(key, format!("`{name}` is no longer used"));
        }
        Ok(())
    });
    Ok(())
}

fn help_of_replaced(name: &str) -> &'static str {
    match name {
        "EmailVerificationMessage" => "move the text to `VerificationMessageTemplate.EmailMessage`",
        "EmailVerificationSubject" => "move the text to `VerificationMessageTemplate.EmailSubject`",
        _ => "move the text to `VerificationMessageTemplate.SmsMessage`",
    }
}
