//! Triggers that a helper hangs on a pool of the same stack, and that the stack takes down again.

use crate::model::{Service, Written};
use crate::rules::{Checked, Findings};

pub(super) fn existing_pool_owned_here<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    let written = service.resources()?;
    for function in service.functions()? {
        let triggers = function.pool_triggers();
        out.each(triggers.iter().filter(|trigger| trigger.is_elsewhere), |trigger, out| {
            let is_named = |resource: &&Written<'w>| resource.text("UserPoolName").as_deref() == Some(&trigger.name);
            let owned = written.iter().filter(|resource| resource.is("AWS::Cognito::UserPool") == Ok(true)).find(is_named);
            let Some(owned) = owned else { return Ok(()) };
            // What is written there stays.
            if owned.property("LambdaConfig")?.is_some() {
                return Ok(());
            }
            out.report(&trigger.pool, format!("this is {} of the same service", owned.id))
                .related(owned.place, "the pool, without a `LambdaConfig`")
                .help(format!("write the function into the `LambdaConfig` of {}; the event may stay", owned.id));
            Ok(())
        });
    }
    Ok(())
}
