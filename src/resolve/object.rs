//! Values with their places: how the model reads maps, lists and scalars.

use std::collections::HashMap;
use std::rc::Rc;

use super::text::Text;
use super::value::Value;
use super::world::World;
use super::{Known, Unknown};
use crate::syntax::{Content, Entry, Inside, NodeId, Style, completes};
use crate::template::Dialect;

/// A value and the place where it is written.
#[derive(Clone)]
pub struct Val<'w> {
    world: &'w World<'w>,
    node: NodeId,
    /// Where it is written, when a variable or alias led from there to `node`.
    written: Option<NodeId>,
    computed: Option<Rc<Text>>,
}

impl std::fmt::Debug for Val<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Val").field("node", &self.node).field("written", &self.written).finish()
    }
}

impl<'w> Val<'w> {
    pub(crate) fn new(world: &'w World<'w>, node: NodeId, written: Option<NodeId>) -> Self {
        Self { world, node, written, computed: None }
    }

    pub(super) fn computed(world: &'w World<'w>, node: NodeId, place: NodeId, text: Rc<Text>) -> Self {
        Self { world, node, written: Some(place), computed: Some(text) }
    }

    /// The node that states the value.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// The node in the resource's own file.
    #[must_use]
    pub fn place(&self) -> NodeId {
        self.written.unwrap_or(self.node)
    }

    /// What stands in the place of a literal: the name of a parameter, or the path of a framework variable.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let tree = &self.world.stack.tree;
        for node in [self.place(), self.node] {
            if let Some(("Ref", argument)) = tree.call(node)
                && let Some(index) = tree.text(argument).and_then(|name| self.world.stack.parameter(name))
            {
                return Some(self.world.stack.parameters[index].name.clone());
            }
            if let Some(text) = tree.own_text(node)
                && let Some(path) = crate::compose::self_path(text)
                && self.world.stack.dialect == Dialect::Serverless
            {
                return Some(path.to_owned());
            }
        }
        None
    }

    /// The name of the export that it imports.
    ///
    /// # Errors
    /// Unknown where the name is.
    pub fn import(&self) -> Known<Option<String>> {
        match self.world.stack.tree.call(self.node) {
            Some(("Fn::ImportValue", argument)) => Val::new(self.world, argument, None).literal().map(Some),
            _ => Ok(None),
        }
    }

    /// What it is: a text, a list, a map or nothing.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn value(&self) -> Known<Value<'w>> {
        match &self.computed {
            Some(text) => Ok(Value::Text(Text::clone(text))),
            None => self.world.value(self.node, self.written),
        }
    }

    /// The scalar as it is written, and how; `None` where a function or a parameter gives the value.
    #[must_use]
    pub fn scalar(&self) -> Option<(&'w str, Style)> {
        match self.world.stack.tree.content(self.node) {
            Content::Scalar(text, style) if self.computed.is_none() => Some((text, style)),
            _ => None,
        }
    }

    /// True for a list that is written without an item; one that conditions empty is none.
    #[must_use]
    pub fn is_empty_list(&self) -> bool {
        self.computed.is_none() && matches!(self.world.stack.tree.content(self.node), Content::List([]))
    }

    /// True where it is plain to see that a letter is in none of it that is known: what is written out, and attributes of resources.
    #[must_use]
    pub fn is_without(&self, letter: char) -> bool {
        if self.computed.is_some() {
            return false;
        }
        match self.world.literal(self.node) {
            Some((text, _)) => !text.contains(letter),
            None => matches!(self.world.stack.tree.call(self.node), Some(("Fn::GetAtt", _))),
        }
    }

    /// The text, holes and all.
    ///
    /// # Errors
    /// Unknown where nothing of it is known, and where it is no scalar.
    pub fn text(&self) -> Known<Text> {
        match self.value()? {
            Value::Text(text) => Ok(text),
            _ => Err(Unknown::Type),
        }
    }

    /// Reads the whole text, and whether it is written without quotes. Mostly it is what stands there, and nothing has to be made of it.
    fn read<T>(&self, read: impl FnOnce(&str, bool) -> Known<T>) -> Known<T> {
        if self.computed.is_none()
            && let Some((text, style)) = self.world.literal(self.node)
        {
            return read(text, style == Style::Plain);
        }
        let text = self.text()?;
        read(text.known()?, text.plain)
    }

    /// True where it leans on a default that a deployment may replace.
    #[must_use]
    pub fn is_assumed(&self) -> bool {
        let is_written = self.computed.is_none() && self.world.is_written(self.node);
        !is_written && self.text().is_ok_and(|text| text.assumed)
    }

    /// The whole text.
    ///
    /// # Errors
    /// Unknown where a piece is.
    pub fn literal(&self) -> Known<String> {
        self.read(|text, _| Ok(text.to_owned()))
    }

    /// What one of a few words means.
    ///
    /// # Errors
    /// Unknown where a piece is, and where it is none of the words.
    pub fn one_of<T: Copy>(&self, words: &[(&str, T)]) -> Known<T> {
        self.read(|text, _| words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning).ok_or(Unknown::Type))
    }

    /// True where the whole text is one of these.
    ///
    /// # Errors
    /// Unknown where a piece is.
    pub fn is_any(&self, words: &[&str]) -> Known<bool> {
        self.read(|text, _| Ok(words.contains(&text)))
    }

    /// True where the whole text is this one.
    ///
    /// # Errors
    /// Unknown where a piece is.
    pub fn is(&self, word: &str) -> Known<bool> {
        self.read(|text, _| Ok(text == word))
    }

    /// The boolean, in quotes or not, as the dialect reads it.
    ///
    /// # Errors
    /// Unknown where it is not known or no boolean.
    pub fn boolean(&self) -> Known<bool> {
        let dialect = self.world.stack.dialect;
        self.read(|text, is_plain| {
            match text {
                "true" | "True" | "TRUE" => return Ok(true),
                "false" | "False" | "FALSE" => return Ok(false),
                _ => {}
            }
            let old = match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "y" => true,
                "no" | "off" | "n" => false,
                _ => return Err(Unknown::Type),
            };
            match dialect {
                _ if !is_plain => Err(Unknown::Type),
                Dialect::CloudFormation | Dialect::Sam => Ok(old),
                Dialect::Serverless | Dialect::Policy => Err(Unknown::Type),
                Dialect::Unknown => Err(Unknown::Dialect),
            }
        })
    }

    /// The integer, in quotes or not.
    ///
    /// # Errors
    /// Unknown where it is not known or no integer.
    pub fn integer(&self) -> Known<i64> {
        self.read(|text, is_plain| {
            let digits = text.trim();
            let leading_zero = is_plain && digits.len() > 1 && digits.starts_with('0');
            if leading_zero {
                return Err(Unknown::Dialect);
            }
            digits.parse().map_err(|_| Unknown::Type)
        })
    }

    /// The map.
    ///
    /// # Errors
    /// Unknown where it is not known or no map.
    pub fn object(&self) -> Known<Object<'w>> {
        self.object_if_any()?.ok_or(Unknown::Type)
    }

    /// The map, also where it is written as JSON inside a text.
    ///
    /// # Errors
    /// Unknown where it is not known or no map.
    pub fn document(&self) -> Known<Object<'w>> {
        let root = self.inside().and_then(|inside| inside.root);
        match root.filter(|_| matches!(self.value(), Ok(Value::Text(_)))) {
            Some(root) => Val::new(self.world, root, None).object(),
            None => self.object(),
        }
    }

    /// What stands as JSON in its text, where somebody wrote that.
    #[must_use]
    pub fn inside(&self) -> Option<&'w Inside> {
        self.world.stack.tree.inside(self.node).filter(|_| self.computed.is_none())
    }

    /// The map; `None` for `AWS::NoValue`, with which nothing is written.
    ///
    /// # Errors
    /// Unknown where it is not known or no map.
    pub fn object_if_any(&self) -> Known<Option<Object<'w>>> {
        let object = |node: NodeId| Object { world: self.world, node, written: self.written };
        if self.computed.is_none() && self.world.stack.tree.is_plain_map(self.node) {
            return Ok(Some(object(self.node)));
        }
        match self.value()? {
            Value::Map(node) => Ok(Some(object(node))),
            // A bare null is a mistake, and nobody knows what was meant.
            Value::Nothing if !self.world.stack.tree.is_null(self.node) => Ok(None),
            _ => Err(Unknown::Type),
        }
    }

    /// The items of a list.
    ///
    /// # Errors
    /// Unknown where it is not known or no list.
    pub fn list(&self) -> Known<Vec<Val<'w>>> {
        match self.value()? {
            Value::List(items) => Ok(items),
            Value::Text(text) if text.has_hole() => Err(Unknown::Deployed),
            _ => Err(Unknown::Type),
        }
    }

    /// The items of a list, or the one value where a scalar or map may stand for a list of one.
    ///
    /// # Errors
    /// Unknown where it is not known.
    pub fn one_or_many(&self) -> Known<Vec<Val<'w>>> {
        if self.computed.is_none() && self.world.literal(self.node).is_some() {
            return Ok(vec![self.clone()]);
        }
        match self.value()? {
            Value::List(items) => Ok(items),
            Value::Nothing => Ok(Vec::new()),
            Value::Text(_) | Value::Map(_) => Ok(vec![self.clone()]),
        }
    }

    /// True for a scalar.
    ///
    /// # Errors
    /// Unknown where it is not known.
    pub fn is_text(&self) -> Known<bool> {
        Ok(matches!(self.value()?, Value::Text(_)))
    }
}

/// True where no key is written twice, as it mostly is.
fn are_distinct(named: &[(&str, Entry)]) -> bool {
    if named.len() <= 8 {
        return named.iter().enumerate().all(|(index, (name, _))| named[..index].iter().all(|(known, _)| known != name));
    }
    let mut names: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.windows(2).all(|pair| pair[0] != pair[1])
}

/// A map and the place where it is written.
#[derive(Clone, Copy)]
pub struct Object<'w> {
    world: &'w World<'w>,
    node: NodeId,
    written: Option<NodeId>,
}

impl<'w> Object<'w> {
    pub(crate) fn new(world: &'w World<'w>, node: NodeId) -> Self {
        Self { world, node, written: None }
    }

    /// The map's own node.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// The value of a key; `None` where it is absent, `AWS::NoValue` or null.
    ///
    /// # Errors
    /// Unknown where it can't be told, such as an absent key in a map that a transform completes.
    pub fn get(&self, key: &str) -> Known<Option<Val<'w>>> {
        match self.world.stack.tree.entry(self.node, key) {
            Some(entry) => self.val(entry),
            None if self.is_open() => Err(Unknown::Open),
            None => Ok(None),
        }
    }

    fn val(&self, entry: Entry) -> Known<Option<Val<'w>>> {
        let peeled = self.world.peel(entry.value, self.written)?;
        Ok(peeled.map(|(node, written)| Val::new(self.world, node, written)))
    }

    /// A transform or an unresolved merge may add keys, and what was not read to its end may have more.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.world.stack.is_completed(self.node)
    }

    /// The entries as they are written, each key once, whatever their values are; keys that are no texts are left out.
    #[must_use]
    pub fn written(&self) -> Vec<(&'w str, Entry)> {
        let tree = &self.world.stack.tree;
        let named = tree.entries(self.node).iter().filter_map(|entry| tree.text(entry.key).map(|name| (name, *entry)));
        let named: Vec<(&str, Entry)> = named.collect();
        if are_distinct(&named) {
            return named;
        }
        // Of two equal keys the last counts, and own ones, which stand first, before merged ones.
        let mut counts: HashMap<&str, usize> = HashMap::with_capacity(named.len());
        for (index, (name, entry)) in named.iter().enumerate() {
            if entry.merged {
                counts.entry(name).or_insert(index);
            } else {
                counts.insert(name, index);
            }
        }
        named.iter().enumerate().filter(|(index, (name, _))| counts.get(name) == Some(index)).map(|(_, named)| *named).collect()
    }

    /// The value of an entry; `None` where it is `AWS::NoValue` or null.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn value_of(&self, entry: Entry) -> Known<Option<Val<'w>>> {
        self.val(entry)
    }

    /// The entry of a key as it is written, whatever it will be; only to point at it.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<NodeId> {
        self.world.stack.tree.entry(self.node, key).map(|entry| entry.key)
    }

    /// All keys with their values, those that are `AWS::NoValue` or null left out.
    ///
    /// # Errors
    /// Unknown where a value can't be told to be there.
    pub fn entries(&self) -> Known<Vec<(String, NodeId, Val<'w>)>> {
        let tree = &self.world.stack.tree;
        let mut all = Vec::new();
        for entry in tree.entries(self.node) {
            let Content::Scalar(key, _) = tree.content(entry.key) else { return Err(Unknown::Open) };
            if completes(key) {
                return Err(Unknown::Open);
            }
            if entry.merged && tree.entry(self.node, key).is_some_and(|first| first.value != entry.value) {
                continue;
            }
            if let Some(val) = self.val(*entry)? {
                all.push((key.to_owned(), entry.key, val));
            }
        }
        Ok(all)
    }
}
