//! Statements about identity pools and role attachments.

use super::Statement;

pub(crate) fn statements() -> Vec<Statement> {
    Vec::new()
}
