//! Statements about grants, scopes and addresses of clients.

use super::Statement;

pub(crate) fn statements() -> Vec<Statement> {
    Vec::new()
}
