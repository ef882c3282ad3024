//! Triggers of user pools: comes in an event, go out a permission and the pool with the function in its `LambdaConfig`.

use std::collections::{BTreeMap, HashSet};

use super::{Event, permit};
use crate::syntax::{Content, Entry, NodeId};
use crate::template::sam::expansion::Expansion;
use crate::template::sam::shape::{fields, reference};

/// Notes the triggers, and lets the pool call the function.
pub(super) fn expand(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let pool = event.property(expansion, "UserPool").and_then(|pool| reference(expansion.tree(), pool)).map(str::to_owned);
    // SAM refuses a pool that stands elsewhere.
    let Some(pool) = pool.filter(|pool| expansion.body_of(pool).is_some()) else { return };
    // One id for all events of a function: of two pools the last one may call it.
    let arn = expansion.builder.attribute(&pool, "Arn");
    permit(expansion, event, &format!("{}CognitoPermission", event.written.id), "cognito-idp.amazonaws.com", &[("SourceArn", arn)]);
    let Some(trigger) = event.property(expansion, "Trigger") else { return };
    let triggers = match expansion.tree().content(trigger) {
        Content::List(items) => items.to_vec(),
        _ => vec![trigger],
    };
    for trigger in triggers {
        let function = event.target.arn(expansion);
        expansion.wired.push((pool.clone(), Entry { key: trigger, value: function, merged: false }));
    }
}

/// Writes the triggers into the pools.
pub(super) fn finish(expansion: &mut Expansion<'_>) {
    let mut pools: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for (pool, entry) in std::mem::take(&mut expansion.wired) {
        pools.entry(pool).or_default().push(entry);
    }
    for (pool, triggers) in pools {
        let Some((key, body)) = expansion.current(&pool) else { continue };
        expansion.because_of(key);
        let properties = expansion.field(body, "Properties");
        let config = properties.and_then(|properties| expansion.field(properties, "LambdaConfig"));
        let changed = with_triggers(expansion, config, &triggers);
        let properties = with(expansion, properties, "LambdaConfig", changed);
        let body = with(expansion, Some(body), "Properties", properties);
        expansion.set_body(&pool, body);
    }
}

fn with_triggers(expansion: &mut Expansion<'_>, config: Option<NodeId>, triggers: &[Entry]) -> NodeId {
    let mut entries = config.map(|config| fields(expansion.tree(), config)).unwrap_or_default();
    let readable =
        config.is_none_or(|config| matches!(expansion.tree().content(config), Content::Map(_)) && expansion.tree().call(config).is_none());
    if !readable {
        entries.clear();
    }
    // A trigger that is written twice is refused; the first one stays.
    let mut known: HashSet<String> = entries.iter().filter_map(|entry| expansion.tree().text(entry.key).map(str::to_owned)).collect();
    let mut unknown = !readable || config.is_some_and(|config| expansion.tree().is_open(config));
    for trigger in triggers {
        let value = expansion.parameters.value(expansion.tree(), trigger.key);
        match expansion.tree().text(value).map(str::to_owned) {
            Some(name) if known.insert(name.clone()) => {
                entries.push(Entry { key: value, ..*trigger });
            }
            Some(_) => {}
            None => unknown = true,
        }
    }
    let map = match config.filter(|_| readable) {
        Some(config) => expansion.rewritten(config, &entries),
        None => expansion.builder.map_of(&entries),
    };
    if unknown {
        expansion.builder.tree.set_open(map);
    }
    map
}

/// The same map with another value for one key.
fn with(expansion: &mut Expansion<'_>, map: Option<NodeId>, key: &str, value: NodeId) -> NodeId {
    let mut entries = map.map(|map| fields(expansion.tree(), map)).unwrap_or_default();
    match entries.iter_mut().find(|entry| expansion.builder.tree.text(entry.key) == Some(key)) {
        Some(entry) => entry.value = value,
        None => entries.push(expansion.builder.entry(key, value)),
    }
    match map {
        Some(map) => expansion.rewritten(map, &entries),
        None => expansion.builder.map_of(&entries),
    }
}
