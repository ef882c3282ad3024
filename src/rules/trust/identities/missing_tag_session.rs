//! Trusts that let somebody assume the role but not bring the tags that come along.

use super::claims::{GUEST, USER, admits_methods};
use crate::data::iam::glob;
use crate::model::{Document, DocumentKind, IdentityPool, Resource, Role, Statement, Verdict, link};
use crate::resolve::{Known, Unknown, Val};
use crate::rules::{Checked, Edit, Findings, Report};

const TAG_SESSION: &str = "sts:TagSession";

const PODS: &str = "pods.eks.amazonaws.com";

/// Services that assume roles with more than one action.
const SERVICES: [(&str, &[&str]); 2] = [(PODS, &[TAG_SESSION]), ("rolesanywhere.amazonaws.com", &[TAG_SESSION, "sts:SetSourceIdentity"])];

pub(super) fn of_services<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.kind != DocumentKind::Trust {
        return Ok(());
    }
    for (host, needed) in SERVICES {
        if host == PODS && come_without_tags(&document) {
            continue;
        }
        let statements = admitting(&document, |statement| statement.trusts_service(host))?;
        if let Some(gap) = gap(&statements, "sts:AssumeRole", needed)? {
            gap.report(out)
                .title("the service can't assume the role: it needs further actions")
                .help(format!("{host} needs {}", gap.list()));
        }
    }
    Ok(())
}

/// Where an association of the role switches the tags off, pods bring none.
fn come_without_tags(document: &Document<'_>) -> bool {
    let brings_none = |association: Resource<'_>| association.boolean("DisableSessionTags", false).map(|off| *off) != Ok(false);
    document.owner.is_some_and(|role| role.mentioned_by("AWS::EKS::PodIdentityAssociation").any(brings_none))
}

pub(super) fn of_pools<'w>(role: Role<'w>, out: &mut Findings<'w>) -> Checked {
    let Some((tag, pool)) = tags_of_users(role)? else { return Ok(()) };
    let statements = admitting(&role.trust()?, |statement| {
        let Some(federation) = statement.identity_federation()? else { return Ok(false) };
        // What is only for guests comes without tags.
        match (admits_methods(statement, federation, &[GUEST])?, admits_methods(statement, federation, &[USER])?) {
            (Verdict::Maybe(_), _) | (_, Verdict::Maybe(_)) => Err(Unknown::Deployed),
            (guests, users) => Ok(guests == Verdict::No || users == Verdict::Yes),
        }
    })?;
    if let Some(gap) = gap(&statements, "sts:AssumeRoleWithWebIdentity", &[TAG_SESSION])? {
        gap.report(out).related(tag.place(), format!("gives users of {} tags", pool.0.id()));
    }
    Ok(())
}

/// The tags with which signed-in users come to a role, and the pool that gives them.
fn tags_of_users(role: Role<'_>) -> Known<Option<(Resource<'_>, IdentityPool<'_>)>> {
    for (attachment, name, ..) in role.attached()? {
        let Some(pool) = attachment.pool()?.filter(|_| name == USER) else { continue };
        for tag in pool.0.mentioned_by("AWS::Cognito::IdentityPoolPrincipalTag") {
            let Some(id) = tag.property("IdentityPoolId")? else { continue };
            let of = link(role.0.world(), &id, "AWS::Cognito::IdentityPool", &["Ref", "Id"])?;
            if of.is_some_and(|of| of.index() == pool.0.index()) && gives_tags(tag)? {
                return Ok(Some((tag, pool)));
            }
        }
    }
    Ok(None)
}

fn gives_tags(tag: Resource<'_>) -> Known<bool> {
    if *tag.boolean("UseDefaults", false)? {
        return Ok(true);
    }
    match tag.property("PrincipalTags")? {
        Some(tags) => Ok(!tags.object()?.entries()?.is_empty()),
        None => Ok(false),
    }
}

/// The statements that let somebody in.
fn admitting<'w>(document: &Document<'w>, is_about: impl Fn(&Statement<'w>) -> Known<bool>) -> Known<Vec<Statement<'w>>> {
    let mut found = Vec::new();
    for statement in document.statements()? {
        let statement = statement?;
        if statement.allows_in_trust()? && is_about(&statement)? {
            found.push(statement);
        }
    }
    Ok(found)
}

/// Actions that no statement has, and where the one stands that they belong to.
struct Gap<'w> {
    statement: Statement<'w>,
    action: Val<'w>,
    missing: Vec<&'static str>,
}

fn gap<'w>(statements: &[Statement<'w>], assume: &str, needed: &[&'static str]) -> Known<Option<Gap<'w>>> {
    let mut missing = needed.to_vec();
    let mut at = None;
    for statement in statements {
        if statement.element("NotAction")?.is_some() {
            return Err(Unknown::Type);
        }
        for action in statement.actions()? {
            let pattern = action.literal()?;
            missing.retain(|needed| !glob(&pattern, needed));
            if glob(&pattern, assume) {
                at = at.or(Some((*statement, action)));
            }
        }
    }
    Ok(at.filter(|_| !missing.is_empty()).map(|(statement, action)| Gap { statement, action, missing }))
}

impl<'w> Gap<'w> {
    fn list(&self) -> String {
        self.missing.iter().map(|action| format!("`{action}`")).collect::<Vec<_>>().join(" and ")
    }

    fn report<'f>(&self, out: &'f mut Findings<'w>) -> Report<'f, 'w> {
        let report = out.report(&self.action, format!("no {} beside this", self.list())).help(format!("add {}", self.list()));
        match self.fix() {
            Ok(Some(fix)) => report.fix(fix),
            _ => report,
        }
    }

    fn fix(&self) -> Known<Option<Edit>> {
        let Some(written) = self.statement.element("Action")? else { return Ok(None) };
        if let ([missing], false) = (self.missing.as_slice(), written.is_text()?) {
            return Ok(Some(Edit::append(&written, *missing)));
        }
        let mut all = self.statement.actions()?.iter().map(Val::literal).collect::<Known<Vec<String>>>()?;
        all.extend(self.missing.iter().map(|action| (*action).to_owned()));
        Ok(Some(Edit::replace(&written, all)))
    }
}
