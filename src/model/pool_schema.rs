//! Attributes of users: comes in the `Schema` of a pool, go out its entries, and what the standard ones are.

use super::{Place, STANDARD_ATTRIBUTES, Setting, UserPool};
use crate::resolve::{Known, Object, Unknown, Val};

/// The type of a standard attribute, which no pool can change; `None` for any other name, which makes a custom one
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>).
#[must_use]
pub fn standard_type(name: &str) -> Option<&'static str> {
    let kind = match name {
        "email_verified" | "phone_number_verified" => "Boolean",
        "updated_at" => "Number",
        _ => "String",
    };
    STANDARD_ATTRIBUTES.contains(&name).then_some(kind)
}

/// An entry of `Schema`.
#[derive(Clone, Copy)]
pub struct Attribute<'w> {
    object: Object<'w>,
    place: Place,
}

impl<'w> Attribute<'w> {
    /// `Name`.
    ///
    /// # Errors
    /// Unknown where it is, or absent.
    pub fn name(&self) -> Known<Setting<String>> {
        let value = self.object.get("Name")?.ok_or(Unknown::Type)?;
        Ok(Setting::written(value.literal()?, &value))
    }

    /// A property; `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn property(&self, name: &str) -> Known<Option<Val<'w>>> {
        self.object.get(name)
    }

    /// The key of a property, to point at it; the entry where it is not written.
    #[must_use]
    pub fn key(&self, name: &str) -> Place {
        self.object.key(name).map_or(self.place, Place::of)
    }

    /// `Required`; absent is false.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn is_required(&self) -> Known<Setting<bool>> {
        self.boolean("Required")
    }

    /// `Mutable`. Absent is false for an entry of `Schema`, also one of a standard attribute.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn is_mutable(&self) -> Known<Setting<bool>> {
        self.boolean("Mutable")
    }

    /// `DeveloperOnlyAttribute`; absent is false.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn is_for_developers(&self) -> Known<Setting<bool>> {
        self.boolean("DeveloperOnlyAttribute")
    }

    /// A boolean that is false where it is absent; then the name is what is pointed at.
    fn boolean(&self, name: &str) -> Known<Setting<bool>> {
        Ok(match self.object.get(name)? {
            Some(value) => Setting::written(value.boolean()?, &value),
            None => Setting::default_of(false, self.key("Name")),
        })
    }
}

impl<'w> UserPool<'w> {
    /// The entries of `Schema`.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn attributes(self) -> Known<Vec<Known<Attribute<'w>>>> {
        let Some(list) = self.0.property("Schema")? else { return Ok(Vec::new()) };
        let entry = |value: &Val<'w>| Ok(Attribute { object: value.object()?, place: Place::from(value) });
        Ok(list.list()?.iter().map(entry).collect())
    }

    /// Whether an entry of `Schema` makes a standard attribute one that nobody can change. Without an entry it can be changed.
    ///
    /// # Errors
    /// Unknown where an entry is.
    pub fn is_fixed(self, name: &str) -> Known<bool> {
        for attribute in self.attributes()? {
            let attribute = attribute?;
            if *attribute.name()? == name {
                return Ok(!*attribute.is_mutable()?);
            }
        }
        Ok(false)
    }

    /// The items of a list of attributes, such as `AliasAttributes`; none where it is absent.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn listed(self, property: &str) -> Known<Vec<Val<'w>>> {
        match self.0.property(property)? {
            Some(list) => list.one_or_many(),
            None => Ok(Vec::new()),
        }
    }

    /// The key of a property, to point at it; the pool where it is not written.
    #[must_use]
    pub fn key(self, property: &str) -> Place {
        let properties = self.0.properties().ok().flatten();
        properties.and_then(|properties| properties.key(property)).map_or(self.0.place(), Place::of)
    }
}
