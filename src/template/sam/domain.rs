//! `Domain` of an API: comes in the domain, go out its resources with the ids that SAM gives them.

use super::digest;
use super::expansion::{Expansion, Written};
use super::references::Stands;
use super::shape::is_given;
use crate::syntax::{Content, NodeId};

/// That of a REST API.
pub(super) fn version_1(expansion: &mut Expansion<'_>, written: &Written) {
    let Some(domain) = expansion.given(written, "Domain") else { return };
    let endpoint = expansion.field(domain, "EndpointConfiguration");
    let endpoint = endpoint.map(|endpoint| expansion.parameters.value(expansion.tree(), endpoint));
    let is_private = endpoint.and_then(|endpoint| expansion.tree().text(endpoint)) == Some("PRIVATE");
    let (id, kind, mapping) = match is_private {
        true => ("ApiGatewayDomainNameV2", "AWS::ApiGateway::DomainNameV2", "AWS::ApiGateway::BasePathMappingV2"),
        false => ("ApiGatewayDomainName", "AWS::ApiGateway::DomainName", "AWS::ApiGateway::BasePathMapping"),
    };
    let property = if is_private { "DomainNameV2" } else { "DomainName" };
    let letter = |letter: &char| letter.is_alphanumeric();
    make(expansion, written, domain, [id, property, kind], ["BasePathMapping", mapping], &letter);
    if expansion.field(domain, "AccessAssociation").is_some() {
        // Its id is made of what it holds.
        expansion.set_open();
    }
}

/// That of an HTTP or WebSocket API.
pub(super) fn version_2(expansion: &mut Expansion<'_>, written: &Written) {
    let Some(domain) = expansion.given(written, "Domain") else { return };
    let names = ["ApiGatewayDomainNameV2", "DomainName", "AWS::ApiGatewayV2::DomainName"];
    let letter = |letter: &char| !"-_/".contains(*letter);
    make(expansion, written, domain, names, ["ApiMapping", "AWS::ApiGatewayV2::ApiMapping"], &letter);
}

fn make(
    expansion: &mut Expansion<'_>,
    written: &Written,
    domain: NodeId,
    [prefix, property, kind]: [&str; 3],
    [suffix, mapping]: [&str; 2],
    letter: &dyn Fn(&char) -> bool,
) {
    expansion.because_of(domain);
    match expansion.field(domain, "DomainName").and_then(|name| seed(expansion, name)) {
        Some(seed) => {
            let id = format!("{prefix}{}", digest::suffix(&seed));
            expansion.add_open(written, &id, kind, &[]);
            expansion.stands(&written.id, property, Stands::For(id));
        }
        None => {
            expansion.set_open();
            expansion.stands(&written.id, property, Stands::Unnamed);
        }
    }
    let path = expansion.field(domain, "BasePath").filter(|path| is_given(expansion.tree(), *path));
    let paths = match path.map(|path| (path, expansion.tree().content(path))) {
        None => vec![String::new()],
        Some((_, Content::Scalar(text, _))) => vec![text.to_owned()],
        Some((path, Content::List(items))) if !expansion.tree().is_open(path) => {
            items.iter().filter_map(|item| expansion.tree().text(*item).map(str::to_owned)).collect()
        }
        Some(_) => vec![String::new()],
    };
    for path in paths {
        let path: String = path.chars().filter(|one| letter(one)).collect();
        expansion.add_open(written, &format!("{}{path}{suffix}", written.id), mapping, &[]);
    }
    let Some(zone) = expansion.field(domain, "Route53") else {
        expansion.because_of(written.key);
        return;
    };
    let separate = expansion.field(zone, "SeparateRecordSetGroup").is_some_and(|own| is_given(expansion.tree(), own));
    let named = ["HostedZoneId", "HostedZoneName"].into_iter().find_map(|name| expansion.field(zone, name));
    match named.and_then(|name| seed(expansion, name)).filter(|_| !separate) {
        Some(seed) => {
            let id = format!("RecordSetGroup{}", digest::suffix(&seed));
            // The first API of a zone makes it for all.
            if expansion.current(&id).is_none() {
                expansion.add_open(written, &id, "AWS::Route53::RecordSetGroup", &[]);
            }
        }
        None => expansion.set_open(),
    }
    expansion.because_of(written.key);
}

/// The text of which SAM makes an id. Of a function it is the JSON, which is written here for those that are common.
fn seed(expansion: &Expansion<'_>, node: NodeId) -> Option<String> {
    let tree = expansion.tree();
    let node = expansion.parameters.value(tree, node);
    if let Some(text) = tree.text(node) {
        return Some(text.to_owned());
    }
    let (name, argument) = tree.call(node)?;
    let text = tree.text(argument)?;
    let is_plain = |text: &str| text.chars().all(|letter| matches!(letter, ' '..='~') && !matches!(letter, '"' | '\\'));
    (is_plain(text) && name != "Fn::GetAtt").then(|| format!("{{\"{name}\":\"{text}\"}}"))
}
