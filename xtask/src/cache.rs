use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// Where lies what is fetched once for all checkouts; `server/src/model/files.rs` says the same.
pub(crate) fn root() -> Option<PathBuf> {
    root_by(|name| env::var_os(name))
}

fn root_by(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| {
        let value = variable(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    let everybodys = || folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")));
    folder("CONCLAVE_CACHE").or_else(|| Some(everybodys()?.join("conclave")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_where_the_environment_says_or_beside_everybody_elses() {
        let found = |pairs: &[(&str, &str)]| {
            let pairs = pairs.to_vec();
            root_by(move |name| {
                let pair = pairs.iter().find(|(key, _)| *key == name)?;
                Some(pair.1.into())
            })
        };
        let all = [
            ("CONCLAVE_CACHE", "/a"),
            ("XDG_CACHE_HOME", "/b"),
            ("HOME", "/c"),
        ];
        assert_eq!(found(&all), Some("/a".into()));
        assert_eq!(found(&all[1..]), Some("/b/conclave".into()));
        assert_eq!(found(&all[2..]), Some("/c/.cache/conclave".into()));
        assert_eq!(found(&[("HOME", "")]), None);
    }
}
