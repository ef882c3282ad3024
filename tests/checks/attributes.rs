//! Statements about attributes, triggers and messages.

use super::Statement;

pub(crate) fn statements() -> Vec<Statement> {
    Vec::new()
}
