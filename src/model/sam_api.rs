//! `AWS::Serverless::Api` as it is written, with what `Globals` adds, and the API that SAM makes where none is written.

use super::Place;
use crate::resolve::{Known, Object, Unknown, Val, World};
use crate::template::Dialect;

/// A REST API of a SAM template.
#[derive(Clone)]
pub struct SamApi<'w> {
    id: Option<String>,
    properties: Option<Object<'w>>,
    globals: Option<Object<'w>>,
}

/// The REST APIs of a SAM template; none for other templates.
///
/// # Errors
/// Unknown where the resources are.
pub fn sam_apis<'w>(world: &'w World<'w>) -> Known<Vec<Known<SamApi<'w>>>> {
    let Some(root) = world.stack.root.filter(|_| world.stack.dialect == Dialect::Sam) else { return Ok(Vec::new()) };
    let root = Val::new(world, root, None).object()?;
    let globals = match root.get("Globals")? {
        Some(globals) => globals.object()?.get("Api")?.map(|api| api.object()).transpose()?,
        None => None,
    };
    let Some(resources) = root.get("Resources")? else { return Ok(Vec::new()) };
    let mut apis = Vec::new();
    let mut implicit = false;
    for (id, _, value) in resources.object()?.entries()? {
        let Ok(body) = value.object() else { continue };
        let kind = body.get("Type").ok().flatten().and_then(|kind| kind.literal().ok());
        let properties = || body.get("Properties")?.map(|value| value.object()).transpose();
        match kind.as_deref() {
            // Which globals it leaves out is not followed.
            Some("AWS::Serverless::Api") if body.key("IgnoreGlobals").is_some() => apis.push(Err(Unknown::Open)),
            Some("AWS::Serverless::Api") => apis.push(properties().map(|properties| SamApi { id: Some(id), properties, globals })),
            Some("AWS::Serverless::Function") => implicit |= properties().is_ok_and(|of| of.is_some_and(|of| has_unnamed_event(&of))),
            _ => {}
        }
    }
    if implicit {
        apis.push(Ok(SamApi { id: None, properties: None, globals }));
    }
    Ok(apis)
}

/// True for a function with an `Api` event that names no API.
fn has_unnamed_event(function: &Object<'_>) -> bool {
    let events = function.get("Events").ok().flatten().and_then(|events| events.object().and_then(|map| map.entries()).ok());
    events.unwrap_or_default().iter().any(|(_, _, event)| {
        let is_unnamed = || {
            let event = event.object()?;
            let is_api = event.get("Type")?.map(|kind| kind.literal()).transpose()?.as_deref() == Some("Api");
            let names_one = match event.get("Properties")? {
                Some(properties) => properties.object()?.get("RestApiId")?.is_some(),
                None => false,
            };
            Known::Ok(is_api && !names_one)
        };
        is_unnamed() == Ok(true)
    })
}

impl<'w> SamApi<'w> {
    /// The logical id, its own or that of the API that SAM makes for events which name none.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or("ServerlessRestApi")
    }

    /// True where the API is described by a document of its own, in which authorizers may stand.
    #[must_use]
    pub fn has_definition(&self) -> bool {
        let maps = [self.properties, self.globals];
        maps.iter().flatten().any(|map| map.key("DefinitionBody").is_some() || map.key("DefinitionUri").is_some())
    }

    /// `Auth.DefaultAuthorizer`, its own or that of `Globals`.
    ///
    /// # Errors
    /// Unknown where it can't be told.
    pub fn default_authorizer(&self) -> Known<Option<Val<'w>>> {
        match Self::auth(self.properties, "DefaultAuthorizer")? {
            Some(own) => Ok(Some(own)),
            None => Self::auth(self.globals, "DefaultAuthorizer"),
        }
    }

    /// The names of its authorizers with those of `Globals`, and where they begin; `None` where there are none at all.
    ///
    /// # Errors
    /// Unknown where one may be added.
    pub fn authorizers(&self) -> Known<Option<(Place, Vec<String>)>> {
        let mut found: Option<(Place, Vec<String>)> = None;
        for map in [self.properties, self.globals] {
            let Some(authorizers) = Self::auth(map, "Authorizers")? else { continue };
            let names = authorizers.object()?.entries()?.into_iter().map(|(name, ..)| name);
            let (_, all) = found.get_or_insert_with(|| (Place::from(&authorizers), Vec::new()));
            all.extend(names);
        }
        Ok(found.filter(|(_, names)| !names.is_empty()))
    }

    fn auth(of: Option<Object<'w>>, name: &str) -> Known<Option<Val<'w>>> {
        let Some(map) = of else { return Ok(None) };
        match map.get("Auth")? {
            Some(auth) => auth.object()?.get(name),
            None => Ok(None),
        }
    }
}
