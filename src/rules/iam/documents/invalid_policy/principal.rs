//! Whom a document names: whether it has to, and in which form.

use super::is_nameless;
use crate::model::{DocumentKind, Resource, Statement, member_of};
use crate::resolve::{Piece, Text, Val, Value, World};
use crate::rules::{Checked, Edit, Findings, Written};

const MEMBERS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

pub(super) fn presence<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let [named, excluded] = [statement.element("Principal")?, statement.element("NotPrincipal")?];
    let key = |name: &str| statement.object().key(name);
    if is_nameless(statement.kind) {
        for (name, value) in [("Principal", &named), ("NotPrincipal", &excluded)] {
            if let (Some(_), Some(key)) = (value, key(name)) {
                let text = format!("`{name}` in a policy that belongs to a principal");
                out.report(key, text).help("take it out: the policy is for whom it is attached to");
            }
        }
        return Ok(());
    }
    if let (Some(_), Some(_), Some(key)) = (&named, &excluded, key("NotPrincipal")) {
        out.report(key, "`NotPrincipal` beside `Principal`").help("a statement has one of them");
    }
    let is_wanted = matches!(statement.kind, DocumentKind::Trust | DocumentKind::Resource);
    if named.is_none() && excluded.is_none() && is_wanted {
        let what = if statement.kind == DocumentKind::Trust { "who may assume the role" } else { "whom it is about" };
        out.report(statement.place(), "no `Principal`").help(format!("add `Principal` with {what}"));
    }
    Ok(())
}

pub(super) fn form<'w>(statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if is_nameless(statement.kind) || statement.kind == DocumentKind::Device {
        return Ok(());
    }
    out.each(["Principal", "NotPrincipal"], |name, out| {
        let Some(value) = statement.element(name)? else { return Ok(()) };
        match value.value()? {
            Value::Text(text) if text.known() != Ok("*") && !text.has_hole() => {
                out.report(&value, format!("`{name}` is `*` or a map")).help("write `AWS`, `Service` or `Federated` before it");
            }
            Value::List(items) if !items.is_empty() => {
                out.report(&value, format!("`{name}` is `*` or a map, not a list")).help("write `AWS`, `Service` or `Federated` before it");
            }
            Value::List(_) => {
                out.report(&value, format!("`{name}` with nobody in it")).case("idle");
            }
            Value::Map(_) => members(&value, statement, out)?,
            Value::Text(_) | Value::Nothing => {}
        }
        Ok(())
    });
    Ok(())
}

fn members<'w>(principal: &Val<'w>, statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let (kind, world) = (statement.kind, statement.world());
    let object = principal.object()?;
    let written = object.written();
    if written.is_empty() && !object.is_open() {
        out.report(principal, "a principal with nobody in it").case("idle");
    }
    let is_open = |name: &str| name.contains("${") || name.starts_with("Fn::") || name == "<<";
    out.each(written.into_iter().filter(|(name, _)| !is_open(name)).collect::<Vec<_>>(), |(name, entry), out| {
        let Some(value) = object.value_of(entry)? else { return Ok(()) };
        if !MEMBERS.contains(&name) {
            let meant = MEMBERS.into_iter().find(|member| member.eq_ignore_ascii_case(name));
            let report = out.report(entry.key, format!("`{name}` is no kind of principal"));
            report.help(
                meant.map_or("a principal is `AWS`, `Service`, `Federated` or `CanonicalUser`".to_owned(), |meant| {
                    format!("write `{meant}`")
                }),
            );
            return Ok(());
        }
        if name == "CanonicalUser" && kind == DocumentKind::Trust {
            out.report(entry.key, "canonical users are known to S3 alone").help("write the account as `AWS`");
        }
        if name == "Federated" && kind == DocumentKind::Resource {
            out.report(entry.key, "a federated principal outside the trust of a role")
                .help("name the role that the provider's users assume")
                .case("foreign");
        }
        let items = value.one_or_many()?;
        // Where conditions empty it, one of them mostly holds.
        if value.is_empty_list() {
            out.report(&value, format!("`{name}` with nobody in it")).case("idle");
        }
        out.each(items, |item, out| member(&item, name, world, out));
        Ok(())
    });
    Ok(())
}

fn member<'w>(item: &Val<'w>, name: &str, world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    let text = item.text()?;
    if text.known() == Ok("*") && name == "AWS" {
        return Ok(());
    }
    let has_wildcard = text.literals().any(|literal| literal.contains(['*', '?']));
    if has_wildcard && matches!(name, "AWS" | "Service") {
        let report = out.report(item, "a wildcard in a principal, of which only a lone `*` is one");
        if name == "AWS" {
            report.help("name the account, and test `aws:PrincipalArn` with `ArnLike` in a condition");
        }
        return Ok(());
    }
    if name == "AWS" && name_of_caller(&text, world, item, out) {
        return Ok(());
    }
    if name == "AWS" && is_group(&text) {
        out.report(item, "a group is no principal").help("name the users, or a role that they may assume");
    }
    if name == "AWS"
        && let Ok(known) = text.known()
        // An empty default is there to be replaced.
        && !(text.assumed && known.is_empty())
        && !is_group(&text)
        && let Some(wrong) = fault_of(known)
    {
        let help = match member_of(known) {
            Some("Service") => "write `Service` instead of `AWS`",
            _ => "write `arn:aws:iam::<account>:root`, `…:role/<name>` or `…:user/<name>`, or the twelve digits of an account",
        };
        out.report(item, wrong).help(help);
    }
    if name == "AWS" && text.known().is_ok_and(is_unique_id) {
        out.report(item, "the id of a role or user that is gone, or will mean nobody once it is")
            .help("write the ARN, or take it out")
            .case("gone");
    }
    Ok(())
}

/// Tells of the name of a role or user in the place of its ARN: that is what `Ref` gives.
fn name_of_caller<'w>(text: &Text, world: &'w World<'w>, item: &Val<'w>, out: &mut Findings<'w>) -> bool {
    let Some((index, "Ref")) = text.reference() else { return false };
    let resource = Resource::new(world, index);
    if !matches!(resource.kind(), "AWS::IAM::Role" | "AWS::IAM::User") {
        return false;
    }
    let instead = out.call(item, "GetAtt", &format!("{}.Arn", resource.id()));
    out.report(item, format!("the name of {}, where its ARN belongs", resource.id()))
        .help(format!("write {instead}"))
        .fix(Edit::replace(item, Written::Call("GetAtt", format!("{}.Arn", resource.id()))))
        .not_safe();
    true
}

fn is_group(text: &Text) -> bool {
    match text.pieces.first() {
        Some(Piece::Literal(first)) if first.starts_with("arn:") => {}
        _ => return false,
    }
    text.literals().any(|literal| literal.starts_with(":group/") || literal.contains(":iam::") && literal.contains(":group/"))
}

/// What is wrong with an ARN or a number that stands for no account, user or role.
fn fault_of(text: &str) -> Option<&'static str> {
    // What another tool fills in may be anything.
    if text.contains("${") {
        return None;
    }
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(text) {
        return (text.len() != 12).then_some("the number of an account has twelve digits");
    }
    if text.is_empty() {
        return Some("nobody");
    }
    // Ids of callers and of accounts are letters and digits, and what AWS makes of an ARN.
    if !text.starts_with("arn:") {
        let is_id = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return (!is_id).then_some("neither an ARN nor the number of an account");
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [_, _, rest @ ..] = parts.as_slice() else { return Some("an ARN without all of its parts") };
    let &[service, region, account, resource] = rest else { return Some("an ARN without all of its parts") };
    if !region.is_empty() && matches!(service, "iam" | "sts") {
        return Some("an ARN with a region, which those of callers do not have");
    }
    if resource.contains(',') {
        return Some("more than one ARN in one text");
    }
    // A name in the place of the number is put in by something else, or is that of CloudFront.
    if account.is_empty() || is_digits(account) && account.len() != 12 {
        return Some("an ARN without the twelve digits of an account");
    }
    let begins = |kinds: &[&str]| kinds.iter().any(|kind| resource.strip_prefix(kind).is_some_and(|rest| rest.starts_with('/')));
    let is_one = match service {
        "iam" => resource == "root" || begins(&["user", "role", "group"]),
        "sts" => begins(&["assumed-role", "federated-user"]),
        _ => false,
    };
    (!is_one).then_some("an ARN of something that can't call: principals are accounts, users, roles and their sessions")
}

/// `AROA…` and `AIDA…`, to which IAM turns an ARN when it stores a policy.
fn is_unique_id(text: &str) -> bool {
    let is_prefixed = text.starts_with("AROA") || text.starts_with("AIDA");
    is_prefixed && text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
