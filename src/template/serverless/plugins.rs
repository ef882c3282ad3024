//! Plugins: comes in what a service lists, goes out whether all of them leave the template as it is.

use super::service::{Service, Setting};
use crate::syntax::Content;

/// The plugin that gives functions roles of their own.
pub(super) const OWN_ROLES: &str = "serverless-iam-roles-per-function";

/// Plugins that work on code, files, a developer's machine or what is deployed already, and add no resource to the template.
const HARMLESS: [&str; 46] = [
    OWN_ROLES,
    "serverless-analyze-bundle-plugin",
    "serverless-better-credentials",
    "serverless-bundle",
    "serverless-domain-manager",
    "serverless-dotenv-plugin",
    "serverless-dynamodb",
    "serverless-dynamodb-local",
    "serverless-dynamodb-seed",
    "serverless-esbuild",
    "serverless-export-env",
    "serverless-finch",
    "serverless-go-plugin",
    "serverless-jest-plugin",
    "serverless-jetpack",
    "serverless-localstack",
    "serverless-manifest-plugin",
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
    "serverless-plugin-common-excludes",
    "serverless-plugin-git-variables",
    "serverless-plugin-include-dependencies",
    "serverless-plugin-monorepo",
    "serverless-plugin-optimize",
    "serverless-plugin-typescript",
    "serverless-prune-plugin",
    "serverless-pseudo-parameters",
    "serverless-python-requirements",
    "serverless-rust",
    "serverless-s3-local",
    "serverless-s3-sync",
    "serverless-secrets-plugin",
    "serverless-stack-output",
    "serverless-stage-manager",
    "serverless-webpack",
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

    /// True for a plugin that adds no resource to the template.
    pub(super) fn is_harmless(&self, name: &str) -> bool {
        // This one can make a layer of what the functions require.
        let custom = self.get(self.root, "custom");
        let makes_layer = || self.of(self.of(custom, "pythonRequirements"), "layer") != Setting::Absent;
        HARMLESS.contains(&name) && !(name == "serverless-python-requirements" && makes_layer())
    }

    /// True for version 4, which gives functions roles of their own without a plugin.
    pub(super) fn is_version_4(&self) -> bool {
        let written = self.get(self.root, "frameworkVersion").given().and_then(|node| self.known(node));
        written.is_some_and(|version| version.trim_start_matches(['^', '~', '=', '>', 'v', ' ']).starts_with('4'))
    }
}
