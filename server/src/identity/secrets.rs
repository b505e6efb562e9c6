use crate::data_dir::{self, DataDir};
use crate::failure::Failure;
use convex_host::Host;
use identity::{SigningKey, hex};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// What must not leave the data directory.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// 32 bytes in hexadecimal; admin keys and owner links derive from it.
    pub(crate) instance_secret: String,
    /// 32 bytes in hexadecimal; what is kept for others is encrypted with it.
    #[serde(default)]
    pub(crate) encryption_key: String,
    /// The keys that sign tokens, or did until lately; oldest first.
    #[serde(default)]
    pub(crate) signing_keys: Vec<SigningKey>,
    /// The one key of files of the first version; moved to `signing_keys` when read.
    #[serde(default, skip_serializing)]
    signing_key: Option<String>,
}

impl Secrets {
    /// Reads the secrets, or makes them. Two processes that start at once agree: the file is created
    /// exclusively, the later one reads it.
    pub(crate) fn load_or_create(directory: &DataDir, host: &dyn Host) -> Result<Self, Failure> {
        let path = directory.secrets();
        if !path.exists() {
            let secrets = Self::generate(host)?;
            let content = serde_json::to_vec_pretty(&secrets).unwrap_or_default();
            // The content appears under its final name complete or not at all.
            let draft = path.with_extension(format!("{}.new", std::process::id()));
            data_dir::write_draft(&draft, &content)?;
            let linked = fs::hard_link(&draft, &path);
            fs::remove_file(&draft).map_err(Failure::file("remove", &draft))?;
            match linked {
                Ok(()) => {
                    data_dir::sync_folder_of(&path)?;
                    return Ok(secrets);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Failure::file("create", &path)(error)),
            }
        }
        let mut secrets = Self::read(&path)?;
        if secrets.complete(host)? {
            secrets.write(directory)?;
        }
        Ok(secrets)
    }

    /// Adds a signing key, and drops those whose tokens have all ended. A server that runs notices.
    pub(crate) fn rotate_keys(&mut self, host: &dyn Host) -> Result<(), Failure> {
        SigningKey::rotate(&mut self.signing_keys, host)?;
        Ok(())
    }

    /// Replaces the file.
    pub(crate) fn write(&self, directory: &DataDir) -> Result<(), Failure> {
        let content = serde_json::to_vec_pretty(self).unwrap_or_default();
        data_dir::write_private(&directory.secrets(), &content)
    }

    /// The encryption key's bytes.
    pub(crate) fn encryption_key(&self) -> Result<[u8; 32], Failure> {
        let digits = self.encryption_key.as_bytes();
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| {
                Failure::Key(
                    "the encryption key in secrets.json is not 64 hexadecimal digits; restore the file"
                        .to_owned(),
                )
            })
    }

    /// Reads what another process may have changed; makes nothing, since the server runs on what was there.
    pub(super) fn reload(directory: &DataDir) -> Result<Self, Failure> {
        Self::read(&directory.secrets())
    }

    fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(Failure::file("read", path))?;
        serde_json::from_str(&text).map_err(|error| Failure::ForeignData {
            path: path.to_owned(),
            reason: format!("it holds no secrets ({error})"),
        })
    }

    /// Brings a file of the first version up to date; false if it was.
    fn complete(&mut self, host: &dyn Host) -> Result<bool, Failure> {
        let was_complete = !self.encryption_key.is_empty() && !self.signing_keys.is_empty();
        if self.encryption_key.is_empty() {
            self.encryption_key = hex(&host.seed());
        }
        if self.signing_keys.is_empty() {
            let key = match self.signing_key.take() {
                Some(pem) => SigningKey { pem, created_at: 0 },
                None => SigningKey::generate(host)?,
            };
            self.signing_keys.push(key);
        }
        Ok(!was_complete)
    }

    fn generate(host: &dyn Host) -> Result<Self, Failure> {
        Ok(Self {
            instance_secret: hex(&host.seed()),
            encryption_key: hex(&host.seed()),
            signing_keys: vec![SigningKey::generate(host)?],
            signing_key: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    #[test]
    fn secrets_are_made_once_and_read_ever_after() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let first = Secrets::load_or_create(&directory, &SimHost::new(1, 0)).unwrap();
        let second = Secrets::load_or_create(&directory, &SimHost::new(2, 0)).unwrap();
        assert_eq!(first.instance_secret, second.instance_secret);
        assert_eq!(
            first.encryption_key().unwrap(),
            second.encryption_key().unwrap()
        );
        assert_eq!(first.signing_keys[0].pem, second.signing_keys[0].pem);
    }

    #[test]
    fn a_file_of_the_first_version_keeps_its_key_and_gets_what_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let old = r#"{ "instance_secret": "aa", "signing_key": "PEM" }"#;
        fs::write(directory.secrets(), old).unwrap();
        let read = Secrets::load_or_create(&directory, &SimHost::new(1, 0)).unwrap();
        assert_eq!(read.signing_keys[0].pem, "PEM");
        let again = Secrets::load_or_create(&directory, &SimHost::new(2, 0)).unwrap();
        assert_eq!(
            again.encryption_key().unwrap(),
            read.encryption_key().unwrap()
        );
        assert_eq!(again.signing_keys[0].pem, "PEM");
    }

    #[test]
    fn what_a_crash_left_half_made_is_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let stale = directory
            .secrets()
            .with_extension(format!("{}.new", std::process::id()));
        fs::write(&stale, "{").unwrap();
        assert!(Secrets::load_or_create(&directory, &SimHost::new(1, 0)).is_ok());
        assert!(!stale.exists());
    }

    #[test]
    fn a_secrets_file_of_somebody_else_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        fs::write(directory.secrets(), "{}").unwrap();
        let failure = Secrets::load_or_create(&directory, &SimHost::new(1, 0))
            .err()
            .unwrap();
        assert_eq!(failure.code(), "ForeignData");
    }
}
