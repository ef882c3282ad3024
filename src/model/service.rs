//! A service of the Serverless Framework as it is written: plugins, functions, their events and statements.

use super::Place;
use crate::compose::Generation;
use crate::resolve::{Known, Object, Unknown, Val, World};
use crate::syntax::NodeId;
use crate::template::Dialect;

/// A service.
#[derive(Clone, Copy)]
pub struct Service<'w> {
    world: &'w World<'w>,
    root: Object<'w>,
}

/// A function of a service.
#[derive(Clone)]
pub struct Function<'w> {
    /// The key under which it stands.
    pub name: String,
    key: NodeId,
    body: Object<'w>,
}

/// The trigger of a user pool, as an event of a function.
pub struct PoolTrigger<'w> {
    /// Where the pool is named.
    pub pool: Val<'w>,
    /// The name of the pool.
    pub name: String,
    /// The pool is made elsewhere; the event makes none.
    pub is_elsewhere: bool,
}

/// A resource that the service's `resources` or `extensions` write, beside what the framework generates.
#[derive(Clone)]
pub struct Written<'w> {
    /// The logical id.
    pub id: String,
    /// The place of the id.
    pub place: Place,
    body: Object<'w>,
}

impl<'w> Service<'w> {
    /// The service of a stack; `None` for a stack that is none.
    #[must_use]
    pub fn of(world: &'w World<'w>) -> Option<Self> {
        let root = world.stack.root.filter(|_| world.stack.dialect == Dialect::Serverless)?;
        let root = Val::new(world, root, None).object().ok()?;
        Some(Self { world, root })
    }

    /// The world.
    #[must_use]
    pub fn world(self) -> &'w World<'w> {
        self.world
    }

    /// The generation of the framework that deploys it.
    #[must_use]
    pub fn generation(self) -> Generation {
        self.world.stack.generation
    }

    /// A value below `provider`; `None` where any key on the way is absent.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn provider(self, path: &[&str]) -> Known<Option<Val<'w>>> {
        let mut found = self.root.get("provider")?;
        for key in path {
            found = match found {
                Some(value) => value.object()?.get(key)?,
                None => return Ok(None),
            };
        }
        Ok(found)
    }

    /// The managed policies that the shared role gets, in the newer form or else the older one.
    ///
    /// # Errors
    /// Unknown where they are, or where another role is used.
    pub fn managed_policies(self) -> Known<Option<Val<'w>>> {
        match self.provider(&["iam", "role", "managedPolicies"])? {
            Some(list) => Ok(Some(list)),
            None => self.provider(&["iamManagedPolicies"]),
        }
    }

    /// The names of its plugins.
    ///
    /// # Errors
    /// Unknown where one of them is.
    pub fn plugins(self) -> Known<Vec<String>> {
        let Some(plugins) = self.root.get("plugins")? else { return Ok(Vec::new()) };
        // Old services write `plugins: {modules: [a]}`.
        let list = match plugins.object() {
            Ok(object) => object.get("modules")?,
            Err(Unknown::Type) => Some(plugins),
            Err(unknown) => return Err(unknown),
        };
        list.map_or(Ok(Vec::new()), |list| list.list()?.iter().map(Val::literal).collect())
    }

    /// Its functions, from a map or a list of maps.
    ///
    /// # Errors
    /// Unknown where they are.
    pub fn functions(self) -> Known<Vec<Function<'w>>> {
        let mut all = Vec::new();
        let Some(functions) = self.root.get("functions")? else { return Ok(all) };
        for map in functions.one_or_many()? {
            // What can't be read takes nothing from the functions beside it.
            for (name, key, value) in map.object().and_then(|map| map.entries()).unwrap_or_default() {
                if let Ok(body) = value.object() {
                    all.push(Function { name, key, body });
                }
            }
        }
        Ok(all)
    }

    /// The resources that it writes itself, those that override generated ones among them.
    ///
    /// # Errors
    /// Unknown where more may be written.
    pub fn resources(self) -> Known<Vec<Written<'w>>> {
        let mut all = Vec::new();
        let Some(resources) = self.root.get("resources")? else { return Ok(all) };
        for item in resources.one_or_many()? {
            let item = match item.object() {
                Ok(item) => item,
                // An empty text stands for something optional.
                Err(Unknown::Type) => continue,
                Err(unknown) => return Err(unknown),
            };
            for section in ["Resources", "extensions"] {
                let Some(map) = item.get(section)? else { continue };
                for (id, key, value) in map.object()?.entries()? {
                    all.push(Written { id, place: Place::of(key), body: value.object()? });
                }
            }
        }
        Ok(all)
    }
}

impl<'w> Function<'w> {
    /// The place of its name.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::of(self.key)
    }

    /// The key of its own statements, by the setting of the plugin.
    #[must_use]
    pub fn own_statements(&self) -> Option<Place> {
        self.body.key("iamRoleStatements").map(Place::of)
    }

    /// The key of its own statements, by the setting of the fourth version.
    ///
    /// # Errors
    /// Unknown where they are.
    pub fn role_statements(&self) -> Known<Option<Place>> {
        let Some(iam) = self.body.get("iam")? else { return Ok(None) };
        let Some(role) = iam.object()?.get("role")? else { return Ok(None) };
        Ok(role.object()?.key("statements").map(Place::of))
    }

    /// Its triggers of user pools; those of which anything is not known are left out.
    #[must_use]
    pub fn pool_triggers(&self) -> Vec<PoolTrigger<'w>> {
        let read = |event: &Val<'w>| -> Known<PoolTrigger<'w>> {
            let event = event.object()?;
            let pool = event.get("pool")?.ok_or(Unknown::Type)?;
            let name = pool.literal()?;
            let is_elsewhere = event.get("existing")?.map(|existing| existing.boolean()).transpose()? == Some(true);
            Ok(PoolTrigger { pool, name, is_elsewhere })
        };
        self.events("cognitoUserPool").iter().filter_map(|event| read(event).ok()).collect()
    }

    /// The settings of its events of a kind; those that can't be known are left out.
    #[must_use]
    pub fn events(&self, kind: &str) -> Vec<Val<'w>> {
        let events = self.body.get("events").ok().flatten().and_then(|events| events.list().ok()).unwrap_or_default();
        events.iter().filter_map(|event| event.object().and_then(|event| event.get(kind)).ok().flatten()).collect()
    }
}

impl<'w> Written<'w> {
    /// True for a resource of a type.
    ///
    /// # Errors
    /// Unknown where the type is.
    pub fn is(&self, kind: &str) -> Known<bool> {
        Ok(self.body.get("Type")?.map(|value| value.literal()).transpose()?.as_deref() == Some(kind))
    }

    /// A property with a known text; `None` for any other.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.property(name).ok().flatten().and_then(|value| value.literal().ok())
    }

    /// A property; `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn property(&self, name: &str) -> Known<Option<Val<'w>>> {
        match self.body.get("Properties")? {
            Some(properties) => properties.object()?.get(name),
            None => Ok(None),
        }
    }
}

/// The part of a generated name that stands for `text`: letters and digits, the first of them a capital.
#[must_use]
pub fn alphanumeric(text: &str) -> String {
    let kept: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut letters = kept.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
