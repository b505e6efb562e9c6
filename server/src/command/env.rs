//! `conclave env`: the environment variables that the functions of the embedded deployment see.

use super::running::{self, Running};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::identity::Secrets;
use crate::output;
use crate::sealed_values::SealedValues;
use clap::{Args, Subcommand};
use convex_embedded::{
    Durability, SqlitePersistence, StoredEnvironment, VariableChanges, Variables,
};
use convex_host::Host;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Args)]
pub(super) struct Env {
    #[command(subcommand)]
    action: Action,
    /// Where the data file and the keys are kept.
    #[arg(long, default_value = ".conclave", global = true)]
    data: PathBuf,
}

#[derive(Subcommand)]
enum Action {
    /// Prints all variables, as NAME=VALUE.
    List,
    /// Prints the value of one.
    Get { name: String },
    /// Sets one; whoever is subscribed sees it at once.
    Set {
        name: String,
        /// With `-` it is read from standard input, where no list of processes and no history shows it; one end
        /// of line at its end is no part of it.
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Removes one.
    Remove { name: String },
}

/// Reads or changes variables: through the server that uses the data, or in the data itself.
pub(super) fn run(options: Env, host: Arc<dyn Host>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Stopped)?;
    runtime.block_on(async {
        let directory = DataDir::open(&options.data)?;
        match directory.occupy() {
            Ok(_occupied) => act(options.action, &Stored::open(&directory, host).await?).await,
            Err(Failure::DataInUse(_)) => {
                act(options.action, &Running::of(&directory, host.as_ref())?).await
            }
            Err(failure) => Err(failure),
        }
    })
}

async fn act(action: Action, place: &impl Place) -> Result<(), Failure> {
    let change = |name: String, value| VariableChanges::from([(name, value)]);
    let result = match action {
        Action::List => {
            let variables = place.variables().await?;
            let lines = variables.iter();
            lines.for_each(|(name, value)| output::line(&format!("{name}={value}")));
            Ok(())
        }
        Action::Get { name } => match place.variables().await?.get(&name) {
            Some(value) => {
                output::line(value);
                Ok(())
            }
            None => Err(Failure::NoVariable(name)),
        },
        Action::Set { name, value } => {
            let value = given(value)?;
            place.update(&change(name, Some(value))).await
        }
        Action::Remove { name } => place.update(&change(name, None)).await,
    };
    place.close().await;
    result
}

/// A value, or what standard input says in its place.
fn given(value: String) -> Result<String, Failure> {
    match value.as_str() {
        "-" => io::read_to_string(io::stdin())
            .map(one_value)
            .map_err(Failure::Input),
        _ => Ok(value),
    }
}

/// Without the end of line that editors and `echo` leave.
fn one_value(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text
}

/// Where the variables are.
trait Place {
    async fn variables(&self) -> Result<Variables, Failure>;
    async fn update(&self, changes: &VariableChanges) -> Result<(), Failure>;
    async fn close(&self);
}

struct Stored(StoredEnvironment);

impl Stored {
    async fn open(directory: &DataDir, host: Arc<dyn Host>) -> Result<Self, Failure> {
        let data = SqlitePersistence::open(directory.database(), Durability::Full);
        let data = data.map_err(|error| Failure::Data {
            code: error.code(),
            message: error.to_string(),
        })?;
        let secrets = Secrets::load_or_create(directory, host.as_ref())?;
        let cipher = SealedValues::new(&secrets, host.clone())?;
        let opened = StoredEnvironment::open(Box::new(data), Arc::new(cipher), host).await;
        opened.map(Self).map_err(refused)
    }
}

impl Place for Stored {
    async fn variables(&self) -> Result<Variables, Failure> {
        self.0.variables().map_err(refused)
    }

    async fn update(&self, changes: &VariableChanges) -> Result<(), Failure> {
        self.0.update(changes).await.map_err(refused)
    }

    async fn close(&self) {
        self.0.close().await;
    }
}

fn refused(error: convex_embedded::Error) -> Failure {
    Failure::Deployment {
        code: error.code.into_owned(),
        message: error.message,
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    environment_variables: Variables,
}

impl Place for Running {
    async fn variables(&self) -> Result<Variables, Failure> {
        let request = self.request(Method::GET, "/api/v1/list_environment_variables");
        let body = running::json(request).await?;
        let listed = Listed::deserialize(body).map_err(|error| Failure::Deployment {
            code: "BadAnswer".to_owned(),
            message: format!("the server's answer cannot be read: {error}"),
        })?;
        Ok(listed.environment_variables)
    }

    async fn update(&self, changes: &VariableChanges) -> Result<(), Failure> {
        let change =
            |(name, value): (&String, &Option<String>)| json!({ "name": name, "value": value });
        let changes: Vec<Json> = changes.iter().map(change).collect();
        let request = self.request(Method::POST, "/api/v1/update_environment_variables");
        let request = request.json(&json!({ "changes": changes }));
        running::json(request).await.map(drop)
    }

    async fn close(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_from_standard_input_loses_one_end_of_line() {
        for (read, value) in [
            ("a\n", "a"),
            ("a\r\n", "a"),
            ("a\n\n", "a\n"),
            ("a", "a"),
            ("\n", ""),
        ] {
            assert_eq!(one_value(read.to_owned()), value);
        }
    }
}
