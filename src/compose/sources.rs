//! The sources of variables: comes in `type(params):address`, goes out what stands there.

use super::value::{Answer, At};
use super::{Composer, Generation, VariableProblemKind};
use crate::syntax::{Content, Parts, Style};

/// Kinds of variables that only newer versions know.
const NEWER: [&str; 6] = ["git", "output", "doppler", "vault", "terraform", "tf"];

/// What older versions of the framework fill in where nothing is written.
fn filled_in(address: &str) -> Option<&'static str> {
    match address {
        "provider.stage" => Some("dev"),
        "provider.region" => Some("us-east-1"),
        _ => None,
    }
}

impl Composer<'_, '_> {
    #[expect(clippy::too_many_arguments, reason = "one alternative of a variable, with all that its neighbours left")]
    pub(super) fn look(
        &mut self,
        kind: &str,
        params: Option<&str>,
        address: Option<&str>,
        at: At<'_>,
        last: bool,
        tried: &mut Parts,
        absent: &mut Option<String>,
        depth: usize,
    ) -> Answer {
        // What a source is asked for, with the variables in it worked out.
        let mut known = |composer: &mut Self, text: &str| -> Result<String, String> {
            let parts = composer.text(text, at, depth + 1);
            tried.take_marks(&Parts { assumed: false, ..parts.clone() });
            parts.whole().map(str::to_owned).ok_or_else(|| parts.reason().unwrap_or_default().to_owned())
        };
        let written = address.unwrap_or_default();
        let resolved = match known(self, written) {
            Ok(resolved) => resolved,
            Err(reason) => {
                if kind == "self"
                    && let Some(root) = self.out.root
                {
                    self.note_stages(root, written, at, depth);
                }
                return Answer::unknown(reason);
            }
        };
        let resolved = resolved.as_str();
        match (kind, params) {
            ("file", Some(path)) => self.file(path, address, at, last, tried, depth),
            ("self", None) => self.own(written, resolved, at, last, absent, tried, depth),
            ("opt", None) => self.option(resolved, last, tried, depth),
            ("sls", None) => match resolved {
                "stage" => Answer::Text(self.effective_stage(depth), Style::SingleQuoted),
                "instanceId" => Answer::unknown("differs in every run"),
                _ => self.bad_address(kind, resolved, at),
            },
            ("env", None) => self.environment(resolved, at, last, tried, depth),
            ("param", None) => self.parameter(resolved, at, last, tried, depth),
            ("strToBool", Some(text)) => {
                let text = match known(self, text) {
                    Ok(text) => text,
                    Err(reason) => return Answer::unknown(reason),
                };
                match text.to_ascii_lowercase().as_str() {
                    "true" | "1" => Answer::Text(Parts::known("true"), Style::Plain),
                    "false" | "0" => Answer::Text(Parts::known("false"), Style::Plain),
                    _ => {
                        self.say_of(VariableProblemKind::NotBoolean(text), at);
                        Answer::unknown("a text that is no boolean")
                    }
                }
            }
            ("aws", None) => match resolved {
                "region" => self.region(tried, depth),
                "accountId" => Answer::unknown("the account of the deployment"),
                "partition" => Answer::unknown("the partition of the deployment"),
                _ => self.bad_address(kind, resolved, at),
            },
            ("s3", None) if !resolved.contains('/') => self.bad_address(kind, resolved, at),
            ("ssm", _) => Answer::unknown("a parameter of Systems Manager"),
            ("cf", _) => Answer::unknown("an output of another stack"),
            ("s3", None) => Answer::unknown("an object in S3"),
            // A name that looks like a host is a policy variable, which no plugin serves.
            _ if !kind.contains('.') && kind != "saml" && (self.has_plugins || NEWER.contains(&kind)) => {
                Answer::unknown(format!("a variable of a plugin, `{kind}`"))
            }
            _ => {
                self.say_of(VariableProblemKind::UnknownSource(kind.to_owned()), at);
                Answer::unknown(format!("no such kind of variable, `{kind}`"))
            }
        }
    }

    fn bad_address(&mut self, kind: &str, address: &str, at: At<'_>) -> Answer {
        self.say_of(VariableProblemKind::UnknownAddress(kind.to_owned(), address.to_owned()), at);
        Answer::unknown(format!("`{kind}` has no `{address}`"))
    }

    /// A property of the service.
    #[expect(clippy::too_many_arguments, reason = "one alternative of a variable, with all that its neighbours left")]
    fn own(
        &mut self,
        written: &str,
        address: &str,
        at: At<'_>,
        last: bool,
        absent: &mut Option<String>,
        tried: &mut Parts,
        depth: usize,
    ) -> Answer {
        let Some(root) = self.out.root else { return Answer::unknown("a property of the service that includes it") };
        if written.contains("${") {
            self.note_stages(root, written, at, depth);
        }
        if address.is_empty() {
            self.say_of(VariableProblemKind::Cycle, at);
            return Answer::unknown("the whole service inside itself");
        }
        if address == "provider.stage" && self.out.generation == Generation::Four && self.deployment.stage.is_some() {
            return Answer::Text(self.effective_stage(depth), Style::SingleQuoted);
        }
        match self.look_up(root, address, depth) {
            Ok(Some(node)) => {
                // Old versions know the service by its name, in whatever form it is written.
                let named = (address == "service" && matches!(self.out.generation, Generation::Old | Generation::Any))
                    .then(|| self.out.tree.get(node, "name"))
                    .flatten();
                let node = named.filter(|name| self.resolve(*name, depth + 1)).unwrap_or(node);
                if let Some(reader) = at.node {
                    self.out.tree.add_source(reader, address, node);
                }
                let mut marks = self.out.tree.parts(node).cloned().unwrap_or_default();
                marks.parts.clear();
                // Whatever it holds today, a name with such a word in it means to differ by stage.
                let lower = address.to_ascii_lowercase();
                if address == "provider.stage" && self.is_written_out(node) {
                    marks.pinned = true;
                }
                marks.scoped |= lower.contains("stage") || lower.contains("env");
                Answer::Node(node, marks)
            }
            Ok(None) => match (filled_in(address), self.out.generation) {
                (Some("dev"), Generation::Old) => Answer::Text(Parts { scoped: true, ..Parts::known("dev") }, Style::SingleQuoted),
                (Some("dev"), Generation::Four) => Answer::Text(self.effective_stage(depth), Style::SingleQuoted),
                (Some(value), Generation::Old) => Answer::Text(Parts { scoped: true, ..Parts::known(value) }, Style::SingleQuoted),
                // The third generation refuses it; whoever deploys this does so with another one.
                (None, Generation::Old | Generation::Any) if last && address.starts_with("functions.") && address.ends_with(".name") => {
                    Answer::unknown("what older versions of the framework fill in")
                }
                (Some(_), Generation::Any) if last => Answer::unknown("what older versions of the framework fill in"),
                // Old versions make a map of the service's name.
                (None, _) if address == "service.name" => match self.look_up(root, "service", depth) {
                    Ok(Some(node)) => Answer::Node(node, Parts::default()),
                    _ => Answer::Absent,
                },
                (_, _) => {
                    // What the stage chose may hold it for another stage.
                    let is_settled = match self.is_chosen(root, address) {
                        Some(more) => !more && self.is_told_the_stage(),
                        None => !tried.staged || self.is_told_the_stage(),
                    };
                    if is_settled {
                        *absent = Some(address.to_owned());
                    }
                    Answer::Absent
                }
            },
            Err(reason) if reason.contains("leads back") => {
                // A fallback that an option replaces may be a way that nobody takes.
                if !tried.assumed {
                    self.say_of(VariableProblemKind::Cycle, at);
                }
                Answer::unknown(reason)
            }
            Err(reason) => Answer::unknown(reason),
        }
    }

    /// An option of the command line: only those are known that the deployment is told.
    fn option(&mut self, name: &str, last: bool, tried: &mut Parts, depth: usize) -> Answer {
        let given = match name {
            "stage" => self.deployment.stage.clone(),
            "region" => self.deployment.region.clone(),
            _ => None,
        };
        tried.scoped = true;
        tried.staged |= name == "stage";
        match given {
            Some(value) => {
                tried.assumed |= name == "stage" && self.deployment.assumed;
                Answer::Text(Parts::known(value), Style::SingleQuoted)
            }
            // Nobody deploys without a stage where none is given as a fallback.
            None if name == "stage" && last => {
                tried.assumed = true;
                Answer::Text(self.effective_stage(depth), Style::SingleQuoted)
            }
            None if last => Answer::unknown("an option of the command line"),
            None => {
                tried.assumed = true;
                Answer::Absent
            }
        }
    }

    fn environment(&mut self, name: &str, at: At<'_>, last: bool, tried: &mut Parts, depth: usize) -> Answer {
        tried.scoped = true;
        let given = self.deployment.env.get(name).cloned().flatten();
        // What nobody allowed to be read is not known; a fallback is likely, but no more.
        let Some(value) = given.or_else(|| self.dotenv.get(name).cloned()) else {
            tried.assumed = true;
            return if last { Answer::unknown(format!("the environment variable {name}")) } else { Answer::Absent };
        };
        let said = self.out.variable_problems.len();
        if !self.out.hidden.iter().any(|(known, _)| known == name) {
            self.out.hidden.push((name.to_owned(), value.clone()));
        }
        let mut parts = self.text(&value, at, depth + 1);
        // What stands in the environment is shown nowhere.
        for problem in &mut self.out.variable_problems[said..] {
            at.written.clone_into(&mut problem.written);
        }
        parts.secret = Some(name.to_owned());
        Answer::Text(parts, Style::SingleQuoted)
    }

    /// A parameter of the framework: given when deploying, else by `params` for the stage, else by default.
    fn parameter(&mut self, name: &str, at: At<'_>, last: bool, tried: &mut Parts, depth: usize) -> Answer {
        tried.scoped = true;
        if let Some(value) = self.deployment.params.get(name).cloned() {
            let parts = self.text(&value, at, depth + 1);
            return Answer::Text(parts, Style::SingleQuoted);
        }
        let Some(root) = self.out.root else { return Answer::unknown("a parameter of the service that includes it") };
        let stage = self.effective_stage(depth);
        let Some(stage_name) = stage.whole().map(str::to_owned) else {
            return Answer::unknown("a parameter for a stage that is not known");
        };
        for (section, below) in [("stages", Some("params")), ("params", None)] {
            let Ok(Some(map)) = self.look_up(root, section, depth) else { continue };
            self.note_param_stages(map);
            for key in [stage_name.as_str(), "default"] {
                let mut address = format!("{section}.{key}");
                if let Some(below) = below {
                    address.push('.');
                    address.push_str(below);
                }
                match self.look_up(root, &address, depth) {
                    Ok(Some(map)) => {
                        // The name is no path.
                        let Some(node) = self.out.tree.get(map, name) else {
                            if matches!(self.out.tree.content(map), Content::Map(_)) && !self.out.tree.is_open(map) {
                                continue;
                            }
                            return Answer::unknown("parameters that can't be read");
                        };
                        if !self.resolve(node, depth + 1) {
                            self.say_of(VariableProblemKind::Cycle, at);
                            return Answer::unknown("a variable that leads back to itself");
                        }
                        if self.out.tree.is_null(node) {
                            continue;
                        }
                        if let Some(reader) = at.node {
                            self.out.tree.add_source(reader, &format!("{address}.{name}"), node);
                        }
                        let marks = Parts { parts: Vec::new(), ..stage };
                        return Answer::Node(node, marks);
                    }
                    Ok(None) => {}
                    Err(reason) => return Answer::unknown(reason),
                }
            }
        }
        if let Some(answer) = self.composed_parameter(name) {
            return answer;
        }
        tried.assumed = true;
        if last { Answer::unknown(format!("the parameter {name}, which is given when deploying")) } else { Answer::Absent }
    }

    fn region(&mut self, tried: &mut Parts, depth: usize) -> Answer {
        if let Some(region) = self.deployment.region.clone() {
            return Answer::Text(Parts::known(region), Style::SingleQuoted);
        }
        tried.assumed = true;
        let Some(root) = self.out.root else { return Answer::unknown("the region of the deployment") };
        match self.look_up(root, "provider.region", depth) {
            Ok(Some(node)) => Answer::Node(node, Parts::default()),
            Ok(None) => Answer::Text(Parts::known("us-east-1"), Style::SingleQuoted),
            Err(reason) => Answer::unknown(reason),
        }
    }
}
