//! How the values of environment variables lie in the data file: encrypted like all that is kept for others.

use crate::failure::Failure;
use crate::identity::Secrets;
use convex_embedded::ValueCipher;
use convex_host::Host;
use identity::Cipher;
use std::sync::Arc;

/// Encrypts them with the encryption key of the data directory.
pub(crate) struct SealedValues(Cipher);

impl SealedValues {
    /// For the deployment of a data directory with these secrets.
    pub(crate) fn new(secrets: &Secrets, host: Arc<dyn Host>) -> Result<Self, Failure> {
        Ok(Self(Cipher::new(&secrets.encryption_key()?, host)))
    }
}

impl ValueCipher for SealedValues {
    fn seal(&self, name: &str, value: &str) -> String {
        self.0.seal(&purpose(name), value)
    }

    fn open(&self, name: &str, sealed: &str) -> Option<String> {
        self.0.open(&purpose(name), sealed)
    }
}

fn purpose(name: &str) -> String {
    format!("environment variable {name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_dir::DataDir;
    use convex_host::SimHost;

    #[test]
    fn a_value_opens_under_its_own_name_and_with_the_directorys_key_only() {
        let host = Arc::new(SimHost::new(1, 0));
        let values = || {
            let folder = tempfile::tempdir().unwrap();
            let directory = DataDir::open(folder.path()).unwrap();
            let secrets = Secrets::load_or_create(&directory, host.as_ref()).unwrap();
            SealedValues::new(&secrets, host.clone()).unwrap()
        };
        let (ours, others) = (values(), values());
        let sealed = ours.seal("KEY", "planted");
        assert!(!sealed.contains("planted"));
        assert_eq!(ours.open("KEY", &sealed).as_deref(), Some("planted"));
        assert_eq!(ours.open("OTHER", &sealed), None);
        assert_eq!(others.open("KEY", &sealed), None);
    }
}
