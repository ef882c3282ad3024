//! Risk settings that do nothing.

use crate::model::{RISK_ACTIONS, Resource, RiskConfiguration, ThreatProtection};
use crate::rules::{Checked, Findings};

pub(super) fn unenforced_risk<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let risk = RiskConfiguration(resource);
    out.each([()], |(), out| {
        let Some(pool) = resource.user_pool()? else { return Ok(()) };
        let protection = pool.threat_protection()?;
        if *protection == ThreatProtection::Off {
            out.report(resource.place(), format!("threat protection of {} is off", pool.0.id()))
                .related(&protection, if protection.is_written() { "OFF" } else { "AdvancedSecurityMode is not set" });
        }
        Ok(())
    });
    out.each(RISK_ACTIONS, |(path, words), out| {
        let Some(action) = risk.event_action(path)? else { return Ok(()) };
        let word = action.literal()?;
        let is_takeover = path[0] == "AccountTakeoverRiskConfiguration";
        if !words.contains(&word.as_str()) {
            out.report(&action, format!("{word} is no action"))
                .title("the deployment fails because the service does not know the action")
                .help(format!("write one of {}", words.join(", ")))
                .case("refused");
        } else if word == "NO_ACTION" && (!is_takeover || path.contains(&"HighAction")) {
            let what = if is_takeover { "sign-ins of high risk" } else { "passwords known to thieves" };
            out.report(&action, format!("nothing is done about {what}")).help("write `BLOCK`");
        }
        Ok(())
    });
    out.each([()], |(), out| {
        if let Some(notify) = risk.unsent_notice()? {
            out.report(&notify, "there is no NotifyConfiguration")
                .title("the deployment fails because nobody can be notified")
                .help("add `NotifyConfiguration` with `SourceArn`, or write `Notify: false`")
                .case("refused");
        }
        Ok(())
    });
    Ok(())
}
