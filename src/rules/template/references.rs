//! Names that the stack lacks, and attributes that a resource does not have.

use std::collections::HashSet;

use crate::data::schemas;
use crate::model::{Reference, References, Referrer, Use};
use crate::resolve::{Unknown, World};
use crate::rules::schema::nearest;
use crate::rules::{Checked, Edit, Findings};
use crate::syntax::{Content, NodeId};
use crate::template::{Dialect, Stack};

/// What a deployment knows of itself.
const PSEUDO: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// More findings than this nobody reads, and what was meant is looked up for each.
const LIMIT: usize = 200;

/// The names of one section; `None` where there may be others.
type Names<'s> = Option<HashSet<&'s str>>;

/// What there is to refer to.
struct Defined<'s> {
    resources: HashSet<&'s str>,
    parameters: Names<'s>,
    conditions: Names<'s>,
    mappings: Names<'s>,
    modules: Vec<&'s str>,
}

/// The keys of a section as they are written, beside the names that were read.
fn names<'s>(stack: &'s Stack, section: &str, read: impl Iterator<Item = &'s str>) -> Names<'s> {
    let tree = &stack.tree;
    let mut names: HashSet<&str> = read.collect();
    if let Some(node) = stack.template.and_then(|template| tree.get(template, section)) {
        match tree.content(node) {
            Content::Map(_) if tree.is_completed(node) => return None,
            Content::Map(entries) => names.extend(entries.iter().filter_map(|entry| tree.text(entry.key))),
            Content::Scalar(..) if tree.is_null(node) => {}
            _ => return None,
        }
    }
    Some(names)
}

impl<'s> Defined<'s> {
    fn of(stack: &'s Stack) -> Result<Self, Unknown> {
        let template = stack.template.ok_or(Unknown::Open)?;
        if stack.open.is_some() || !stack.macros.is_empty() || stack.tree.is_completed(template) {
            return Err(Unknown::Open);
        }
        // A type that another tool puts in (`Rain::Module`) may be any number of resources.
        let tree = &stack.tree;
        let has_odd_type = |body: NodeId| tree.get(body, "Type").is_some_and(|kind| tree.text(kind).is_none());
        if tree.get(template, "Resources").is_some_and(|all| tree.entries(all).iter().any(|entry| has_odd_type(entry.value))) {
            return Err(Unknown::Open);
        }
        let ids = stack.resources.iter().map(|resource| resource.id.as_str());
        Ok(Self {
            resources: names(stack, "Resources", ids).ok_or(Unknown::Open)?,
            parameters: names(stack, "Parameters", stack.parameters.iter().map(|parameter| parameter.name.as_str())),
            conditions: names(stack, "Conditions", stack.conditions.iter().map(|condition| condition.name.as_str())),
            mappings: names(stack, "Mappings", std::iter::empty()),
            modules: stack.resources.iter().filter(|one| one.kind.ends_with("::MODULE")).map(|one| one.id.as_str()).collect(),
        })
    }

    fn is_parameter(&self, name: &str) -> bool {
        self.parameters.as_ref().is_some_and(|names| names.contains(name))
    }

    /// Whether a reference leads to something, or to what is not known here; else what is missing, and the names that there are.
    fn missing(&self, reference: &Reference<'_>) -> Option<(&'static str, Vec<&'s str>)> {
        let lacks = |names: &Names<'_>| names.as_ref().is_some_and(|names| !names.contains(reference.name));
        let all = |names: &Names<'s>| names.iter().flatten().copied().collect::<Vec<_>>();
        match reference.kind {
            Use::Condition => lacks(&self.conditions).then(|| ("condition", all(&self.conditions))),
            Use::Mapping => lacks(&self.mappings).then(|| ("mapping", all(&self.mappings))),
            Use::Ref | Use::Sub if reference.name.starts_with("AWS::") => {
                // One that is newer than this list resembles none of it.
                let near = !PSEUDO.contains(&reference.name) && nearest(reference.name, PSEUDO).is_some();
                near.then(|| ("pseudo parameter", PSEUDO.to_vec()))
            }
            // Tools that put modules together (Rain) read attributes of what a parameter stands for.
            _ if self.resources.contains(reference.name)
                || reference.kind != Use::DependsOn && self.is_parameter(reference.name)
                || self.modules.iter().any(|module| reference.name.starts_with(module)) =>
            {
                None
            }
            Use::Ref | Use::Sub if reference.attribute.is_none() => lacks(&self.parameters)
                .then(|| ("resource or parameter", self.resources.iter().copied().chain(all(&self.parameters)).collect())),
            _ => Some(("resource", self.resources.iter().copied().collect())),
        }
    }
}

/// A name that somebody wrote and meant: no mark that another tool replaces, no policy variable, no reference that only SAM knows.
fn is_meant(name: &str) -> bool {
    let name = name.trim_start_matches("AWS::");
    name.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && !name.ends_with(['_', '-'])
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
}

/// Ids that are not known by name here, mostly because a part is a hash of what the resource holds.
fn is_made(stack: &Stack, name: &str) -> bool {
    let is_hex = |text: &str| text.len() == 10 && text.bytes().all(|letter| letter.is_ascii_digit() || (b'a'..=b'f').contains(&letter));
    match stack.dialect {
        // The layer is all that its plugin adds.
        Dialect::Serverless if name == "PythonRequirementsLambdaLayer" => true,
        Dialect::Serverless => {
            name.contains("LambdaVersion") || name.starts_with("ApiGatewayDeployment") || name.starts_with("WebsocketsDeployment")
        }
        Dialect::Sam => name.len() > 10 && name.is_char_boundary(name.len() - 10) && is_hex(&name[name.len() - 10..]),
        _ => false,
    }
}

/// What the framework calls the function that a service calls by this name.
fn function_id(stack: &Stack, name: &str) -> Option<String> {
    let id = name.trim_end_matches("Function");
    let capital = id.chars().next()?.to_ascii_uppercase();
    let id = format!("{capital}{}LambdaFunction", id[1..].replace('-', "Dash").replace('_', "Underscore"));
    (stack.dialect == Dialect::Serverless && stack.resource(&id).is_some()).then_some(id)
}

pub(super) fn undefined_reference<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    let stack = world.stack;
    let defined = Defined::of(stack)?;
    let references = References::of(stack);
    let mut seen: HashSet<(NodeId, &str)> = HashSet::new();
    for reference in &references.list {
        // What a framework refers to of its own is its own affair.
        if stack.tree.is_generated(reference.place) || !is_meant(reference.name) || is_made(stack, reference.name) {
            continue;
        }
        let Some((what, mut names)) = defined.missing(reference) else { continue };
        if !seen.insert((reference.place, reference.name)) || seen.len() > LIMIT {
            continue;
        }
        names.sort_unstable();
        let report = out.report(reference.place, format!("there is no {what} `{}`", reference.name));
        let report = match reference.by {
            Referrer::Resource(index) => report.resource(&stack.resources[index].id),
            _ => report,
        };
        let function = function_id(stack, reference.name).filter(|_| what.starts_with("resource"));
        if let Some(meant) = function.as_deref().or_else(|| nearest(reference.name, names)) {
            let report = report.help(format!("write `{meant}`"));
            // A name by itself; in a text, or with an attribute behind it, there is more than the name.
            if stack.tree.text(reference.place) == Some(reference.name) {
                report.fix(Edit::replace(reference.place, meant));
            }
        }
    }
    Ok(())
}

/// Types of which properties can be read beside what their schemas say, or some of them: by what their names begin with.
const READABLE: [&str; 35] = [
    "AWS::Amplify::",
    "AWS::AppMesh::",
    "AWS::AppSync::",
    "AWS::AutoScaling::",
    "AWS::Backup::",
    "AWS::Cloud9::",
    "AWS::CloudFormation::",
    "AWS::CloudWatch::",
    "AWS::CodeArtifact::",
    "AWS::DocDB::",
    "AWS::EC2::",
    "AWS::EFS::",
    "AWS::EKS::",
    "AWS::ElasticLoadBalancing",
    "AWS::EventSchemas::",
    "AWS::Events::",
    "AWS::GameLift::",
    "AWS::Grafana::",
    "AWS::Greengrass::",
    "AWS::ImageBuilder::",
    "AWS::IoT1Click::",
    "AWS::Kinesis::",
    "AWS::ManagedBlockchain::",
    "AWS::Media",
    "AWS::Neptune::",
    "AWS::OpsWorks::",
    "AWS::RDS::",
    "AWS::RoboMaker::",
    "AWS::Route53Resolver::",
    "AWS::S3::AccessPoint",
    "AWS::SNS::",
    "AWS::SQS::",
    "AWS::SSM::",
    "AWS::SageMaker::",
    "AWS::StepFunctions::Activity",
];

/// The same, and the outputs of what is deployed in their place.
const UNJUDGED: [&str; 4] = ["AWS::CloudFormation::", "AWS::ServiceCatalog::", "AWS::ServiceDiscovery::", "AWS::Transfer::"];

pub(super) fn invalid_attribute<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    let stack = world.stack;
    if stack.is_rewritten() {
        return Err(Unknown::Open);
    }
    let references = References::of(stack);
    let mut seen: HashSet<(NodeId, &str)> = HashSet::new();
    for reference in &references.list {
        let (Some(attribute), Some(target)) = (reference.attribute, stack.resource(reference.name)) else { continue };
        let kind = stack.resources[target].kind.as_str();
        let begins = |list: &[&str]| list.iter().any(|start| kind.starts_with(start));
        if stack.tree.is_generated(reference.place) || begins(&UNJUDGED) || !is_meant(&attribute.replace('.', "")) {
            continue;
        }
        let known = schemas::attributes(kind);
        if known.clone().next().is_none() || known.clone().any(|name| fits(attribute, name)) {
            continue;
        }
        if !seen.insert((reference.place, attribute)) || seen.len() > LIMIT {
            continue;
        }
        let meant = nearest(attribute, known.clone());
        // A property may be readable where that is not known.
        let is_certain = meant.is_some_and(|meant| meant.eq_ignore_ascii_case(attribute));
        if begins(&READABLE) && !is_certain {
            continue;
        }
        let report = out.report(reference.place, format!("{kind} has no attribute `{attribute}`"));
        let report = match reference.by {
            Referrer::Resource(index) => report.resource(&stack.resources[index].id),
            _ => report,
        };
        match meant {
            Some(meant) => report.help(format!("write `{meant}`")),
            None => report
                .title("this attribute may not exist, and then the deployment fails")
                .help(format!("read another attribute, or `Ref`, unless this one is newer than {}", schemas::date()))
                .case("new"),
        };
    }
    Ok(())
}

/// Whether an attribute is one that is known, holds it, or lies in one of which no parts are known.
fn fits(attribute: &str, known: &str) -> bool {
    let below = |whole: &str, part: &str| part.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'));
    attribute == known || below(attribute, known) || below(known, attribute)
}
