//! Access or ID tokens that live longer than the refresh token.

use super::token_validity::is_sound;
use crate::model::{Client, Token};
use crate::rules::{Checked, Findings};

pub(super) fn access_token_outlives_refresh<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    out.each([Token::Access, Token::Id], |token, out| {
        let (validity, refresh) = (client.validity(token)?, client.validity(Token::Refresh)?);
        if validity.lifetime > refresh.lifetime && is_sound(client, token)? && is_sound(client, Token::Refresh)? {
            let text = format!("{} is longer than the refresh token's {}", validity.shown(), refresh.shown());
            let report = out.report(validity.or_written(&refresh), text);
            if validity.is_written() && refresh.is_written() {
                report.related(&refresh, "ends here");
            }
        }
        Ok(())
    });
    Ok(())
}
