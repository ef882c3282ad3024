//! Triggers: comes in a pool's `LambdaConfig`, go out the functions that the pool calls.

use super::{Place, Resource, UserPool, link};
use crate::resolve::{Known, Object, Val, World};

/// Triggers whose value is the function.
const PLAIN: [&str; 10] = [
    "CreateAuthChallenge",
    "CustomMessage",
    "DefineAuthChallenge",
    "PostAuthentication",
    "PostConfirmation",
    "PreAuthentication",
    "PreSignUp",
    "PreTokenGeneration",
    "UserMigration",
    "VerifyAuthChallengeResponse",
];

/// Triggers whose value is a map with the function and its version.
const VERSIONED: [&str; 4] = ["CustomEmailSender", "CustomSMSSender", "InboundFederation", "PreTokenGenerationConfig"];

/// A function that a pool calls.
#[derive(Clone)]
pub struct Trigger<'w> {
    /// The key in `LambdaConfig`.
    pub name: &'static str,
    /// The function.
    pub arn: Val<'w>,
    /// Where somebody wrote it: the value, or the event that made it.
    pub place: Place,
    /// An event of the function made it.
    pub is_generated: bool,
    world: &'w World<'w>,
}

impl<'w> Trigger<'w> {
    /// The function, where it is one of this stack.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn function(&self) -> Known<Option<Resource<'w>>> {
        link(self.world, &self.arn, "AWS::Lambda::Function", &["Arn"])
    }
}

impl<'w> UserPool<'w> {
    /// The functions that it calls.
    ///
    /// # Errors
    /// Unknown where `LambdaConfig` is.
    pub fn triggers(self) -> Known<Vec<Known<Trigger<'w>>>> {
        let Some(config) = self.0.property("LambdaConfig")? else { return Ok(Vec::new()) };
        let config = config.object()?;
        let trigger = |name| self.trigger_of(&config, name).transpose();
        Ok(PLAIN.into_iter().chain(VERSIONED).filter_map(trigger).collect())
    }

    /// The function that it calls for a key of `LambdaConfig`.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn trigger(self, name: &'static str) -> Known<Option<Trigger<'w>>> {
        match self.0.property("LambdaConfig")? {
            Some(config) => self.trigger_of(&config.object()?, name),
            None => Ok(None),
        }
    }

    fn trigger_of(self, config: &Object<'w>, name: &'static str) -> Known<Option<Trigger<'w>>> {
        let (world, tree) = (self.0.world(), &self.0.world().stack.tree);
        let found = match VERSIONED.contains(&name) {
            true => config.get(name)?.map_or(Ok(None), |map| map.object()?.get("LambdaArn")),
            false => config.get(name),
        };
        Ok(found?.map(|arn| {
            let is_generated = tree.is_generated(arn.node());
            let key = config.key(name).filter(|_| is_generated);
            Trigger { name, place: key.map_or(Place::from(&arn), Place::of), arn, is_generated, world }
        }))
    }

    /// The role with which it sends text messages, where it is one of this stack, and where it is named.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn sms_role(self) -> Known<Option<(Resource<'w>, Place)>> {
        let Some(caller) = self.0.property_at(&["SmsConfiguration", "SnsCallerArn"])? else { return Ok(None) };
        Ok(link(self.0.world(), &caller, "AWS::IAM::Role", &["Arn"])?.map(|role| (role, Place::from(&caller))))
    }
}
