//! `AWS::Serverless::HttpApi`: comes in one as it is written, go out the API with its stage and who may call its authorizers.

use super::authorizers::permit_all;
use super::definition::http;
use super::digest;
use super::domain;
use super::expansion::{Expansion, IMPLICIT_HTTP, Written};
use super::implicit;
use super::references::Stands;
use crate::syntax::Entry;

const SAME: &[&str] = &["FailOnWarnings", "DisableExecuteApiEndpoint", "CorsConfiguration"];

/// Replaces one by what it stands for.
pub(super) fn expand(expansion: &mut Expansion<'_>, written: &Written) {
    expansion.because_of(written.key);
    let mut entries: Vec<Entry> = Vec::new();
    for name in SAME {
        let entry = expansion.tree().entry(written.properties, name);
        entries.extend(entry.filter(|entry| !expansion.tree().is_null(entry.value)));
    }
    entries.extend(http(expansion, written));
    expansion.because_of(written.key);
    let properties = expansion.builder.map_of(&entries);
    expansion.builder.tree.set_open(properties);
    implicit::put(expansion, written, "AWS::ApiGatewayV2::Api", properties);
    stage(expansion, written);
    permit_all(expansion, written, "${AWS::Partition}", true);
    domain::version_2(expansion, written);
}

/// The API of events that name none.
pub(super) fn expand_implicit(expansion: &mut Expansion<'_>) {
    if let Some(written) = implicit::written(expansion, IMPLICIT_HTTP, "AWS::Serverless::HttpApi", true) {
        expand(expansion, &written);
    }
}

fn stage(expansion: &mut Expansion<'_>, written: &Written) {
    let name = match expansion.property(written, "StageName") {
        Some(name) => name,
        None => expansion.builder.text("$default"),
    };
    let id = match expansion.tree().text(name) {
        Some("$default") => format!("{}ApiGatewayDefaultStage", written.id),
        Some(name) if name.chars().all(char::is_alphanumeric) => format!("{}{name}Stage", written.id),
        Some(name) => format!("{}Stage{}", written.id, digest::suffix(name)),
        None => format!("{}Stage", written.id),
    };
    let api = expansion.builder.reference(&written.id);
    expansion.add_open(written, &id, "AWS::ApiGatewayV2::Stage", &[("ApiId", api), ("StageName", name)]);
    expansion.stands(&written.id, "Stage", Stands::For(id));
}
