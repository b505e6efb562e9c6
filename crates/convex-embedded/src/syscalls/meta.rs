//! Who calls, what runs, how much was used; and refusals of what is not there yet.

use super::args::parse;
use super::{FunctionHost, Run, not_supported};
use crate::FunctionPath;
use crate::components::Instance;
use crate::functions::Address;
use convex_runtime::SyscallError;
use serde_json::json;

impl FunctionHost {
    /// Reading the identity makes the result depend on it.
    pub(super) fn user_identity(&mut self) -> Result<String, SyscallError> {
        self.observed.identity = true;
        identity(&self.run)
    }

    pub(super) fn transaction_metrics(&self) -> String {
        let (usage, limits) = (self.tx.usage(), self.tx.limits());
        let metric = |used: usize, limit: usize| json!({ "used": used, "remaining": limit.saturating_sub(used) });
        json!({
            "bytesRead": metric(usage.bytes_read, limits.bytes_read),
            "bytesWritten": metric(usage.bytes_written, limits.bytes_written),
            "databaseQueries": metric(usage.database_queries, limits.database_queries),
            "documentsRead": metric(usage.documents_read, limits.documents_read),
            "documentsWritten": metric(usage.documents_written, limits.documents_written),
            "functionsScheduled": metric(usage.functions_scheduled, limits.functions_scheduled),
            "scheduledFunctionArgsBytes": metric(usage.scheduled_args_bytes, limits.scheduled_args_bytes),
        })
        .to_string()
    }
}

/// The identity object of the caller, or `null`.
pub(super) fn identity(run: &Run) -> Result<String, SyscallError> {
    run.caller
        .identity_json()
        .map(|json| json.to_string())
        .map_err(SyscallError::new)
}

/// Operations that need no transaction.
pub(super) fn answer(
    run: &Run,
    home: &Instance,
    function: &FunctionPath,
    op: &str,
    args: &str,
) -> Result<String, SyscallError> {
    match op {
        "1.0/getFunctionMetadata" => {
            let component = home.path.as_str();
            Ok(json!({ "name": function.stripped(), "componentPath": component }).to_string())
        }
        "1.0/getDeploymentMetadata" => {
            Ok(json!({ "name": run.engine.name, "region": null, "class": "embedded" }).to_string())
        }
        "1.0/getRequestMetadata" => Ok(json!({
            "ip": null,
            "userAgent": null,
            "requestId": run.request_id,
            "scheduledFunctionId": run.job.map(|job| job.to_text()),
            "authToken": run.caller.token(),
        })
        .to_string()),
        "1.0/createFunctionHandle" => {
            let address: Address = parse(op, args)?;
            let target = address.resolve(&home.path)?;
            run.deployed.target(&target).map_err(SyscallError::new)?;
            Ok(json!(target.handle()).to_string())
        }
        "1.0/auditLog" => Err(not_supported("The audit log")),
        "1.0/signJwt" => Err(not_supported("Signing tokens")),
        "1.0/createServiceToken" | "1.0/getServiceUrl" => Err(not_supported("Hosted services")),
        _ => Err(SyscallError::unknown_async_operation(op)),
    }
}
