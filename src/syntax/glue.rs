//! `Key:value` without the space: comes in a text that such a key may have broken, goes out where the space is missing.
//!
//! To a parser the slip looks like an error on that line, an error one line later, one odd scalar where a map belongs, or the
//! continuation of the scalar above. Mending happens on a copy; [`Patches`] leads offsets of the copy back to the text.

use std::ops::Range;

use super::keys::KNOWN_KEYS;

/// So many glued keys in a row are mended at once.
const ROW_LIMIT: usize = 50;

/// The places at which a space was put into a copy of the text.
#[derive(Debug, Clone)]
pub(super) struct Patches {
    /// Offsets in the copy, ascending.
    at: Vec<usize>,
    /// Bytes of the byte-order mark before the text.
    base: usize,
}

impl Patches {
    pub(super) fn new(base: usize) -> Self {
        Self { at: Vec::new(), base }
    }

    pub(super) fn len(&self) -> usize {
        self.at.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// With more spaces at offsets (ascending) of the current copy.
    pub(super) fn with(&self, places: &[usize]) -> Self {
        let moved = |at: usize| at + places.partition_point(|place| *place <= at);
        let mut all: Vec<usize> = self.at.iter().map(|at| moved(*at)).collect();
        all.extend(places.iter().enumerate().map(|(index, at)| at + index));
        all.sort_unstable();
        Self { at: all, base: self.base }
    }

    /// The offset in the file of an offset in the copy.
    pub(super) fn original(&self, copy: usize) -> u32 {
        (copy - self.at.partition_point(|at| *at < copy) + self.base) as u32
    }

    /// Key, value and bytes in the file of each mended place.
    pub(super) fn glued(&self, copy: &str) -> Vec<(String, String, Range<u32>)> {
        self.at.iter().map(|at| glued_here(copy, *at, self)).collect()
    }
}

/// Key, value and bytes in the file of the slip whose colon ends at an offset of the copy.
pub(super) fn glued_here(copy: &str, at: usize, patches: &Patches) -> (String, String, Range<u32>) {
    let start = key_start(copy, at);
    let key = copy[start..at].trim_end_matches(':').to_owned();
    let line = copy[at..].split(['\n', '\r']).next().unwrap_or("");
    let value = line.split(" #").next().unwrap_or(line).trim();
    (key, value.to_owned(), patches.original(start)..patches.original(at) + value.len() as u32)
}

fn key_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r', ' ', '{', ',', '\t']).map_or(0, |before| before + 1)
}

/// The text with a space at each of the places (ascending).
pub(super) fn spaced(text: &str, places: &[usize]) -> String {
    let mut spaced = String::with_capacity(text.len() + places.len());
    let mut from = 0;
    for at in places {
        spaced.push_str(&text[from..*at]);
        spaced.push(' ');
        from = *at;
    }
    spaced.push_str(&text[from..]);
    spaced
}

/// True when the key whose colon ends here is one that templates use.
pub(super) fn is_known_before(text: &str, at: usize) -> bool {
    is_known(&text[key_start(text, at)..at])
}

/// The offset behind the colon of a glued key on this line, if there is one.
fn glued_at(line: &str, base: usize) -> Option<usize> {
    let trimmed = line.trim_start();
    let trimmed = trimmed.strip_prefix("- ").map_or(trimmed, str::trim_start);
    let key = trimmed.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')?;
    let rest = trimmed[key..].strip_prefix(':')?;
    let starts_well = trimmed.starts_with(|letter: char| letter.is_ascii_alphabetic());
    // `https://x`, `Fn::Sub`, `arn:aws:x` and an ordinary `key: value` are no slips.
    let plausible = !rest.is_empty() && !rest.starts_with([' ', '\t', ':', '/']) && !rest.contains(": ");
    let plausible = plausible && !matches!(&trimmed[..key], "arn" | "http" | "https" | "s3" | "aws");
    (starts_well && plausible).then(|| base + line.len() - rest.len())
}

/// Places near a parse error (line from 1) where a space may be missing, the likeliest first: each of the last lines alone, then
/// the known keys that stand in a row, since mending one of them leaves the error where it is.
pub(super) fn near_error(text: &str, line: usize) -> Vec<Vec<usize>> {
    let index = crate::source::LineIndex::new(text);
    let last = (line as u32).min(index.count());
    let mut found = Vec::new();
    let mut row = Vec::new();
    let mut row_ended = false;
    let mut looked = 0;
    for number in (1..=last).rev() {
        let range = index.range(text, number);
        let content = &text[range.clone()];
        if content.trim().is_empty() || content.trim_start().starts_with('#') {
            continue;
        }
        let place = glued_at(content, range.start);
        found.extend(place.filter(|_| looked < 4).map(|at| vec![at]));
        match place.filter(|at| is_known_before(text, *at)) {
            Some(at) if !row_ended => row.push(at),
            _ => row_ended |= !row.is_empty(),
        }
        looked += 1;
        if looked >= 4 && (row.is_empty() || row_ended) || row.len() == ROW_LIMIT {
            break;
        }
    }
    if row.len() > 1 {
        row.reverse();
        found.push(row);
    }
    found
}

/// Places inside plain scalars that only look like texts: a known key with its value where a map belongs, or a line of its own
/// that was folded into the scalar above. The places of one scalar stand together, since mending half of it breaks it.
pub(super) fn odd_scalars(text: &str, plain: &[Range<usize>], patches: &Patches) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for bytes in plain {
        let Some(source) = text.get(bytes.clone()) else { continue };
        let mut places = Vec::new();
        let mut at = bytes.start;
        for (number, line) in source.split_inclusive('\n').enumerate() {
            let start_of_line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let own_line = number > 0 || text[start_of_line..at].trim().is_empty();
            if own_line
                && let Some(place) = glued_at(line.trim_end(), at)
                && is_known(&text[at..place])
                && !patches.at.contains(&place)
            {
                places.push(place);
            }
            at += line.len();
        }
        if !places.is_empty() {
            found.push(places);
        }
    }
    found
}

fn is_known(key: &str) -> bool {
    KNOWN_KEYS.binary_search(&key.trim().trim_start_matches("- ").trim().trim_end_matches(':')).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted() {
        assert!(KNOWN_KEYS.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn finds_slips_and_leaves_texts_alone() {
        assert_eq!(glued_at("    RefreshTokenValidity:\"30\"", 0), Some(25));
        assert_eq!(glued_at("  - Effect:Allow", 10), Some(21));
        for fine in ["  Url: x", "https://example.com", "Fn::Sub", "  arn:aws:s3:::b", "12:30", "Key:", "  'a:b'", "a b:c"] {
            assert_eq!(glued_at(fine, 0), None, "{fine}");
        }
    }
}
