//! What the arguments say about the deployment.

use std::path::PathBuf;

use authlint::compose::Deployment;

use super::args::DeploymentOptions;

/// The deployment without its stage.
pub(super) fn deployment(options: &DeploymentOptions) -> Result<Deployment, String> {
    let mut deployment = Deployment { region: options.region.clone(), ..Deployment::default() };
    for name in &options.env {
        deployment.env.insert(name.clone(), std::env::var(name).ok());
    }
    for param in &options.param {
        let (name, value) = param.split_once('=').ok_or_else(|| format!("--param wants NAME=VALUE, not `{param}`"))?;
        deployment.params.insert(name.to_owned(), value.trim_end().to_owned());
    }
    Ok(deployment)
}

/// The folder in which the run was started.
pub(super) fn start() -> Result<PathBuf, String> {
    let start = std::env::current_dir().map_err(|error| format!("the current folder can't be read: {error}"))?;
    // The system's own name of the folder may lead through links; paths are compared by text.
    Ok(start.canonicalize().unwrap_or(start))
}
