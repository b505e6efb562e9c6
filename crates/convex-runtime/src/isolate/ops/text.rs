//! Text encodings.

use super::bytes_of;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding};
use rquickjs::{ArrayBuffer, Ctx, Exception, Function, Object, Result};
use std::cell::RefCell;
use std::collections::HashMap;

/// The forgiving decoder of the web: padding may be missing, trailing bits are ignored.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Object<'js>) -> Result<()> {
    let encode = |ctx: Ctx<'js>, text: String| ArrayBuffer::new_copy(ctx, text.into_bytes());
    host.set("encodeUtf8", Function::new(ctx.clone(), encode)?)?;

    let name = |label: String| {
        Encoding::for_label(label.as_bytes()).map(|encoding| encoding.name().to_lowercase())
    };
    host.set("encodingName", Function::new(ctx.clone(), name)?)?;
    install_decoder(ctx, host)?;

    let btoa = |ctx: Ctx<'js>, text: String| -> Result<String> {
        let bytes: std::result::Result<Vec<u8>, _> =
            text.chars().map(|c| u8::try_from(u32::from(c))).collect();
        let bytes = bytes.map_err(|_| {
            invalid_character(
                &ctx,
                "The string to be encoded contains characters outside of the Latin1 range.",
            )
        })?;
        Ok(BASE64.encode(bytes))
    };
    host.set("btoa", Function::new(ctx.clone(), btoa)?)?;

    let atob = |ctx: Ctx<'js>, text: String| -> Result<String> {
        let text: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '\t' | '\n' | '\x0c' | '\r'))
            .collect();
        let invalid = "The string to be decoded is not correctly encoded.";
        // Padding is optional, but wrong padding is an error.
        let padded = text.len().is_multiple_of(4);
        let bare = text
            .strip_suffix("==")
            .or(text.strip_suffix('='))
            .filter(|_| padded)
            .unwrap_or(&text);
        if bare.contains('=') {
            return Err(invalid_character(&ctx, invalid));
        }
        let bytes = BASE64
            .decode(bare)
            .map_err(|_| invalid_character(&ctx, invalid))?;
        Ok(bytes.into_iter().map(char::from).collect())
    };
    host.set("atob", Function::new(ctx.clone(), atob)?)
}

fn invalid_character(ctx: &Ctx<'_>, message: &str) -> rquickjs::Error {
    Exception::throw_dom(ctx, "InvalidCharacterError", message)
}

/// Decoders with their unfinished input, by the number that JavaScript knows them by.
#[derive(Default)]
struct Decoders {
    next: u32,
    open: HashMap<u32, Decoder>,
}

fn install_decoder<'js>(ctx: &Ctx<'js>, host: &Object<'js>) -> Result<()> {
    let decoders: RefCell<Decoders> = RefCell::default();
    // `decode(number, label, buffer, flags)` with the flags of `encoding.js` returns `[text, number]`; number 0 starts anew.
    let decode = move |ctx: Ctx<'js>,
                       number: u32,
                       label: String,
                       buffer: ArrayBuffer<'js>,
                       flags: u32|
          -> Result<(String, u32)> {
        let (fatal, keep_bom, last) = (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0);
        let bytes = bytes_of(&ctx, &buffer)?;
        let mut decoders = decoders.borrow_mut();
        let decoder = decoders
            .open
            .remove(&number)
            .or_else(|| new_decoder(&label, keep_bom));
        let Some(mut decoder) = decoder else {
            return Err(Exception::throw_range(
                &ctx,
                &format!("The encoding '{label}' is not supported"),
            ));
        };
        let text = run_decoder(&mut decoder, &bytes, fatal, last).ok_or_else(|| {
            Exception::throw_type(&ctx, "The encoded data was not valid for its encoding")
        })?;
        if last {
            return Ok((text, 0));
        }
        let number = if number == 0 {
            decoders.next + 1
        } else {
            number
        };
        decoders.next = decoders.next.max(number);
        decoders.open.insert(number, decoder);
        Ok((text, number))
    };
    let decode =
        move |ctx: Ctx<'js>, number, label, buffer, flags| -> Result<rquickjs::Array<'js>> {
            let (text, number) = decode(ctx.clone(), number, label, buffer, flags)?;
            let result = rquickjs::Array::new(ctx)?;
            result.set(0, text)?;
            result.set(1, number)?;
            Ok(result)
        };
    host.set("decode", Function::new(ctx.clone(), decode)?)
}

fn new_decoder(label: &str, keep_bom: bool) -> Option<Decoder> {
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(if keep_bom {
        encoding.new_decoder_without_bom_handling()
    } else {
        encoding.new_decoder_with_bom_removal()
    })
}

/// `None` if the input is malformed and that is fatal.
fn run_decoder(decoder: &mut Decoder, bytes: &[u8], fatal: bool, last: bool) -> Option<String> {
    let mut text = String::new();
    if fatal {
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(bytes.len())?);
        let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, last);
        (result == DecoderResult::InputEmpty).then_some(text)
    } else {
        text.reserve(decoder.max_utf8_buffer_length(bytes.len())?);
        let (result, ..) = decoder.decode_to_string(bytes, &mut text, last);
        (result == CoderResult::InputEmpty).then_some(text)
    }
}
