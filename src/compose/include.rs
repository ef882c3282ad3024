//! Files of a service: comes in the path of an include, goes out the node that it stands for.

use super::value::{Answer, At};
use super::{Composer, IncludeProblem, IncludeProblemKind, UnitFile, parse_checked};
use crate::source::{ReadError, normalize};
use crate::syntax::{NodeId, Parts, Style};

/// A compose file is looked for in so many folders above a service.
const COMPOSE_LEVELS: usize = 6;

/// Lines of a file of environment variables that are read.
const DOTENV_LIMIT: usize = 10_000;

impl Composer<'_, '_> {
    pub(super) fn file(&mut self, path: &str, address: Option<&str>, at: At<'_>, last: bool, tried: &mut Parts, depth: usize) -> Answer {
        let Some((store, service)) = self.service else { return Answer::unknown("a file of the service that includes it") };
        let folder = service.parent().unwrap_or(service).to_path_buf();
        let written = path.trim().trim_matches(['\'', '"']);
        // A path that the stage decides is followed for the default stage; that it leads nowhere would prove nothing.
        let chosen = written.contains("${") || address.is_some_and(|address| address.contains("${"));
        let (written, resolved) = (self.text(written, at, depth + 1), address.map(|address| self.text(address, at, depth + 1)));
        for parts in std::iter::once(&written).chain(&resolved) {
            tried.take_marks(parts);
            if let Some(reason) = parts.reason() {
                return Answer::unknown(reason);
            }
        }
        let (Some(written), address_text) = (written.whole(), resolved.as_ref().and_then(Parts::whole)) else {
            return Answer::unknown("a path that is not known");
        };
        let path = normalize(&folder.join(written));
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
        if matches!(extension.as_str(), "js" | "cjs" | "mjs" | "ts") {
            self.say_include(IncludeProblemKind::Code, written, at);
            return Answer::unknown("a program");
        }
        let loaded = store.load(&path);
        let (id, source) = match loaded {
            Ok(loaded) => loaded,
            Err(error) => {
                let kind = match error {
                    ReadError::Missing if !last => return Answer::Absent,
                    ReadError::Missing if chosen && !self.is_told_the_stage() => IncludeProblemKind::MissingForStage,
                    ReadError::Missing if crate::source::is_kept_out(&path) => IncludeProblemKind::KeptOut,
                    ReadError::Missing => IncludeProblemKind::Missing,
                    ReadError::Outside => IncludeProblemKind::Outside,
                    other => IncludeProblemKind::Unreadable(other.to_string()),
                };
                self.say_include(kind, written, at);
                return Answer::unknown("an include that could not be read");
            }
        };
        if !matches!(extension.as_str(), "yml" | "yaml" | "json" | "tfstate") {
            // Everything else is a text, whose variables the framework reads too; no address leads into one.
            if address.is_some() {
                return Answer::Absent;
            }
            return match source.invalid_at() {
                Some(_) => Answer::unknown("a file that is no text"),
                None => Answer::Text(self.text(source.text(), at, depth + 1), Style::Literal),
            };
        }
        let root = match self.parsed.get(&path) {
            Some(root) => *root,
            None => {
                let name = source.name().to_owned();
                let document = parse_checked(&mut self.out.tree, id, &name, &source);
                let root = document.root.filter(|root| !document.is_broken() || !self.out.tree.is_null(*root));
                self.out.files.push(UnitFile { id, document, included_at: Some(at.span) });
                if path != service {
                    self.out.included.push(path.clone());
                }
                self.parsed.insert(path.clone(), root);
                root
            }
        };
        let Some(root) = root else {
            let broken = self.out.files.iter().any(|file| file.id == id && file.document.is_broken());
            return if broken { Answer::unknown("a file that can't be read") } else { self.nothing_there(written, None, last, chosen, at) };
        };
        let Some(address_text) = address_text else {
            return if self.resolve(root, depth + 1) {
                Answer::Node(root, Parts::default())
            } else {
                Answer::unknown("a file that includes itself")
            };
        };
        if let Some(address) = address
            && address.contains("${")
        {
            self.note_stages(root, address, at, depth);
        }
        match self.look_up(root, address_text, depth + 1) {
            Ok(Some(node)) => Answer::Node(node, Parts::default()),
            Ok(None) => self.nothing_there(written, Some(address_text), last, chosen, at),
            Err(reason) => Answer::unknown(reason),
        }
    }

    fn nothing_there(&mut self, written: &str, address: Option<&str>, last: bool, chosen: bool, at: At<'_>) -> Answer {
        if !last {
            return Answer::Absent;
        }
        if !chosen || self.is_told_the_stage() {
            let kind = match address {
                Some(address) => IncludeProblemKind::MissingAddress(address.to_owned()),
                None => IncludeProblemKind::Unreadable("it holds nothing".to_owned()),
            };
            self.say_include(kind, written, at);
        }
        Answer::unknown("a part that the included file lacks")
    }

    fn say_include(&mut self, kind: IncludeProblemKind, path: &str, at: At<'_>) {
        let problem = IncludeProblem { kind, path: path.to_owned(), span: at.span };
        if !self.out.problems.contains(&problem) {
            self.out.problems.push(problem);
        }
    }

    /// A parameter that the compose file of the repository gives to this service; `None` where there is none.
    pub(super) fn composed_parameter(&mut self, name: &str) -> Option<Answer> {
        if !self.has_looked_for_compose {
            self.has_looked_for_compose = true;
            self.read_compose_file();
        }
        let params = self.composed?;
        let node = self.out.tree.get(params, name)?;
        self.resolve(node, 0);
        // What is left is an output of another service.
        let foreign = self.out.tree.text(node).is_none_or(|text| text.contains("${"));
        Some(if foreign { Answer::unknown("an output of another service") } else { Answer::Node(node, Parts::default()) })
    }

    /// Looks for the compose file that names this service, and keeps the parameters that it gives.
    fn read_compose_file(&mut self) {
        const NAMES: [&str; 3] = ["serverless-compose.yml", "serverless-compose.yaml", "serverless-compose.json"];
        let Some((store, service)) = self.service else { return };
        let Some(own) = service.parent() else { return };
        for folder in own.ancestors().skip(1).take(COMPOSE_LEVELS) {
            for path in NAMES.map(|name| folder.join(name)) {
                let (id, source) = match store.load(&path) {
                    Ok(loaded) => loaded,
                    // Above the project nothing is looked at.
                    Err(ReadError::Outside) => return,
                    Err(_) => continue,
                };
                let name = source.name().to_owned();
                let document = parse_checked(&mut self.out.tree, id, &name, &source);
                let tree = &self.out.tree;
                let services = document.root.and_then(|root| tree.get(root, "services"));
                let ours = services.and_then(|services| {
                    tree.entries(services).iter().find(|entry| {
                        let path = tree.get(entry.value, "path").and_then(|path| tree.text(path));
                        path.is_some_and(|path| normalize(&folder.join(path)) == own)
                    })
                });
                self.composed = ours.and_then(|entry| tree.get(entry.value, "params"));
                return;
            }
        }
    }

    /// Reads `.env` files, where the service uses them and the deployment allows it: that of the stage, else the plain one.
    pub(super) fn read_dotenv(&mut self, root: NodeId) {
        let Some((store, service)) = self.service else { return };
        let tree = &self.out.tree;
        let used = tree.get(root, "useDotenv").and_then(|node| tree.text(node)).is_some_and(|text| text == "true");
        if !self.deployment.dotenv || !used {
            return;
        }
        let folder = service.parent().unwrap_or(service);
        let staged = self.out.stage.as_ref().map(|stage| folder.join(format!(".env.{stage}")));
        let Some(source) =
            staged.into_iter().chain([folder.join(".env")]).find_map(|path| store.load(&path).map(|(_, source)| source).ok())
        else {
            return;
        };
        for line in source.text().lines().take(DOTENV_LIMIT) {
            let line = line.trim().strip_prefix("export ").unwrap_or(line.trim());
            let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
            let value = value.trim();
            let value = match value.as_bytes() {
                [b'\'', .., b'\''] => value[1..value.len() - 1].to_owned(),
                [b'"', .., b'"'] => self.expanded(&value[1..value.len() - 1]),
                _ => self.expanded(value.split(" #").next().unwrap_or_default().trim_end()),
            };
            self.dotenv.insert(name.trim().to_owned(), value);
        }
    }

    /// Puts the values of names into a text that speaks of them as `$NAME` or `${NAME}`.
    fn expanded(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let after = rest[at + 1..].trim_start_matches('{');
            let len = after.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(after.len());
            let name = &after[..len];
            let value = self.deployment.env.get(name).cloned().flatten().or_else(|| self.dotenv.get(name).cloned());
            out.push_str(&value.unwrap_or_default());
            rest = after[len..].trim_start_matches('}');
        }
        out.push_str(rest);
        out
    }
}
