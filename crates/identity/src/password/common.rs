use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("common.txt")
        .lines()
        .filter(|line| !line.starts_with("# "))
        .collect()
});

/// Whether a password in lower case is a common one.
pub(super) fn contains(folded: &str) -> bool {
    COMMON.contains(folded)
}
