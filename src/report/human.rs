//! The report for people: comes in a report, goes out what can happen, the lines that say so, and what to write instead.
//!
//! The only file that names miette, which draws the excerpts: it knows how to underline, to bracket and to hang words from a line.
//! The words around an excerpt are written here, in the order in which they are read: title, place, related places, help, fix, address.

use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
    ThemeCharacters, ThemeStyles,
};

use super::excerpt::{Excerpt, Group, Mark};
use super::paint::Paint;
use super::places::Places;
use super::summary;
use super::text::{escaped, harmless, width, wrap};
use super::{Options, Report, rule_url};
use crate::finding::{Finding, Label, Safety, Severity};
use crate::source::SourceMap;

/// How many related places get an excerpt; the others get a line each.
const EXCERPTS: usize = 6;
/// The column at which what belongs to a finding starts.
const INDENT: usize = 2;

/// Writes all findings, an empty line after each, and the closing lines.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer { sources: &report.sources, places: Places::new(&report.sources), options, paint: Paint::new(options.color) };
    for finding in &report.findings {
        out.write_all(writer.finding(finding).as_bytes())?;
        out.write_all(b"\n")?;
    }
    out.write_all(summary::closing(report).as_bytes())
}

struct Writer<'a> {
    sources: &'a SourceMap,
    places: Places<'a>,
    options: &'a Options,
    paint: Paint,
}

impl Writer<'_> {
    fn finding(&mut self, finding: &Finding) -> String {
        let mut text = self.title(finding);
        let mut group = Group::new(Mark::new(&finding.primary, self.sources));
        let mut others = Vec::new();
        for label in &finding.related {
            let mark = Mark::new(label, self.sources);
            if !group.join(mark, self.sources.file(group.file()), self.options) {
                others.push(label);
            }
        }
        self.excerpt(&mut text, &finding.primary, &group, finding.severity);
        for (index, label) in others.into_iter().enumerate() {
            self.note(&mut text, label, index < EXCERPTS);
        }
        if let Some(help) = &finding.help {
            self.remark(&mut text, "help", help);
        }
        if let Some(fix) = &finding.fix {
            self.remark(&mut text, "fix", way(fix.safety));
        }
        if !self.options.hyperlinks {
            // Not broken, whatever the width: an address is there to be clicked or copied.
            text.push_str(&format!("  {} {}\n", self.paint.word("see:"), rule_url(finding.rule)));
        }
        text
    }

    /// `error[rule]: what can happen`
    fn title(&self, finding: &Finding) -> String {
        let severity = finding.severity.name();
        let rule = if self.options.hyperlinks {
            format!("\u{1b}]8;;{}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", rule_url(finding.rule), finding.rule)
        } else {
            finding.rule.to_owned()
        };
        let mut text = self.paint.severity(finding.severity, &format!("{severity}[{rule}]"));
        text.push_str(": ");
        let column = severity.len() + width(finding.rule) + 4;
        let headline = finding.headline().split_whitespace().collect::<Vec<_>>().join(" ");
        for (index, line) in self.wrap(&headline, column, INDENT).iter().enumerate() {
            if index > 0 {
                indent(&mut text, INDENT);
            }
            text.push_str(&self.paint.bold(line));
            text.push('\n');
        }
        text
    }

    /// `note: what is there`, with an excerpt or, where there are many, with the place alone.
    fn note(&mut self, text: &mut String, label: &Label, with_excerpt: bool) {
        let words = if label.text.is_empty() { "see also" } else { &label.text };
        if !with_excerpt {
            let at = self.places.name(label.span);
            return self.remark(text, "note", &format!("{words} ({})", escaped(&at)));
        }
        self.remark(text, "note", words);
        // The words stand above; hanging them from the underline as well would say everything twice.
        let silent = Label { span: label.span, text: String::new() };
        self.excerpt(text, label, &Group::new(Mark::new(&silent, self.sources)), Severity::Info);
    }

    /// A word, a colon and a paragraph that keeps clear of the word.
    fn remark(&self, text: &mut String, word: &str, words: &str) {
        let column = INDENT + word.len() + 2;
        indent(text, INDENT);
        text.push_str(&self.paint.word(&format!("{word}:")));
        text.push(' ');
        for (index, line) in self.wrap(words, column, column).iter().enumerate() {
            if index > 0 && !line.is_empty() {
                indent(text, column);
            }
            text.push_str(line);
            text.push('\n');
        }
    }

    fn wrap(&self, words: &str, first: usize, rest: usize) -> Vec<String> {
        wrap(harmless(words, self.options.unicode).trim_end(), first, rest, self.options.width)
    }

    /// The lines of a group under the place of its label.
    fn excerpt(&mut self, text: &mut String, label: &Label, group: &Group, severity: Severity) {
        let excerpt = group.excerpt(self.sources.file(group.file()), self.options);
        let corner = if self.options.unicode { "╭─" } else { "-->" };
        // The corner stands above the vertical line; the ASCII arrow points past it, as compilers have taught everybody.
        indent(text, excerpt.digits + if self.options.unicode { 2 } else { 1 });
        text.push_str(&self.paint.faint(corner));
        text.push_str(&format!(" {}\n", escaped(&self.places.name(label.span))));
        let drawn = draw(excerpt, severity, self.options);
        let mut lines = drawn.lines();
        if !self.options.unicode {
            // The corner that closes the drawing; where no corner opened it, it would only be noise.
            lines.next_back();
        }
        for line in lines {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
}

/// How a fix is applied, and why not everybody wants it.
const fn way(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "apply with --fix",
        Safety::Unsafe => "changes how the stack behaves, apply with --fix --unsafe-fixes",
    }
}

fn indent(text: &mut String, columns: usize) {
    text.extend(std::iter::repeat_n(' ', columns));
}

/// The numbered lines of an excerpt with its marks.
fn draw(excerpt: Excerpt, severity: Severity, options: &Options) -> String {
    let handler = GraphicalReportHandler::new_themed(theme(&excerpt, severity, options))
        .without_syntax_highlighting()
        .with_wrap_lines(false)
        // Every line of the excerpt is to be shown; see `read_span`.
        .with_context_lines(0);
    let mut drawn = String::new();
    handler.render_report(&mut drawn, &Picture(excerpt)).expect("internal error: a string can be written to, and spots lie in the text");
    // First comes the message, which is empty, then a head without a name: the place was written with more care.
    let head = drawn.match_indices('\n').nth(1).map_or(drawn.len(), |(at, _)| at + 1);
    drawn.split_off(head)
}

fn theme(excerpt: &Excerpt, severity: Severity, options: &Options) -> GraphicalTheme {
    let mut characters = if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    if !options.unicode {
        // As compilers draw: `^^^^` under the text, and one unbroken line beside it.
        characters.underbar = '^';
        characters.vbar_break = '|';
    }
    let mut styles = if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    if options.color {
        let primary = match severity {
            Severity::Error => styles.error.bold(),
            Severity::Warning => styles.warning.bold(),
            Severity::Info => styles.advice.bold(),
        };
        // Colours go to marks in the order in which they stand in the text.
        let mut order: Vec<_> = (0..excerpt.spots.len()).collect();
        order.sort_by_key(|index| excerpt.spots[*index].bytes.start);
        let other = styles.help.bright_blue().bold();
        styles.highlights = order.into_iter().map(|index| if index == 0 { primary } else { other }).collect();
    }
    GraphicalTheme { characters, styles }
}

/// An excerpt in the form in which miette takes it: a message without words, and a source that is one piece.
#[derive(Debug)]
struct Picture(Excerpt);

impl fmt::Display for Picture {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Picture {}

impl Diagnostic for Picture {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.spots.iter().map(|spot| {
            let label = Some(spot.label.clone()).filter(|label| !label.is_empty());
            LabeledSpan::new_with_span(label, spot.bytes.clone())
        })))
    }
}

impl SourceCode for Picture {
    /// The whole excerpt, whatever was asked for: it was cut out with its context, and from a file that was not searched for it.
    fn read_span<'a>(&'a self, _: &SourceSpan, _: usize, _: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.0.text.as_bytes();
        let lines = memchr::memchr_iter(b'\n', text).count();
        Ok(Box::new(MietteSpanContents::new(text, (0, text.len()).into(), self.0.first as usize - 1, 0, lines)))
    }
}
