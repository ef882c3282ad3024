//! Functions that put texts and lists together: comes in the argument of a call, goes out what it gives, as far as that can be known.

use std::rc::Rc;

use super::object::Val;
use super::text::{Piece, Text};
use super::value::{Value, pseudo};
use super::world::World;
use super::{Known, Unknown};
use crate::syntax::{Content, NodeId, Style, Tree};

/// So many branches of nested choices are looked at.
const BRANCHES: usize = 200;

/// Maps and lists in a text of JSON are followed by this many items.
const JSON_ITEMS: usize = 500;

impl<'w> World<'w> {
    pub(super) fn sub(&'w self, argument: NodeId) -> Known<Text> {
        let tree = &self.stack.tree;
        let (template, values) = match tree.content(argument) {
            Content::List([template, values]) => (*template, Some(*values)),
            Content::List([template]) => (*template, None),
            _ => (argument, None),
        };
        let Content::Scalar(source, style) = tree.content(template) else { return Err(Unknown::Function) };
        self.spend(source.len())?;
        let framework = self.scalar(template, source, style).opened();
        let mut out = Text { scoped: framework.scoped, assumed: framework.assumed, ..Text::default() };
        for piece in framework.pieces {
            let Piece::Literal(literal) = piece else {
                out.push(piece);
                continue;
            };
            let mut rest = literal.as_str();
            while let Some(at) = rest.find("${") {
                let Some(len) = rest[at..].find('}') else { break };
                out.push(Piece::Literal(rest[..at].to_owned()));
                let name = rest[at + 2..at + len].trim();
                rest = &rest[at + len + 1..];
                if let Some(literal) = name.strip_prefix('!') {
                    out.push(Piece::Literal(format!("${{{literal}}}")));
                    continue;
                }
                if let Some(value) = values.and_then(|values| tree.get(values, name)) {
                    // The name is this call's own: what stands behind it tells two of them apart.
                    let written =
                        || tree.call(value).map_or_else(|| format!("${{{name}}}"), |(call, argument)| self.written(argument, call));
                    let text = self.text(value).unwrap_or_else(|_| Text::hole(written()));
                    // One value may stand at many places.
                    self.spend(text.len())?;
                    out.append(text);
                    continue;
                }
                out.append(self.placeholder(name));
            }
            out.push(Piece::Literal(rest.to_owned()));
        }
        self.spend(out.len())?;
        Ok(out.opened())
    }

    fn placeholder(&'w self, name: &str) -> Text {
        let hole = || Text::hole(format!("${{{name}}}"));
        if name.starts_with("AWS::") {
            return pseudo(name);
        }
        if let Some(index) = self.stack.parameter(name) {
            return match self.parameter(index, self.stack.parameters[index].key, None) {
                Ok(Value::Text(text)) => text,
                _ => hole(),
            };
        }
        let (id, attribute) = name.split_once('.').unwrap_or((name, "Ref"));
        self.attribute(id, attribute).unwrap_or_else(|_| hole())
    }

    pub(super) fn join(&'w self, argument: NodeId) -> Known<Text> {
        let [separator, list] = self.stack.tree.items(argument) else { return Err(Unknown::Function) };
        let separator = if self.stack.tree.is_null(*separator) { Text::default() } else { self.text(*separator)? };
        let items = match self.value(*list, None) {
            Ok(Value::List(items)) => items,
            // A list that the deployment makes, or that is made of a secret.
            Ok(Value::Text(text)) if text.known().is_err() => return Ok(text.clouded("Fn::Join")),
            Ok(_) | Err(Unknown::Function) => return Err(Unknown::Function),
            Err(_) => return Ok(Text::hole("Fn::Join")),
        };
        let mut out = Text::default();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.append(separator.clone());
            }
            // A list inside the list, or something unknown: a hole of some length.
            let text = item.text().unwrap_or_else(|_| Text::hole("?"));
            self.spend(text.len() + separator.len())?;
            out.append(text);
        }
        Ok(out.opened())
    }

    pub(super) fn select(&'w self, argument: NodeId) -> Known<Value<'w>> {
        let tree = &self.stack.tree;
        let [index, list] = tree.items(argument) else { return Err(Unknown::Function) };
        let hole = || Ok(Value::Text(Text::hole("Fn::Select")));
        let index = match self.text(*index) {
            Ok(text) => match text.known() {
                Ok(text) => text.trim().parse::<usize>().map_err(|_| Unknown::Function)?,
                Err(_) => return hole(),
            },
            Err(Unknown::Function) => return Err(Unknown::Function),
            Err(_) => return hole(),
        };
        let Ok(peeled) = self.peel(*list, None) else { return hole() };
        let (list, _) = peeled.ok_or(Unknown::Function)?;
        if let (None, Content::List(items)) = (tree.call(list), tree.content(list)) {
            let item = items.get(index).ok_or(Unknown::Function)?;
            // An item that is nothing makes the deployment fail, whichever is asked for.
            for item in items.iter().filter(|item| may_be_nothing(tree, **item, &mut 0)) {
                match self.peel(*item, None) {
                    Ok(Some(_)) => {}
                    Ok(None) => return Err(Unknown::Function),
                    Err(_) => return hole(),
                }
            }
            return self.value(*item, None);
        }
        match self.value(list, None) {
            Ok(Value::List(items)) => items.get(index).ok_or(Unknown::Function)?.value(),
            Ok(Value::Text(text)) if text.known().is_err() => Ok(Value::Text(text.clouded("Fn::Select"))),
            Ok(_) | Err(Unknown::Function) => Err(Unknown::Function),
            Err(_) => hole(),
        }
    }

    /// Cuts a text. It can be told where it falls apart when no piece that is not known may hold the separator.
    pub(super) fn split(&'w self, argument: NodeId, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        let [separator, text] = self.stack.tree.items(argument) else { return Err(Unknown::Function) };
        let separator = self.text(*separator)?;
        let separator = separator.known()?;
        if separator.is_empty() {
            return Err(Unknown::Function);
        }
        let text = self.text(*text)?;
        self.spend(text.len())?;
        let blank = || Text { scoped: text.scoped, assumed: text.assumed, ..Text::default() };
        let mut parts = vec![blank()];
        for piece in &text.pieces {
            match piece {
                Piece::Literal(literal) => {
                    for (index, part) in literal.split(separator).enumerate() {
                        if index > 0 {
                            self.spend(64)?;
                            parts.push(blank());
                        }
                        if let Some(last) = parts.last_mut() {
                            last.push(Piece::Literal(part.to_owned()));
                        }
                    }
                }
                Piece::Pseudo(name) if !separator.chars().any(|letter| may_hold(name, letter)) => {
                    if let Some(last) = parts.last_mut() {
                        last.push(piece.clone());
                    }
                }
                // What is made of a secret stays one.
                _ if text.has_secret() => return Ok(Value::Text(text.clouded("Fn::Split"))),
                _ => return Err(Unknown::Deployed),
            }
        }
        let place = written.unwrap_or(node);
        Ok(Value::List(parts.into_iter().map(|part| Val::computed(self, node, place, Rc::new(part))).collect()))
    }

    /// A value of a mapping. Where a key is not known, the value is that on which all entries agree.
    pub(super) fn find_in_map(&'w self, argument: NodeId, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        let tree = &self.stack.tree;
        let (keys, default) = match tree.items(argument) {
            [map, first, second] => ([*map, *first, *second], None),
            [map, first, second, options] => ([*map, *first, *second], Some(tree.get(*options, "DefaultValue").ok_or(Unknown::Function)?)),
            _ => return Err(Unknown::Function),
        };
        let mut found = vec![self.stack.mappings.ok_or(Unknown::Reference)?];
        let (mut scoped, mut assumed) = (false, false);
        for (level, key) in keys.into_iter().enumerate() {
            let key = match self.text(key) {
                Ok(text) => text,
                Err(unknown @ (Unknown::Function | Unknown::Fuel)) => return Err(unknown),
                Err(_) => Text::hole("?"),
            };
            scoped |= key.scoped;
            assumed |= key.assumed;
            let open = |map: &NodeId| {
                tree.is_open(*map) || matches!(tree.content(*map), Content::Hole(_)) || tree.get(*map, "Fn::Transform").is_some()
            };
            if found.iter().any(open) {
                return Err(Unknown::Open);
            }
            found = match key.known() {
                Ok(key) => found.iter().filter_map(|map| tree.get(*map, key)).collect(),
                Err(unknown) if level == 0 => return Err(unknown),
                // An entry that has not the other key would make the deployment fail.
                Err(_) => found.iter().flat_map(|map| tree.entries(*map)).map(|entry| entry.value).collect(),
            };
            self.spend(found.len() * 16)?;
            // With a key that is not known, the default is one more way in which it may turn out.
            if key.known().is_err() && default.is_some() {
                return Err(Unknown::Deployed);
            }
        }
        let Some((first, others)) = found.split_first() else {
            return self.value(default.ok_or(Unknown::Reference)?, written);
        };
        if !others.iter().all(|other| same(tree, *first, *other)) {
            return Err(Unknown::Deployed);
        }
        // Mappings hold no functions.
        if tree.call(*first).is_some() || tree.items(*first).iter().any(|item| tree.call(*item).is_some()) {
            return Err(Unknown::Function);
        }
        let with_key = |text: Text| Text { scoped: text.scoped | scoped, assumed: text.assumed | assumed, ..text };
        Ok(match self.value(*first, written)? {
            Value::Text(text) => Value::Text(with_key(text)),
            Value::List(items) if scoped || assumed => {
                let place = written.unwrap_or(node);
                let marked = |item: Val<'w>| match item.text() {
                    Ok(text) => Val::computed(self, item.node(), place, Rc::new(with_key(text))),
                    Err(_) => item,
                };
                Value::List(items.into_iter().map(marked).collect())
            }
            value => value,
        })
    }

    pub(super) fn length(&'w self, argument: NodeId) -> Known<Text> {
        match self.value(argument, None) {
            Ok(Value::List(items)) => Ok(Text { plain: true, ..Text::literal(items.len().to_string()) }),
            Ok(Value::Map(_) | Value::Nothing) | Err(Unknown::Function) => Err(Unknown::Function),
            Ok(Value::Text(_)) | Err(_) => Ok(Text::hole("Fn::Length")),
        }
    }

    pub(super) fn to_json_string(&'w self, argument: NodeId) -> Known<Text> {
        let mut out = Text::default();
        let value = self.value(argument, None)?;
        if matches!(value, Value::Text(_) | Value::Nothing) {
            return Err(Unknown::Function);
        }
        match self.json(value, &mut out, &mut 0) {
            Ok(()) => Ok(out),
            Err(_) => Ok(out.clouded("Fn::ToJsonString")),
        }
    }

    fn json(&'w self, value: Value<'w>, out: &mut Text, items: &mut usize) -> Known<()> {
        let mark = |out: &mut Text, text: &str| out.push(Piece::Literal(text.to_owned()));
        *items += 1;
        if *items > JSON_ITEMS {
            return Err(Unknown::Fuel);
        }
        match value {
            Value::Nothing => mark(out, "null"),
            Value::Text(text) => {
                self.spend(text.len())?;
                let bare = text.plain && text.known().is_ok_and(|text| serde_json::from_str::<serde_json::Number>(text).is_ok());
                let bare = bare || text.plain && matches!(text.known(), Ok("true" | "false"));
                let quote = if bare { "" } else { "\"" };
                mark(out, quote);
                out.scoped |= text.scoped;
                out.assumed |= text.assumed;
                text.pieces.into_iter().for_each(|piece| out.push(escaped(piece)));
                mark(out, quote);
            }
            Value::List(list) => {
                mark(out, "[");
                for (index, item) in list.iter().enumerate() {
                    mark(out, if index > 0 { "," } else { "" });
                    let value = item.value()?;
                    self.nested(|| self.json(value, out, items))?;
                }
                mark(out, "]");
            }
            Value::Map(node) => {
                mark(out, "{");
                for (index, (key, _, value)) in super::Object::new(self, node).entries()?.into_iter().enumerate() {
                    mark(out, if index > 0 { ",\"" } else { "\"" });
                    out.push(escaped(Piece::Literal(key)));
                    mark(out, "\":");
                    let value = value.value()?;
                    self.nested(|| self.json(value, out, items))?;
                }
                mark(out, "}");
            }
        }
        Ok(())
    }
}

/// A literal as it stands inside the quotes of JSON.
fn escaped(piece: Piece) -> Piece {
    match piece {
        Piece::Literal(text) => {
            let quoted = serde_json::Value::String(text).to_string();
            Piece::Literal(quoted[1..quoted.len() - 1].to_owned())
        }
        other => other,
    }
}

/// Whether a value that the deployment knows of itself may hold a letter.
fn may_hold(pseudo: &str, letter: char) -> bool {
    match pseudo {
        "AWS::AccountId" => letter.is_ascii_digit(),
        "AWS::Region" | "AWS::Partition" => letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-',
        "AWS::URLSuffix" => letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '.'),
        "AWS::StackName" => letter.is_ascii_alphanumeric() || letter == '-',
        _ => true,
    }
}

/// True where some choice gives `AWS::NoValue` or null.
fn may_be_nothing(tree: &Tree, node: NodeId, looked: &mut usize) -> bool {
    *looked += 1;
    if *looked > BRANCHES || tree.is_null(node) {
        return true;
    }
    match tree.call(node) {
        Some(("Ref", argument)) => tree.text(argument) == Some("AWS::NoValue"),
        Some(("Fn::If", argument)) => tree.items(argument).iter().skip(1).any(|branch| may_be_nothing(tree, *branch, looked)),
        _ => false,
    }
}

/// True for two scalars, or two lists of them, with the same text.
fn same(tree: &Tree, one: NodeId, other: NodeId) -> bool {
    match (tree.content(one), tree.content(other)) {
        (Content::Scalar(one, style), Content::Scalar(other, against)) => {
            one == other && (style == Style::Plain) == (against == Style::Plain)
        }
        (Content::List(ones), Content::List(others)) => {
            ones.len() == others.len()
                && ones.iter().zip(others).all(|(one, other)| tree.text(*one).is_some() && tree.text(*one) == tree.text(*other))
        }
        _ => false,
    }
}
