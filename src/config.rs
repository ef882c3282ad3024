//! The configuration: comes in the text of `.authlint.yaml`, goes out what a project has settled for all of its runs.
//!
//! What is given on the command line wins over it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::finding::Severity;

/// The name of the file.
pub const FILE_NAME: &str = ".authlint.yaml";

/// What a project has settled.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The stages for which services are read.
    pub stages: Vec<String>,
    /// The region of the deployment.
    pub region: Option<String>,
    /// Environment variables that may be read; their values are never shown.
    pub env: Vec<String>,
    /// `.env` files may be read where a service uses them.
    pub dotenv: bool,
    /// Parameters of the Serverless Framework, for `${param:…}`.
    pub params: BTreeMap<String, String>,
    /// Only these rules and families.
    pub select: Vec<String>,
    /// Not these rules and families.
    pub ignore: Vec<String>,
    /// Words that properties take though the schemas here, which are of one day, lack them.
    pub known_values: Vec<String>,
    /// Hygiene counts too.
    pub profile: Option<Profile>,
    /// The least severity that makes the exit code 1.
    pub fail_on: Option<Threshold>,
}

/// Which severities apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Bearable from the first day.
    Default,
    /// Hygiene counts too.
    Strict,
}

/// The name of a severity in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Threshold {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
    /// Everything.
    Info,
}

impl From<Threshold> for Severity {
    fn from(threshold: Threshold) -> Self {
        match threshold {
            Threshold::Error => Self::Error,
            Threshold::Warning => Self::Warning,
            Threshold::Info => Self::Info,
        }
    }
}

/// Why a configuration can't be used: the fault is in the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads the text of a configuration. An empty one settles nothing.
    ///
    /// # Errors
    /// [`ConfigError`] where it is no YAML, or has a key that is none of the configuration's.
    pub fn read(text: &str) -> Result<Self, ConfigError> {
        let only_comments = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        if only_comments {
            return Ok(Self::default());
        }
        // The library adds an excerpt below its first line.
        serde_saphyr::from_str(text)
            .map_err(|error| ConfigError(error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()))
    }
}

/// The nearest configuration at or above a folder, inside of its repository.
#[must_use]
pub fn find(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let file = folder.join(FILE_NAME);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_project_settles() {
        let config = Config::read("stages: [dev, prod]\nenv: [DOMAIN]\nfail-on: error\nprofile: strict\nparams: {size: '5'}\n").unwrap();
        assert_eq!(config.stages, ["dev", "prod"]);
        assert_eq!(config.fail_on, Some(Threshold::Error));
        assert_eq!(config.profile, Some(Profile::Strict));
        assert_eq!(config.params["size"], "5");
        assert_eq!(Config::read("known-values: [ALLOW_NEWER_AUTH]\n").unwrap().known_values, ["ALLOW_NEWER_AUTH"]);
        assert!(Config::read("# nothing yet\n").unwrap().env.is_empty());
        assert!(Config::read("").unwrap().env.is_empty());
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let error = Config::read("stagse: [dev]\n").unwrap_err().to_string();
        assert!(error.contains("stagse"), "{error}");
        assert!(Config::read("stages: [").is_err());
        assert!(Config::read("known-values: {a: b}\n").is_err());
        assert!(Config::read("fail-on: never\n").is_err());
    }
}
