//! What the functions are, for tools that generate code from it.

use crate::functions::registry::Component;
use convex_runtime::{FunctionKind, Visibility};
use serde_json::{Value as Json, json};

/// Every function of a component with its validators, and every route of HTTP actions.
pub(super) fn of(component: Option<&Component>) -> Json {
    let functions = component.into_iter().flat_map(Component::functions);
    let functions = functions.filter(|function| function.kind != FunctionKind::HttpAction);
    let functions = functions.map(|function| {
        let returns = function.returns.as_ref();
        json!({
            "identifier": function.path.with_extension(),
            "functionType": function.kind.to_string(),
            "visibility": { "kind": match function.visibility {
                Visibility::Public => "public",
                Visibility::Internal => "internal",
            }},
            "args": function.args.to_json(),
            "returns": returns.map_or_else(|| json!({ "type": "any" }), |returns| returns.to_json()),
        })
    });
    let routes = component
        .into_iter()
        .flat_map(|component| &component.part.analysis.http_routes);
    let routes = routes.flatten().map(
        |route| json!({ "functionType": "HttpAction", "method": route.method, "path": route.path }),
    );
    functions.chain(routes).collect()
}
