//! Statements about what is attached to a pool.

use super::Statement;

pub(crate) fn statements() -> Vec<Statement> {
    Vec::new()
}
