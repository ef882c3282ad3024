//! Values: comes in a node, goes out a text, a list, a map or nothing, with functions worked out as far as they can be.

use std::rc::Rc;

use super::object::Val;
use super::text::{Piece, Text};
use super::world::World;
use super::{Known, Unknown};
use crate::syntax::{Content, Hole, NodeId, Part, Style};
use crate::template::Stack;

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
            match tree.content(node) {
                // It may call a function.
                Content::Map([_]) => {}
                Content::Hole(hole) => {
                    return Err(match hole {
                        Hole::Include => Unknown::Include,
                        Hole::Variable => Unknown::Variable,
                        Hole::Alias | Hole::Depth | Hole::Broken => Unknown::Open,
                    });
                }
                Content::Scalar(..) if tree.is_null(node) => return Ok(None),
                Content::Scalar(..) | Content::List(_) | Content::Map(_) => return Ok(Some((node, written))),
            }
            match tree.call(node) {
                Some(("Fn::If", argument)) => {
                    let [condition, yes, no] = tree.items(argument) else { return Err(Unknown::Function) };
                    let name = tree.text(*condition).ok_or(Unknown::Function)?;
                    node = if self.condition(name)? { *yes } else { *no };
                }
                Some(("Ref", argument)) if tree.text(argument) == Some("AWS::NoValue") => return Ok(None),
                _ => return Ok(Some((node, written))),
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
            return self.nested(|| self.call(name, argument, node, written));
        }
        match tree.content(node) {
            Content::Scalar(text, style) => Ok(Value::Text(self.scalar(node, text, style).opened())),
            Content::Map(_) => Ok(Value::Map(node)),
            Content::List(items) => self.list(items, written).map(Value::List),
            Content::Hole(_) => Err(Unknown::Variable),
        }
    }

    /// The text of a scalar that means what is written: no function, variable or reference is in it, and it is not null.
    pub(super) fn literal(&self, node: NodeId) -> Option<(&'w str, Style)> {
        let stack: &'w Stack = self.stack;
        match stack.tree.content(node) {
            Content::Scalar(text, style) if stack.tree.parts(node).is_none() && !Text::is_open(text) && !stack.tree.is_null(node) => {
                Some((text, style))
            }
            _ => None,
        }
    }

    /// True for what is written out: a scalar that means what is written, a list, or a map that calls no function.
    pub(super) fn is_written(&self, node: NodeId) -> bool {
        let tree = &self.stack.tree;
        match tree.content(node) {
            Content::Scalar(..) => self.literal(node).is_some(),
            Content::List(_) => true,
            Content::Map(_) => tree.call(node).is_none(),
            Content::Hole(_) => false,
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

    /// What another stack of this run exports; always one text, of which mostly nothing is known here.
    fn imported(&'w self, argument: NodeId) -> Text {
        let export = match self.text(argument) {
            Ok(name) => name.known().map_or(None, |name| self.stack.imports.get(name)),
            Err(_) => None,
        };
        match export.and_then(|export| export.text.clone()) {
            Some(text) => Text { scoped: true, ..Text::literal(text) },
            None => Text::hole(self.written(argument, "Fn::ImportValue")),
        }
    }

    /// The text at a node, holes and all.
    pub(super) fn text(&'w self, node: NodeId) -> Known<Text> {
        if let Some((text, style)) = self.literal(node) {
            return Ok(Text { plain: style == Style::Plain, ..Text::literal(text) });
        }
        match self.value(node, None)? {
            Value::Text(text) => Ok(text),
            Value::Nothing | Value::List(_) | Value::Map(_) => Err(Unknown::Function),
        }
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
        match name {
            "Ref" => self.reference(argument, node, written),
            "Fn::GetAtt" => self.get_att(argument).map(Value::Text),
            "Fn::Sub" => self.sub(argument).map(Value::Text),
            "Fn::Join" => self.join(argument).map(Value::Text),
            "Fn::Select" => self.select(argument),
            "Fn::Split" => self.split(argument, node, written),
            "Fn::FindInMap" => self.find_in_map(argument, node, written),
            "Fn::Length" => self.length(argument).map(Value::Text),
            "Fn::ToJsonString" => self.to_json_string(argument).map(Value::Text),
            "Fn::Base64" => Ok(Value::Text(match self.text(argument) {
                Ok(text) => text.clouded(name),
                Err(_) => Text::hole(self.written(argument, name)),
            })),
            "Fn::ImportValue" => Ok(Value::Text(self.imported(argument))),
            // Always one text, of which nothing is known here.
            "Fn::GetStackOutput" => Ok(Value::Text(Text::hole(self.written(argument, name)))),
            // Lists that the deployment makes.
            "Fn::Cidr" | "Fn::GetAZs" => Err(Unknown::Deployed),
            _ => Err(Unknown::Function),
        }
    }

    /// What a function is called with, for people: its text, or its name.
    pub(super) fn written(&self, argument: NodeId, name: &str) -> String {
        self.stack.tree.text(argument).map_or_else(|| name.to_owned(), |text| format!("{name}({text})"))
    }

    fn reference(&'w self, argument: NodeId, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        if let Some((target, _)) = self.literal(argument) {
            return self.referred(target, node, written);
        }
        let text = self.text(argument)?;
        match text.known() {
            Ok(target) => self.referred(target, node, written),
            // A name that the framework makes is known when deploying.
            Err(_) => Ok(Value::Text(Text::hole(self.written(argument, "Ref")))),
        }
    }

    fn referred(&'w self, target: &str, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        if let Some(index) = self.stack.parameter(target) {
            return self.parameter(index, node, written);
        }
        if target == "AWS::NotificationARNs" {
            return Err(Unknown::Deployed);
        }
        if target.starts_with("AWS::") {
            return Ok(Value::Text(pseudo(target)));
        }
        self.attribute(target, "Ref").map(Value::Text)
    }

    fn get_att(&'w self, argument: NodeId) -> Known<Text> {
        let (id, attribute) = match self.stack.tree.content(argument) {
            Content::List([id, attribute]) => (self.text(*id)?, self.text(*attribute)?),
            Content::Scalar(..) => {
                if let Some((id, attribute)) = self.literal(argument).and_then(|(text, _)| text.split_once('.')) {
                    return self.attribute(id, attribute);
                }
                let text = self.text(argument)?;
                match text.known().map(|text| text.split_once('.')) {
                    Ok(Some((id, attribute))) => (Text::literal(id), Text::literal(attribute)),
                    Ok(None) => return Err(Unknown::Function),
                    Err(_) => (text, Text::default()),
                }
            }
            _ => return Err(Unknown::Function),
        };
        match (id.known(), attribute.known()) {
            (Ok(id), Ok(attribute)) => self.attribute(id, attribute),
            _ => Ok(Text::hole(self.written(argument, "Fn::GetAtt"))),
        }
    }

    /// An attribute of a resource. What has no such resource here is a hole: the framework may generate it.
    pub(super) fn attribute(&self, id: &str, attribute: &str) -> Known<Text> {
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

    pub(super) fn parameter(&'w self, index: usize, node: NodeId, written: Option<NodeId>) -> Known<Value<'w>> {
        let parameter = &self.stack.parameters[index];
        if self.stack.is_secret(index) {
            return Ok(Value::Text(Text { pieces: vec![Piece::Secret(index)], scoped: true, ..Text::default() }));
        }
        // Its default is the name under which the value is found when deploying.
        if parameter.is_stored() {
            return Ok(Value::Text(Text::hole(format!("${{{}}}", parameter.name))));
        }
        let (value, assumed) = if parameter.allowed.is_empty() {
            let default = parameter.default.ok_or(Unknown::Parameter)?;
            // A branch that is there for other values excludes it.
            if !self.takes_default(index, default) {
                return Err(Unknown::Parameter);
            }
            (default, true)
        } else {
            let answer = self.allowed_value(index)?;
            (parameter.allowed[usize::from(answer)], false)
        };
        let text = self.stack.tree.text(value).unwrap_or_default();
        self.spend(text.len())?;
        if parameter.is_list() {
            // As many items as it has commas, each with a place of its own.
            self.spend(text.len() * 16)?;
            let place = written.unwrap_or(node);
            let items = text.split(',').map(str::trim).map(|item| {
                let text = Text { scoped: true, assumed, ..Text::literal(item) };
                Val::computed(self, value, place, Rc::new(text.opened()))
            });
            return Ok(Value::List(items.collect()));
        }
        Ok(Value::Text(Text { plain: true, scoped: true, assumed, ..self.scalar(value, text, Style::Plain) }.opened()))
    }
}

/// What the deployment says of itself.
pub(super) fn pseudo(name: &str) -> Text {
    let scoped = matches!(name, "AWS::StackName" | "AWS::StackId");
    let mut text = Text { scoped, ..Text::default() };
    text.push(Piece::Pseudo(name.to_owned()));
    text
}
