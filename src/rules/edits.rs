//! What a rule would change: comes in a place of the model and what to write there, goes out a step of a fix. How that looks in the
//! file (block or flow style, YAML or JSON, quotes, indentation) is for the engine to find out.

use crate::model::{Place, Resource, Statement};
use crate::resolve::Val;
use crate::source::Span;
use crate::syntax::NodeId;

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A text, in quotes where YAML would take it for something else.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(i64),
    /// Digits as they were written.
    Bare(String),
    /// A list.
    List(Vec<Written>),
    /// A map.
    Map(Vec<(String, Written)>),
    /// A function call, such as `("GetAtt", "Pool.Arn")` or `("Ref", "Pool")`: short in YAML, long in JSON.
    Call(&'static str, String),
}

impl From<&str> for Written {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Written {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Written {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Written {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Written {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

/// A step of a fix, by the nodes of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Writes the value at the end of a path of keys below a map, and the maps on the way where they are absent.
    Set {
        /// The map: the body of a resource, or any other one.
        map: NodeId,
        /// The keys.
        path: Vec<String>,
        /// The value.
        value: Written,
    },
    /// Takes a key with its value out of the map at the end of a path; a map that is left empty goes too.
    Remove {
        /// The map.
        map: NodeId,
        /// The keys; the last one goes.
        path: Vec<String>,
    },
    /// Replaces a value, where it stands in the resource's own file.
    Replace {
        /// The value.
        node: NodeId,
        /// The new value.
        value: Written,
    },
    /// Adds an item at the end of a list.
    Append {
        /// The list.
        list: NodeId,
        /// The item.
        value: Written,
    },
    /// Takes an item out of its list.
    RemoveItem {
        /// The item.
        item: NodeId,
    },
    /// Puts a text in the place of some bytes, where no node stands for what is wrong.
    Text {
        /// The bytes.
        span: Span,
        /// The text.
        text: String,
    },
    /// Gives a key another name.
    Rename {
        /// The key.
        key: NodeId,
        /// The name.
        name: String,
    },
}

/// A step as a rule says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit(Step);

impl Edit {
    /// Writes a property of a resource; the maps on the way are made where they are absent.
    #[must_use]
    pub fn set(resource: Resource<'_>, path: &[&str], value: impl Into<Written>) -> Self {
        let path = std::iter::once("Properties").chain(path.iter().copied()).map(str::to_owned).collect();
        Self(Step::Set { map: resource.body().node(), path, value: value.into() })
    }

    /// Writes an attribute that stands beside the properties, such as `DeletionPolicy`.
    #[must_use]
    pub fn set_attribute(resource: Resource<'_>, name: &str, value: impl Into<Written>) -> Self {
        Self(Step::Set { map: resource.body().node(), path: vec![name.to_owned()], value: value.into() })
    }

    /// Writes a key of a map.
    #[must_use]
    pub fn set_key(map: NodeId, key: &str, value: impl Into<Written>) -> Self {
        Self(Step::Set { map, path: vec![key.to_owned()], value: value.into() })
    }

    /// Takes a property of a resource away.
    #[must_use]
    pub fn remove(resource: Resource<'_>, path: &[&str]) -> Self {
        let path = std::iter::once("Properties").chain(path.iter().copied()).map(str::to_owned).collect();
        Self(Step::Remove { map: resource.body().node(), path })
    }

    /// Takes a key of a map away.
    #[must_use]
    pub fn remove_key(map: NodeId, key: &str) -> Self {
        Self(Step::Remove { map, path: vec![key.to_owned()] })
    }

    /// Replaces a value.
    #[must_use]
    pub fn replace(at: impl Into<Place>, value: impl Into<Written>) -> Self {
        Self(Step::Replace { node: at.into().node, value: value.into() })
    }

    /// Takes the quotes off a number.
    #[must_use]
    pub fn bare(at: &Val<'_>, digits: &str) -> Self {
        Self(Step::Replace { node: at.place(), value: Written::Bare(digits.to_owned()) })
    }

    /// Puts a text in the place of some bytes.
    #[must_use]
    pub fn text(span: Span, text: &str) -> Self {
        Self(Step::Text { span, text: text.to_owned() })
    }

    /// Adds an item to a list.
    #[must_use]
    pub fn append(list: &Val<'_>, value: impl Into<Written>) -> Self {
        Self(Step::Append { list: list.place(), value: value.into() })
    }

    /// Takes an item out of its list.
    #[must_use]
    pub fn remove_item(item: &Val<'_>) -> Self {
        Self(Step::RemoveItem { item: item.place() })
    }

    /// Takes a statement out of the list of its document.
    #[must_use]
    pub fn remove_statement(statement: &Statement<'_>) -> Self {
        Self(Step::RemoveItem { item: statement.place().node })
    }

    /// Gives a key another name.
    #[must_use]
    pub fn rename(key: NodeId, name: impl Into<String>) -> Self {
        Self(Step::Rename { key, name: name.into() })
    }

    pub(super) fn step(self) -> Step {
        self.0
    }
}
