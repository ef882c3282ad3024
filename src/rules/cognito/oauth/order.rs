//! What a client is made after: whether that is so, what makes it so, and whether what it names may come from elsewhere.

use crate::model::{Client, Resource, UserPool, of_kind};
use crate::resolve::Known;
use crate::rules::Edit;
use crate::template::Open;

/// The pool of a client, where all that belongs to it is written in this stack: nothing else may add to the stack, and no program or
/// other template is given the pool.
pub(super) fn pool_of_its_own<'w>(client: Client<'w>) -> Known<Option<UserPool<'w>>> {
    const OTHERS: [&str; 3] = ["AWS::CloudFormation::", "AWS::Serverless::Application", "Custom::"];
    let world = client.0.world();
    let is_open = world.stack.open.is_some_and(|open| open != Open::Generated) || world.stack.is_rewritten();
    let Some(pool) = client.pool()?.filter(|_| !is_open) else { return Ok(None) };
    let mut users = world.stack.mentioned_by(pool.0.index()).iter().map(|index| world.stack.resources[*index].kind.as_str());
    Ok((!users.any(|kind| OTHERS.iter().any(|other| kind.starts_with(other)))).then_some(pool))
}

/// The resources of a type that belong to a pool, or may.
pub(super) fn belonging<'w>(pool: UserPool<'w>, kind: &'static str) -> impl Iterator<Item = Resource<'w>> {
    let is_elsewhere = move |resource: &Resource<'w>| match resource.user_pool() {
        Ok(Some(other)) => other.0.index() != pool.0.index(),
        Ok(None) => true,
        // Whose it is can't be told.
        _ => false,
    };
    of_kind(pool.0.world(), kind).filter(move |resource| resource.exists() != Ok(false) && !is_elsewhere(resource))
}

/// What makes a client wait for a resource.
pub(super) fn wait(client: Client<'_>, resource: Resource<'_>) -> Known<Edit> {
    Ok(match client.0.attribute("DependsOn")? {
        None => Edit::set_attribute(client.0, "DependsOn", resource.id()),
        Some(value) if value.is_text()? => Edit::replace(&value, vec![value.literal()?, resource.id().to_owned()]),
        Some(list) => Edit::append(&list, resource.id()),
    })
}
