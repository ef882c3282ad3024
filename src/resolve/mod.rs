//! Resolving: comes in a node, goes out what it will be when the stack is deployed, as far as that can be known.
//!
//! What can't be known is an [`Unknown`], and what depends on a decision is asked of a [`World`]: one way in which the conditions and
//! parameters of the stack may turn out. Rules never see either; they see values.

mod comparison;
mod conditions;
mod functions;
mod object;
mod text;
mod value;
mod world;

pub use object::{Object, Val};
pub use text::{Piece, Text};
pub use value::Value;
pub use world::{Facts, Leaf, Question, Solved, World};

/// Why something is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// A framework variable that can't be followed.
    #[error("a variable that is known when deploying")]
    Variable,
    /// An include that could not be read.
    #[error("an include that could not be read")]
    Include,
    /// A parameter without a default.
    #[error("a parameter without a default")]
    Parameter,
    /// An attribute of a resource, an import, a pseudo parameter: known when deploying.
    #[error("known when deploying")]
    Deployed,
    /// A function that is not followed, or whose arguments are malformed.
    #[error("a function that is not followed")]
    Function,
    /// A reference to something that is not in the stack, or not in this world.
    #[error("a reference to something that is not here")]
    Reference,
    /// The value has another type than the property; the schema rules speak about that.
    #[error("another type than expected")]
    Type,
    /// How it is read depends on the kind of template, which a fragment does not tell.
    #[error("depends on the template that it belongs to")]
    Dialect,
    /// The part may be added by a transform or by another file.
    #[error("may be written elsewhere")]
    Open,
    /// Too many possibilities to try.
    #[error("too many possibilities")]
    Fuel,
}

/// A value, or why it is not known.
pub type Known<T> = Result<T, Unknown>;
