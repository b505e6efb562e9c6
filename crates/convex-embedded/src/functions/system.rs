//! What the deployment runs on its own account: scheduled functions and cron jobs.

use super::{CallArgs, Engine, Function, MutationRun, random_request_id};
use crate::Error;
use crate::auth::Caller;
use crate::outcome::FunctionResult;
use convex_runtime::FunctionKind;
use convex_values::DocumentId;
use std::sync::Arc;

impl Engine {
    /// Runs a mutation or an action in nobody's name. `job` is the scheduled job that it is, if it is one.
    pub(crate) async fn run_as_system(
        self: &Arc<Self>,
        function: Function,
        args: CallArgs,
        job: Option<DocumentId>,
    ) -> Result<FunctionResult, Error> {
        let request_id = random_request_id(&*self.host);
        let caller = Arc::new(Caller::system());
        if function.kind != FunctionKind::Mutation {
            return self
                .run_action(function, args, caller, request_id, job, 0)
                .await;
        }
        let run = MutationRun {
            deployed: self.deployed(),
            function,
            args,
            caller,
            key: None,
            request_id,
            signal: None,
            job,
        };
        Ok(self.run_mutation(run).await?.0)
    }
}
