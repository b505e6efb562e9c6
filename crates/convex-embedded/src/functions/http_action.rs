//! HTTP actions: requests to the router that the functions define.

use super::Engine;
use super::engine::failure;
use crate::auth::Caller;
use crate::outcome::{FunctionFailure, FunctionResult};
use crate::syscalls::{DeploymentActionHost, Run};
use crate::{Error, FunctionPath};
use convex_runtime::{FunctionKind, HttpPart, HttpRequest, Invocation};
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// The module that has the router.
const ROUTER: &str = "http:default";
/// What the runtime answers if the router has no route.
const NO_ROUTE: &str = "false";

impl Engine {
    /// Runs the HTTP action for a request and sends the response to `reply`. False if there is no route.
    pub(crate) async fn http_action(
        self: Arc<Self>,
        mut request: HttpRequest,
        caller: Arc<Caller>,
        request_id: String,
        reply: UnboundedSender<HttpPart>,
    ) -> Result<Result<bool, FunctionFailure>, Error> {
        let deployed = self.deployed();
        let function = FunctionPath::parse(ROUTER)?;
        let Some((component, path)) = deployed.answering(&request.path) else {
            return Ok(Ok(false));
        };
        let home = component.home.clone();
        let path = path.into_owned();
        let invocation = Invocation {
            function: function.with_extension(),
            kind: FunctionKind::HttpAction,
            args_json: String::new(),
            seed: self.host.seed(),
            now_millis: self.host.unix_millis().floor(),
            env: home.env.clone(),
            request_id: request_id.clone(),
        };
        request.path = path;
        let version = home.version.clone();
        let kind = FunctionKind::HttpAction;
        let address = Arc::from(format!("{} {}", request.method, request.path));
        let execution = self.executions.begin(kind, address, &request_id, &caller);
        let execution = execution.within(&home.path);
        let run = Arc::new(Run {
            engine: self.clone(),
            deployed,
            caller,
            request_id,
            job: None,
            depth: 0,
        });
        let host = Arc::new(DeploymentActionHost {
            run,
            function: function.clone(),
            home,
            execution: execution.clone(),
        });
        let outcome = self
            .runtime
            .run_http_action(&version, invocation, request, host, reply)
            .await;
        let value = match outcome.result {
            Ok(text) => Ok(Arc::from(text)),
            Err(error) => Err(failure(error)?),
        };
        let result = FunctionResult {
            value,
            log_lines: outcome.log_lines.into(),
        };
        self.report(&execution, &result);
        Ok(result.value.map(|routed| &*routed != NO_ROUTE))
    }
}
