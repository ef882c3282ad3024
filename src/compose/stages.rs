//! Stages: which one a service is read for, and which ones its files list.

use super::Composer;
use super::value::At;
use super::variables::{Piece, split};
use crate::syntax::{Content, NodeId, Parts, Via};

/// Keys that stand beside those of stages and name none.
const NO_STAGES: [&str; 10] = ["default", "defaults", "common", "base", "all", "other", "others", "global", "shared", "fallback"];

/// What a map with more keys than this lists is something else than stages.
const KEY_LIMIT: usize = 16;

impl Composer<'_, '_> {
    /// The stage of the deployment: the one that it is told, else that of the service, else `dev`.
    pub(super) fn effective_stage(&mut self, depth: usize) -> Parts {
        let mark = |mut parts: Parts, assumed: bool| {
            parts.scoped = true;
            parts.staged = true;
            parts.assumed |= assumed;
            parts
        };
        if let Some(stage) = &self.deployment.stage {
            return mark(Parts::known(stage.clone()), self.deployment.assumed);
        }
        let Some(root) = self.out.root else {
            let mut parts = Parts::default();
            parts.push_unknown("${sls:stage}", "the stage of the service that includes it");
            return mark(parts, true);
        };
        let stage = match self.look_up(root, "provider.stage", depth) {
            Ok(Some(node)) => self.known_text(node),
            Ok(None) => Parts::known("dev"),
            Err(reason) => {
                let mut parts = Parts::default();
                parts.push_unknown("${sls:stage}", reason);
                parts
            }
        };
        mark(stage, true)
    }

    /// True for a text without variables.
    pub(super) fn is_written_out(&self, node: NodeId) -> bool {
        let tree = &self.out.tree;
        let target = tree.target(node);
        let is_link = tree.link(node).is_some_and(|(_, via)| via == Via::Variable);
        !is_link && tree.parts(target).is_none() && matches!(tree.content(target), Content::Scalar(..)) && !tree.is_null(target)
    }

    fn known_text(&self, node: NodeId) -> Parts {
        let tree = &self.out.tree;
        if let Some(parts) = tree.parts(node) {
            return parts.clone();
        }
        match tree.content(node) {
            Content::Scalar(text, _) => Parts::known(text),
            _ => {
                let mut parts = Parts::default();
                parts.push_unknown("${sls:stage}", tree.reason(node).unwrap_or("a stage that is no text"));
                parts
            }
        }
    }

    /// True when somebody named the stage, so that what it chooses is certain.
    pub(super) fn is_told_the_stage(&self) -> bool {
        self.deployment.stage.is_some() && !self.deployment.assumed
    }

    /// Notes the keys of a map that a part of an address chooses by the stage: in `custom.${opt:stage}.guests` those of `custom`
    /// below which there are `guests`.
    pub(super) fn note_stages(&mut self, from: NodeId, address: &str, at: At<'_>, depth: usize) {
        let pieces = split(address);
        let mut before = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => before.push_str(text),
                Piece::Broken { .. } => return,
                Piece::Variable(variable) => {
                    let parts = self.text(variable.source, at, depth + 1);
                    let after = match pieces.get(index + 1) {
                        None => Some(""),
                        Some(Piece::Text(text)) if index + 2 == pieces.len() => text.strip_prefix('.'),
                        Some(_) => None,
                    };
                    if parts.staged
                        && let (Some(after), Some(path)) = (after, before.strip_suffix('.').or((before.is_empty()).then_some("")))
                    {
                        self.note_keys(from, path, after, depth);
                        return;
                    }
                    let Some(text) = parts.whole() else { return };
                    before.push_str(text);
                }
            }
        }
    }

    fn note_keys(&mut self, from: NodeId, path: &str, after: &str, depth: usize) {
        let map = if path.is_empty() { Ok(Some(from)) } else { self.look_up(from, path, depth + 1) };
        let Ok(Some(map)) = map else { return };
        // Of `${self:custom.${opt:stage}}` every key of `custom` could be one.
        if after.is_empty() && !path.contains('.') && from == self.out.root.unwrap_or(from) {
            return;
        }
        let tree = &self.out.tree;
        let holds = |value: NodeId| after.is_empty() || tree.at(value, &after.split('.').collect::<Vec<_>>()).is_some();
        let keys: Vec<String> = tree
            .entries(map)
            .iter()
            .filter(|entry| holds(entry.value))
            .filter_map(|entry| tree.text(entry.key).map(str::to_owned))
            .filter(|key| is_stage(key))
            .collect();
        if keys.len() <= KEY_LIMIT {
            self.out.stages.extend(keys);
        }
    }

    /// Notes the stages for which the service gives parameters.
    pub(super) fn note_param_stages(&mut self, map: NodeId) {
        let tree = &self.out.tree;
        let keys: Vec<&str> = tree.entries(map).iter().filter_map(|entry| tree.text(entry.key)).filter(|key| is_stage(key)).collect();
        if keys.len() <= KEY_LIMIT {
            let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
            self.out.stages.extend(keys);
        }
    }
}

/// What the framework accepts as the name of a stage, and nobody means otherwise.
fn is_stage(key: &str) -> bool {
    let named = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    named && !NO_STAGES.contains(&key.to_ascii_lowercase().as_str())
}
