//! `AWS::Serverless::Api`: comes in one as it is written, goes out what SAM makes of it.

use super::expansion::{Expansion, Written};

/// Replaces one by what it stands for.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written) {
    expansion.leave(written);
}

/// The API of events that name none.
pub(super) fn expand_implicit(expansion: &mut Expansion<'_>) {
    if expansion.routes.iter().any(|route| !route.http && route.api.as_deref() == Some(super::expansion::IMPLICIT_REST)) {
        expansion.set_open();
    }
}
