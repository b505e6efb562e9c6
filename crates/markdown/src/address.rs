//! Which addresses a text may lead to.

/// Schemes that only ever open something.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// Where attachments are; the server looks whose they are.
const FILES: &str = "/files/";

/// Pages that show something by its id, and nothing else.
const PAGES: [&str; 3] = ["/chats/", "/tasks/", "/todos#"];

/// The address, if it is one of a page with something of the reader's. Others of our own do more than to show.
pub(crate) fn page(address: &str) -> Option<&str> {
    let is_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'#');
    let is_page = PAGES.iter().any(|page| {
        let id = address.strip_prefix(page);
        id.is_some_and(|id| !id.is_empty() && id.bytes().all(is_id))
    });
    is_page.then_some(address)
}

/// The address, if following it is harmless. Relative ones are not: a text knows no place among our pages.
pub(crate) fn link(address: &str) -> Option<&str> {
    // Browsers drop tabs and line ends inside of addresses, and a scheme can hide behind them.
    let is_plain = !address.chars().any(|c| c.is_control() || c == '\\');
    let has_scheme = SCHEMES.iter().any(|scheme| {
        let begin = address.get(..scheme.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    });
    (is_plain && has_scheme).then_some(address)
}

/// The address, if it is one of a picture that our server has.
pub(crate) fn picture(address: &str) -> Option<&str> {
    let id = address.strip_prefix(FILES)?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_id.then_some(address)
}

/// The length of an address that stands at the beginning of the text without any mark; none if there is
/// none. What ends a sentence does not belong to it, and a bracket only if it was opened inside.
pub(crate) fn bare(text: &str) -> Option<usize> {
    let scheme = SCHEMES[..2].iter().find(|it| text.starts_with(**it))?;
    let end = text
        .find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`'))
        .unwrap_or(text.len());
    let mut address = &text[..end];
    while let Some(last) = address.chars().last() {
        let is_extra = match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '|' => true,
            ')' => count(address, ')') > count(address, '('),
            ']' => count(address, ']') > count(address, '['),
            _ => false,
        };
        if !is_extra {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    (address.len() > scheme.len()).then_some(address.len())
}

fn count(text: &str, wanted: char) -> usize {
    text.chars().filter(|c| *c == wanted).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_open_something_are_links() {
        for safe in [
            "https://example.org/a?b=c#d",
            "HTTP://EXAMPLE.ORG",
            "mailto:a@b.c",
        ] {
            assert_eq!(link(safe), Some(safe));
        }
        for unsafe_one in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "https:\t//example.org",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//example.org",
            "https:/\\example.org",
            "/auth/sign-out",
            "x",
            "",
        ] {
            assert_eq!(link(unsafe_one), None, "{unsafe_one:?}");
        }
    }

    #[test]
    fn only_pages_that_show_something_are_led_to() {
        for shown in ["/chats/k1", "/tasks/k1#todo-k2", "/todos#todo-k2"] {
            assert_eq!(page(shown), Some(shown));
        }
        for other in [
            "/chats/",
            "/chats/k1/export",
            "/chats/k1?at=k2",
            "/chats/../do/x",
            "//chats/k1",
            "/account",
            "/auth/sign-out",
            "https://example.org/chats/k1",
        ] {
            assert_eq!(page(other), None, "{other}");
        }
    }

    #[test]
    fn only_our_own_files_are_pictures() {
        assert_eq!(picture("/files/kg2abc"), Some("/files/kg2abc"));
        for other in [
            "/files/",
            "/files/../auth",
            "/files/a?b",
            "https://example.org/x.png",
            "data:image/png;base64,x",
        ] {
            assert_eq!(picture(other), None, "{other}");
        }
    }

    #[test]
    fn a_bare_address_ends_before_what_ends_the_sentence() {
        for (text, address) in [
            ("https://a.b/c. Then", "https://a.b/c"),
            ("https://a.b/(c))", "https://a.b/(c)"),
            ("https://a.b/x_y_z?q=1&r=2!", "https://a.b/x_y_z?q=1&r=2"),
            ("https://a.b\u{a0}c", "https://a.b"),
        ] {
            assert_eq!(bare(text).map(|end| &text[..end]), Some(address));
        }
        for none in [
            "https://",
            "https://.",
            "http",
            "ftp://a.b",
            "a https://b.c",
        ] {
            assert_eq!(bare(none), None, "{none}");
        }
    }
}
