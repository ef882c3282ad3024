//! Statements about how a pool lets people in.

use super::Statement;

pub(crate) fn statements() -> Vec<Statement> {
    Vec::new()
}
