//! Statements about flows and tokens of clients.

use super::Statement;

pub(crate) fn statements() -> Vec<Statement> {
    Vec::new()
}
