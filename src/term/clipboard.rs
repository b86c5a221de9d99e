//! Copying through the terminal: OSC 52, which also works over SSH. A terminal may refuse without a word.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes that put `text` on the clipboard of the terminal's machine.
pub(super) fn copy(text: &str) -> Vec<u8> {
    let mut bytes = b"\x1b]52;c;".to_vec();
    for chunk in text.as_bytes().chunks(3) {
        let group =
            chunk.iter().enumerate().fold(0_u32, |group, (i, &byte)| group | u32::from(byte) << (16 - 8 * i));
        for place in 0..4 {
            let sextet = (group >> (18 - 6 * place)) as usize & 63;
            bytes.push(if place <= chunk.len() { ALPHABET[sextet] } else { b'=' });
        }
    }
    bytes.extend_from_slice(b"\x1b\\");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4648, section 10.
    #[test]
    fn encodes_as_the_standard_says() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
            ("~~ÿ", "fn7Dvw=="),
        ] {
            assert_eq!(copy(text), format!("\x1b]52;c;{encoded}\x1b\\").into_bytes(), "{text}");
        }
    }
}
