//! The URL of a function: which function it calls, and whom it asks for a signature.

use super::{Resource, link};
use crate::resolve::{Known, Val};

/// An address by which a function is called: `AWS::Lambda::Url`.
#[derive(Clone, Copy)]
pub struct FunctionUrl<'w>(pub Resource<'w>);

impl<'w> FunctionUrl<'w> {
    /// The function, where it is one of this stack.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn function(self) -> Known<Option<Resource<'w>>> {
        match self.0.property("TargetFunctionArn")? {
            Some(target) => link(self.0.world(), &target, "AWS::Lambda::Function", &["Arn", "Ref"]),
            None => Ok(None),
        }
    }

    /// `AuthType`, where it asks nobody for a signature.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn unsigned(self) -> Known<Option<Val<'w>>> {
        let Some(kind) = self.0.property("AuthType")? else { return Ok(None) };
        Ok((kind.literal()? == "NONE").then_some(kind))
    }

    /// True where it calls an alias of the function.
    ///
    /// # Errors
    /// Unknown where it may.
    pub fn is_of_alias(self) -> Known<bool> {
        Ok(self.0.property("Qualifier")?.is_some())
    }
}
