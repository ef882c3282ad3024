//! Clients whose errors tell which users exist.

use crate::model::Client;
use crate::rules::{Checked, Edit, Findings};

pub(super) fn user_existence_errors<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    let hides = client.hides_unknown_users()?;
    if *hides || client.is_for_machines()? {
        return Ok(());
    }
    let text = if hides.is_written() {
        "LEGACY tells callers which users exist"
    } else {
        "PreventUserExistenceErrors is not set, so LEGACY applies"
    };
    let fix =
        if hides.is_written() { Edit::replace(&hides, "ENABLED") } else { Edit::set(client.0, &["PreventUserExistenceErrors"], "ENABLED") };
    out.report(&hides, text).fix(fix);
    Ok(())
}
