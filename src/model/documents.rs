//! Where documents are found: comes in a resource or a world, go out all policy documents that it carries.

use super::{Document, Resource};
use crate::data::policies::{DocumentKind, policy_places};
use crate::resolve::{Known, Val, World};

/// True for the types whose documents [`documents`] reads.
#[must_use]
pub fn carries_documents(kind: &str) -> bool {
    kind == "AWS::Organizations::Policy" || policy_places(kind).next().is_some()
}

/// What stands where documents belong, whatever it is, with what it is for; what can't be known is left out.
#[must_use]
pub fn document_values(resource: Resource<'_>) -> Vec<(Val<'_>, DocumentKind)> {
    let mut all = Vec::new();
    let Some(properties) = resource.value() else { return all };
    for place in policy_places(resource.kind()) {
        let mut found = Vec::new();
        let steps: Vec<&str> = place.steps().collect();
        follow(properties.clone(), &steps, &mut found);
        // In lists of SAM names and templates stand beside documents.
        if steps.last() == Some(&"*") {
            found.retain(|value| value.object().is_ok_and(|object| object.key("Statement").is_some()));
        }
        let is_boundary = place.kind == DocumentKind::Identity && resource.kind() == "AWS::IAM::ManagedPolicy" && is_boundary(resource);
        let kind = if is_boundary { DocumentKind::Boundary } else { place.kind };
        all.extend(found.into_iter().map(|value| (value, kind)));
    }
    if let Some(kind) = organization_kind(resource)
        && let Ok(Some(content)) = resource.property("Content")
    {
        all.push((content, kind));
    }
    all
}

/// All documents that a resource carries; those that can't be known are left out.
#[must_use]
pub fn documents<'w>(resource: Resource<'w>) -> Vec<Document<'w>> {
    let read = |(value, kind): (Val<'w>, DocumentKind)| Document::read(resource.world(), &value, kind, Some(resource)).ok();
    document_values(resource).into_iter().filter_map(read).collect()
}

/// The documents of a stack that stand outside its resources: statements of a service, a bare policy file.
#[must_use]
pub fn service_documents<'w>(world: &'w World<'w>) -> Vec<Document<'w>> {
    let service = world.stack.service_policies.iter().map(|policy| Document::of_statements(world, policy.statements, policy.key));
    service.chain(world.stack.policy.map(|root| Document::bare(world, root))).collect()
}

/// The values at the end of a path; `*` stands for each item of a list.
pub(super) fn follow<'w>(value: Val<'w>, steps: &[&str], found: &mut Vec<Val<'w>>) {
    match steps {
        [] => found.push(value),
        ["*", rest @ ..] => {
            for item in value.one_or_many().unwrap_or_default() {
                follow(item, rest, found);
            }
        }
        [name, rest @ ..] => {
            if let Ok(Some(value)) = value.object().and_then(|object| object.get(name)) {
                follow(value, rest, found);
            }
        }
    }
}

/// What a policy of an organization is for; `None` for those that are written in another language.
fn organization_kind(resource: Resource<'_>) -> Option<DocumentKind> {
    if resource.kind() != "AWS::Organizations::Policy" {
        return None;
    }
    let kind = resource.property("Type").and_then(|kind| kind.map(|kind| kind.literal()).transpose());
    match kind.ok().flatten()?.as_str() {
        "SERVICE_CONTROL_POLICY" => Some(DocumentKind::Boundary),
        "RESOURCE_CONTROL_POLICY" => Some(DocumentKind::Endpoint),
        _ => None,
    }
}

/// A managed policy that some principal of this stack has as its boundary, and none as a grant.
fn is_boundary(resource: Resource<'_>) -> bool {
    let world = resource.world();
    let names_it = |value: &Val<'_>| value.text().is_ok_and(|text| text.reference().is_some_and(|(index, _)| index == resource.index()));
    let mut bounds = bounds_permission_sets(resource);
    for index in world.stack.mentioned_by(resource.index()) {
        let by = Resource::new(world, *index);
        bounds |= by.property("PermissionsBoundary").is_ok_and(|value| value.is_some_and(|value| names_it(&value)));
        let granted = by.property("ManagedPolicyArns").ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default();
        if granted.iter().any(names_it) {
            return false;
        }
    }
    bounds && !["Roles", "Users", "Groups"].iter().any(|list| matches!(resource.property(list), Ok(Some(_))))
}

/// Permission sets name their boundary by its name.
fn bounds_permission_sets(resource: Resource<'_>) -> bool {
    let literal = |value: Known<Option<Val<'_>>>| value.ok().flatten().and_then(|value| value.literal().ok());
    let Some(name) = literal(resource.property("ManagedPolicyName")) else { return false };
    let world = resource.world();
    world.stack.of_kind("AWS::SSO::PermissionSet").iter().any(|index| {
        let path = ["PermissionsBoundary", "CustomerManagedPolicyReference", "Name"];
        literal(Resource::new(world, *index).property_at(&path)).is_some_and(|bound| bound == name)
    })
}
