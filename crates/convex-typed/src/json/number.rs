//! Numbers. Whole ones are most of them and need little; for all others the tables that exact conversion
//! takes are large, so in the browser the browser itself converts.

use super::Misfit;

/// Below this, every integer is a float64.
const SAFE: f64 = 9_007_199_254_740_992.0;

/// Reads a number's text.
pub(crate) fn read_number(text: &str) -> Result<f64, Misfit> {
    let number = match whole(text) {
        Some(number) => number,
        None if is_number(text) => exact::read(text),
        None => f64::NAN,
    };
    if number.is_nan() {
        return Err(Misfit::new("a number is expected"));
    }
    Ok(number)
}

/// Writes a finite number, without a fraction if it has none: strict peers insist.
pub(crate) fn write_number(number: f64, out: &mut String) {
    if number.fract() == 0.0 && number.abs() <= SAFE {
        out.push_str(&(number as i64).to_string());
    } else {
        out.push_str(&exact::write(number));
    }
}

/// A whole number of at most 15 digits.
fn whole(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() > 15 || digits.is_empty() {
        return None;
    }
    let mut number = 0u64;
    for digit in digits.bytes() {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number = number * 10 + u64::from(digit);
    }
    let number = number as f64;
    Some(if digits.len() < text.len() {
        -number
    } else {
        number
    })
}

/// Whether the text looks like a number, so that nothing else is taken for one.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

#[cfg(not(target_family = "wasm"))]
mod exact {
    pub(super) fn read(text: &str) -> f64 {
        text.parse().unwrap_or(f64::NAN)
    }

    pub(super) fn write(number: f64) -> String {
        format!("{number:?}")
    }
}

#[cfg(target_family = "wasm")]
mod exact {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = Number)]
        pub(super) fn read(text: &str) -> f64;
        #[wasm_bindgen(js_name = String)]
        pub(super) fn write(number: f64) -> String;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(number: f64) -> String {
        let mut out = String::new();
        write_number(number, &mut out);
        out
    }

    #[test]
    fn whole_numbers_have_no_fraction() {
        for (number, text) in [
            (5.0, "5"),
            (-3.0, "-3"),
            (0.5, "0.5"),
            (1e300, "1e300"),
            (SAFE, "9007199254740992"),
        ] {
            assert_eq!(written(number), text);
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", "true", "null", "NaN", "inf", "\"1\"", "[1]"] {
            assert!(read_number(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_number_survives(bits: u64) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            prop_assert_eq!(read_number(&written(number)).unwrap(), number);
        }

        #[test]
        fn every_number_of_others_is_read(number in prop::num::f64::NORMAL) {
            let text = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(read_number(&text).unwrap(), number);
        }
    }
}
