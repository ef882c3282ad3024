//! What a pool needs for texts and mail of its own, and what excludes each other there.

use crate::model::{Place, UserPool};
use crate::rules::{Checked, Findings};

pub(super) fn missing_sms_configuration<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(list) = pool.0.property("AutoVerifiedAttributes")? else { return Ok(()) };
    // Whether a sender of one's own does without the role of SNS is not settled.
    if pool.sends_texts()? || pool.0.property_at(&["LambdaConfig", "CustomSMSSender"])?.is_some() {
        return Ok(());
    }
    out.each(list.one_or_many()?, |attribute, out| {
        if attribute.is("phone_number")? {
            out.report(&attribute, "the pool has no SmsConfiguration");
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn conflicting_sms_configuration<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(texts) = pool.0.property("SmsConfiguration")? else { return Ok(()) };
    let texts = texts.object()?;
    let (Some(role), Some(other)) = (texts.get("SnsCallerArn")?, texts.get("EumsSms")?) else { return Ok(()) };
    // One that is known only at deployment may be `AWS::NoValue` in the end.
    role.text()?;
    other.object()?;
    let place = texts.key("EumsSms").map_or(Place::from(&other), Place::of);
    out.report(place, "a second way to send texts").related(&role, "texts are sent through SNS");
    Ok(())
}

pub(super) fn incomplete_email_configuration<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let account = pool.sends_own_mail()?;
    if *account && pool.0.property_at(&["EmailConfiguration", "SourceArn"])?.is_none() {
        out.report(&account, "there is no SourceArn beside it");
    }
    Ok(())
}
