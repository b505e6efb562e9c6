//! Which files can be added, and how that is said before anybody tries. The functions have the last word.

use convex_api::AttachmentLimits;

use crate::text::size;

/// Whether browsers show it as a picture.
pub(super) fn is_picture(content_type: &str) -> bool {
    content_type.starts_with("image/")
}

/// The limits in a sentence.
pub(super) fn sentence(limits: &AttachmentLimits) -> String {
    format!(
        "Pictures up to {}, text files up to {}, {} at most.",
        size(limits.picture_size_max),
        size(limits.text_file_size_max),
        limits.per_message_max,
    )
}

/// The type under which a file is uploaded, or why it cannot be. `claimed` is the browser's idea of its type;
/// `bytes` its size.
pub(super) fn checked(
    limits: &AttachmentLimits,
    name: &str,
    claimed: &str,
    bytes: f64,
) -> Result<String, String> {
    let content_type = type_of(&limits.accept, name, claimed).ok_or_else(|| {
        format!("{name} is of a type that models cannot read. Add pictures (PNG, JPEG, WebP, GIF) or text files.")
    })?;
    let most = if is_picture(&content_type) {
        limits.picture_size_max
    } else {
        limits.text_file_size_max
    };
    if bytes > most {
        return Err(format!(
            "{name} is too large: {} of at most {}.",
            size(bytes),
            size(most)
        ));
    }
    Ok(content_type)
}

/// What the chooser offers says what can be uploaded, and as what: systems know no type, or none of text, for much
/// that is text.
fn type_of(accept: &str, name: &str, claimed: &str) -> Option<String> {
    let essence = claimed.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_lowercase();
    let name = name.to_lowercase();
    let accepts = |wanted: &str| match wanted.strip_suffix('*') {
        Some(kind) => essence.starts_with(kind),
        None => essence == wanted,
    };
    let mut offered = accept.split(',');
    if offered.clone().any(accepts) {
        return Some(essence);
    }
    let is_text = offered.any(|ending| ending.starts_with('.') && name.ends_with(ending));
    is_text.then(|| "text/plain".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> AttachmentLimits {
        AttachmentLimits {
            accept: "image/png,text/*,application/json,.rs,.ts".to_owned(),
            per_message_max: 20.0,
            picture_size_max: 3_900_000.0,
            text_file_size_max: 1_000_000.0,
        }
    }

    #[test]
    fn a_file_goes_under_its_own_type_or_as_text_where_only_its_ending_tells() {
        let known = |name, claimed| checked(&limits(), name, claimed, 1.0).ok();
        assert_eq!(known("a.png", "image/png").as_deref(), Some("image/png"));
        assert_eq!(
            known("a.csv", "text/csv; charset=utf-8").as_deref(),
            Some("text/csv")
        );
        assert_eq!(known("main.rs", "").as_deref(), Some("text/plain"));
        assert_eq!(
            known("Main.TS", "video/mp2t").as_deref(),
            Some("text/plain")
        );
        for (name, claimed) in [
            ("a.zip", "application/zip"),
            ("rs", ""),
            ("a.svg", "image/svg+xml"),
        ] {
            assert_eq!(known(name, claimed), None, "{name}");
        }
    }

    #[test]
    fn each_kind_has_a_size_of_its_own() {
        let fits = |name, claimed, bytes| checked(&limits(), name, claimed, bytes).is_ok();
        assert!(fits("a.png", "image/png", 3_900_000.0));
        assert!(!fits("a.png", "image/png", 3_900_001.0));
        assert!(fits("a.txt", "text/plain", 1_000_000.0));
        assert!(!fits("a.txt", "text/plain", 1_000_001.0));
    }

    #[test]
    fn limits_are_said_in_a_sentence() {
        let said = "Pictures up to 3.9 MB, text files up to 1 MB, 20 at most.";
        assert_eq!(sentence(&limits()), said);
    }
}
