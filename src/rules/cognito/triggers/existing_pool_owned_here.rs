//! Triggers that a helper hangs on a pool of the same stack, and that the stack takes down again.

use crate::model::Service;
use crate::rules::{Checked, Findings};

pub(super) fn existing_pool_owned_here<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    let written = service.resources()?;
    for function in service.functions()? {
        for trigger in function.pool_triggers() {
            let named = |resource: &&crate::model::Written<'w>| resource.text("UserPoolName").as_deref() == Some(&trigger.name);
            let owned = written.iter().filter(|resource| resource.is("AWS::Cognito::UserPool") == Ok(true)).find(named);
            if let Some(owned) = owned.filter(|_| trigger.is_elsewhere) {
                out.report(&trigger.pool, format!("this is {} of the same service", owned.id))
                    .related(owned.place, "each update of the pool takes its triggers away")
                    .help(format!(
                        "leave `existing` out and name the pool CognitoUserPool{}, or write the function into its `LambdaConfig` with an `AWS::Lambda::Permission`",
                        crate::model::alphanumeric(&trigger.name)
                    ));
            }
        }
    }
    Ok(())
}
