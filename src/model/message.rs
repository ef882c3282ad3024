//! Messages that a pool sends: come in its templates, go out their texts with what must stand in them.

use super::UserPool;
use crate::resolve::{Known, Piece, Unknown, Val};

/// A text for users.
#[derive(Clone)]
pub struct Message<'w> {
    /// The property that holds it.
    pub name: &'static str,
    /// The text.
    pub value: Val<'w>,
    /// The user confirms by a link, not by a code.
    pub is_link: bool,
}

/// Where messages with a code or a link stand.
const VERIFICATION: [&[&str]; 5] = [
    &["VerificationMessageTemplate", "EmailMessage"],
    &["VerificationMessageTemplate", "EmailMessageByLink"],
    &["VerificationMessageTemplate", "SmsMessage"],
    &["EmailVerificationMessage"],
    &["SmsVerificationMessage"],
];

/// Where messages with the code of a second factor stand.
const SIGN_IN: [&[&str]; 2] = [&["EmailAuthenticationMessage"], &["SmsAuthenticationMessage"]];

/// Where invitations stand.
const INVITATION: [&[&str]; 2] = [
    &["AdminCreateUserConfig", "InviteMessageTemplate", "EmailMessage"],
    &["AdminCreateUserConfig", "InviteMessageTemplate", "SMSMessage"],
];

impl Message<'_> {
    /// Whether the text holds something between two marks, or one mark alone.
    ///
    /// # Errors
    /// Unknown where it does not in what is known of it.
    pub fn holds(&self, begin: &str, end: &str) -> Known<bool> {
        let text = self.value.text()?;
        let found = text.literals().any(|literal| literal.find(begin).is_some_and(|at| literal[at + begin.len()..].contains(end)));
        // Another tool may put something in its place, too.
        let is_open = text.pieces.iter().any(|piece| match piece {
            Piece::Hole(_) | Piece::Secret(_) => true,
            Piece::Literal(text) => text.contains("{{") || text.contains("${"),
            Piece::Attribute { .. } | Piece::Pseudo(_) => false,
        });
        if found || !is_open { Ok(found) } else { Err(Unknown::Deployed) }
    }

    /// Whether the code or the link has a place in the text.
    ///
    /// # Errors
    /// Unknown where it has none in what is known of it.
    pub fn holds_its_code(&self) -> Known<bool> {
        if self.is_link { self.holds("{##", "##}") } else { self.holds("{####}", "") }
    }
}

impl<'w> UserPool<'w> {
    /// The messages that verify an address or a number.
    #[must_use]
    pub fn verification_messages(self) -> Vec<Known<Message<'w>>> {
        self.messages(&VERIFICATION)
    }

    /// The messages with the code of a second factor.
    #[must_use]
    pub fn sign_in_messages(self) -> Vec<Known<Message<'w>>> {
        self.messages(&SIGN_IN)
    }

    /// The messages to users whom an administrator makes.
    #[must_use]
    pub fn invitations(self) -> Vec<Known<Message<'w>>> {
        self.messages(&INVITATION)
    }

    fn messages(self, paths: &[&[&'static str]]) -> Vec<Known<Message<'w>>> {
        let message = |path: &&[&'static str]| {
            let name = path.last().copied().unwrap_or_default();
            let value = self.0.property_at(path).transpose()?;
            Some(value.map(|value| Message { name, value, is_link: name.ends_with("ByLink") }))
        };
        paths.iter().filter_map(message).collect()
    }

    /// True where users confirm by a link: `DefaultEmailOption`; absent is a code
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerificationMessageTemplateType.html>).
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn confirms_by_link(self) -> Known<super::Setting<bool>> {
        let words = [("CONFIRM_WITH_CODE", false), ("CONFIRM_WITH_LINK", true)];
        self.0.choice_at(&["VerificationMessageTemplate", "DefaultEmailOption"], &words)
    }

    /// Whether users may come in without a password: first factors other than `PASSWORD`.
    ///
    /// # Errors
    /// Unknown where a factor is.
    pub fn takes_other_than_passwords(self) -> Known<bool> {
        let Some(factors) = self.0.property_at(&["Policies", "SignInPolicy", "AllowedFirstAuthFactors"])? else { return Ok(false) };
        super::any(&factors.one_or_many()?, |factor| Ok(!factor.is("PASSWORD")?))
    }
}
