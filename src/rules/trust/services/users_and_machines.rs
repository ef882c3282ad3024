//! Roles that people and machines come to.

use super::service_name;
use crate::model::{Document, DocumentKind, Trusted};
use crate::resolve::Val;
use crate::rules::{Checked, Findings};

/// Services that run somebody's code with the role.
const COMPUTE: [&str; 21] = [
    "airflow-env",
    "batch",
    "bedrock-agentcore",
    "build.apprunner",
    "codebuild",
    "ec2",
    "ecs",
    "ecs-tasks",
    "edgelambda",
    "eks-fargate-pods",
    "elasticmapreduce",
    "emr-serverless",
    "gamelift",
    "glue",
    "lambda",
    "pods.eks",
    "robomaker",
    "sagemaker",
    "states",
    "synthetics",
    "tasks.apprunner",
];

pub(super) fn users_and_machines_share_role<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    if document.kind != DocumentKind::Trust {
        return Ok(());
    }
    let (mut people, mut machine): (Option<(&str, Val<'w>)>, Option<Val<'w>>) = (None, None);
    for statement in document.statements()? {
        let statement = statement?;
        if !statement.allows()? {
            continue;
        }
        for (trusted, value) in statement.providers()? {
            people = people.or(users_of(&trusted).map(|who| (who, value)));
        }
        for value in statement.services()? {
            let is_compute = service_name(&value)?.is_some_and(|name| COMPUTE.contains(&name.as_str()));
            machine = machine.or(is_compute.then_some(value));
        }
    }
    if let (Some((who, provider)), Some(machine)) = (people, machine) {
        out.report(&machine, format!("runs code with the role that {who} get")).related(&provider, format!("{who} come in here"));
    }
    Ok(())
}

/// Who comes with the tokens of a provider, where those are people. Behind a provider of the account may be pipelines as well.
fn users_of(trusted: &Trusted<'_>) -> Option<&'static str> {
    match trusted {
        Trusted::Pools(_) => Some("the users of an identity pool"),
        Trusted::Site(_) => Some("the users of a site"),
        Trusted::Saml => Some("the users of a SAML provider"),
        Trusted::OpenId { .. } | Trusted::Resource(_) | Trusted::Other(_) => None,
    }
}
