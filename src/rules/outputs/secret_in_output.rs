//! Secrets in outputs, environment variables and plain parameters.

use crate::model::{Output, Resource};
use crate::resolve::{Object, Piece, Text, Val, World};
use crate::rules::{Checked, Findings};
use crate::template::Dialect;

pub(super) fn secret_in_output<'w>(output: Output<'w>, out: &mut Findings<'w>) -> Checked {
    match output.value()? {
        Some(value) => judge(output.world(), &value, None, out),
        None => Ok(()),
    }
}

pub(super) fn secret_in_resource<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    match resource.kind() {
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => match resource.property_at(&["Environment", "Variables"])? {
            Some(variables) => environment(resource.world(), variables.object()?, out),
            None => Ok(()),
        },
        // `SecureString` can't be made by CloudFormation: what is written here is readable.
        "AWS::SSM::Parameter" => match resource.property("Value")? {
            Some(value) => judge(resource.world(), &value, None, out),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

pub(super) fn secret_in_service<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    let (tree, Some(root)) = (&world.stack.tree, world.stack.root) else { return Ok(()) };
    match world.stack.dialect {
        Dialect::Serverless => {}
        Dialect::Sam => {
            let globals = tree.at(root, &["Globals", "Function", "Environment", "Variables"]);
            out.each(globals, |node, out| environment(world, Val::new(world, node, None).object()?, out));
            return Ok(());
        }
        Dialect::CloudFormation | Dialect::Unknown | Dialect::Policy => return Ok(()),
    }
    let functions = tree.get(root, "functions").map_or(&[][..], |functions| tree.entries(functions));
    let provider = tree.at(root, &["provider", "environment"]);
    let own = functions.iter().filter_map(|function| tree.get(function.value, "environment"));
    out.each(provider.into_iter().chain(own), |node, out| environment(world, Val::new(world, node, None).object()?, out));
    Ok(())
}

fn environment<'w>(world: &'w World<'w>, variables: Object<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(variables.entries()?, |(_, _, value), out| judge(world, &value, Some("environment"), out));
    Ok(())
}

fn judge<'w>(world: &'w World<'w>, value: &Val<'w>, case: Option<&str>, out: &mut Findings<'w>) -> Checked {
    if let Some(secret) = secret(world, &value.text()?) {
        let report = out.report(value, format!("{secret} in plain text"));
        if let Some(case) = case {
            report.case(case);
        }
    }
    Ok(())
}

fn secret(world: &World<'_>, text: &Text) -> Option<String> {
    text.pieces.iter().find_map(|piece| match piece {
        Piece::Attribute { resource, name } => {
            let resource = &world.stack.resources[*resource];
            match (resource.kind.as_str(), name.as_str()) {
                ("AWS::Cognito::UserPoolClient", "ClientSecret") => Some(format!("the client secret of {}", resource.id)),
                ("AWS::IAM::AccessKey", "SecretAccessKey") => Some(format!("the secret access key of {}", resource.id)),
                _ => None,
            }
        }
        // An external id is hidden out of habit; AWS says that it is no secret.
        Piece::Secret(parameter) if world.stack.parameters[*parameter].name.ends_with("ExternalId") => None,
        Piece::Secret(parameter) => Some(format!("the NoEcho parameter {}", world.stack.parameters[*parameter].name)),
        _ => None,
    })
}
