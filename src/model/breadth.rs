//! How wide a statement is: comes in a statement, go out the actions that its entries stand for, the resources that it names as a
//! whole, what narrows it, and whether people hold it.

use super::{ActionSet, Document, Grants, Group, Pattern, Resource, Role, Statement, link, pattern_covers, reachable_actions};
use crate::data::iam::{self, Action, Service};
use crate::resolve::{Known, Piece, Text, Unknown, Val};

/// A known entry of `Action` or `NotAction`.
#[derive(Clone)]
pub struct ActionEntry<'w> {
    /// Where it is written.
    pub value: Val<'w>,
    /// As it is written.
    pub pattern: String,
    /// What it stands for.
    pub set: ActionSet,
}

impl ActionEntry<'_> {
    /// Its service and the name or pattern behind the colon; `None` for every action of every service, and for unknown services.
    #[must_use]
    pub fn parts(&self) -> Option<(Service, &str)> {
        let (prefix, name) = self.pattern.split_once(':')?;
        Some((iam::service(prefix)?, name))
    }
}

/// A resource that may leave nothing out: `*`, or an ARN that ends in a wildcard.
#[derive(Clone)]
pub struct WideResource<'w> {
    /// Where it is written.
    pub value: Val<'w>,
    /// The service and what stands behind the account; `None` for `*`.
    arn: Option<(String, String)>,
}

impl<'w> WideResource<'w> {
    /// Reads a value of `Resource`; `None` where it has no wildcard, or is not known.
    fn of(value: &Val<'w>) -> Known<Option<Self>> {
        // Mostly a name is written out, or an attribute called.
        if value.is_without('*') {
            return Ok(None);
        }
        let text = value.text()?;
        let arn = match text.known() {
            Ok("*") => None,
            _ => match service_and_rest(&text) {
                Some((service, rest)) if rest.contains('*') => Some((service, rest)),
                _ => return Ok(None),
            },
        };
        Ok(Some(Self { value: value.clone(), arn }))
    }

    /// True for `*`.
    #[must_use]
    pub fn is_star(&self) -> bool {
        self.arn.is_none()
    }

    /// True where it stands for all resources that an action can be about, or for all of one kind.
    #[must_use]
    pub fn is_wide_for(&self, action: Action) -> bool {
        self.is_star() || self.kind_for(action).is_some()
    }

    /// The kind of resource, of those that an action can be about, of which it leaves none out; `None` for `*`.
    #[must_use]
    pub fn kind_for(&self, action: Action) -> Option<&'static str> {
        let (service, rest) = self.arn.as_ref()?;
        let all_of = |arn: &str| {
            let mut fields = arn.splitn(6, ':');
            let of_service = fields.nth(2).is_some_and(|other| other == service);
            of_service && fields.nth(2).is_some_and(|all| leaves_nothing(service, rest, all))
        };
        // Of databases and their users it is the users that are given away, of objects and the access points to them the objects.
        let kinds = action.resource_types().filter(|(kind, _)| kind.name() != "dbname" && kind.arns().any(all_of));
        kinds.min_by_key(|(kind, required)| (!required, kind.name().len())).map(|(kind, _)| kind.name())
    }
}

/// Whether the last part of an ARN matches all that the last part of a type's ARN, `table/${TableName}`, can become.
fn leaves_nothing(service: &str, rest: &str, of_type: &str) -> bool {
    let mut all = String::new();
    let mut left = of_type;
    while let Some((before, behind)) = left.split_once("${") {
        all.push_str(before);
        all.push('*');
        left = behind.split_once('}').map_or("", |(_, after)| after);
    }
    all.push_str(left);
    let covers = |all: &str| pattern_covers(&format!("x:{rest}"), &format!("x:{all}"));
    // What is in a log group is asked for with `:*` behind its name.
    covers(&all) || service == "logs" && covers(&format!("{all}:*"))
}

/// The service of an ARN and what comes behind the account; `None` where they are not known.
fn service_and_rest(text: &Text) -> Option<(String, String)> {
    const HOLE: char = '\u{1}';
    let mut flat = String::new();
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => flat.push_str(literal),
            // A partition, a region, an account: what else stands in an ARN before its last part has no colon in it.
            Piece::Pseudo(_) | Piece::Hole(_) | Piece::Secret(_) | Piece::Attribute { .. } => flat.push(HOLE),
        }
    }
    let mut fields = flat.splitn(6, ':');
    let (arn, _, service) = (fields.next()?, fields.next()?, fields.next()?);
    let rest = fields.nth(2)?;
    let known = arn == "arn" && !service.contains(HOLE) && !rest.contains(HOLE);
    known.then(|| (service.to_owned(), rest.to_owned()))
}

impl<'w> Statement<'w> {
    /// The known entries of `Action`: an unknown one beside them takes nothing from what they allow.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn known_actions(&self) -> Known<Vec<ActionEntry<'w>>> {
        let entry = |value: Val<'w>| {
            let pattern = value.literal().ok()?;
            let set = ActionSet::of_pattern(&pattern);
            Some(ActionEntry { value, pattern, set })
        };
        Ok(self.actions()?.into_iter().filter_map(entry).collect())
    }

    /// Of some actions those that the listed resources can match; all of them where a resource is not known, or none is listed.
    #[must_use]
    pub fn reachable(&self, actions: &ActionSet) -> ActionSet {
        match self.resource_patterns() {
            Ok(listed) if !listed.is_empty() => {
                let patterns: Vec<Pattern> = listed.into_iter().map(|(_, pattern)| pattern).collect();
                reachable_actions(actions.iter(), &patterns).collect()
            }
            _ => actions.clone(),
        }
    }

    /// What `NotAction` leaves: every action that none of its entries stands for. `None` where it is absent.
    ///
    /// # Errors
    /// Unknown where one of its entries is.
    pub fn left_by_not_action(&self) -> Known<Option<ActionSet>> {
        let Some(list) = self.element("NotAction")? else { return Ok(None) };
        let mut named = ActionSet::new();
        for value in list.one_or_many()? {
            named = named.union(&ActionSet::of_pattern(&value.literal()?));
        }
        Ok(Some(named.complement()))
    }

    /// The resources that leave nothing out; unknown ones beside them take nothing from what they reach.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn wide_resources(&self) -> Known<Vec<WideResource<'w>>> {
        Ok(self.resources()?.iter().filter_map(|value| WideResource::of(value).ok().flatten()).collect())
    }

    /// Whether `NotResource` leaves nearly all resources that an action can be about. False where it is absent, true where none of its
    /// values takes all of them away.
    ///
    /// # Errors
    /// Unknown where a value is.
    pub fn not_resource_leaves(&self, action: Action) -> Known<bool> {
        let Some(list) = self.element("NotResource")? else { return Ok(false) };
        for value in list.one_or_many()? {
            let text = value.text()?;
            if text.has_hole() || WideResource::of(&value)?.is_some_and(|wide| wide.is_wide_for(action)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether `NotResource` leaves out all of one kind, or several: how statements treat one kind of resource in another way than the
    /// rest of what an action needs.
    ///
    /// # Errors
    /// Unknown where a value or the list of actions is.
    pub fn not_resource_leaves_out_kinds(&self) -> Known<bool> {
        let Some(list) = self.element("NotResource")? else { return Ok(false) };
        let actions = self.known_actions()?;
        if actions.len() < self.actions()?.len() {
            return Err(Unknown::Deployed);
        }
        for value in list.one_or_many()? {
            // What begins with an unknown text may be anything.
            if matches!(value.text()?.pieces.first(), Some(Piece::Hole(_))) {
                return Err(Unknown::Deployed);
            }
            let wide = WideResource::of(&value)?;
            let of_kind = |action| wide.as_ref().is_some_and(|wide| wide.kind_for(action).is_some());
            if !actions.iter().any(|entry| entry.set.iter().any(of_kind)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The roles of this stack that hold it: its own, or those that its policy is attached to.
    #[must_use]
    pub fn roles(&self) -> Vec<Role<'w>> {
        let Some(owner) = self.owner else { return Vec::new() };
        let role = |value: &Val<'w>| link(self.world(), value, "AWS::IAM::Role", &["Ref", "Arn"]).ok().flatten();
        let listed = |property: &str| {
            let list = owner.property(property).ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default();
            list.iter().filter_map(role).map(Role).collect::<Vec<_>>()
        };
        match owner.kind() {
            "AWS::IAM::Role" => vec![Role(owner)],
            "AWS::IAM::Policy" => listed("Roles"),
            "AWS::IAM::RolePolicy" => listed("RoleName"),
            "AWS::IAM::ManagedPolicy" => {
                let mut roles = listed("Roles");
                roles.extend(owner.mentioned_by("AWS::IAM::Role").filter(|role| has_policy(*role, owner)).map(Role));
                roles
            }
            _ => Vec::new(),
        }
    }
}

impl Statement<'_> {
    /// Whether no role of this stack that it is for holds any of some actions after all: a `Deny` of another policy or a boundary may
    /// take them away. False where its holders are not known, true where there is nothing to hold.
    #[must_use]
    pub fn are_taken_away(&self, actions: &[Action]) -> bool {
        if actions.is_empty() {
            return true;
        }
        let roles = self.roles();
        let holds = |role: &Role<'_>| {
            let grants = Grants::of(role.0);
            actions.iter().any(|action| !grants.holding(*action).is_empty())
        };
        !roles.is_empty() && !roles.iter().any(holds)
    }
}

/// Whether a role lists a managed policy of this stack.
fn has_policy<'w>(role: Resource<'w>, policy: Resource<'w>) -> bool {
    let list = role.property("ManagedPolicyArns").ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default();
    list.iter().any(|value| value.text().is_ok_and(|text| text.reference().is_some_and(|(index, _)| index == policy.index())))
}

impl<'w> Document<'w> {
    /// Whether a `Deny` of this document may take an action away. Statements that are not known as a whole are not counted.
    ///
    /// # Errors
    /// Unknown where a `Deny` is known in part.
    pub fn may_deny(&self, action: Action) -> Known<bool> {
        for statement in self.statements()?.into_iter().flatten() {
            if statement.element("Effect")?.is_none_or(|effect| effect.literal().is_ok_and(|effect| effect != "Deny")) {
                continue;
            }
            let denied = match statement.left_by_not_action()? {
                Some(left) => left.contains(action),
                None => {
                    let entries = statement.actions()?;
                    let known = statement.known_actions()?;
                    known.len() < entries.len() || known.iter().any(|entry| entry.set.contains(action))
                }
            };
            if denied {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Role<'_> {
    /// Whether everybody who signs in at an identity pool, or comes as a guest, gets this role: it is attached under one of the two
    /// names.
    ///
    /// # Errors
    /// Unknown where an attachment is.
    pub fn is_attached_to_pool(self) -> Known<bool> {
        Ok(self.attached()?.iter().any(|(_, name, ..)| matches!(name.as_str(), "authenticated" | "unauthenticated")))
    }

    /// Whether people hold this role, not machines: through an identity pool or a group, or because its trust lets an identity pool in.
    ///
    /// # Errors
    /// Unknown where nothing says so and something is unknown.
    pub fn serves_people(self) -> Known<bool> {
        let group = |group: Resource<'_>| Group(group).role().is_ok_and(|role| role.is_some_and(|role| self.is_named_by(&role)));
        if self.0.mentioned_by("AWS::Cognito::UserPoolGroup").any(group) || !self.attached()?.is_empty() {
            return Ok(true);
        }
        for statement in self.trust()?.statements()? {
            if statement?.identity_federation()?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_named_by(self, value: &Val<'_>) -> bool {
        value.text().is_ok_and(|text| text.reference().is_some_and(|(index, attribute)| index == self.0.index() && attribute == "Arn"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(pieces: Vec<Piece>) -> Option<(String, String)> {
        let mut text = Text::default();
        pieces.into_iter().for_each(|piece| text.push(piece));
        service_and_rest(&text)
    }

    #[test]
    fn all_of_a_type_is_what_any_name_of_it_matches() {
        for (service, rest, of_type) in [
            ("s3", "*", "${BucketName}/${ObjectName}"),
            ("s3", "*/*", "${BucketName}/${ObjectName}"),
            ("iam", "role*", "role/${RoleNameWithPath}"),
            ("dynamodb", "table/*", "table/${TableName}/index/${IndexName}"),
            ("logs", "log-group:*:*", "log-group:${LogGroupName}"),
        ] {
            assert!(leaves_nothing(service, rest, of_type), "{rest} {of_type}");
        }
        for (service, rest, of_type) in [
            ("s3", "/*", "${BucketName}/${ObjectName}"),
            ("s3", "uploads/*", "${BucketName}/${ObjectName}"),
            ("s3", "*/public/*", "${BucketName}/${ObjectName}"),
            ("iam", "role/tasks/*", "role/${RoleNameWithPath}"),
            ("iam", "role/*", "user/${UserNameWithPath}"),
            ("dynamodb", "table//*", "table/${TableName}"),
            ("secretsmanager", "*/*", "secret:${SecretId}"),
        ] {
            assert!(!leaves_nothing(service, rest, of_type), "{rest} {of_type}");
        }
    }

    #[test]
    fn an_arn_is_read_around_what_is_not_known() {
        let literal = |text: &str| Piece::Literal(text.to_owned());
        let region = || Piece::Pseudo("AWS::Region".to_owned());
        let found = parts(vec![literal("arn:aws:ssm:"), region(), literal(":"), Piece::Hole("x".to_owned()), literal(":parameter/*")]);
        assert_eq!(found, Some(("ssm".to_owned(), "parameter/*".to_owned())));
        assert_eq!(parts(vec![literal("arn:aws:ssm:"), region(), literal(":1:parameter/"), Piece::Hole("x".to_owned())]), None);
        assert_eq!(parts(vec![Piece::Hole("x".to_owned()), literal("/*")]), None);
        assert_eq!(parts(vec![literal("arn:aws:s3")]), None);
    }
}
