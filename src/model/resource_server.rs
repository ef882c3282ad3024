//! `AWS::Cognito::UserPoolResourceServer` and what it is named by: comes in a resource, goes out the scopes that it has.

use super::Resource;
use crate::resolve::{Known, Piece, Text, Unknown, World};

const KIND: &str = "AWS::Cognito::UserPoolResourceServer";

/// A resource server.
#[derive(Clone, Copy)]
pub struct ResourceServer<'w>(pub Resource<'w>);

impl ResourceServer<'_> {
    /// `Identifier`, the first part of the names of its scopes. It is what a `Ref` gives.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn identifier(self) -> Known<Text> {
        self.0.property("Identifier")?.ok_or(Unknown::Type)?.text()
    }

    /// Its scopes as clients name them: `identifier/scope`.
    ///
    /// # Errors
    /// Unknown where one is.
    pub fn scopes(self) -> Known<Vec<Text>> {
        let Some(list) = self.0.property("Scopes")? else { return Ok(Vec::new()) };
        let mut start = self.identifier()?;
        start.push(Piece::Literal("/".to_owned()));
        let full = |name: Text| {
            let mut text = start.clone();
            text.append(name);
            text
        };
        let name = |item: &crate::resolve::Val<'_>| item.object()?.get("ScopeName")?.ok_or(Unknown::Type)?.text();
        list.one_or_many()?.iter().map(|item| name(item).map(full)).collect()
    }
}

/// The text with the identifier of a resource server where its `Ref` stands.
///
/// # Errors
/// Unknown where an identifier is.
pub fn with_identifiers<'w>(world: &'w World<'w>, text: &Text) -> Known<Text> {
    let mut out = Text::default();
    for piece in &text.pieces {
        match piece {
            Piece::Attribute { resource, name } if name == "Ref" && world.stack.resources[*resource].kind == KIND => {
                out.append(ResourceServer(Resource::new(world, *resource)).identifier()?);
            }
            piece => out.push(piece.clone()),
        }
    }
    Ok(out)
}
