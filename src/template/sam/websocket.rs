//! `AWS::Serverless::WebSocketApi`: comes in one as it is written, goes out what SAM makes of it.

use super::expansion::{Expansion, Written};

/// Replaces one by what it stands for.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written) {
    expansion.leave(written);
}
