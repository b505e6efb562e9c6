use super::hex;
use crate::data_dir::{self, DataDir};
use crate::failure::Failure;
use convex_host::Host;
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use serde::{Deserialize, Serialize};
use std::fs;

/// What must not leave the data directory.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// 32 bytes in hexadecimal; admin keys and owner links derive from it.
    pub(crate) instance_secret: String,
    /// The key that signs tokens, PKCS#8 in PEM.
    pub(crate) signing_key: String,
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
        let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        serde_json::from_str(&text).map_err(|error| Failure::ForeignData {
            path,
            reason: format!("it holds no secrets ({error})"),
        })
    }

    fn generate(host: &dyn Host) -> Result<Self, Failure> {
        let mut instance_secret = [0; 32];
        host.fill_random(&mut instance_secret);
        // One number in 2^32 is no valid key; then the next one is.
        let key = loop {
            if let Ok(key) = p256::SecretKey::from_slice(&host.seed()) {
                break key;
            }
        };
        let signing_key = key
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|error| Failure::Key(format!("cannot write the signing key: {error}")))?;
        Ok(Self {
            instance_secret: hex(&instance_secret),
            signing_key: signing_key.to_string(),
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
        assert_eq!(first.signing_key, second.signing_key);
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
