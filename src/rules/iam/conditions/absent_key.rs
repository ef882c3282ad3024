//! Keys that are never there for whom, or for what, a statement is about.

use super::condition_key::holds_when_absent;
use crate::data::iam::{self, Service};
use crate::model::{ConditionTest, Statement};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

/// Keys of principals of an account, which no service carries. Tags are not among them: some services make them of a certificate.
const OF_PRINCIPALS: [&str; 3] = ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:username"];

/// A test of who calls, where only services may.
pub(super) fn key_of_no_service<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let named = statement.named_principals()?;
    let Some((_, service)) = named.first().filter(|_| named.iter().all(|(member, _)| *member == "Service")) else { return Ok(()) };
    if !statement.allows()? {
        return Ok(());
    }
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let is_of_principals = OF_PRINCIPALS.iter().any(|key| test.is_of(key));
        if is_of_principals && test.operator.comparison.is_some() && !holds_when_absent(&test)? {
            out.report(test.key_node, format!("{} is never there when a service calls", test.key))
                .related(service, "the service")
                .help("test `aws:SourceOrgID`, `aws:SourceAccount` or `aws:SourceArn`, as far as the service sends them");
        }
        Ok(())
    });
    Ok(())
}

/// What begins the key of a tag of what is acted on.
const OF_RESOURCE: &str = "aws:resourcetag/";

/// A tag of what is acted on, for services whose resources have none.
pub(super) fn tag_of_no_resource<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let is_of_resource = |test: &ConditionTest<'w>| {
        test.key.to_ascii_lowercase().starts_with(OF_RESOURCE) && test.operator.comparison.is_some() && !test.operator.is_null()
    };
    let tests: Vec<ConditionTest<'w>> = statement.tests()?.into_iter().filter(is_of_resource).collect();
    let Some(test) = tests.first() else { return Ok(()) };
    let allows = statement.allows()?;
    if holds_when_absent(test)? {
        return Ok(());
    }
    if let Some(listed) = statement.key("NotAction") {
        let (what, title) = if allows {
            ("allowed", "an Allow by a tag reaches nothing that can have no tags")
        } else {
            ("denied", "a Deny by a tag lets through what can have no tags")
        };
        let report = out
            .report(test.key_node, format!("services whose resources have no tags never carry it, so nothing of theirs is {what}"))
            .related(listed, "all services but these")
            .title(title)
            .help("list in `Action` what the statement is about");
        if allows {
            report.case("every");
        }
        return Ok(());
    }
    if let Some(first) = all_without_resources(&statement)? {
        let title = match allows {
            true => "nothing is ever allowed, because these actions are about no resource",
            false => "nothing is ever denied, because these actions are about no resource",
        };
        out.report(test.key_node, format!("no request for these actions carries {}", test.key))
            .related(&first, "is about no resource, so nothing has the tag")
            .title(title)
            .help("take the test out, or test `aws:PrincipalTag` of who asks");
        return Ok(());
    }
    let mut tagless: Vec<&str> = Vec::new();
    let mut first = None;
    for action in statement.actions()? {
        let text = action.literal()?;
        let service = text.split_once(':').and_then(|(prefix, _)| iam::service(prefix)).filter(|service| !has_tags(*service));
        if let Some(service) = service
            && !tagless.contains(&service.prefix())
        {
            tagless.push(service.prefix());
            first = first.or(Some(action));
        }
    }
    let Some(first) = first else { return Ok(()) };
    let names = tagless.join(", ");
    let (title, help) = if allows {
        (
            "an action is never allowed, because what it acts on has no tags",
            format!("give the actions of {names} a statement without this test"),
        )
    } else {
        (
            "a Deny never denies these actions, because what they act on has no tags",
            format!("deny the actions of {names} by something else"),
        )
    };
    out.report(test.key_node, format!("no request to {names} carries {}", test.key))
        .related(&first, "an action of it")
        .title(title)
        .help(help);
    Ok(())
}

/// The first action, where each is named in full and none can be limited to a resource or knows its tags.
fn all_without_resources<'w>(statement: &Statement<'w>) -> Known<Option<Val<'w>>> {
    let actions = statement.actions()?;
    for value in &actions {
        let text = value.literal()?;
        let action = text.split_once(':').and_then(|(prefix, name)| iam::service(prefix)?.action(name));
        let is_without = |action: iam::Action| {
            action.resource_types().next().is_none() && !action.keys().any(|key| key.name().to_ascii_lowercase().contains("resourcetag/"))
        };
        if !action.is_some_and(is_without) {
            return Ok(None);
        }
    }
    Ok(actions.into_iter().next())
}

/// Whether any of a service's actions knows tags of what it acts on.
fn has_tags(service: Service) -> bool {
    service.keys().any(|key| key.name().to_ascii_lowercase().contains("resourcetag/"))
}

/// Keys with `${…}` in them: nobody fills in the keys of a map.
pub(super) fn key_that_nothing_fills<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let stack = statement.world().stack;
    // What a macro or another tool makes of the template is its own affair, and a text is filled in as a whole.
    if !stack.macros.is_empty() {
        return Ok(());
    }
    out.each(statement.operators()?, |(_, _, below), out| {
        for (key, node, _) in below.object()?.entries()? {
            let Some((_, behind)) = key.split_once("${") else { continue };
            let Some((name, _)) = behind.split_once('}') else { continue };
            let id = name.split_once('.').map_or(name, |(id, _)| id);
            let is_meant = id.starts_with("AWS::") || stack.resource(id).is_some() || stack.parameters.iter().any(|known| known.name == id);
            if is_meant && !stack.tree.is_inside(node) {
                out.report(node, format!("`${{{name}}}` in a key, where nothing fills it in"))
                    .title("a condition asks for a key with a mark in it, which no request carries")
                    .help("write the whole document as JSON in `Fn::Sub`, or the key in full");
            }
        }
        Ok(())
    });
    Ok(())
}
