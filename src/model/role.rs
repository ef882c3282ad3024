//! `AWS::IAM::Role`.

use super::{Document, DocumentKind, Holder, IdentityPool, Place, Resource, RoleAttachment, Statement, UserPool, link};
use crate::resolve::{Known, Unknown, Val};
use crate::syntax::NodeId;

/// A role.
#[derive(Clone, Copy)]
pub struct Role<'w>(pub Resource<'w>);

/// An identity pool that a trust names as audience.
#[derive(Clone, Copy)]
pub struct Audience<'w> {
    /// The pool, where it is in this stack.
    pub pool: Option<IdentityPool<'w>>,
    /// Where it is named.
    pub place: Place,
}

impl<'w> Role<'w> {
    /// The trust policy.
    ///
    /// # Errors
    /// Unknown where it is, or absent.
    pub fn trust(self) -> Known<Document<'w>> {
        let value = self.0.property("AssumeRolePolicyDocument")?.ok_or(Unknown::Open)?;
        Document::read(self.0.world(), &value, DocumentKind::Trust, Some(self.0))
    }

    /// The identity pools that statements of the trust name as `…:aud`.
    ///
    /// # Errors
    /// Unknown where the trust is.
    pub fn audiences(self) -> Known<Vec<Audience<'w>>> {
        let mut all = Vec::new();
        for statement in self.trust()?.statements()? {
            let statement = statement?;
            let Some(federation) = statement.identity_federation()? else { continue };
            for test in statement.tests_of(federation, "aud")? {
                for value in test.values.one_or_many()? {
                    let pool = link(self.0.world(), &value, "AWS::Cognito::IdentityPool", &["Ref", "Id"]).unwrap_or(None);
                    all.push(Audience { pool: pool.map(IdentityPool), place: Place::from(&value) });
                }
            }
        }
        Ok(all)
    }

    /// The attachments that give this role, with the name under which they do and the place of the role's reference.
    ///
    /// # Errors
    /// Unknown where an attachment's roles are.
    pub fn attached(self) -> Known<Vec<(RoleAttachment<'w>, String, NodeId, Val<'w>)>> {
        let mut all = Vec::new();
        for attachment in self.0.mentioned_by("AWS::Cognito::IdentityPoolRoleAttachment").map(RoleAttachment) {
            for (name, key, value) in attachment.roles()? {
                // One unknown role among the others is another role, or this one twice.
                let Ok(found) = link(self.0.world(), &value, "AWS::IAM::Role", &["Arn", "Ref"]) else { continue };
                if found.is_some_and(|role| role.index() == self.0.index()) {
                    all.push((attachment, name, key, value));
                }
            }
        }
        Ok(all)
    }

    /// The pools to which attachments give this role, with the places where they do; none where one of them is not known.
    #[must_use]
    pub fn own_pools(self) -> Vec<(IdentityPool<'w>, Val<'w>)> {
        let own = |(attachment, _, _, value): (RoleAttachment<'w>, String, NodeId, Val<'w>)| {
            attachment.pool().and_then(|pool| pool.map(|pool| (pool, value)).ok_or(Unknown::Reference))
        };
        self.attached().and_then(|attached| attached.into_iter().map(own).collect()).unwrap_or_default()
    }

    /// The names under which attachments give this role, as far as they are known.
    #[must_use]
    pub fn attached_as(self) -> Vec<String> {
        self.attached().unwrap_or_default().into_iter().map(|(_, name, _, _)| name).collect()
    }

    /// Whether guests can come to this role: an identity pool that its trust names, or that attaches it, allows guests and does not rule
    /// out the classic flow, in which the caller names the role.
    ///
    /// # Errors
    /// Unknown where no such pool is in this stack.
    pub fn serves_guests(self) -> Known<bool> {
        let mut pools: Vec<IdentityPool<'w>> = self.audiences()?.iter().filter_map(|audience| audience.pool).collect();
        for (attachment, ..) in self.attached()? {
            pools.extend(attachment.pool()?);
        }
        if pools.is_empty() {
            return Err(Unknown::Reference);
        }
        for pool in pools {
            let classic_is_off = pool.allows_classic_flow()?.is_some_and(|classic| !*classic);
            if *pool.allows_guests()? && !classic_is_off {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// True for the role with which a user pool sends text messages.
    #[must_use]
    pub fn sends_messages(self) -> bool {
        self.sending_pools().next().is_some()
    }

    /// The user pools that send text messages with this role.
    pub fn sending_pools(self) -> impl Iterator<Item = UserPool<'w>> {
        let is_ours = move |pool: &Resource<'w>| {
            let caller = pool.property_at(&["SmsConfiguration", "SnsCallerArn"]);
            let Ok(Some(caller)) = caller else { return false };
            link(self.0.world(), &caller, "AWS::IAM::Role", &["Arn"])
                .is_ok_and(|role| role.is_some_and(|role| role.index() == self.0.index()))
        };
        self.0.mentioned_by("AWS::Cognito::UserPool").filter(is_ours).map(UserPool)
    }

    /// True where a statement of the trust lets guests of an identity pool in: its `…:amr` names `unauthenticated`.
    ///
    /// # Errors
    /// Unknown where the trust is.
    pub fn trusts_guests(self) -> Known<bool> {
        for statement in self.trust()?.statements()? {
            let statement = statement?;
            let Some(federation) = statement.identity_federation()? else { continue };
            for test in statement.tests_of(federation, "amr")? {
                if super::any(&test.values.one_or_many()?, |value| Ok(value.literal()? == "unauthenticated"))? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Who comes to this role, as far as its trust says.
    #[must_use]
    pub fn holder(self) -> Holder {
        let statements = self.trust().and_then(|trust| trust.statements()).unwrap_or_default();
        // What is not known of the trust leaves it a role like any other.
        let trusts = |test: &dyn Fn(&Statement<'w>) -> Known<bool>| {
            statements.iter().flatten().any(|statement| statement.allows() == Ok(true) && test(statement) == Ok(true))
        };
        if trusts(&|statement| Ok(statement.identity_federation()?.is_some())) {
            Holder::EndUsers
        } else if trusts(&|statement| statement.trusts_service("lambda.amazonaws.com")) {
            Holder::Function
        } else {
            Holder::Role
        }
    }
}
