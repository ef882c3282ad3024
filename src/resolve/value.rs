//! Values: comes in a node, goes out a text, a list, a map or nothing, with functions worked out as far as they can be.

use std::rc::Rc;

use super::object::Val;
use super::text::{Piece, Text};
use super::world::World;
use super::{Known, Unknown};
use crate::syntax::{Content, Hole, NodeId, Part, Style};

/// What a node is in one world.
#[derive(Debug, Clone)]
pub enum Value<'w> {
    /// `AWS::NoValue`, or null where the framework strips it: as if nothing were written.
    Nothing,
    /// A text, number or boolean.
    Text(Text),
    /// A list; items that are `AWS::NoValue` are gone.
    List(Vec<Val<'w>>),
    /// A map.
    Map(NodeId),
}

impl<'w> World<'w> {
    /// What stands at a node after choosing branches of `Fn::If`; `None` for `AWS::NoValue` and null.
    /// The second node stays where the value is written when a variable or alias led away from it.
    pub(super) fn peel(&self, mut node: NodeId, mut written: Option<NodeId>) -> Known<Option<(NodeId, Option<NodeId>)>> {
        let tree = &self.stack.tree;
        loop {
            while let Some((target, via)) = tree.link(node) {
                if via != crate::syntax::Via::Include {
                    written = written.or(Some(node));
                }
                node = target;
                if tree.target(node) == node {
                    break;
                }
            }
            match tree.call(node) {
                Some(("Fn::If", argument)) => {
                    let [condition, yes, no] = tree.items(argument) else { return Err(Unknown::Function) };
                    let name = tree.text(*condition).ok_or(Unknown::Function)?;
                    node = if self.condition(name)? { *yes } else { *no };
                }
                Some(("Ref", argument)) if tree.text(argument) == Some("AWS::NoValue") => return Ok(None),
                _ => {
                    if let Content::Hole(hole) = tree.content(node) {
                        return Err(match hole {
                            Hole::Include => Unknown::Include,
                            Hole::Variable => Unknown::Variable,
                            Hole::Alias | Hole::Depth | Hole::Broken => Unknown::Open,
                        });
                    }
                    return Ok(if tree.is_null(node) { None } else { Some((node, written)) });
                }
            }
        }
    }

    /// The value of a node.
    ///
    /// # Errors
    /// Unknown where nothing is known; a text with holes is known as a text.
    pub(super) fn value(&'w self, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        let Some((node, written)) = self.peel(node, written)? else { return Ok(Value::Nothing) };
        let tree = &self.stack.tree;
        if let Some((name, argument)) = tree.call(node) {
            return self.call(name, argument, node, written);
        }
        match tree.content(node) {
            Content::Scalar(text, style) => Ok(Value::Text(self.scalar(node, text, style))),
            Content::Map(_) => Ok(Value::Map(node)),
            Content::List(items) => self.list(items, written).map(Value::List),
            Content::Hole(_) => Err(Unknown::Variable),
        }
    }

    fn list(&'w self, items: &[NodeId], written: Option<NodeId>) -> Known<Vec<Val<'w>>> {
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            match self.peel(*item, written) {
                Ok(None) => {}
                Ok(Some((node, written))) => list.push(Val::new(self, node, written)),
                // An item that can't be known is still an item; whoever looks at it learns that.
                Err(_) => list.push(Val::new(self, *item, written)),
            }
        }
        Ok(list)
    }

    /// A scalar with what composing left of its variables.
    pub(super) fn scalar(&self, node: NodeId, text: &str, style: Style) -> Text {
        let plain = style == Style::Plain;
        let Some(parts) = self.stack.tree.parts(node) else { return Text { plain, ..Text::literal(text) } };
        let mut out = Text { plain, scoped: parts.scoped, assumed: parts.assumed, ..Text::default() };
        for part in &parts.parts {
            out.push(match part {
                Part::Known(text) => Piece::Literal(text.clone()),
                Part::Unknown { written, .. } => Piece::Hole(written.clone()),
            });
        }
        out
    }

    fn call(&'w self, name: &str, argument: NodeId, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        let tree = &self.stack.tree;
        match name {
            "Ref" => {
                let target = tree.text(argument).ok_or(Unknown::Function)?;
                self.reference(target, argument, node, written)
            }
            "Fn::GetAtt" => {
                let (id, attribute) = match tree.content(argument) {
                    Content::Scalar(text, _) => text.split_once('.').ok_or(Unknown::Function)?,
                    Content::List([id, attribute]) => {
                        (tree.text(*id).ok_or(Unknown::Function)?, tree.text(*attribute).ok_or(Unknown::Function)?)
                    }
                    _ => return Err(Unknown::Function),
                };
                Ok(Value::Text(self.attribute(id, attribute)?))
            }
            "Fn::Sub" => self.sub(argument).map(Value::Text),
            "Fn::Join" => self.join(argument).map(Value::Text),
            "Fn::Select" => self.select(argument),
            "Fn::Split" => self.split(argument, node, written),
            "Fn::FindInMap" => self.find_in_map(argument, written),
            // Always one text, of which nothing is known here.
            "Fn::ImportValue" | "Fn::Base64" | "Fn::ToJsonString" => Ok(Value::Text(Text::hole(self.written(argument, name)))),
            _ => Err(Unknown::Function),
        }
    }

    /// What a function is called with, for people: its text, or its name.
    fn written(&self, argument: NodeId, name: &str) -> String {
        self.stack.tree.text(argument).map_or_else(|| name.to_owned(), |text| format!("{name}({text})"))
    }

    fn reference(&'w self, target: &str, argument: NodeId, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        if let Some(index) = self.stack.parameter(target) {
            return self.parameter(index, node, written);
        }
        if target.starts_with("AWS::") {
            return Ok(Value::Text(pseudo(target)));
        }
        if target.contains("${") {
            let written = self.written(argument, "Ref");
            return Ok(Value::Text(Text::hole(written)));
        }
        self.attribute(target, "Ref").map(Value::Text)
    }

    /// An attribute of a resource. What has no such resource here is a hole: the framework may generate it.
    fn attribute(&self, id: &str, attribute: &str) -> Known<Text> {
        let Some(resource) = self.stack.resource(id) else { return Ok(Text::hole(format!("${{{id}.{attribute}}}"))) };
        if let Some(condition) = &self.stack.resources[resource].condition
            && self.condition(condition) == Ok(false)
        {
            return Err(Unknown::Reference);
        }
        let mut text = Text::default();
        text.push(Piece::Attribute { resource, name: attribute.to_owned() });
        Ok(text)
    }

    fn parameter(&'w self, index: usize, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        let parameter = &self.stack.parameters[index];
        if self.stack.is_secret(index) {
            return Ok(Value::Text(Text { pieces: vec![Piece::Secret(index)], scoped: true, ..Text::default() }));
        }
        // Its default is the name under which the value is found when deploying.
        if parameter.kind.starts_with("AWS::SSM::Parameter::Value") {
            return Ok(Value::Text(Text::hole(format!("${{{}}}", parameter.name))));
        }
        let (value, assumed) = if parameter.allowed.is_empty() {
            (parameter.default.ok_or(Unknown::Parameter)?, true)
        } else {
            let answer = self.allowed_value(index)?;
            (parameter.allowed[usize::from(answer)], false)
        };
        let text = self.stack.tree.text(value).unwrap_or_default();
        if parameter.kind == "CommaDelimitedList" || parameter.kind.starts_with("List<") {
            let place = written.unwrap_or(node);
            let items = text.split(',').map(str::trim).map(|item| {
                let text = Text { scoped: true, assumed, ..Text::literal(item) };
                Val::computed(self, value, place, Rc::new(text))
            });
            return Ok(Value::List(items.collect()));
        }
        Ok(Value::Text(Text { plain: true, scoped: true, assumed, ..self.scalar(value, text, Style::Plain) }))
    }

    fn sub(&'w self, argument: NodeId) -> Known<Text> {
        let tree = &self.stack.tree;
        let (template, values) = match tree.content(argument) {
            Content::List([template, values]) => (*template, Some(*values)),
            Content::List([template]) => (*template, None),
            _ => (argument, None),
        };
        let Content::Scalar(source, style) = tree.content(template) else { return Err(Unknown::Function) };
        let framework = self.scalar(template, source, style);
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
                    match self.value(value, None) {
                        Ok(Value::Text(text)) => out.append(text),
                        _ => out.append(Text::hole(format!("${{{name}}}"))),
                    }
                    continue;
                }
                out.append(self.placeholder(name));
            }
            out.push(Piece::Literal(rest.to_owned()));
        }
        Ok(out)
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

    fn join(&'w self, argument: NodeId) -> Known<Text> {
        let tree = &self.stack.tree;
        let [separator, list] = tree.items(argument) else { return Err(Unknown::Function) };
        let separator = tree.text(*separator).unwrap_or_default().to_owned();
        let Value::List(items) = self.value(*list, None)? else { return Err(Unknown::Function) };
        let mut out = Text::default();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(Piece::Literal(separator.clone()));
            }
            // A list inside the list, or something unknown: a hole of some length.
            out.append(item.text().unwrap_or_else(|_| Text::hole("?")));
        }
        Ok(out)
    }

    fn select(&'w self, argument: NodeId) -> Known<Value<'w>> {
        let tree = &self.stack.tree;
        let [index, list] = tree.items(argument) else { return Err(Unknown::Function) };
        let hole = || Ok(Value::Text(Text::hole("Fn::Select")));
        let Some(index) = tree.text(*index).and_then(|text| text.trim().parse::<usize>().ok()) else { return hole() };
        // Only a list that is written out: of any other the length is known when deploying.
        let Content::List(items) = tree.content(*list) else { return hole() };
        match items.get(index) {
            Some(item) if items.iter().all(|item| tree.call(*item).is_none_or(|(name, _)| name != "Fn::If")) => self.value(*item, None),
            _ => hole(),
        }
    }

    fn split(&'w self, argument: NodeId, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        let tree = &self.stack.tree;
        let [separator, text] = tree.items(argument) else { return Err(Unknown::Function) };
        let separator = tree.text(*separator).filter(|text| !text.is_empty()).ok_or(Unknown::Function)?.to_owned();
        let Value::Text(text) = self.value(*text, None)? else { return Err(Unknown::Function) };
        let known = text.known()?;
        let place = written.unwrap_or(node);
        let items = known.split(separator.as_str()).map(|item| {
            let text = Text { scoped: text.scoped, assumed: text.assumed, ..Text::literal(item) };
            Val::computed(self, node, place, Rc::new(text))
        });
        Ok(Value::List(items.collect()))
    }

    fn find_in_map(&'w self, argument: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        let tree = &self.stack.tree;
        let [map, first, second, ..] = tree.items(argument) else { return Err(Unknown::Function) };
        let key = |node: NodeId| match self.value(node, None) {
            Ok(Value::Text(text)) => text.known().map(str::to_owned),
            Ok(_) => Err(Unknown::Function),
            Err(unknown) => Err(unknown),
        };
        let (map, first, second) = (key(*map)?, key(*first)?, key(*second)?);
        let mappings = self.stack.mappings.ok_or(Unknown::Reference)?;
        let value = tree.at(mappings, &[&map, &first, &second]).ok_or(Unknown::Reference)?;
        self.value(value, written)
    }
}

fn pseudo(name: &str) -> Text {
    let scoped = matches!(name, "AWS::StackName" | "AWS::StackId");
    let mut text = Text { scoped, ..Text::default() };
    text.push(Piece::Pseudo(name.to_owned()));
    text
}
