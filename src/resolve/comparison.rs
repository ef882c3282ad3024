//! Comparisons inside conditions: comes in a side of `Fn::Equals`, goes out its text under a partial assignment, the variable that has
//! to be decided first, or that nothing can be told.

use super::conditions::{Choice, Solver, Variable, Verdict};
use super::{Known, Unknown};
use crate::syntax::{Content, NodeId};

/// Functions inside a side are followed so deep.
const DEPTH_LIMIT: usize = 32;

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Side {
    Text(String),
    /// The value of a variable that is none of the texts with which it is compared.
    Other,
    Needs(Variable),
    /// Nothing is known of it.
    Free,
}

/// The items of a list, or what stands in the way of knowing them.
type Items = Result<Vec<Side>, Side>;

impl Solver<'_> {
    /// Compares two sides; `None` where that can't be told.
    pub(super) fn equals(&self, one: NodeId, other: NodeId, assigned: &[(Variable, Choice)]) -> Known<Option<Verdict>> {
        let sides = (self.side(one, assigned, 0)?, self.side(other, assigned, 0)?);
        Ok(match sides {
            (Side::Free, _) | (_, Side::Free) | (Side::Other, Side::Other) => None,
            (Side::Needs(variable), _) | (_, Side::Needs(variable)) => Some(Verdict::Needs(variable)),
            // `True` without quotes becomes `true`, with quotes it does not.
            (Side::Text(one), Side::Text(other)) if one != other && one.eq_ignore_ascii_case(&other) && is_boolean(&one) => None,
            (Side::Text(one), Side::Text(other)) => Some(Verdict::Is(one == other)),
            // It is none of the texts that are written; of one that other variables make, nobody knows.
            (Side::Text(_), Side::Other) => self.constant(one)?.map(|_| Verdict::Is(false)),
            (Side::Other, Side::Text(_)) => self.constant(other)?.map(|_| Verdict::Is(false)),
        })
    }

    /// The text of a side that depends on nothing.
    fn constant(&self, node: NodeId) -> Known<Option<String>> {
        Ok(match self.side(node, &[], 0)? {
            Side::Text(text) => Some(text),
            Side::Other | Side::Needs(_) | Side::Free => None,
        })
    }

    /// Adds the texts between which a comparison tells a variable apart: those that it is compared with, and keys of mappings.
    pub(super) fn told_apart(&self, sides: [NodeId; 2], name: &str, texts: &mut Vec<String>) -> Known<()> {
        let [one, other] = sides;
        for (side, against) in [(one, other), (other, one)] {
            if self.sole(side) == Some(name)
                && let Some(text) = self.constant(against)?
            {
                add(texts, &text);
            }
            self.keys(side, name, texts, 0)?;
        }
        Ok(())
    }

    /// The one variable that a side is.
    fn sole(&self, node: NodeId) -> Option<&str> {
        let tree = &self.stack.tree;
        match tree.call(node)? {
            ("Ref", argument) => tree.text(argument),
            ("Fn::Sub", argument) => tree.text(argument)?.strip_prefix("${")?.strip_suffix('}').filter(|name| !name.contains("${")),
            _ => None,
        }
    }

    /// Adds the keys of mappings that a variable chooses among.
    fn keys(&self, node: NodeId, name: &str, texts: &mut Vec<String>, depth: usize) -> Known<()> {
        self.burn(0)?;
        let tree = &self.stack.tree;
        if depth > DEPTH_LIMIT {
            return Ok(());
        }
        let argument = tree.call(node).map_or(node, |(_, argument)| argument);
        if let (Some(("Fn::FindInMap", argument)), Some(mappings)) = (tree.call(node), self.stack.mappings)
            && let [map, first, second, ..] = tree.items(argument)
            && let Some(map) = tree.text(*map).and_then(|map| tree.get(mappings, map))
        {
            let entries = tree.entries(map);
            if self.sole(*first) == Some(name) {
                entries.iter().filter_map(|entry| tree.text(entry.key)).for_each(|key| add(texts, key));
            }
            if self.sole(*second) == Some(name) {
                let inner = entries.iter().flat_map(|entry| tree.entries(entry.value));
                inner.filter_map(|entry| tree.text(entry.key)).for_each(|key| add(texts, key));
            }
        }
        for item in tree.items(argument) {
            self.keys(*item, name, texts, depth + 1)?;
        }
        Ok(())
    }

    fn side(&self, node: NodeId, assigned: &[(Variable, Choice)], depth: usize) -> Known<Side> {
        self.burn(0)?;
        if depth > DEPTH_LIMIT {
            return Err(Unknown::Fuel);
        }
        let tree = &self.stack.tree;
        let Some((name, argument)) = tree.call(node) else {
            return Ok(match tree.content(node) {
                // A text with framework variables in it, or with what is put in when deploying, is decided then.
                Content::Scalar(text, _) if !text.contains("${") && !text.contains("{{resolve:") => {
                    self.burn(text.len())?;
                    Side::Text(text.to_owned())
                }
                _ => Side::Free,
            });
        };
        let items = tree.items(argument);
        match (name, items) {
            ("Ref", _) => Ok(tree.text(argument).map_or(Side::Free, |name| self.variable(name, assigned))),
            ("Fn::Sub", _) => self.side_of_sub(argument, assigned, depth),
            ("Fn::FindInMap", _) => match self.entry_of_map(argument, assigned, depth)? {
                Ok(value) => self.side(value, assigned, depth + 1),
                Err(side) => Ok(side),
            },
            ("Fn::Join", [separator, list]) => {
                let Some(separator) = tree.text(*separator) else { return Ok(Side::Free) };
                Ok(match self.items(*list, assigned, depth + 1)? {
                    Ok(items) => self.glued(items, separator)?,
                    Err(side) => side,
                })
            }
            ("Fn::Select", [index, list]) => {
                let index = match self.side(*index, assigned, depth + 1)? {
                    Side::Text(text) => text.trim().parse::<usize>().unwrap_or(usize::MAX),
                    Side::Other => return Ok(Side::Free),
                    open => return Ok(open),
                };
                Ok(match self.items(*list, assigned, depth + 1)? {
                    Ok(mut items) if index < items.len() => items.swap_remove(index),
                    Ok(_) => Side::Free,
                    Err(side) => side,
                })
            }
            ("Fn::Length", _) => Ok(match self.items(argument, assigned, depth + 1)? {
                Ok(items) => Side::Text(items.len().to_string()),
                Err(side) => side,
            }),
            _ => Ok(Side::Free),
        }
    }

    /// A parameter, or what the deployment says of itself.
    fn variable(&self, name: &str, assigned: &[(Variable, Choice)]) -> Side {
        let parameter = self.stack.parameter(name).map(|index| &self.stack.parameters[index]);
        if parameter.is_some_and(|parameter| parameter.is_stored()) || parameter.is_none() && !name.starts_with("AWS::") {
            return Side::Free;
        }
        let variable = Variable::Named(name.to_owned());
        match assigned.iter().find(|(known, _)| *known == variable) {
            Some((_, Choice::Text(text))) => Side::Text(text.clone()),
            Some(_) => Side::Other,
            None => Side::Needs(variable),
        }
    }

    fn side_of_sub(&self, argument: NodeId, assigned: &[(Variable, Choice)], depth: usize) -> Known<Side> {
        let tree = &self.stack.tree;
        let (template, values) = match tree.content(argument) {
            Content::List([template, values]) => (*template, Some(*values)),
            Content::List([template]) => (*template, None),
            _ => (argument, None),
        };
        let Some(mut rest) = tree.text(template) else { return Ok(Side::Free) };
        let mut sides = Vec::new();
        while let Some(at) = rest.find("${") {
            let Some(len) = rest[at..].find('}') else { break };
            if at > 0 {
                sides.push(Side::Text(rest[..at].to_owned()));
            }
            let name = rest[at + 2..at + len].trim();
            rest = &rest[at + len + 1..];
            sides.push(match (name.strip_prefix('!'), values.and_then(|values| tree.get(values, name))) {
                (Some(literal), _) => Side::Text(format!("${{{literal}}}")),
                (None, Some(value)) => self.side(value, assigned, depth + 1)?,
                (None, None) => self.variable(name, assigned),
            });
        }
        if !rest.is_empty() {
            sides.push(Side::Text(rest.to_owned()));
        }
        self.glued(sides, "")
    }

    /// The value of a mapping, or what stands in the way of knowing it.
    fn entry_of_map(&self, argument: NodeId, assigned: &[(Variable, Choice)], depth: usize) -> Known<Result<NodeId, Side>> {
        let tree = &self.stack.tree;
        let (keys, default) = match tree.items(argument) {
            keys @ [_, _, _] => (keys, None),
            [keys @ .., options] if keys.len() == 3 => (keys, tree.get(*options, "DefaultValue")),
            _ => return Ok(Err(Side::Free)),
        };
        let Some(mut found) = self.stack.mappings else { return Ok(Err(Side::Free)) };
        for key in keys {
            let key = match self.side(*key, assigned, depth + 1)? {
                Side::Text(key) => key,
                Side::Other => return Ok(Err(Side::Free)),
                open => return Ok(Err(open)),
            };
            match tree.get(found, &key) {
                Some(inner) => found = inner,
                None => return Ok(default.ok_or(Side::Free)),
            }
        }
        Ok(Ok(found))
    }

    fn items(&self, node: NodeId, assigned: &[(Variable, Choice)], depth: usize) -> Known<Items> {
        self.burn(0)?;
        if depth > DEPTH_LIMIT {
            return Err(Unknown::Fuel);
        }
        let tree = &self.stack.tree;
        match tree.call(node) {
            None => match tree.content(node) {
                Content::List(items) => items.iter().map(|item| self.side(*item, assigned, depth + 1)).collect::<Known<_>>().map(Ok),
                _ => Ok(Err(Side::Free)),
            },
            Some(("Ref", argument)) => {
                let name = tree.text(argument).unwrap_or_default();
                let is_list = self.stack.parameter(name).is_some_and(|index| self.stack.parameters[index].is_list());
                Ok(match self.variable(name, assigned) {
                    Side::Text(text) if is_list => {
                        self.burn(text.len() * 16)?;
                        Ok(text.split(',').map(|item| Side::Text(item.trim().to_owned())).collect())
                    }
                    open @ Side::Needs(_) if is_list => Err(open),
                    _ => Err(Side::Free),
                })
            }
            Some(("Fn::Split", argument)) => {
                let [separator, text] = tree.items(argument) else { return Ok(Err(Side::Free)) };
                let Some(separator) = tree.text(*separator).filter(|text| !text.is_empty()) else { return Ok(Err(Side::Free)) };
                Ok(match self.side(*text, assigned, depth + 1)? {
                    Side::Text(text) => {
                        self.burn(text.len() * 16)?;
                        Ok(text.split(separator).map(|item| Side::Text(item.to_owned())).collect())
                    }
                    Side::Other => Err(Side::Free),
                    open => Err(open),
                })
            }
            Some(("Fn::FindInMap", argument)) => match self.entry_of_map(argument, assigned, depth)? {
                Ok(list) if tree.call(list).is_none() => self.items(list, assigned, depth + 1),
                Ok(_) => Ok(Err(Side::Free)),
                Err(side) => Ok(Err(side)),
            },
            Some(_) => Ok(Err(Side::Free)),
        }
    }

    /// Sides one after the other. With something in it that is only known to be none of some texts, nothing can be compared any more.
    fn glued(&self, sides: Vec<Side>, separator: &str) -> Known<Side> {
        if let [one] = sides.as_slice() {
            return Ok(one.clone());
        }
        if sides.iter().any(|side| matches!(side, Side::Other | Side::Free)) {
            return Ok(Side::Free);
        }
        let mut text = String::new();
        for (index, side) in sides.into_iter().enumerate() {
            match side {
                Side::Text(more) => {
                    text.push_str(if index > 0 { separator } else { "" });
                    text.push_str(&more);
                }
                open => return Ok(open),
            }
        }
        self.burn(text.len())?;
        Ok(Side::Text(text))
    }
}

fn is_boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

fn add(texts: &mut Vec<String>, text: &str) {
    if !texts.iter().any(|known| known == text) {
        texts.push(text.to_owned());
    }
}
