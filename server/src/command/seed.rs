use super::action_site::address;
use super::{DataOption, Durability};
use crate::data_dir::DataDir;
use crate::deployment::{self, Settings, Side};
use crate::failure::Failure;
use crate::identity::{ConvexRecords, Records, Secrets, SeededPerson};
use crate::output;
use crate::site;
use crate::web::Origins;
use chrono::DateTime;
use clap::Args;
use convex_host::Host;
use identity::password::Hasher;
use identity::{Tokens, random_token};
use std::sync::Arc;

/// Characters of a password that is made up.
const PASSWORD_LENGTH: usize = 16;

/// Makes a small world for demonstrations, tests and benchmarks: people, tasks, chats, advisors.
#[derive(Args)]
pub(super) struct Seed {
    #[command(flatten)]
    data: DataOption,
    /// The same number makes the same world, at the same base time.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// The instant before which everything in it has happened, as 2026-01-31T12:00:00Z; without it now.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    base_time: Option<f64>,
    /// Messages of the longest thread.
    #[arg(long, default_value_t = 10_000)]
    long_thread: u32,
    /// The password of everybody in it; without it one is made up.
    #[arg(long)]
    password: Option<String>,
}

/// Milliseconds since 1970.
fn instant(text: &str) -> Result<f64, &'static str> {
    let instant = DateTime::parse_from_rfc3339(text);
    instant
        .map(|instant| instant.timestamp_millis() as f64)
        .map_err(|_| "write 2026-01-31T12:00:00Z")
}

/// Fills the data directory, which no server may be using. A second run changes passwords only.
pub(super) fn seed(options: Seed, host: Arc<dyn Host>) -> Result<(), Failure> {
    super::serve::start(async move {
        let directory = DataDir::open(&options.data.data)?;
        let _occupied = directory.occupy()?;
        let secrets = Secrets::load_or_create(&directory, host.as_ref())?;
        let tokens = Arc::new(Tokens::new(&secrets.signing_keys, host.clone())?);
        let bundle = site::functions().ok_or(Failure::SiteMissing)?;
        let origins = Origins::new(super::USUAL_ADDRESS, None);
        let settings = Settings {
            env: deployment::environment(&origins, address(None, &origins), &secrets),
            durability: Durability::Normal,
            redact_errors: false,
        };
        let deployment = deployment::open(
            &directory,
            &secrets,
            &bundle,
            settings,
            tokens,
            host.clone(),
        )
        .await?;
        let records = ConvexRecords::new(Arc::new(Side::Embedded(deployment.clone())));
        let now = host.unix_millis().floor();
        let base_time = options.base_time.unwrap_or(now);
        let total = records
            .seed(options.seed, options.long_thread, base_time)
            .await?;
        output::line(&format!("The world is there ({total} steps)."));
        let password = options.password.unwrap_or_else(|| {
            let mut password = random_token(host.as_ref());
            password.truncate(PASSWORD_LENGTH);
            password
        });
        let hasher = Hasher::new(host.clone());
        for SeededPerson {
            user_id,
            name,
            email,
        } in records.seeded_people().await?
        {
            let hash = hasher.hash(&password).await?;
            records.set_password(&user_id, hash).await?;
            output::line(&format!("{name} signs in as {email} with {password}"));
        }
        deployment.shutdown().await;
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_a_date_a_time_and_where_on_earth() {
        assert_eq!(instant("2026-01-31T12:00:00Z"), Ok(1_769_860_800_000.0));
        assert_eq!(
            instant("2026-01-31T13:00:00.5+01:00"),
            Ok(1_769_860_800_500.0)
        );
        for text in [
            "",
            "2026-01-31",
            "2026-01-31T12:00:00",
            "1769860800000",
            "yesterday",
        ] {
            assert!(instant(text).is_err(), "{text}");
        }
    }
}
