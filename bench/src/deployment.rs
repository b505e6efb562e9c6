//! `conclave deployment` with the functions of the bench, on data of its own.

use crate::error::BenchError;
use crate::http::{Connection, call_bytes};
use crate::peers::{free_address, ready, spawn_program};
use crate::report::note;
use convex_host::SystemHost;
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::process::Child;

/// A deployment that anybody may call.
pub(crate) struct Deployment {
    pub(crate) address: String,
    binary: PathBuf,
    functions: PathBuf,
    data: TempDir,
    process: Child,
}

impl Deployment {
    /// Starts one with the functions of a folder and without a document.
    pub(crate) async fn start(binary: &Path, functions: &Path) -> Result<Self, BenchError> {
        let data = TempDir::new()?;
        let address = free_address().await?;
        let process = spawn(binary, functions, data.path(), &address)?;
        let deployment = Self {
            address,
            binary: binary.to_owned(),
            functions: functions.to_owned(),
            data,
            process,
        };
        deployment.answers().await?;
        note(&format!("a deployment answers on {}", deployment.address));
        Ok(deployment)
    }

    /// Ends it as `kill -9` does.
    pub(crate) async fn kill(&mut self) -> Result<(), BenchError> {
        Ok(self.process.kill().await?)
    }

    /// Starts it anew on the same data and address, without waiting for it.
    pub(crate) fn start_again(&mut self) -> Result<(), BenchError> {
        let (data, address) = (self.data.path(), &self.address);
        self.process = spawn(&self.binary, &self.functions, data, address)?;
        Ok(())
    }

    /// Waits until it listens. What it is asked from then on waits for its functions.
    pub(crate) async fn listens(&self) -> Result<(), BenchError> {
        ready(&self.address, "conclave deployment").await
    }

    /// Waits until its functions answer.
    async fn answers(&self) -> Result<(), BenchError> {
        self.listens().await?;
        let args = json!({ "number": 0 });
        self.call("query", "work:nothing", args).await.map(drop)
    }

    /// Calls a function and returns its value.
    pub(crate) async fn call(
        &self,
        kind: &str,
        path: &str,
        args: Value,
    ) -> Result<Value, BenchError> {
        let request = call_bytes(&self.address, &[], kind, path, &args);
        let mut connection = Connection::open(&self.address).await?;
        let answer = connection.send(&SystemHost::new(), &request).await?;
        answer.value(path)
    }

    /// Its resident memory in bytes; nothing where the system does not say.
    pub(crate) fn resident(&self) -> Option<u64> {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id()?)).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1024)
    }

    /// Bytes of its data on the disk.
    pub(crate) fn size_on_disk(&self) -> Result<u64, BenchError> {
        let mut bytes = 0;
        for entry in std::fs::read_dir(self.data.path())? {
            bytes += entry?.metadata()?.len();
        }
        Ok(bytes)
    }
}

fn spawn(binary: &Path, functions: &Path, data: &Path, address: &str) -> Result<Child, BenchError> {
    let address = OsStr::new(address);
    let [data, functions] = [data.as_os_str(), functions.as_os_str()];
    let flags = ["deployment", "--addr", "--data", "--functions"].map(OsStr::new);
    let arguments = [
        flags[0], flags[1], address, flags[2], data, flags[3], functions,
    ];
    spawn_program(binary, arguments)
}
