//! `AWS::Serverless::Api`: comes in one as it is written, go out the API with its stage, who may call its authorizers, and its usage
//! plan.

use super::authorizers::permit_all;
use super::definition::rest;
use super::digest;
use super::domain;
use super::expansion::{Expansion, IMPLICIT_REST, Written};
use super::implicit;
use super::references::Stands;
use super::usage_plan;
use crate::syntax::Entry;

const SAME: &[&str] = &["Name", "Description", "ApiKeySourceType", "Policy", "FailOnWarnings"];

/// Replaces one by what it stands for.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written) {
    expansion.because_of(written.key);
    let mut entries: Vec<Entry> = Vec::new();
    for name in SAME {
        let entry = expansion.tree().entry(written.properties, name);
        entries.extend(entry.filter(|entry| !expansion.tree().is_null(entry.value)));
    }
    entries.extend(rest(expansion, written));
    expansion.because_of(written.key);
    let properties = expansion.builder.map_of(&entries);
    expansion.builder.tree.set_open(properties);
    implicit::put(expansion, written, "AWS::ApiGateway::RestApi", properties);

    let api = expansion.builder.reference(&written.id);
    let deployment = format!("{}Deployment", written.id);
    // SAM adds digits to its id that are made of the whole definition.
    expansion.add_open(written, &deployment, "AWS::ApiGateway::Deployment", &[("RestApiId", api)]);
    expansion.stands(&written.id, "Deployment", Stands::Unnamed);
    let stage = stage(expansion, written);
    permit_all(expansion, written, expansion.partition, false);
    domain::version_1(expansion, written);
    usage_plan::expand(expansion, written, &stage);
}

/// The API of events that name none.
pub(super) fn expand_implicit(expansion: &mut Expansion<'_>) {
    if let Some(written) = implicit::written(expansion, IMPLICIT_REST, "AWS::Serverless::Api", false) {
        expand(expansion, &written);
    }
}

/// Makes the stage; gives its id.
fn stage(expansion: &mut Expansion<'_>, written: &Written) -> String {
    let name = expansion.property(written, "StageName");
    let text = name.and_then(|name| expansion.tree().text(name)).unwrap_or_default().to_owned();
    let id = match text.is_empty() || !text.chars().all(char::is_alphanumeric) {
        true => format!("{}Stage{}", written.id, digest::suffix(&text)),
        false => format!("{}{text}Stage", written.id),
    };
    let api = expansion.builder.reference(&written.id);
    let mut properties = vec![("RestApiId", api)];
    properties.extend(name.map(|name| ("StageName", name)));
    expansion.add_open(written, &id, "AWS::ApiGateway::Stage", &properties);
    expansion.stands(&written.id, "Stage", Stands::For(id.clone()));
    id
}
