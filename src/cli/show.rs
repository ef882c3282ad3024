//! `authlint show`: what the auth of the stacks amounts to.

use std::io::{self, IsTerminal, Write};

use authlint::report::{Options, write_overview};
use authlint::{Request, show};

use super::args::{ShowFormat, ShowOptions};
use super::deployment::{config, deployment, stages, start};
use super::{CLEAN, FAILED, fail, written};

pub(super) fn run(options: &ShowOptions) -> u8 {
    let request = match request(options) {
        Ok(request) => request,
        Err(message) => return fail(message),
    };
    match show(&request, &|_, _| {}) {
        Ok(overview) => {
            if overview.stacks.is_empty() {
                let _ = writeln!(io::stderr(), "no user pool, app client or identity pool in any template here");
                if options.format != ShowFormat::Json {
                    return CLEAN;
                }
            }
            let out = io::stdout();
            let looks = Options::detect(out.is_terminal());
            written(write_overview(&overview, options.format.into(), &looks, &mut out.lock()), CLEAN)
        }
        Err(failures) => {
            failures.iter().for_each(|failure| {
                fail(failure);
            });
            FAILED
        }
    }
}

fn request(options: &ShowOptions) -> Result<Request, String> {
    let start = start()?;
    let config = config(&options.deployment, &start)?;
    Ok(Request {
        paths: options.paths.clone(),
        start,
        parameters: options.deployment.parameters.clone(),
        deployment: deployment(&options.deployment, &config)?,
        stages: stages(&options.deployment, &config)?,
        ..Request::default()
    })
}
