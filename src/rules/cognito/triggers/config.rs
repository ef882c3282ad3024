//! Triggers that the service refuses: senders without a key, and two functions for one event.

use crate::model::{Place, UserPool};
use crate::resolve::{Known, Text};
use crate::rules::{Checked, Findings};

pub(super) fn sender_trigger_without_key<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(config) = pool.0.property("LambdaConfig")? else { return Ok(()) };
    let config = config.object()?;
    if config.get("KMSKeyID")?.is_some() {
        return Ok(());
    }
    for sender in ["CustomEmailSender", "CustomSMSSender"] {
        if config.get(sender)?.is_some()
            && let Some(key) = config.key(sender)
        {
            out.report(Place::of(key), "no KMSKeyID beside it");
            break;
        }
    }
    Ok(())
}

pub(super) fn conflicting_token_triggers<'w>(pool: UserPool<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(old) = pool.0.property_at(&["LambdaConfig", "PreTokenGeneration"])? else { return Ok(()) };
    let Some(new) = pool.0.property_at(&["LambdaConfig", "PreTokenGenerationConfig", "LambdaArn"])? else { return Ok(()) };
    if differ(&old.text()?, &new.text()?)? {
        out.report(&old, "another function than that of PreTokenGenerationConfig").related(&new, "the function for the same event");
    }
    Ok(())
}

/// Whether two functions are surely two. A name may be that of a function of this stack.
fn differ(one: &Text, other: &Text) -> Known<bool> {
    match (one.reference(), other.reference()) {
        (Some((one, _)), Some((other, _))) => Ok(one != other),
        (None, None) => Ok(one.known()? != other.known()?),
        _ => Ok(false),
    }
}
