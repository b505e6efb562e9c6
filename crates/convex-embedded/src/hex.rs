//! Hexadecimal digits, as keys, handles and request ids are written.

pub(crate) fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(*high)? << 4 | digit(*low)?).ok();
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pairs_of_digits_are_decoded() {
        assert_eq!(decode(&encode(&[0, 9, 255])), Some(vec![0, 9, 255]));
        assert_eq!(decode("fF"), Some(vec![255]));
        for bad in ["0", "zz", "+1", "0é"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
