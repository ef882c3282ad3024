//! Reading `iam.bin` in place: in comes a record, out come its numbers and texts.

use std::cmp::Ordering;

use super::format;

// Statics rather than constants, so that the file is in the program once. The compiler evaluates them.
static FILE: &[u8] = include_bytes!("../iam.bin");
static TEXT: &[u8] = section(FILE, format::TEXT);
pub(super) static SERVICES: &[[u8; format::SERVICE_LEN]] = section(FILE, format::SERVICES).as_chunks().0;
pub(super) static ACTIONS: &[[u8; format::ACTION_LEN]] = section(FILE, format::ACTIONS).as_chunks().0;
pub(super) static KEYS: &[[u8; format::KEY_LEN]] = section(FILE, format::KEYS).as_chunks().0;
pub(super) static HOLED: &[[u8; 2]] = section(FILE, format::HOLED).as_chunks().0;
pub(super) static RESOURCES: &[[u8; format::RESOURCE_LEN]] = section(FILE, format::RESOURCES).as_chunks().0;
pub(super) static API_NAMES: &[[u8; format::API_NAME_LEN]] = section(FILE, format::API_NAMES).as_chunks().0;
static SETS: &[[u8; 2]] = section(FILE, format::SETS).as_chunks().0;

/// Whether the file has a header in the layout that this reader knows.
pub(in crate::data) const fn is_readable(file: &[u8]) -> bool {
    let [a, b, c, d] = format::MAGIC;
    let [low, high] = format::VERSION.to_le_bytes();
    matches!(file, [m0, m1, m2, m3, v0, v1, ..]
        if *m0 == a && *m1 == b && *m2 == c && *m3 == d && *v0 == low && *v1 == high && file.len() >= format::HEADER_LEN)
}

/// The bytes of a section. A file in another layout has no sections, rather than failing to compile: the generator,
/// which links this crate, must be able to run to bring the file up to date. A unit test guards the checked-in file.
pub(in crate::data) const fn section(file: &'static [u8], id: u32) -> &'static [u8] {
    if !is_readable(file) {
        return &[];
    }
    let count = u16_at(file, format::COUNT_AT) as usize;
    let mut i = 0;
    while i < count {
        let entry = format::HEADER_LEN + i * format::ENTRY_LEN;
        if u32_at(file, entry) == id {
            return file.split_at(u32_at(file, entry + 4) as usize).1.split_at(u32_at(file, entry + 8) as usize).0;
        }
        i += 1;
    }
    &[]
}

pub(in crate::data) const fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(in crate::data) const fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Text as bytes: comparing needs no check of its encoding.
pub(super) fn bytes(start: u32, len: impl Into<usize>) -> &'static [u8] {
    let start = start as usize;
    &TEXT[start..start + len.into()]
}

pub(super) fn text(bytes: &'static [u8]) -> &'static str {
    str::from_utf8(bytes).expect("internal error: the IAM table holds text that is not UTF-8")
}

/// The indices of a set, each with whether it stands there as required.
pub(super) fn set(place: u16) -> impl ExactSizeIterator<Item = (u16, bool)> + Clone {
    let place = usize::from(place);
    let len = usize::from(u16::from_le_bytes(SETS[place]));
    SETS[place + 1..=place + len].iter().map(|item| {
        let item = u16::from_le_bytes(*item);
        (item & !format::REQUIRED, item & format::REQUIRED != 0)
    })
}

/// An index of a table that has fewer than 65,536 entries.
pub(super) fn index_u16(index: usize) -> u16 {
    u16::try_from(index).expect("internal error: an IAM table is too long")
}

/// Orders by ASCII-lower-case bytes: the order of the table.
pub(super) fn compare(a: &[u8], b: &[u8]) -> Ordering {
    for (a, b) in a.iter().zip(b) {
        if !a.eq_ignore_ascii_case(b) {
            return a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase());
        }
    }
    a.len().cmp(&b.len())
}

/// The date of the facts, as `YYYY-MM-DD`.
#[must_use]
pub fn date() -> &'static str {
    if is_readable(FILE) { text(&FILE[format::DATE_AT..format::DATE_AT + format::DATE_LEN]) } else { "" }
}

#[cfg(test)]
mod tests {
    use super::super::{Service, services};
    use super::*;

    #[test]
    fn the_file_is_in_the_known_layout_and_within_its_budget() {
        assert!(is_readable(FILE), "iam.bin is in another layout: UPDATE=1 cargo test --test generated");
        assert!(FILE.len() < 1_200_000, "{} bytes", FILE.len());
        assert_eq!(section(FILE, format::SERVICES).len() % format::SERVICE_LEN, 0);
        assert_eq!(section(FILE, format::ACTIONS).len() % format::ACTION_LEN, 0);
        assert_eq!(services().map(Service::len).sum::<usize>(), ACTIONS.len());
        assert_eq!(section(FILE, format::KEYS).len() % format::KEY_LEN, 0);
        assert_eq!(section(FILE, format::RESOURCES).len() % format::RESOURCE_LEN, 0);
        assert_eq!(section(FILE, format::API_NAMES).len() % format::API_NAME_LEN, 0);
        assert!(RESOURCES.len() < usize::from(format::REQUIRED));
    }

    #[test]
    fn a_file_that_is_not_ours_has_no_sections() {
        for file in [&b""[..], b"ALAT", b"ALAT\xFF\xFF\x01\0aaaaaaaaaa\0\0", b"XXXX\x01\0\x01\0aaaaaaaaaa\0\0"] {
            assert!(section(file, format::TEXT).is_empty());
        }
        assert!(section(FILE, u32::MAX).is_empty());
    }

    #[test]
    fn the_date_is_a_date() {
        let date = date().as_bytes();
        assert_eq!(date.len(), format::DATE_LEN);
        assert!(date.iter().enumerate().all(|(i, byte)| if i == 4 || i == 7 { *byte == b'-' } else { byte.is_ascii_digit() }));
    }
}
