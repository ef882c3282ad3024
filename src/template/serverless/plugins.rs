//! Plugins: comes in what a service lists, goes out whether all of them leave the template as it is.

use super::service::{Service, Setting};
use crate::syntax::Content;

/// The plugin that gives functions roles of their own.
pub(super) const OWN_ROLES: &str = "serverless-iam-roles-per-function";

/// Plugins that work on code, files, other stages of a deployment or a developer's machine, and add no resource to the template.
const HARMLESS: [&str; 44] = [
    OWN_ROLES,
    "@serverless/compose",
    "serverless-analyze-bundle-plugin",
    "serverless-apigateway-service-discovery",
    "serverless-api-stage-validator",
    "serverless-auto-swagger",
    "serverless-build-client",
    "serverless-bundle",
    "serverless-better-credentials",
    "serverless-certificate-creator",
    "serverless-dotenv-plugin",
    "serverless-dynamodb",
    "serverless-dynamodb-local",
    "serverless-dynamodb-seed",
    "serverless-dynamodb-stream-offline",
    "serverless-es-logs-offline",
    "serverless-esbuild",
    "serverless-esbuild-plugin",
    "serverless-finch",
    "serverless-go-plugin",
    "serverless-google-go-build",
    "serverless-jest-plugin",
    "serverless-mocha-plugin",
    "serverless-offline",
    "serverless-offline-aws-eventbridge",
    "serverless-offline-dynamodb-streams",
    "serverless-offline-kinesis",
    "serverless-offline-lambda",
    "serverless-offline-python",
    "serverless-offline-s3",
    "serverless-offline-scheduler",
    "serverless-offline-ses-v2",
    "serverless-offline-sns",
    "serverless-offline-sqs",
    "serverless-offline-ssm",
    "serverless-plugin-typescript",
    "serverless-plugin-optimize",
    "serverless-prune-plugin",
    "serverless-python-requirements",
    "serverless-rust",
    "serverless-s3-local",
    "serverless-stage-manager",
    "serverless-webpack",
    "serverless-export-env",
];

impl Service<'_> {
    /// The names of the plugins; `None` where there may be others.
    pub(super) fn plugins(&self) -> Option<Vec<String>> {
        let list = match self.get(self.root, "plugins") {
            Setting::Absent => return Some(Vec::new()),
            Setting::Unknown => return None,
            Setting::Given(node) if self.is_map(node) => match self.get(node, "modules") {
                Setting::Given(list) => list,
                Setting::Absent => return Some(Vec::new()),
                Setting::Unknown => return None,
            },
            Setting::Given(node) => node,
        };
        if self.tree.is_open(list) {
            return None;
        }
        let items = match self.tree.content(list) {
            Content::List(items) => items.to_vec(),
            _ => vec![list],
        };
        items.iter().filter(|item| !self.tree.is_null(**item)).map(|item| self.known(*item).map(str::to_owned)).collect()
    }

    /// True for version 4, which gives functions roles of their own without a plugin.
    pub(super) fn is_version_4(&self) -> bool {
        let written = self.get(self.root, "frameworkVersion").given().and_then(|node| self.known(node));
        written.is_some_and(|version| version.trim_start_matches(['^', '~', '=', '>', 'v', ' ']).starts_with('4'))
    }
}

/// True for a plugin that leaves the template as it is.
pub(super) fn is_harmless(name: &str) -> bool {
    HARMLESS.contains(&name)
}
