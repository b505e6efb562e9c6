use super::accounts::Accounts;
use super::secrets::Secrets;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use convex_host::Host;
use identity::{SigningKey, Tokens};
use std::sync::Arc;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(60);

/// What has to be done from time to time while the server runs: keys that were changed are taken up, old ones
/// are followed by new ones, and access tokens of other providers are renewed.
pub(crate) async fn maintain(
    accounts: Arc<Accounts>,
    tokens: Arc<Tokens>,
    directory: DataDir,
    host: Arc<dyn Host>,
) {
    let mut interval = tokio::time::interval(EVERY);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(failure) = renew_keys(&tokens, &directory, host.as_ref()) {
            tracing::error!(code = failure.code(), %failure, "cannot look after the signing keys");
        }
        if let Err(error) = accounts.renew_grants().await {
            tracing::warn!(%error, "cannot renew access tokens");
        }
    }
}

fn renew_keys(tokens: &Tokens, directory: &DataDir, host: &dyn Host) -> Result<(), Failure> {
    let mut secrets = Secrets::reload(directory)?;
    if SigningKey::are_dated(&secrets.signing_keys, host) {
        secrets.rotate_keys(host)?;
        secrets.write(directory)?;
        tracing::info!("a new key signs tokens from now on");
    }
    Ok(tokens.replace(&secrets.signing_keys)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    #[test]
    fn an_old_key_is_followed_by_a_new_one_and_both_are_published() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let host = Arc::new(SimHost::new(1, 0));
        let secrets = Secrets::load_or_create(&directory, host.as_ref()).unwrap();
        let tokens = Tokens::new(&secrets.signing_keys, host.clone()).unwrap();
        let published = || tokens.key_set().matches("kid").count();
        renew_keys(&tokens, &directory, host.as_ref()).unwrap();
        assert_eq!(published(), 1);
        host.advance(Duration::from_secs(91 * 24 * 60 * 60));
        renew_keys(&tokens, &directory, host.as_ref()).unwrap();
        assert_eq!(published(), 2);
    }
}
