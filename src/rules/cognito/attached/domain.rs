//! Names, certificates and protocols of domains.

use crate::model::{Domain, Resource, names_a_stage};
use crate::resolve::{Piece, Text};
use crate::rules::{Checked, Edit, Findings};
use crate::template::Dialect;

const RESERVED: [&str; 3] = ["amazon", "aws", "cognito"];

pub(super) fn invalid_domain_prefix<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let domain = Domain(resource);
    let Some(name) = domain.name()? else { return Ok(()) };
    let text = name.text()?;
    if domain.custom()?.is_some() {
        let known = text.known()?;
        if !known.contains('.') {
            out.report(&name, format!("{known} is no domain of your own"))
                .title("the deployment fails because the custom domain is only a prefix")
                .help("write the whole domain, such as `auth.example.com`, or remove `CustomDomainConfig`");
        }
        return Ok(());
    }
    if text.literals().any(|literal| literal.contains('.')) {
        out.report(&name, "a domain of your own without a certificate")
            .help("add `CustomDomainConfig` with the certificate, or write a prefix without dots");
    } else if let Some(letter) = text.literals().flat_map(str::chars).find(|letter| !is_allowed(*letter)) {
        let report = out.report(&name, format!("{letter:?} is not allowed in a prefix"));
        if let [Piece::Literal(whole)] = text.pieces.as_slice() {
            report.help(format!("write `{}`", mended(whole)));
        }
    } else if has_hyphen_outside(&text) {
        out.report(&name, "a hyphen at an end of the prefix").help("begin and end with a letter or a digit");
    } else if let Some((word, is_segment)) = reserved(&text) {
        if is_segment {
            out.report(&name, format!("{word} is a reserved word")).help(format!("write a prefix without {word}"));
        } else {
            out.report(&name, format!("{word} is a reserved word, here as a part of another one"))
                .title("the deployment may fail because the prefix contains a reserved word")
                .help(format!("write a prefix without {word}"))
                .case("part");
        }
    }
    Ok(())
}

fn is_allowed(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'
}

fn mended(prefix: &str) -> String {
    let hyphened: String = prefix.to_lowercase().chars().map(|letter| if is_allowed(letter) { letter } else { '-' }).collect();
    hyphened.trim_matches('-').to_owned()
}

fn has_hyphen_outside(text: &Text) -> bool {
    let at_start = matches!(text.pieces.first(), Some(Piece::Literal(first)) if first.starts_with('-'));
    at_start || matches!(text.pieces.last(), Some(Piece::Literal(last)) if last.ends_with('-'))
}

/// A reserved word in the text, and whether it stands between hyphens or ends.
fn reserved(text: &Text) -> Option<(&'static str, bool)> {
    let last = text.pieces.len().saturating_sub(1);
    let mut part = None;
    for (index, piece) in text.pieces.iter().enumerate() {
        let Piece::Literal(literal) = piece else { continue };
        let segments: Vec<&str> = literal.split('-').collect();
        for (at, segment) in segments.iter().enumerate() {
            let is_whole = (at > 0 || index == 0) && (at + 1 < segments.len() || index == last);
            for word in RESERVED {
                if *segment == word && is_whole {
                    return Some((word, true));
                }
                if segment.contains(word) {
                    part = Some((word, false));
                }
            }
        }
    }
    part
}

pub(super) fn unscoped_domain_prefix<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let domain = Domain(resource);
    let Some(name) = domain.name()? else { return Ok(()) };
    if domain.custom()?.is_some() {
        return Ok(());
    }
    let text = name.text()?;
    // A number of the account or an id is somebody's way to make it unique.
    let is_fixed = text.pieces.iter().all(|piece| matches!(piece, Piece::Literal(_)));
    if text.scoped || !is_fixed || names_a_stage(&text) || text.literals().any(|literal| literal.contains('.')) {
        return Ok(());
    }
    let report = out.report(&name, "no stage, stack name or parameter in this prefix");
    if resource.world().stack.dialect == Dialect::Serverless {
        report.case("service");
    }
    Ok(())
}

pub(super) fn weak_domain_tls<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(custom) = Domain(resource).custom()? else { return Ok(()) };
    let Some(policy) = custom.get("SecurityPolicy")? else { return Ok(()) };
    if policy.is("TLS_V1")? {
        out.report(&policy, "TLS_V1 accepts TLS 1.0 and 1.1").fix(Edit::replace(&policy, "TLS_V1_2_2021"));
    }
    Ok(())
}

pub(super) fn domain_certificate_region<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(custom) = Domain(resource).custom()? else { return Ok(()) };
    let Some(arn) = custom.get("CertificateArn")? else { return Ok(()) };
    let text = arn.text()?;
    // Other partitions have other rules.
    let Some(rest) = text.literals().next().and_then(|literal| literal.strip_prefix("arn:aws:acm:")) else { return Ok(()) };
    let begins_so = matches!(text.pieces.first(), Some(Piece::Literal(first)) if first.starts_with("arn:"));
    if let Some((region, _)) = rest.split_once(':').filter(|_| begins_so)
        && region != "us-east-1"
        && !region.is_empty()
    {
        out.report(&arn, format!("a certificate of {region}"));
    }
    Ok(())
}
