//! Digests: comes in a text, goes out the ten digits by which SAM tells generated ids and conditions apart.

/// The first ten hexadecimal digits of the text's SHA-1; none for an empty text.
pub(super) fn suffix(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let [first, second, ..] = sha1(text.as_bytes());
    let mut digits = format!("{first:08x}{second:08x}");
    digits.truncate(10);
    digits
}

/// SHA-1 as RFC 3174 has it. Ids need no protection against forgery, only the same digits as SAM's.
fn sha1(message: &[u8]) -> [u32; 5] {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize((padded.len() + 8).div_ceil(64) * 64 - 8, 0);
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    let mut words = [0u32; 80];
    for block in padded.chunks_exact(64) {
        for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
            *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        for at in 16..80 {
            words[at] = (words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1);
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (at, word) in words.iter().enumerate() {
            let (mix, constant) = match at {
                0..20 => (b & c | !b & d, 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => (b & c | b & d | c & d, 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let next = a.rotate_left(5).wrapping_add(mix).wrapping_add(e).wrapping_add(constant).wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, part) in state.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(part);
        }
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_sha1() {
        assert_eq!(suffix("abc"), "a9993e3647");
        assert_eq!(suffix(&"a".repeat(1_000)), "291e9a6c66");
        assert_eq!(suffix(""), "");
    }
}
