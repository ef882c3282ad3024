//! What the arguments and the configuration say about a run.

use std::path::{Path, PathBuf};

use authlint::compose::Deployment;
use authlint::config::{Config, find};

use super::args::DeploymentOptions;

/// The configuration that counts: the named one, or the nearest above the folder.
pub(super) fn config(options: &DeploymentOptions, start: &Path) -> Result<Config, String> {
    let file = match &options.config {
        Some(named) => start.join(named),
        None => match find(start) {
            Some(found) => found,
            None => return Ok(Config::default()),
        },
    };
    let text = std::fs::read_to_string(&file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("{}: no such file", file.display()),
        _ => format!("{}: {error}", file.display()),
    })?;
    Config::read(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// The deployment without its stage.
pub(super) fn deployment(options: &DeploymentOptions, config: &Config) -> Result<Deployment, String> {
    let mut deployment = Deployment {
        region: options.region.clone().or_else(|| config.region.clone()),
        dotenv: options.dotenv || config.dotenv,
        params: config.params.clone(),
        ..Deployment::default()
    };
    for name in options.env.iter().chain(&config.env) {
        if name.is_empty() || name.contains('=') {
            return Err(format!("an environment variable is named without its value, not as `{name}`"));
        }
        deployment.env.insert(name.clone(), std::env::var(name).ok());
    }
    for param in &options.param {
        let (name, value) =
            param.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| format!("--param wants NAME=VALUE, not `{param}`"))?;
        deployment.params.insert(name.to_owned(), value.trim_end().to_owned());
    }
    Ok(deployment)
}

/// The stages for which services are read; none leaves it to the services.
pub(super) fn stages(options: &DeploymentOptions, config: &Config) -> Result<Vec<String>, String> {
    let mut stages = if options.stage.is_empty() { config.stages.clone() } else { options.stage.clone() };
    let mut seen = std::collections::HashSet::new();
    stages.retain(|stage| seen.insert(stage.clone()));
    if stages.iter().any(|stage| stage.trim().is_empty()) {
        return Err("a stage has a name".to_owned());
    }
    Ok(stages)
}

/// The folder in which the run was started.
pub(super) fn start() -> Result<PathBuf, String> {
    let start = std::env::current_dir().map_err(|error| format!("the current folder can't be read: {error}"))?;
    // The system's own name of the folder may lead through links; paths are compared by text.
    Ok(start.canonicalize().unwrap_or(start))
}
