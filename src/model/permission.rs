//! Permissions: comes in what lets others call a function, go out whom it lets in, and on whose behalf.

use std::borrow::Cow;

use super::{FunctionUrl, Resource, UserPool, of_kind};
use crate::data::service_principals::service_of;
use crate::resolve::{Known, Piece, Text, Unknown, Val, World};

/// What lets others call a function: `AWS::Lambda::Permission`.
#[derive(Clone, Copy)]
pub struct Permission<'w>(pub Resource<'w>);

impl<'w> Permission<'w> {
    /// Those of the stack that are there in this world.
    pub fn all(world: &'w World<'w>) -> impl Iterator<Item = Self> {
        of_kind(world, "AWS::Lambda::Permission").filter(|resource| resource.exists() != Ok(false)).map(Self)
    }

    /// Whether it is about a function of this stack, without a version or an alias.
    ///
    /// # Errors
    /// Unknown where the name may be the function's.
    pub fn is_for(self, function: Resource<'w>) -> Known<bool> {
        let name = self.0.property("FunctionName")?.ok_or(Unknown::Type)?.text()?;
        if let Some((index, attribute)) = name.reference() {
            let named = Resource::new(self.0.world(), index);
            return match (named.kind(), attribute) {
                ("AWS::Lambda::Function", _) => Ok(index == function.index()),
                ("AWS::Lambda::Url", "FunctionArn") => {
                    Ok(FunctionUrl(named).function()?.ok_or(Unknown::Deployed)?.index() == function.index())
                }
                _ => Err(Unknown::Deployed),
            };
        }
        match function.property("FunctionName")? {
            // Its name is made when deploying, and nobody can write it down before.
            None => name.known().map(|_| false),
            Some(own) if own.text()? == name => Ok(true),
            Some(own) => Ok(name.known()?.contains(&own.literal()?)),
        }
    }

    /// `Principal`.
    ///
    /// # Errors
    /// Unknown where it is, or absent.
    pub fn principal(self) -> Known<Val<'w>> {
        self.0.property("Principal")?.ok_or(Unknown::Type)
    }

    /// Whether user pools are among those whom it lets in.
    ///
    /// # Errors
    /// Unknown where its principal is.
    pub fn is_for_user_pools(self) -> Known<bool> {
        let principal = self.principal()?.literal()?;
        Ok(principal == "*" || principal.starts_with("cognito-idp."))
    }

    /// Whether nothing narrows the principal.
    ///
    /// # Errors
    /// Unknown where something may.
    pub fn is_unscoped(self) -> Known<bool> {
        Ok(self.0.property("SourceArn")?.is_none() && self.0.property("SourceAccount")?.is_none())
    }

    /// Whether its source may be a pool.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn admits_source(self, pool: UserPool<'w>) -> Known<bool> {
        let Some(source) = self.0.property("SourceArn")? else { return Ok(true) };
        let source = source.text()?;
        let named = pools_in(self.0.world(), &source);
        match named.as_slice() {
            [] => Err(Unknown::Deployed),
            named => Ok(named.contains(&pool.0.index())),
        }
    }

    /// Whether a pool may call a function by it.
    ///
    /// # Errors
    /// Unknown where it may be so.
    pub fn admits(self, pool: UserPool<'w>, function: Resource<'w>) -> Known<bool> {
        every(&[self.is_for(function), self.is_for_user_pools(), self.admits_source(pool), self.invokes()])
    }

    /// `Action`.
    ///
    /// # Errors
    /// Unknown where it is, or absent.
    pub fn action(self) -> Known<Val<'w>> {
        self.0.property("Action")?.ok_or(Unknown::Type)
    }

    /// The service that is its principal, without its domain and region: `s3`, `logs`; `None` where that is no service.
    ///
    /// # Errors
    /// Unknown where the principal is.
    pub fn service(self) -> Known<Option<String>> {
        let mut host = String::new();
        for piece in &self.principal()?.text()?.pieces {
            match piece {
                Piece::Literal(text) => host.push_str(text),
                Piece::Pseudo(name) if name == "AWS::URLSuffix" => host.push_str("amazonaws.com"),
                Piece::Pseudo(name) if name == "AWS::Region" => host.push_str("eu-west-1"),
                _ => return Err(Unknown::Deployed),
            }
        }
        Ok(service_of(&host).map(Cow::into_owned))
    }

    /// Whether its principal is everybody.
    ///
    /// # Errors
    /// Unknown where the principal is.
    pub fn is_for_everybody(self) -> Known<bool> {
        let principal = self.principal()?.text()?;
        match principal.known() {
            Ok(whom) => Ok(whom == "*"),
            // Whatever stands beside it.
            Err(_) if principal.literals().any(|text| text != "*") => Ok(false),
            Err(why) => Err(why),
        }
    }

    /// Whether it lets a service call a function, whatever the function's URL asks for; without a service, everybody.
    ///
    /// # Errors
    /// Unknown where it may.
    pub fn lets_invoke(self, function: Resource<'w>, service: Option<&str>) -> Known<bool> {
        let is_whom = match self.is_for_everybody() {
            Ok(false) if service.is_some() => self.service().map(|named| named.as_deref() == service),
            known => known,
        };
        every(&[self.is_for(function), self.invokes(), is_whom])
    }

    /// Whether it has one of the properties.
    ///
    /// # Errors
    /// Unknown where it may.
    pub fn has_any(self, names: &[&str]) -> Known<bool> {
        for name in names {
            if self.0.property(name)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether its source is a bucket of this stack, by a reference or by the same name.
    ///
    /// # Errors
    /// Unknown where it may be.
    pub fn is_from_own_bucket(self) -> Known<bool> {
        let Some(source) = self.0.property("SourceArn")? else { return Ok(false) };
        let source = source.text()?;
        let kind = |resource: usize| self.0.world().stack.resources[resource].kind.as_str();
        let is_bucket = |piece: &Piece| matches!(piece, Piece::Attribute { resource, .. } if kind(*resource) == "AWS::S3::Bucket");
        if source.pieces.iter().any(is_bucket) {
            return Ok(true);
        }
        let mut name = Text::default();
        for piece in source.pieces {
            match piece {
                Piece::Literal(text) => match text.rsplit_once(':') {
                    Some((_, behind)) => name = Text::literal(behind),
                    None => name.push(Piece::Literal(text)),
                },
                piece => name.push(piece),
            }
        }
        name.pieces.retain(|piece| *piece != Piece::Literal(String::new()));
        for bucket in of_kind(self.0.world(), "AWS::S3::Bucket") {
            if let Some(own) = bucket.property("BucketName")?
                && own.text()?.pieces == name.pieces
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn invokes(self) -> Known<bool> {
        let action = self.action()?.literal()?;
        Ok(["*", "lambda:*", "lambda:InvokeFunction"].iter().any(|known| known.eq_ignore_ascii_case(&action)))
    }
}

/// Whether all hold: one that fails decides, whatever is not known of the others.
fn every(tests: &[Known<bool>]) -> Known<bool> {
    if tests.contains(&Ok(false)) { Ok(false) } else { tests.iter().try_fold(true, |all, test| Ok(all && (*test)?)) }
}

/// The pools of this stack whose attributes a text is made of.
fn pools_in(world: &World<'_>, text: &Text) -> Vec<usize> {
    let pool = |piece: &Piece| match piece {
        Piece::Attribute { resource, .. } if world.stack.resources[*resource].kind == "AWS::Cognito::UserPool" => Some(*resource),
        _ => None,
    };
    text.pieces.iter().filter_map(pool).collect()
}
