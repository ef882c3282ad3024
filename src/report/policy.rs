//! Policies: come in what holders hold, goes out text for people or for programs.

use std::io::{self, BufWriter, Write};

use serde_json::{Map, Value, json};

use super::Options;
use super::paint::Paint;
use crate::policy::{
    ActionSet, Entry, Facts, Holder, Papers, Reading, ServiceActions, allowed, by_service, counted, date, document, kind_name,
    near_actions, sentence, simplify, size,
};

/// What to say about policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyView {
    /// The actions behind the patterns, by service and level.
    Expand,
    /// A sentence for each statement.
    Explain,
}

/// Writes what holders hold.
pub fn write_policies(holders: &[Holder], view: PolicyView, as_json: bool, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    if as_json {
        let holders: Vec<Value> = holders.iter().map(|holder| holder_json(holder, view)).collect();
        serde_json::to_writer_pretty(&mut out, &json!({ "version": 1, "date": date(), "policies": holders })).map_err(io::Error::from)?;
        writeln!(out)?;
        return out.flush();
    }
    let page = Page { paint: Paint::new(options.color), width: options.width };
    for (index, holder) in holders.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        page.holder(holder, view, &mut out)?;
    }
    out.flush()
}

/// Writes the actions behind patterns that were given by themselves. One that stands for a single action gives its facts.
pub fn write_patterns(patterns: &[String], as_json: bool, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let sets: Vec<(&String, ActionSet)> = patterns.iter().map(|pattern| (pattern, ActionSet::of_pattern(pattern))).collect();
    if as_json {
        let all: Vec<Value> = sets.iter().map(|(pattern, set)| json!({ "pattern": pattern, "services": services_json(set) })).collect();
        serde_json::to_writer_pretty(&mut out, &json!({ "version": 1, "date": date(), "patterns": all })).map_err(io::Error::from)?;
        writeln!(out)?;
        return out.flush();
    }
    let page = Page { paint: Paint::new(options.color), width: options.width };
    for (index, (pattern, set)) in sets.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}: {}", page.paint.bold(pattern), counted(set))?;
        match (set.len(), set.iter().next()) {
            (0, _) => {
                let near = near_actions(pattern);
                if !near.is_empty() {
                    writeln!(out, "  near it: {}", near.join(", "))?;
                }
            }
            (1, Some(action)) => page.facts(&Facts::of(action), &mut out)?,
            _ => page.services(set, "  ", &mut out)?,
        }
    }
    out.flush()
}

/// Writes the documents of holders in fewer words, as JSON, one after the other; what became of each goes to `notes`. Gives how many
/// were written.
pub fn write_simplified(holders: &[Holder], out: &mut dyn Write, notes: &mut dyn Write) -> io::Result<usize> {
    let mut out = BufWriter::new(out);
    let mut count = 0;
    for holder in holders {
        if holder.generated {
            writeln!(notes, "{}: made by the framework, left out", holder.id.as_deref().unwrap_or(&holder.file))?;
            continue;
        }
        for reading in &holder.readings {
            for (index, papers) in reading.papers.iter().enumerate() {
                if papers.unread > 0 {
                    let name = title(holder, reading, papers, index);
                    writeln!(
                        notes,
                        "{name}: left out, because {} of its statements can't be read; `authlint check` says why",
                        papers.unread
                    )?;
                    continue;
                }
                let simpler = simplify(papers);
                let (before, after) = (size(papers), size(&simpler));
                let name = title(holder, reading, papers, index);
                if simpler == *papers {
                    writeln!(notes, "{name}: nothing to take out, {before} characters")?;
                } else {
                    writeln!(notes, "{name}: {before} characters before, {after} now")?;
                }
                let document = document(&simpler);
                if document.to_string().contains("${Fn::") {
                    writeln!(notes, "{name}: what stands in `${{Fn::…}}` can't stay in a text; put the function back")?;
                }
                count += 1;
                serde_json::to_writer_pretty(&mut out, &document).map_err(io::Error::from)?;
                writeln!(out)?;
            }
        }
    }
    out.flush()?;
    Ok(count)
}

fn title(holder: &Holder, reading: &Reading, papers: &Papers, index: usize) -> String {
    let owner = holder.id.as_deref().unwrap_or(holder.file.as_str());
    let several = reading.papers.len() > 1;
    match &papers.name {
        Some(name) => format!("{owner}, {name}"),
        None if several => format!("{owner}, {}. document", index + 1),
        None => owner.to_owned(),
    }
}

struct Page {
    paint: Paint,
    width: usize,
}

impl Page {
    fn holder(&self, holder: &Holder, view: PolicyView, out: &mut dyn Write) -> io::Result<()> {
        let stage = holder.stage.as_ref().map_or_else(String::new, |stage| format!(", stage {stage}"));
        match &holder.id {
            Some(id) => writeln!(out, "{} ({}) {}{stage}", self.paint.bold(id), holder.kind, holder.at)?,
            None => writeln!(out, "{} {}{stage}", self.paint.bold(&holder.kind), holder.at)?,
        }
        for reading in &holder.readings {
            if let Some(when) = &reading.when {
                writeln!(out, "  when {when}:")?;
            }
            match view {
                PolicyView::Expand => {
                    let set = allowed(reading);
                    // Who may take a role is no permission of it.
                    let is_trust = reading.papers.iter().all(Papers::is_trust) && reading.managed.is_empty();
                    if set.is_empty() && is_trust {
                        writeln!(out, "  nothing but a trust: `authlint policy explain` says who may take the role")?;
                    } else {
                        writeln!(out, "  {}", counted(&set))?;
                        self.services(&set, "  ", out)?;
                    }
                }
                PolicyView::Explain => self.sentences(holder, reading, out)?,
            }
            for policy in &reading.managed {
                match policy.text.as_str() {
                    "" => writeln!(out, "  and what a managed policy allows that a parameter may name")?,
                    name => writeln!(out, "  and what the managed policy `{name}` allows")?,
                }
            }
            if reading.unknown > 0 {
                writeln!(out, "  and what can't be read here, or is only known when it is deployed ({} left out)", reading.unknown)?;
            }
        }
        Ok(())
    }

    fn sentences(&self, holder: &Holder, reading: &Reading, out: &mut dyn Write) -> io::Result<()> {
        for papers in &reading.papers {
            for statement in &papers.statements {
                self.wrapped("  - ", &sentence(statement, papers.kind, &holder.called()), out)?;
            }
        }
        Ok(())
    }

    fn services(&self, set: &ActionSet, indent: &str, out: &mut dyn Write) -> io::Result<()> {
        for ServiceActions { service, levels } in by_service(set) {
            writeln!(out, "{indent}{} ({})", self.paint.bold(service.prefix()), service.name())?;
            for (level, actions) in levels {
                let names: Vec<&str> = actions.iter().map(|action| action.name()).collect();
                self.wrapped(&format!("{indent}  {:<12}", level.name()), &names.join(", "), out)?;
            }
        }
        Ok(())
    }

    /// What is known of one action.
    fn facts(&self, facts: &Facts, out: &mut dyn Write) -> io::Result<()> {
        let resources: Vec<String> =
            facts.resources.iter().map(|(name, arn, needed)| format!("{name}{} {arn}", if *needed { " (needed)" } else { "" })).collect();
        self.wrapped("  level       ", facts.level.name(), out)?;
        if resources.is_empty() {
            self.wrapped("  resources   ", "none: it needs `*`", out)?;
        }
        for (index, resource) in resources.iter().enumerate() {
            self.wrapped(if index == 0 { "  resources   " } else { "              " }, resource, out)?;
        }
        let keys = if facts.keys.is_empty() {
            "only the global ones".to_owned()
        } else {
            format!("{}, and the global ones", facts.keys.join(", "))
        };
        self.wrapped("  conditions  ", &keys, out)?;
        Ok(())
    }

    /// A text in lines; the first begins with a label, the others below its end.
    fn wrapped(&self, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let room = self.width.max(label.len() + 40);
        let mut line = label.to_owned();
        let mut fresh = true;
        for word in text.split(' ') {
            if !fresh && line.len() + 1 + word.len() > room {
                writeln!(out, "{line}")?;
                line = " ".repeat(label.len());
                fresh = true;
            }
            if !fresh {
                line.push(' ');
            }
            line.push_str(word);
            fresh = false;
        }
        writeln!(out, "{line}")
    }
}

fn services_json(set: &ActionSet) -> Vec<Value> {
    let service = |found: ServiceActions| {
        let action = |facts: Facts| {
            let resources: Vec<Value> =
                facts.resources.iter().map(|(name, arn, needed)| json!({ "type": name, "arn": arn, "needed": needed })).collect();
            json!({ "action": facts.name, "level": facts.level.name(), "resources": resources, "keys": facts.keys })
        };
        let actions: Vec<Value> = found.levels.iter().flat_map(|(_, actions)| actions).map(|found| action(Facts::of(*found))).collect();
        json!({ "service": found.service.prefix(), "name": found.service.name(), "actions": actions })
    };
    by_service(set).into_iter().map(service).collect()
}

fn holder_json(holder: &Holder, view: PolicyView) -> Value {
    let texts = |list: &[Entry]| list.iter().map(|entry| entry.text.clone()).collect::<Vec<_>>();
    let readings: Vec<Value> = holder
        .readings
        .iter()
        .map(|reading| {
            let mut object = Map::new();
            object.insert("when".to_owned(), json!(reading.when));
            match view {
                PolicyView::Expand => {
                    object.insert("services".to_owned(), json!(services_json(&allowed(reading))));
                }
                PolicyView::Explain => {
                    let documents: Vec<Value> = reading
                        .papers
                        .iter()
                        .map(|papers| {
                            let sentences: Vec<String> =
                                papers.statements.iter().map(|statement| sentence(statement, papers.kind, &holder.called())).collect();
                            json!({ "name": papers.name, "kind": kind_name(papers.kind), "document": document(papers), "sentences": sentences })
                        })
                        .collect();
                    object.insert("documents".to_owned(), json!(documents));
                }
            }
            object.insert("managed".to_owned(), json!(texts(&reading.managed)));
            object.insert("unknown".to_owned(), json!(reading.unknown));
            Value::Object(object)
        })
        .collect();
    json!({
        "id": holder.id, "kind": holder.kind, "file": holder.file, "at": holder.at, "stage": holder.stage, "readings": readings,
    })
}
