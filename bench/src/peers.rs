//! The programs under test, each started on a free loopback port and ended with the bench.

use crate::error::BenchError;
use crate::http::{Answer, Connection, call_bytes, request};
use crate::report::note;
use convex_host::SystemHost;
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// `conclave serve` on its own data, with the owner signed in.
pub(crate) struct Conclave {
    pub(crate) address: String,
    /// The owner's session, as a `Cookie` header.
    pub(crate) cookie: String,
    /// A token for the deployment; renewed with [`Conclave::token`].
    token: tokio::sync::Mutex<Option<(String, Duration)>>,
    host: SystemHost,
    binary: PathBuf,
    data: TempDir,
    _process: Child,
}

impl Conclave {
    /// Starts the binary and signs the owner in through the one-time link. `durability` is what an
    /// acknowledged write has survived.
    pub(crate) async fn start(binary: &Path, durability: &str) -> Result<Self, BenchError> {
        let data = TempDir::new()?;
        let address = free_address().await?;
        let process = spawn(
            Command::new(binary)
                // Sign-ins claim to come from many addresses: those of one are soon refused.
                .args(["serve", "--trust-proxy", "127.0.0.1", "--addr", &address])
                .args(["--durability", durability, "--data"])
                .arg(data.path()),
        )?;
        ready(&address, "conclave").await?;
        let link = Command::new(binary)
            .args(["owner-link", "--addr", &address, "--data"])
            .arg(data.path())
            .output()
            .await?;
        let link = String::from_utf8_lossy(&link.stdout).trim().to_owned();
        let path = link
            .find(&address)
            .map(|at| link[at + address.len()..].to_owned());
        let path = path.ok_or_else(|| BenchError::answer("conclave owner-link", link))?;
        let host = SystemHost::new();
        let answer = Connection::open(&address)
            .await?
            .send(&host, &request("GET", path.trim(), &address, &[], ""))
            .await?;
        let cookie = answer
            .header("set-cookie")
            .and_then(|cookie| cookie.split(';').next());
        let cookie = cookie
            .ok_or_else(|| BenchError::answer("sign-in", answer.head.clone()))?
            .to_owned();
        note(&format!("conclave serves on {address}"));
        let token = tokio::sync::Mutex::new(None);
        Ok(Self {
            address,
            cookie,
            token,
            host,
            binary: binary.to_owned(),
            data,
            _process: process,
        })
    }

    /// A token with at least three minutes left.
    pub(crate) async fn token(&self) -> Result<String, BenchError> {
        use convex_host::Host;
        const REUSE: Duration = Duration::from_secs(100);
        let mut slot = self.token.lock().await;
        if let Some((token, minted)) = slot.as_ref()
            && self.host.monotonic() - *minted < REUSE
        {
            return Ok(token.clone());
        }
        let origin = format!("http://{}", self.address);
        let headers = [("Cookie", self.cookie.as_str()), ("Origin", &origin)];
        let answer = self
            .send(&request("POST", "/auth/token", &self.address, &headers, ""))
            .await?;
        let body: Value = serde_json::from_slice(&answer.body)?;
        let token = body["token"].as_str();
        let token = token
            .ok_or_else(|| BenchError::answer("/auth/token", body.to_string()))?
            .to_owned();
        *slot = Some((token.clone(), self.host.monotonic()));
        Ok(token)
    }

    /// The bytes of a call of `/api/query` or `/api/mutation` as the owner.
    pub(crate) async fn call_bytes(
        &self,
        kind: &str,
        path: &str,
        args: &Value,
    ) -> Result<Vec<u8>, BenchError> {
        let authorization = format!("Bearer {}", self.token().await?);
        let headers = [("Authorization", authorization.as_str())];
        Ok(call_bytes(&self.address, &headers, kind, path, args))
    }

    /// Calls a function and returns its value.
    pub(crate) async fn call(
        &self,
        kind: &str,
        path: &str,
        args: Value,
    ) -> Result<Value, BenchError> {
        self.send(&self.call_bytes(kind, path, &args).await?)
            .await?
            .value(path)
    }

    pub(crate) async fn send(&self, request: &[u8]) -> Result<Answer, BenchError> {
        Connection::open(&self.address)
            .await?
            .send(&self.host, request)
            .await
    }

    /// Sets an environment variable that functions see, from their next call on.
    pub(crate) async fn set_variable(&self, name: &str, value: &str) -> Result<(), BenchError> {
        let output = Command::new(&self.binary)
            .args(["env", "set", name, value, "--data"])
            .arg(self.data.path())
            .output()
            .await?;
        if output.status.success() {
            return Ok(());
        }
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(BenchError::answer("conclave env set", why))
    }

    /// Gives the owner a chat with these messages, of the person and the model in turn, and answers with its id.
    pub(crate) async fn seed_thread(
        &self,
        title: &str,
        messages: impl Iterator<Item = String>,
    ) -> Result<String, BenchError> {
        /// As many as one call takes.
        const BATCH: usize = 100;
        const TIME: &str = "2026-01-01T12:00:00Z";
        let chat = json!({ "id": title, "title": title, "timestamp": TIME });
        self.call(
            "mutation",
            "importData:importChats",
            json!({ "chats": [chat] }),
        )
        .await?;
        let rows = messages.enumerate().map(|(n, content)| {
            let role = if n % 2 == 0 { "user" } else { "assistant" };
            json!({ "id": format!("{n}"), "chatId": title, "content": content, "role": role, "timestamp": TIME, "position": n })
        });
        let rows: Vec<Value> = rows.collect();
        for batch in rows.chunks(BATCH) {
            self.call(
                "mutation",
                "importData:importMessages",
                json!({ "messages": batch }),
            )
            .await?;
        }
        note(&format!("a thread has {} messages", rows.len()));
        let found = self
            .call("query", "chats:search", json!({ "text": title }))
            .await?;
        let id = found[0]["_id"].as_str();
        id.map(str::to_owned)
            .ok_or_else(|| BenchError::answer("chats:search", found.to_string()))
    }

    /// Gives the owner `count` tasks with a repository and a first message each.
    pub(crate) async fn seed_tasks(&self, count: usize) -> Result<(), BenchError> {
        for n in 0..count {
            let args = json!({
                "title": format!("Make the importer resumable, part {n}"),
                "prompt": "Keep a cursor per table and continue from it after a crash.",
                "repoFullName": format!("acme/importer-{}", n % 5),
                "repoUrl": format!("https://github.com/acme/importer-{}", n % 5),
            });
            self.call("mutation", "tasks:create", args).await?;
        }
        Ok(())
    }
}

/// `next start` over the same deployment, as the same user.
pub(crate) struct Next {
    pub(crate) address: String,
    _process: Child,
}

impl Next {
    /// Starts the peer that `cargo xtask bench` has built in `folder`.
    pub(crate) async fn start(folder: &Path, conclave: &Conclave) -> Result<Self, BenchError> {
        let address = free_address().await?;
        let port = address.rsplit(':').next().unwrap_or_default();
        let process = spawn(
            Command::new("node")
                .args([
                    "node_modules/next/dist/bin/next",
                    "start",
                    "-H",
                    "127.0.0.1",
                    "-p",
                    port,
                ])
                .env("CONVEX_URL", format!("http://{}", conclave.address))
                .env("CONVEX_TOKEN", conclave.token().await?)
                .env("NEXT_TELEMETRY_DISABLED", "1")
                .env("NODE_ENV", "production")
                .current_dir(folder),
        )?;
        ready(&address, "next start").await?;
        note(&format!("next serves on {address}"));
        Ok(Self {
            address,
            _process: process,
        })
    }
}

/// A program with these arguments, ended when it is dropped.
pub(crate) fn spawn_program(
    program: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Child, BenchError> {
    spawn(Command::new(program).args(arguments))
}

fn spawn(command: &mut Command) -> Result<Child, BenchError> {
    let program = command
        .as_std()
        .get_program()
        .to_string_lossy()
        .into_owned();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| BenchError::Start {
            program,
            why: error.to_string(),
        })
}

pub(crate) async fn free_address() -> Result<String, BenchError> {
    Ok(TcpListener::bind("127.0.0.1:0")
        .await?
        .local_addr()?
        .to_string())
}

/// Waits until something accepts connections there.
pub(crate) async fn ready(address: &str, program: &str) -> Result<(), BenchError> {
    for _ in 0..600 {
        if TcpStream::connect(address).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(BenchError::Start {
        program: program.into(),
        why: "nothing listens after 30 s".into(),
    })
}
