//! Which elements a document and its statements have, and which they must have.

use super::{is_nameless, is_read_by_iam};
use crate::model::{Document, DocumentKind, Statement};
use crate::resolve::{Known, Object, Val, Value};
use crate::rules::{Checked, Edit, Findings, edit_distance};

const OF_DOCUMENTS: [&str; 3] = ["Version", "Id", "Statement"];

const OF_STATEMENTS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/// Types whose resource policies are refused without a `Resource`; others take it as given.
const WANT_RESOURCE: [&str; 7] = [
    "AWS::KMS::Key",
    "AWS::KMS::ReplicaKey",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SNS::TopicInlinePolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SQS::QueueInlinePolicy",
];

pub(super) fn of_document<'w>(document: &Document<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(object) = document.object() else { return Ok(()) };
    if document.kind == DocumentKind::Device {
        return Ok(());
    }
    names(object, &OF_DOCUMENTS, "a policy", out);
    let Some(version) = document.written_version()? else { return Ok(()) };
    let text = version.text()?;
    let written = text.known()?;
    // A time of day is what the framework makes of a date; another rule speaks about that.
    if !matches!(written, "2012-10-17" | "2008-10-17") && !written.starts_with("2012-10-17T") {
        out.report(&version, format!("`{written}` is no version of the policy language"))
            .help("write '2012-10-17': it is the date of the language, not of this policy");
    }
    Ok(())
}

pub(super) fn unknown<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind != DocumentKind::Device {
        names(statement.object(), &OF_STATEMENTS, "a statement", out);
    }
    Ok(())
}

/// Elements that are none of the known ones.
fn names<'w>(object: Object<'w>, known: &'static [&'static str], of: &str, out: &mut Findings<'w>) {
    let is_open = |name: &str| name.contains("${") || name.starts_with("Fn::") || name == "<<";
    let unknown = object.written().into_iter().filter(|(name, _)| !known.contains(name) && !is_open(name));
    out.each(unknown.collect::<Vec<_>>(), |(name, entry), out| {
        if object.value_of(entry)?.is_none() {
            return Ok(());
        }
        let meant = known.iter().copied().find(|known| known.eq_ignore_ascii_case(name) || is_slip(name, known));
        let report = out.report(entry.key, format!("`{name}` is no element of {of}"));
        match meant {
            Some(meant) if object.key(meant).is_none() => report.help(format!("write `{meant}`")).fix(Edit::rename(entry.key, meant)),
            _ => report.help(format!("{of} has {}", known.join(", "))),
        };
        Ok(())
    });
}

/// `Actions`, `Statment`.
fn is_slip(written: &str, known: &str) -> bool {
    written.len() > 3 && edit_distance(&written.to_ascii_lowercase(), &known.to_ascii_lowercase()) <= 2
}

pub(super) fn effect<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(effect) = statement.element("Effect")? else {
        out.report(statement.place(), "no `Effect`").help("add `Effect: Allow` or `Effect: Deny`");
        return Ok(());
    };
    let written = effect.literal()?;
    if matches!(written.as_str(), "Allow" | "Deny") {
        return Ok(());
    }
    let report = out.report(&effect, format!("`{written}` is neither `Allow` nor `Deny`"));
    if let Some(meant) = ["Allow", "Deny"].into_iter().find(|word| word.eq_ignore_ascii_case(written.trim())) {
        report.help(format!("write `{meant}`")).fix(Edit::replace(&effect, meant));
    }
    Ok(())
}

/// Which of two elements that exclude each other are there; reports where both are.
fn one_of<'w>(statement: &Statement<'w>, names: [&str; 2], out: &mut Findings<'w>) -> Known<bool> {
    let [first, second] = [statement.element(names[0])?, statement.element(names[1])?];
    if let (Some(_), Some(_), Some(key)) = (&first, &second, statement.object().key(names[1])) {
        out.report(key, format!("`{}` beside `{}`", names[1], names[0])).help("a statement has one of them");
    }
    Ok(first.is_some() || second.is_some())
}

pub(super) fn actions<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !one_of(statement, ["Action", "NotAction"], out)? {
        out.report(statement.place(), "no `Action`").help("add `Action` with what is allowed or denied");
    }
    Ok(())
}

pub(super) fn resources<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind == DocumentKind::Trust {
        for name in ["Resource", "NotResource"] {
            if let (Some(_), Some(key)) = (statement.element(name)?, statement.object().key(name)) {
                out.report(key, format!("`{name}` in the trust of a role")).help("take it out: a trust policy is about its role");
            }
        }
        return Ok(());
    }
    let is_there = one_of(statement, ["Resource", "NotResource"], out)?;
    let is_wanted = is_nameless(statement.kind)
        || statement.kind == DocumentKind::Device
        || statement.owner.is_some_and(|owner| WANT_RESOURCE.contains(&owner.kind()));
    if !is_there && is_wanted {
        out.report(statement.place(), "no `Resource`").help("add `Resource` with what the actions are about");
    }
    Ok(())
}

pub(super) fn sid<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(sid) = statement.element("Sid")?.filter(|_| is_read_by_iam(statement.kind)) else { return Ok(()) };
    if matches!(sid.value()?, Value::List(_) | Value::Map(_)) {
        out.report(&sid, "a `Sid` that is no text").help("write one word, or take it out");
    }
    Ok(())
}

/// Lists without an item, and items that are no texts.
pub(super) fn empty<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind == DocumentKind::Device {
        return Ok(());
    }
    let is_iam = is_read_by_iam(statement.kind);
    out.each(["Action", "NotAction", "Resource", "NotResource"], |name, out| {
        let Some(value) = statement.element(name)? else { return Ok(()) };
        let items = value.one_or_many()?;
        if items.is_empty() {
            let report = out.report(&value, format!("`{name}` with nothing in it"));
            if !is_iam {
                report.case("idle");
            }
        }
        out.each(items, |item, out| text(&item, name, is_iam, out));
        Ok(())
    });
    Ok(())
}

fn text<'w>(item: &Val<'w>, name: &str, is_iam: bool, out: &mut Findings<'w>) -> Checked {
    match item.value()? {
        // An empty default mostly stands for something that is left out by a condition.
        Value::Text(text) if text.known().is_ok_and(str::is_empty) && !text.assumed => {
            let report = out.report(item, format!("an empty text in `{name}`"));
            if !is_iam {
                report.case("idle");
            }
        }
        Value::List(_) if is_iam => {
            out.report(item, format!("a list inside the list of `{name}`")).help("write all items in one list");
        }
        Value::Map(_) if is_iam => {
            out.report(item, format!("a map in `{name}`, which holds texts"));
        }
        _ => {}
    }
    Ok(())
}

/// Actions that are no actions by their form. What a service has is another rule's business.
pub(super) fn action_form<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let is_iam = is_read_by_iam(statement.kind);
    // S3 says "Policy has invalid action"; what other services make of it is not known.
    let is_read_by_s3 = statement.owner.is_some_and(|owner| owner.kind() == "AWS::S3::BucketPolicy");
    if !is_iam && !is_read_by_s3 {
        return Ok(());
    }
    out.each(["Action", "NotAction"], |name, out| {
        let Some(value) = statement.element(name)? else { return Ok(()) };
        out.each(value.one_or_many()?, |action, out| {
            let written = action.literal()?;
            // A variable that is left as it is.
            if matches!(written.as_str(), "" | "*" | "*:*") || written.contains(['$', '{']) {
                return Ok(());
            }
            if let Some(fault) = fault(&written).filter(|fault| is_iam || *fault == NO_SERVICE) {
                out.report(&action, format!("`{written}` {fault}")).help("write an action as `service:Name`, such as `s3:GetObject`");
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

const NO_SERVICE: &str = "has no service before it";

fn fault(action: &str) -> Option<&'static str> {
    let Some((service, name)) = action.split_once(':') else { return Some(NO_SERVICE) };
    if name.contains(':') {
        return Some("has more than one colon");
    }
    if service.contains(['*', '?']) {
        return Some("has a wildcard in its service");
    }
    let is_name = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (!is_name(service) || name.is_empty()).then_some("names no service and action")
}
