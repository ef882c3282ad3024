//! Conditions that let more pass than they seem to.

use crate::data::iam;
use crate::model::{Comparison, ConditionTest, DocumentKind, SetOperator, Statement, any, policy_variables};
use crate::resolve::{Known, Text, Val};
use crate::rules::{Checked, Findings};

/// Keys that say whose a request or a resource is: one value is meant, never a family of them.
const OWNERS: [&str; 12] = [
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "kms:CallerAccount",
];

/// Keys that say who asks, of which a pattern is ordinary as long as it says something: with fewer letters it does not.
const ASKERS: [(&str, usize); 3] = [("aws:PrincipalArn", 6), ("aws:SourceArn", 1), ("aws:userid", 6)];

/// What callers write themselves.
const SPOOFABLE: [&str; 2] = ["aws:Referer", "aws:UserAgent"];

fn is_one_of(test: &ConditionTest<'_>, keys: &[&str]) -> bool {
    keys.iter().any(|key| test.is_of(key))
}

/// A test that lets pass what fits: a positive one of an Allow. What a Deny spares is the same for a negated one.
fn lets_pass(statement: &Statement<'_>, test: &ConditionTest<'_>) -> Known<bool> {
    Ok(statement.allows()? != test.operator.is_negated())
}

pub(super) fn wide_pattern<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let is_open = is_for_anybody(&statement)?;
    let tests = statement.tests()?;
    let names_owner = |except: &ConditionTest<'_>| tests.iter().any(|test| test.key_node != except.key_node && is_one_of(test, &OWNERS));
    out.each(tests.iter(), |test, out| {
        if !test.operator.has_wildcards() || !lets_pass(&statement, test)? {
            return Ok(());
        }
        let of_owner = is_one_of(test, &OWNERS);
        let asker = ASKERS.iter().find(|(key, _)| test.is_of(key));
        let least = match asker {
            _ if of_owner => usize::MAX,
            Some((_, least)) if !names_owner(test) => *least,
            _ => return Ok(()),
        };
        out.each(test.values.one_or_many()?, |value, out| {
            let text = value.text()?;
            let of_caller = asker.filter(|_| statement.variables == Ok(true)).and_then(|(key, _)| letters_beside_variables(key, &text));
            if of_caller.is_some_and(|letters| letters < least) {
                out.report(&value, "what stands in for the variable alone decides who fits")
                    .help("write six letters or more of what is meant before the variable");
                return Ok(());
            }
            let Some(letters) = letters(&text) else { return Ok(()) };
            if letters >= least {
                return Ok(());
            }
            let report = out.report(&value, format!("fits nearly every {}", test.key));
            if is_open && of_owner {
                report.case("open");
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// The letters of a pattern that stand for themselves; `None` where there is no wildcard, or where other parts say what is meant.
fn letters(text: &Text) -> Option<usize> {
    let has_wildcard = text.literals().any(|literal| literal.contains('*'));
    let is_literal = text.literals().count() == text.pieces.len() && !text.literals().any(|literal| literal.contains("${"));
    (has_wildcard && is_literal)
        .then(|| text.literals().flat_map(|literal| literal.split(':')).filter(|part| !matches!(*part, "arn" | "aws")).map(plain).sum())
}

/// The letters of a pattern for who asks that stand for themselves, where all else in it is about the same caller: such a pattern fits
/// by itself, or for whoever may set the tag. Right of the colon of a user id is the name of a session, and a variable is good there.
fn letters_beside_variables(key: &str, text: &Text) -> Option<usize> {
    let variables = policy_variables(text);
    let is_of_caller = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("aws:principal") || name == "aws:userid" || name == "aws:username"
    };
    let are_all = !variables.is_empty() && variables.iter().all(|variable| variable.fault.is_none() && is_of_caller(variable.name()));
    let mut rest = text.known().ok().filter(|_| are_all && key != "aws:SourceArn")?.to_owned();
    if key == "aws:userid" && rest.split("${").next().is_some_and(|before| before.contains(':')) {
        return None;
    }
    for variable in &variables {
        rest = rest.replace(&format!("${{{}}}", variable.inside), "");
    }
    Some(rest.split(':').filter(|part| !matches!(*part, "arn" | "aws")).map(plain).sum())
}

fn plain(part: &str) -> usize {
    part.chars().filter(|letter| !matches!(letter, '*' | '?')).count()
}

/// Where the principal is anybody, the condition is all that there is.
fn is_for_anybody(statement: &Statement<'_>) -> Known<bool> {
    if statement.kind == DocumentKind::Identity {
        return Ok(false);
    }
    let Some(principal) = statement.element("Principal")? else { return Ok(false) };
    let is_star = |value: &Val<'_>| Ok(value.text()?.known() == Ok("*"));
    if principal.is_text()? {
        return is_star(&principal);
    }
    match principal.object()?.get("AWS")? {
        Some(list) => Ok(any(&list.one_or_many()?, is_star) == Ok(true)),
        None => Ok(false),
    }
}

pub(super) fn spoofable_key<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let tests = statement.tests()?;
    if !statement.allows()? || !tests.iter().all(|test| is_one_of(test, &SPOOFABLE)) || is_for_services(&statement)? {
        return Ok(());
    }
    if let Some(test) = tests.first() {
        out.report(test.key_node, "whoever calls writes this header")
            .title("the only condition of a statement is one that callers answer as they like")
            .help("test something that callers can't choose, such as aws:SourceIp, aws:PrincipalArn or aws:SourceArn");
    }
    Ok(())
}

/// Some services write the account into a header, and nobody else comes in.
fn is_for_services(statement: &Statement<'_>) -> Known<bool> {
    let Some(principal) = statement.element("Principal")? else { return Ok(false) };
    if principal.is_text()? {
        return Ok(false);
    }
    Ok(principal.object()?.entries()?.iter().all(|(member, ..)| member == "Service"))
}

pub(super) fn device<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let allows = statement.allows()?;
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        if test.operator.comparison != Some(Comparison::Bool) || !test.is_of("aws:MultiFactorAuthPresent") {
            return Ok(());
        }
        let values = test.values.one_or_many()?;
        let [value] = values.as_slice() else { return Ok(()) };
        let asked = value.boolean()?;
        let if_exists = test.operator.if_exists;
        if !allows && !asked && !if_exists {
            out.report(test.operator_node, "calls with an access key don't carry this key, so they are not denied")
                .title("access keys without a second factor pass this Deny")
                .help("write `BoolIfExists`")
                .case("device");
        } else if allows && asked && if_exists {
            out.report(test.operator_node, "calls with an access key don't carry this key, so they pass")
                .title("access keys pass without a second factor")
                .help("write `Bool`")
                .case("device");
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn prefix_of_list<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let is_like = matches!(test.operator.comparison, Some(Comparison::Text { like: true, .. }));
        if is_like && test.is_of("s3:prefix") && !lets_pass(&statement, &test)? {
            out.report(test.key_node, "a list with a shorter prefix shows the same keys")
                .title("the keys that a condition hides can be listed with a shorter prefix")
                .help("allow the prefixes that may be listed instead");
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn attributes_of_items<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let tests = statement.tests()?;
    if !statement.allows()? || tests.iter().any(|test| test.is_of("dynamodb:Select")) || !lists_items(&statement)? {
        return Ok(());
    }
    for test in tests.iter().filter(|test| test.is_of("dynamodb:Attributes") && !test.operator.is_null()) {
        out.report(test.key_node, "a call that names no attributes gets all of them")
            .title("a request that names no attributes gets those that the condition keeps back")
            .help("add `StringEqualsIfExists` with `dynamodb:Select: SPECIFIC_ATTRIBUTES`");
    }
    Ok(())
}

/// Actions that give all attributes of what they find unless some are asked for.
fn lists_items(statement: &Statement<'_>) -> Known<bool> {
    const LISTS: [&str; 4] = ["dynamodb:query", "dynamodb:scan", "dynamodb:*", "*"];
    any(&statement.actions()?, |action| Ok(LISTS.contains(&action.literal()?.to_ascii_lowercase().as_str())))
}

/// Tests that no scan passes, or that say what a statement is for.
const KEPT_FROM_SCANS: [&str; 2] = ["dynamodb:LeadingKeys", "dynamodb:EnclosingOperation"];

pub(super) fn scan_without_keys<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(scan) = iam::service("dynamodb").and_then(|service| service.action("Scan")) else { return Ok(()) };
    if !statement.allows()? {
        return Ok(());
    }
    let (lists, others): (Vec<_>, Vec<_>) = statement.tests()?.into_iter().partition(|test| {
        test.is_of("dynamodb:LeadingKeys") && test.operator.set == Some(SetOperator::AllValues) && !test.operator.is_null()
    });
    let Some(list) = lists.first() else { return Ok(()) };
    if others.iter().any(|test| is_one_of(test, &KEPT_FROM_SCANS)) || statement.are_taken_away(&[scan]) {
        return Ok(());
    }
    let holds = statement.known_actions()?.into_iter().find(|entry| statement.reachable(&entry.set).contains(scan));
    if let Some(entry) = holds {
        out.report(&entry.value, "a scan names no keys, so it passes and reads every item")
            .title("a scan reads the items that a condition on keys keeps apart")
            .related(list.key_node, "`ForAllValues` holds where a request has none of them")
            .help("leave `dynamodb:Scan` out, and let `dynamodb:Query` read");
    }
    Ok(())
}

/// Addresses inside of networks, which are the same in every network.
const PAIRS: [(&str, &[&str]); 2] = [
    ("aws:VpcSourceIp", &["aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn"]),
    ("aws:Ec2InstanceSourcePrivateIPv4", &["aws:Ec2InstanceSourceVpc"]),
];

pub(super) fn address_without_network<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let tests = statement.tests()?;
    for test in &tests {
        let Some((_, partners)) = PAIRS.iter().find(|(key, _)| test.is_of(key)) else { continue };
        let is_alone = !tests.iter().any(|other| is_one_of(other, partners));
        if is_alone && test.operator.comparison == Some(Comparison::Ip) && lets_pass(&statement, test)? {
            let partner = partners.first().map_or("", |key| key);
            out.report(test.key_node, "every network may have these addresses")
                .title("a private address narrows nothing without the network that it is in")
                .help(format!("test {partner} beside it"));
        }
    }
    Ok(())
}
