//! Documents that are refused when they are deployed, and parts of them that do nothing.

mod condition;
mod elements;
mod principal;
mod sids;
mod texts;

use crate::model::{Document, DocumentKind, Statement};
use crate::resolve::Value;
use crate::rules::{Checked, Findings};

pub(super) use texts::{refused_letters, refused_letters_in_texts, unreadable};

/// Whether IAM itself reads a document. Other services have readers of their own, which are milder here and there.
fn is_read_by_iam(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::Identity | DocumentKind::Trust | DocumentKind::Boundary)
}

/// Whether a document is for a principal that it does not name.
fn is_nameless(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::Identity | DocumentKind::Boundary)
}

type StatementCheck = for<'w> fn(&Statement<'w>, &mut Findings<'w>) -> Checked;

const OF_STATEMENTS: [StatementCheck; 10] = [
    elements::unknown,
    elements::sid,
    elements::effect,
    elements::actions,
    elements::action_form,
    elements::resources,
    elements::empty,
    principal::presence,
    principal::form,
    condition::form,
];

pub(super) fn invalid_policy<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    out.each([elements::of_document, statements, sids::sids], |check, out| check(&document, out));
    Ok(())
}

fn statements<'w>(document: &Document<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(list) = document.statement_value()? else {
        if document.object().is_some_and(|object| !object.is_open()) {
            out.report(document.whole(), "no `Statement`");
        }
        return Ok(());
    };
    let items = list.one_or_many()?;
    if items.is_empty() && document.object().is_some() {
        out.report(document.place(), "no statement in it");
    }
    out.each(items, |item, out| {
        if matches!(item.value()?, Value::Text(_) | Value::List(_)) && !item.text().is_ok_and(|text| text.has_hole()) {
            out.report(&item, "a statement is a map");
        }
        Ok(())
    });
    let statements: Vec<Statement<'w>> = document.statements()?.into_iter().flatten().collect();
    out.each(statements, |statement, out| {
        out.each(OF_STATEMENTS, |check, out| check(&statement, out));
        Ok(())
    });
    Ok(())
}
