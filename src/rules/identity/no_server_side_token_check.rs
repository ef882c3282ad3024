//! Identity pools that never ask the user pool whether a token still counts.

use crate::model::{Client, IdentityPool, Provider, Setting, Token, Validity, link};
use crate::resolve::Known;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn no_server_side_token_check<'w>(pool: IdentityPool<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(pool.providers()?, |provider, out| {
        let provider = provider?;
        let check = provider.server_side_token_check()?;
        if !*check {
            let (text, edit) = if check.is_written() {
                ("the user pool is not asked", Edit::replace(&check, true))
            } else {
                ("ServerSideTokenCheck is not set", Edit::set_key(provider.object.node(), "ServerSideTokenCheck", true))
            };
            let report = out.report(&check, text).fix(edit);
            match id_token(pool, &provider) {
                Ok(Some(validity)) => report.related(&validity, format!("an id token lasts {}", validity.shown())),
                _ => report,
            };
        }
        Ok(())
    });
    Ok(())
}

/// How long the id tokens of a provider's client last, where that is written.
fn id_token<'w>(pool: IdentityPool<'w>, provider: &Provider<'w>) -> Known<Option<Setting<Validity>>> {
    let Some(id) = provider.object.get("ClientId")? else { return Ok(None) };
    let client = link(pool.0.world(), &id, "AWS::Cognito::UserPoolClient", &["Ref", "ClientId"])?;
    let validity = client.map(|client| Client(client).validity(Token::Id)).transpose()?;
    Ok(validity.filter(Setting::is_written))
}
