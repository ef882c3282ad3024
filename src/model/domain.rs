//! `AWS::Cognito::UserPoolDomain`: its name in pieces, whether it is a domain of one's own, and the DNS records beside it.

use super::{Reference, References, Referrer, Resource};
use crate::resolve::{Known, Object, Piece, Text, Val, World};

/// A domain of a user pool.
#[derive(Clone, Copy)]
pub struct Domain<'w>(pub Resource<'w>);

impl<'w> Domain<'w> {
    /// `Domain`, which is required.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn name(self) -> Known<Option<Val<'w>>> {
        self.0.property("Domain")
    }

    /// `CustomDomainConfig`, with which the name is a domain of one's own and no prefix of the service's.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn custom(self) -> Known<Option<Object<'w>>> {
        match self.0.property("CustomDomainConfig")? {
            Some(value) => value.object_if_any(),
            None => Ok(None),
        }
    }

    /// The address records of this stack for the domain one step up, by the resource in which each stands.
    ///
    /// # Errors
    /// Unknown where the name is, or a record that is none of them.
    pub fn parent_records(self) -> Known<Vec<Resource<'w>>> {
        let Some(parent) = self.name()?.map(|name| name.text()).transpose()?.and_then(|text| parent_of(&text)) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let mut unknown = None;
        for resource in all(self.0.world()) {
            let is_one = match resource.kind() {
                "AWS::Route53::RecordSet" => {
                    resource.properties().and_then(|map| map.map_or(Ok(false), |map| is_address_of(&map, &parent)))
                }
                "AWS::Route53::RecordSetGroup" => resource.property("RecordSets").and_then(|sets| {
                    let Some(sets) = sets else { return Ok(false) };
                    super::any(&sets.one_or_many()?, |set| is_address_of(&set.object()?, &parent))
                }),
                _ => continue,
            };
            match is_one {
                Ok(true) if resource.exists() != Ok(false) => found.push(resource),
                Ok(_) => {}
                Err(why) => unknown = Some(why),
            }
        }
        if found.is_empty() { unknown.map_or(Ok(found), Err) } else { Ok(found) }
    }

    /// The hosted zone of this stack that is named as the domain one step up.
    ///
    /// # Errors
    /// Unknown where the name is.
    pub fn parent_zone(self) -> Known<Option<Resource<'w>>> {
        let Some(parent) = self.name()?.map(|name| name.text()).transpose()?.and_then(|text| parent_of(&text)) else { return Ok(None) };
        let is_zone = |zone: &Resource<'w>| {
            let name = zone.property("Name").and_then(|name| name.map_or(Ok(None), |name| name.text().map(Some)));
            matches!(name, Ok(Some(name)) if is_same(&name, &parent)) && zone.exists() != Ok(false)
        };
        Ok(all(self.0.world()).find(|resource| resource.kind() == "AWS::Route53::HostedZone" && is_zone(resource)))
    }

    /// Whether it is made after another resource: by `DependsOn`, or by what it and those on the way refer to.
    #[must_use]
    pub fn waits_for(self, other: Resource<'w>) -> bool {
        let stack = self.0.world().stack;
        let references = References::of(stack);
        let by = |index: usize| {
            let is_by = move |reference: &&Reference<'_>| reference.by == Referrer::Resource(index);
            references.list.iter().filter(is_by).filter_map(|reference| stack.resource(reference.name))
        };
        let mut seen = vec![false; stack.resources.len()];
        let mut open = vec![self.0.index()];
        while let Some(index) = open.pop() {
            for next in by(index).filter(|next| !std::mem::replace(&mut seen[*next], true)) {
                open.push(next);
            }
        }
        seen[other.index()]
    }
}

fn all<'w>(world: &'w World<'w>) -> impl Iterator<Item = Resource<'w>> {
    (0..world.stack.resources.len()).map(move |index| Resource::new(world, index))
}

/// A domain without its first label; `None` where that can't be told, or nothing would be left.
fn parent_of(domain: &Text) -> Option<Text> {
    let mut pieces = domain.pieces.iter();
    let mut parent = Text::default();
    // The first label may be made of variables, which hold no dot as far as people write them.
    let after = pieces.find_map(|piece| match piece {
        Piece::Literal(text) => text.split_once('.').map(|(_, after)| after.to_owned()),
        _ => None,
    })?;
    parent.push(Piece::Literal(after));
    pieces.for_each(|piece| parent.push(piece.clone()));
    let is_whole = parent.pieces.len() > 1 || parent.literals().any(|text| text.contains('.'));
    is_whole.then_some(parent)
}

fn is_address_of(record: &Object<'_>, name: &Text) -> Known<bool> {
    let Some(kind) = record.get("Type")? else { return Ok(false) };
    if !kind.is("A")? {
        return Ok(false);
    }
    match record.get("Name")? {
        Some(value) => {
            let text = value.text()?;
            if is_same(&text, name) {
                return Ok(true);
            }
            // Two names that are known differ; of variables nobody can tell.
            text.known().and_then(|_| name.known()).map(|_| false)
        }
        None => Ok(false),
    }
}

/// The same name, with or without the dot at its end.
fn is_same(one: &Text, other: &Text) -> bool {
    let trimmed = |text: &Text| {
        let mut pieces = text.pieces.clone();
        if let Some(Piece::Literal(last)) = pieces.last_mut() {
            if last.ends_with('.') {
                last.pop();
            }
            if last.is_empty() {
                pieces.pop();
            }
        }
        pieces
    };
    trimmed(one) == trimmed(other)
}
