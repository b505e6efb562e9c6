//! What the program prints for people: the only module that writes to the terminal.

use crate::failure::Failure;

/// One line on standard output.
#[expect(clippy::print_stdout, reason = "the module whose job this is")]
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// What the reader of a line has to know about it, on standard error: other programs read the line alone.
#[expect(clippy::print_stderr, reason = "the module whose job this is")]
pub(crate) fn note(text: &str) {
    eprintln!("note: {text}");
}

/// Why the program ends, on standard error: code, then sentence.
#[expect(clippy::print_stderr, reason = "the module whose job this is")]
pub(crate) fn failure(failure: &Failure) {
    eprintln!("error [{}]: {failure}", failure.code());
}
