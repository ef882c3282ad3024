//! Helpers: come in wishes to change what exists already, go out the functions that the framework deploys for it and their role.

use std::collections::HashSet;

use super::names;
use super::service::{Service, Setting};
use super::shape::{Made, allow, arn, entries, joined, map, open_map, piece, sketch, text, texts};
use crate::source::Span;

impl Service<'_> {
    /// Adds the helper that the framework deploys to change what exists already: its function and its role, unless that one was made
    /// for another purpose before.
    pub(super) fn add_helper(&mut self, name: &str, cause: Span, statements: Vec<Made>, role: &mut HelperRole) {
        let id = format!("{}LambdaFunction", names::norm(name));
        let mut full = joined([&self.prefix(), &piece(format!("-{name}"))]);
        if let Some(whole) = full.whole()
            && whole.len() > 64
        {
            let cut: String = whole.chars().take(32).collect();
            full = piece(cut);
            full.push_unknown("?", "a hash of the name");
        }
        let deployment_role = match self.provider.given().and_then(|provider| self.tree.get(provider, "iam")) {
            Some(iam) if self.tree.get(iam, "deploymentRole").is_some() => self.get(iam, "deploymentRole"),
            _ => self.setting(&["cfnRole"]),
        };
        let logs = self.setting(&["logs", "frameworkLambda"]);
        let own = match deployment_role {
            Setting::Absent => {
                if role.statements.is_empty() && role.cause.is_none() {
                    role.cause = Some(cause);
                    role.logs = logs;
                }
                for (resource, statement) in statements.into_iter().map(|made| (resource_text(&made), made)) {
                    let known = resource.is_some_and(|resource| !role.resources.insert(resource));
                    if !known {
                        role.statements.push(statement);
                    }
                }
                arn(HelperRole::ID)
            }
            other => self.made(other).unwrap_or(text("")),
        };
        if logs.given().is_some() {
            let group = joined([&piece("/aws/lambda/"), &full]);
            let group = sketch("AWS::Logs::LogGroup", [("LogGroupName", Made::Parts(group))]);
            self.resources.set(format!("{}LogGroup", names::norm(name)), cause, group);
        }
        let function = entries([
            ("Type", text("AWS::Lambda::Function")),
            ("Properties", open_map([("FunctionName", Made::Parts(full)), ("Role", own)])),
        ]);
        self.resources.set(id, cause, function);
    }

    /// Adds the role of the helpers, where there are any.
    pub(super) fn add_helper_role(&mut self, role: HelperRole) {
        let Some(cause) = role.cause else { return };
        let mut statements = Vec::new();
        let mut open = role.open;
        match role.logs {
            Setting::Given(_) => {
                let arn = |rest: &str| {
                    let start = piece("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/");
                    Made::List(vec![Made::Sub(joined([&start, &self.prefix(), &piece(rest)]))])
                };
                let create = ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource"];
                statements.push(allow(create, arn("*:*")));
                statements.push(allow(["logs:PutLogEvents"], arn("*:*:*")));
            }
            Setting::Unknown => open = true,
            Setting::Absent => {}
        }
        statements.extend(role.statements);
        let statements = if open { Made::OpenList(statements) } else { Made::List(statements) };
        let trust = map([
            ("Effect", text("Allow")),
            ("Principal", map([("Service", texts(["lambda.amazonaws.com"]))])),
            ("Action", texts(["sts:AssumeRole"])),
        ]);
        let name = vec![Made::Parts(self.stage.clone()), Made::Parts(self.name.clone()), text("custom-resources-lambda")];
        let policy = map([
            ("PolicyName", Made::Join("-", name)),
            ("PolicyDocument", map([("Version", text("2012-10-17")), ("Statement", statements)])),
        ]);
        let properties = map([
            ("AssumeRolePolicyDocument", map([("Version", text("2012-10-17")), ("Statement", Made::List(vec![trust]))])),
            ("Policies", Made::List(vec![policy])),
        ]);
        self.resources.set(HelperRole::ID, cause, entries([("Type", text("AWS::IAM::Role")), ("Properties", properties)]));
    }
}

/// The role of the helpers in the making.
#[derive(Debug)]
pub(super) struct HelperRole {
    cause: Option<Span>,
    statements: Vec<Made>,
    resources: HashSet<String>,
    logs: Setting,
    pub(super) open: bool,
}

impl HelperRole {
    const ID: &'static str = "IamRoleCustomResourcesLambdaExecution";

    pub(super) fn new() -> Self {
        Self { cause: None, statements: Vec::new(), resources: HashSet::new(), logs: Setting::Absent, open: false }
    }
}

/// The resource of a statement, where it is a plain text: by those the framework tells which ones it has already.
fn resource_text(statement: &Made) -> Option<String> {
    let Made::Map(entries) = statement else { return None };
    entries.iter().find_map(|(key, made)| match made {
        Made::Text(text) if key == "Resource" => Some(text.clone()),
        _ => None,
    })
}
