//! Messages without what must stand in them, or with what stays as it is written, and links that nothing serves.

use crate::model::{Message, UserPool, any, of_kind};
use crate::resolve::{Known, Piece, World};
use crate::rules::{Checked, Findings};

pub(super) fn conflicting_messages<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(pool.verification_messages().into_iter().chain(pool.sign_in_messages()), |message, out| {
        let message = message?;
        if !message.holds_its_code()? {
            let (what, mark) = if message.is_link { ("link", "{##Click here##}") } else { ("code", "{####}") };
            out.report(&message.value, format!("no place for the {what}"))
                .help(format!("write `{mark}` where the {what} is to stand"))
                .covers(&message.value);
        }
        if message.is_link && !*pool.confirms_by_link()? {
            out.report(&message.value, "users get a code, so this text is not sent")
                .title("a message is written for a way of confirming that the pool does not use")
                .help("write `DefaultEmailOption: CONFIRM_WITH_LINK`, or leave `EmailMessageByLink` out")
                .case("unused");
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn invite_without_code<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(pool.invitations(), |message, out| {
        let message = message?;
        // Whoever comes in with a code by mail needs no password.
        let (has_name, has_code) = (message.holds("{username}", "")?, message.holds("{####}", "")? || pool.takes_other_than_passwords()?);
        let text = match (has_name, has_code) {
            (true, true) => return Ok(()),
            (true, false) => "no `{####}`",
            (false, true) => "no `{username}`",
            (false, false) => "no `{username}` and no `{####}`",
        };
        out.report(&message.value, text);
        Ok(())
    });
    Ok(())
}

pub(super) fn username_in_verification<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    // A function may write the message anew.
    if pool.0.property_at(&["LambdaConfig", "CustomMessage"])?.is_some() {
        return Ok(());
    }
    out.each(pool.verification_messages(), |message, out| {
        let message: Message<'_> = message?;
        if message.holds("{username}", "")? {
            out.report(&message.value, "`{username}` arrives just like that");
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn link_without_domain<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let (world, by_link) = (pool.0.world(), pool.confirms_by_link()?);
    if world.stack.open.is_some() || world.stack.is_rewritten() || !*by_link || !*pool.is_open_for_sign_up()? {
        return Ok(());
    }
    // Who has no verified address gets no link.
    let verified = pool.listed("AutoVerifiedAttributes")?;
    if any(&verified, |name| name.is("email"))? && !may_have_domain(pool, world) {
        out.report(&by_link, format!("no AWS::Cognito::UserPoolDomain for {}", pool.0.id()));
    }
    Ok(())
}

/// Whether a domain is here, or may be where the pool is handed to.
fn may_have_domain<'w>(pool: UserPool<'w>, world: &'w World<'w>) -> bool {
    let mut domains = of_kind(world, "AWS::Cognito::UserPoolDomain").filter(|resource| resource.exists() != Ok(false));
    let is_other =
        |owner: Known<Option<UserPool<'w>>>| owner.map(|owner| owner.is_some_and(|owner| owner.0.index() != pool.0.index())) == Ok(true);
    let helpers = world.stack.mentioned_by(pool.0.index()).iter().map(|index| world.stack.resources[*index].kind.as_str());
    domains.any(|domain| !is_other(domain.user_pool()))
        || helpers.into_iter().any(|kind| kind.starts_with("Custom::") || kind.starts_with("AWS::CloudFormation::"))
        || is_exported(pool, world)
}

fn is_exported<'w>(pool: UserPool<'w>, world: &'w World<'w>) -> bool {
    (0..world.stack.outputs.len()).map(|index| crate::model::Output::new(world, index)).any(|output| {
        let names_it = |piece: &Piece| matches!(piece, Piece::Attribute { resource, .. } if *resource == pool.0.index());
        let value = output.value().and_then(|value| value.map(|value| value.text()).transpose());
        let is_its = value.map(|text| text.is_some_and(|text| text.pieces.iter().any(names_it)));
        is_its != Ok(false) && output.export_name().map(|name| name.is_none()) != Ok(true)
    })
}
