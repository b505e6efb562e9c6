//! `conclave backup` and `conclave restore`.

use super::DataOption;
use super::running::Running;
use crate::backup::{Copies, archive};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::output;
use clap::Args;
use convex_embedded::{DirectoryFiles, Durability, SqlitePersistence, copy_data};
use convex_host::Host;
use std::path::PathBuf;
use std::sync::Arc;

/// How often a copy is begun anew that was overtaken by the deletion of a file.
const ATTEMPTS: usize = 5;

#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: DataOption,
    /// The file to write; there must be none of this name.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

#[derive(Args)]
pub(super) struct Restore {
    #[command(flatten)]
    data: DataOption,
    /// A file that `conclave backup` has written.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

/// Copies the data, through the server that uses it or from the data itself, and packs the copy.
pub(super) fn backup(options: Backup, host: Arc<dyn Host>) -> Result<(), Failure> {
    let Backup { data, to } = options;
    let directory = DataDir::existing(&data.data)?;
    super::serve::start(async {
        let mut copied = copy(&directory, &host).await;
        for _ in 1..ATTEMPTS {
            match &copied {
                Err(failure) if failure.code() == "FilesChanged" => {
                    copied = copy(&directory, &host).await;
                }
                _ => break,
            }
        }
        copied?;
        let folder = directory.copy();
        let packed = archive::pack(&folder, &directory.secrets(), &to);
        Copies::clear(&folder).map_err(Failure::file("remove", &folder))?;
        packed?;
        output::line(&format!(
            "Everything in {} is in {}. It holds the keys, too: keep it as secret as the directory.",
            data.data.display(),
            to.display()
        ));
        Ok(())
    })
}

async fn copy(directory: &DataDir, host: &Arc<dyn Host>) -> Result<(), Failure> {
    let _occupied = match directory.occupy() {
        Ok(occupied) => occupied,
        Err(Failure::DataInUse(_)) => {
            let running = Running::of(directory, host.as_ref())?;
            return running.ask("/api/v1/copy_data").await.map(drop);
        }
        Err(failure) => return Err(failure),
    };
    let data = SqlitePersistence::open(directory.database(), Durability::Full);
    let data = data.map_err(|error| Failure::Data {
        code: error.code(),
        message: error.to_string(),
    })?;
    let files = directory.files();
    let files = DirectoryFiles::open(&files).map_err(Failure::file("open", &files))?;
    let place = Arc::new(Copies::of(directory));
    let copied = copy_data(Box::new(data), Arc::new(files), place, host.clone()).await;
    copied.map(drop).map_err(|error| Failure::Deployment {
        code: error.code.into_owned(),
        message: error.message,
    })
}

/// Makes a data directory of a backup.
pub(super) fn restore(options: &Restore) -> Result<(), Failure> {
    let path = &options.data.data;
    let directory = DataDir::open(path)?;
    let _occupied = directory.occupy()?;
    let is_used = [directory.database(), directory.secrets(), directory.files()];
    if is_used.iter().any(|path| path.exists()) {
        return Err(Failure::Data {
            code: "DataExists",
            message: format!(
                "there is data in {} already; restore into another directory, or move that one away",
                path.display()
            ),
        });
    }
    archive::unpack(&options.from, &directory)?;
    output::line(&format!(
        "{} is restored: conclave serve --data {}",
        path.display(),
        path.display()
    ));
    Ok(())
}
