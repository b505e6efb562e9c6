use super::{DataOption, Durability};
use crate::data_dir::DataDir;
use crate::deployment::{self, Settings, Side};
use crate::failure::Failure;
use crate::identity::{ConvexRecords, Records, Secrets, SeededPerson};
use crate::output;
use crate::site;
use crate::web::Origins;
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
    /// The same number makes the same world.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Messages of the longest thread.
    #[arg(long, default_value_t = 10_000)]
    long_thread: u32,
    /// The password of everybody in it; without it one is made up.
    #[arg(long)]
    password: Option<String>,
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
            env: deployment::environment(&origins, &secrets),
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
        let base_time = host.unix_millis().floor();
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
