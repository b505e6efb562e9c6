//! One entry, and how it is shown.

use super::figures::millis;
use crate::components::ComponentPath;
use convex_runtime::FunctionKind;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

/// A run of a function.
#[derive(Debug, Clone)]
pub(crate) struct Execution {
    pub(super) number: u64,
    pub(super) component: ComponentPath,
    pub(super) kind: FunctionKind,
    /// The function's path, or method and path of a request.
    pub(super) identifier: Arc<str>,
    pub(super) request_id: Arc<str>,
    /// What kind of caller asked for it.
    pub(super) identity: &'static str,
    /// Milliseconds since the Unix epoch.
    pub(super) began_at: f64,
    pub(super) began: Duration,
    /// Whether its lines are entries of their own.
    pub(super) streams: bool,
}

impl Execution {
    /// The same run, of a function of this component.
    pub(crate) fn within(self, component: &ComponentPath) -> Self {
        Self {
            component: component.clone(),
            ..self
        }
    }

    /// The function's path, or method and path of a request.
    pub(crate) fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The request that asked for it.
    pub(crate) fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// What happened.
#[derive(Debug)]
pub(super) enum What {
    Lines(Arc<[String]>),
    End {
        took: Duration,
        error: Option<Arc<str>>,
        return_bytes: Option<usize>,
        lines: Arc<[String]>,
    },
}

#[derive(Debug)]
pub(super) struct Entry {
    execution: Execution,
    /// Milliseconds since the Unix epoch.
    at: f64,
    what: What,
    size: usize,
}

impl Entry {
    pub(super) fn new(execution: Execution, at: f64, what: What) -> Self {
        let (lines, error) = match &what {
            What::Lines(lines) => (lines, 0),
            What::End { lines, error, .. } => (lines, error.as_ref().map_or(0, |text| text.len())),
        };
        let size = lines.iter().map(String::len).sum::<usize>() + error + 256;
        Self {
            execution,
            at,
            what,
            size,
        }
    }

    /// Bytes, roughly.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn is_end(&self) -> bool {
        matches!(self.what, What::End { .. })
    }

    pub(super) fn request_id(&self) -> &str {
        &self.execution.request_id
    }

    pub(super) fn name(&self) -> &str {
        &self.execution.identifier
    }

    pub(super) fn error(&self) -> Option<&str> {
        match &self.what {
            What::End { error, .. } => error.as_deref(),
            What::Lines(_) => None,
        }
    }

    /// As a line of a log. Its position tells it from all others.
    pub(super) fn to_line(&self, position: f64) -> Json {
        let (took, lines) = match &self.what {
            What::Lines(lines) => (None, lines),
            What::End { took, lines, .. } => (Some(millis(*took)), lines),
        };
        json!({
            "position": position,
            "at": self.at,
            "component": self.execution.component.as_str(),
            "name": self.name(),
            "kind": self.execution.kind.to_string(),
            "requestId": self.request_id(),
            "took": took,
            "error": self.error(),
            "lines": lines.iter().map(String::as_str).collect::<Vec<_>>(),
        })
    }

    pub(super) fn to_json(&self) -> Json {
        let Execution {
            number,
            component,
            kind,
            identifier,
            request_id,
            identity,
            began_at,
            ..
        } = &self.execution;
        let component = (!component.is_root()).then(|| component.as_str());
        let mut json = json!({
            "udfType": kind.to_string(),
            "componentPath": component,
            "identifier": **identifier,
            "timestamp": self.at / 1e3,
            "requestId": **request_id,
            "executionId": format!("{number:016x}"),
        });
        match &self.what {
            What::Lines(lines) => {
                json["kind"] = Json::from("Progress");
                json["logLines"] = lines.iter().map(String::as_str).collect();
            }
            What::End {
                took,
                error,
                return_bytes,
                lines,
            } => {
                json["kind"] = Json::from("Completion");
                json["logLines"] = lines.iter().map(String::as_str).collect();
                json["executionTime"] = Json::from(took.as_secs_f64());
                json["executionTimestamp"] = Json::from(began_at / 1e3);
                json["success"] = error
                    .is_none()
                    .then(|| json!({ "status": "success" }))
                    .into();
                json["error"] = error.as_deref().into();
                json["returnBytes"] = (*return_bytes).into();
                json["identityType"] = Json::from(*identity);
                json["cachedResult"] = Json::from(false);
                json["willRetry"] = Json::from(false);
                json["environment"] = Json::from("isolate");
                json["usageStats"] = json!({});
                for unknown in ["parentExecutionId", "userExecutionTime", "occInfo"] {
                    json[unknown] = Json::Null;
                }
            }
        }
        json
    }
}
