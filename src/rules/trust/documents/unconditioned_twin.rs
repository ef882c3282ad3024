//! Conditions that a second statement without them makes void.

use crate::model::{Document, DocumentKind, Place, Statement, is_same, pattern_covers};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

pub(super) fn unconditioned_twin<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.kind != DocumentKind::Trust {
        return Ok(());
    }
    let statements: Vec<Statement<'w>> = document.statements()?.into_iter().flatten().collect();
    if statements.len() < 2 {
        return Ok(());
    }
    let open: Vec<&Statement<'w>> =
        statements.iter().filter(|statement| statement.allows() == Ok(true) && statement.has_condition() == Ok(false)).collect();
    if open.is_empty() {
        return Ok(());
    }
    out.each(statements.iter(), |statement, out| {
        if !statement.allows()? || !statement.has_condition()? {
            return Ok(());
        }
        let Some(condition) = statement.key("Condition") else { return Ok(()) };
        for other in &open {
            if let Some((principal, name)) = twin(statement, other)? {
                out.report(condition, format!("{name} needs none of this: another statement lets it in without a condition"))
                    .related(Place::from(&principal), "here without a condition")
                    .covers(&principal);
                break;
            }
        }
        Ok(())
    });
    Ok(())
}

/// The principal of an open statement that lets in all whom the other one does, by every action of it; with its name.
fn twin<'w>(conditioned: &Statement<'w>, open: &Statement<'w>) -> Known<Option<(Val<'w>, String)>> {
    // That such a trust is refused is another finding.
    if open.identity_federation()?.is_some() {
        return Ok(None);
    }
    let mut wide = Vec::new();
    for action in open.actions()? {
        wide.push(action.literal()?);
    }
    for action in conditioned.actions()? {
        let action = action.literal()?;
        if !wide.iter().any(|pattern| pattern_covers(pattern, &action)) {
            return Ok(None);
        }
    }
    let others = open.named_principals()?;
    let mut found = None;
    for (member, wanted) in conditioned.named_principals()? {
        let text = wanted.text()?;
        let mut same = None;
        for (_, other) in others.iter().filter(|(other, _)| *other == member) {
            if is_same(&text, &other.text()?)? {
                same = Some(other.clone());
                break;
            }
        }
        let Some(same) = same else { return Ok(None) };
        let name = wanted.literal().map_or_else(|_| "this principal".to_owned(), |name| format!("`{name}`"));
        found = found.or(Some((same, name)));
    }
    Ok(found)
}
