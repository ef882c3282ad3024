//! What a role, a user or a group may do: all of its policies together, less what is denied, within its boundary.
//!
//! Everything here errs to the quiet side: a grant under a condition does not count as held, and an action that some `Deny` or an unknown
//! boundary may take away is not held either.

use super::{ActionSet, Document, DocumentKind, Place, Resource, Statement, attached, documents, link};
use crate::data::iam::{self, Action};
use crate::resolve::{Known, Piece, Text, Unknown, Val};

/// One source of permissions: a statement of a document in this stack.
#[derive(Clone)]
pub struct Grant<'w> {
    /// What it allows or denies.
    pub actions: ActionSet,
    /// The statement.
    pub statement: Statement<'w>,
}

/// Which resources a grant is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breadth {
    /// Only named ones, or those that a prefix names.
    Named,
    /// The principal itself is among the named ones.
    Itself,
    /// All of a kind, or all.
    Every,
}

/// What limits a principal from outside its policies.
enum Boundary<'w> {
    None,
    Known(Vec<Grant<'w>>, Vec<Grant<'w>>),
    Unknown,
}

/// What a policy of AWS gives, as far as it is known.
struct Managed<'w> {
    value: Val<'w>,
    /// What it allows on everything, without a condition.
    allowed: ActionSet,
    /// What it denies somewhere.
    denied: ActionSet,
}

/// The permissions of one principal.
pub struct Grants<'w> {
    /// Whose they are.
    pub principal: Resource<'w>,
    allowed: Vec<Grant<'w>>,
    denied: Vec<Grant<'w>>,
    managed: Vec<Managed<'w>>,
    /// A `Deny` that can't be read may take anything away.
    undecided: bool,
    boundary: Boundary<'w>,
}

/// True for the types that hold permissions.
#[must_use]
pub fn is_principal(kind: &str) -> bool {
    matches!(kind, "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group")
}

impl<'w> Grants<'w> {
    /// Gathers the permissions of a role, user or group from everything in this stack that gives it some.
    #[must_use]
    pub fn of(principal: Resource<'w>) -> Self {
        let mut grants = Self {
            principal,
            allowed: Vec::new(),
            denied: Vec::new(),
            managed: managed(principal),
            undecided: false,
            boundary: boundary(principal),
        };
        for document in policies_of(principal) {
            grants.add(&document);
        }
        grants
    }

    fn add(&mut self, document: &Document<'w>) {
        // An unknown list of statements may hold a `Deny`.
        let Ok(statements) = document.statements() else {
            self.undecided = true;
            return;
        };
        for statement in statements {
            match statement.and_then(read) {
                Ok((true, grant)) => self.allowed.push(grant),
                Ok((false, grant)) => self.denied.push(grant),
                Err(_) => self.undecided = true,
            }
        }
    }

    /// Whether some statement or one of AWS's own policies allows an action, whatever may take it away.
    #[must_use]
    pub fn allow(&self, action: Action) -> bool {
        self.allowed.iter().any(|grant| grant.actions.contains(action)) || self.managed.iter().any(|policy| policy.allowed.contains(action))
    }

    /// The statements by which the principal holds an action without a condition, and how far each of them reaches; none where
    /// something may take the action away.
    #[must_use]
    pub fn holding(&self, action: Action) -> Vec<(&Grant<'w>, Breadth)> {
        if self.may_lose(action) {
            return Vec::new();
        }
        let unconditional = |grant: &&Grant<'w>| grant.actions.contains(action) && grant.statement.narrows() == Ok(false);
        self.allowed.iter().filter(unconditional).map(|grant| (grant, grant.breadth(action, self.principal))).collect()
    }

    /// Whether something may take an action away: a `Deny`, the boundary, or one that can't be read.
    fn may_lose(&self, action: Action) -> bool {
        self.undecided
            || self.denied.iter().any(|grant| grant.actions.contains(action))
            || self.managed.iter().any(|policy| policy.denied.contains(action))
            || !self.boundary.lets(action)
    }

    /// The first of AWS's own policies by which the principal holds an action on everything, where it is named.
    #[must_use]
    pub fn by_aws(&self, action: Action) -> Option<Place> {
        let policy = self.managed.iter().find(|policy| policy.allowed.contains(action))?;
        (!self.may_lose(action)).then(|| Place::from(&policy.value))
    }

    /// The statements by which the principal may pass roles to a service.
    #[must_use]
    pub fn passing(&self, service: &str) -> Vec<(&Grant<'w>, Breadth)> {
        let Some(action) = iam::service("iam").and_then(|iam| iam.action("PassRole")) else { return Vec::new() };
        if self.may_lose(action) {
            return Vec::new();
        }
        let passes = |grant: &&Grant<'w>| grant.actions.contains(action) && grant.statement.passes_to(service) == Ok(true);
        self.allowed.iter().filter(passes).map(|grant| (grant, grant.breadth(action, self.principal))).collect()
    }

    /// True for everything on everything: by a statement, or by AWS's own policy.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        let everything = |grant: &Grant<'w>| {
            grant.actions == ActionSet::all()
                && grant.statement.narrows() == Ok(false)
                && matches!(grant.statement.every_resource(), Ok(Some(_)))
        };
        let named =
            self.principal.property("ManagedPolicyArns").ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default();
        let administers = |policy: &Val<'w>| {
            policy.text().is_ok_and(|text| text.literals().any(|literal| literal.ends_with(":iam::aws:policy/AdministratorAccess")))
        };
        self.allowed.iter().any(everything) || named.iter().any(administers)
    }

    /// Everything that is allowed somewhere, conditions and resources aside, and not denied.
    #[must_use]
    pub fn actions(&self) -> ActionSet {
        let sum = |grants: &[Grant<'w>]| grants.iter().fold(ActionSet::new(), |sum, grant| sum.union(&grant.actions));
        let by_aws = self.managed.iter().fold(ActionSet::new(), |sum, policy| sum.union(&policy.allowed));
        sum(&self.allowed).union(&by_aws).difference(&sum(&self.denied))
    }
}

impl Boundary<'_> {
    fn lets(&self, action: Action) -> bool {
        match self {
            Self::None => true,
            Self::Unknown => false,
            Self::Known(allowed, denied) => {
                let gives = |grant: &Grant<'_>| {
                    grant.actions.contains(action)
                        && grant.statement.narrows() == Ok(false)
                        && matches!(grant.statement.every_resource(), Ok(Some(_)))
                };
                allowed.iter().any(gives) && !denied.iter().any(|grant| grant.actions.contains(action))
            }
        }
    }
}

impl<'w> Grant<'w> {
    /// The entry of `Action` that gives an action; the statement where it is `NotAction`.
    #[must_use]
    pub fn entry_of(&self, action: Action) -> Place {
        let entries = self.statement.actions().unwrap_or_default();
        let gives = |entry: &&Val<'w>| entry.literal().is_ok_and(|pattern| ActionSet::of_pattern(&pattern).contains(action));
        entries.iter().find(gives).map_or_else(|| self.statement.place(), Place::from)
    }

    /// True when it gives an action only as one of many that a pattern stands for.
    #[must_use]
    pub fn is_pattern(&self, action: Action) -> bool {
        let entries = self.statement.actions().unwrap_or_default();
        let named =
            |entry: &Val<'w>| entry.literal().is_ok_and(|name| ActionSet::of_pattern(&name).contains(action) && !name.contains(['*', '?']));
        !entries.iter().any(named)
    }

    /// The roles of this stack that its resources name.
    #[must_use]
    pub fn named_roles(&self) -> Vec<Resource<'w>> {
        let world = self.statement.world();
        let resources = self.statement.resources().unwrap_or_default();
        let named = |resource: &Val<'w>| link(world, resource, "AWS::IAM::Role", &["Arn"]).ok().flatten();
        resources.iter().filter_map(named).collect()
    }

    fn breadth(&self, action: Action, principal: Resource<'w>) -> Breadth {
        let Ok(resources) = self.statement.resources() else { return Breadth::Named };
        if resources.is_empty() {
            // `NotResource` leaves nearly all.
            return if matches!(self.statement.element("NotResource"), Ok(Some(_))) { Breadth::Every } else { Breadth::Named };
        }
        let widest =
            resources.iter().filter_map(|resource| resource.text().ok()).map(|text| breadth_of(&text, action, principal.index())).max();
        widest.unwrap_or(Breadth::Named)
    }
}

/// How far a resource of a statement reaches for an action, whoever's it is.
fn breadth_of(resource: &Text, action: Action, principal: usize) -> Breadth {
    if resource.pieces.iter().any(|piece| matches!(piece, Piece::Attribute { resource, .. } if *resource == principal)) {
        return Breadth::Itself;
    }
    let mut whole = String::new();
    for piece in &resource.pieces {
        match piece {
            Piece::Literal(text) => whole.push_str(text),
            Piece::Pseudo(_) => whole.push('x'),
            // Whatever it is, it names something.
            _ => whole.push(HOLE),
        }
    }
    if whole == "*" {
        return Breadth::Every;
    }
    let fields: Vec<&str> = whole.splitn(6, ':').collect();
    let &[_, _, service, _, account, named] = fields.as_slice() else { return Breadth::Named };
    // What belongs to AWS has no role of this account.
    if account == "aws" || account.contains(HOLE) || !has_resources_of(action.service().prefix(), service) {
        return Breadth::Named;
    }
    let (kind, rest) = named.split_once(['/', ':']).unwrap_or(("", named));
    if rest == "*" && !kind.contains(HOLE) { Breadth::Every } else { Breadth::Named }
}

/// A part of a text that is not known.
const HOLE: char = '\u{fffd}';

/// Whether resources of a service stand in the ARNs of another one: its own, and a few that act on what is another's.
fn has_resources_of(service: &str, in_arn: &str) -> bool {
    let others: &[&str] = match service {
        "sts" => &["iam"],
        "ec2-instance-connect" => &["ec2"],
        "ssm" => &["ec2"],
        _ => &[],
    };
    in_arn == service || in_arn == "*" || others.contains(&in_arn)
}

/// Whether a statement allows, and what it is about. A statement whose actions are not all known is read as far as they are, unless it
/// denies.
fn read(statement: Statement<'_>) -> Known<(bool, Grant<'_>)> {
    let allows = statement.allows()?;
    let mut actions = ActionSet::new();
    for entry in statement.actions()? {
        match entry.literal() {
            Ok(pattern) => actions = actions.union(&ActionSet::of_pattern(&pattern)),
            Err(why) if !allows => return Err(why),
            Err(_) => {}
        }
    }
    if let Some(excepted) = statement.element("NotAction")? {
        let mut left_out = ActionSet::new();
        for entry in excepted.one_or_many()? {
            left_out = left_out.union(&ActionSet::of_pattern(&entry.literal()?));
        }
        actions = left_out.complement();
    }
    Ok((allows, Grant { actions, statement }))
}

/// All documents of this stack that grant something to a role, a user or a group, its own and those that are attached to it.
#[must_use]
pub fn policies_of(principal: Resource<'_>) -> Vec<Document<'_>> {
    let own_name = match principal.kind() {
        "AWS::IAM::Role" => "RoleName",
        "AWS::IAM::User" => "UserName",
        _ => "GroupName",
    };
    let lists = match principal.kind() {
        "AWS::IAM::Role" => ["Roles", "RoleName"],
        "AWS::IAM::User" => ["Users", "UserName"],
        _ => ["Groups", "GroupName"],
    };
    let world = principal.world();
    let mut all: Vec<Document<'_>> = documents(principal);
    // Policies that name the principal.
    for index in world.stack.mentioned_by(principal.index()) {
        let policy = Resource::new(world, *index);
        if !policy.kind().starts_with("AWS::IAM::") || policy.exists() == Ok(false) || is_principal(policy.kind()) {
            continue;
        }
        let names_it = lists.iter().any(|list| {
            let named = policy.property(list).ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default();
            named.iter().any(|name| {
                link(world, name, principal.kind(), &["Ref", own_name])
                    .is_ok_and(|found| found.is_some_and(|found| found.index() == principal.index()))
            })
        });
        if names_it {
            all.extend(documents(policy));
        }
    }
    // Policies of this stack that the principal names.
    let named = principal.property("ManagedPolicyArns").ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default();
    for policy in named {
        if let Ok(Some(policy)) = link(world, &policy, "AWS::IAM::ManagedPolicy", &["Ref", "PolicyArn"]) {
            all.extend(documents(policy));
        }
    }
    all.retain(|document| matches!(document.kind, DocumentKind::Identity | DocumentKind::Boundary));
    all
}

/// AWS's own policies that a principal names.
fn managed(principal: Resource<'_>) -> Vec<Managed<'_>> {
    let named = attached(principal).unwrap_or_default();
    let known = named.into_iter().filter(|policy| !policy.is_boundary).filter_map(|named| {
        let policy = named.policy().ok().flatten()?;
        let (mut allowed, mut denied) = (ActionSet::new(), ActionSet::new());
        for statement in policy.statements() {
            let actions: ActionSet = statement.actions().flat_map(|pattern| pattern.matching()).collect();
            let actions = if statement.is_not_action() { actions.complement() } else { actions };
            if !statement.allows() {
                denied = denied.union(&actions);
            } else if statement.is_any_resource() && !statement.has_condition() {
                allowed = allowed.union(&actions);
            }
        }
        Some(Managed { value: named.value, allowed, denied })
    });
    known.collect()
}

fn boundary(principal: Resource<'_>) -> Boundary<'_> {
    let value = match principal.property("PermissionsBoundary") {
        Ok(Some(value)) => value,
        Ok(None) => return Boundary::None,
        Err(_) => return Boundary::Unknown,
    };
    let Ok(Some(policy)) = link(principal.world(), &value, "AWS::IAM::ManagedPolicy", &["Ref", "PolicyArn"]) else {
        return Boundary::Unknown;
    };
    let read_all = || {
        let (mut allowed, mut denied) = (Vec::new(), Vec::new());
        for document in documents(policy) {
            for statement in document.statements()? {
                let (allows, grant) = read(statement?)?;
                if allows { allowed.push(grant) } else { denied.push(grant) }
            }
        }
        Ok::<_, Unknown>((allowed, denied))
    };
    match read_all() {
        Ok((allowed, denied)) => Boundary::Known(allowed, denied),
        Err(_) => Boundary::Unknown,
    }
}
