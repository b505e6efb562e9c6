//! Running a query or mutation: JavaScript until it is idle, one syscall, JavaScript again.

use crate::isolate::{Isolate, OpKind, Progress, Settlement};
use crate::worker::Worker;
use crate::{FunctionError, Invocation, NestedCalls, SyscallError};

/// Drives the call to its end. The host is in the isolate's slot.
///
/// Syscalls are answered one at a time in the order of issue, each only when JavaScript has nothing
/// left to do: so the order in which promises settle is a function of the code and the answers.
/// Syscalls that nobody awaits run too, unless the function has already failed.
pub(crate) fn drive(
    isolate: &Isolate,
    invocation: &Invocation,
    export: &str,
    nested: &dyn NestedCalls,
) -> Result<String, FunctionError> {
    let call = isolate.call(
        &invocation.function,
        export,
        invocation.kind,
        "",
        &invocation.args_json,
    )?;
    loop {
        isolate.run_jobs()?;
        let progress = isolate.poll(&call)?;
        if let Progress::Rejected(error) = progress {
            return Err(error);
        }
        isolate.check_rejections()?;
        let Some(op) = isolate.state.next_op() else {
            return Worker::conclude(isolate, &call, progress);
        };
        let settlement = match op.kind {
            OpKind::Syscall { op, args } => answer(isolate, &op, &args, nested),
            // The shim lets nothing else through.
            _ => continue,
        };
        isolate.settle(op.id, settlement)?;
    }
}

fn answer(isolate: &Isolate, op: &str, args: &str, nested: &dyn NestedCalls) -> Settlement {
    let answer = isolate
        .state
        .slot
        .with(|host| host.async_syscall(op, args, nested))
        .unwrap_or_else(|| Err(SyscallError::new("The transaction is in use")));
    settlement(answer)
}

/// How a syscall's answer settles its promise.
pub(crate) fn settlement(answer: Result<String, SyscallError>) -> Settlement {
    match answer {
        Ok(text) => Settlement::Text(text),
        Err(SyscallError { message, data }) => Settlement::Failed {
            message,
            data: data.map(|data| data.to_string()),
        },
    }
}
