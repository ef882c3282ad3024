//! JSON inside a text that is none, and letters that IAM takes nowhere.

use super::is_read_by_iam;
use crate::model::{Document, Place, Resource, document_values};
use crate::resolve::{Text, Unknown, Val};
use crate::rules::{Checked, Findings};
use crate::syntax::ProblemKind;

/// Texts that stand in the place of a document and can't be read as one.
pub(in super::super) fn unreadable<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    for (value, _) in document_values(resource) {
        broken(&value, out);
    }
    Ok(())
}

fn broken<'w>(value: &Val<'w>, out: &mut Findings<'w>) {
    let Some(inside) = value.inside() else { return };
    for problem in &inside.problems {
        match &problem.kind {
            ProblemKind::Syntax(what) => {
                out.report_span(problem.span, format!("this text is no JSON: {what}"));
                return;
            }
            ProblemKind::DuplicateKey { key, first, .. } => {
                out.report_span(problem.span, format!("`{key}` is written twice")).related_span(*first, "first here");
            }
            _ => return,
        }
    }
    if inside.root.is_none() {
        out.report(value, "an empty text in the place of a policy");
    } else if value.document().map(|_| ()) == Err(Unknown::Type) && inside.problems.is_empty() {
        out.report(value, "this text is no policy: JSON, but no map");
    }
}

/// Letters beyond Latin-1: a curly quote, a dash that an editor put in.
pub(in super::super) fn refused_letters<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if !is_read_by_iam(document.kind) && !document.owner.is_some_and(|owner| owner.kind().starts_with("AWS::KMS::")) {
        return Ok(());
    }
    if document.is_inside_text() {
        return Ok(());
    }
    for (place, text) in document.texts() {
        if let Some(letter) = refused_letter(&text) {
            refused(place, letter, out);
        }
    }
    Ok(())
}

/// Such letters in JSON inside a text. An escape may stand for one, which nobody refuses: what counts is the text as it is.
pub(in super::super) fn refused_letters_in_texts<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    for (value, kind) in document_values(resource) {
        if value.inside().is_none() || !is_read_by_iam(kind) && !resource.kind().starts_with("AWS::KMS::") {
            continue;
        }
        let Some(letter) = value.text().ok().and_then(|text| refused_letter(&text)) else { continue };
        let document = Document::read(resource.world(), &value, kind, Some(resource))?;
        let place = document.texts().into_iter().find(|(_, text)| text.literals().any(|literal| literal.contains(letter)));
        refused(place.map_or_else(|| Place::from(&value), |(place, _)| place), letter, out);
    }
    Ok(())
}

fn refused_letter(text: &Text) -> Option<char> {
    text.literals().flat_map(str::chars).find(|letter| !matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{ff}'))
}

fn refused(place: Place, letter: char, out: &mut Findings<'_>) {
    let code = u32::from(letter);
    out.report(place, format!("`{letter}` (U+{code:04X}) is a letter that no policy may have"))
        .help("write it with letters of your keyboard: a straight quote, a plain hyphen");
}
