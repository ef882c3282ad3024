//! `AWS::Cognito::UserPoolRiskConfigurationAttachment`, and how far its pool enforces it.

use super::{Resource, Setting, UserPool};
use crate::resolve::{Known, Val};

/// What a pool should do about risky sign-ins.
#[derive(Clone, Copy)]
pub struct RiskConfiguration<'w>(pub Resource<'w>);

/// How far threat protection goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreatProtection {
    /// It is off. The default.
    Off,
    /// It writes down what it sees.
    Audit,
    /// It acts.
    Enforced,
}

impl ThreatProtection {
    /// Its word in `AdvancedSecurityMode`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Audit => "AUDIT",
            Self::Enforced => "ENFORCED",
        }
    }

    /// True where it looks at sign-ins at all.
    #[must_use]
    pub fn is_on(self) -> bool {
        self != Self::Off
    }
}

impl UserPool<'_> {
    /// `UserPoolAddOns.AdvancedSecurityMode`; absent is `OFF`
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolAddOnsType.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn threat_protection(self) -> Known<Setting<ThreatProtection>> {
        let words = [ThreatProtection::Off, ThreatProtection::Audit, ThreatProtection::Enforced].map(|mode| (mode.name(), mode));
        self.0.choice_at(&["UserPoolAddOns", "AdvancedSecurityMode"], &words)
    }
}

/// The paths of the actions, the riskiest first, and the words that each takes.
pub const RISK_ACTIONS: [(&[&str], &[&str]); 4] = [
    (&["AccountTakeoverRiskConfiguration", "Actions", "HighAction"], &["BLOCK", "MFA_REQUIRED", "MFA_IF_CONFIGURED", "NO_ACTION"]),
    (&["AccountTakeoverRiskConfiguration", "Actions", "MediumAction"], &["BLOCK", "MFA_REQUIRED", "MFA_IF_CONFIGURED", "NO_ACTION"]),
    (&["AccountTakeoverRiskConfiguration", "Actions", "LowAction"], &["BLOCK", "MFA_REQUIRED", "MFA_IF_CONFIGURED", "NO_ACTION"]),
    (&["CompromisedCredentialsRiskConfiguration", "Actions"], &["BLOCK", "NO_ACTION"]),
];

impl<'w> RiskConfiguration<'w> {
    /// The `EventAction` of an action.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn event_action(self, path: &[&str]) -> Known<Option<Val<'w>>> {
        match self.0.property_at(path)? {
            Some(action) => action.object()?.get("EventAction"),
            None => Ok(None),
        }
    }

    /// The first action that tells the user, where there is nothing to tell them with.
    ///
    /// # Errors
    /// Unknown where an action is.
    pub fn unsent_notice(self) -> Known<Option<Val<'w>>> {
        if self.0.property_at(&["AccountTakeoverRiskConfiguration", "NotifyConfiguration"])?.is_some() {
            return Ok(None);
        }
        for (path, _) in &RISK_ACTIONS[..3] {
            if let Some(action) = self.0.property_at(path)?
                && let Some(notify) = action.object()?.get("Notify")?
                && notify.boolean()?
            {
                return Ok(Some(notify));
            }
        }
        Ok(None)
    }
}
