//! The command line.

mod action_site;
mod backup;
mod env;
mod link;
mod running;
mod seed;
mod serve;
mod transfer;

use crate::data_dir::DataDir;
use crate::deployment;
use crate::failure::Failure;
use crate::identity::{Purpose, Secrets, Tickets};
use crate::output;
use clap::{Args, Parser, Subcommand, ValueEnum};
use convex_host::{Host, SystemHost};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

const USUAL_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

#[derive(Parser)]
#[command(
    name = "conclave",
    version,
    about = "A live workspace for people and their AI agents"
)]
pub(crate) struct Arguments {
    /// Without one, it serves.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the pages and the embedded deployment.
    Serve(serve::Serve),
    /// Serves only a deployment, with the Convex functions of another folder.
    Deployment(serve::DeploymentOnly),
    /// Fills a data directory with a small world, and prints who signs in to it.
    Seed(seed::Seed),
    /// Prints the key that may do everything with the deployment.
    AdminKey(DataOption),
    /// Makes a new key for signing tokens; the old one stays good until its tokens have ended.
    RotateKeys(DataOption),
    /// Reads and changes the environment variables that functions see.
    Env(env::Env),
    /// Writes everything in a data directory to one file, also while a server uses it.
    Backup(backup::Backup),
    /// Makes a data directory from such a file.
    Restore(backup::Restore),
    /// Writes the documents of a server that runs to a zip, as `npx convex export` does.
    Export(transfer::Export),
    /// Reads such a zip into a server that runs, as `npx convex import` does.
    Import(transfer::Import),
    /// Prints a link that signs the owner's browser in, once.
    OwnerLink(LinkOptions),
    /// Prints a link with which somebody makes an account, once, within a week.
    Invite(LinkOptions),
}

#[derive(Args)]
struct DataOption {
    /// Where the data file and the keys are kept.
    #[arg(long, default_value = ".conclave")]
    data: PathBuf,
}

#[derive(Args)]
struct LinkOptions {
    #[command(flatten)]
    data: DataOption,
    /// Where the server listens; without it, where the one that uses the data says.
    #[arg(long)]
    addr: Option<SocketAddr>,
    /// Where browsers reach the server, if that is not its own address: https://host.
    #[arg(long, value_name = "ORIGIN", value_parser = crate::web::parse_origin)]
    origin: Option<String>,
}

#[derive(Args)]
struct ListenOptions {
    /// Where to listen; port 0 finds a free one.
    #[arg(long, default_value_t = USUAL_ADDRESS)]
    addr: SocketAddr,
    /// Listen although other machines can reach the address and nobody has an account.
    #[arg(long)]
    allow_remote: bool,
    #[command(flatten)]
    site: action_site::SiteOptions,
}

/// What an acknowledged write has survived.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Durability {
    /// A power cut: every commit waits for the disk.
    #[default]
    Full,
    /// A crash of the program; a power cut may take the last moments. Faster.
    Normal,
}

/// Does what the command line says.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    let host: Arc<dyn Host> = Arc::new(SystemHost::new());
    let command = arguments
        .command
        .unwrap_or_else(|| Command::Serve(serve::Serve::parse_from(["conclave"])));
    match command {
        Command::Serve(options) => serve::serve(options, host),
        Command::Deployment(options) => serve::deployment_only(options, host),
        Command::Seed(options) => seed::seed(options, host),
        Command::AdminKey(data) => {
            let secrets = Secrets::load_or_create(&DataDir::open(&data.data)?, host.as_ref())?;
            output::line(&deployment::admin_key(&secrets)?);
            Ok(())
        }
        Command::RotateKeys(data) => {
            let directory = DataDir::existing(&data.data)?;
            let mut secrets = Secrets::load_or_create(&directory, host.as_ref())?;
            secrets.rotate_keys(host.as_ref())?;
            secrets.write(&directory)?;
            output::line(
                "There is a new key. It signs in two hours, when every deployment knows it.",
            );
            Ok(())
        }
        Command::Env(options) => env::run(options, host),
        Command::Backup(options) => backup::backup(options, host),
        Command::Restore(options) => backup::restore(&options),
        Command::Export(options) => transfer::export(options, host),
        Command::Import(options) => transfer::import(options, host),
        Command::OwnerLink(options) => print_link(Purpose::Owner, options, host),
        Command::Invite(options) => print_link(Purpose::Invite, options, host),
    }
}

fn print_link(purpose: Purpose, options: LinkOptions, host: Arc<dyn Host>) -> Result<(), Failure> {
    let directory = DataDir::existing(&options.data.data)?;
    let secrets = Secrets::load_or_create(&directory, host.as_ref())?;
    let tickets = Tickets::new(&secrets.instance_secret, host);
    let (origin, is_served) = link::origin(&directory, options.addr, options.origin);
    output::line(&tickets.mint(purpose, &origin));
    if !is_served {
        output::note(&format!(
            "no server uses this data now; the link works once one does, at {origin}"
        ));
    }
    Ok(())
}

impl From<Durability> for convex_embedded::Durability {
    fn from(durability: Durability) -> Self {
        match durability {
            Durability::Full => Self::Full,
            Durability::Normal => Self::Normal,
        }
    }
}
