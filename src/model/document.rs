//! Policy documents, wherever they stand.

use super::{Place, Resource, Statement};
use crate::data::policies::DocumentKind;
use crate::resolve::{Known, Object, Text, Unknown, Val, Value, World};
use crate::syntax::NodeId;

/// A policy document.
#[derive(Clone)]
pub struct Document<'w> {
    world: &'w World<'w>,
    /// What it is for.
    pub kind: DocumentKind,
    /// The resource that carries it.
    pub owner: Option<Resource<'w>>,
    body: Body<'w>,
}

#[derive(Clone)]
enum Body<'w> {
    /// A whole document.
    Object(Object<'w>, Place),
    /// A list of statements to which the framework adds the rest.
    Statements(Val<'w>, NodeId),
}

impl<'w> Document<'w> {
    /// The document that is the value of a property.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn read(world: &'w World<'w>, value: &Val<'w>, kind: DocumentKind, owner: Option<Resource<'w>>) -> Known<Self> {
        Ok(Self { world, kind, owner, body: Body::Object(value.document()?, Place::from(value)) })
    }

    /// A document of which only the statements are written.
    pub(super) fn of_statements(world: &'w World<'w>, statements: NodeId, key: NodeId) -> Self {
        let body = Body::Statements(Val::new(world, statements, None), key);
        Self { world, kind: DocumentKind::Identity, owner: None, body }
    }

    /// The document of a bare policy file. What it is for is told by what it says, unless the run was told.
    pub(super) fn bare(world: &'w World<'w>, root: NodeId) -> Self {
        let body = Body::Object(Object::new(world, root), Place::of(root));
        let mut document = Self { world, kind: DocumentKind::Identity, owner: None, body };
        document.kind = world.stack.policy_kind.unwrap_or_else(|| document.told_kind());
        document
    }

    /// One that names principals is a resource's, or, where they may only assume, the trust of a role.
    fn told_kind(&self) -> DocumentKind {
        let statements: Vec<Statement<'w>> = self.statements().unwrap_or_default().into_iter().flatten().collect();
        if !statements.iter().any(Statement::names_principals) {
            return DocumentKind::Identity;
        }
        let is_of_trust = |statement: &Statement<'w>| statement.is_about_assuming() != Ok(None);
        if statements.iter().any(|statement| statement.is_about_assuming() == Ok(Some(true))) && statements.iter().all(is_of_trust) {
            DocumentKind::Trust
        } else {
            DocumentKind::Resource
        }
    }

    /// The world.
    #[must_use]
    pub fn world(&self) -> &'w World<'w> {
        self.world
    }

    /// `Version`; `None` where it is absent. Lists of statements get theirs from the framework.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn version(&self) -> Known<Option<String>> {
        match &self.body {
            Body::Object(object, _) => object.get("Version")?.map(|value| value.literal()).transpose(),
            Body::Statements(..) => Ok(Some("2012-10-17".to_owned())),
        }
    }

    /// `Version` as it is written; `None` where it is absent or the framework's own.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn written_version(&self) -> Known<Option<Val<'w>>> {
        match &self.body {
            Body::Object(object, _) => object.get("Version"),
            Body::Statements(..) => Ok(None),
        }
    }

    /// The map that is the document; `None` where only the statements are written.
    #[must_use]
    pub fn object(&self) -> Option<Object<'w>> {
        match &self.body {
            Body::Object(object, _) => Some(*object),
            Body::Statements(..) => None,
        }
    }

    /// True for a document that is written as JSON inside a text.
    #[must_use]
    pub fn is_inside_text(&self) -> bool {
        self.object().is_some_and(|object| self.world.stack.tree.is_inside(object.node()))
    }

    /// The whole document, or the list of statements where nothing else is written.
    #[must_use]
    pub fn whole(&self) -> Place {
        match &self.body {
            Body::Object(_, place) => *place,
            Body::Statements(list, _) => Place::from(list),
        }
    }

    /// The key that holds the statements.
    #[must_use]
    pub fn place(&self) -> Place {
        match &self.body {
            Body::Object(object, place) => object.key("Statement").map_or(*place, Place::of),
            Body::Statements(_, key) => Place::of(*key),
        }
    }

    /// What is written as the statements: a list, or one statement; `None` where nothing is.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn statement_value(&self) -> Known<Option<Val<'w>>> {
        match &self.body {
            Body::Object(object, _) => object.get("Statement"),
            Body::Statements(list, _) => Ok(Some(list.clone())),
        }
    }

    /// The ids of the statements, those that are known at least in part.
    ///
    /// # Errors
    /// Unknown where the list of statements is.
    pub fn sids(&self) -> Known<Vec<(Val<'w>, Text)>> {
        let sid = |statement: Statement<'w>| {
            let sid = statement.element("Sid").ok()??;
            let text = sid.text().ok()?;
            Some((sid, text))
        };
        Ok(self.statements()?.into_iter().flatten().filter_map(sid).collect())
    }

    /// All texts in the document, keys and values, as far as they are known, with their places.
    #[must_use]
    pub fn texts(&self) -> Vec<(Place, Text)> {
        let mut all = Vec::new();
        match &self.body {
            Body::Object(object, _) => texts_of(*object, &mut all, 0),
            Body::Statements(list, _) => texts_in(list, &mut all, 0),
        }
        all
    }

    /// The statements, each known or not.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn statements(&self) -> Known<Vec<Known<Statement<'w>>>> {
        let list = self.statement_value()?.ok_or(Unknown::Type)?;
        let variables = self.version().map(|version| version.is_some_and(|version| version == "2012-10-17"));
        let statement = |value: &Val<'w>| {
            let object = value.object()?;
            Ok(Statement::new(self, object, Place::from(value), variables))
        };
        Ok(list.one_or_many()?.iter().map(statement).collect())
    }
}

/// Nothing in a document is nested deeper than a list of values below an operator and a key of a statement.
const DEPTH: usize = 8;

fn texts_in(value: &Val<'_>, all: &mut Vec<(Place, Text)>, depth: usize) {
    match value.value() {
        Ok(Value::Text(text)) => all.push((Place::from(value), text)),
        Ok(Value::List(items)) if depth < DEPTH => items.iter().for_each(|item| texts_in(item, all, depth + 1)),
        Ok(Value::Map(_)) if depth < DEPTH => {
            if let Ok(object) = value.object() {
                texts_of(object, all, depth + 1);
            }
        }
        _ => {}
    }
}

fn texts_of(object: Object<'_>, all: &mut Vec<(Place, Text)>, depth: usize) {
    for (name, entry) in object.written() {
        all.push((Place::of(entry.key), Text::literal(name)));
        if let Ok(Some(value)) = object.value_of(entry) {
            texts_in(&value, all, depth);
        }
    }
}
