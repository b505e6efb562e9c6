#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| convex_embedded::fuzz::tokens(bytes));
