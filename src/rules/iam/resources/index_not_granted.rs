//! Tables whose indexes nobody may read, although somebody may query the table.

use crate::model::{Answer, Document, DocumentKind, Pattern, Resource, documents, service_documents};
use crate::resolve::{Known, Unknown, Val, World};
use crate::rules::{Checked, Edit, Findings, Written};
use crate::template::Open;

/// What reads an index.
const READS: [&str; 2] = ["dynamodb:query", "dynamodb:scan"];

/// Where the indexes of a table stand.
const INDEXES: [&str; 2] = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"];

/// A resource on which something reads.
struct Granted<'w> {
    value: Val<'w>,
    list: Val<'w>,
    pattern: Pattern,
    action: String,
    is_written: bool,
}

pub(super) fn index_not_granted<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    let tables: Vec<Resource<'w>> = (0..world.stack.resources.len())
        .map(|index| Resource::new(world, index))
        .filter(|resource| resource.kind() == "AWS::DynamoDB::Table" && resource.exists() != Ok(false))
        .collect();
    if world.stack.open.is_some_and(|open| open != Open::Generated) || !tables.iter().any(may_have_index) || managed_may_read(world) {
        return Ok(());
    }
    let mut granted = Vec::new();
    for document in all_documents(world) {
        collect(&document, &mut granted)?;
    }
    out.each(tables, |table, out| {
        let Some((name, key)) = index_of(table)? else { return Ok(()) };
        let own = Pattern::attribute(table, "Arn");
        let index = own.with("/index/*");
        if granted.iter().any(|grant| grant.pattern.overlaps(&index) != Answer::No) {
            return Ok(());
        }
        let mut same = granted.iter().filter(|grant| grant.is_written && grant.pattern.covers(&own) == Answer::Yes);
        let Some(grant) = same.next() else { return Ok(()) };
        let report = out
            .report(&grant.value, format!("`{}` on the table alone: nothing here reaches the index `{name}`", grant.action))
            .related(&key, "the table's indexes");
        if grant.list.list().is_ok() {
            report.fix(Edit::append(&grant.list, Written::Call("Sub", format!("${{{}.Arn}}/index/*", table.id()))));
        }
        Ok(())
    });
    Ok(())
}

/// False where it is plain to see that a table has no index.
fn may_have_index(table: &Resource<'_>) -> bool {
    let Ok(Some(properties)) = table.properties() else { return true };
    properties.is_open() || INDEXES.iter().any(|property| properties.key(property).is_some())
}

/// The name of an index of a table, and the list that it is in.
fn index_of(table: Resource<'_>) -> Known<Option<(String, Val<'_>)>> {
    for property in INDEXES {
        let Some(list) = table.property(property)? else { continue };
        let Some(first) = list.list()?.into_iter().next() else { continue };
        let name = first.object()?.get("IndexName")?.ok_or(Unknown::Open)?.literal()?;
        return Ok(Some((name, list)));
    }
    Ok(None)
}

fn all_documents<'w>(world: &'w World<'w>) -> Vec<Document<'w>> {
    let mut all = service_documents(world);
    all.extend((0..world.stack.resources.len()).flat_map(|index| documents(Resource::new(world, index))));
    all.retain(|document| document.kind == DocumentKind::Identity);
    all
}

/// What reads on which resources. One that can't be read may reach any index.
fn collect<'w>(document: &Document<'w>, granted: &mut Vec<Granted<'w>>) -> Checked {
    for statement in document.statements()? {
        let statement = statement?;
        if !statement.allows()? {
            continue;
        }
        if statement.element("NotAction")?.is_some() || statement.element("NotResource")?.is_some() {
            return Err(Unknown::Open);
        }
        let mut reads = None;
        for value in statement.actions()? {
            let text = value.literal()?;
            if READS.iter().any(|read| Pattern::names_action(&text, read)) {
                reads = reads.or(Some(text));
            }
        }
        let (Some(action), Some(list)) = (reads, statement.element("Resource")?) else { continue };
        let is_written = !statement.world().stack.tree.is_generated(statement.place().node);
        for (value, pattern) in statement.resource_patterns()? {
            granted.push(Granted { value, list: list.clone(), pattern, action: action.clone(), is_written });
        }
    }
    Ok(())
}

/// A managed policy that somebody here has may allow what no document says.
fn managed_may_read(world: &World<'_>) -> bool {
    let mut all = (0..world.stack.resources.len()).map(|index| Resource::new(world, index));
    all.any(|resource| {
        let Ok(Some(list)) = resource.property("ManagedPolicyArns") else { return false };
        let Ok(items) = list.one_or_many() else { return true };
        items.iter().any(|item| {
            let Ok(text) = item.text() else { return true };
            let known = text.known().unwrap_or_default();
            text.has_hole() || ["DynamoDB", "Administrator", "PowerUser", "ReadOnly"].iter().any(|word| known.contains(word))
        })
    })
}
