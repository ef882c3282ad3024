//! Outputs and exports.

use super::Place;
use crate::resolve::{Known, Object, Val, World};

/// An output in one world.
#[derive(Clone, Copy)]
pub struct Output<'w> {
    world: &'w World<'w>,
    index: usize,
}

impl<'w> Output<'w> {
    /// The output at an index of the stack.
    #[must_use]
    pub fn new(world: &'w World<'w>, index: usize) -> Self {
        Self { world, index }
    }

    /// The world.
    #[must_use]
    pub fn world(self) -> &'w World<'w> {
        self.world
    }

    /// Its logical id.
    #[must_use]
    pub fn id(self) -> &'w str {
        &self.world.stack.outputs[self.index].id
    }

    /// The place of its logical id.
    #[must_use]
    pub fn place(self) -> Place {
        Place::of(self.world.stack.outputs[self.index].key)
    }

    fn body(self) -> Object<'w> {
        Object::new(self.world, self.world.stack.outputs[self.index].body)
    }

    /// `Value`.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn value(self) -> Known<Option<Val<'w>>> {
        self.body().get("Value")
    }

    /// The name under which it is exported.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn export_name(self) -> Known<Option<Val<'w>>> {
        match self.body().get("Export")? {
            Some(export) => export.object()?.get("Name"),
            None => Ok(None),
        }
    }
}
