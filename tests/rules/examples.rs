//! The examples of the pages: comes in a page, go out its sections with their blocks, marks taken off.
#![allow(clippy::unwrap_used, dead_code)] // A test fails by panicking, and each test uses a part.

use authlint::rules::Page;

/// One fenced block, taken apart.
pub(crate) struct Block {
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) strict: bool,
    pub(crate) primary: Vec<Mark>,
    pub(crate) related: Vec<Mark>,
}

pub(crate) struct Mark {
    pub(crate) line: u32,
    pub(crate) text: String,
    /// Columns (from 1) that the span must have.
    pub(crate) range: Option<(u32, u32)>,
}

pub(crate) struct Section {
    pub(crate) heading: String,
    pub(crate) blocks: Vec<Block>,
}

pub(crate) fn sections(page: &Page) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut fence: Option<(String, Vec<&str>)> = None;
    for line in page.body.lines() {
        if let Some((info, lines)) = &mut fence {
            if line == "```" {
                let block = block(info, lines);
                sections.last_mut().unwrap().blocks.push(block);
                fence = None;
            } else {
                lines.push(line);
            }
        } else if let Some(info) = line.strip_prefix("```") {
            fence = Some((info.to_owned(), Vec::new()));
        } else if let Some(heading) = line.strip_prefix("## ") {
            sections.push(Section { heading: heading.to_owned(), blocks: Vec::new() });
        }
    }
    assert!(fence.is_none(), "a fence is not closed");
    sections
}

pub(crate) fn block(info: &str, lines: &[&str]) -> Block {
    let words: Vec<&str> = info.split_whitespace().collect();
    let option = |name: &str| words.iter().find_map(|word| word.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')));
    let default = match (words.first().copied(), words.get(1).copied()) {
        (Some("json"), _) => "template.json",
        (_, Some("serverless")) => "serverless.yml",
        _ => "template.yml",
    };
    let mut block = Block {
        file: option("file").unwrap_or(default).to_owned(),
        text: String::new(),
        strict: option("profile") == Some("strict"),
        primary: Vec::new(),
        related: Vec::new(),
    };
    let mut number = 0;
    let mut last_is_primary = false;
    for line in lines {
        if line.starts_with('#') && line.contains('^') && line[1..].trim().chars().all(|letter| letter == '^') {
            assert!(last_is_primary, "carets without a mark above: {line}");
            let start = line.find('^').unwrap() as u32 + 1;
            block.primary.last_mut().unwrap().range = Some((start, line.len() as u32 + 1));
            continue;
        }
        number += 1;
        let mut kept = *line;
        last_is_primary = false;
        for (mark, is_primary) in [("#~ ", true), ("//~ ", true), ("#- ", false), ("//- ", false)] {
            if let Some((code, text)) = kept.split_once(mark) {
                let marks = if is_primary { &mut block.primary } else { &mut block.related };
                marks.push(Mark { line: number, text: text.trim().to_owned(), range: None });
                kept = code.trim_end();
                last_is_primary = is_primary;
                break;
            }
        }
        block.text.push_str(kept);
        block.text.push('\n');
    }
    block
}

/// The blocks of a section that belong together: those with names of files of their own form one project, all others stand alone.
pub(crate) fn projects(section: &Section) -> Vec<Vec<&Block>> {
    let names: std::collections::HashSet<&str> = section.blocks.iter().map(|block| block.file.as_str()).collect();
    if names.len() == section.blocks.len() {
        vec![section.blocks.iter().collect()]
    } else {
        section.blocks.iter().map(|block| vec![block]).collect()
    }
}
