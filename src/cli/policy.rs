//! `authlint policy`: what policies amount to.

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use authlint::data::policies::DocumentKind;
use authlint::policy::{Found, Holder};
use authlint::report::{Options, PolicyView, write_patterns, write_policies, write_simplified};
use authlint::{Request, policies};

use super::args::{ListFormat, PolicyCommand, PolicyOptions};
use super::deployment::{config, deployment, stages, start};
use super::{CLEAN, FAILED, fail, written};

pub(super) fn run(command: &PolicyCommand) -> u8 {
    let (options, view) = match command {
        PolicyCommand::Expand(options) => (options, Some(PolicyView::Expand)),
        PolicyCommand::Explain(options) => (options, Some(PolicyView::Explain)),
        PolicyCommand::Simplify(options) => (options, None),
    };
    let out = io::stdout();
    let looks = Options::detect(out.is_terminal());
    let as_json = options.format == ListFormat::Json;
    if options.things.iter().any(|thing| is_pattern(thing)) {
        let other = options.things.iter().find(|thing| !is_pattern(thing));
        return match (view, other) {
            (Some(PolicyView::Expand), None) => written(write_patterns(&options.things, as_json, &looks, &mut out.lock()), CLEAN),
            (Some(PolicyView::Expand), Some(other)) if Path::new(other).exists() => {
                fail(format_args!("`{other}` is a file, and the others are patterns of actions: ask for them apart"))
            }
            (Some(PolicyView::Expand), Some(other)) => {
                fail(format_args!("`{other}` is neither a file nor an action, which begins with its service, such as s3:GetObject"))
            }
            _ => fail("patterns of actions go with `authlint policy expand`"),
        };
    }
    let holders = match holders(options) {
        Ok(holders) => holders,
        Err(code) => return code,
    };
    match view {
        Some(view) => written(write_policies(&holders, view, as_json, &looks, &mut out.lock()), CLEAN),
        None => match write_simplified(&holders, &mut out.lock(), &mut io::stderr().lock()) {
            // Something was there, and none of it could be written in fewer words.
            Ok(0) if !holders.is_empty() => FAILED,
            result => written(result.map(|_| ()), CLEAN),
        },
    }
}

/// `s3:Get*`, not a file of that name.
fn is_pattern(thing: &str) -> bool {
    (thing == "*" || thing.contains(':')) && !Path::new(thing).exists()
}

fn holders(options: &PolicyOptions) -> Result<Vec<Holder>, u8> {
    let request = request(options).map_err(fail)?;
    let Found { mut holders, broken } = policies(&request, &|_, _| {}).map_err(|failures| {
        failures.iter().for_each(|failure| {
            fail(failure);
        });
        FAILED
    })?;
    for file in &broken {
        let _ = writeln!(io::stderr(), "{file} can't be read to its end; `authlint check` says where");
    }
    if holders.is_empty() && !broken.is_empty() {
        return Err(FAILED);
    }
    if let Some(wanted) = &options.of {
        let ids: Vec<String> = holders.iter().filter_map(|holder| holder.id.clone()).collect();
        holders.retain(|holder| holder.id.as_ref() == Some(wanted));
        if holders.is_empty() {
            return Err(fail(format_args!("nothing with policies is called `{wanted}` here; there are: {}", listed(&ids))));
        }
    }
    if holders.is_empty() {
        let _ = writeln!(io::stderr(), "no policy document in any template here");
    }
    Ok(holders)
}

fn listed(ids: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut shown = ids.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if ids.len() > SHOWN {
        shown.push_str(&format!(" and {} more", ids.len() - SHOWN));
    }
    shown
}

fn request(options: &PolicyOptions) -> Result<Request, String> {
    let start = start()?;
    let config = config(&options.deployment, &start)?;
    let mut paths: Vec<PathBuf> = options.things.iter().map(PathBuf::from).collect();
    let mut text = None;
    if paths.iter().any(|path| path == Path::new("-")) {
        paths.retain(|path| path != Path::new("-"));
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("standard input can't be read: {error}"))?;
        text = Some((PathBuf::from("stdin"), bytes));
    }
    Ok(Request {
        paths: if paths.is_empty() && text.is_none() { vec![PathBuf::from(".")] } else { paths },
        text,
        start,
        parameters: options.deployment.parameters.clone(),
        deployment: deployment(&options.deployment, &config)?,
        stages: stages(&options.deployment, &config)?,
        policy_kind: options.policy_type.map(DocumentKind::from),
        ..Request::default()
    })
}
