//! The deployment that a template is read for: what the command line, the environment and parameters would say.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::Span;

/// What a deployment is told from outside of the files.
#[derive(Debug, Clone, Default)]
pub struct Deployment {
    /// The stage, as `--stage` would name it; `None` leaves it to the service.
    pub stage: Option<String>,
    /// The stage was not named by anybody but found in the files: a deployment may use another one.
    pub assumed: bool,
    /// The region, as `--region` would name it.
    pub region: Option<String>,
    /// The environment variables that may be read, with their values; one that is not set has none.
    pub env: BTreeMap<String, Option<String>>,
    /// Files of environment variables may be read where a service uses them.
    pub dotenv: bool,
    /// Templates are taken as they are written: no variable is followed and nothing is generated.
    pub raw: bool,
    /// Parameters of the framework, as `--param` would give them.
    pub params: BTreeMap<String, String>,
    /// What parameter files give, those that win last.
    pub given: Arc<[Given]>,
}

/// A value for a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The name of the parameter.
    pub name: String,
    /// Its value; of a list with commas.
    pub value: String,
    /// Where the value is written.
    pub span: Span,
}
