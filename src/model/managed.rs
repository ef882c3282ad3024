//! Managed policies where a template names them.

use super::{Resource, Role};
use crate::data::managed::{self, ManagedPolicy};
use crate::resolve::{Known, Piece, Text, Val, World};
use crate::template::Dialect;

/// An entry of a list of managed policies.
#[derive(Clone)]
pub struct Attached<'w> {
    /// The entry.
    pub value: Val<'w>,
    /// The resource that has the list; `None` for the list of a service.
    pub owner: Option<Resource<'w>>,
    /// Whether the list takes names beside ARNs, as SAM does.
    pub takes_names: bool,
    /// Whether it only limits what others grant.
    pub is_boundary: bool,
}

/// How a managed policy is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// By a name, or a path and a name.
    Bare(String),
    /// By an ARN of a policy of AWS.
    Aws {
        /// The partition, where it is written.
        partition: Option<String>,
        /// What follows the last colon: `policy/service-role/AWSLambdaRole`.
        suffix: String,
    },
    /// In another way, or a policy that somebody else manages.
    Other,
}

/// Who gets a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Users of an application, through an identity pool.
    EndUsers,
    /// A function.
    Function,
    /// People or machines with an account at AWS: users, groups, permission sets.
    People,
    /// Any other role.
    Role,
}

/// The managed policies that a resource names, its boundary among them.
///
/// # Errors
/// Unknown where the list is; single entries may still be unknown.
pub fn attached<'w>(resource: Resource<'w>) -> Known<Vec<Attached<'w>>> {
    let (property, takes_names) = match resource.kind() {
        "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => ("ManagedPolicyArns", false),
        "AWS::SSO::PermissionSet" => ("ManagedPolicies", false),
        "AWS::Serverless::Function" | "AWS::Serverless::StateMachine" => ("Policies", true),
        _ => return Ok(Vec::new()),
    };
    // The role that SAM makes has what somebody wrote of the function.
    let takes_names = takes_names || resource.is_generated() && resource.world().stack.dialect == Dialect::Sam;
    let entry = |value: Val<'w>, is_boundary: bool| Attached {
        value,
        owner: Some(resource),
        takes_names: takes_names && !is_boundary,
        is_boundary,
    };
    // A boundary that can't be known takes nothing from the list.
    let boundary = resource.property("PermissionsBoundary").ok().flatten();
    let boundary = boundary.filter(|_| resource.kind() != "AWS::SSO::PermissionSet").map(|value| entry(value, true));
    let listed = match resource.property(property) {
        Ok(Some(list)) => list.one_or_many()?,
        Ok(None) => Vec::new(),
        Err(unknown) if boundary.is_none() => return Err(unknown),
        Err(_) => Vec::new(),
    };
    Ok(listed.into_iter().map(|value| entry(value, false)).chain(boundary).collect())
}

/// The managed policies that a service names for the role of its functions.
///
/// # Errors
/// Unknown where a list is; single entries may still be unknown.
pub fn attached_to_service<'w>(world: &'w World<'w>) -> Known<Vec<Attached<'w>>> {
    let mut all = Vec::new();
    for list in &world.stack.service_managed_policies {
        let values = Val::new(world, *list, None).one_or_many()?;
        all.extend(values.into_iter().map(|value| Attached { value, owner: None, takes_names: false, is_boundary: false }));
    }
    Ok(all)
}

/// The managed policies that functions and state machines of SAM name, also those that are not known and of which their roles hold
/// nothing.
///
/// # Errors
/// Unknown where the resources are; single entries may still be unknown.
pub fn attached_in_sam<'w>(world: &'w World<'w>) -> Known<Vec<Attached<'w>>> {
    let Some(root) = world.stack.root.filter(|_| world.stack.dialect == Dialect::Sam) else { return Ok(Vec::new()) };
    let Some(resources) = Val::new(world, root, None).object()?.get("Resources")? else { return Ok(Vec::new()) };
    let resources = resources.object()?;
    let policies = |entry| -> Known<Vec<Val<'w>>> {
        let Some(resource) = resources.value_of(entry)? else { return Ok(Vec::new()) };
        let resource = resource.object()?;
        let kind = resource.get("Type")?.map(|kind| kind.literal()).transpose()?;
        if !matches!(kind.as_deref(), Some("AWS::Serverless::Function" | "AWS::Serverless::StateMachine")) {
            return Ok(Vec::new());
        }
        let Some(properties) = resource.get("Properties")? else { return Ok(Vec::new()) };
        properties.object()?.get("Policies")?.map_or(Ok(Vec::new()), |list| list.one_or_many())
    };
    let mut all = Vec::new();
    for (_, entry) in resources.written() {
        // A resource of which nothing is known takes nothing from the others.
        let values = policies(entry).unwrap_or_default();
        all.extend(values.into_iter().map(|value| Attached { value, owner: None, takes_names: true, is_boundary: false }));
    }
    Ok(all)
}

impl Attached<'_> {
    /// How it is named.
    ///
    /// # Errors
    /// Unknown where nothing of it is known.
    pub fn naming(&self) -> Known<Naming> {
        Ok(naming(&self.value.text()?))
    }

    /// The policy of AWS that it names; `None` for any other, and for one that AWS does not have under that path.
    ///
    /// # Errors
    /// Unknown where nothing of it is known.
    pub fn policy(&self) -> Known<Option<ManagedPolicy>> {
        Ok(match self.naming()? {
            Naming::Bare(name) if self.takes_names => managed::by_name(&name),
            Naming::Aws { suffix, .. } => managed::by_arn_suffix(&suffix),
            Naming::Bare(_) | Naming::Other => None,
        })
    }

    /// The whole text, where all of it is written at this place.
    ///
    /// # Errors
    /// Unknown where a part of it is.
    pub fn whole(&self) -> Known<String> {
        self.value.literal()
    }

    /// Who gets it.
    #[must_use]
    pub fn holder(&self) -> Holder {
        match self.owner {
            None => Holder::Function,
            Some(owner) => match owner.kind() {
                "AWS::Serverless::Function" => Holder::Function,
                "AWS::IAM::User" | "AWS::IAM::Group" | "AWS::SSO::PermissionSet" => Holder::People,
                "AWS::IAM::Role" => Role(owner).holder(),
                _ => Holder::Role,
            },
        }
    }
}

/// The partition may be a pseudo parameter or unknown; the rest must be written.
fn naming(text: &Text) -> Naming {
    match text.pieces.as_slice() {
        [Piece::Literal(whole)] => whole_naming(whole),
        [Piece::Literal(first), Piece::Pseudo(_) | Piece::Hole(_), Piece::Literal(last)] if first == "arn:" => {
            match last.strip_prefix(":iam::aws:") {
                Some(suffix) if suffix.starts_with("policy/") => Naming::Aws { partition: None, suffix: suffix.to_owned() },
                _ => Naming::Other,
            }
        }
        _ => Naming::Other,
    }
}

fn whole_naming(text: &str) -> Naming {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "/+=,.@_-".contains(letter);
    if !text.is_empty() && text.chars().all(is_name) {
        return Naming::Bare(text.to_owned());
    }
    let fields: Vec<&str> = text.split(':').collect();
    match fields.as_slice() {
        ["arn", partition, "iam", "", "aws", suffix] if suffix.starts_with("policy/") => {
            Naming::Aws { partition: Some((*partition).to_owned()), suffix: (*suffix).to_owned() }
        }
        _ => Naming::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_named_by_name_or_arn() {
        let whole = |text: &str| naming(&Text::literal(text));
        let aws =
            |partition: Option<&str>, suffix: &str| Naming::Aws { partition: partition.map(str::to_owned), suffix: suffix.to_owned() };
        assert_eq!(whole("AWSLambdaRole"), Naming::Bare("AWSLambdaRole".to_owned()));
        assert_eq!(whole("service-role/AWSLambdaRole"), Naming::Bare("service-role/AWSLambdaRole".to_owned()));
        assert_eq!(whole("arn:aws-cn:iam::aws:policy/A"), aws(Some("aws-cn"), "policy/A"));
        for other in ["", "arn:aws:iam::123456789012:policy/A", "{{resolve:ssm:policy}}", "arn:aws:iam::aws:role/A", "<policy>", "a b"] {
            assert_eq!(whole(other), Naming::Other, "{other}");
        }
        let mut text = Text::literal("arn:");
        text.push(Piece::Pseudo("AWS::Partition".to_owned()));
        text.push(Piece::Literal(":iam::aws:policy/job-function/Billing".to_owned()));
        assert_eq!(naming(&text), aws(None, "policy/job-function/Billing"));
        text.push(Piece::Hole("x".to_owned()));
        assert_eq!(naming(&text), Naming::Other);
    }
}
