//! Settings of a client's tokens that weaken them or do nothing: revocation switched off, units without their numbers.

use crate::model::{Client, Token};
use crate::rules::{Checked, Edit, Findings};

pub(super) fn token_revocation_off<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let revokes = client.revokes_tokens()?;
    // A client for machines gets no refresh tokens.
    if *revokes || client.is_for_machines()? {
        return Ok(());
    }
    out.report(&revokes, "refresh tokens cannot be revoked").fix(Edit::replace(&revokes, true));
    Ok(())
}

pub(super) fn unused_token_unit<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    out.each([Token::Access, Token::Id, Token::Refresh], |token, out| {
        let key = token.unit_key();
        let Some(unit) = client.0.property_at(&["TokenValidityUnits", key])? else { return Ok(()) };
        // One that is known only at deployment may be `AWS::NoValue` in the end.
        unit.literal()?;
        if client.0.property(token.property())?.is_some() {
            return Ok(());
        }
        out.report(&unit, format!("{key} has a unit, but no {} is set", token.property()))
            .help(format!("set `{}`, or remove `{key}`; without a number it stays {}", token.property(), token.default_lifetime()))
            .fix(Edit::remove(client.0, &["TokenValidityUnits", key]));
        Ok(())
    });
    Ok(())
}
