//! `authlint dump`.

use std::io::{self, Write};

use authlint::compose::Deployment;
use authlint::{Request, dump};

use super::args::DumpOptions;
use super::deployment::{config, deployment, stages, start};
use super::{CLEAN, FAILED, fail, written};

pub(super) fn run(options: &DumpOptions) -> u8 {
    let request = match request(options) {
        Ok(request) => request,
        Err(message) => return fail(message),
    };
    match dump(&request, &|_, _| {}) {
        Ok(stacks) => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            let result = serde_json::to_writer_pretty(&mut out, &stacks).map_err(io::Error::from);
            written(result.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()), CLEAN)
        }
        Err(failures) => {
            failures.iter().for_each(|failure| {
                fail(failure);
            });
            FAILED
        }
    }
}

fn request(options: &DumpOptions) -> Result<Request, String> {
    let start = start()?;
    let config = config(&options.deployment, &start)?;
    let deployment = Deployment { raw: !options.resolved, ..deployment(&options.deployment, &config)? };
    let stages = stages(&options.deployment, &config)?;
    Ok(Request {
        paths: options.paths.clone(),
        start,
        parameters: options.deployment.parameters.clone(),
        deployment,
        stages,
        ..Request::default()
    })
}
